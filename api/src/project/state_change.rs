//! A step that a project took: its noun, and how it is written down.

use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};
use entity::{
    id::{Id, ProjectId},
    project_state_change::{ActiveModel, Entity, Model},
    vocabulary::{AccessClass, ProjectState},
};
use sea_orm::ActiveValue::{NotSet, Set};

use crate::{clock::Clock, error::Result, relay::access::access, store::Tx};

/// A change of state of a project.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct ProjectStateChange {
    /// State before; null for the first.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub from: Option<ProjectState>,
    /// State after.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub to: ProjectState,
    /// When it happened.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub occurred_at: DateTime<Utc>,
    /// The published reason; null where none was asked for.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub reason: Option<String>,
}

impl ProjectStateChange {
    /// The noun of a row.
    #[must_use]
    pub(super) fn of(row: &Model) -> Self {
        Self {
            from: row.from_state,
            to: row.to_state,
            occurred_at: row.occurred_at,
            reason: row.reason.clone(),
        }
    }
}

connection!(
    ProjectStateChangeConnection,
    ProjectStateChangeEdge,
    ProjectStateChange,
    "changes of state of a project"
);

/// Writes down a step of a project.
pub(super) async fn record(
    tx: &Tx,
    clock: &Clock,
    project: ProjectId,
    from: Option<ProjectState>,
    to: ProjectState,
    reason: Option<String>,
) -> Result<()> {
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(Id::from_uuid(clock.id())),
        project_id: Set(project),
        from_state: Set(from),
        to_state: Set(to),
        occurred_at: Set(clock.now()),
        reason: Set(reason),
        actor_id: Set(tx.actor().person().map(|person| person.membership).into()),
    })
    .await
}
