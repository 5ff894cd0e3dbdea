//! Which contributions and reactions one may know of.

use entity::{
    contribution::{Column, Entity},
    project, reaction,
    set::Set,
    vocabulary::{ContributionState, ProjectRole},
};
use sea_orm::{ColumnTrait, Condition, sea_query::Expr};

use crate::{
    actor::Actor,
    participation,
    store::{Visible, visible_ids},
};

/// States in which a moderator sees what is not published.
const MODERATED: [ContributionState; 3] = [
    ContributionState::Submitted,
    ContributionState::Held,
    ContributionState::RejectedModeration,
];

impl Visible for Entity {
    /// Inside a project that one may know of: what was published; one's own; and, for who moderates, what waits.
    fn visible(actor: &Actor) -> Condition {
        let mut known = Condition::any().add(Column::PublishedAt.is_not_null());
        if let Some(person) = actor.person() {
            let moderators = Set::EMPTY.with(ProjectRole::Owner).with(ProjectRole::Facilitator);
            let moderated = participation::projects_of(actor.tenant, person.person, moderators);
            known = known
                .add(Column::AuthorId.in_subquery(participation::own_ids(actor.tenant, person.person)))
                .add(
                    Condition::all()
                        .add(Column::State.is_in(MODERATED))
                        .add(Column::ProjectId.in_subquery(moderated)),
                );
        }
        Condition::all()
            .add(Column::ProjectId.in_subquery(visible_ids::<project::Entity>(actor)))
            .add(known)
    }
}

impl Visible for reaction::Entity {
    /// Nobody knows of the stand of another.
    fn visible(actor: &Actor) -> Condition {
        let Some(person) = actor.person() else {
            return Condition::any().add(Expr::val(false));
        };
        let own = participation::own_ids(actor.tenant, person.person);
        Condition::all().add(reaction::Column::ParticipationId.in_subquery(own))
    }
}
