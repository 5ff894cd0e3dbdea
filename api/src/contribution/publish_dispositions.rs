//! Publishes what became of the contributions of a phase: to everybody, at the same instant.

use async_graphql::{ID, InputObject};
use entity::{
    contribution::{ActiveModel, Column, Entity, Model},
    id::{ContributionId, PhaseId},
    phase, project,
    vocabulary::{ContributionState, DispositionOutcome},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{dispose::can_stay, lifecycle};
use crate::{
    error::{Code, Refusal, Result},
    operation::{
        Operation,
        gate::{self, Duty},
        may,
    },
    participation::own_part,
    phase::ActedPhase,
    policy::{Action, ActionQuestion},
    relay::{Faults, check_version, claim, input_id},
    store::{Event, Tx},
};

/// What publishDispositions needs.
#[derive(Debug, InputObject)]
pub(super) struct PublishDispositionsInput {
    /// The phase.
    pub phase: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

const OUTCOMES: [DispositionOutcome; 4] = [
    DispositionOutcome::Accepted,
    DispositionOutcome::PartlyAccepted,
    DispositionOutcome::Declined,
    DispositionOutcome::Merged,
];

pub(super) async fn publish_dispositions(operation: &Operation, input: PublishDispositionsInput) -> Result<PhaseId> {
    let mut faults = Faults::default();
    let claim = claim(
        operation,
        &mut faults,
        "publishDispositions",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let id: PhaseId = input_id(&input.phase, "phase")?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    // Whatever changes a phase holds its project first.
    let (project, phase) = tx
        .lock_both::<project::Entity, phase::Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "phase"))?;
    let acted = ActedPhase::of(&phase, Some(project.state), own_part(&tx, project.id).await?);
    let question = ActionQuestion::of(Action::PublishDispositions, tx.actor().roles());
    let may = may::permit(operation, question, acted)?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(id);
    }
    may.stands(clock.now())?;
    check_version(operation, id, phase.version, &input.version)?;

    let weighed = Condition::all()
        .add(Column::PhaseId.eq(id))
        .add(Column::State.eq(ContributionState::UnderReview));
    let rows = tx.lock_all::<Entity>(weighed.clone()).await?;
    all_decided(&rows)?;
    targets_stay(&tx, &rows).await?;
    let now = clock.now();
    for outcome in OUTCOMES {
        let change = ActiveModel {
            state: Set(lifecycle::dispose(outcome).to),
            disposed_at: Set(Some(now)),
            updated_at: Set(now),
            ..Default::default()
        };
        let of_outcome = weighed.clone().add(Column::Outcome.eq(outcome));
        tx.update_all::<Entity>(of_outcome, change, Column::Version).await?;
    }
    let change = phase::ActiveModel {
        dispositions_published_at: Set(Some(now)),
        version: Set(phase.version + 1),
        ..Default::default()
    };
    tx.update::<phase::Entity>(id.uuid(), change).await?;
    let event = Event {
        kind: "phase.dispositions_published",
        object: id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(id)
}

/// Everything under review has its outcome: nothing is left behind when all learn of theirs.
fn all_decided(rows: &[Model]) -> Result<()> {
    if rows.iter().all(|row| Duty::DecideAction.open(&row.outcome).is_some()) {
        return Ok(());
    }
    Err(
        Refusal::new(Code::PreconditionUnmet, "Something under review has no outcome.")
            .hint("Propose what becomes of everything under review first.")
            .into(),
    )
}

/// What others go into is there for everybody, and goes nowhere itself; it may have changed since it was proposed.
async fn targets_stay(tx: &Tx, rows: &[Model]) -> Result<()> {
    let targets: Vec<ContributionId> = rows
        .iter()
        .filter_map(|row| *Duty::DecideAction.open(&row.merged_into_id))
        .collect();
    let found = tx
        .lock_all::<Entity>(Condition::all().add(Column::Id.is_in(targets.iter().copied())))
        .await?;
    if found.iter().all(can_stay) {
        return Ok(());
    }
    Err(Refusal::new(
        Code::PreconditionUnmet,
        "Something would be merged into what is not published any more, or is merged itself.",
    )
    .hint("Propose another outcome for it first.")
    .into())
}
