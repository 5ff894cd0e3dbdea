//! What a phase settles when it closes: the figures of stands on its contributions that were never published.
//!
//! It stands here and not with the contributions, because a phase closes and knows nothing of them but their rows.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use entity::{
    contribution::{ActiveModel, Column, Entity, Model},
    id::PhaseId,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use crate::{
    error::{Fault, Result},
    operation::gate::Duty,
    statistics::{Statistic, Threshold, disclosure},
    store::Tx,
};

/// How many contributions are settled at a time.
const BATCH: u64 = 500;

/// Whether figures that show nothing count as published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// Enough people moved. While nothing can be shown yet, nothing was published.
    Live,
    /// Input ended, which happens to all contributions of the phase at once.
    Closing,
}

/// The change by which the figures of these stands are published in the place of those of `row`, none where disclosure
/// control withholds them. The moment is kept to the hour: it would be that of somebody's stand (T73).
#[must_use]
pub fn figures(row: &Model, tallies: [i32; 3], k: Threshold, now: DateTime<Utc>, occasion: Occasion) -> ActiveModel {
    let table = disclosure::table(tallies.map(|tally| u32::try_from(tally).unwrap_or_default()), k);
    let number = |figure: Statistic<u32>| figure.into_value().and_then(|value| i32::try_from(value).ok());
    let [agree, disagree, pass] = table.cells.map(number);
    let total = number(table.total);
    let is_published = occasion == Occasion::Closing || total.is_some() || row.stands_published_at.is_some();
    ActiveModel {
        agree_published: Set(agree),
        disagree_published: Set(disagree),
        pass_published: Set(pass),
        total_published: Set(total),
        stands_published_at: if is_published {
            Set(Some(now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now)))
        } else {
            NotSet
        },
        unpublished_stands: Set(0.into()),
        ..Default::default()
    }
}

/// Publishes the stands on the contributions of a phase whose input has ended. Figures that were published before stay
/// unless k people moved since: one more look, a few people later, would tell of those few, and a phase can be closed
/// more than once (docs/adr/0004).
pub async fn settle_stands(tx: &Tx, phase: PhaseId, now: DateTime<Utc>) -> Result<()> {
    let tenant = tx.global().tenant(tx.actor().tenant).await?;
    let tenant = tenant.ok_or_else(|| Fault::logged("a transaction of no agency"))?;
    let k = tenant.disclosure_threshold;
    let unsettled = Condition::all()
        .add(Column::PhaseId.eq(phase))
        .add(Column::PublishedAt.is_not_null())
        .add(
            Condition::any()
                .add(Column::StandsPublishedAt.is_null())
                .add(Column::UnpublishedStands.gte(k)),
        );
    let k = Threshold::of(k);
    loop {
        // What is settled no longer meets the condition.
        let rows = tx.lock_some::<Entity>(unsettled.clone(), BATCH).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            let tallies = [&row.agree_tally, &row.disagree_tally, &row.pass_tally];
            let tallies = tallies.map(|tally| *Duty::Count.open(tally));
            let change = figures(&row, tallies, k, now, Occasion::Closing);
            tx.update::<Entity>(row.id.uuid(), change).await?;
        }
    }
}
