//! What happened, ids only: the outbox, written in the same transaction and delivered after commit.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Id, PhaseId, ProjectId, TenantId},
    row::FromRow,
    subject::{Declaration, Erasure, Holds, Subject},
};

/// What happened, ids only: the outbox, written in the same transaction and delivered after commit.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// What happened, such as `project.announced`.
    pub kind: String,
    /// The object that it happened to.
    pub object_id: Uuid,
    /// When it happened.
    pub occurred_at: DateTimeUtc,
    /// When it got its position; none while it waits.
    pub delivered_at: Option<DateTimeUtc>,
    /// Its place among the events of the agency, from 1 without gaps, in the order of their commits; none while it waits.
    pub position: Option<i64>,
    /// The project that it happened in, where it is one.
    pub project_id: Option<ProjectId>,
    /// The phase that it happened in, where it is one.
    pub phase_id: Option<PhaseId>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "event",
    global: false,
    subject: Subject::Nobody,
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[],
    search: &[],
    quotes: None,
    retention: &[],
};
