//! What a person is told of the purposes beside a copy of their data (GDPR article 15(1)(a) and (d)).

use chrono::{DateTime, Utc};
use entity::{
    period::Period,
    processing_purpose,
    set::Member as _,
    vocabulary::{LegalBasis, Purpose},
};

use super::in_force::{id_of, in_effect, newest_of};
use crate::{error::Result, store::Tx};

/// A purpose, as it stands in the agency.
#[derive(Clone, Debug)]
pub struct ToldPurpose {
    /// The purpose.
    pub purpose: Purpose,
    /// What it rests on.
    pub basis: LegalBasis,
    /// How long data are kept for it, as the notice in force says; none before the first.
    pub retention: Option<Period>,
}

/// Every purpose for which the agency processes anything: two statements.
pub async fn told_purposes(tx: &Tx, now: DateTime<Utc>) -> Result<Vec<ToldPurpose>> {
    let said = tx.rows::<processing_purpose::Entity>().all(100).await?;
    let tenant = tx.actor().tenant;
    let ids: Vec<_> = Purpose::ALL.iter().map(|purpose| id_of(tenant, *purpose)).collect();
    let notices = newest_of(tx, &ids, in_effect(now)).await?;
    let told = |purpose: &Purpose| {
        let row = said.iter().find(|row| row.purpose == *purpose);
        if row.is_some_and(|row| !row.is_enabled) {
            return None;
        }
        Some(ToldPurpose {
            purpose: *purpose,
            basis: row.map_or(purpose.usual_basis(), |row| row.legal_basis),
            retention: notices
                .get(&id_of(tenant, *purpose))
                .map(|notice| notice.retention.clone()),
        })
    };
    Ok(Purpose::ALL.iter().filter_map(told).collect())
}
