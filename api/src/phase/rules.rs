//! Which phases one may know of.

use entity::{
    phase::{Column, Entity},
    phase_state_change, project,
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    actor::Actor,
    store::{Inside, Visible, visible_ids},
};

impl Visible for Entity {
    /// A phase is known of by who may know of its project.
    fn visible(actor: &Actor) -> Condition {
        Condition::all().add(Column::ProjectId.in_subquery(visible_ids::<project::Entity>(actor)))
    }
}

impl Inside<project::Entity> for Entity {
    const OUTER: Column = Column::ProjectId;
}

impl Visible for phase_state_change::Entity {
    /// A step is known of by who may know of its phase.
    fn visible(actor: &Actor) -> Condition {
        Condition::all().add(phase_state_change::Column::PhaseId.in_subquery(visible_ids::<Entity>(actor)))
    }
}
