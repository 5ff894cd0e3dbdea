//! A step that a phase took: its noun.

use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};
use entity::{
    phase_state_change::Model,
    vocabulary::{AccessClass, PhaseState},
};

use crate::relay::access::access;

/// A change of state of a phase.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct PhaseStateChange {
    /// State before; null for the first.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub from: Option<PhaseState>,
    /// State after.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub to: PhaseState,
    /// When it happened.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub occurred_at: DateTime<Utc>,
    /// The published reason; null where none was asked for.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub reason: Option<String>,
}

impl PhaseStateChange {
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
    PhaseStateChangeConnection,
    PhaseStateChangeEdge,
    PhaseStateChange,
    "changes of state of a phase"
);
