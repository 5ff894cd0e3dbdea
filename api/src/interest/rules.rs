//! Which declared interests one may know of.

use entity::{
    interest_declaration::{Column, Entity},
    project,
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    actor::Actor,
    participation,
    store::{Visible, visible_ids},
};

impl Visible for Entity {
    /// Whoever may know of the project knows what was declared in it; one's own anywhere: who left a project, or was
    /// removed, corrects and withdraws what they said all the same.
    fn visible(actor: &Actor) -> Condition {
        let mut known = Condition::any().add(Column::ProjectId.in_subquery(visible_ids::<project::Entity>(actor)));
        if let Some(person) = actor.person() {
            let own = participation::own_ids(actor.tenant, person.person);
            known = known.add(Column::ParticipationId.in_subquery(own));
        }
        known
    }
}
