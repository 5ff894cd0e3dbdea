//! The roles that somebody has in a project.

use entity::{
    id::{Id, PersonId, ProjectId},
    participation::{ActiveModel, Column, Entity},
    set::Set,
    vocabulary::{Expertise, JoiningRoute, ParticipationState, ProjectRole, Sector},
};
use sea_orm::{ActiveValue, ColumnTrait, Condition};

use crate::{clock::Clock, error::Result, operation::gate::Duty, store::Tx};

/// The roles of the actor in `project`; none without an active participation.
pub async fn roles_in(tx: &Tx, project: ProjectId) -> Result<Set<ProjectRole>> {
    let Some(person) = tx.actor().person() else {
        return Ok(Set::EMPTY);
    };
    let own = Condition::all()
        .add(Column::ProjectId.eq(project))
        .add(Column::PersonId.eq(person.person))
        .add(Column::State.eq(ParticipationState::Active));
    let participation = tx.rows::<Entity>().filter(own).one().await?;
    Ok(participation.map_or(Set::EMPTY, |row| *Duty::DecideAction.open(&row.roles)))
}

/// Makes `person` an active participant of `project`.
pub async fn join_as(
    tx: &Tx,
    clock: &Clock,
    project: ProjectId,
    person: PersonId,
    sector: Sector,
    expertise: Expertise,
    roles: Set<ProjectRole>,
) -> Result<()> {
    tx.insert::<Entity>(ActiveModel {
        id: ActiveValue::Set(Id::from_uuid(clock.blind_id())),
        project_id: ActiveValue::Set(project),
        person_id: ActiveValue::Set(Some(person).into()),
        pseudonym: ActiveValue::Set(pseudonym(clock)),
        sector: ActiveValue::Set(Some(sector).into()),
        expertise: ActiveValue::Set(Some(expertise).into()),
        roles: ActiveValue::Set(roles.into()),
        joined_via: ActiveValue::Set(JoiningRoute::OpenCall.into()),
        state: ActiveValue::Set(ParticipationState::Active.into()),
        joined_on: ActiveValue::Set(clock.now().date_naive().into()),
        left_on: ActiveValue::Set(None.into()),
        version: ActiveValue::Set(1),
        ..Default::default()
    })
    .await
}

/// A name for one project alone: random, so that nobody can link it to another project (T76).
fn pseudonym(clock: &Clock) -> String {
    format!("participant-{}", clock.random_hex::<6>())
}
