//! Lifts a legal hold: what it kept goes at once.

use async_graphql::{ID, InputObject};
use entity::{
    id::LegalHoldId,
    legal_hold::{ActiveModel, Entity},
};
use sea_orm::ActiveValue::Set;

use super::{acted::ActedHold, legal_hold::LegalHold};
use crate::{
    error::Result,
    operation::{Operation, gate, may},
    policy::{Action, ActionQuestion},
    relay::{Faults, check_version, claim, input_id},
    store::Event,
};

/// What liftLegalHold needs.
#[derive(Debug, InputObject)]
pub(super) struct LiftLegalHoldInput {
    /// The hold.
    pub hold: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Why, 1 to 2000 characters.
    pub reason: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(LiftLegalHoldPayload, "liftLegalHold", hold: LegalHold, "hold");

pub(super) async fn lift(operation: &Operation, input: LiftLegalHoldInput) -> Result<LegalHoldId> {
    let mut faults = Faults::default();
    let reason = faults.reason(&input.reason);
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "liftLegalHold", key, &input);
    faults.done()?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let id: LegalHoldId = input_id(&input.hold, "hold")?;
    let row = tx
        .lock::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "hold"))?;
    let question = ActionQuestion::of(Action::LiftLegalHold, tx.actor().roles());
    let may = may::permit(operation, question, ActedHold::of(&row))?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(row.id);
    }
    may.stands(clock.now())?;
    check_version(operation, row.id, row.version, &input.version)?;
    let change = ActiveModel {
        lifted_at: Set(Some(clock.now()).into()),
        lifted_reason: Set(Some(reason).into()),
        version: Set(row.version + 1),
        ..Default::default()
    };
    tx.update::<Entity>(row.id.uuid(), change).await?;
    // Nothing keeps any more what was deleted elsewhere, or was left in its place.
    tx.drop_lifted().await?;
    tx.drop_unheld_reasons().await?;
    let event = Event {
        kind: "legal_hold.lifted",
        object: row.id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    operation.release().await;
    operation.store().overwrite_deleted().await;
    Ok(row.id)
}
