//! Taking a stand on a contribution, and taking it back.
//!
//! One's own contribution is no exception: as in Polis, where the author of a statement votes on it like everybody
//! (Small et al. 2021), somebody who proposes may come to think otherwise, and a ban would tell who the author is.

use async_graphql::{ID, InputObject};
use entity::{
    contribution,
    id::{ContributionId, Id, ParticipationId, ReactionId},
    phase, project,
    reaction::{ActiveModel, Column, Entity, Model},
    scalar::Day,
    vocabulary::{ActivityKind, Stand},
};
use sea_orm::{ActiveValue, ColumnTrait, Condition};

use super::{
    acted::ActedContribution,
    activity::{note, note_change},
};
use crate::{
    clock::calendar::day_of,
    error::{Error, Refusal, Result},
    operation::{
        Operation,
        gate::{self, Duty},
        may,
    },
    participation,
    phase::ActedPhase,
    policy::{Action, ActionQuestion},
    relay::{Faults, claim, input_id},
    stands::{self, Occasion},
    store::{Claim, Event, Tx},
};

/// What reactToContribution needs.
#[derive(Debug, InputObject)]
pub(super) struct ReactToContributionInput {
    /// The contribution.
    pub contribution: ID,
    /// What you think of it.
    pub stand: Stand,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What withdrawReaction needs.
#[derive(Debug, InputObject)]
pub(super) struct WithdrawReactionInput {
    /// The contribution.
    pub contribution: ID,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// A contribution, held, in a phase and a project that nobody moves meanwhile.
struct Held {
    tx: Tx,
    row: contribution::Model,
    phase: phase::Model,
    project: project::Model,
}

/// Whose contributions a verb finds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Those that the actor may know of.
    Known,
    /// Also those that the actor took a stand on, now or before this call was made: it is taken back by who left the project, or was removed, too.
    OwnStand,
}

/// Holds project, phase and contribution, in the order in which closing a phase holds them (T100). Many hold the first
/// two at the same time.
async fn hold(operation: &Operation, id: &ID, reach: Reach, claim: Option<&Claim>) -> Result<Held> {
    let id: ContributionId = input_id(id, "contribution")?;
    let tx = operation.write().await?;
    let found = async {
        let mut seen = tx.rows::<contribution::Entity>().id(id.uuid()).one().await?;
        let is_hidden = seen.is_none() && reach == Reach::OwnStand && {
            let own = Condition::all().add(Column::ContributionId.eq(id));
            // A repeat finds no stand any more, and must answer as the call did that took it back (T09).
            tx.rows::<Entity>().filter(own).one().await?.is_some()
                || tx.done_before(operation.clock(), claim).await?.is_some()
        };
        if is_hidden {
            seen = tx.public_of::<contribution::Entity, _>(&[id], |row| row).await?.pop();
        }
        let seen = seen.ok_or_else(|| Error::from(Refusal::not_found()))?;
        let (project, phase) = tx
            .share_both_hidden::<project::Entity, phase::Entity>(seen.phase_id.uuid())
            .await?;
        let row = if is_hidden {
            let this = Condition::all().add(contribution::Column::Id.eq(id));
            let row = tx.hidden::<contribution::Entity>(this).await?;
            row.ok_or_else(|| Error::from(Refusal::not_found()))?
        } else {
            tx.lock::<contribution::Entity>(id.uuid()).await?
        };
        Ok((row, phase, project))
    };
    let (row, phase, project) = found.await.map_err(|error| gate::at(error, "contribution"))?;
    // Whose words are stored only may have changed while they were waited for.
    operation.follow_rules(&tx).await?;
    Ok(Held {
        tx,
        row,
        phase,
        project,
    })
}

impl Held {
    /// The contribution as what decides on actions sees it, with the actor's part in its project.
    async fn acted(&self, operation: &Operation) -> Result<ActedContribution> {
        let own = participation::own_part(&self.tx, self.row.project_id).await?;
        let phase = ActedPhase::of(&self.phase, Some(self.project.state), own);
        Ok(ActedContribution::of(operation, &self.row, own, Some(phase)))
    }

    /// The stand of this participant, held.
    async fn stand_of(&self, participation: ParticipationId) -> Result<Option<Model>> {
        let own = Condition::all()
            .add(Column::ContributionId.eq(self.row.id))
            .add(Column::ParticipationId.eq(participation));
        self.tx.hidden::<Entity>(own).await
    }

    /// Counts the change, tells of new figures if there are any and of nothing else, and commits.
    async fn finish(
        self,
        operation: &Operation,
        before: Option<Stand>,
        now: Option<Stand>,
        claim: Option<&Claim>,
    ) -> Result<ContributionId> {
        let (id, clock) = (self.row.id, operation.clock());
        if before != now {
            let k = stands::threshold(&self.tx).await?;
            let tally = counted(stands::tally(&self.row), before, now);
            let (change, is_published) = stands::figures(&self.row, tally, k, clock.now(), Occasion::Live);
            self.tx.update::<contribution::Entity>(id.uuid(), change).await?;
            if is_published {
                let kind = "contribution.stands_published";
                let object = id.uuid();
                self.tx.emit(clock, Event { kind, object }).await?;
            }
        }
        self.tx.finish_quietly(clock, id.uuid(), claim).await?;
        Ok(id)
    }
}

fn taken(row: &Model) -> Stand {
    *Duty::Count.open(&row.stand)
}

/// The counts after a stand was taken, changed or taken back.
fn counted(mut tally: [u32; 3], before: Option<Stand>, now: Option<Stand>) -> [u32; 3] {
    for (stand, count) in [Stand::Agree, Stand::Disagree, Stand::Pass].into_iter().zip(&mut tally) {
        if before == Some(stand) {
            *count = count.saturating_sub(1);
        }
        if now == Some(stand) {
            *count = count.saturating_add(1);
        }
    }
    tally
}

pub(super) async fn react(operation: &Operation, input: ReactToContributionInput) -> Result<ContributionId> {
    let mut faults = Faults::default();
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "reactToContribution", key, &input);
    faults.done()?;
    let held = hold(operation, &input.contribution, Reach::Known, claim.as_ref()).await?;
    let acted = held.acted(operation).await?;
    let question = ActionQuestion::of(Action::ReactToContribution, held.tx.actor().roles());
    let may = may::permit(operation, question, acted)?;
    let part = acted.own.ok_or_else(Refusal::not_found)?.key;
    if held.tx.done_before(operation.clock(), claim.as_ref()).await?.is_some() {
        return Ok(held.row.id);
    }
    may.stands(operation.clock().now())?;

    let before = held.stand_of(part).await?;
    write(operation, &held, part, before.as_ref(), input.stand).await?;
    let before = before.as_ref().map(taken);
    held.finish(operation, before, Some(input.stand), claim.as_ref()).await
}

/// Stores the stand in the place of the one before; the same one again changes nothing, its day neither.
async fn write(
    operation: &Operation,
    held: &Held,
    participation: ParticipationId,
    before: Option<&Model>,
    stand: Stand,
) -> Result<()> {
    let today = day_of(operation.clock().now(), &held.tx.terms().await?.time_zone);
    match before {
        Some(row) if taken(row) == stand => Ok(()),
        Some(row) => {
            let of = *Duty::Count.open(&row.reacted_on);
            note_change(&held.tx, operation.clock(), of, participation).await?;
            let change = ActiveModel {
                stand: ActiveValue::Set(stand.into()),
                reacted_on: ActiveValue::Set(Day::from(today).into()),
                ..Default::default()
            };
            held.tx.update::<Entity>(row.id.uuid(), change).await
        }
        None => {
            let place = (held.row.project_id, held.row.phase_id);
            let done = ActivityKind::Reaction;
            note(&held.tx, operation.clock(), place, done, Some(participation)).await?;
            let id: ReactionId = Id::from_uuid(operation.clock().blind_id());
            held.tx
                .insert::<Entity>(ActiveModel {
                    tenant_id: ActiveValue::NotSet,
                    id: ActiveValue::Set(id),
                    project_id: ActiveValue::Set(held.row.project_id),
                    contribution_id: ActiveValue::Set(held.row.id),
                    participation_id: ActiveValue::Set(participation.into()),
                    stand: ActiveValue::Set(stand.into()),
                    reacted_on: ActiveValue::Set(Day::from(today).into()),
                })
                .await
        }
    }
}

pub(super) async fn withdraw(operation: &Operation, input: WithdrawReactionInput) -> Result<ContributionId> {
    let mut faults = Faults::default();
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "withdrawReaction", key, &input);
    faults.done()?;
    let held = hold(operation, &input.contribution, Reach::OwnStand, claim.as_ref()).await?;
    let acted = held.acted(operation).await?;
    let question = ActionQuestion::of(Action::WithdrawReaction, held.tx.actor().roles());
    let may = may::permit(operation, question, acted)?;
    let own = acted.own.ok_or_else(Refusal::not_found)?.key;
    if held.tx.done_before(operation.clock(), claim.as_ref()).await?.is_some() {
        return Ok(held.row.id);
    }
    may.stands(operation.clock().now())?;

    let before = held.stand_of(own).await?;
    if let Some(row) = &before {
        held.tx.delete::<Entity>(row.id.uuid()).await?;
    }
    held.finish(operation, before.as_ref().map(taken), None, claim.as_ref())
        .await
}
