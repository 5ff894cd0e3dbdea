//! A deliberation that was imported, so that a second run finds what the first one wrote.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Id, PhaseId, ProjectId, TenantId},
    row::FromRow,
    sealed::Confidential,
    subject::{Declaration, Erasure, Holds, Subject, kept},
    vocabulary::AccessClass,
};

/// A deliberation that was imported, so that a second run finds what the first one wrote.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "import_source")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// The project that it went into.
    pub project_id: ProjectId,
    /// The phase that was made of it.
    pub phase_id: PhaseId,
    /// Which deliberation it is, such as its address.
    pub source: String,
    /// The key, in hexadecimal, by which those who took part there are found again and cannot be found out.
    pub salt: Confidential<String>,
    /// When the import began.
    pub created_at: DateTimeUtc,
    /// When it was first complete; none before.
    pub finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "import_source",
    global: false,
    subject: Subject::Nobody,
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[kept("salt", AccessClass::Confidential)],
    search: &[],
    quotes: None,
    retention: &[],
};
