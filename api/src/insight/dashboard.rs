//! Figures over an agency's public projects, the same for every viewer.

use async_graphql::{Context, Object, SimpleObject};
use entity::{
    project,
    scalar::Day,
    vocabulary::{AccessClass, ProjectState, ProjectVisibility},
};
use sea_orm::{ColumnTrait, Condition, Iterable};

use super::activity::{MonthlyActivity, of_agency};
use crate::{
    actor::Actor,
    error::Result,
    relay::{
        access::{access, list},
        answer, operation,
    },
    store::visible_ids,
};

/// Figures over the agency's public projects; the same for every viewer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dashboard;

/// How many projects are in one state.
#[derive(Clone, Copy, Debug, SimpleObject)]
struct ProjectStateCount {
    /// The state.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    state: ProjectState,
    /// The number of projects.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    count: i32,
}

/// Figures over the agency's public projects; the same for every viewer.
#[Object]
impl Dashboard {
    /// Projects by state, every state in the order of the enum.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(10))]
    async fn projects(&self, ctx: &Context<'_>) -> Option<Vec<ProjectStateCount>> {
        answer(ctx, None, by_state(ctx).await)
    }

    /// What happened month by month, oldest first. A project that became public later is in no figure of what went on in it
    /// until the end of that month, and an imported month that fewer people took part in than the agency's threshold in none at
    /// all.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(24))]
    async fn monthly_activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many whole past months, 1 to 24.", default = 12)] months: i32,
        #[graphql(desc = "Any day in the last month to show; the last whole month when not given.")] until: Option<Day>,
    ) -> Option<Vec<MonthlyActivity>> {
        let activity = async { of_agency(operation(ctx)?, months, until.map(Day::date)).await };
        answer(ctx, None, activity.await)
    }
}

/// Projects are public and counted as they are.
async fn by_state(ctx: &Context<'_>) -> Result<Vec<ProjectStateCount>> {
    let tx = operation(ctx)?.snapshot().await?;
    let public = visible_ids::<project::Entity>(&Actor::visitor(tx.actor().tenant));
    let inside = Condition::all().add(project::Column::Id.in_subquery(public));
    let counts: Vec<(ProjectState, ProjectVisibility, i64)> = tx
        .rows::<project::Entity>()
        .filter(inside)
        .count_by(project::Column::State, project::Column::Visibility)
        .await?;
    let count = |state| {
        let found = counts.iter().find(|(counted, ..)| *counted == state);
        found.map_or(0, |(.., count)| i32::try_from(*count).unwrap_or(i32::MAX))
    };
    Ok(ProjectState::iter()
        .map(|state| ProjectStateCount {
            state,
            count: count(state),
        })
        .collect())
}
