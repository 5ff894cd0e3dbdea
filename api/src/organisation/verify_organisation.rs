//! Says that the agency checked an organisation.

use async_graphql::{ID, InputObject};
use entity::{
    id::OrganisationId,
    organisation::{ActiveModel, Entity},
};
use sea_orm::ActiveValue::Set;

use super::{organisation::Organisation, update_organisation::locked};
use crate::{
    error::Result,
    operation::Operation,
    policy::Action,
    relay::{Faults, check_version, claim},
    store::Event,
};

/// What verifyOrganisation needs.
#[derive(Debug, InputObject)]
pub(super) struct VerifyOrganisationInput {
    /// The organisation.
    pub organisation: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(VerifyOrganisationPayload, "verifyOrganisation", organisation: Organisation, "organisation");

pub(super) async fn verify(operation: &Operation, input: VerifyOrganisationInput) -> Result<OrganisationId> {
    let mut faults = Faults::default();
    let claim = claim(
        operation,
        &mut faults,
        "verifyOrganisation",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let tx = operation.write().await?;
    let (row, may) = locked(operation, &tx, &input.organisation, Action::VerifyOrganisation).await?;
    if tx.done_before(operation.clock(), claim.as_ref()).await?.is_some() {
        return Ok(row.id);
    }
    may.stands(operation.clock().now())?;
    check_version(operation, row.id, row.version, &input.version)?;
    let change = ActiveModel {
        is_verified: Set(true),
        version: Set(row.version + 1),
        ..Default::default()
    };
    tx.update::<Entity>(row.id.uuid(), change).await?;
    let event = Event {
        kind: "organisation.verified",
        object: row.id.uuid(),
    };
    tx.finish(operation.clock(), event, claim.as_ref()).await?;
    Ok(row.id)
}
