//! The template that a project started from.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Id, ProjectId, ProjectTemplateId, TenantId},
    row::FromRow,
    subject::{Declaration, Erasure, Holds, Subject},
};

/// The template that a project started from.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "project_origin")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// The project.
    pub project_id: ProjectId,
    /// The template.
    pub template_id: ProjectTemplateId,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "project_origin",
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
