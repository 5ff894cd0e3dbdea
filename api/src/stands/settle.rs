//! What is done with the figures of many contributions at once.

use chrono::{DateTime, Utc};
use entity::{
    contribution::{ActiveModel, Column, Entity, Model},
    id::PhaseId,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    figures::{Occasion, figures, tally, withheld},
    threshold,
};
use crate::{error::Result, statistics::Threshold, store::Tx};

/// How many contributions are held at a time.
const BATCH: u64 = 500;

/// Publishes the stands on the contributions of a phase whose input has ended. Figures that were published before stay
/// unless k people moved since: one more look, a few people later, would tell of those few, and a phase can be closed
/// more than once (docs/adr/0004).
pub async fn settle(tx: &Tx, phase: PhaseId, now: DateTime<Utc>) -> Result<()> {
    let k = threshold(tx).await?;
    let of_phase = Condition::all()
        .add(Column::PhaseId.eq(phase))
        .add(Column::PublishedAt.is_not_null());
    for_each(tx, &of_phase, |row| {
        let (change, _) = figures(row, tally(row), k, now, Occasion::Closing);
        change.agree_settled.is_set().then_some(change)
    })
    .await
}

/// Withholds what is published in the agency as far as a higher threshold asks, so that orders by figures tell no more
/// than the figures.
pub async fn withhold(tx: &Tx, k: Threshold) -> Result<()> {
    // Also those that show nothing: one whose first figures are being written is waited for and looked at anew. And those
    // that are not published: an import counts them too, and a moderator may publish them later.
    for_each(tx, &Condition::all(), |row| withheld(row, k)).await
}

async fn for_each(tx: &Tx, which: &Condition, change: impl Fn(&Model) -> Option<ActiveModel>) -> Result<()> {
    let mut after = None;
    loop {
        let place = after.map(|after| Column::Id.gt(after));
        let rows = tx.lock_some::<Entity>(which.clone().add_option(place), BATCH).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(last.id);
        for row in &rows {
            if let Some(change) = change(row) {
                tx.update::<Entity>(row.id.uuid(), change).await?;
            }
        }
    }
}
