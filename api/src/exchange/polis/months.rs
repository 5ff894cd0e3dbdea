//! Writes what happened in each month of a conversation, all of a month together. What people do here in its phase is noted
//! as it happens, and not counted again.

use std::collections::BTreeSet;

use chrono::{Datelike as _, Months, NaiveDate};
use entity::{
    activity::{ActiveModel, Entity},
    contribution,
    id::Id,
    reaction,
    vocabulary::ActivityKind,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait},
};

use super::{
    Work,
    standing::{Month, standing},
};
use crate::{
    clock::calendar::{month_of, start_of},
    contribution::contribution_ids,
    error::Result,
    participation::not_imported_ids,
    stands,
    statistics::disclosure::Acts,
    store::{SortValue, Tx},
};

/// A conversation that lasts longer is told of from here on, counted from its end.
const MOST_MONTHS: usize = 240;

/// The last year that text in the order of its bytes keeps in order.
const LAST_YEAR: i32 = 9999;

/// Writes the months in which, as UTC has them, something happened, from all that is there: what a run that was cut off did not
/// come to is made good by the next.
pub(super) async fn write(work: &Work<'_>, seen: &BTreeSet<NaiveDate>) -> Result<()> {
    let tx = work.batch().await?;
    let mut standing = standing(&tx, work).await?;
    let k = stands::threshold(&tx).await?;
    let this = month_of(work.clock.now(), &work.zone);
    let mut missing = Vec::new();
    for ((month, kind), now) in counted(&tx, work, &months(seen)).await? {
        let there = standing.remove(&(month, kind)).unwrap_or_default();
        let Some(change) = there.change(now, month < this, k) else {
            continue;
        };
        if let Some(row) = there.row {
            tx.update::<Entity>(row.id.uuid(), change).await?;
        } else {
            missing.push(ActiveModel {
                tenant_id: NotSet,
                id: Set(Id::from_uuid(work.clock.blind_id())),
                project_id: Set(work.place.project),
                phase_id: Set(work.place.phase),
                month: Set(month),
                kind: Set(kind),
                is_imported: Set(true),
                ..change
            });
        }
    }
    tx.insert_all::<Entity>(missing).await?;
    tx.commit().await
}

/// What was given and taken in each of these months but the last, where anything was.
async fn counted(tx: &Tx, work: &Work<'_>, months: &[NaiveDate]) -> Result<Vec<(Month, Acts)>> {
    let phase = work.place.phase;
    let instants: Vec<_> = months
        .iter()
        .map(|day| SortValue::Time(start_of(*day, &work.zone)))
        .collect();
    let days: Vec<_> = months.iter().copied().map(SortValue::Day).collect();
    let given = {
        use contribution::{Column, Entity};
        // An import publishes as of when a statement was written; what a moderator published later was noted then.
        let as_imported = Expr::col(Column::PublishedAt).eq(Expr::col(Column::CreatedAt));
        let of_phase = Condition::all()
            .add(Column::PhaseId.eq(phase))
            .add(Column::ImportKey.is_not_null())
            .add(as_imported);
        tx.count_in_spans::<Entity>(of_phase, Column::AuthorId, Column::PublishedAt, &instants)
            .await?
    };
    let taken = {
        use reaction::{Column, Entity};
        let (tenant, project) = (tx.actor().tenant, work.place.project);
        // A project may hold several conversations.
        let of_phase = Condition::all()
            .add(Column::ProjectId.eq(project))
            .add(Column::ContributionId.in_subquery(contribution_ids(tenant, phase)))
            .add(Column::ParticipationId.not_in_subquery(not_imported_ids(tenant, project)));
        tx.count_in_spans::<Entity>(of_phase, Column::ParticipationId, Column::ReactedOn, &days)
            .await?
    };
    let mut counted = Vec::new();
    for (kind, counts) in [(ActivityKind::Contribution, given), (ActivityKind::Reaction, taken)] {
        for (span, number, people) in counts {
            let Some(month) = months.get(span) else { continue };
            // Behind a gap stands what an earlier run read, if anything does.
            if month.checked_add_months(Months::new(1)).as_ref() == months.get(span + 1) {
                counted.push(((*month, kind), Acts::of(number, people)));
            }
        }
    }
    Ok(counted)
}

/// The first days of these months and of those about them, since a month of the agency begins before or after that of UTC, and
/// each ends where the next begins. One row with a time of long ago, or of long after, makes no months between.
fn months(seen: &BTreeSet<NaiveDate>) -> Vec<NaiveDate> {
    let about = |month: &NaiveDate| {
        let before = month.checked_sub_months(Months::new(1));
        let others = (0..=2).map(|more| month.checked_add_months(Months::new(more)));
        std::iter::once(before).chain(others).flatten().collect::<Vec<_>>()
    };
    let all: BTreeSet<_> = seen.iter().flat_map(about).collect();
    let told = all.into_iter().filter(|month| month.year() <= LAST_YEAR);
    let mut latest: Vec<_> = told.rev().take(MOST_MONTHS).collect();
    latest.reverse();
    latest
}
