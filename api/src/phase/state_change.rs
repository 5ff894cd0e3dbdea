//! A step that a phase took: its noun, and how it is written down.

use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};
use entity::{
    id::{Id, PhaseId},
    phase_state_change::{ActiveModel, Entity, Model},
    vocabulary::{AccessClass, PhaseState},
};
use sea_orm::ActiveValue::{NotSet, Set};

use crate::{clock::Clock, error::Result, relay::access::access, store::Tx};

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

/// Writes down a step of a phase.
pub(super) async fn record(
    tx: &Tx,
    clock: &Clock,
    phase: PhaseId,
    from: Option<PhaseState>,
    to: PhaseState,
    reason: Option<String>,
) -> Result<()> {
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(Id::from_uuid(clock.id())),
        phase_id: Set(phase),
        from_state: Set(from),
        to_state: Set(to),
        occurred_at: Set(clock.now()),
        reason: Set(reason),
        actor_id: Set(tx.actor().person().map(|person| person.membership).into()),
    })
    .await
}
