//! Comes into a project by an invitation.

use entity::{
    id::{OrganisationId, ParticipationId, PersonId, ProjectId},
    participation::{ActiveModel, Column, Entity},
    project,
    set::Set,
    vocabulary::{Expertise, JoiningRoute, ParticipationState, ProjectRole, Sector},
};
use sea_orm::{ActiveValue, ColumnTrait, Condition};

use super::roles::{Part, join};
use crate::{
    clock::Clock,
    error::{Code, Refusal, Result},
    operation::gate::Duty,
    store::Tx,
};

/// What an invitation to a project offers.
#[derive(Clone, Copy, Debug)]
pub struct Offer {
    /// The project.
    pub project: ProjectId,
    /// Sector that the person would take part for.
    pub sector: Sector,
    /// Expertise that the person would bring.
    pub expertise: Expertise,
    /// Roles in the project.
    pub roles: Set<ProjectRole>,
    /// Organisation that the person would speak for.
    pub organisation: Option<OrganisationId>,
}

/// Makes `person` what the invitation offers. Who takes part already changes nothing by it, and who took part before
/// comes back for the sector of then.
pub async fn join_invited(tx: &Tx, clock: &Clock, offer: Offer, person: PersonId) -> Result<ParticipationId> {
    // The invitation lets in whom the row rule does not yet let know of the project.
    let by_id = Condition::all().add(project::Column::Id.eq(offer.project));
    let project = tx.hidden::<project::Entity>(by_id).await?;
    if project.is_none_or(|row| row.state.is_over()) {
        return Err(Refusal::new(
            Code::InvalidTransition,
            "The project is over; nobody joins it any more.",
        )
        .into());
    }
    let duty = Duty::DecideAction;
    let before = Condition::all()
        .add(Column::ProjectId.eq(offer.project))
        .add(Column::PersonId.eq(person));
    let Some(row) = tx.hidden::<Entity>(before).await? else {
        let part = Part {
            sector: offer.sector,
            expertise: offer.expertise,
            roles: offer.roles,
            organisation: offer.organisation,
            route: JoiningRoute::Invitation,
        };
        return join(tx, clock, offer.project, person, part).await;
    };
    if *duty.open(&row.state) == ParticipationState::Active {
        return Err(Refusal::new(Code::AlreadyExists, "You take part in the project already.").into());
    }
    if *duty.open(&row.sector) != Some(offer.sector) {
        return Err(Refusal::new(
            Code::PreconditionUnmet,
            "You took part for another sector, which does not change.",
        )
        .hint("Ask for an invitation for the sector that you took part for.")
        .into());
    }
    let change = ActiveModel {
        state: ActiveValue::Set(ParticipationState::Active.into()),
        state_reason: ActiveValue::Set(None.into()),
        left_on: ActiveValue::Set(None.into()),
        expertise: ActiveValue::Set(Some(offer.expertise).into()),
        organisation_id: ActiveValue::Set(offer.organisation.into()),
        roles: ActiveValue::Set(offer.roles.into()),
        joined_via: ActiveValue::Set(JoiningRoute::Invitation.into()),
        version: ActiveValue::Set(row.version + 1),
        ..Default::default()
    };
    tx.update::<Entity>(row.id.uuid(), change).await?;
    Ok(row.id)
}

/// The roles that somebody has now in a project; none without an active participation.
pub async fn roles_of(tx: &Tx, project: ProjectId, person: PersonId) -> Result<Set<ProjectRole>> {
    let theirs = Condition::all()
        .add(Column::ProjectId.eq(project))
        .add(Column::PersonId.eq(person))
        .add(Column::State.eq(ParticipationState::Active));
    let row = tx.hidden::<Entity>(theirs).await?;
    Ok(row.map_or(Set::EMPTY, |row| *Duty::DecideAction.open(&row.roles)))
}

/// The roles that the actor has in any project.
pub async fn roles_anywhere(tx: &Tx) -> Result<Set<ProjectRole>> {
    let Some(person) = tx.actor().person() else {
        return Ok(Set::EMPTY);
    };
    let own = Condition::all()
        .add(Column::PersonId.eq(person.person))
        .add(Column::State.eq(ParticipationState::Active));
    let rows = tx.rows::<Entity>().filter(own).all(1000).await?;
    let roles = rows.iter().flat_map(|row| Duty::DecideField.open(&row.roles).iter());
    Ok(roles.collect())
}
