//! The roles that somebody has in a project.

use entity::{
    id::{Id, OrganisationId, ParticipationId, PersonId, ProjectId},
    participation::{ActiveModel, Column, Entity, Model},
    project,
    scalar::Day,
    set::Set,
    vocabulary::{Expertise, JoiningRoute, ParticipationState, ProjectRole, Sector},
};
use sea_orm::{
    ActiveValue, ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    clock::Clock,
    error::{Code, Refusal, Result},
    operation::gate::Duty,
    store::Tx,
};

/// The actor's active participation in `project`, with its roles.
pub async fn own_in(tx: &Tx, project: ProjectId) -> Result<Option<(Model, Set<ProjectRole>)>> {
    let Some(person) = tx.actor().person() else {
        return Ok(None);
    };
    let own = Condition::all()
        .add(Column::ProjectId.eq(project))
        .add(Column::PersonId.eq(person.person))
        .add(Column::State.eq(ParticipationState::Active));
    let row = tx.rows::<Entity>().filter(own).one().await?;
    Ok(row.map(|row| {
        let roles = *Duty::DecideAction.open(&row.roles);
        (row, roles)
    }))
}

/// The roles of the actor in `project`; none without an active participation.
pub async fn roles_in(tx: &Tx, project: ProjectId) -> Result<Set<ProjectRole>> {
    Ok(own_in(tx, project).await?.map_or(Set::EMPTY, |(_, roles)| roles))
}

/// The roles that somebody with `roles` may give and take: an owner all, a facilitator all but the owner's.
#[must_use]
pub fn within_reach(roles: Set<ProjectRole>) -> Set<ProjectRole> {
    let all: Set<ProjectRole> = <ProjectRole as entity::set::Member>::ALL.iter().copied().collect();
    if roles.contains(ProjectRole::Owner) {
        all
    } else if roles.contains(ProjectRole::Facilitator) {
        all.without(ProjectRole::Owner)
    } else {
        Set::EMPTY
    }
}

/// Refuses to take a person away who is the last owner of a project that is not over.
pub async fn keep_owners_without(tx: &Tx, person: PersonId) -> Result<()> {
    let active = Condition::all()
        .add(Column::PersonId.eq(person))
        .add(Column::State.eq(ParticipationState::Active));
    let parts = tx.lock_all::<Entity>(active).await?;
    let projects: Vec<ProjectId> = parts.iter().map(|row| row.project_id).collect();
    let states = tx
        .public_of::<project::Entity, _>(&projects, |row| (row.id, row.state))
        .await?;
    let goes_on = |row: &&Model| {
        let state = states.iter().find(|(id, _)| *id == row.project_id);
        state.is_some_and(|(_, state)| !state.is_over())
    };
    for row in parts.iter().filter(goes_on) {
        keep_an_owner(tx, row).await?;
    }
    Ok(())
}

/// Refuses to take away the last owner that a project has. All owners are held while counting.
pub(super) async fn keep_an_owner(tx: &Tx, row: &Model) -> Result<()> {
    if !Duty::DecideAction.open(&row.roles).contains(ProjectRole::Owner) {
        return Ok(());
    }
    let owner = Set::EMPTY.with(ProjectRole::Owner);
    let owners = Condition::all()
        .add(Column::ProjectId.eq(row.project_id))
        .add(Column::State.eq(ParticipationState::Active))
        .add(Expr::col(Column::Roles).bit_and(owner.bits()).ne(0));
    if tx
        .lock_all::<Entity>(owners)
        .await?
        .iter()
        .any(|other| other.id != row.id)
    {
        return Ok(());
    }
    Err(
        Refusal::new(Code::PreconditionUnmet, "The project would lose its last owner.")
            .hint("Make somebody else an owner first.")
            .into(),
    )
}

/// The projects of these that the actor actively takes part in, with the actor's roles there.
pub async fn own_roles(tx: &Tx, projects: &[ProjectId]) -> Result<Vec<(ProjectId, Set<ProjectRole>)>> {
    let Some(reader) = tx.actor().person() else {
        return Ok(Vec::new());
    };
    if projects.is_empty() {
        return Ok(Vec::new());
    }
    let mut projects = projects.to_vec();
    projects.sort_unstable();
    projects.dedup();
    let limit = u64::try_from(projects.len()).unwrap_or(u64::MAX);
    let own = Condition::all()
        .add(Column::PersonId.eq(reader.person))
        .add(Column::State.eq(ParticipationState::Active))
        .add(tx.among(Column::ProjectId, projects.iter().map(|project| project.uuid())));
    let own = tx.rows::<Entity>().filter(own).all(limit).await?;
    Ok(own
        .into_iter()
        .map(|row| (row.project_id, *Duty::DecideField.open(&row.roles)))
        .collect())
}

/// What somebody becomes in a project.
pub(super) struct Part {
    pub(super) sector: Sector,
    pub(super) expertise: Expertise,
    pub(super) roles: Set<ProjectRole>,
    pub(super) organisation: Option<OrganisationId>,
    pub(super) route: JoiningRoute,
}

/// Makes `person` an active participant of `project`.
pub async fn join_as(
    tx: &Tx,
    clock: &Clock,
    project: ProjectId,
    person: PersonId,
    (sector, expertise): (Sector, Expertise),
    roles: Set<ProjectRole>,
) -> Result<ParticipationId> {
    let part = Part {
        sector,
        expertise,
        roles,
        organisation: None,
        route: JoiningRoute::OpenCall,
    };
    join(tx, clock, project, person, part).await
}

/// The same, with all that a part can be.
pub(super) async fn join(
    tx: &Tx,
    clock: &Clock,
    project: ProjectId,
    person: PersonId,
    part: Part,
) -> Result<ParticipationId> {
    let id = Id::from_uuid(clock.blind_id());
    tx.insert::<Entity>(ActiveModel {
        tenant_id: ActiveValue::NotSet,
        id: ActiveValue::Set(id),
        project_id: ActiveValue::Set(project),
        person_id: ActiveValue::Set(Some(person).into()),
        pseudonym: ActiveValue::Set(pseudonym(clock)),
        public_name: ActiveValue::Set(None.into()),
        organisation_id: ActiveValue::Set(part.organisation.into()),
        state_reason: ActiveValue::Set(None.into()),
        sector: ActiveValue::Set(Some(part.sector).into()),
        expertise: ActiveValue::Set(Some(part.expertise).into()),
        roles: ActiveValue::Set(part.roles.into()),
        joined_via: ActiveValue::Set(part.route.into()),
        state: ActiveValue::Set(ParticipationState::Active.into()),
        joined_on: ActiveValue::Set(Day::from(clock.now().date_naive()).into()),
        left_on: ActiveValue::Set(None.into()),
        version: ActiveValue::Set(1),
    })
    .await?;
    tx.more_leads_to(person).await?;
    Ok(id)
}

/// A name for one project alone: random, so that nobody can link it to another project (T76).
fn pseudonym(clock: &Clock) -> String {
    format!("participant-{}", clock.random_hex::<6>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_reaches_beyond_their_own_roles() {
        let with = |role| Set::EMPTY.with(role);
        assert!(within_reach(with(ProjectRole::Owner)).contains(ProjectRole::Owner));
        assert!(!within_reach(with(ProjectRole::Facilitator)).contains(ProjectRole::Owner));
        assert!(within_reach(with(ProjectRole::Facilitator)).contains(ProjectRole::Deliverer));
        assert!(within_reach(with(ProjectRole::Participant)).is_empty());
    }
}
