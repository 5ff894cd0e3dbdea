//! A co-production process to start a project from; it never changes.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, ProjectTemplateId, TenantId},
    row::FromRow,
    subject::{Declaration, Erasure, Holds, Subject},
};

/// A co-production process to start a project from; it never changes.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "project_template")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProjectTemplateId,
    /// Its name in the file that it came in.
    pub import_key: String,
    /// SHA-256 of what the file says of it, in hexadecimal: a new edition is a new template.
    pub digest: String,
    /// What it is called: a JSON object of language and text.
    pub titles: String,
    /// What it is about, in the same form.
    pub descriptions: String,
    /// The languages of its texts, the main one first: a JSON array.
    pub languages: String,
    /// Where it comes from, with its licence.
    pub source: String,
    /// When it was imported.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "template";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "project_template",
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
