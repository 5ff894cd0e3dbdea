//! Starts a project from a template.

use entity::{
    id::{Id, ProjectId, ProjectTemplateId},
    languages::Languages,
    phase, phase_origin, phase_state_change, project_origin, project_template,
    scalar::LanguageTag,
    set::{Member as _, Set},
    template_phase::{Column, Entity},
    vocabulary::{PhaseState, PhaseType, Sector},
};
use sea_orm::{
    ActiveValue::{NotSet, Set as Is},
    ColumnTrait, Condition, Order,
};

use super::texts::in_language;
use crate::{clock::Clock, error::Result, store::Tx};

/// More phases than a template has.
const MOST: u64 = 100;

/// Plans the template's phases in the project, in their order and as far as the agency has turned their types on. A
/// template that is not there is a `NOT_FOUND`.
pub async fn start_from(
    tx: &Tx,
    clock: &Clock,
    (project, language): (ProjectId, &LanguageTag),
    template: ProjectTemplateId,
    types: Set<PhaseType>,
) -> Result<()> {
    let template = tx.lock::<project_template::Entity>(template.uuid()).await?;
    tx.insert::<project_origin::Entity>(project_origin::ActiveModel {
        tenant_id: NotSet,
        id: Is(Id::from_uuid(clock.id())),
        project_id: Is(project),
        template_id: Is(template.id),
    })
    .await?;
    let own = Condition::all().add(Column::TemplateId.eq(template.id));
    let rows = tx
        .rows::<Entity>()
        .filter(own)
        .order(Column::Position, Order::Asc)
        .all(MOST)
        .await?;
    let wanted = Languages::from(language.clone());
    let (mut phases, mut steps, mut origins) = (Vec::new(), Vec::new(), Vec::new());
    for (position, row) in (1..).zip(rows.into_iter().filter(|row| types.contains(row.phase_type))) {
        let id = Id::from_uuid(clock.id());
        phases.push(phase::ActiveModel {
            tenant_id: NotSet,
            id: Is(id),
            project_id: Is(project),
            phase_type: Is(row.phase_type),
            title: Is(in_language(&row.titles, &wanted)),
            description: Is(in_language(&row.descriptions, &wanted)),
            position: Is(position),
            state: Is(PhaseState::Planned),
            state_reason: Is(None),
            methods: Is(Set::EMPTY),
            eligible_sectors: Is(Sector::ALL.iter().copied().collect()),
            opens_at: Is(None),
            closes_at: Is(None),
            opened_at: Is(None),
            closed_at: Is(None),
            dispositions_published_at: Is(None),
            is_blind_review: Is(false),
            created_at: Is(clock.now()),
            version: Is(1),
        });
        steps.push(phase_state_change::ActiveModel {
            tenant_id: NotSet,
            id: Is(Id::from_uuid(clock.id())),
            phase_id: Is(id),
            from_state: Is(None),
            to_state: Is(PhaseState::Planned),
            occurred_at: Is(clock.now()),
            reason: Is(None),
            actor_id: Is(tx.actor().person().map(|person| person.membership).into()),
        });
        origins.push(phase_origin::ActiveModel {
            tenant_id: NotSet,
            id: Is(Id::from_uuid(clock.id())),
            phase_id: Is(id),
            template_phase_id: Is(row.id),
        });
    }
    tx.insert_all::<phase::Entity>(phases).await?;
    tx.insert_all::<phase_state_change::Entity>(steps).await?;
    tx.insert_all::<phase_origin::Entity>(origins).await
}
