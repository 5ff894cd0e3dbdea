//! Hands in one's answers. Of a single assessment no event tells: its moment would give away whose it is (T74).

use async_graphql::{ID, InputObject, SimpleObject};
use entity::{
    assessment::{ActiveModel, Column, Entity},
    evaluation,
    id::{AssessmentId, EvaluationId, Id},
    scalar::Day,
    vocabulary::{AccessClass, AssessmentState},
};
use sea_orm::{ActiveValue, ColumnTrait, Condition};

use super::{
    answers::{self, AssessmentAnswerInput},
    assessment::Assessment,
    evaluation::{Evaluation, criteria_of},
    lifecycle,
    moves::acted,
};
use crate::{
    error::{Code, Refusal, Result},
    operation::{
        Operation,
        gate::{self, Duty},
        may,
    },
    policy::{Action, ActionQuestion},
    relay::{Faults, access::access, claim, input_id},
};

/// What submitAssessment needs.
#[derive(Debug, InputObject)]
pub(super) struct SubmitAssessmentInput {
    /// The evaluation.
    pub evaluation: ID,
    /// Your answers, 1 to 40; a criterion left out counts as not answered.
    pub answers: Vec<AssessmentAnswerInput>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What submitAssessment answers.
#[derive(Debug, SimpleObject)]
pub(super) struct SubmitAssessmentPayload {
    /// The assessment as it is now, read with your rights; null when the mutation is refused.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub assessment: Option<Assessment>,
    /// The evaluation as it is now, read with your rights; null when the mutation is refused.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub evaluation: Option<Evaluation>,
}

pub(super) async fn submit_assessment(
    operation: &Operation,
    input: SubmitAssessmentInput,
) -> Result<(AssessmentId, EvaluationId)> {
    let mut faults = Faults::default();
    let answers = answers::check(&mut faults, &input.answers);
    let claim = claim(
        operation,
        &mut faults,
        "submitAssessment",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let id: EvaluationId = input_id(&input.evaluation, "evaluation")?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let row = tx
        .lock::<evaluation::Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "evaluation"))?;
    let acted = acted(&tx, &row).await?;
    let question = ActionQuestion::of(Action::SubmitAssessment, tx.actor().roles());
    let may = may::permit(operation, question, acted)?;
    let own = acted.own.ok_or_else(Refusal::not_found)?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok((Id::from_uuid(done), id));
    }
    may.stands(clock.now())?;
    let relation = answers::relation_of(own.roles);
    answers::check_asked(&answers, &criteria_of(&tx, &[id]).await?, relation)?;

    let before = Condition::all()
        .add(Column::EvaluationId.eq(id))
        .add(Column::ParticipationId.eq(own.key));
    let before = tx.hidden::<Entity>(before).await?;
    let sector = own.sector;
    let today = clock.now().date_naive();
    let assessment = if let Some(before) = before {
        let step = lifecycle::SUBMIT_AGAIN;
        if !step.leaves(*Duty::DecideAction.open(&before.state)) {
            let refusal = Refusal::new(
                Code::EvaluationNotOpen,
                "The assessment is counted and does not change.",
            );
            return Err(refusal.hint("viewerAssessment shows what you answered.").into());
        }
        let change = ActiveModel {
            sector: ActiveValue::Set(sector.into()),
            relation: ActiveValue::Set(relation.into()),
            state: ActiveValue::Set(step.to.into()),
            submitted_on: ActiveValue::Set(Day::from(today).into()),
            version: ActiveValue::Set(before.version + 1),
            ..Default::default()
        };
        tx.update::<Entity>(before.id.uuid(), change).await?;
        before.id
    } else {
        let new = Id::from_uuid(clock.blind_id());
        tx.insert::<Entity>(ActiveModel {
            tenant_id: ActiveValue::NotSet,
            id: ActiveValue::Set(new),
            evaluation_id: ActiveValue::Set(id.into()),
            participation_id: ActiveValue::Set(own.key.into()),
            sector: ActiveValue::Set(sector.into()),
            relation: ActiveValue::Set(relation.into()),
            state: ActiveValue::Set(AssessmentState::Submitted.into()),
            submitted_on: ActiveValue::Set(Day::from(today).into()),
            version: ActiveValue::Set(1),
        })
        .await?;
        new
    };
    answers::keep(&tx, clock, (id, assessment), own.key, answers).await?;
    tx.finish_quietly(clock, assessment.uuid(), claim.as_ref()).await?;
    Ok((assessment, id))
}
