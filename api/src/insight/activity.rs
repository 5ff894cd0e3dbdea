//! What happened month by month: whole past months of the agency's calendar, in figures of public projects.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::SimpleObject;
use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, TimeZone, Utc};
use entity::{
    contribution,
    id::{ProjectId, TenantId},
    project, reaction,
    vocabulary::AccessClass,
};
use sea_orm::{ColumnTrait, Condition};
use tokio::sync::OnceCell;

use crate::{
    actor::Actor,
    error::{Code, Fault, Refusal, Result},
    operation::Operation,
    relay::{Count, access::access},
    statistics::{Threshold, disclosure},
    store::{InSpan, SortValue, visible_ids},
};

/// The most months of one answer.
const MOST: i32 = 24;

/// What happened in one whole calendar month.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub(crate) struct MonthlyActivity {
    /// First day of the month.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    starts_on: NaiveDate,
    /// Contributions published in it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    contributions: Count,
    /// Stands taken in it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    reactions: Count,
}

/// Which months: their first days, and that of the month after the last.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Span(Vec<NaiveDate>);

impl Span {
    /// The `months` whole months that end with the one that `until` lies in, or with the last one before `today`.
    fn of(today: NaiveDate, months: i32, until: Option<NaiveDate>) -> Result<Self> {
        if !(1..=MOST).contains(&months) {
            return Err(Refusal::new(Code::BadInput, "1 to 24 months can be asked for.")
                .at(&["months"])
                .into());
        }
        let this = first_of(today)?;
        let end = match until {
            Some(day) => next(first_of(day)?)?,
            None => this,
        };
        if end > this || end.year() < 1900 {
            let refusal = Refusal::new(Code::BadInput, "Figures are made of whole months that are over.");
            return Err(refusal
                .hint("Leave `until` out, or name a day of a past month.")
                .at(&["until"])
                .into());
        }
        let back = |months: i32| end.checked_sub_months(Months::new(u32::try_from(months).unwrap_or_default()));
        let days: Option<Vec<_>> = (0..=months).rev().map(back).collect();
        days.map(Self)
            .ok_or_else(|| Fault::logged("a month has no first day").into())
    }

    fn days(&self) -> Vec<SortValue> {
        self.0.iter().copied().map(SortValue::Day).collect()
    }

    /// The instants at which the months begin where the agency is.
    fn instants(&self, zone: chrono_tz::Tz) -> Vec<SortValue> {
        let midnight = |day: &NaiveDate| -> DateTime<Utc> {
            let local = day.and_time(NaiveTime::MIN);
            // Where the clock is put forward at midnight the month begins an hour later.
            let begins = zone.from_local_datetime(&local).earliest();
            let begins = begins.or_else(|| {
                zone.from_local_datetime(&(local + chrono::Duration::hours(1)))
                    .earliest()
            });
            begins.map_or_else(|| local.and_utc(), |at| at.to_utc())
        };
        self.0.iter().map(midnight).map(SortValue::Time).collect()
    }
}

fn first_of(day: NaiveDate) -> Result<NaiveDate> {
    day.with_day(1)
        .ok_or_else(|| Fault::logged("a month has no first day").into())
}

fn next(month: NaiveDate) -> Result<NaiveDate> {
    let next = month.checked_add_months(Months::new(1));
    next.ok_or_else(|| Fault::logged("a month has no next one").into())
}

/// Whose activity.
#[derive(Clone, Copy)]
enum Of<'p> {
    /// The agency's public projects.
    Public,
    /// These projects.
    Projects(&'p [ProjectId]),
}

impl Of<'_> {
    /// The condition on the column of the project.
    fn condition(self, project: impl ColumnTrait, tenant: TenantId) -> Condition {
        Condition::all().add(match self {
            Self::Public => project.in_subquery(visible_ids::<project::Entity>(&Actor::visitor(tenant))),
            Self::Projects(ids) => project.is_in(ids.iter().copied()),
        })
    }
}

/// Both counts of some projects in some months.
struct Activity {
    span: Span,
    k: Threshold,
    contributions: Vec<InSpan>,
    reactions: Vec<InSpan>,
}

/// Month by month, of the agency's public projects.
pub(super) async fn of_agency(
    operation: &Operation,
    months: i32,
    until: Option<NaiveDate>,
) -> Result<Vec<MonthlyActivity>> {
    Ok(Activity::of(operation, Of::Public, months, until).await?.of_agency())
}

/// How many months, until when.
type Way = (i32, Option<NaiveDate>);

type Loaded = Arc<OnceCell<Activity>>;

/// The activity of the projects of a level: asked of one, it loads for all of them, once for each span of time.
pub(crate) struct Activities {
    projects: Vec<ProjectId>,
    loaded: Mutex<Vec<(Way, Loaded)>>,
}

impl Activities {
    /// Of these projects.
    #[must_use]
    pub(crate) fn of(projects: impl IntoIterator<Item = ProjectId>) -> Arc<Self> {
        Arc::new(Self {
            projects: projects.into_iter().collect(),
            loaded: Mutex::default(),
        })
    }

    /// Month by month, of one of them.
    pub(crate) async fn of_project(
        &self,
        operation: &Operation,
        project: ProjectId,
        months: i32,
        until: Option<NaiveDate>,
    ) -> Result<Vec<MonthlyActivity>> {
        let loaded = self.way((months, until));
        let load = || Activity::of(operation, Of::Projects(&self.projects), months, until);
        Ok(loaded.get_or_try_init(load).await?.of_project(project))
    }

    fn way(&self, way: Way) -> Loaded {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = loaded.iter().find(|(known, _)| *known == way) {
            return Arc::clone(known);
        }
        let new = Loaded::default();
        loaded.push((way, Arc::clone(&new)));
        new
    }
}

impl fmt::Debug for Activities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Activities of {}", self.projects.len())
    }
}

impl Activity {
    /// The activity of `months` whole months, in two statements.
    async fn of(operation: &Operation, of: Of<'_>, months: i32, until: Option<NaiveDate>) -> Result<Self> {
        let tx = operation.snapshot().await?;
        let tenant = tx.global().tenant(tx.actor().tenant).await?;
        let tenant = tenant.ok_or_else(|| Fault::logged("an actor of no agency"))?;
        let zone: chrono_tz::Tz = tenant.time_zone.parse().unwrap_or(chrono_tz::Tz::UTC);
        let today = operation.clock().now().with_timezone(&zone).date_naive();
        let span = Span::of(today, months, until)?;
        let contributions = {
            use contribution::{Column, Entity};
            let inside = of.condition(Column::ProjectId, tenant.id);
            tx.count_in_spans::<Entity>(inside, Column::ProjectId, Column::PublishedAt, &span.instants(zone))
                .await?
        };
        let reactions = {
            use reaction::{Column, Entity};
            let inside = of.condition(Column::ProjectId, tenant.id);
            tx.count_in_spans::<Entity>(inside, Column::ProjectId, Column::ReactedOn, &span.days())
                .await?
        };
        Ok(Self {
            span,
            k: Threshold::of(tenant.disclosure_threshold),
            contributions,
            reactions,
        })
    }

    /// Month by month, of the whole agency.
    fn of_agency(&self) -> Vec<MonthlyActivity> {
        let sum = |counts: &[InSpan], month: usize| {
            let parts: Vec<u32> = of_month(counts, month).map(|part| part.count).collect();
            disclosure::total(&parts, self.k).into()
        };
        self.months(|counts, month| sum(counts, month))
    }

    /// Month by month, of one project.
    fn of_project(&self, project: ProjectId) -> Vec<MonthlyActivity> {
        self.months(|counts, month| {
            let count = of_month(counts, month).find(|part| part.project == project.uuid());
            disclosure::count(count.map_or(0, |part| part.count), self.k).into()
        })
    }

    fn months(&self, figure: impl Fn(&[InSpan], usize) -> Count) -> Vec<MonthlyActivity> {
        let months = self.span.0.len().saturating_sub(1);
        let months = self.span.0.iter().take(months).enumerate();
        months
            .map(|(month, starts_on)| MonthlyActivity {
                starts_on: *starts_on,
                contributions: figure(&self.contributions, month),
                reactions: figure(&self.reactions, month),
            })
            .collect()
    }
}

fn of_month(counts: &[InSpan], month: usize) -> impl Iterator<Item = &InSpan> {
    counts.iter().filter(move |part| part.span == month)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_are_whole_and_past() {
        let span = |months, until| Span::of(day("2026-06-15"), months, until);
        assert_eq!(
            span(2, None).unwrap().0,
            ["2026-04-01", "2026-05-01", "2026-06-01"].map(day)
        );
        let past = Some(day("2026-01-31"));
        assert_eq!(span(1, past).unwrap().0, ["2026-01-01", "2026-02-01"].map(day));
        for (months, until) in [
            (0, None),
            (25, None),
            (1, Some(day("2026-06-01"))),
            (1, Some(day("2027-01-01"))),
        ] {
            assert!(span(months, until).is_err(), "{months} {until:?}");
        }
    }

    #[test]
    fn a_month_begins_at_midnight_where_the_agency_is() {
        let span = Span::of(day("2026-06-15"), 1, None).unwrap();
        let at = |text: &str| SortValue::Time(text.parse().unwrap());
        assert_eq!(
            span.instants(chrono_tz::Pacific::Auckland),
            [at("2026-04-30T12:00:00Z"), at("2026-05-31T12:00:00Z")]
        );
    }
}
