//! The verbs that move an evaluation from one state to the next, together.

use async_graphql::{ID, InputObject};
use entity::{
    evaluation::{ActiveModel, Column, Entity, Model},
    id::EvaluationId,
    phase, project,
    vocabulary::{AssessmentTiming, EvaluationState, PhaseState, PhaseType, Purpose},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{
    acted::ActedEvaluation,
    compute::compute,
    evaluation::Evaluation,
    lifecycle::{self, Step},
    terms,
};
use crate::{
    error::{Code, Refusal, Result},
    operation::{Operation, Resting, gate, may},
    participation::own_part,
    policy::{Action, ActionQuestion},
    relay::{Faults, check_version, claim, input_id},
    store::{Event, Tx},
};

/// A move as every one of them sees it.
struct Move<'i, I> {
    name: &'static str,
    action: Action,
    step: Step<EvaluationState>,
    event: &'static str,
    evaluation: &'i ID,
    version: &'i str,
    key: Option<&'i str>,
    input: &'i I,
}

/// Takes the step: row, policy, state, version, what the step asks for; then the change and its event.
async fn take<I: async_graphql::InputType>(operation: &Operation, of: Move<'_, I>) -> Result<EvaluationId> {
    let mut faults = Faults::default();
    let claim = claim(operation, &mut faults, of.name, of.key, of.input);
    faults.done()?;
    let id: EvaluationId = input_id(of.evaluation, "evaluation")?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let at = |error| gate::at(error, "evaluation");
    match of.step.to {
        EvaluationState::Computed => hold_project(&tx, id).await.map_err(at)?,
        EvaluationState::Released => {
            // Phases move in the hands of who holds their project: what is counted of them stays true until this is done.
            tx.share_named::<project::Entity, Entity>(Column::ProjectId, id.uuid())
                .await
                .map_err(at)?;
        }
        _ => {}
    }
    let row = tx.lock::<Entity>(id.uuid()).await.map_err(at)?;
    let acted = acted(&tx, &row).await?;
    let may = may::permit(operation, ActionQuestion::of(of.action, tx.actor().roles()), acted)?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(id);
    }
    may.stands(clock.now())?;
    check_version(operation, id, row.version, of.version)?;
    let change = change(operation, &tx, &row, of.step.to).await?;
    tx.update::<Entity>(
        id.uuid(),
        ActiveModel {
            state: Set(of.step.to),
            version: Set(row.version + 1),
            ..change
        },
    )
    .await?;
    tx.finish(
        clock,
        Event {
            kind: of.event,
            object: id.uuid(),
        },
        claim.as_ref(),
    )
    .await?;
    Ok(id)
}

/// Holds the project of an evaluation, so that those of one project are computed one after the other: each looks at the
/// figures of those before it (T58).
async fn hold_project(tx: &Tx, id: EvaluationId) -> Result<()> {
    let seen = tx.rows::<Entity>().id(id.uuid()).one().await?;
    let seen = seen.ok_or_else(Refusal::not_found)?;
    tx.lock::<project::Entity>(seen.project_id.uuid()).await.map(drop)
}

/// What the step asks for, and what it changes beside the state.
async fn change(operation: &Operation, tx: &Tx, row: &Model, to: EvaluationState) -> Result<ActiveModel> {
    let clock = operation.clock();
    let mut change = ActiveModel::default();
    match to {
        EvaluationState::Locked => {
            let agencys = terms::agencys_threshold(tx).await?;
            change.disclosure_threshold = Set(row.wanted_threshold.map_or(agencys, |wanted| wanted.max(agencys)));
            change.locked_at = Set(Some(clock.now()));
        }
        EvaluationState::Computed => {
            // As it stands now, however long the row was waited for.
            let resting = Resting::read(tx, clock.now()).await?;
            compute(tx, clock, row, &resting.parts(Purpose::Evaluation, clock.now())).await?;
        }
        EvaluationState::Released => {
            delivered(tx, row).await?;
            take_the_place(tx, row).await?;
            change.released_at = Set(Some(clock.now()));
        }
        EvaluationState::Draft
        | EvaluationState::Collecting
        | EvaluationState::Closed
        | EvaluationState::Superseded => {}
    }
    Ok(change)
}

/// An evaluation as what decides on actions sees it.
pub(super) async fn acted(tx: &Tx, row: &Model) -> Result<ActedEvaluation> {
    let project = tx.by_ids::<project::Entity>(&[row.project_id]).await?.pop();
    let own = own_part(tx, row.project_id).await?;
    Ok(ActedEvaluation::of(row, project.map(|project| project.state), own))
}

/// Refuses to release a look back while something is still delivered, or is still to be.
async fn delivered(tx: &Tx, row: &Model) -> Result<()> {
    use phase::{Column, Entity};
    if row.timing != AssessmentTiming::Retrospective {
        return Ok(());
    }
    let under_way = Condition::all()
        .add(Column::ProjectId.eq(row.project_id))
        .add(Column::PhaseType.eq(PhaseType::CoDelivery))
        .add(Column::State.is_in([PhaseState::Planned, PhaseState::Open]));
    if tx.count_all::<Entity>(under_way).await? == 0 {
        return Ok(());
    }
    Err(Refusal::new(
        Code::PreconditionUnmet,
        "A retrospective evaluation is released once co-delivery is over.",
    )
    .hint("Close, skip or cancel the project's phases of co-delivery first.")
    .into())
}

/// The evaluation that this one was set up to take the place of steps back.
async fn take_the_place(tx: &Tx, row: &Model) -> Result<()> {
    let Some(earlier) = row.supersedes_id else {
        return Ok(());
    };
    let step = lifecycle::SUPERSEDE;
    let is_it = Condition::all().add(Column::Id.eq(earlier));
    let earlier = tx.hidden::<Entity>(is_it).await?;
    let Some(earlier) = earlier.filter(|earlier| step.leaves(earlier.state)) else {
        let refusal = Refusal::new(
            Code::PreconditionUnmet,
            "Another evaluation has taken that place already.",
        );
        return Err(refusal.into());
    };
    tx.update::<Entity>(
        earlier.id.uuid(),
        ActiveModel {
            state: Set(step.to),
            superseded_by_id: Set(Some(row.id)),
            version: Set(earlier.version + 1),
            ..Default::default()
        },
    )
    .await
}

/// Declares a move: its input, its payload, and how it runs.
macro_rules! evaluation_move {
    ($name:literal, $action:ident, $step:ident, $event:literal, $run:ident, $Input:ident, $Payload:ident) => {
        #[doc = concat!("What ", $name, " needs.")]
        #[derive(Debug, InputObject)]
        pub(super) struct $Input {
            /// The evaluation.
            pub(super) evaluation: ID,
            /// Version that was last read; another one is refused with CONFLICT.
            pub(super) version: String,
            /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
            pub(super) idempotency_key: Option<String>,
        }

        payload!($Payload, $name, evaluation: Evaluation, "evaluation");

        pub(super) async fn $run(operation: &Operation, input: $Input) -> Result<EvaluationId> {
            take(operation, Move {
                name: $name,
                action: Action::$action,
                step: lifecycle::$step,
                event: $event,
                evaluation: &input.evaluation,
                version: &input.version,
                key: input.idempotency_key.as_deref(),
                input: &input,
            })
            .await
        }
    };
}

evaluation_move!(
    "lockEvaluation",
    LockEvaluation,
    LOCK,
    "evaluation.locked",
    lock,
    LockEvaluationInput,
    LockEvaluationPayload
);
evaluation_move!(
    "openEvaluation",
    OpenEvaluation,
    OPEN,
    "evaluation.opened",
    open,
    OpenEvaluationInput,
    OpenEvaluationPayload
);
evaluation_move!(
    "closeEvaluation",
    CloseEvaluation,
    CLOSE,
    "evaluation.closed",
    close,
    CloseEvaluationInput,
    CloseEvaluationPayload
);
evaluation_move!(
    "computeEvaluation",
    ComputeEvaluation,
    COMPUTE,
    "evaluation.computed",
    compute_results,
    ComputeEvaluationInput,
    ComputeEvaluationPayload
);
evaluation_move!(
    "releaseEvaluation",
    ReleaseEvaluation,
    RELEASE,
    "evaluation.released",
    release,
    ReleaseEvaluationInput,
    ReleaseEvaluationPayload
);
