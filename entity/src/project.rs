//! A problem that an agency works on together with others.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, ProjectId, PublicServiceId, TenantId},
    row::FromRow,
    scalar::{Day, LanguageTag},
    subject::{Declaration, Erasure, Holds, Subject},
    vocabulary::{ObjectOfCocreation, ProjectJoining, ProjectState, ProjectVisibility},
};

/// A problem that an agency works on together with others.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "project")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProjectId,
    /// Short name in addresses, unique in the tenant.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// What it is about, for everybody.
    pub summary: String,
    /// The problem that it is to solve.
    pub problem_statement: Option<String>,
    /// What is to come out of it.
    pub expected_results: Option<String>,
    /// Main language (BCP 47).
    pub language: LanguageTag,
    /// What is created.
    pub object_of_cocreation: ObjectOfCocreation,
    /// The service that it is about.
    pub public_service_id: Option<PublicServiceId>,
    /// Who may know of it.
    pub visibility: ProjectVisibility,
    /// How people come to take part.
    pub joining: ProjectJoining,
    /// Where it stands.
    pub state: ProjectState,
    /// Why it was declined, paused or cancelled.
    pub state_reason: Option<String>,
    /// Day by which the agency decides on the results.
    pub decision_on: Option<Day>,
    /// Where imported content comes from, and under which licence.
    pub attribution: Option<String>,
    /// When it was created.
    pub created_at: DateTimeUtc,
    /// When it was publicly announced.
    pub announced_at: Option<DateTimeUtc>,
    /// When what is public of it last changed.
    pub updated_at: DateTimeUtc,
    /// Moves with every change that a reader can see.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "project";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "project",
    global: false,
    subject: Subject::Nobody,
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[],
    search: &["title", "summary", "problem_statement"],
    quotes: None,
    retention: &[],
};

impl ProjectState {
    /// Whether a project in this state has ended: what it says and who does what in it no longer changes.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(
            self,
            Self::Declined | Self::Evaluated | Self::Archived | Self::Cancelled
        )
    }
}
