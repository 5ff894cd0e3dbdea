//! What the audit log is told: acts in their own transaction, refusals in one of theirs. Ids only (T149).

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use entity::{
    audit_refusal, audit_waiting, consent_record,
    id::{Id, Identified, TenantId},
    processing_purpose, tenant,
    vocabulary::{AuditKind, AuditOutcome},
};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
    sea_query::{Expr, ExprTrait as _, OnConflict},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Event, Store, Tx, fault};
use crate::{actor::Actor, clock::Clock, error::Result};

/// Within what time equal refusals are one entry (T150).
const FOLDED: TimeDelta = TimeDelta::hours(1);

/// What somebody does, as far as the log is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    /// What kind of thing it is.
    pub kind: AuditKind,
    /// The mutation; none where the server acts by itself.
    pub action: Option<&'static str>,
    /// Whether it is an act on one's own words or part in a project: then the log does not say who did it, or it would
    /// tell whose pseudonym that is.
    pub own: bool,
}

/// Where the act that was permitted waits for the end of its transaction.
#[derive(Clone, Default)]
pub struct Noted(Arc<Mutex<Option<Act>>>);

impl Noted {
    /// Puts the act, or that the log is told of none, in the place of the one before.
    pub fn note(&self, act: Option<Act>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = act;
    }

    fn take(&self) -> Option<Act> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A mutation that a policy refused. What it was about is left out, so that whoever tries many objects cannot flood the
/// log (T150).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The mutation.
    pub action: &'static str,
    /// The code of the refusal.
    pub code: String,
    /// Whether it is an act on what is one's own: then the log does not say who tried it (T74).
    pub own: bool,
}

/// Wakes whoever works on what was committed, agency by agency.
#[derive(Clone, Default)]
pub struct Bell(Arc<Rope>);

#[derive(Default)]
struct Rope {
    agencies: Mutex<BTreeSet<TenantId>>,
    pulled: tokio::sync::Notify,
}

impl Bell {
    pub(super) fn ring(&self, tenant: TenantId) {
        let mut agencies = self.0.agencies.lock().unwrap_or_else(PoisonError::into_inner);
        agencies.insert(tenant);
        drop(agencies);
        self.0.pulled.notify_one();
    }

    /// Waits until it rings; one that rang before counts.
    pub async fn rings(&self) {
        self.0.pulled.notified().await;
    }

    /// The agencies that it rang for since this was last asked.
    #[must_use]
    pub fn take(&self) -> BTreeSet<TenantId> {
        std::mem::take(&mut *self.0.agencies.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Tx {
    /// Tells the log of the act that was permitted, if it is one for the log.
    pub(super) async fn audit_noted(&self, clock: &Clock, event: Event) -> Result<()> {
        match self.noted().take() {
            Some(act) => self.audit(clock, act, event).await,
            None => Ok(()),
        }
    }

    /// Tells the log of an act, in the transaction that does it.
    pub async fn audit(&self, clock: &Clock, act: Act, event: Event) -> Result<()> {
        let actor = self.actor();
        let membership = actor.person().map(|person| person.membership).filter(|_| !act.own);
        self.wait(audit_waiting::ActiveModel {
            id: Set(Id::from_uuid(clock.id())),
            occurred_at: Set(clock.now().into()),
            kind: Set(act.kind.into()),
            action: Set(act.action.map(ToOwned::to_owned).into()),
            membership_id: Set(membership.into()),
            client_id: Set(actor.program().map(|program| program.client).into()),
            object_type: Set(Some(type_of(event.kind)).into()),
            object_id: Set(Some(event.object).into()),
            outcome: Set(AuditOutcome::Done.into()),
            code: Set(None.into()),
            number: Set(1.into()),
            purpose: Set(None.into()),
            ..Default::default()
        })
        .await
    }

    /// Puts an entry where it waits to be chained.
    pub(super) async fn wait(&self, row: audit_waiting::ActiveModel) -> Result<()> {
        self.insert_last::<audit_waiting::Entity>(row).await?;
        self.must_ring();
        Ok(())
    }

    /// Counts a refusal; the first of an hour is told at once.
    async fn refuse(&self, clock: &Clock, refused: &Refused) -> Result<()> {
        let (now, actor) = (clock.now(), self.actor());
        let hour = now.duration_trunc(FOLDED).unwrap_or(now);
        let row = audit_refusal::ActiveModel {
            tenant_id: Set(actor.tenant),
            id: Set(Id::from_uuid(fold(actor, refused, hour))),
            membership_id: Set(actor
                .person()
                .map(|person| person.membership)
                .filter(|_| !refused.own)
                .into()),
            client_id: Set(actor.program().map(|program| program.client).into()),
            action: Set(refused.action.to_owned().into()),
            code: Set(refused.code.clone().into()),
            ends_at: Set(hour + FOLDED),
            number: Set(1),
        };
        let number = Expr::col((audit_refusal::Entity, audit_refusal::Column::Number)).add(1);
        let again = OnConflict::columns([audit_refusal::Column::TenantId, audit_refusal::Column::Id])
            .value(audit_refusal::Column::Number, number)
            .to_owned();
        audit_refusal::Entity::insert(row)
            .on_conflict(again)
            .exec_without_returning(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        let counted = Condition::all().add(audit_refusal::Column::Id.eq(fold(actor, refused, hour)));
        let Some(counted) = self.hidden::<audit_refusal::Entity>(counted).await? else {
            return Ok(());
        };
        if counted.number == 1 {
            self.wait(refusal(clock, counted, now, 1)).await?;
        }
        Ok(())
    }

    /// Whether there are refusals of hours that were over before `now`.
    pub async fn has_refusals_to_settle(&self, now: DateTime<Utc>) -> Result<bool> {
        let over = Condition::all().add(audit_refusal::Column::EndsAt.lte(now));
        Ok(self.count_all::<audit_refusal::Entity>(over).await? > 0)
    }

    /// Tells the log how often more the same was refused in the hours that are over; whether there may be more of them.
    pub async fn settle_refusals(&self, clock: &Clock, limit: u64) -> Result<bool> {
        let over = Condition::all().add(audit_refusal::Column::EndsAt.lte(clock.now()));
        let rows = self.lock_some::<audit_refusal::Entity>(over, limit).await?;
        let is_full = u64::try_from(rows.len()).is_ok_and(|number| number == limit);
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id.uuid()).collect();
        for row in rows.into_iter().filter(|row| row.number > 1) {
            let (at, more) = (row.ends_at, row.number - 1);
            self.wait(refusal(clock, row, at, more)).await?;
        }
        if !ids.is_empty() {
            let these = self.among(audit_refusal::Column::Id, ids);
            self.delete_all::<audit_refusal::Entity>(these).await?;
        }
        Ok(is_full)
    }
}

impl Store {
    /// Tells the log what was refused to `actor`, in a transaction of its own, because that of the act is gone.
    pub async fn refused(&self, clock: &Clock, actor: Actor, refused: &[Refused]) -> Result<()> {
        let tx = self.write(actor).await?;
        // In one order, so that who is refused the same at once waits and is not thrown back.
        let mut sorted: Vec<&Refused> = refused.iter().collect();
        sorted.sort_by_key(|one| fold(tx.actor(), one, DateTime::UNIX_EPOCH));
        for one in sorted {
            tx.refuse(clock, one).await?;
        }
        tx.commit().await
    }

    /// The agencies after `after`, at most `limit`: for work that goes through all of them.
    pub async fn agencies(&self, after: Option<TenantId>, limit: u64) -> Result<Vec<TenantId>> {
        let transaction = self.unnamed().await?;
        let mut select = tenant::Entity::find()
            .select_only()
            .column(tenant::Column::Id)
            .order_by_asc(tenant::Column::Id)
            .limit(limit);
        if let Some(after) = after {
            select = select.filter(tenant::Column::Id.gt(after));
        }
        let found = select.into_tuple().all(&transaction).await;
        found.map_err(|error| fault::of(&error))
    }

    /// The agency with this short name, or all, each with its own.
    pub async fn agencies_by_slug(&self, slug: Option<&str>) -> Result<Vec<(TenantId, String)>> {
        let transaction = self.unnamed().await?;
        let mut select = tenant::Entity::find()
            .select_only()
            .columns([tenant::Column::Id, tenant::Column::Slug])
            .order_by_asc(tenant::Column::Slug);
        if let Some(slug) = slug {
            select = select.filter(tenant::Column::Slug.eq(slug));
        }
        let found = select.into_tuple().all(&transaction).await;
        found.map_err(|error| fault::of(&error))
    }
}

fn refusal(clock: &Clock, row: audit_refusal::Model, at: DateTime<Utc>, number: i32) -> audit_waiting::ActiveModel {
    audit_waiting::ActiveModel {
        id: Set(Id::from_uuid(clock.id())),
        occurred_at: Set(at.into()),
        kind: Set(AuditKind::Refusal.into()),
        action: Set(row.action.map(Some)),
        membership_id: Set(row.membership_id),
        client_id: Set(row.client_id),
        object_type: Set(None.into()),
        object_id: Set(None.into()),
        outcome: Set(AuditOutcome::Refused.into()),
        code: Set(row.code.map(Some)),
        number: Set(number.into()),
        purpose: Set(None.into()),
        ..Default::default()
    }
}

/// The prefix of the global id of what an event is about: `publicservice` of `public_service.retired`.
fn type_of(event: &str) -> String {
    let (noun, _) = event.split_once('.').unwrap_or((event, ""));
    match noun {
        // What happens to a consent is a step of its chain.
        "consent" => consent_record::Entity::PREFIX.to_owned(),
        "processing_purpose" => processing_purpose::Entity::PREFIX.to_owned(),
        _ => noun.replace('_', ""),
    }
}

/// The id of the row that counts equal refusals of an hour.
fn fold(actor: &Actor, refused: &Refused, hour: DateTime<Utc>) -> Uuid {
    let who = match (actor.person(), actor.program()) {
        (Some(_), _) if refused.own => "somebody".to_owned(),
        (Some(person), _) => format!("membership {}", person.membership.uuid()),
        (None, Some(program)) => format!("client {}", program.client.uuid()),
        (None, None) => "visitor".to_owned(),
    };
    let text = format!("{who}|{}|{}|{}", refused.action, refused.code, hour.timestamp());
    let digest: [u8; 32] = Sha256::digest(text).into();
    uuid::Builder::from_custom_bytes(digest.first_chunk().copied().unwrap_or_default()).into_uuid()
}

#[cfg(test)]
mod tests {
    use sea_orm::{DbBackend, QueryTrait as _};

    use super::*;
    use crate::store::connection::ready;

    #[test]
    fn the_type_of_an_object_is_the_prefix_of_its_id() {
        assert_eq!(
            type_of("public_service.retired"),
            entity::public_service::Entity::PREFIX
        );
        assert_eq!(type_of("project.announced"), entity::project::Entity::PREFIX);
        assert_eq!(type_of("membership.created"), entity::membership::Entity::PREFIX);
        assert_eq!(type_of("consent.given"), consent_record::Entity::PREFIX);
        assert_eq!(type_of("notice.published"), entity::notice::Entity::PREFIX);
        assert_eq!(
            type_of("tenant_policy.activated"),
            entity::tenant_policy::Entity::PREFIX
        );
        assert_eq!(
            type_of("processing_purpose.changed"),
            processing_purpose::Entity::PREFIX
        );
        assert_eq!(
            type_of("data_subject_request.received"),
            entity::data_subject_request::Entity::PREFIX
        );
        assert_eq!(type_of("person.erased"), entity::person::Entity::PREFIX);
    }

    #[test]
    fn an_entry_is_stored_by_what_every_connection_holds_ready() {
        let one = Id::from_uuid(Uuid::from_u128(1));
        let counted = audit_refusal::Model {
            tenant_id: one,
            id: Id::from_uuid(Uuid::from_u128(2)),
            membership_id: None.into(),
            client_id: None.into(),
            action: "openPhase".to_owned().into(),
            code: "FORBIDDEN".to_owned().into(),
            ends_at: DateTime::UNIX_EPOCH,
            number: 1,
        };
        let row = audit_waiting::ActiveModel {
            tenant_id: Set(one),
            ..refusal(&Clock::system(), counted, DateTime::UNIX_EPOCH, 1)
        };
        let text = ready::text(audit_waiting::Entity::insert(row).build(DbBackend::Postgres));
        assert!(text.starts_with("EXECUTE ready_audit('"), "{text}");
    }

    #[test]
    fn t150_only_equal_refusals_of_one_hour_meet() {
        let of = |tenant: Actor, action: &'static str, code: &str, hour: i64| {
            let refused = Refused {
                action,
                code: code.to_owned(),
                own: false,
            };
            fold(
                &tenant,
                &refused,
                DateTime::from_timestamp(hour * 3600, 0).unwrap_or_default(),
            )
        };
        let visitor = || Actor::visitor(Id::from_uuid(Uuid::from_u128(1)));
        let one = of(visitor(), "openPhase", "FORBIDDEN", 1);
        assert_eq!(one, of(visitor(), "openPhase", "FORBIDDEN", 1));
        assert_ne!(one, of(visitor(), "openPhase", "FORBIDDEN", 2));
        assert_ne!(one, of(visitor(), "closePhase", "FORBIDDEN", 1));
        assert_ne!(one, of(visitor(), "openPhase", "OTHER", 1));
    }
}
