//! Ends a client's credential at once, for good.

use async_graphql::{ID, InputObject};
use entity::{client::ActiveModel, id::ClientId};
use sea_orm::ActiveValue::Set;

use super::input::{changeable, finish, held};
use crate::{
    error::{Code, Refusal, Result},
    operation::Operation,
    policy::Action,
    relay::{Faults, claim},
};

/// What revokeClient needs.
#[derive(Debug, InputObject)]
pub(super) struct RevokeClientInput {
    /// The client.
    pub client: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Why, 1 to 500 characters.
    pub reason: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn revoke(operation: &Operation, input: RevokeClientInput) -> Result<ClientId> {
    let clock = operation.clock();
    let mut faults = Faults::default();
    let given = Some(input.reason.as_str()).filter(|reason| !reason.trim().is_empty());
    if given.is_none() {
        faults.push(Refusal::new(Code::ReasonRequired, "The step needs a reason.").at(&["input", "reason"]));
    }
    let reason = faults.optional("reason", given, 1, 500);
    let claim = claim(
        operation,
        &mut faults,
        "revokeClient",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;

    let tx = operation.write().await?;
    let (row, may) = held(operation, &tx, &input.client, Action::RevokeClient).await?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(row.id);
    }
    changeable(operation, &may, &row, &input.version)?;
    let change = ActiveModel {
        generation: Set(row.generation + 1),
        revoked_at: Set(Some(clock.now()).into()),
        revoked_reason: Set(reason.into()),
        version: Set(row.version + 1),
        ..Default::default()
    };
    finish(clock, tx, row.id, change, "client.revoked", claim.as_ref()).await?;
    Ok(row.id)
}
