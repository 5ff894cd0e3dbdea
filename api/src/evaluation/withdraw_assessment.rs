//! Takes one's assessment back. Its answers are gone at once; figures that were computed of it stay as they are, because
//! new ones would tell what was taken out (T58).

use async_graphql::{ID, InputObject};
use entity::{
    assessment::{ActiveModel, Entity},
    id::{AssessmentId, EvaluationId},
    scalar::Day,
};
use sea_orm::ActiveValue::Set;

use super::{acted::ActedAssessment, answers, evaluation::Evaluation, lifecycle};
use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{self, Duty},
        may,
    },
    policy::{Action, ActionQuestion},
    relay::{Faults, check_version, claim, input_id},
};

/// What withdrawAssessment needs.
#[derive(Debug, InputObject)]
pub(super) struct WithdrawAssessmentInput {
    /// Your assessment.
    pub assessment: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(WithdrawAssessmentPayload, "withdrawAssessment", evaluation: Evaluation, "evaluation");

pub(super) async fn withdraw_assessment(operation: &Operation, input: WithdrawAssessmentInput) -> Result<EvaluationId> {
    let mut faults = Faults::default();
    let claim = claim(
        operation,
        &mut faults,
        "withdrawAssessment",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let id: AssessmentId = input_id(&input.assessment, "assessment")?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    // The row rule lets the author alone have it.
    let row = tx
        .lock::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "assessment"))?;
    let question = ActionQuestion::of(Action::WithdrawAssessment, tx.actor().roles());
    let may = may::permit(operation, question, ActedAssessment::of(&row))?;
    let evaluation = *Duty::DecideAction.open(&row.evaluation_id);
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(evaluation);
    }
    may.stands(clock.now())?;
    check_version(operation, id, row.version, &input.version)?;

    answers::drop_all(&tx, id).await?;
    tx.update::<Entity>(
        id.uuid(),
        ActiveModel {
            state: Set(lifecycle::WITHDRAW.to.into()),
            submitted_on: Set(Day::from(clock.now().date_naive()).into()),
            version: Set(row.version + 1),
            ..Default::default()
        },
    )
    .await?;
    tx.finish_quietly(clock, id.uuid(), claim.as_ref()).await?;
    Ok(evaluation)
}
