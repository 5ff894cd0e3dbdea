//! The verbs that only move a project from one state to another, together.

use async_graphql::{ID, InputObject};
use entity::{
    id::ProjectId,
    project::{ActiveModel, Entity},
    vocabulary::{AssessmentTiming, EvaluationState, ProjectState},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use super::{
    acted::ActedProject,
    lifecycle::{self, Step},
    phases,
    project::Project,
    state_change::record,
};
use crate::{
    error::{Code, Refusal, Result},
    operation::{Operation, gate, may},
    participation::own_part,
    policy::{Action, ActionQuestion},
    relay::{Faults, check_version, claim, input_id},
    store::{Event, Tx},
};

/// A move as every one of them sees it.
pub(super) struct Move<'i, I> {
    pub(super) name: &'static str,
    pub(super) action: Action,
    pub(super) step: Step,
    pub(super) event: &'static str,
    pub(super) project: &'i ID,
    pub(super) version: &'i str,
    pub(super) reason: Option<&'i str>,
    pub(super) key: Option<&'i str>,
    pub(super) input: &'i I,
}

/// Takes the step: checks, row, policy, state, version; then the change, its record and its event.
pub(super) async fn take<I: async_graphql::InputType>(operation: &Operation, of: Move<'_, I>) -> Result<ProjectId> {
    let mut faults = Faults::default();
    if of.step.reason && of.reason.is_none_or(|reason| reason.trim().is_empty()) {
        let refusal = Refusal::new(Code::ReasonRequired, "The step needs a reason, which is published.");
        faults.push(refusal.at(&["input", "reason"]));
    }
    let reason = of.reason.filter(|reason| !reason.trim().is_empty());
    let reason = faults.optional("reason", reason, 1, 2000);
    let claim = claim(operation, &mut faults, of.name, of.key, of.input);
    faults.done()?;
    let id: ProjectId = input_id(of.project, "project")?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let row = tx
        .lock::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "project"))?;
    let project = ActedProject::of(&row, own_part(&tx, id).await?);
    let may = may::permit(operation, ActionQuestion::of(of.action, tx.actor().roles()), project)?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(id);
    }
    may.stands(clock.now())?;
    check_version(operation, id, row.version, of.version)?;
    if of.step.to == ProjectState::Concluded {
        phases::check_over(&tx, id).await?;
    }
    if of.step == lifecycle::COMPLETE_EVALUATION {
        looked_back(&tx, id).await?;
    }

    let first_announcement = of.step.to == ProjectState::Announced && row.announced_at.is_none();
    tx.update::<Entity>(
        id.uuid(),
        ActiveModel {
            state: Set(of.step.to),
            state_reason: Set(reason.clone()),
            announced_at: if first_announcement {
                Set(Some(clock.now()))
            } else {
                NotSet
            },
            updated_at: Set(clock.now()),
            version: Set(row.version + 1),
            ..Default::default()
        },
    )
    .await?;
    if of.step.to == ProjectState::Cancelled {
        phases::cancel_all(&tx, clock, id, reason.as_deref()).await?;
    }
    record(&tx, clock, id, Some(row.state), of.step.to, reason).await?;
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

/// Refuses to call a project evaluated before everybody could read how it was judged afterwards.
async fn looked_back(tx: &Tx, project: ProjectId) -> Result<()> {
    use entity::evaluation::{Column, Entity};
    let released = Condition::all()
        .add(Column::ProjectId.eq(project))
        .add(Column::Timing.eq(AssessmentTiming::Retrospective))
        .add(Column::State.is_in([EvaluationState::Released, EvaluationState::Superseded]));
    if tx.count_all::<Entity>(released).await? > 0 {
        return Ok(());
    }
    Err(Refusal::new(
        Code::InvalidTransition,
        "No retrospective evaluation of the project is released.",
    )
    .hint("Release one first.")
    .into())
}

/// Declares a move: its input, its payload, and how it runs.
macro_rules! project_move {
    ($name:literal, $action:ident, $step:ident, $event:literal, $run:ident, $Input:ident, $Payload:ident $(, $reason:ident)?) => {
        #[doc = concat!("What ", $name, " needs.")]
        #[derive(Debug, InputObject)]
        pub(crate) struct $Input {
            /// The project.
            pub(crate) project: ID,
            /// Version that was last read; another one is refused with CONFLICT.
            pub(crate) version: String,
            $(
                /// Why, 1 to 2000 characters; published.
                pub(crate) $reason: String,
            )?
            /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
            pub(crate) idempotency_key: Option<String>,
        }

        payload!($Payload, $name, project: Project, "project");

        pub(super) async fn $run(operation: &Operation, input: $Input) -> Result<ProjectId> {
            let reason: Option<&str> = None$(.or(Some(input.$reason.as_str())))?;
            take(operation, Move {
                name: $name,
                action: Action::$action,
                step: lifecycle::$step,
                event: $event,
                project: &input.project,
                version: &input.version,
                reason,
                key: input.idempotency_key.as_deref(),
                input: &input,
            })
            .await
        }
    };
}

project_move!(
    "startProjectReadiness",
    StartProjectReadiness,
    START_READINESS,
    "project.readiness_started",
    start_readiness,
    StartProjectReadinessInput,
    StartProjectReadinessPayload
);
project_move!(
    "returnProjectToDraft",
    ReturnProjectToDraft,
    RETURN_TO_DRAFT,
    "project.returned_to_draft",
    return_to_draft,
    ReturnProjectToDraftInput,
    ReturnProjectToDraftPayload,
    reason
);
project_move!(
    "declineProject",
    DeclineProject,
    DECLINE,
    "project.declined",
    decline,
    DeclineProjectInput,
    DeclineProjectPayload,
    reason
);
project_move!(
    "announceProject",
    AnnounceProject,
    ANNOUNCE,
    "project.announced",
    announce,
    AnnounceProjectInput,
    AnnounceProjectPayload
);
project_move!(
    "activateProject",
    ActivateProject,
    ACTIVATE,
    "project.activated",
    activate,
    ActivateProjectInput,
    ActivateProjectPayload
);
project_move!(
    "pauseProject",
    PauseProject,
    PAUSE,
    "project.paused",
    pause,
    PauseProjectInput,
    PauseProjectPayload,
    reason
);
project_move!(
    "resumeProject",
    ResumeProject,
    RESUME,
    "project.resumed",
    resume,
    ResumeProjectInput,
    ResumeProjectPayload
);
project_move!(
    "concludeProject",
    ConcludeProject,
    CONCLUDE,
    "project.concluded",
    conclude,
    ConcludeProjectInput,
    ConcludeProjectPayload
);
project_move!(
    "completeProjectEvaluation",
    CompleteProjectEvaluation,
    COMPLETE_EVALUATION,
    "project.evaluated",
    complete_evaluation,
    CompleteProjectEvaluationInput,
    CompleteProjectEvaluationPayload
);
project_move!(
    "cancelProject",
    CancelProject,
    CANCEL,
    "project.cancelled",
    cancel,
    CancelProjectInput,
    CancelProjectPayload,
    reason
);
