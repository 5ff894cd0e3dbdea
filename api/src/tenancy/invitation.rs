//! The noun of an invitation.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    id::InvitationId,
    invitation::{Entity, Model},
    sealed::{Personal, TenantInternal},
    set::Set,
    vocabulary::{AccessClass, InvitationState, Purpose, TenantRole},
};

use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{Duty, Gated},
    },
    policy::{Field, FieldQuestion, Relation},
    relay::{
        access::{access, list},
        global_id, version_in,
    },
};

/// An invitation to the agency.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Invitation {
    #[graphql(skip)]
    pub(crate) key: InvitationId,
    #[graphql(skip)]
    seen: i64,
    /// Address that it was made for; for who invited.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    email: Gated<Personal<String>>,
    /// Roles in the agency that it offers. Read by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None), directive = list::apply(6))]
    tenant_roles: Gated<TenantInternal<Set<TenantRole>>>,
    /// What became of it, as far as the inviter may know. Read by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    state: Gated<TenantInternal<InvitationState>>,
    /// When it ends. Read by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    expires_at: Gated<TenantInternal<DateTime<Utc>>>,
    /// When it was made. Read by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    created_at: Gated<TenantInternal<DateTime<Utc>>>,
}

connection!(InvitationConnection, InvitationEdge, Invitation, "invitations");

#[ComplexObject]
impl Invitation {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }
}

/// The noun of a row. An invitation whose time has passed is shown as expired.
pub(super) fn of(operation: &Operation, row: Model) -> Result<Invitation> {
    let actor = operation.actor()?;
    let inviter = *Duty::DecideField.open(&row.inviter_id);
    let made_by_reader = inviter.is_some() && inviter == actor.person().map(|person| person.membership);
    let relation = if made_by_reader {
        Relation::Inviter
    } else {
        Relation::None
    };
    let ask = |field| FieldQuestion::of(field, actor.roles()).related(relation);
    let waits = *Duty::DecideField.open(&row.state) == InvitationState::Invited;
    let over = *Duty::DecideField.open(&row.expires_at) <= operation.clock().now();
    let state = if waits && over {
        InvitationState::Expired.into()
    } else {
        row.state
    };
    Ok(Invitation {
        key: row.id,
        seen: row.version,
        email: Gated::new(row.email, ask(Field::InvitationEmail)),
        tenant_roles: Gated::new(row.tenant_roles, ask(Field::InvitationTenantRoles)),
        state: Gated::new(state, ask(Field::InvitationState)),
        expires_at: Gated::new(row.expires_at, ask(Field::InvitationExpiresAt)),
        created_at: Gated::new(row.created_at, ask(Field::InvitationCreatedAt)),
    })
}

/// Those of these invitations that the actor may know of.
pub async fn find_all(operation: &Operation, ids: &[InvitationId]) -> Result<Vec<Invitation>> {
    let tx = operation.snapshot().await?;
    let rows = tx.by_ids::<Entity>(ids).await?;
    rows.into_iter().map(|row| of(operation, row)).collect()
}
