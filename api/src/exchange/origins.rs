//! What projects and phases were made from.

use entity::{
    id::{PhaseId, ProjectId},
    phase_origin, project_origin,
};
use sea_orm::{ColumnTrait, Condition};

use super::{ProjectTemplate, TemplatePhase, parts::MOST};
use crate::{error::Result, operation::Operation, relay::Noun};

/// The templates that these projects started from, of those that started from one.
pub async fn templates_of(
    operation: &Operation,
    projects: Vec<ProjectId>,
) -> Result<Vec<(ProjectId, ProjectTemplate)>> {
    use project_origin::{Column, Entity};
    let own = Condition::all().add(Column::ProjectId.is_in(projects));
    let links = operation
        .snapshot()
        .await?
        .rows::<Entity>()
        .filter(own)
        .all(MOST)
        .await?;
    let mut ids: Vec<_> = links.iter().map(|link| link.template_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let templates = ProjectTemplate::find_all(operation, &ids).await?;
    let with = |link: project_origin::Model| {
        let template = templates.iter().find(|template| template.key == link.template_id);
        Some((link.project_id, template?.clone()))
    };
    Ok(links.into_iter().filter_map(with).collect())
}

/// The phases of templates that these phases were made from, of those that were made from one.
pub async fn template_phases_of(operation: &Operation, phases: Vec<PhaseId>) -> Result<Vec<(PhaseId, TemplatePhase)>> {
    use phase_origin::{Column, Entity};
    let own = Condition::all().add(Column::PhaseId.is_in(phases));
    let links = operation
        .snapshot()
        .await?
        .rows::<Entity>()
        .filter(own)
        .all(MOST)
        .await?;
    let mut ids: Vec<_> = links.iter().map(|link| link.template_phase_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let parts = TemplatePhase::find_all(operation, &ids).await?;
    let with = |link: phase_origin::Model| {
        let part = parts.iter().find(|part| part.key == link.template_phase_id);
        Some((link.phase_id, part?.clone()))
    };
    Ok(links.into_iter().filter_map(with).collect())
}
