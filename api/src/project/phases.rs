//! What a project must know of its phases: facts about rows. The domain of phases is the higher one, and not asked.

use chrono::{DateTime, Utc};
use entity::{
    id::{Id, ProjectId},
    phase::{ActiveModel, Column, Entity, Model},
    phase_state_change,
    vocabulary::{PhaseState, PhaseType},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use crate::{
    clock::Clock,
    error::{Code, Refusal, Result},
    stands,
    store::Tx,
};

/// Refuses to conclude a project with a phase that is not over, or without co-assessment.
pub(super) async fn check_over(tx: &Tx, project: ProjectId) -> Result<()> {
    let of_project = || Condition::all().add(Column::ProjectId.eq(project));
    let over = [PhaseState::Completed, PhaseState::Skipped, PhaseState::Cancelled];
    let unmet = |message: &str| Refusal::new(Code::PreconditionUnmet, message);
    if tx
        .count_all::<Entity>(of_project().add(Column::State.is_not_in(over)))
        .await?
        > 0
    {
        let refusal = unmet("A phase of the project is not over.");
        return Err(refusal.hint("Complete, skip or cancel every phase first.").into());
    }
    let assessed = of_project()
        .add(Column::PhaseType.eq(PhaseType::CoAssessment))
        .add(Column::State.eq(PhaseState::Completed));
    if tx.count_all::<Entity>(assessed).await? == 0 {
        let refusal = unmet("The project has not been assessed together.");
        return Err(refusal.hint("Complete a phase of co-assessment first.").into());
    }
    Ok(())
}

/// Cancels the phases that are planned or open together with the project, which the caller holds.
pub(super) async fn cancel_all(tx: &Tx, clock: &Clock, project: ProjectId, reason: Option<&str>) -> Result<()> {
    let unfinished = Condition::all()
        .add(Column::ProjectId.eq(project))
        .add(Column::State.is_in([PhaseState::Planned, PhaseState::Open]));
    for phase in tx.lock_all::<Entity>(unfinished).await? {
        let reason = reason.map(ToOwned::to_owned);
        tx.update::<Entity>(phase.id.uuid(), cancelled(&phase, clock.now(), reason.clone()))
            .await?;
        tx.insert::<phase_state_change::Entity>(phase_state_change::ActiveModel {
            tenant_id: NotSet,
            id: Set(Id::from_uuid(clock.id())),
            phase_id: Set(phase.id),
            from_state: Set(Some(phase.state)),
            to_state: Set(PhaseState::Cancelled),
            occurred_at: Set(clock.now()),
            reason: Set(reason),
            actor_id: Set(tx.actor().person().map(|person| person.membership).into()),
        })
        .await?;
        if phase.state == PhaseState::Open {
            stands::settle(tx, phase.id, clock.now()).await?;
        }
    }
    Ok(())
}

fn cancelled(phase: &Model, now: DateTime<Utc>, reason: Option<String>) -> ActiveModel {
    ActiveModel {
        state: Set(PhaseState::Cancelled),
        state_reason: Set(reason),
        closed_at: if phase.state == PhaseState::Open {
            Set(Some(phase.closes_at.map_or(now, |end| end.min(now))))
        } else {
            NotSet
        },
        version: Set(phase.version + 1),
        ..Default::default()
    }
}
