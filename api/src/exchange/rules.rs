//! Which templates, and what was made from them, one may know of.

use entity::{
    phase, phase_origin, project, project_origin, project_template, template_objective, template_phase, template_task,
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    actor::Actor,
    store::{Visible, visible_ids},
};

impl Visible for project_template::Entity {
    /// Templates are for everybody.
    fn visible(_: &Actor) -> Condition {
        Condition::all()
    }
}

impl Visible for template_phase::Entity {
    /// Templates are for everybody.
    fn visible(_: &Actor) -> Condition {
        Condition::all()
    }
}

impl Visible for template_objective::Entity {
    /// Templates are for everybody.
    fn visible(_: &Actor) -> Condition {
        Condition::all()
    }
}

impl Visible for template_task::Entity {
    /// Templates are for everybody.
    fn visible(_: &Actor) -> Condition {
        Condition::all()
    }
}

impl Visible for project_origin::Entity {
    /// Where a project started from is known of by who may know of the project.
    fn visible(actor: &Actor) -> Condition {
        let known = visible_ids::<project::Entity>(actor);
        Condition::all().add(project_origin::Column::ProjectId.in_subquery(known))
    }
}

impl Visible for phase_origin::Entity {
    /// What a phase was made from is known of by who may know of the phase.
    fn visible(actor: &Actor) -> Condition {
        let known = visible_ids::<phase::Entity>(actor);
        Condition::all().add(phase_origin::Column::PhaseId.in_subquery(known))
    }
}
