//! Which phases one may know of.

use entity::{
    phase::{Column, Entity},
    phase_state_change, project,
};
use sea_orm::Condition;

use crate::{
    actor::Actor,
    store::{Inside, Outer, Visible, inside},
};

impl Visible for Entity {
    const HOLDS: bool = true;

    /// A phase is known of by who may know of its project.
    fn visible(actor: &Actor) -> Condition {
        inside::<project::Entity, Self>(actor)
    }

    fn outer() -> Option<Outer> {
        Some(Outer::of::<project::Entity, Self>())
    }
}

impl Inside<project::Entity> for Entity {
    const OUTER: Column = Column::ProjectId;
}

impl Visible for phase_state_change::Entity {
    /// A step is known of by who may know of its phase.
    fn visible(actor: &Actor) -> Condition {
        inside::<Entity, Self>(actor)
    }

    fn outer() -> Option<Outer> {
        Some(Outer::of::<Entity, Self>())
    }
}

impl Inside<Entity> for phase_state_change::Entity {
    const OUTER: phase_state_change::Column = phase_state_change::Column::PhaseId;
}
