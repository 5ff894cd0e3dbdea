//! The verbs on what becomes of one contribution: proposing it, and recording whether it was carried out.

use async_graphql::{ID, InputObject};
use entity::{
    contribution::{ActiveModel, Column, Entity, Model},
    id::ContributionId,
    vocabulary::{ContributionState, DispositionOutcome},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{
    guard::{Held, hold, hold_with_phase},
    lifecycle,
};
use crate::{
    error::{Code, Refusal, Result},
    operation::{Operation, gate::Duty},
    policy::Action,
    relay::{Faults, claim, input_id},
};

/// What disposeContribution needs.
#[derive(Debug, InputObject)]
pub(super) struct DisposeContributionInput {
    /// The contribution.
    pub contribution: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// What becomes of it.
    pub outcome: DispositionOutcome,
    /// Why, for everybody, 1 to 5000 characters.
    pub reason: String,
    /// Published contribution of the same project that takes it up; for MERGED only.
    pub merged_into: Option<ID>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What recordImplementation needs.
#[derive(Debug, InputObject)]
pub(super) struct RecordImplementationInput {
    /// The contribution.
    pub contribution: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Whether it was.
    pub is_implemented: bool,
    /// Why not, 1 to 2000 characters; needed where it was not, and for that alone.
    pub reason: Option<String>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn dispose(operation: &Operation, input: DisposeContributionInput) -> Result<ContributionId> {
    let mut faults = Faults::default();
    let reason = faults.reason_up_to(&input.reason, 5000);
    let is_merger = input.outcome == DispositionOutcome::Merged;
    if is_merger != input.merged_into.is_some() {
        faults.add("mergedInto", "What is merged, and nothing else, says into what.");
    }
    let claim = claim(
        operation,
        &mut faults,
        "disposeContribution",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let target: Option<ContributionId> = input
        .merged_into
        .as_ref()
        .map(|id| input_id(id, "mergedInto"))
        .transpose()?;
    let action = Action::DisposeContribution;
    let held = hold_with_phase(operation, &input.contribution, action, claim.as_ref()).await?;
    if held.done_before {
        return Ok(held.row.id);
    }
    held.check(operation, &input.version)?;
    if let Some(target) = target {
        can_take_up(&held, target).await?;
    }
    // Neither the version nor the moment of change moves: both are public, and a proposal is not.
    let change = ActiveModel {
        outcome: Set(Some(input.outcome).into()),
        outcome_reason: Set(Some(reason).into()),
        merged_into_id: Set(target.into()),
        ..Default::default()
    };
    held.finish(operation, change, "contribution.disposition_proposed", claim)
        .await
}

/// What takes up another is public and of the same project. Whether it goes somewhere itself is seen here only as far as
/// that is published: a refusal would tell the author of what takes up what is proposed for their own words. Publishing
/// looks at the rest, so that no chain and no circle comes about.
async fn can_take_up(held: &Held, target: ContributionId) -> Result<()> {
    let at = ["input", "mergedInto"];
    let row = held.tx.rows::<Entity>().id(target.uuid()).one().await?;
    let row = row.ok_or_else(|| Refusal::not_found().at(&at))?;
    let unmet = |why: &str| Err(Refusal::new(Code::PreconditionUnmet, why).at(&at).into());
    if target == held.row.id {
        return unmet("Nothing is merged into itself.");
    }
    if row.project_id != held.row.project_id {
        return unmet("What takes it up belongs to the same project.");
    }
    if !lifecycle::is_public(row.state) || row.state == ContributionState::Merged {
        return unmet("What takes it up is published and is not merged itself.");
    }
    let into_this = Condition::all()
        .add(Column::MergedIntoId.eq(held.row.id))
        .add(Column::State.eq(ContributionState::Merged));
    if held.tx.count_all::<Entity>(into_this).await? > 0 {
        return unmet("Others are merged into this one, so that it stays.");
    }
    Ok(())
}

/// Whether a contribution stays where it is, so that others can go into it.
pub(super) fn can_stay(row: &Model) -> bool {
    let goes = *Duty::DecideAction.open(&row.outcome) == Some(DispositionOutcome::Merged);
    lifecycle::is_public(row.state) && !goes
}

pub(super) async fn record_implementation(
    operation: &Operation,
    input: RecordImplementationInput,
) -> Result<ContributionId> {
    let mut faults = Faults::default();
    let reason = if input.is_implemented {
        if input.reason.is_some() {
            faults.add("reason", "A reason is for what was not carried out.");
        }
        None
    } else {
        Some(faults.reason(input.reason.as_deref().unwrap_or_default()))
    };
    let claim = claim(
        operation,
        &mut faults,
        "recordImplementation",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let action = Action::RecordImplementation;
    let held = hold(operation, &input.contribution, action, claim.as_ref()).await?;
    if held.done_before {
        return Ok(held.row.id);
    }
    let step = if input.is_implemented {
        lifecycle::IMPLEMENT
    } else {
        lifecycle::LEAVE_UNDONE
    };
    held.check(operation, &input.version)?;
    let now = operation.clock().now();
    let change = ActiveModel {
        state: Set(step.to),
        implementation_reason: Set(reason),
        implemented_at: Set(Some(now)),
        updated_at: Set(now),
        version: Set(held.row.version + 1),
        ..Default::default()
    };
    held.finish(operation, change, "contribution.implementation_recorded", claim)
        .await
}
