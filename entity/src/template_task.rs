//! Something to be done for an objective of a template.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, TemplateObjectiveId, TemplateTaskId, TenantId},
    row::FromRow,
    subject::{Declaration, Erasure, Holds, Subject},
};

/// Something to be done for an objective of a template.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "template_task")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TemplateTaskId,
    /// The objective.
    pub objective_id: TemplateObjectiveId,
    /// Its name in the file that it came in.
    pub import_key: String,
    /// Its place among the tasks of the objective, from 1: after those it needs.
    pub position: i32,
    /// What it is called: a JSON object of language and text.
    pub titles: String,
    /// What it is about, in the same form.
    pub descriptions: String,
    /// The import keys of the tasks that come first: a JSON array.
    pub prerequisites: String,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "template_task";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "template_task",
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
