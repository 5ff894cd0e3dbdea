//! A stretch of a project in which people take part in one way.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, PhaseId, ProjectId, TenantId},
    row::FromRow,
    set::Set,
    subject::{Declaration, Erasure, Holds, Subject},
    vocabulary::{EngagementMethod, PhaseState, PhaseType, Sector},
};

/// A stretch of a project in which people take part in one way.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "phase")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PhaseId,
    /// The project.
    pub project_id: ProjectId,
    /// Which of the four kinds it is.
    pub phase_type: PhaseType,
    /// What it is called.
    pub title: String,
    /// What happens in it.
    pub description: String,
    /// Its place among the phases of the project, from 1.
    pub position: i32,
    /// Where it stands.
    pub state: PhaseState,
    /// Why it was skipped, cancelled or extended.
    pub state_reason: Option<String>,
    /// How people take part.
    pub methods: Set<EngagementMethod>,
    /// Sectors that may contribute.
    pub eligible_sectors: Set<Sector>,
    /// When it is planned to open.
    pub opens_at: Option<DateTimeUtc>,
    /// When input ends; an input counts by its moment of storage.
    pub closes_at: Option<DateTimeUtc>,
    /// When it first opened.
    pub opened_at: Option<DateTimeUtc>,
    /// When input last ended.
    pub closed_at: Option<DateTimeUtc>,
    /// When what became of the contributions was published to all.
    pub dispositions_published_at: Option<DateTimeUtc>,
    /// Whether authors are hidden from those who decide on contributions.
    pub is_blind_review: bool,
    /// When it was planned.
    pub created_at: DateTimeUtc,
    /// Moves with every change that a reader can see.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "phase";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "phase",
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
