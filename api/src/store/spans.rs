//! Counting over time in one statement, for figures that go through disclosure control.

use chrono::NaiveDate;
use entity::{
    active_month, activity,
    id::{Id, ParticipationId, ProjectId},
    reaction,
    scalar::Day,
    vocabulary::ActivityKind,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Value,
    sea_query::{Alias, CaseStatement, Expr, ExprTrait, Func, OnConflict, Query, SelectStatement},
};

use super::{SortValue, Tenanted, Tx, fault, page::plain, visible::of_tenant};
use crate::error::Result;

/// What happened in one project and one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct ActivitySum {
    /// The project.
    pub project_id: ProjectId,
    /// First day of the month.
    pub month: NaiveDate,
    /// What was done.
    pub kind: ActivityKind,
    /// How often.
    pub number: i64,
    /// By how many people.
    pub people: i64,
    /// How often of that it was done here, and not imported.
    pub here_number: i64,
    /// By how many people it was done here.
    pub here_people: i64,
    /// How much of that happened before the project last became public; asked is whether it is 0.
    pub hidden: i64,
}

impl Tx {
    /// What happened in the projects and months that meet `condition`, by project, month and kind.
    pub async fn activity(&self, condition: Condition) -> Result<Vec<ActivitySum>> {
        use activity::{Column, Entity};
        let sum_of = |value: Expr| Expr::expr(Func::cast_as(value.sum(), Alias::new("bigint")));
        let sum = |column: Column| sum_of(Expr::col(column));
        let here = |column: Column| {
            let here = CaseStatement::new().case(Column::IsImported.eq(false), Expr::col(column));
            sum_of(here.finally(0).into())
        };
        Entity::find()
            .select_only()
            .columns([Column::ProjectId, Column::Month, Column::Kind])
            .column_as(sum(Column::Number), "number")
            .column_as(sum(Column::People), "people")
            .column_as(here(Column::Number), "here_number")
            .column_as(here(Column::People), "here_people")
            .column_as(sum(Column::Hidden), "hidden")
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(condition)
            .group_by(Column::ProjectId)
            .group_by(Column::Month)
            .group_by(Column::Kind)
            .into_model::<ActivitySum>()
            .all(self.connection())
            .await
            .map_err(|error| fault::of(&error))
    }

    /// Says of all that happened in a project so far that it was before the project became public.
    pub async fn activity_was_hidden(&self, project: ProjectId) -> Result<()> {
        use activity::{Column, Entity};
        let hidden = Entity::update_many()
            .col_expr(Column::Hidden, Expr::col(Column::Number))
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(Column::ProjectId.eq(project))
            .exec(self.connection())
            .await;
        hidden.map(drop).map_err(|error| fault::of(&error))
    }

    /// Whether a participant is not counted among those who did this in the month yet; from now on they are. Of two calls
    /// at the same moment one is told so. `id` is that of the row, if it is their first month.
    pub async fn counts_anew(
        &self,
        participation: ParticipationId,
        kind: ActivityKind,
        month: NaiveDate,
        id: Id<active_month::Entity>,
    ) -> Result<bool> {
        use active_month::{ActiveModel, Column, Entity};
        let later = Expr::col((Entity, Column::Month)).lt(Expr::cust("excluded.month"));
        let again = OnConflict::columns([Column::TenantId, Column::ParticipationId, Column::Kind])
            .update_columns([Column::Month, Column::Stands])
            .action_and_where(later)
            .to_owned();
        let row = ActiveModel {
            tenant_id: Set(self.actor().tenant),
            id: Set(id),
            participation_id: Set(participation.into()),
            kind: Set(kind),
            month: Set(Day::from(month).into()),
            stands: Set(i32::from(kind == ActivityKind::Reaction).into()),
        };
        let insert = Entity::insert(row).on_conflict(again);
        let written = insert.exec_without_returning(self.connection()).await;
        Ok(written.map_err(|error| fault::of(&error))? > 0)
    }

    /// Whether one stand more of a participant counts in the month, in which they are counted already: not where as many are
    /// counted as they hold of those of the month, which end before `end`, and the one that they take now. Their row is held by
    /// [`Tx::counts_anew`].
    pub async fn counts_one_more(
        &self,
        participation: ParticipationId,
        (month, end): (NaiveDate, NaiveDate),
    ) -> Result<bool> {
        use active_month::{Column, Entity};
        let held = self.stands_of(participation, (month, end));
        let counted = Entity::update_many()
            .col_expr(Column::Stands, Expr::col(Column::Stands).add(1))
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(Column::ParticipationId.eq(participation))
            .filter(Column::Kind.eq(ActivityKind::Reaction))
            .filter(Column::Month.eq(month))
            .filter(Expr::col(Column::Stands).lte(held))
            .exec(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(counted.rows_affected > 0)
    }

    /// Counts, with the first stand of a participant in the month, those that they hold of it already: changes of mind brought
    /// them there. Their row is held by [`Tx::counts_anew`].
    pub async fn counts_held(
        &self,
        participation: ParticipationId,
        (month, end): (NaiveDate, NaiveDate),
    ) -> Result<()> {
        use active_month::{Column, Entity};
        let held = self.stands_of(participation, (month, end));
        Entity::update_many()
            .col_expr(Column::Stands, Expr::col(Column::Stands).add(held))
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(Column::ParticipationId.eq(participation))
            .filter(Column::Kind.eq(ActivityKind::Reaction))
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(|error| fault::of(&error))
    }

    /// Counts a stand that a change of mind brings into the month, where the participant is counted in that already. Their row
    /// is held either way, so that who counts them anew at the same moment finds the stand.
    pub async fn counts_change(&self, participation: ParticipationId, month: NaiveDate) -> Result<()> {
        use active_month::{Column, Entity};
        let one = CaseStatement::new().case(Column::Month.eq(month), 1).finally(0);
        Entity::update_many()
            .col_expr(Column::Stands, Expr::col(Column::Stands).add(one))
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(Column::ParticipationId.eq(participation))
            .filter(Column::Kind.eq(ActivityKind::Reaction))
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(|error| fault::of(&error))
    }

    /// How many stands a participant holds of those of a month, which end before `end`.
    fn stands_of(&self, participation: ParticipationId, (month, end): (NaiveDate, NaiveDate)) -> SelectStatement {
        use reaction::{Column, Entity};
        Query::select()
            .expr(Expr::col(Column::Id).count())
            .from(Entity)
            .and_where(Column::TenantId.eq(self.actor().tenant))
            .and_where(Column::ParticipationId.eq(participation))
            .and_where(Column::ReactedOn.gte(month))
            .and_where(Column::ReactedOn.lt(end))
            .take()
    }

    /// How many rows of the tenant meet `condition`, visible or not, in each of the spans between two `bounds` of the
    /// column `at`, and how many values of the column `person` they have: span, rows, people; spans with none are left
    /// out.
    pub async fn count_in_spans<E: Tenanted>(
        &self,
        condition: Condition,
        person: E::Column,
        at: E::Column,
        bounds: &[SortValue],
    ) -> Result<Vec<(usize, i64, i64)>> {
        let (Some(first), Some(last)) = (bounds.first(), bounds.last()) else {
            return Ok(Vec::new());
        };
        let ends = bounds.iter().skip(1).map(plain).zip(0_i32..);
        let span = ends.fold(CaseStatement::new(), |spans, (end, span): (Value, i32)| {
            spans.case(at.lt(end), span)
        });
        let rows: Vec<(i32, i64, i64)> = E::find()
            .select_only()
            .column_as(Expr::expr(span), "span")
            .column_as(Expr::col(at).count(), "acts")
            .column_as(Expr::col(person).count_distinct(), "people")
            .filter(of_tenant::<E>(self.actor().tenant))
            .filter(condition)
            .filter(at.gte(plain(first)))
            .filter(at.lt(plain(last)))
            .group_by(Expr::cust("1"))
            .into_tuple()
            .all(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        let spans = rows.into_iter();
        Ok(spans
            .filter_map(|(span, acts, people)| Some((usize::try_from(span).ok()?, acts, people)))
            .collect())
    }
}
