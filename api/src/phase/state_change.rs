//! A step that a phase took: its noun, and how it is written down.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    id::{Id, MembershipId, PhaseId},
    phase_state_change::{ActiveModel, Entity, Model},
    sealed::TenantInternal,
    vocabulary::{AccessClass, PhaseState},
};
use sea_orm::ActiveValue::{NotSet, Set};

use crate::{
    clock::Clock,
    error::Result,
    operation::{
        Operation,
        gate::{self, Duty},
    },
    policy::{Field, FieldQuestion},
    relay::{access::access, referred},
    store::{Level, Tx},
    tenancy::Membership,
};

/// A change of state of a phase.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub(super) struct PhaseStateChange {
    #[graphql(skip)]
    actor_key: TenantInternal<Option<MembershipId>>,
    #[graphql(skip)]
    actors: Arc<Level<MembershipId, Membership>>,
    #[graphql(skip)]
    may_read_actor: FieldQuestion,
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

#[ComplexObject]
impl PhaseStateChange {
    /// Who did it; for staff.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    async fn actor(&self, ctx: &Context<'_>) -> Option<Membership> {
        if !gate::may_read(ctx, &self.may_read_actor) {
            return None;
        }
        let actor = (*Duty::DecideField.open(&self.actor_key))?;
        referred(ctx, &self.actors, actor).await
    }
}

/// The nouns of rows. Who did them loads when it is asked for, of all at once.
pub(super) fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<PhaseStateChange>> {
    let actors = Level::of(rows.iter().filter_map(|row| *Duty::DecideField.open(&row.actor_id)));
    let may_read_actor = FieldQuestion::of(Field::PhaseStateChangeActor, operation.actor()?.roles());
    let noun = |row: Model| PhaseStateChange {
        actor_key: row.actor_id,
        actors: Arc::clone(&actors),
        may_read_actor,
        from: row.from_state,
        to: row.to_state,
        occurred_at: row.occurred_at,
        reason: row.reason,
    };
    Ok(rows.into_iter().map(noun).collect())
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
