//! What surrounds phases: what all rows of a level refer to, each loaded once for all of them when first asked for.

use std::sync::Arc;

use entity::{
    id::{PhaseId, ProjectId},
    phase::{Entity, Model},
};

use super::state_change::PhaseStateChange;
use crate::{
    contribution::{Contribution, ContributionKindCount, Review},
    error::Result,
    evaluation::Evaluation,
    exchange::TemplatePhase,
    operation::Operation,
    participation::{OwnPart, own_parts},
    project::Project,
    relay::{Pages, at_level},
    store::Level,
};

/// What the phases of one level refer to.
#[derive(Debug)]
pub(crate) struct Around {
    projects: Arc<Level<ProjectId, Project>>,
    own: Arc<Level<ProjectId, OwnPart>>,
    pub(super) counts: Arc<Level<PhaseId, Vec<ContributionKindCount>>>,
    pub(super) steps: Arc<Pages<Entity, PhaseStateChange>>,
    pub(super) contributions: Arc<Pages<Entity, Contribution>>,
    /// What the phases say of those.
    pub(super) reviews: Vec<(PhaseId, Review)>,
    pub(super) templates: Arc<Level<PhaseId, TemplatePhase>>,
    pub(super) evaluations: Arc<Pages<Entity, Evaluation>>,
}

impl Around {
    /// What these rows refer to.
    pub(super) fn of(rows: &[Model]) -> Arc<Self> {
        let ids = || rows.iter().map(|row| row.id);
        Arc::new(Self {
            projects: Level::of(rows.iter().map(|row| row.project_id)),
            own: Level::of(rows.iter().map(|row| row.project_id)),
            counts: Level::of(ids()),
            steps: Pages::of(ids()),
            contributions: Pages::of(ids()),
            reviews: rows.iter().map(|row| (row.id, Review::of(row))).collect(),
            templates: Level::of(ids()),
            evaluations: Pages::of(ids()),
        })
    }

    /// The project of a phase, where the reader may know of it.
    pub(super) async fn project(&self, operation: &Operation, project: ProjectId) -> Result<Option<Project>> {
        at_level(operation, &self.projects, project).await
    }

    /// The reader's own part in the project of a phase, active or ended.
    pub(super) async fn part(&self, operation: &Operation, project: ProjectId) -> Result<Option<OwnPart>> {
        let load = |projects: Vec<ProjectId>| async move {
            let parts = own_parts(&*operation.snapshot().await?, projects).await?;
            Ok(parts.into_iter().map(|part| (part.project, part)).collect())
        };
        self.own.get(project, load).await
    }
}
