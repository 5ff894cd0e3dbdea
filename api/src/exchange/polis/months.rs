//! Writes what happened in each month of a conversation, all of a month together.

use chrono::{DateTime, Months, NaiveDate, Utc};
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
use crate::{
    clock::calendar::{month_of, start_of},
    contribution::contribution_ids,
    error::Result,
    store::SortValue,
};

/// A conversation that lasts longer is told of up to here.
const MOST_MONTHS: usize = 240;

/// Writes the months anew, if this run wrote anything.
pub(super) async fn write(work: &Work<'_>) -> Result<()> {
    let written = &work.report.written;
    if written.statements == 0 && written.stands == 0 {
        return Ok(());
    }
    let months = months(work.place.span, &work.zone);
    let tx = work.batch().await?;
    let phase = work.place.phase;
    let of_phase = Condition::all()
        .add(Column::PhaseId.eq(phase))
        .add(Column::IsImported.eq(true));
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
            });
        }
    }
    tx.insert_all::<Entity>(rows).await?;
    tx.commit().await
}

/// The first days of all months of the span, and of the one after it.
fn months((from, to): (DateTime<Utc>, DateTime<Utc>), time_zone: &str) -> Vec<NaiveDate> {
    let last = month_of(to, time_zone);
    let mut months = vec![month_of(from, time_zone)];
    while let Some(next) = months.last().and_then(|month| month.checked_add_months(Months::new(1))) {
        let is_behind = months.last().is_some_and(|month| *month > last);
        if is_behind || months.len() > MOST_MONTHS {
            break;
        }
        months.push(next);
    }
    months
}
