//! What one participant answered in an evaluation; nobody else reads it.

use sea_orm::entity::prelude::*;

use crate::{
    id::{AssessmentId, EvaluationId, Identified, ParticipationId, TenantId},
    row::FromRow,
    scalar::Day,
    sealed::Personal,
    subject::{Declaration, Disposing, Erasure, Holds, Retained, Since, Subject, erased},
    vocabulary::{AccessClass, AssessmentState, AssessorRelation, Disposal, Purpose, RetentionTrigger, Sector},
};

/// What one participant answered in an evaluation; nobody else reads it.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "assessment")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id; random, so that it tells no time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssessmentId,
    /// The evaluation.
    pub evaluation_id: Personal<EvaluationId>,
    /// Whose it is.
    pub participation_id: Personal<ParticipationId>,
    /// The sector when it was handed in; none where it is not known.
    pub sector: Personal<Option<Sector>>,
    /// How the author stood to the service when it was handed in.
    pub relation: Personal<AssessorRelation>,
    /// Where it stands.
    pub state: Personal<AssessmentState>,
    /// Day of the last change.
    pub submitted_on: Personal<Day>,
    /// Moves with every change that its reader can see.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "assessment";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "assessment",
    global: false,
    subject: Subject::Participation("participation_id"),
    told: Declaration::told_by("You."),
    erasure: Erasure::Delete,
    // Who answered how is for nobody, whatever their duty.
    holds: Holds::Never,
    sealed: &[
        erased("evaluation_id", AccessClass::Personal),
        erased("participation_id", AccessClass::Personal),
        erased("sector", AccessClass::Personal),
        erased("relation", AccessClass::Personal),
        erased("state", AccessClass::Personal),
        erased("submitted_on", AccessClass::Personal),
    ],
    search: &[],
    quotes: None,
    retention: &[Retained {
        purpose: Purpose::Evaluation,
        class: AccessClass::Personal,
        since: &[(
            RetentionTrigger::ResultsReleased,
            Since::Named {
                column: "evaluation_id",
                table: "evaluation",
                at: "released_at",
            },
        )],
        disposals: &[(Disposal::Delete, Disposing::Delete)],
        only: None,
    }],
};
