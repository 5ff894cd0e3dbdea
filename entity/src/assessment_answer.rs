//! One answer of an assessment: a score, or why there is none.

use sea_orm::entity::prelude::*;

use crate::{
    id::{AssessmentAnswerId, AssessmentId, EvaluationId, ParticipationId, TenantId},
    row::FromRow,
    sealed::Personal,
    subject::{Declaration, Disposing, Erasure, Holds, Retained, Since, Subject, erased},
    vocabulary::{AccessClass, Disposal, NonAnswer, Purpose, RetentionTrigger},
};

/// One answer of an assessment: a score, or why there is none.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "assessment_answer")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id; random, so that it tells no time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssessmentAnswerId,
    /// The assessment.
    pub assessment_id: Personal<AssessmentId>,
    /// The evaluation.
    pub evaluation_id: Personal<EvaluationId>,
    /// Whose it is.
    pub participation_id: Personal<ParticipationId>,
    /// Key in the catalogue of criteria.
    pub criterion: Personal<String>,
    /// The score within the scale; none where there is a reason.
    pub score: Personal<Option<i32>>,
    /// Why there is no score; none where there is one.
    pub non_answer: Personal<Option<NonAnswer>>,
    /// What was added in words.
    pub comment: Personal<Option<String>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "assessment_answer",
    global: false,
    subject: Subject::Participation("participation_id"),
    told: Declaration::told_by("You."),
    erasure: Erasure::Delete,
    // Who answered how is for nobody, whatever their duty.
    holds: Holds::Never,
    sealed: &[
        erased("assessment_id", AccessClass::Personal),
        erased("evaluation_id", AccessClass::Personal),
        erased("participation_id", AccessClass::Personal),
        erased("criterion", AccessClass::Personal).given_for(Purpose::Evaluation),
        erased("score", AccessClass::Personal).given_for(Purpose::Evaluation),
        erased("non_answer", AccessClass::Personal).given_for(Purpose::Evaluation),
        erased("comment", AccessClass::Personal).given_for(Purpose::Evaluation),
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
