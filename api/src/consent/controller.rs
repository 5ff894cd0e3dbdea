//! The verbs of the agency: to ask, to end on its side, and to mark as void.

use async_graphql::{ID, InputObject};
use entity::{
    consent,
    id::{ConsentRecordId, Id, ParticipationId},
    participation, person,
    vocabulary::{ProfileAttribute, Purpose},
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    acted::ActedConsentRecord,
    chain::{About, Details, take},
    decide::{asks, named, names_recipient},
    in_force::current,
    lifecycle::{INVALIDATE, REQUEST, REVOKE, Step},
    record::ConsentRecord,
};
use crate::{
    error::{Code, Fault, Refusal, Result},
    operation::{
        Operation,
        gate::{self, Duty},
        may::Acted as _,
    },
    policy::{Action, ActionQuestion},
    relay::{Faults, claim, input_id},
    store::{Claim, Event},
};

/// What requestConsent needs.
#[derive(Debug, InputObject)]
pub(super) struct RequestConsentInput {
    /// The participant; the pseudonym stays one.
    pub participation: ID,
    /// The purpose.
    pub purpose: Purpose,
    /// The partner that it is about, where it is asked for each.
    pub recipient: Option<ID>,
    /// The attribute that it is about, where it is asked for each.
    pub attribute: Option<ProfileAttribute>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What revokeConsent needs.
#[derive(Debug, InputObject)]
pub(super) struct RevokeConsentInput {
    /// The latest step of the consent.
    pub record: ID,
    /// Why, 1 to 2000 characters, as the person reads it.
    pub reason: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What invalidateConsent needs.
#[derive(Debug, InputObject)]
pub(super) struct InvalidateConsentInput {
    /// The latest step of the consent.
    pub record: ID,
    /// The decision, 1 to 2000 characters.
    pub reason: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(RequestConsentPayload, "requestConsent", record: ConsentRecord, "record");
payload!(RevokeConsentPayload, "revokeConsent", record: ConsentRecord, "record");
payload!(InvalidateConsentPayload, "invalidateConsent", record: ConsentRecord, "record");

pub(super) async fn request(operation: &Operation, input: RequestConsentInput) -> Result<ConsentRecordId> {
    let mut faults = Faults::default();
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "requestConsent", key, &input);
    faults.done()?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let id: ParticipationId = input_id(&input.participation, "participation")?;
    let missing = || Refusal::not_found().at(&["input", "participation"]);
    let part = tx.rows::<participation::Entity>().id(id.uuid()).one().await?;
    let part = part.ok_or_else(missing)?;
    gate::permit(
        operation,
        &ActionQuestion::of(Action::RequestConsent, tx.actor().roles()),
    )?;
    // Who came with imported data cannot be asked.
    let subject = (*Duty::DecideAction.open(&part.person_id)).ok_or_else(missing)?;
    tx.lock::<person::Entity>(subject.uuid()).await?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    let about = About::named(&tx, input.purpose, input.recipient.as_ref(), input.attribute).await?;
    asks(&tx, input.purpose).await?;
    let notice = current(&tx, clock.now(), input.purpose).await?;
    let notice = notice.ok_or_else(|| {
        Refusal::new(
            Code::NoticeNotCurrent,
            "No notice of the purpose is in force: there is nothing to show.",
        )
        .hint("Publish one with publishNotice first.")
        .at(&["input", "purpose"])
    })?;
    names_recipient(&tx, &notice, about).await?;
    let details = Details {
        notice: Some(notice),
        by: tx.actor().person().map(|actor| actor.membership),
        ..Details::default()
    };
    let record = take(&tx, clock, subject, about, REQUEST, details).await?;
    let event = Event {
        kind: "consent.requested",
        object: record.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(record)
}

/// A way in which the agency ends a consent.
struct Ending {
    action: Action,
    step: Step,
    event: &'static str,
    reason: String,
    claim: Option<Claim>,
}

pub(super) async fn revoke(operation: &Operation, input: RevokeConsentInput) -> Result<ConsentRecordId> {
    let mut faults = Faults::default();
    let reason = faults.reason(&input.reason);
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "revokeConsent", key, &input);
    faults.done()?;
    let ending = Ending {
        action: Action::RevokeConsent,
        step: REVOKE,
        event: "consent.revoked",
        reason,
        claim,
    };
    end(operation, &input.record, ending).await
}

pub(super) async fn invalidate(operation: &Operation, input: InvalidateConsentInput) -> Result<ConsentRecordId> {
    let mut faults = Faults::default();
    let reason = faults.reason(&input.reason);
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "invalidateConsent", key, &input);
    faults.done()?;
    let ending = Ending {
        action: Action::InvalidateConsent,
        step: INVALIDATE,
        event: "consent.invalidated",
        reason,
        claim,
    };
    end(operation, &input.record, ending).await
}

async fn end(operation: &Operation, record: &ID, ending: Ending) -> Result<ConsentRecordId> {
    let tx = operation.write().await?;
    let clock = operation.clock();
    let seen = named(&tx, record).await?;
    gate::permit(operation, &ActionQuestion::of(ending.action, tx.actor().roles()))?;
    let subject = *Duty::DecideAction.open(&seen.person_id);
    tx.lock::<person::Entity>(subject.uuid()).await?;
    if let Some(done) = tx.done_before(clock, ending.claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    let by_id = Condition::all().add(consent::Column::Id.eq(seen.consent_id));
    let row = tx.hidden::<consent::Entity>(by_id).await?;
    let row = row.ok_or_else(|| Fault::logged("a step without its consent"))?;
    let now = clock.now();
    ActedConsentRecord::of(&row, seen.step, now).stands(ending.step, now)?;
    let details = Details {
        by: tx.actor().person().map(|actor| actor.membership),
        reason: Some(ending.reason),
        ..Details::default()
    };
    let record = take(&tx, clock, subject, About::of(&row), ending.step, details).await?;
    let event = Event {
        kind: ending.event,
        object: record.uuid(),
    };
    tx.finish(clock, event, ending.claim.as_ref()).await?;
    Ok(record)
}
