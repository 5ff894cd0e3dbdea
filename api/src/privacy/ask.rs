//! What a person asks about their own data.

use async_graphql::InputObject;
use chrono::{DateTime, Months, Utc};
use entity::{
    data_subject_request::{ActiveModel, Column, Entity},
    id::{DataSubjectRequestId, Id, PersonId},
    request_outcome,
    vocabulary::{
        DataSubjectRequestState::{self, Fulfilled, Received},
        DataSubjectRight, Purpose,
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, Iterable};

use super::lifecycle::is_answered;
use crate::{
    consent,
    error::{Code, Refusal, Result},
    operation::{Operation, may},
    people::ActedPerson,
    policy::{Action, ActionQuestion},
    relay::{Faults, claim},
    store::{Claim, Event, Tx},
};

/// How long an agency has for its answer (GDPR article 12(3)).
pub(super) const DUE: Months = Months::new(1);

/// What exportMyData needs.
#[derive(Debug, InputObject)]
pub(super) struct ExportMyDataInput {
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What exportMyPortableData needs.
#[derive(Debug, InputObject)]
pub(super) struct ExportMyPortableDataInput {
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What requestErasure needs.
#[derive(Debug, InputObject)]
pub(super) struct RequestErasureInput {
    /// Only data of this purpose; all when not given.
    pub purpose: Option<Purpose>,
    /// Why, at most 5000 characters; not needed.
    pub details: Option<String>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What somebody asks.
struct Asked {
    action: Action,
    right: DataSubjectRight,
    event: &'static str,
    details: Option<String>,
    claim: Option<Claim>,
}

pub(super) async fn export(operation: &Operation, input: ExportMyDataInput) -> Result<DataSubjectRequestId> {
    let mut faults = Faults::default();
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "exportMyData", key, &input);
    faults.done()?;
    let asked = Asked {
        action: Action::ExportMyData,
        right: DataSubjectRight::Access,
        event: "data_subject_request.fulfilled",
        details: None,
        claim,
    };
    ask(operation, asked).await
}

pub(super) async fn portable(operation: &Operation, input: ExportMyPortableDataInput) -> Result<DataSubjectRequestId> {
    let mut faults = Faults::default();
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "exportMyPortableData", key, &input);
    faults.done()?;
    let asked = Asked {
        action: Action::ExportMyPortableData,
        right: DataSubjectRight::Portability,
        event: "data_subject_request.fulfilled",
        details: None,
        claim,
    };
    ask(operation, asked).await
}

pub(super) async fn erasure(operation: &Operation, input: RequestErasureInput) -> Result<DataSubjectRequestId> {
    let mut faults = Faults::default();
    let details = input.details.as_deref().filter(|details| !details.trim().is_empty());
    let details = faults.optional("details", details, 1, 5000);
    if let Some(refusal) = input.purpose.and_then(not_erased) {
        faults.push(refusal.at(&["input", "purpose"]));
    }
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "requestErasure", key, &input);
    faults.done()?;
    let asked = Asked {
        action: Action::RequestErasure,
        right: DataSubjectRight::Erasure,
        event: "data_subject_request.received",
        details,
        claim,
    };
    ask(operation, asked).await
}

/// Why the data of one purpose alone are not erased.
fn not_erased(purpose: Purpose) -> Option<Refusal> {
    match purpose {
        Purpose::ParticipationAdmin => None,
        Purpose::LegalRecord | Purpose::SecurityAudit => Some(
            Refusal::new(
                Code::RightNotApplicable,
                "What the law has the agency keep is not erased (GDPR article 17(3)(b)).",
            )
            .hint("Ask without a purpose: all that may go is erased, and the answer says what stays."),
        ),
        _ => Some(
            Refusal::new(Code::BadInput, "The data of this purpose do not go by themselves.").hint(
                "Withdraw your consent to it, or your answers; or ask without a purpose to have everything erased.",
            ),
        ),
    }
}

async fn ask(operation: &Operation, asked: Asked) -> Result<DataSubjectRequestId> {
    let tx = operation.write().await?;
    let (actor, clock) = (tx.actor(), operation.clock());
    let person = actor.person();
    let question = ActionQuestion::of(asked.action, actor.roles());
    let may = may::permit(operation, question, ActedPerson::of_actor(actor))?;
    let Some(person) = person else {
        return Err(Refusal::not_found().into());
    };
    if let Some(done) = tx.done_before(clock, asked.claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    may.stands(clock.now())?;
    // One after the other, so that there is never a second one.
    tx.lock::<entity::person::Entity>(person.person.uuid()).await?;
    refuse_second(&tx, person.person, asked.right).await?;
    let (id, now) = (Id::from_uuid(clock.id()), clock.now());
    let at_once = matches!(asked.right, DataSubjectRight::Access | DataSubjectRight::Portability);
    tx.insert::<Entity>(ActiveModel {
        id: Set(id),
        person_id: Set(person.person.into()),
        used_right: Set(asked.right.into()),
        state: Set(if at_once { Fulfilled } else { Received }),
        details: Set(asked.details.into()),
        received_at: Set(now.into()),
        due_at: Set(due(now).into()),
        extension_reason: Set(None.into()),
        // A copy is for who signed in, and for nobody else.
        identity_verified_at: Set(at_once.then_some(now).into()),
        handler_id: Set(None.into()),
        closed_at: Set(None.into()),
        version: Set(1),
        ..Default::default()
    })
    .await?;
    if at_once {
        let outcomes = if asked.right == DataSubjectRight::Portability {
            taken_along(&tx).await?
        } else {
            vec![Outcome {
                purpose: None,
                kept: None,
                because: None,
            }]
        };
        note(&tx, operation, (id, person.person), outcomes).await?;
    }
    let event = Event {
        kind: asked.event,
        object: id.uuid(),
    };
    tx.finish(clock, event, asked.claim.as_ref()).await?;
    Ok(id)
}

/// Purpose by purpose, what is taken along, and which article keeps the rest.
async fn taken_along(tx: &Tx) -> Result<Vec<Outcome>> {
    let told = |(purpose, applies, because): (Purpose, bool, &str)| Outcome {
        purpose: Some(purpose),
        kept: (!applies).then_some(Code::RightNotApplicable),
        because: Some(because.to_owned()),
    };
    Ok(consent::portable(tx).await?.into_iter().map(told).collect())
}

fn due(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_add_months(DUE).unwrap_or(now)
}

async fn refuse_second(tx: &Tx, person: PersonId, right: DataSubjectRight) -> Result<()> {
    let open = DataSubjectRequestState::iter().filter(|state| !is_answered(*state));
    let same = Condition::all()
        .add(Column::PersonId.eq(person))
        .add(Column::UsedRight.eq(right))
        .add(Column::State.is_in(open));
    if tx.count_all::<Entity>(same).await? == 0 {
        return Ok(());
    }
    let refusal = Refusal::new(
        Code::PreconditionUnmet,
        "You asked for this already, and the answer is owed.",
    );
    Err(refusal.hint("viewer.dataSubjectRequests says by when.").into())
}

/// What was done about the data of one purpose, or which code says why it was not.
pub(super) struct Outcome {
    pub(super) purpose: Option<Purpose>,
    pub(super) kept: Option<Code>,
    pub(super) because: Option<String>,
}

/// Writes what was done about a request.
pub(super) async fn note(
    tx: &Tx,
    operation: &Operation,
    (request, person): (DataSubjectRequestId, PersonId),
    outcomes: Vec<Outcome>,
) -> Result<()> {
    let rows = (1..)
        .zip(outcomes)
        .map(|(place, outcome)| request_outcome::ActiveModel {
            id: Set(Id::from_uuid(operation.clock().id())),
            request_id: Set(request),
            person_id: Set(person.into()),
            place: Set(place),
            purpose: Set(outcome.purpose.into()),
            is_done: Set(outcome.kept.is_none().into()),
            code: Set(outcome.kept.map(Code::name).into()),
            because: Set(outcome.because.into()),
            ..Default::default()
        });
    tx.insert_all::<request_outcome::Entity>(rows.collect()).await
}
