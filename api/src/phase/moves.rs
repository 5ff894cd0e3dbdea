//! The verbs that only move a phase from one state to another, together.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};
use entity::{
    id::PhaseId,
    phase::{ActiveModel, Entity, Model},
    vocabulary::PhaseState,
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{
    guards,
    held::{Held, hold},
    lifecycle::{self, Step},
    state_change::record,
};
use crate::{
    error::{Code, Refusal, Result},
    operation::{Operation, may},
    policy::{Action, ActionQuestion},
    relay::{Faults, check_version, claim, whole_millis},
    stands,
    store::Event,
};

/// A move as every one of them sees it.
struct Move<'i, I> {
    name: &'static str,
    action: Action,
    step: Step,
    event: &'static str,
    phase: &'i ID,
    version: &'i str,
    reason: Option<&'i str>,
    closes_at: Option<DateTime<Utc>>,
    key: Option<&'i str>,
    input: &'i I,
}

/// Takes the step: checks, rows, policy, state, version, conditions; then the change, its record and its event.
async fn take<I: async_graphql::InputType>(operation: &Operation, of: Move<'_, I>) -> Result<PhaseId> {
    let clock = operation.clock();
    let mut faults = Faults::default();
    if of.step.reason && of.reason.is_none_or(|reason| reason.trim().is_empty()) {
        let refusal = Refusal::new(Code::ReasonRequired, "The step needs a reason, which is published.");
        faults.push(refusal.at(&["input", "reason"]));
    }
    let reason = of.reason.filter(|reason| !reason.trim().is_empty());
    let reason = faults.optional("reason", reason, 1, 2000);
    let closes_at = of.closes_at.map(whole_millis);
    if closes_at.is_some_and(|end| end <= clock.now()) {
        faults.add("closesAt", "The new end of input lies ahead.");
    }
    let claim = claim(operation, &mut faults, of.name, of.key, of.input);
    faults.done()?;

    let Held { tx, phase, acted, .. } = hold(operation, of.phase).await?;
    let may = may::permit(operation, ActionQuestion::of(of.action, tx.actor().roles()), acted)?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(phase.id);
    }
    let now = clock.now();
    may.stands(now)?;
    check_version(operation, phase.id, phase.version, of.version)?;
    guards::check(&tx, of.step, &phase).await?;

    tx.update::<Entity>(
        phase.id.uuid(),
        ActiveModel {
            state: Set(of.step.to),
            state_reason: Set(reason.clone()),
            closes_at: closes_at.map_or(NotSet, |end| Set(Some(end))),
            version: Set(phase.version + 1),
            ..times(&phase, of.step, now)
        },
    )
    .await?;
    record(&tx, clock, phase.id, Some(phase.state), of.step.to, reason).await?;
    if phase.state == PhaseState::Open {
        stands::settle(&tx, phase.id, now).await?;
    }
    tx.finish(
        clock,
        Event {
            kind: of.event,
            object: phase.id.uuid(),
        },
        claim.as_ref(),
    )
    .await?;
    Ok(phase.id)
}

/// The moments that the step sets: the first opening, and the last end of input, which is the planned one where that
/// has passed.
fn times(phase: &Model, step: Step, now: DateTime<Utc>) -> ActiveModel {
    let opens = step.to == PhaseState::Open && phase.opened_at.is_none();
    let closes = phase.state == PhaseState::Open;
    ActiveModel {
        opened_at: if opens { Set(Some(now)) } else { NotSet },
        closed_at: if closes {
            Set(Some(phase.closes_at.map_or(now, |end| end.min(now))))
        } else {
            NotSet
        },
        ..Default::default()
    }
}

/// Declares a move: its input, and how it runs.
macro_rules! phase_move {
    ($name:literal, $action:ident, $step:ident, $event:literal, $run:ident, $Input:ident $(, until $closes_at:ident)? $(, because $reason:ident)?) => {
        #[doc = concat!("What ", $name, " needs.")]
        #[derive(Debug, InputObject)]
        pub(super) struct $Input {
            /// The phase.
            pub phase: ID,
            /// Version that was last read; another one is refused with CONFLICT.
            pub version: String,
            $(
                /// New end of input, ahead.
                pub $closes_at: DateTime<Utc>,
            )?
            $(
                /// Why, 1 to 2000 characters, published.
                pub $reason: String,
            )?
            /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
            pub idempotency_key: Option<String>,
        }

        pub(super) async fn $run(operation: &Operation, input: $Input) -> Result<PhaseId> {
            let reason: Option<&str> = None$(.or(Some(input.$reason.as_str())))?;
            let closes_at: Option<DateTime<Utc>> = None$(.or(Some(input.$closes_at)))?;
            take(operation, Move {
                name: $name,
                action: Action::$action,
                step: lifecycle::$step,
                event: $event,
                phase: &input.phase,
                version: &input.version,
                reason,
                closes_at,
                key: input.idempotency_key.as_deref(),
                input: &input,
            })
            .await
        }
    };
}

phase_move!("openPhase", OpenPhase, OPEN, "phase.opened", open, OpenPhaseInput);
phase_move!("closePhase", ClosePhase, CLOSE, "phase.closed", close, ClosePhaseInput);
phase_move!(
    "extendPhase",
    ExtendPhase,
    EXTEND,
    "phase.extended",
    extend,
    ExtendPhaseInput,
    until closes_at,
    because reason
);
phase_move!(
    "startPhaseReview",
    StartPhaseReview,
    START_REVIEW,
    "phase.review_started",
    start_review,
    StartPhaseReviewInput
);
phase_move!(
    "reportPhase",
    ReportPhase,
    REPORT,
    "phase.reported",
    report,
    ReportPhaseInput
);
phase_move!(
    "completePhase",
    CompletePhase,
    COMPLETE,
    "phase.completed",
    complete,
    CompletePhaseInput
);
phase_move!(
    "skipPhase",
    SkipPhase,
    SKIP,
    "phase.skipped",
    skip,
    SkipPhaseInput,
    because reason
);
phase_move!(
    "cancelPhase",
    CancelPhase,
    CANCEL,
    "phase.cancelled",
    cancel,
    CancelPhaseInput,
    because reason
);
