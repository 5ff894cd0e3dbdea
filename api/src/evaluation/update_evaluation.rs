//! Changes an evaluation while it is a draft.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};
use entity::{
    evaluation::{ActiveModel, Entity},
    id::EvaluationId,
    vocabulary::AssessmentTiming,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    IntoActiveValue,
};

use super::{evaluation::Evaluation, moves::acted, terms};
use crate::{
    error::Result,
    operation::{Operation, gate, may},
    policy::{Action, ActionQuestion},
    relay::{Faults, check_version, claim, differs, input_id},
    store::Event,
};

/// What updateEvaluation needs.
#[derive(Debug, InputObject)]
pub(super) struct UpdateEvaluationInput {
    /// The evaluation.
    pub evaluation: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// New title, 1 to 200 characters.
    pub title: Option<String>,
    /// New timing.
    pub timing: Option<AssessmentTiming>,
    /// New population, 1 to 2000 characters.
    pub population: Option<String>,
    /// New criteria, whole and in order, 1 to 40.
    pub criteria: Option<Vec<ID>>,
    /// New end of collecting.
    pub closes_at: Option<DateTime<Utc>>,
    /// New smallest number for a figure, no less than the agency's and at most 1000.
    pub disclosure_threshold: Option<i32>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(UpdateEvaluationPayload, "updateEvaluation", evaluation: Evaluation, "evaluation");

pub(super) async fn update_evaluation(operation: &Operation, input: UpdateEvaluationInput) -> Result<EvaluationId> {
    let clock = operation.clock();
    let mut faults = Faults::default();
    let title = faults.optional_line("title", input.title.as_deref(), 1, 200);
    let population = faults.optional("population", input.population.as_deref(), 1, 2000);
    let criteria = input.criteria.as_deref().map(|ids| terms::criteria(&mut faults, ids));
    let closes_at = input.closes_at.map(|at| terms::closing(&mut faults, at, clock.now()));
    terms::at_most(&mut faults, input.disclosure_threshold);
    let claim = claim(
        operation,
        &mut faults,
        "updateEvaluation",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let id: EvaluationId = input_id(&input.evaluation, "evaluation")?;

    let tx = operation.write().await?;
    let row = tx
        .lock::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "evaluation"))?;
    let question = ActionQuestion::of(Action::UpdateEvaluation, tx.actor().roles());
    let may = may::permit(operation, question, acted(&tx, &row).await?)?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(id);
    }
    may.stands(clock.now())?;
    check_version(operation, id, row.version, &input.version)?;
    let threshold = if input.disclosure_threshold.is_some() {
        let agencys = terms::agencys_threshold(&tx).await?;
        Some(terms::threshold(input.disclosure_threshold, agencys)?)
    } else {
        None
    };
    let wanted = threshold.map(Some);
    let asks_other = match &criteria {
        Some(criteria) => terms::asks_other(&tx, id, criteria).await?,
        None => false,
    };
    let is_other = asks_other
        || differs(title.as_ref(), &row.title)
        || differs(input.timing.as_ref(), &row.timing)
        || differs(population.as_ref(), &row.population)
        || differs(closes_at.as_ref(), &row.closes_at)
        || differs(wanted.as_ref(), &row.wanted_threshold);
    if !is_other {
        tx.finish_quietly(clock, id.uuid(), claim.as_ref()).await?;
        return Ok(id);
    }

    if let Some(criteria) = criteria.filter(|_| asks_other) {
        terms::ask(&tx, clock, id, &criteria).await?;
    }
    tx.update::<Entity>(
        id.uuid(),
        ActiveModel {
            title: title.map_or(NotSet, Set),
            timing: input.timing.map_or(NotSet, IntoActiveValue::into_active_value),
            population: population.map_or(NotSet, Set),
            disclosure_threshold: threshold.map_or(NotSet, Set),
            wanted_threshold: wanted.map_or(NotSet, Set),
            closes_at: closes_at.map_or(NotSet, Set),
            version: Set(row.version + 1),
            ..Default::default()
        },
    )
    .await?;
    tx.finish(
        clock,
        Event {
            kind: "evaluation.changed",
            object: id.uuid(),
        },
        claim.as_ref(),
    )
    .await?;
    Ok(id)
}
