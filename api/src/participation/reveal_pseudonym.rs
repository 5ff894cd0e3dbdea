//! Brings out who a participant is, by duty and on record.

use async_graphql::{ID, InputObject};
use entity::{
    id::{Id, ParticipationId, PseudonymRevealId},
    participation,
    pseudonym_reveal::{ActiveModel, Entity},
    vocabulary::RevealGround,
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{acted::ActedParticipation, roles::roles_in};
use crate::{
    error::{Refusal, Result},
    operation::{Operation, gate, may},
    policy::{Action, ActionQuestion},
    relay::{Faults, claim, input_id},
    store::Event,
};

/// What revealPseudonym needs.
#[derive(Debug, InputObject)]
pub(super) struct RevealPseudonymInput {
    /// The participant.
    pub participation: ID,
    /// Duty that it is revealed by.
    pub ground: RevealGround,
    /// The case, by its file number, 1 to 2000 characters. It outlives an erasure, so that it names nobody.
    pub reason: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn reveal(operation: &Operation, input: RevealPseudonymInput) -> Result<PseudonymRevealId> {
    let mut faults = Faults::default();
    let reason = faults.reason(&input.reason);
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "revealPseudonym", key, &input);
    faults.done()?;
    let id: ParticipationId = input_id(&input.participation, "participation")?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    // An erasure of the person comes before or after it.
    let row = tx.share::<participation::Entity>(id.uuid()).await;
    let row = row.map_err(|error| gate::at(error, "participation"))?;
    let roles = roles_in(&tx, row.project_id).await?;
    let acted = ActedParticipation::of(&row, (tx.actor(), operation.purpose()), roles, false);
    let question = ActionQuestion::of(Action::RevealPseudonym, tx.actor().roles());
    let may = may::permit(operation, question, acted)?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    may.stands(clock.now())?;
    let member = tx.actor().person().map(|person| person.membership);
    let member = member.ok_or_else(Refusal::not_found)?;
    let id = Id::from_uuid(clock.blind_id());
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        participation_id: Set(row.id.into()),
        ground: Set(input.ground.into()),
        reason: Set(reason.into()),
        revealed_by_id: Set(member.into()),
        revealed_at: Set(clock.now().into()),
    })
    .await?;
    let event = Event {
        kind: "pseudonym_reveal.made",
        object: id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(id)
}
