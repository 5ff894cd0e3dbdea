//! Writes what happened in each month of a conversation, all of a month together.

use std::collections::BTreeSet;

use chrono::{Datelike as _, Months, NaiveDate};
use entity::{
    activity::{ActiveModel, Column, Entity},
    contribution,
    id::Id,
    reaction,
    vocabulary::ActivityKind,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use super::Work;
use crate::{clock::calendar::start_of, contribution::contribution_ids, error::Result, store::SortValue};

/// A conversation that lasts longer is told of from here on, counted from its end.
const MOST_MONTHS: usize = 240;

/// The last year that text in the order of its bytes keeps in order.
const LAST_YEAR: i32 = 9999;

/// Writes the months anew, if this run wrote anything or one before it ended too early for that: of those in which, as UTC has them, something happened.
pub(super) async fn write(work: &Work<'_>, seen: &BTreeSet<NaiveDate>) -> Result<()> {
    let written = &work.report.written;
    let tx = work.batch().await?;
    let phase = work.place.phase;
    let of_phase = Condition::all()
        .add(Column::PhaseId.eq(phase))
        .add(Column::IsImported.eq(true));
    if written.statements == 0 && written.stands == 0 && tx.count_all::<Entity>(of_phase.clone()).await? > 0 {
        return Ok(());
    }
    let months = months(seen);
    tx.delete_all::<Entity>(of_phase).await?;
    let instants: Vec<_> = months
        .iter()
        .map(|day| SortValue::Time(start_of(*day, &work.zone)))
        .collect();
    let days: Vec<_> = months.iter().copied().map(SortValue::Day).collect();
    let given = {
        use contribution::{Column, Entity};
        let of_phase = Condition::all().add(Column::PhaseId.eq(phase));
        tx.count_in_spans::<Entity>(of_phase, Column::AuthorId, Column::PublishedAt, &instants)
            .await?
    };
    let taken = {
        use reaction::{Column, Entity};
        // A project may hold several conversations.
        let of_phase = Condition::all()
            .add(Column::ProjectId.eq(work.place.project))
            .add(Column::ContributionId.in_subquery(contribution_ids(tx.actor().tenant, phase)));
        tx.count_in_spans::<Entity>(of_phase, Column::ParticipationId, Column::ReactedOn, &days)
            .await?
    };
    let kinds = [(ActivityKind::Contribution, given), (ActivityKind::Reaction, taken)];
    let number = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    let mut rows = Vec::new();
    for (kind, counts) in kinds {
        for (span, acts, people) in counts {
            let Some(month) = months.get(span) else { continue };
            // Behind a gap stands what an earlier run read, if anything does.
            if month.checked_add_months(Months::new(1)).as_ref() != months.get(span + 1) {
                continue;
            }
            rows.push(ActiveModel {
                tenant_id: NotSet,
                id: Set(Id::from_uuid(work.clock.blind_id())),
                project_id: Set(work.place.project),
                phase_id: Set(phase),
                month: Set(*month),
                kind: Set(kind),
                number: Set(number(acts)),
                people: Set(number(people)),
                is_imported: Set(true),
                hidden: Set(0),
            });
        }
    }
    tx.insert_all::<Entity>(rows).await?;
    tx.commit().await
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
