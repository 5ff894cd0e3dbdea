//! A step that a project took.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Id, MembershipId, ProjectId, TenantId},
    row::FromRow,
    sealed::TenantInternal,
    subject::{Declaration, Erasure, Holds, Subject, erased},
    vocabulary::{AccessClass, ProjectState},
};

/// A step that a project took.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "project_state_change")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// The project.
    pub project_id: ProjectId,
    /// State before; none for the first.
    pub from_state: Option<ProjectState>,
    /// State after.
    pub to_state: ProjectState,
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
    table: "project_state_change",
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
