//! Takes part in a project that anyone may join.

use async_graphql::{ID, InputObject};
use entity::{
    id::{Id, OrganisationId, ParticipationId, ProjectId},
    participation::{ActiveModel, Column, Entity, Model},
    project,
    set::Set,
    vocabulary::{Expertise, JoiningRoute, ParticipationState, ProjectRole, Sector},
};
use sea_orm::{ActiveValue, ColumnTrait, Condition};

use super::{
    own::own_part,
    roles::{Part, join},
};
use crate::{
    error::{Code, Refusal, Result},
    operation::{
        Operation,
        gate::{self, Duty},
        may,
    },
    organisation,
    policy::{Action, ActionQuestion},
    project::ActedProject,
    relay::{Faults, claim, input_id},
    store::{Event, Tx},
};

/// What joinProject needs.
#[derive(Debug, InputObject)]
pub(super) struct JoinProjectInput {
    /// The project.
    pub project: ID,
    /// Sector that you take part for; STATE is for staff of the agency.
    pub sector: Sector,
    /// Expertise that you bring.
    pub expertise: Expertise,
    /// Verified organisation that you speak for.
    pub organisation: Option<ID>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn join_project(operation: &Operation, input: JoinProjectInput) -> Result<ParticipationId> {
    let mut faults = Faults::default();
    let claim = claim(
        operation,
        &mut faults,
        "joinProject",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let id: ProjectId = input_id(&input.project, "project")?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let project = tx
        .lock::<project::Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "project"))?;
    let question = ActionQuestion::of(Action::JoinProject, tx.actor().roles()).of_sector(Some(input.sector));
    let acted = ActedProject::of(&project, own_part(&tx, id).await?);
    let may = may::permit(operation, question, acted)?;
    let Some(person) = tx.actor().person() else {
        return Err(Refusal::not_found().into());
    };
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    may.stands(clock.now())?;
    let before = tx
        .hidden::<Entity>(
            Condition::all()
                .add(Column::ProjectId.eq(id))
                .add(Column::PersonId.eq(person.person)),
        )
        .await?;
    let organisation = organisation::named_in(&tx, input.organisation.as_ref()).await?;
    let participation = if let Some(row) = before {
        come_back(&tx, row, &input, organisation).await?
    } else {
        let part = Part {
            sector: input.sector,
            expertise: input.expertise,
            roles: Set::EMPTY.with(ProjectRole::Participant),
            organisation,
            route: JoiningRoute::OpenCall,
        };
        join(&tx, clock, id, person.person, part).await?
    };
    tx.finish(
        clock,
        Event {
            kind: "participation.joined",
            object: participation.uuid(),
        },
        claim.as_ref(),
    )
    .await?;
    Ok(participation)
}

/// Who left comes back as who they were: the sector was fixed when they joined.
async fn come_back(
    tx: &Tx,
    row: Model,
    input: &JoinProjectInput,
    organisation: Option<OrganisationId>,
) -> Result<ParticipationId> {
    if *Duty::DecideAction.open(&row.sector) != Some(input.sector) {
        return Err(Refusal::new(
            Code::PreconditionUnmet,
            "You took part for another sector, which does not change.",
        )
        .hint("Join for the sector that you took part for.")
        .at(&["input", "sector"])
        .into());
    }
    let change = ActiveModel {
        state: ActiveValue::Set(ParticipationState::Active.into()),
        left_on: ActiveValue::Set(None.into()),
        expertise: ActiveValue::Set(Some(input.expertise).into()),
        organisation_id: ActiveValue::Set(organisation.into()),
        joined_via: ActiveValue::Set(JoiningRoute::OpenCall.into()),
        roles: ActiveValue::Set(Set::EMPTY.with(ProjectRole::Participant).into()),
        version: ActiveValue::Set(row.version + 1),
        ..Default::default()
    };
    tx.update::<Entity>(row.id.uuid(), change).await?;
    Ok(row.id)
}
