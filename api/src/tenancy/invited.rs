//! What becomes of an invitation that is taken up: one way, whether by its secret or by who signed in.

use chrono::{DateTime, Utc};
use entity::{
    id::ParticipationId,
    invitation::{ActiveModel, Entity, Model},
    membership,
    set::Set,
    vocabulary::{InvitationState, ProjectRole},
};
use sea_orm::{ActiveValue, ColumnTrait, Condition};

use crate::{
    clock::Clock,
    error::{Code, Error, Refusal, Result},
    operation::gate::Duty,
    participation::{self, Offer},
    store::{Event, Tx},
};

/// Whether it can still be taken up: neither used nor withdrawn, declined or expired (T90).
#[must_use]
pub fn is_open(row: &Model, now: DateTime<Utc>) -> bool {
    let duty = Duty::DecideAction;
    *duty.open(&row.state) == InvitationState::Invited
        && *duty.open(&row.expires_at) > now
        && duty.open(&row.declined_at).is_none()
}

/// Unknown, used, withdrawn, declined and expired are one answer (T90).
#[must_use]
pub fn invalid(input: &str) -> Error {
    no_longer_open().at(&["input", input]).into()
}

/// The same answer before it is known which input it is about.
pub(super) fn no_longer_open() -> Refusal {
    let message = "The invitation is unknown, used, withdrawn or expired.";
    Refusal::new(Code::InvitationInvalid, message).hint("Ask for a new one.")
}

/// What it offers in a project; none where it is to the agency alone.
#[must_use]
pub fn offer_of(row: &Model) -> Option<Offer> {
    let duty = Duty::DecideAction;
    Some(Offer {
        project: (*duty.open(&row.project_id))?,
        sector: (*duty.open(&row.sector))?,
        expertise: (*duty.open(&row.expertise))?,
        roles: *duty.open(&row.project_roles),
        organisation: *duty.open(&row.organisation_id),
    })
}

/// Lets a person into the project as offered, if who invited could offer these roles today too: what somebody may no
/// longer give comes from nobody (T96).
pub async fn join(
    tx: &Tx,
    clock: &Clock,
    row: &Model,
    offer: Offer,
    person: entity::id::PersonId,
) -> Result<Option<ParticipationId>> {
    let special = offer.roles.without(ProjectRole::Participant);
    if !special.is_empty() && !special.is_within(reach_of_inviter(tx, row, offer).await?) {
        return Ok(None);
    }
    participation::join_invited(tx, clock, offer, person).await.map(Some)
}

async fn reach_of_inviter(tx: &Tx, row: &Model, offer: Offer) -> Result<Set<ProjectRole>> {
    let Some(inviter) = *Duty::DecideAction.open(&row.inviter_id) else {
        return Ok(Set::EMPTY);
    };
    let by_id = Condition::all().add(membership::Column::Id.eq(inviter));
    let Some(inviter) = tx.hidden::<membership::Entity>(by_id).await? else {
        return Ok(Set::EMPTY);
    };
    let person = *Duty::DecideAction.open(&inviter.person_id);
    let roles = participation::roles_of(tx, offer.project, person).await?;
    Ok(participation::within_reach(roles))
}

/// Notes that it was accepted.
pub async fn accepted(tx: &Tx, clock: &Clock, row: &Model) -> Result<()> {
    let change = ActiveModel {
        state: ActiveValue::Set(InvitationState::Accepted.into()),
        version: ActiveValue::Set(row.version + 1),
        ..Default::default()
    };
    tx.update::<Entity>(row.id.uuid(), change).await?;
    let event = Event {
        kind: "invitation.accepted",
        object: row.id.uuid(),
    };
    tx.emit(clock, event).await
}
