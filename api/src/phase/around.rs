//! What surrounds phases: what all rows of a level refer to, each loaded once for all of them when first asked for.

use std::sync::Arc;

use entity::{
    id::{PhaseId, ProjectId},
    phase::{Entity, Model},
};

use super::state_change::PhaseStateChange;
use crate::{
    contribution::{Contribution, ContributionKindCount},
    evaluation::Evaluation,
    exchange::TemplatePhase,
    project::Project,
    relay::Pages,
    store::Level,
};

/// What the phases of one level refer to.
#[derive(Debug)]
pub(crate) struct Around {
    pub(super) projects: Arc<Level<ProjectId, Project>>,
    pub(super) counts: Arc<Level<PhaseId, Vec<ContributionKindCount>>>,
    pub(super) steps: Arc<Pages<Entity, PhaseStateChange>>,
    pub(super) contributions: Arc<Pages<Entity, Contribution>>,
    pub(super) templates: Arc<Level<PhaseId, TemplatePhase>>,
    pub(super) evaluations: Arc<Pages<Entity, Evaluation>>,
}

impl Around {
    /// What these rows refer to.
    pub(super) fn of(rows: &[Model]) -> Arc<Self> {
        let ids = || rows.iter().map(|row| row.id);
        Arc::new(Self {
            projects: Level::of(rows.iter().map(|row| row.project_id)),
            counts: Level::of(ids()),
            steps: Pages::of(ids()),
            contributions: Pages::of(ids()),
            templates: Level::of(ids()),
            evaluations: Pages::of(ids()),
        })
    }
}
