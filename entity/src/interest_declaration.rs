//! What a participant declares that could bias them in a project.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, InterestDeclarationId, ParticipationId, PhaseId, ProjectId, TenantId},
    row::FromRow,
    scalar::Day,
    sealed::{Confidential, Personal, ProjectShared},
    subject::{Declaration, Disposing, Erasure, Holds, Retained, Since, Subject, erased},
    vocabulary::{AccessClass, Disposal, InterestRelationship, InterestState, Purpose, RetentionTrigger},
};

/// What a participant declares that could bias them in a project.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "interest_declaration")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id; random, so that it tells no time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InterestDeclarationId,
    /// The project; it never changes.
    pub project_id: ProjectId,
    /// The phase that it is about; none where it is about the whole project.
    pub phase_id: Option<PhaseId>,
    /// Who declared it; none once redacted.
    pub participation_id: ProjectShared<Option<ParticipationId>>,
    /// How they are bound.
    pub relationship: InterestRelationship,
    /// Where it stands.
    pub state: InterestState,
    /// What everybody reads while it is declared; none once redacted.
    pub public_summary: Personal<Option<String>>,
    /// What is for few; none where nothing was told, and once redacted.
    pub detail: Confidential<Option<String>>,
    /// Day on which it was declared.
    pub declared_on: Day,
    /// Day on which what is public of it last changed.
    pub updated_on: Day,
    /// Day on which it was withdrawn.
    pub withdrawn_on: Option<Day>,
    /// Moves with every change but an erasure.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "interestdeclaration";
}

/// From when an agency can delete what is for few: nobody weighs it once the project is over.
const OVER: &[(RetentionTrigger, Since)] = &[
    (RetentionTrigger::ProjectConcluded, Since::Project("project_id")),
    (RetentionTrigger::ProjectEvaluated, Since::Project("project_id")),
];

/// What the rights of a person and the tests must know of it. That somebody declared an interest of this kind is kept
/// without them, as part of how the project came to its results.
pub const DECLARATION: Declaration = Declaration {
    table: "interest_declaration",
    global: false,
    subject: Subject::Participation("participation_id"),
    told: Declaration::told_by("You."),
    erasure: Erasure::Blank {
        none_of: None,
        set: &[("state", "'REDACTED'")],
    },
    holds: Holds::OnProject("project_id"),
    sealed: &[
        erased("participation_id", AccessClass::ProjectShared),
        erased("public_summary", AccessClass::Personal).given_for(Purpose::ParticipationAdmin),
        erased("detail", AccessClass::Confidential)
            .own()
            .given_for(Purpose::ParticipationAdmin),
    ],
    search: &[],
    quotes: None,
    retention: &[
        Retained {
            purpose: Purpose::ParticipationAdmin,
            class: AccessClass::Confidential,
            since: OVER,
            disposals: &[(Disposal::Delete, Disposing::BlankUncounted(&["detail"]))],
            only: None,
        },
        // It goes before the link to who told it does: nobody could have it erased afterwards.
        Retained {
            purpose: Purpose::ParticipationAdmin,
            class: AccessClass::Personal,
            since: OVER,
            disposals: &[(Disposal::Anonymise, Disposing::BlankUncounted(&["detail"]))],
            only: None,
        },
    ],
};
