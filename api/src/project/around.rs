//! What hangs on projects, loaded once for all rows of a level.

use std::sync::Arc;

use entity::{
    id::{ProjectId, PublicServiceId},
    project::{Entity, Model},
};

use super::state_change::ProjectStateChange;
use crate::{
    contribution::Contribution,
    error::Result,
    evaluation::Evaluation,
    exchange::ProjectTemplate,
    insight::Activities,
    interest::InterestDeclaration,
    operation::Operation,
    participation::{self, OwnPart, Participation, own_parts},
    people::Person,
    phase::Phase,
    public_service::PublicService,
    relay::{Noun, Pages},
    report::ContributionReport,
    store::Level,
};

/// What the projects of one page lead to; each is loaded for all of them, when first asked for.
#[derive(Debug)]
pub(crate) struct Around {
    pub(super) steps: Arc<Pages<Entity, ProjectStateChange>>,
    pub(super) phases: Arc<Pages<Entity, Phase>>,
    pub(super) contributions: Arc<Pages<Entity, Contribution>>,
    pub(super) participations: Arc<Pages<Entity, Participation>>,
    pub(super) evaluations: Arc<Pages<Entity, Evaluation>>,
    pub(super) declarations: Arc<Pages<Entity, InterestDeclaration>>,
    pub(super) reports: Arc<Pages<Entity, ContributionReport>>,
    pub(super) activities: Arc<Activities>,
    pub(super) templates: Arc<Level<ProjectId, ProjectTemplate>>,
    pub(super) services: Arc<Level<PublicServiceId, PublicService>>,
    leads: Arc<Level<ProjectId, Person>>,
    own: Arc<Level<ProjectId, OwnPart>>,
    viewer: Arc<Level<ProjectId, Participation>>,
}

impl Around {
    /// What these rows lead to.
    pub(super) fn of(rows: &[Model]) -> Arc<Self> {
        let keys = || rows.iter().map(|row| row.id);
        Arc::new(Self {
            steps: Pages::of(keys()),
            phases: Pages::of(keys()),
            contributions: Pages::of(keys()),
            participations: Pages::of(keys()),
            evaluations: Pages::of(keys()),
            declarations: Pages::of(keys()),
            reports: Pages::of(keys()),
            activities: Activities::of(keys()),
            templates: Level::of(keys()),
            services: Level::of(rows.iter().filter_map(|row| row.public_service_id)),
            leads: Level::of(keys()),
            own: Level::of(keys()),
            viewer: Level::of(keys()),
        })
    }

    /// The reader's own active part in a project.
    pub(super) async fn own(&self, operation: &Operation, project: ProjectId) -> Result<Option<OwnPart>> {
        let part = self.part(operation, project).await?;
        Ok(part.filter(|part| part.is_active))
    }

    /// The reader's own part in a project, active or ended.
    pub(super) async fn part(&self, operation: &Operation, project: ProjectId) -> Result<Option<OwnPart>> {
        let load = |projects: Vec<ProjectId>| async move {
            let parts = own_parts(&*operation.snapshot().await?, projects).await?;
            Ok(parts.into_iter().map(|part| (part.project, part)).collect())
        };
        self.own.get(project, load).await
    }

    /// Who answers for a project; of all projects of the level at once.
    pub(super) async fn lead(&self, operation: &Operation, project: ProjectId) -> Result<Option<Person>> {
        let load = |projects| participation::leads_of(operation, projects);
        self.leads.get(project, load).await
    }

    /// The same as the noun.
    pub(super) async fn viewer(&self, operation: &Operation, project: ProjectId) -> Result<Option<Participation>> {
        let load = |projects: Vec<ProjectId>| async move {
            let parts = own_parts(&*operation.snapshot().await?, projects).await?;
            let active: Vec<_> = parts.into_iter().filter(|part| part.is_active).collect();
            let keys: Vec<_> = active.iter().map(|part| part.key).collect();
            let nouns = Participation::find_all(operation, &keys).await?;
            let project =
                |noun: &Participation| active.iter().find(|part| part.key == noun.key).map(|part| part.project);
            Ok(nouns
                .into_iter()
                .filter_map(|noun| Some((project(&noun)?, noun)))
                .collect())
        };
        self.viewer.get(project, load).await
    }
}
