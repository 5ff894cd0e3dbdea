//! The verbs that move a public service from one state to another.

use async_graphql::{ID, InputObject};
use entity::{
    id::PublicServiceId,
    public_service::{ActiveModel, Entity},
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{
    lifecycle::{ACTIVATE, RETIRE, Step},
    rules::held,
};
use crate::{
    error::Result,
    operation::Operation,
    policy::Action,
    relay::{Faults, check_version, claim},
    store::{Claim, Event},
};

/// What activatePublicService needs.
#[derive(Debug, InputObject)]
pub(super) struct ActivatePublicServiceInput {
    /// The service.
    pub public_service: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What retirePublicService needs.
#[derive(Debug, InputObject)]
pub(super) struct RetirePublicServiceInput {
    /// The service.
    pub public_service: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Why, 1 to 500 characters, public.
    pub reason: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn activate(operation: &Operation, input: ActivatePublicServiceInput) -> Result<PublicServiceId> {
    let mut faults = Faults::default();
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "activatePublicService", key, &input);
    faults.done()?;
    let wanted = Wanted {
        action: Action::ActivatePublicService,
        step: ACTIVATE,
        event: "public_service.activated",
        reason: None,
        claim,
    };
    go(operation, &input.public_service, &input.version, wanted).await
}

pub(super) async fn retire(operation: &Operation, input: RetirePublicServiceInput) -> Result<PublicServiceId> {
    let mut faults = Faults::default();
    let reason = faults.reason_up_to(&input.reason, 500);
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "retirePublicService", key, &input);
    faults.done()?;
    let wanted = Wanted {
        action: Action::RetirePublicService,
        step: RETIRE,
        event: "public_service.retired",
        reason: Some(reason),
        claim,
    };
    go(operation, &input.public_service, &input.version, wanted).await
}

/// A step that somebody wants a service to take.
struct Wanted {
    action: Action,
    step: Step,
    event: &'static str,
    reason: Option<String>,
    claim: Option<Claim>,
}

async fn go(operation: &Operation, id: &ID, version: &str, wanted: Wanted) -> Result<PublicServiceId> {
    let tx = operation.write().await?;
    let clock = operation.clock();
    let (row, may) = held(operation, &tx, id, wanted.action).await?;
    if tx.done_before(clock, wanted.claim.as_ref()).await?.is_some() {
        return Ok(row.id);
    }
    may.stands(clock.now())?;
    check_version(operation, row.id, row.version, version)?;
    let change = ActiveModel {
        status: Set(wanted.step.to),
        status_reason: wanted.reason.map_or(NotSet, |reason| Set(Some(reason))),
        updated_at: Set(clock.now()),
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
