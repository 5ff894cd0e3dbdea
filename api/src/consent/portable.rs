//! Which purposes give a person the right to take along what they gave for them.

use entity::vocabulary::{DataSubjectRight, Purpose};
use sea_orm::Iterable;

use super::{in_force::terms_of, right::rights_on};
use crate::{error::Result, store::Tx};

/// Whether what was given for each purpose may be taken along, on the basis that it has in the agency, and the article
/// that says so (GDPR article 20(1)).
pub async fn portable(tx: &Tx) -> Result<Vec<(Purpose, bool, &'static str)>> {
    let mut all = Vec::new();
    for purpose in Purpose::iter() {
        let terms = terms_of(tx, purpose).await?;
        let rights = rights_on(terms.basis).into_iter();
        let right = rights.filter(|right| right.right == DataSubjectRight::Portability);
        all.extend(right.map(|right| (purpose, right.applies, right.because)));
    }
    Ok(all)
}
