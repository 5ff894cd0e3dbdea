//! Which notices hold now, and what an agency says of a purpose now.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Months, Utc};
use entity::{
    id::{Id, ProcessingPurposeId, TenantId},
    notice::{Column, Entity, Model},
    period::Period,
    processing_purpose,
    vocabulary::{LegalBasis, Purpose},
};
use sea_orm::{ActiveEnum, ColumnTrait, Condition};
use sha2::{Digest, Sha256};

use crate::{
    error::Result,
    store::{Key, Tx, Window},
};

/// The id of a purpose in an agency, which is there whether or not the agency said anything of it.
pub(super) fn id_of(tenant: TenantId, purpose: Purpose) -> ProcessingPurposeId {
    let digest = Sha256::new()
        .chain_update("processing purpose of an agency")
        .chain_update(tenant.uuid().as_bytes())
        .chain_update(purpose.to_value())
        .finalize();
    let bytes: [u8; 16] = digest.first_chunk().copied().unwrap_or_default();
    Id::from_uuid(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// What an agency says of a purpose now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    /// What it rests on.
    pub(super) basis: LegalBasis,
    /// Whether anything is processed for it.
    pub(super) is_enabled: bool,
}

/// What the agency says of a purpose: one statement.
pub(super) async fn terms_of(tx: &Tx, purpose: Purpose) -> Result<Terms> {
    let id = id_of(tx.actor().tenant, purpose);
    let row = tx.rows::<processing_purpose::Entity>().id(id.uuid()).one().await?;
    Ok(row.map_or(
        Terms {
            basis: purpose.usual_basis(),
            is_enabled: true,
        },
        |row| Terms {
            basis: row.legal_basis,
            is_enabled: row.is_enabled,
        },
    ))
}

/// The notices that hold at `now`. One does from the very instant at which it takes effect.
pub(super) fn in_effect(now: DateTime<Utc>) -> Condition {
    Condition::all().add(Column::TakesEffectAt.lte(now))
}

/// The notice of a purpose that is in force at `now`: of those that hold the one with the highest number.
pub(super) async fn current(tx: &Tx, now: DateTime<Utc>, purpose: Purpose) -> Result<Option<Model>> {
    let of_purpose = in_effect(now).add(Column::Purpose.eq(purpose));
    let newest_first = tx.rows::<Entity>().filter(of_purpose);
    newest_first.order(Column::Number, sea_orm::Order::Desc).one().await
}

/// The newest of the notices that meet `condition`, of each of these purposes, in one statement.
pub(super) async fn newest_of(
    tx: &Tx,
    purposes: &[ProcessingPurposeId],
    condition: Condition,
) -> Result<BTreeMap<ProcessingPurposeId, Model>> {
    let parents: Vec<_> = purposes.iter().map(|id| id.uuid()).collect();
    let window = Window {
        size: 1,
        backward: false,
        after: None,
        before: None,
    };
    let number = Key {
        column: Column::Number,
        descending: true,
    };
    let rows = tx.rows::<Entity>().filter(condition);
    let found = rows
        .page_for_each(Column::PurposeId, &parents, &[number], &window)
        .await?;
    Ok(found
        .into_iter()
        .filter_map(|(parent, page)| Some((Id::from_uuid(parent), page.rows.into_iter().next()?.0)))
        .collect())
}

/// Number of the newest material notice of each of these purposes that holds at `now`. A consent to one before it is
/// stale.
pub(super) async fn material_of(
    tx: &Tx,
    now: DateTime<Utc>,
    purposes: &[ProcessingPurposeId],
) -> Result<BTreeMap<ProcessingPurposeId, i32>> {
    let material = in_effect(now).add(Column::IsMaterialChange.eq(true));
    let newest = newest_of(tx, purposes, material).await?;
    Ok(newest.into_iter().map(|(purpose, row)| (purpose, row.number)).collect())
}

/// The instant this long after `start`; none where the calendar ends before.
pub(super) fn later(start: DateTime<Utc>, by: &Period) -> Option<DateTime<Utc>> {
    let (months, days) = by.months_and_days();
    start
        .checked_add_months(Months::new(months))?
        .checked_add_days(Days::new(u64::from(days)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_length_of_time_follows_the_calendar() {
        let start: DateTime<Utc> = "2026-01-31T10:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("P1M", "2026-02-28T10:00:00Z"),
            ("P24M", "2028-01-31T10:00:00Z"),
            ("P1Y6M2W3D", "2027-08-17T10:00:00Z"),
            ("P90D", "2026-05-01T10:00:00Z"),
        ] {
            let expected: DateTime<Utc> = expected.parse().unwrap();
            assert_eq!(later(start, &text.parse().unwrap()), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_purpose_has_another_id_in_each_agency() {
        let [one, two] = [1, 2].map(|id| Id::from_uuid(Uuid::from_u128(id)));
        assert_eq!(id_of(one, Purpose::ContactNews), id_of(one, Purpose::ContactNews));
        assert_ne!(id_of(one, Purpose::ContactNews), id_of(two, Purpose::ContactNews));
        assert_ne!(id_of(one, Purpose::ContactNews), id_of(one, Purpose::Research));
    }
}
