//! What happened month by month: whole past months of the agency's calendar, in figures of public projects.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::SimpleObject;
use chrono::{Datelike, Months, NaiveDate};
use entity::{
    activity::Column,
    id::{ProjectId, TenantId},
    project,
    scalar::Day,
    vocabulary::{AccessClass, ActivityKind},
};
use sea_orm::{ColumnTrait, Condition};
use tokio::sync::OnceCell;

use crate::{
    actor::Actor,
    clock::calendar::month_of,
    error::{Code, Fault, Refusal, Result},
    operation::Operation,
    relay::{Count, Plain, access::access},
    statistics::{
        Threshold,
        disclosure::{self, Acts, Sources},
    },
    store::{ActivitySum, visible_ids},
};

/// The most months of one answer.
const MOST: i32 = 24;

/// What happened in one whole calendar month. A figure is withheld where fewer people than the agency's threshold make it,
/// and where fewer did what was done here and not imported: whoever has the export subtracts.
#[derive(Clone, Copy, Debug, SimpleObject)]
#[graphql(serial)]
pub(crate) struct MonthlyActivity {
    /// First day of the month.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    starts_on: Day,
    /// Contributions published in it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    contributions: Plain<Count>,
    /// Stands taken in it, one of a person on a contribution however often they take it back and anew; a change of mind later,
    /// or taking one back, moves no past figure. An import that runs again moves a past figure, of contributions too, by as many
    /// people as the agency's threshold at least, or not at all.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    reactions: Plain<Count>,
}

/// Which months: their first days, and that of the month after the last.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Span(Vec<NaiveDate>);

impl Span {
    /// The `months` whole months that end with the one that `until` lies in, or with the one before `this`.
    fn of(this: NaiveDate, months: i32, until: Option<NaiveDate>) -> Result<Self> {
        if !(1..=MOST).contains(&months) {
            return Err(Refusal::new(Code::BadInput, "1 to 24 months can be asked for.")
                .at(&["months"])
                .into());
        }
        // Looked at before it is counted with: a date may lie hundreds of thousands of years off.
        let is_told = |day: &NaiveDate| *day < this && day.year() >= 1900;
        let end = match until {
            Some(day) if is_told(&day) => Some(next(first_of(day)?)?),
            Some(_) => None,
            None => Some(this),
        };
        let Some(end) = end else {
            let refusal = Refusal::new(Code::BadInput, "Figures are made of whole months that are over.");
            return Err(refusal
                .hint("Leave `until` out, or name a day of a past month, of the year 1900 at the earliest.")
                .at(&["until"])
                .into());
        };
        let back = |months: i32| end.checked_sub_months(Months::new(u32::try_from(months).unwrap_or_default()));
        let days: Option<Vec<_>> = (0..=months).rev().map(back).collect();
        days.map(Self)
            .ok_or_else(|| Fault::logged("a month has no first day").into())
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
    sums: Vec<ActivitySum>,
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
        let activity = match loaded.get() {
            Some(activity) => activity,
            // Boxed, because each field of a noun is given the room of the largest.
            None => Box::pin(loaded.get_or_try_init(load)).await?,
        };
        Ok(activity.of_project(project))
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
    /// The activity of `months` whole months, in one statement.
    async fn of(operation: &Operation, of: Of<'_>, months: i32, until: Option<NaiveDate>) -> Result<Self> {
        let tx = operation.snapshot().await?;
        let terms = tx.terms().await?;
        let this = month_of(operation.clock().now(), &terms.time_zone);
        let span = Span::of(this, months, until)?;
        let (Some(from), Some(to)) = (span.0.first(), span.0.last()) else {
            return Err(Fault::logged("no months").into());
        };
        let inside = of
            .condition(Column::ProjectId, tx.actor().tenant)
            .add(Column::Month.gte(*from))
            .add(Column::Month.lt(*to));
        Ok(Self {
            k: Threshold::of(terms.disclosure_threshold),
            sums: tx.activity(inside).await?,
            span,
        })
    }

    /// Month by month, of the whole agency.
    fn of_agency(&self) -> Vec<MonthlyActivity> {
        self.months(|sums| {
            // A month of a project that became public in it or later stays out: its figure would be what the sum grew by.
            let public = sums.iter().filter(|sum| sum.hidden == 0);
            let parts: Vec<Sources> = public.map(|sum| sources(sum)).collect();
            disclosure::total(&parts, self.k).into()
        })
    }

    /// Month by month, of one project.
    fn of_project(&self, project: ProjectId) -> Vec<MonthlyActivity> {
        self.months(|sums| {
            let own = sums.iter().find(|sum| sum.project_id == project);
            disclosure::acts(own.map_or(Sources::default(), |sum| sources(sum)), self.k).into()
        })
    }

    /// Both figures of each month, made of the sums of that month and kind.
    fn months(&self, figure: impl Fn(&[&ActivitySum]) -> Count) -> Vec<MonthlyActivity> {
        let months = self.span.0.len().saturating_sub(1);
        let of = |month: NaiveDate, kind: ActivityKind| {
            let sums = self.sums.iter().filter(|sum| sum.month == month && sum.kind == kind);
            figure(&sums.collect::<Vec<_>>())
        };
        self.span
            .0
            .iter()
            .take(months)
            .map(|month| MonthlyActivity {
                starts_on: (*month).into(),
                contributions: Plain(of(*month, ActivityKind::Contribution)),
                reactions: Plain(of(*month, ActivityKind::Reaction)),
            })
            .collect()
    }
}

fn sources(sum: &ActivitySum) -> Sources {
    let here = Acts::of(sum.here_number, sum.here_people);
    Sources::of(Acts::of(sum.number, sum.people), here)
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
        let span = |months, until| Span::of(day("2026-06-01"), months, until);
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
            (1, Some(NaiveDate::MAX)),
            (1, Some(NaiveDate::MIN)),
        ] {
            assert!(span(months, until).is_err(), "{months} {until:?}");
        }
    }
}
