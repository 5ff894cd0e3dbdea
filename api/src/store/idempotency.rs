//! Idempotency keys, in the key space of (tenant, actor, mutation): a repeat answers instead of acting again (T09).

use chrono::Duration;
use entity::{
    id::{Id, MembershipId},
    idempotency,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Set,
    sea_query::{LockBehavior, LockType},
};
use uuid::Uuid;

use super::{Event, Tx, visible::of_tenant};
use crate::{
    clock::Clock,
    error::{Code, Refusal, Result},
};

/// How long a key is remembered.
const REMEMBERED: Duration = Duration::days(1);

/// How many others are forgotten with each call that is remembered.
const FORGOTTEN: u64 = 100;

/// The key of one call. Holds ids and digests only.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The mutation.
    pub mutation: &'static str,
    /// The key that the caller chose.
    pub key: String,
    /// A digest of the input that only this instance can make.
    pub input: String,
}

impl Tx {
    /// The object that the same call answered with before, if it came with a key and was made within a day.
    pub async fn done_before(&self, clock: &Clock, claim: Option<&Claim>) -> Result<Option<Uuid>> {
        let (Some(actor), Some(claim)) = (self.actor().person(), claim) else {
            return Ok(None);
        };
        let row = self
            .hidden::<idempotency::Entity>(
                Condition::all()
                    .add(idempotency::Column::ActorId.eq(actor.membership.uuid()))
                    .add(idempotency::Column::Mutation.eq(claim.mutation))
                    .add(idempotency::Column::Key.eq(claim.key.as_str())),
            )
            .await?;
        match row {
            // Taken away when this call is remembered in its place.
            Some(row) if clock.now() - row.created_at >= REMEMBERED => Ok(None),
            Some(row) if row.input_digest != claim.input => Err(Refusal::new(
                Code::IdempotencyConflict,
                "The idempotency key was used with another input.",
            )
            .hint("Choose a new key for a new call.")
            .at(&["input", "idempotencyKey"])
            .into()),
            Some(row) => Ok(Some(row.object_id)),
            None => Ok(None),
        }
    }

    /// Ends a mutation: what happened to its object is written down, for whoever listens and for the audit log, the call is
    /// remembered, and all of it is kept.
    pub async fn finish(self, clock: &Clock, event: Event, claim: Option<&Claim>) -> Result<()> {
        self.emit(clock, event).await?;
        self.finish_unheard(clock, event, claim).await
    }

    /// The same for what the audit log is told of, and not whoever listens: they would hear that something changed which they
    /// may not read (T40).
    pub async fn finish_unheard(self, clock: &Clock, event: Event, claim: Option<&Claim>) -> Result<()> {
        self.audit_noted(clock, event).await?;
        self.finish_quietly(clock, event.object, claim).await
    }

    /// The same for what nobody may hear of: an event for each stand, or each answer, would tell when it came and how
    /// many there are (T74).
    pub async fn finish_quietly(self, clock: &Clock, object: Uuid, claim: Option<&Claim>) -> Result<()> {
        if let Some(claim) = claim {
            self.remember(clock, claim, object).await?;
        }
        self.commit().await
    }

    /// Remembers that the call was done, and forgets those of the agency that are too old.
    async fn remember(&self, clock: &Clock, claim: &Claim, object: Uuid) -> Result<()> {
        let Some(actor) = self.actor().person() else {
            return Ok(());
        };
        self.forget(clock, actor.membership, claim).await?;
        self.insert::<idempotency::Entity>(idempotency::ActiveModel {
            id: Set(Id::from_uuid(clock.blind_id())),
            actor_id: Set(actor.membership.uuid()),
            mutation: Set(claim.mutation.to_owned()),
            key: Set(claim.key.clone()),
            input_digest: Set(claim.input.clone()),
            object_id: Set(object),
            created_at: Set(clock.now()),
            ..Default::default()
        })
        .await
    }

    /// Forgets what is too old: the call under this very key, whose place is taken, and some others of the agency. Those
    /// that another mutation holds are left to the next one, so that none waits for another.
    async fn forget(&self, clock: &Clock, actor: MembershipId, claim: &Claim) -> Result<()> {
        let old = || Condition::all().add(idempotency::Column::CreatedAt.lte(clock.now() - REMEMBERED));
        let this = old()
            .add(idempotency::Column::ActorId.eq(actor.uuid()))
            .add(idempotency::Column::Mutation.eq(claim.mutation))
            .add(idempotency::Column::Key.eq(claim.key.as_str()));
        self.delete_all::<idempotency::Entity>(this).await?;
        let mut others = idempotency::Entity::find()
            .select_only()
            .column(idempotency::Column::Id)
            .filter(of_tenant::<idempotency::Entity>(self.actor().tenant))
            .filter(old())
            .limit(FORGOTTEN);
        if self.is_postgres() {
            others = others.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        }
        let others = idempotency::Column::Id.in_subquery(others.into_query());
        self.delete_all::<idempotency::Entity>(Condition::all().add(others))
            .await
    }
}
