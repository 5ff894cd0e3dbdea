//! Sets up an evaluation.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};
use entity::{
    evaluation::{ActiveModel, Entity},
    id::{EvaluationId, Id, PhaseId, ProjectId},
    phase, project,
    vocabulary::{AssessmentTiming, EvaluationState, PhaseType},
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{evaluation::Evaluation, lifecycle, terms};
use crate::{
    error::{Code, Refusal, Result},
    operation::{Operation, gate, may},
    participation::own_part,
    policy::{Action, ActionQuestion},
    project::ActedProject,
    relay::{Faults, claim, input_id},
    store::{Event, Tx},
};

/// What createEvaluation needs.
#[derive(Debug, InputObject)]
pub(super) struct CreateEvaluationInput {
    /// The project.
    pub project: ID,
    /// The phase of co-assessment that it belongs to.
    pub phase: Option<ID>,
    /// What it is called, 1 to 200 characters.
    pub title: String,
    /// When it asks.
    pub timing: AssessmentTiming,
    /// Whom the answers are to stand for, 1 to 2000 characters.
    pub population: String,
    /// What is asked, in order, each once, 1 to 40; none that is computed.
    pub criteria: Vec<ID>,
    /// When collecting ends.
    pub closes_at: DateTime<Utc>,
    /// Smallest number for a figure, no less than the agency's and at most 1000; the agency's when not given.
    pub disclosure_threshold: Option<i32>,
    /// A released evaluation of the same project whose place it takes when released.
    pub supersedes: Option<ID>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(CreateEvaluationPayload, "createEvaluation", evaluation: Evaluation, "evaluation");

pub(super) async fn create_evaluation(operation: &Operation, input: CreateEvaluationInput) -> Result<EvaluationId> {
    let clock = operation.clock();
    let mut faults = Faults::default();
    let title = faults.line("title", &input.title, 1, 200);
    let population = faults.text("population", &input.population, 1, 2000);
    let criteria = terms::criteria(&mut faults, &input.criteria);
    let closes_at = terms::closing(&mut faults, input.closes_at, clock.now());
    terms::at_most(&mut faults, input.disclosure_threshold);
    let claim = claim(
        operation,
        &mut faults,
        "createEvaluation",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let project: ProjectId = input_id(&input.project, "project")?;

    let tx = operation.write().await?;
    let row = tx
        .lock::<project::Entity>(project.uuid())
        .await
        .map_err(|error| gate::at(error, "project"))?;
    let acted = ActedProject::of(&row, own_part(&tx, project).await?);
    let question = ActionQuestion::of(Action::CreateEvaluation, tx.actor().roles());
    let may = may::permit(operation, question, acted)?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    may.stands(clock.now())?;
    let phase = phase_of(&tx, project, input.phase.as_ref()).await?;
    let supersedes = earlier(&tx, project, input.supersedes.as_ref()).await?;
    let threshold = terms::threshold(input.disclosure_threshold, terms::agencys_threshold(&tx).await?)?;

    let id = Id::from_uuid(clock.id());
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        project_id: Set(project),
        phase_id: Set(phase),
        title: Set(title),
        timing: Set(input.timing),
        population: Set(population),
        disclosure_threshold: Set(threshold),
        wanted_threshold: Set(input.disclosure_threshold),
        state: Set(EvaluationState::Draft),
        closes_at: Set(closes_at),
        locked_at: Set(None),
        released_at: Set(None),
        supersedes_id: Set(supersedes),
        superseded_by_id: Set(None),
        created_at: Set(clock.now()),
        version: Set(1),
    })
    .await?;
    terms::ask(&tx, clock, id, &criteria).await?;
    tx.finish(
        clock,
        Event {
            kind: "evaluation.created",
            object: id.uuid(),
        },
        claim.as_ref(),
    )
    .await?;
    Ok(id)
}

/// The phase, which is one of co-assessment in this project.
async fn phase_of(tx: &Tx, project: ProjectId, phase: Option<&ID>) -> Result<Option<PhaseId>> {
    let Some(phase) = phase else {
        return Ok(None);
    };
    let id: PhaseId = input_id(phase, "phase")?;
    let row = tx.by_ids::<phase::Entity>(&[id]).await?.pop();
    let row = row.filter(|row| row.project_id == project);
    let row = row.ok_or_else(|| Refusal::not_found().at(&["input", "phase"]))?;
    if row.phase_type != PhaseType::CoAssessment {
        let refusal = Refusal::new(
            Code::PreconditionUnmet,
            "An evaluation belongs to a phase of co-assessment.",
        );
        return Err(refusal.at(&["input", "phase"]).into());
    }
    Ok(Some(id))
}

/// The evaluation whose place it is to take, which is released and of this project.
async fn earlier(tx: &Tx, project: ProjectId, earlier: Option<&ID>) -> Result<Option<EvaluationId>> {
    let Some(earlier) = earlier else {
        return Ok(None);
    };
    let id: EvaluationId = input_id(earlier, "supersedes")?;
    let row = tx.by_ids::<Entity>(&[id]).await?.pop();
    let row = row.filter(|row| row.project_id == project);
    let row = row.ok_or_else(|| Refusal::not_found().at(&["input", "supersedes"]))?;
    if !lifecycle::SUPERSEDE.leaves(row.state) {
        let refusal = Refusal::new(Code::PreconditionUnmet, "Only a released evaluation can be superseded.");
        return Err(refusal.at(&["input", "supersedes"]).into());
    }
    Ok(Some(id))
}
