//! A project that a client may see beyond the public ones.

use sea_orm::entity::prelude::*;

use crate::{
    id::{ClientId, Id, ProjectId, TenantId},
    row::FromRow,
    subject::{Declaration, Erasure, Holds, Subject},
};

/// A project that a client may see beyond the public ones.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "client_scope")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id, which never leaves the server.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// The client.
    pub client_id: ClientId,
    /// The project.
    pub project_id: ProjectId,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "client_scope",
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
