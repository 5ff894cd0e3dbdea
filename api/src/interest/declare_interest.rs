//! Declares what could bias oneself in a project.

use async_graphql::{ID, InputObject};
use entity::{
    id::{Id, InterestDeclarationId, ParticipationId, PhaseId, ProjectId},
    interest_declaration::{ActiveModel, Entity},
    participation, phase, project,
    scalar::Day,
    vocabulary::{InterestRelationship, InterestState},
};
use sea_orm::ActiveValue::{NotSet, Set};

use crate::{
    error::{Refusal, Result},
    operation::{Operation, gate, may},
    participation::{ActedParticipation, roles_in},
    policy::{Action, ActionQuestion},
    relay::{Faults, claim, input_id},
    store::{Event, Tx},
};

/// What declareInterest needs.
#[derive(Debug, InputObject)]
pub(super) struct DeclareInterestInput {
    /// Your participation.
    pub participation: ID,
    /// The phase that it is about, of the same project; the whole project when not given.
    pub phase: Option<ID>,
    /// How you are bound.
    pub relationship: InterestRelationship,
    /// The interest in words for everybody who may know of the project, beside your pseudonym, 1 to 500 characters: name
    /// neither yourself nor anybody else, and nothing of article 9.
    pub public_summary: String,
    /// What weighing it takes and is not for everybody, 1 to 5000 characters; for facilitators of the project and the data
    /// protection officer.
    pub detail: Option<String>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn declare(operation: &Operation, input: DeclareInterestInput) -> Result<InterestDeclarationId> {
    let mut faults = Faults::default();
    let summary = faults.prose("publicSummary", &input.public_summary, 1, 500);
    let detail = faults.optional("detail", input.detail.as_deref(), 1, 5000);
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "declareInterest", key, &input);
    faults.done()?;
    let id: ParticipationId = input_id(&input.participation, "participation")?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let missing = || Refusal::not_found().at(&["input", "participation"]);
    let seen = tx.rows::<participation::Entity>().id(id.uuid()).one().await?;
    // The project before what hangs on it, as everywhere.
    let project = tx
        .share_hidden::<project::Entity>(seen.ok_or_else(missing)?.project_id.uuid())
        .await?;
    let part = tx.share::<participation::Entity>(id.uuid()).await;
    let part = part.map_err(|error| gate::at(error, "participation"))?;
    let roles = roles_in(&tx, project.id).await?;
    let acted = ActedParticipation::of(&part, (tx.actor(), operation.purpose()), roles, project.state.is_over());
    let question = ActionQuestion::of(Action::DeclareInterest, tx.actor().roles());
    let may = may::permit(operation, question, acted)?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    may.stands(clock.now())?;
    let phase = match &input.phase {
        Some(phase) => Some(phase_of(&tx, project.id, phase).await?),
        None => None,
    };
    let today = Day::from(clock.now().date_naive());
    let id = Id::from_uuid(clock.blind_id());
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        project_id: Set(project.id),
        phase_id: Set(phase),
        participation_id: Set(Some(part.id).into()),
        relationship: Set(input.relationship),
        state: Set(InterestState::Declared),
        public_summary: Set(Some(summary).into()),
        detail: Set(detail.into()),
        declared_on: Set(today),
        updated_on: Set(today),
        withdrawn_on: Set(None),
        version: Set(1),
    })
    .await?;
    let event = Event {
        kind: "interest_declaration.declared",
        object: id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(id)
}

/// A phase of this project.
async fn phase_of(tx: &Tx, project: ProjectId, id: &ID) -> Result<PhaseId> {
    let id: PhaseId = input_id(id, "phase")?;
    let row = tx.rows::<phase::Entity>().id(id.uuid()).one().await?;
    let row = row.filter(|row| row.project_id == project);
    Ok(row.ok_or_else(|| Refusal::not_found().at(&["input", "phase"]))?.id)
}
