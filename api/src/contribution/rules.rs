//! Which contributions and reactions one may know of.

use entity::{
    contribution::{Column, Entity},
    id::{ParticipationId, PhaseId, TenantId},
    project, reaction,
    set::Set,
    vocabulary::{ContributionState, ProjectRole},
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, SelectStatement},
};

use crate::{
    actor::Actor,
    participation,
    store::{Tx, Visible, ids_where, visible_ids},
};

/// States whose words nobody but the author and moderators know of, whatever was published before.
pub(super) const NOT_PUBLIC: [ContributionState; 4] = [
    ContributionState::Draft,
    ContributionState::Submitted,
    ContributionState::Held,
    ContributionState::RejectedModeration,
];

/// States in which a moderator sees what is not published.
const MODERATED: [ContributionState; 3] = [
    ContributionState::Submitted,
    ContributionState::Held,
    ContributionState::RejectedModeration,
];

impl Visible for Entity {
    /// Inside a project that one may know of: what was published and not rejected later; and, for who moderates, what
    /// waits. One's own anywhere: who left a project, or was removed, takes their words back all the same.
    fn visible(actor: &Actor) -> Condition {
        let public = Condition::all()
            .add(Column::PublishedAt.is_not_null())
            .add(Column::State.is_not_in(NOT_PUBLIC));
        let in_known_project = Column::ProjectId.in_subquery(visible_ids::<project::Entity>(actor));
        let mut known = Condition::any().add(public);
        let mut own = Condition::any();
        if let Some(person) = actor.person() {
            let moderators = Set::EMPTY.with(ProjectRole::Owner).with(ProjectRole::Facilitator);
            let moderated = participation::projects_of(actor.tenant, person.person, moderators);
            known = known.add(
                Condition::all()
                    .add(Column::State.is_in(MODERATED))
                    .add(Column::ProjectId.in_subquery(moderated)),
            );
            own = own.add(Column::AuthorId.in_subquery(participation::own_ids(actor.tenant, person.person)));
        }
        own.add(Condition::all().add(in_known_project).add(known))
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

/// The contributions to a phase, whoever may know of them; for conditions on what hangs on them.
#[must_use]
pub fn contribution_ids(tenant: TenantId, phase: PhaseId) -> SelectStatement {
    ids_where::<Entity>(tenant, Column::PhaseId.eq(phase))
}

/// The contributions of whoever takes part so; for conditions on what hangs on them.
#[must_use]
pub fn contributions_by(tx: &Tx, authors: &[ParticipationId]) -> SelectStatement {
    let theirs = tx.among(Column::AuthorId, authors.iter().map(|id| id.uuid()));
    ids_where::<Entity>(tx.actor().tenant, theirs)
}
