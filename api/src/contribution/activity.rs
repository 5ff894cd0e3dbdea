//! Notes what happened for the figures of the month, once and without who did it.
//!
//! A figure counted from today's rows would fall by one when somebody takes a stand back, and so tell of one person and
//! the moment (subject-matter 3.7, same question, same answer).

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use entity::{
    activity::{ActiveModel, Entity},
    contribution,
    id::{Id, ParticipationId, PhaseId, ProjectId},
    reaction,
    vocabulary::ActivityKind,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use crate::{
    clock::Clock,
    error::{Fault, Result},
    store::Tx,
};

/// The first day of the month in which `at` falls where the agency is.
#[must_use]
pub fn month_of(at: DateTime<Utc>, time_zone: &str) -> NaiveDate {
    let zone: chrono_tz::Tz = time_zone.parse().unwrap_or(chrono_tz::Tz::UTC);
    let day = at.with_timezone(&zone).date_naive();
    day.with_day(1).unwrap_or(day)
}

/// Notes that `person` did this now. To be called before the act itself is written.
pub(super) async fn note(
    tx: &Tx,
    clock: &Clock,
    (project, phase): (ProjectId, PhaseId),
    kind: ActivityKind,
    person: Option<ParticipationId>,
) -> Result<()> {
    let tenant = tx.global().tenant(tx.actor().tenant).await?;
    let tenant = tenant.ok_or_else(|| Fault::logged("an actor of no agency"))?;
    let month = month_of(clock.now(), &tenant.time_zone);
    let before = match (kind, person) {
        (_, None) => 0,
        (ActivityKind::Reaction, Some(person)) => {
            use reaction::Column;
            let own = Condition::all()
                .add(Column::ProjectId.eq(project))
                .add(Column::ParticipationId.eq(person))
                .add(Column::ReactedOn.gte(month));
            tx.count_all::<reaction::Entity>(own).await?
        }
        (ActivityKind::Contribution, Some(person)) => {
            use contribution::Column;
            let own = Condition::all()
                .add(Column::ProjectId.eq(project))
                .add(Column::AuthorId.eq(person))
                .add(Column::PublishedAt.gte(month.and_time(chrono::NaiveTime::MIN).and_utc()));
            tx.count_all::<contribution::Entity>(own).await?
        }
    };
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(Id::from_uuid(clock.blind_id())),
        project_id: Set(project),
        phase_id: Set(phase),
        month: Set(month),
        kind: Set(kind),
        number: Set(1),
        people: Set(i32::from(before == 0)),
        is_imported: Set(false),
    })
    .await
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn a_month_begins_where_the_agency_is() {
        for (at, zone, month) in [
            ("2026-04-30T22:59:59Z", "Europe/London", "2026-04-01"),
            ("2026-04-30T23:00:00Z", "Europe/London", "2026-05-01"),
            ("2026-04-30T12:00:00Z", "Pacific/Auckland", "2026-05-01"),
            ("2026-04-30T23:59:59Z", "no such place", "2026-04-01"),
        ] {
            assert_eq!(
                month_of(at.parse().unwrap(), zone),
                month.parse::<NaiveDate>().unwrap(),
                "{at} {zone}"
            );
        }
    }
}
