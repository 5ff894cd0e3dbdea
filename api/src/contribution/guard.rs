//! What must hold before somebody contributes, and who may do what to a contribution that is there.

use async_graphql::ID;
use entity::{
    contribution::{ActiveModel, Entity, Model},
    id::{ContributionId, PhaseId},
    phase, project,
    vocabulary::{ActivityKind, ContributionState},
};
use sea_orm::ActiveValue;

use super::{
    acted::{ActedContribution, rests},
    activity::note,
    lifecycle,
};
use crate::{
    error::{Code, Refusal, Result},
    operation::{
        Operation,
        gate::{self, Duty},
        may::{self, Permitted},
    },
    participation::{keep_part, own_part},
    phase::ActedPhase,
    policy::{Action, ActionQuestion},
    relay::{check_version, input_id},
    store::{Claim, Event, Tx},
};

/// The deepest that an answer can stand.
const DEEPEST: i32 = 7;

/// A contribution that is to be changed, held, by somebody who may.
pub(super) struct Held {
    pub(super) tx: Tx,
    pub(super) row: Model,
    may: Permitted<ActedContribution>,
    pub(super) done_before: bool,
}

/// Finds the row, asks the policy, and looks whether the same call was done before. The project is held before the row,
/// as whatever moves a phase holds them: publishing writes search terms, which hang on the project. It counts the author
/// too, whose part is kept before the row is held, as an erasure of theirs holds them.
pub(super) async fn hold(operation: &Operation, id: &ID, action: Action, claim: Option<&Claim>) -> Result<Held> {
    let id: ContributionId = input_id(id, "contribution")?;
    let tx = operation.write().await?;
    let known = known(&tx, id).await?;
    if let (Action::PublishContribution, Some(author)) = (action, *Duty::Count.open(&known.author_id)) {
        keep_part(&tx, author).await?;
    }
    let row = tx
        .lock::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "contribution"))?;
    let own = own_part(&tx, row.project_id).await?;
    let acted = ActedContribution::of(operation, &row, own, None);
    decide(operation, tx, row, action, claim, acted).await
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
) -> Result<Held> {
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
    let project = tx.rows::<project::Entity>().id(phase.project_id.uuid()).one().await?;
    let own = own_part(&tx, row.project_id).await?;
    let phase = ActedPhase::of(&phase, project.map(|project| project.state), own);
    let acted = ActedContribution::of(operation, &row, own, Some(phase));
    decide(operation, tx, row, action, claim, acted).await
}

async fn decide(
    operation: &Operation,
    tx: Tx,
    row: Model,
    action: Action,
    claim: Option<&Claim>,
    acted: ActedContribution,
) -> Result<Held> {
    let may = may::permit(operation, ActionQuestion::of(action, tx.actor().roles()), acted)?;
    let done_before = tx.done_before(operation.clock(), claim).await?.is_some();
    Ok(Held {
        tx,
        row,
        may,
        done_before,
    })
}

impl Held {
    /// The state that the row is in must lead there, and the version be the one that was seen.
    pub(super) fn check(&self, operation: &Operation, version: &str) -> Result<()> {
        self.may.stands(operation.clock().now())?;
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
}

/// How deep an answer to `answered` stands. One answers what everybody reads, in the same phase.
pub(super) async fn depth_below(
    operation: &Operation,
    tx: &Tx,
    answered: ContributionId,
    phase: PhaseId,
) -> Result<i32> {
    let at = ["input", "inReplyTo"];
    let row = tx.rows::<Entity>().id(answered.uuid()).one().await?;
    let row = row.ok_or_else(|| Refusal::not_found().at(&at))?;
    let unmet = |why: &str| Err(Refusal::new(Code::PreconditionUnmet, why).at(&at).into());
    if row.phase_id != phase {
        return unmet("An answer belongs to the phase of what it answers.");
    }
    operation.follow_rules(tx).await?;
    if !lifecycle::is_public(row.state) || rests(operation, &row) {
        return unmet("One answers what is published.");
    }
    if row.thread_depth >= DEEPEST {
        return unmet("The thread goes no deeper.");
    }
    Ok(row.thread_depth + 1)
}
