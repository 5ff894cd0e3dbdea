//! What projects and phases were made from.

use entity::{
    id::{Id, PhaseId, ProjectId},
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
    let tx = operation.snapshot().await?;
    let links = tx.rows::<Entity>().filter(own).all(MOST).await?.into_iter();
    with_nouns::<_, ProjectTemplate>(
        operation,
        links.map(|link| (link.project_id, link.template_id)).collect(),
    )
    .await
}

/// The phases of templates that these phases were made from, of those that were made from one.
pub async fn template_phases_of(operation: &Operation, phases: Vec<PhaseId>) -> Result<Vec<(PhaseId, TemplatePhase)>> {
    use phase_origin::{Column, Entity};
    let own = Condition::all().add(Column::PhaseId.is_in(phases));
    let tx = operation.snapshot().await?;
    let links = tx.rows::<Entity>().filter(own).all(MOST).await?.into_iter();
    with_nouns::<_, TemplatePhase>(
        operation,
        links.map(|link| (link.phase_id, link.template_phase_id)).collect(),
    )
    .await
}

/// Each of these with the noun that it leads to.
async fn with_nouns<T, N: Noun>(operation: &Operation, links: Vec<(T, Id<N::Entity>)>) -> Result<Vec<(T, N)>> {
    let mut ids: Vec<Id<N::Entity>> = links.iter().map(|(_, id)| *id).collect();
    ids.sort_unstable();
    ids.dedup();
    let nouns = N::find_all(operation, &ids).await?;
    let with = |(from, id): (T, Id<N::Entity>)| {
        let noun = nouns.iter().find(|noun| noun.key() == id);
        Some((from, noun?.clone()))
    };
    Ok(links.into_iter().filter_map(with).collect())
}
