//! The phase of a template that a phase was made from.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Id, PhaseId, TemplatePhaseId, TenantId},
    row::FromRow,
    subject::{Declaration, Erasure, Holds, Subject},
};

/// The phase of a template that a phase was made from.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "phase_origin")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// The phase.
    pub phase_id: PhaseId,
    /// The phase of the template.
    pub template_phase_id: TemplatePhaseId,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "phase_origin",
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
