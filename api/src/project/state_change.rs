//! A step that a project took, as a noun.

use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};
use entity::{
    project_state_change::Model,
    vocabulary::{AccessClass, ProjectState},
};

use crate::relay::access::access;

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
