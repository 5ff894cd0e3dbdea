//! Which projects one may know of.

use entity::{
    project::{Column, Entity},
    project_state_change,
    set::Set,
    vocabulary::{ProjectState, ProjectVisibility, TenantRole},
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    actor::Actor,
    client, participation,
    store::{Inside, Outer, Visible, inside},
};

/// States before a project is announced: nobody outside the agency knows of it.
const UNANNOUNCED: [ProjectState; 3] = [ProjectState::Draft, ProjectState::Readiness, ProjectState::Declined];

impl Visible for Entity {
    const HOLDS: bool = true;

    /// Announced public projects are for everybody, announced agency projects for its members, those for participants
    /// for them alone; what is not announced is for the agency's staff; who takes part always knows. A program also
    /// knows of the announced projects of its scope.
    fn visible(actor: &Actor) -> Condition {
        let announced = Column::State.is_not_in(UNANNOUNCED);
        let public = Column::Visibility.eq(ProjectVisibility::Public);
        let Some(person) = actor.person() else {
            let mut known = Condition::any().add(public);
            if let Some(program) = actor.program() {
                known = known.add(Column::Id.in_subquery(client::scope_of(actor.tenant, program.client)));
            }
            return Condition::all().add(announced).add(known);
        };
        let open = Column::Visibility.ne(ProjectVisibility::Participants);
        let for_members = if person.roles.contains(TenantRole::Staff) {
            Condition::all().add(open)
        } else {
            Condition::all().add(announced).add(open)
        };
        Condition::any()
            .add(for_members)
            .add(Column::Id.in_subquery(participation::projects_of(actor.tenant, person.person, Set::EMPTY)))
    }
}

impl Visible for project_state_change::Entity {
    /// A step is known of by who may know of its project.
    fn visible(actor: &Actor) -> Condition {
        inside::<Entity, Self>(actor)
    }

    fn outer() -> Option<Outer> {
        Some(Outer::of::<Entity, Self>())
    }
}

impl Inside<Entity> for project_state_change::Entity {
    const OUTER: project_state_change::Column = project_state_change::Column::ProjectId;
}
