//! The verbs that only move a contribution from one state to another, together.

use async_graphql::{ID, InputObject, InputType};
use entity::{
    contribution::ActiveModel,
    id::ContributionId,
    vocabulary::{ContributionState, ModerationRule},
};
use sea_orm::ActiveValue::Set;

use super::{
    guard::{Held, hold, hold_with_phase},
    lifecycle::{self, Step},
};
use crate::{
    error::Result,
    operation::Operation,
    policy::Action,
    relay::{Faults, claim},
};

/// A move as every one of them sees it.
struct Move<'i, I> {
    name: &'static str,
    action: Action,
    step: Step,
    event: &'static str,
    contribution: &'i ID,
    version: &'i str,
    /// Rule and reason, where the move needs them.
    decision: Option<(ModerationRule, &'i str)>,
    key: Option<&'i str>,
    input: &'i I,
}

/// Takes the step: checks, row, policy, state, version; then the change and its event.
async fn take<I: InputType>(operation: &Operation, of: Move<'_, I>) -> Result<ContributionId> {
    let mut faults = Faults::default();
    let decision = of.decision.map(|(rule, reason)| (rule, faults.reason(reason)));
    let claim = claim(operation, &mut faults, of.name, of.key, of.input);
    faults.done()?;
    let held = if of.step == lifecycle::START_REVIEW {
        hold_with_phase(operation, of.contribution, of.action, claim.as_ref()).await?
    } else {
        hold(operation, of.contribution, of.action, claim.as_ref()).await?
    };
    if held.done_before {
        return Ok(held.row.id);
    }
    held.check(operation, of.version)?;
    let change = change(operation, &held, of.step, decision);
    held.finish(operation, change, of.event, claim).await
}

fn change(operation: &Operation, held: &Held, step: Step, decision: Option<(ModerationRule, String)>) -> ActiveModel {
    let now = operation.clock().now();
    let mut change = ActiveModel {
        state: Set(step.to),
        updated_at: Set(now),
        version: Set(held.row.version + 1),
        ..Default::default()
    };
    // Publishing is a decision too, which no later import may overrule.
    if decision.is_some() || step == lifecycle::PUBLISH {
        let moderator = held.tx.actor().person().map(|person| person.membership);
        change.moderated_at = Set(Some(now).into());
        change.moderator_id = Set(moderator.into());
    }
    if let Some((rule, reason)) = decision {
        change.moderation_rule = Set(Some(rule).into());
        change.moderation_reason = Set(Some(reason).into());
    }
    match step.to {
        ContributionState::Published => change.published_at = Set(Some(now)),
        ContributionState::UnderReview => change.review_started_at = Set(Some(now)),
        // Nothing becomes of what was taken back.
        ContributionState::Withdrawn => {
            change.outcome = Set(None.into());
            change.outcome_reason = Set(None.into());
            change.merged_into_id = Set(None.into());
        }
        _ => {}
    }
    change
}

/// Declares a move: its input, and how it runs.
macro_rules! contribution_move {
    ($name:literal, $action:ident, $step:ident, $event:literal, $run:ident, $Input:ident $(, $rule:ident, $reason:ident)?) => {
        #[doc = concat!("What ", $name, " needs.")]
        #[derive(Debug, InputObject)]
        pub(super) struct $Input {
            /// The contribution.
            pub(super) contribution: ID,
            /// Version that was last read; another one is refused with CONFLICT.
            pub(super) version: String,
            $(
                /// Rule of moderation that applies.
                pub(super) $rule: ModerationRule,
                /// The reason, 1 to 2000 characters.
                pub(super) $reason: String,
            )?
            /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
            pub(super) idempotency_key: Option<String>,
        }

        pub(super) async fn $run(operation: &Operation, input: $Input) -> Result<ContributionId> {
            let decision: Option<(ModerationRule, &str)> = None$(.or(Some((input.$rule, input.$reason.as_str()))))?;
            take(operation, Move {
                name: $name,
                action: Action::$action,
                step: lifecycle::$step,
                event: $event,
                contribution: &input.contribution,
                version: &input.version,
                decision,
                key: input.idempotency_key.as_deref(),
                input: &input,
            })
            .await
        }
    };
}

contribution_move!(
    "withdrawContribution",
    WithdrawContribution,
    WITHDRAW,
    "contribution.withdrawn",
    withdraw,
    WithdrawContributionInput
);
contribution_move!(
    "publishContribution",
    PublishContribution,
    PUBLISH,
    "contribution.published",
    publish,
    PublishContributionInput
);
contribution_move!(
    "holdContribution",
    HoldContribution,
    HOLD,
    "contribution.held",
    hold_back,
    HoldContributionInput,
    rule,
    reason
);
contribution_move!(
    "rejectContribution",
    RejectContribution,
    REJECT,
    "contribution.rejected",
    reject,
    RejectContributionInput,
    rule,
    reason
);
contribution_move!(
    "startContributionReview",
    StartContributionReview,
    START_REVIEW,
    "contribution.review_started",
    start_review,
    StartContributionReviewInput
);
