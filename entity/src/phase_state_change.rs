//! A step that a phase took.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Id, MembershipId, PhaseId, TenantId},
    row::FromRow,
    sealed::TenantInternal,
    subject::{Declaration, Erasure, Holds, Subject, erased},
    vocabulary::{AccessClass, PhaseState},
};

/// A step that a phase took.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "phase_state_change")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// The phase.
    pub phase_id: PhaseId,
    /// State before; none for the first.
    pub from_state: Option<PhaseState>,
    /// State after.
    pub to_state: PhaseState,
    /// When it happened.
    pub occurred_at: DateTimeUtc,
    /// The published reason.
    pub reason: Option<String>,
    /// Who did it; none for a job of the server.
    pub actor_id: TenantInternal<Option<MembershipId>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "phase_state_change",
    global: false,
    subject: Subject::Membership("actor_id"),
    told: Declaration::told_by("The server, when you did it."),
    erasure: Erasure::Blank {
        none_of: None,
        set: &[],
    },
    holds: Holds::Never,
    sealed: &[erased("actor_id", AccessClass::TenantInternal)],
    search: &[],
    quotes: None,
    retention: &[],
};
