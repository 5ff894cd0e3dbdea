//! A co-assessment: what is asked is fixed before the first answer, and results come out once, to all.

use sea_orm::entity::prelude::*;

use crate::{
    id::{EvaluationId, Identified, PhaseId, ProjectId, TenantId},
    row::FromRow,
    subject::{Declaration, Erasure, Holds, Subject},
    vocabulary::{AssessmentTiming, EvaluationState},
};

/// A co-assessment: what is asked is fixed before the first answer, and results come out once, to all.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "evaluation")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EvaluationId,
    /// The project that is judged.
    pub project_id: ProjectId,
    /// The phase that it belongs to; none when it is about the whole project.
    pub phase_id: Option<PhaseId>,
    /// What it is called.
    pub title: String,
    /// When in the life of the service it asks.
    pub timing: AssessmentTiming,
    /// Whom the answers are to stand for.
    pub population: String,
    /// Smallest number of answers that a figure stands on (k); fixed when locked.
    pub disclosure_threshold: i32,
    /// The k that was asked for; the agency's then counts where it is larger.
    pub wanted_threshold: Option<i32>,
    /// Where it stands.
    pub state: EvaluationState,
    /// When collecting ends.
    pub closes_at: DateTimeUtc,
    /// When its rules were fixed.
    pub locked_at: Option<DateTimeUtc>,
    /// When its results were released to all.
    pub released_at: Option<DateTimeUtc>,
    /// The evaluation that it takes the place of.
    pub supersedes_id: Option<EvaluationId>,
    /// The evaluation that took its place.
    pub superseded_by_id: Option<EvaluationId>,
    /// When it was created.
    pub created_at: DateTimeUtc,
    /// Moves with every change that a reader can see.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "evaluation";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "evaluation",
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
