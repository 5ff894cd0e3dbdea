//! Which purposes give a person the right to take along what they gave for them.

use entity::{
    ENTITIES,
    vocabulary::{DataSubjectRight, Purpose},
};
use sea_orm::Iterable;

use super::{in_force::terms_of, right::rights_on};
use crate::{error::Result, store::Tx};

/// Where there is nothing to take along.
const NOTHING: &str = "GDPR article 20(1), of what the person gave; nothing is asked for with this purpose here";

/// Whether people give something for a purpose, as the entities declare.
fn is_given_for(purpose: Purpose) -> bool {
    let sealed = ENTITIES.iter().flat_map(|declaration| declaration.sealed);
    sealed.into_iter().any(|column| column.given_for == Some(purpose))
}

/// Whether what was given for each purpose may be taken along, on the basis that it has in the agency, and the article
/// that says so (GDPR article 20(1)).
pub async fn portable(tx: &Tx) -> Result<Vec<(Purpose, bool, &'static str)>> {
    let mut all = Vec::new();
    for purpose in Purpose::iter() {
        let terms = terms_of(tx, purpose).await?;
        let rights = rights_on(terms.basis).into_iter();
        let right = rights.filter(|right| right.right == DataSubjectRight::Portability);
        let gives = terms.is_enabled && is_given_for(purpose);
        all.extend(right.map(|right| {
            if right.applies && !gives {
                (purpose, false, NOTHING)
            } else {
                (purpose, right.applies, right.because)
            }
        }));
    }
    Ok(all)
}
