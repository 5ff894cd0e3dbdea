//! What must hold before somebody contributes, and who may do what to a contribution that is there.

use async_graphql::ID;
use chrono::{DateTime, Utc};
use entity::{
    contribution::{ActiveModel, Entity, Model},
    id::{ContributionId, ParticipationId, PhaseId},
    phase, project,
    set::Set,
    vocabulary::{ActivityKind, ContributionState, ProjectState, Sector},
};
use sea_orm::ActiveValue;

use super::{activity::note, lifecycle};
use crate::{
    error::{Code, Refusal, Result},
    operation::{
        Operation,
        gate::{self, Duty},
    },
    participation::{own_in, own_parts},
    phase::takes_input as is_open,
    policy::{Action, ActionQuestion, Relation},
    relay::{check_version, input_id},
    store::{Claim, Event, Tx},
};

/// The deepest that an answer can stand.
const DEEPEST: i32 = 7;

/// A contribution that is to be changed, held, by somebody who may.
pub(super) struct Held {
    pub(super) tx: Tx,
    pub(super) row: Model,
    pub(super) done_before: bool,
}

/// Finds the row, asks the policy, and looks whether the same call was done before. The project is held before the row,
/// as whatever moves a phase holds them: publishing writes search terms, which hang on the project.
pub(super) async fn hold(operation: &Operation, id: &ID, action: Action, claim: Option<&Claim>) -> Result<Held> {
    let id: ContributionId = input_id(id, "contribution")?;
    let tx = operation.write().await?;
    known(&tx, id).await?;
    let row = tx
        .lock::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "contribution"))?;
    decide(operation, tx, row, action, claim).await
}

/// The row before it is held, with its project held; one's own rows may stand in a project that one no longer knows of.
async fn known(tx: &Tx, id: ContributionId) -> Result<Model> {
    let known = tx.rows::<Entity>().id(id.uuid()).one().await?;
    let known = known.ok_or_else(|| Refusal::not_found().at(&["input", "contribution"]))?;
    tx.share_hidden::<project::Entity>(known.project_id.uuid()).await?;
    Ok(known)
}

/// The same with the phase of the row, held before the row is: the order in which publishing dispositions takes them.
pub(super) async fn hold_with_phase(
    operation: &Operation,
    id: &ID,
    action: Action,
    claim: Option<&Claim>,
) -> Result<(Held, phase::Model)> {
    let id: ContributionId = input_id(id, "contribution")?;
    let tx = operation.write().await?;
    let known = known(&tx, id).await?;
    let phase = tx
        .lock::<phase::Entity>(known.phase_id.uuid())
        .await
        .map_err(|error| gate::at(error, "contribution"))?;
    let row = tx
        .lock::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "contribution"))?;
    Ok((decide(operation, tx, row, action, claim).await?, phase))
}

async fn decide(operation: &Operation, tx: Tx, row: Model, action: Action, claim: Option<&Claim>) -> Result<Held> {
    let part = own_parts(&tx, [row.project_id]).await?.pop();
    let author = *Duty::DecideAction.open(&row.author_id);
    let is_author = author.is_some() && author == part.map(|part| part.key);
    let question = ActionQuestion::of(action, tx.actor().roles())
        .related(if is_author { Relation::Itself } else { Relation::None })
        .in_project(part.map_or(Set::EMPTY, |part| part.roles));
    gate::permit(operation, &question)?;
    let done_before = tx.done_before(operation.clock(), claim).await?.is_some();
    Ok(Held { tx, row, done_before })
}

impl Held {
    /// The step must start from the state that the row is in, and the version be the one that was seen.
    pub(super) fn check(&self, operation: &Operation, step: lifecycle::Step, version: &str) -> Result<()> {
        if !step.leaves(self.row.state) {
            return Err(Refusal::new(
                Code::InvalidTransition,
                "The state that the contribution is in does not lead there.",
            )
            .hint("Read its state; each mutation's description says from where it leads.")
            .into());
        }
        check_version(operation, self.row.id, self.row.version, version)
    }

    /// Writes the change, its event and the claim, and commits.
    pub(super) async fn finish(
        self,
        operation: &Operation,
        change: ActiveModel,
        event: &'static str,
        claim: Option<Claim>,
    ) -> Result<ContributionId> {
        let Self { tx, row, .. } = self;
        let turns_public = matches!(
            change.state,
            ActiveValue::Set(ContributionState::Published | ContributionState::Withdrawn)
        );
        if matches!(change.state, ActiveValue::Set(ContributionState::Published)) {
            let author = *Duty::Count.open(&row.author_id);
            let place = (row.project_id, row.phase_id);
            note(&tx, operation.clock(), place, ActivityKind::Contribution, author).await?;
        }
        tx.update::<Entity>(row.id.uuid(), change).await?;
        if turns_public {
            super::index(&tx, operation.clock(), row.id).await?;
        }
        let event = Event {
            kind: event,
            object: row.id.uuid(),
        };
        tx.finish(operation.clock(), event, claim.as_ref()).await?;
        Ok(row.id)
    }

    /// The sector that the actor takes part for in the project of the row.
    pub(super) async fn sector(&self) -> Result<Option<Sector>> {
        let part = own_in(&self.tx, self.row.project_id).await?;
        Ok(part.and_then(|(part, _)| *Duty::DecideAction.open(&part.sector)))
    }
}

/// The actor's participation in the project of a phase, by which the policy lets them contribute, and its sector.
pub(super) async fn contributor(
    operation: &Operation,
    tx: &Tx,
    phase: &phase::Model,
    action: Action,
) -> Result<(ParticipationId, Option<Sector>)> {
    let part = own_in(tx, phase.project_id).await?;
    let roles = part.as_ref().map_or(Set::EMPTY, |(_, roles)| *roles);
    let question = ActionQuestion::of(action, tx.actor().roles()).in_project(roles);
    gate::permit(operation, &question)?;
    let (part, _) = part.ok_or_else(Refusal::not_found)?;
    Ok((part.id, *Duty::DecideAction.open(&part.sector)))
}

/// The contributor's sector must be known and have a part in the phase.
pub(super) fn is_eligible(phase: &phase::Model, sector: Option<Sector>) -> Result<()> {
    let Some(sector) = sector else {
        return Err(Refusal::new(
            Code::SectorUnknown,
            "Your participation has no sector, and this step needs one.",
        )
        .hint("A facilitator of the project can help.")
        .into());
    };
    if phase.eligible_sectors.contains(sector) {
        return Ok(());
    }
    Err(
        Refusal::new(Code::SectorNotEligible, "Your sector does not take part in this phase.")
            .hint("The phase says which sectors may contribute.")
            .into(),
    )
}

/// The phase must take input now: an input counts by the moment of its storage. `project` is the phase's, as far as the
/// actor may know of it.
pub(super) fn takes_input(project: Option<&project::Model>, phase: &phase::Model, now: DateTime<Utc>) -> Result<()> {
    let is_active = project.is_some_and(|project| project.state == ProjectState::Active);
    if is_active && is_open(phase, now) {
        return Ok(());
    }
    Err(
        Refusal::new(Code::PhaseNotOpen, "The phase does not take contributions now.")
            .hint("Its state and its times say when it does; its project must be active.")
            .into(),
    )
}

/// How deep an answer to `answered` stands. One answers what everybody reads, in the same phase.
pub(super) async fn depth_below(tx: &Tx, answered: ContributionId, phase: PhaseId) -> Result<i32> {
    let at = ["input", "inReplyTo"];
    let row = tx.rows::<Entity>().id(answered.uuid()).one().await?;
    let row = row.ok_or_else(|| Refusal::not_found().at(&at))?;
    let unmet = |why: &str| Err(Refusal::new(Code::PreconditionUnmet, why).at(&at).into());
    if row.phase_id != phase {
        return unmet("An answer belongs to the phase of what it answers.");
    }
    if !lifecycle::is_public(row.state) {
        return unmet("One answers what is published.");
    }
    if row.thread_depth >= DEEPEST {
        return unmet("The thread goes no deeper.");
    }
    Ok(row.thread_depth + 1)
}
