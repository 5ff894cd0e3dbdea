//! Writes a process as a template with its phases, objectives and tasks.

use entity::{
    id::{Id, ProjectTemplateId},
    project_template, template_objective, template_phase, template_task,
};
use sea_orm::{
    ActiveValue::{NotSet, Set as Is},
    ColumnTrait, Condition,
};
use serde_json::{Map, Value, json};

use super::process::{Item, Process};
use crate::{clock::Clock, error::Result, store::Tx};

/// Whether a template was made: not where this edition of the process is one already.
pub(super) async fn process(tx: &Tx, clock: &Clock, process: &Process) -> Result<bool> {
    let edition = Condition::all()
        .add(project_template::Column::ImportKey.eq(process.item.key.as_str()))
        .add(project_template::Column::Digest.eq(process.digest.as_str()));
    if tx.hidden::<project_template::Entity>(edition).await?.is_some() {
        return Ok(false);
    }
    let template: ProjectTemplateId = Id::from_uuid(clock.id());
    tx.insert::<project_template::Entity>(project_template::ActiveModel {
        tenant_id: NotSet,
        id: Is(template),
        import_key: Is(process.item.key.clone()),
        digest: Is(process.digest.clone()),
        titles: Is(text(&process.item.titles)),
        descriptions: Is(text(&process.item.descriptions)),
        languages: Is(json!(process.languages).to_string()),
        source: Is(process.source.clone()),
        created_at: Is(clock.now()),
    })
    .await?;
    let (mut phases, mut objectives, mut tasks) = (Vec::new(), Vec::new(), Vec::new());
    for (position, phase) in numbered(&process.item.parts) {
        let phase_id = Id::from_uuid(clock.id());
        phases.push(template_phase::ActiveModel {
            tenant_id: NotSet,
            id: Is(phase_id),
            template_id: Is(template),
            import_key: Is(phase.key.clone()),
            position: Is(position),
            phase_type: Is(phase.phase_type),
            titles: Is(text(&phase.titles)),
            descriptions: Is(text(&phase.descriptions)),
            prerequisites: Is(json!(phase.prerequisites).to_string()),
        });
        for (position, objective) in numbered(&phase.parts) {
            let objective_id = Id::from_uuid(clock.id());
            objectives.push(template_objective::ActiveModel {
                tenant_id: NotSet,
                id: Is(objective_id),
                phase_id: Is(phase_id),
                import_key: Is(objective.key.clone()),
                position: Is(position),
                titles: Is(text(&objective.titles)),
                descriptions: Is(text(&objective.descriptions)),
                prerequisites: Is(json!(objective.prerequisites).to_string()),
            });
            tasks.extend(
                numbered(&objective.parts).map(|(position, task)| template_task::ActiveModel {
                    tenant_id: NotSet,
                    id: Is(Id::from_uuid(clock.id())),
                    objective_id: Is(objective_id),
                    import_key: Is(task.key.clone()),
                    position: Is(position),
                    titles: Is(text(&task.titles)),
                    descriptions: Is(text(&task.descriptions)),
                    prerequisites: Is(json!(task.prerequisites).to_string()),
                }),
            );
        }
    }
    tx.insert_all::<template_phase::Entity>(phases).await?;
    tx.insert_all::<template_objective::Entity>(objectives).await?;
    tx.insert_all::<template_task::Entity>(tasks).await?;
    Ok(true)
}

fn numbered(items: &[Item]) -> impl Iterator<Item = (i32, &Item)> {
    (1..).zip(items)
}

fn text(texts: &Map<String, Value>) -> String {
    json!(texts).to_string()
}
