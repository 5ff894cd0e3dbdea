//! The verbs that put a rule of the agency in force and take it out again.

use async_graphql::{ID, InputObject};
use entity::{
    id::TenantPolicyId,
    tenant_policy::{ActiveModel, Column, Entity},
    vocabulary::TenantPolicyState,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, Condition,
};

use super::{
    acted::ActedPolicy,
    lifecycle::{ACTIVATE, RETIRE, Step},
};
use crate::{
    error::{Code, Refusal, Result},
    operation::{Operation, gate, may},
    policy::{Action, ActionQuestion},
    relay::{Faults, check_version, claim, input_id},
    store::{Claim, Event, Tx},
};

/// The most rules of an agency that are in force at once: a decision's cost grows with them.
const MOST: u64 = 50;

/// What activateTenantPolicy needs.
#[derive(Debug, InputObject)]
pub(super) struct ActivateTenantPolicyInput {
    /// The policy.
    pub policy: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What retireTenantPolicy needs.
#[derive(Debug, InputObject)]
pub(super) struct RetireTenantPolicyInput {
    /// The policy.
    pub policy: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Why, 1 to 500 characters.
    pub reason: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn activate(operation: &Operation, input: ActivateTenantPolicyInput) -> Result<TenantPolicyId> {
    let mut faults = Faults::default();
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "activateTenantPolicy", key, &input);
    faults.done()?;
    let wanted = Wanted {
        action: Action::ActivateTenantPolicy,
        step: ACTIVATE,
        event: "tenant_policy.activated",
        reason: None,
        claim,
    };
    go(operation, &input.policy, &input.version, wanted).await
}

pub(super) async fn retire(operation: &Operation, input: RetireTenantPolicyInput) -> Result<TenantPolicyId> {
    let mut faults = Faults::default();
    let reason = faults.reason_up_to(&input.reason, 500);
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "retireTenantPolicy", key, &input);
    faults.done()?;
    let wanted = Wanted {
        action: Action::RetireTenantPolicy,
        step: RETIRE,
        event: "tenant_policy.retired",
        reason: Some(reason),
        claim,
    };
    go(operation, &input.policy, &input.version, wanted).await
}

/// A step that somebody wants a rule to take.
struct Wanted {
    action: Action,
    step: Step,
    event: &'static str,
    reason: Option<String>,
    claim: Option<Claim>,
}

async fn go(operation: &Operation, id: &ID, version: &str, wanted: Wanted) -> Result<TenantPolicyId> {
    let tx = operation.write().await?;
    let clock = operation.clock();
    let id: TenantPolicyId = input_id(id, "policy")?;
    let row = tx
        .lock::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "policy"))?;
    let question = ActionQuestion::of(wanted.action, tx.actor().roles());
    let may = may::permit(operation, question, ActedPolicy::of(&row))?;
    if tx.done_before(clock, wanted.claim.as_ref()).await?.is_some() {
        return Ok(row.id);
    }
    may.stands(clock.now())?;
    check_version(operation, row.id, row.version, version)?;
    // Held by all who change the agency's rules, so that two do not count past the most that there may be.
    tx.global().policies_changed(tx.actor().tenant).await?;
    let activates = wanted.step.to == TenantPolicyState::Active;
    if activates {
        check_number(&tx).await?;
    }
    let change = ActiveModel {
        state: Set(wanted.step.to.into()),
        retired_reason: wanted.reason.map_or(NotSet, |reason| Set(Some(reason).into())),
        activated_at: if activates {
            Set(Some(clock.now()).into())
        } else {
            NotSet
        },
        version: Set(row.version + 1),
        ..Default::default()
    };
    tx.update::<Entity>(row.id.uuid(), change).await?;
    let event = Event {
        kind: wanted.event,
        object: row.id.uuid(),
    };
    tx.finish(clock, event, wanted.claim.as_ref()).await?;
    Ok(row.id)
}

async fn check_number(tx: &Tx) -> Result<()> {
    let active = Condition::all().add(Column::State.eq(TenantPolicyState::Active));
    if tx.count_all::<Entity>(active).await? < MOST {
        return Ok(());
    }
    let refusal = Refusal::new(
        Code::PreconditionUnmet,
        "The agency has 50 policies in force, which are the most.",
    );
    Err(refusal.hint("Retire one first.").into())
}
