//! What is done to an invitation that is there: accepting it as a member, declining it, and taking it back.

use async_graphql::{ID, InputObject};
use entity::{
    id::{Id, InvitationId, ParticipationId},
    invitation::{ActiveModel, Entity, Model},
    project,
    set::Set,
    vocabulary::InvitationState,
};
use sea_orm::{ActiveValue, ColumnTrait, Condition};

use super::{
    acted::ActedInvitation,
    invitation::relations,
    invited::{accepted, invalid, join, offer_of},
};
use crate::{
    error::{Refusal, Result},
    operation::{
        Operation,
        gate::{self, Duty},
        may::{self, Permitted},
    },
    participation::roles_in,
    policy::{Action, ActionQuestion},
    relay::{Faults, check_version, claim, input_id},
    store::{Event, Tx},
};

/// What acceptProjectInvitation needs.
#[derive(Debug, InputObject)]
pub(super) struct AcceptProjectInvitationInput {
    /// The invitation.
    pub invitation: ID,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What declineInvitation needs.
#[derive(Debug, InputObject)]
pub(super) struct DeclineInvitationInput {
    /// The invitation.
    pub invitation: ID,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What withdrawInvitation needs.
#[derive(Debug, InputObject)]
pub(super) struct WithdrawInvitationInput {
    /// The invitation.
    pub invitation: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// The invitation, held, for who may do this to it. Its project is held before it, as everywhere.
async fn held(operation: &Operation, tx: &Tx, id: &ID, action: Action) -> Result<(Model, Permitted<ActedInvitation>)> {
    let id: InvitationId = input_id(id, "invitation")?;
    let missing = || Refusal::not_found().at(&["input", "invitation"]);
    let seen = tx.rows::<Entity>().id(id.uuid()).one().await?.ok_or_else(missing)?;
    let mut roles = Set::EMPTY;
    if let Some(project) = *Duty::DecideAction.open(&seen.project_id) {
        let by_id = Condition::all().add(project::Column::Id.eq(project));
        tx.hidden::<project::Entity>(by_id).await?.ok_or_else(missing)?;
        roles = roles_in(tx, project).await?;
    }
    let row = tx
        .lock::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "invitation"))?;
    let related = relations(tx, &row, super::invitation::own_address(tx).await?.as_deref());
    let acted = ActedInvitation::of(&row, related, roles, operation.clock().now());
    let may = may::permit(operation, ActionQuestion::of(action, tx.actor().roles()), acted)?;
    Ok((row, may))
}

pub(super) async fn accept(operation: &Operation, input: AcceptProjectInvitationInput) -> Result<ParticipationId> {
    let mut faults = Faults::default();
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "acceptProjectInvitation", key, &input);
    faults.done()?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let (row, may) = held(operation, &tx, &input.invitation, Action::AcceptProjectInvitation).await?;
    let Some(person) = tx.actor().person().map(|person| person.person) else {
        return Err(Refusal::not_found().into());
    };
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    let stands = may.stands(clock.now());
    stands.map_err(|error| gate::at(error, "invitation"))?;
    let offer = offer_of(&row).ok_or_else(|| invalid("invitation"))?;
    let joined = join(&tx, clock, &row, offer, person).await?;
    let participation = joined.ok_or_else(|| invalid("invitation"))?;
    accepted(&tx, clock, &row).await?;
    let event = Event {
        kind: "participation.joined",
        object: participation.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(participation)
}

/// Who invited is not told: no version moves and no event says it.
pub(super) async fn decline(operation: &Operation, input: DeclineInvitationInput) -> Result<InvitationId> {
    let mut faults = Faults::default();
    let claim = claim(
        operation,
        &mut faults,
        "declineInvitation",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let (row, may) = held(operation, &tx, &input.invitation, Action::DeclineInvitation).await?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(row.id);
    }
    let stands = may.stands(clock.now());
    stands.map_err(|error| gate::at(error, "invitation"))?;
    let change = ActiveModel {
        declined_at: ActiveValue::Set(Some(clock.now()).into()),
        ..Default::default()
    };
    tx.update::<Entity>(row.id.uuid(), change).await?;
    tx.finish_quietly(clock, row.id.uuid(), claim.as_ref()).await?;
    Ok(row.id)
}

/// One that was declined is taken back like one that waits: the inviter cannot tell them apart.
pub(super) async fn withdraw(operation: &Operation, input: WithdrawInvitationInput) -> Result<InvitationId> {
    let mut faults = Faults::default();
    let claim = claim(
        operation,
        &mut faults,
        "withdrawInvitation",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let (row, may) = held(operation, &tx, &input.invitation, Action::WithdrawInvitation).await?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(row.id);
    }
    may.stands(clock.now())?;
    check_version(operation, row.id, row.version, &input.version)?;
    let change = ActiveModel {
        state: ActiveValue::Set(InvitationState::Withdrawn.into()),
        version: ActiveValue::Set(row.version + 1),
        ..Default::default()
    };
    tx.update::<Entity>(row.id.uuid(), change).await?;
    let event = Event {
        kind: "invitation.withdrawn",
        object: row.id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(row.id)
}
