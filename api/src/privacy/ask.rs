//! What a person asks about their own data.

use async_graphql::InputObject;
use chrono::{DateTime, Months, Utc};
use entity::{
    data_subject_request::{ActiveModel, Column, Entity},
    id::{ContributionId, DataSubjectRequestId, Id, ParticipationId, PersonId},
    request_outcome,
    vocabulary::{
        DataSubjectRequestState::{self, Fulfilled, Received},
        DataSubjectRight, Purpose,
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, Iterable};

use super::{lifecycle::is_answered, rectify::Object, rest};
use crate::{
    clock::Clock,
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
pub(super) struct Asked {
    pub(super) action: Action,
    pub(super) right: DataSubjectRight,
    pub(super) purpose: Option<Purpose>,
    pub(super) wrong: Option<Wrong>,
    pub(super) details: Option<String>,
    pub(super) claim: Option<Claim>,
}

/// What is to be corrected.
pub(super) struct Wrong {
    pub(super) field: String,
    /// Of what; none where the id leads to nothing that has the field.
    pub(super) object: Option<Object>,
    pub(super) correction: String,
}

impl Asked {
    /// A copy is made at once.
    const fn is_at_once(&self) -> bool {
        matches!(self.right, DataSubjectRight::Access | DataSubjectRight::Portability)
    }

    fn contribution(&self) -> Option<ContributionId> {
        match self.wrong.as_ref()?.object {
            Some(Object::Contribution(id)) => Some(id),
            _ => None,
        }
    }

    fn participation(&self) -> Option<ParticipationId> {
        match self.wrong.as_ref()?.object {
            Some(Object::Participation(id)) => Some(id),
            _ => None,
        }
    }

    /// What can be asked for each purpose by itself.
    const fn is_by_purpose(&self) -> bool {
        matches!(self.right, DataSubjectRight::Restriction | DataSubjectRight::Objection)
    }
}

pub(super) async fn export(operation: &Operation, input: ExportMyDataInput) -> Result<DataSubjectRequestId> {
    let mut faults = Faults::default();
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "exportMyData", key, &input);
    faults.done()?;
    let asked = Asked {
        action: Action::ExportMyData,
        right: DataSubjectRight::Access,
        purpose: None,
        wrong: None,
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
        purpose: None,
        wrong: None,
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
        purpose: input.purpose,
        wrong: None,
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

/// Takes a request in. An objection stops the processing from this moment on, until it is decided (GDPR article 18(1)(d)).
pub(super) async fn ask(operation: &Operation, asked: Asked) -> Result<DataSubjectRequestId> {
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
    if let Some(purpose) = asked.purpose.filter(|_| asked.is_by_purpose()) {
        rest::applies(&tx, purpose, asked.right).await?;
    }
    if let Some(wrong) = &asked.wrong {
        let object = wrong
            .object
            .ok_or_else(|| Refusal::not_found().at(&["input", "object"]))?;
        object.is_own(&tx, person.person).await?;
    }
    // One after the other, so that there is never a second one.
    tx.lock::<entity::person::Entity>(person.person.uuid()).await?;
    refuse_second(&tx, person.person, &asked).await?;
    let (id, now) = (Id::from_uuid(clock.blind_id()), clock.now());
    let (at_once, objects) = (asked.is_at_once(), asked.right == DataSubjectRight::Objection);
    tx.insert::<Entity>(ActiveModel {
        id: Set(id),
        person_id: Set(person.person.into()),
        used_right: Set(asked.right.into()),
        state: Set(if at_once { Fulfilled } else { Received }),
        purpose: Set(asked.purpose.into()),
        field: Set(asked.wrong.as_ref().map(|wrong| wrong.field.clone()).into()),
        correction: Set(asked.wrong.as_ref().map(|wrong| wrong.correction.clone()).into()),
        contribution_id: Set(asked.contribution().into()),
        participation_id: Set(asked.participation().into()),
        rests_from: Set(objects.then_some(now).into()),
        rests_until: Set(None.into()),
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
                reason: None,
            }]
        };
        note(&tx, clock, (id, person.person), outcomes).await?;
    }
    if objects {
        tx.rest_changes(person.person).await?;
    }
    let event = Event {
        kind: if at_once {
            "data_subject_request.fulfilled"
        } else {
            "data_subject_request.received"
        },
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
        reason: None,
    };
    Ok(consent::portable(tx).await?.into_iter().map(told).collect())
}

pub(super) fn due(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_add_months(DUE).unwrap_or(now)
}

/// One request of a kind is answered after the other. What is asked for each purpose is one of a kind for each, and so is a
/// correction for each field of an object.
async fn refuse_second(tx: &Tx, person: PersonId, asked: &Asked) -> Result<()> {
    let open = DataSubjectRequestState::iter().filter(|state| !is_answered(*state));
    let purpose = match asked.purpose {
        Some(purpose) => Column::Purpose.eq(purpose),
        None => Column::Purpose.is_null(),
    };
    let same = Condition::all()
        .add(Column::PersonId.eq(person))
        .add(Column::UsedRight.eq(asked.right))
        .add(Column::State.is_in(open))
        .add_option(asked.is_by_purpose().then_some(purpose))
        .add_option(asked.wrong.as_ref().map(|wrong| Column::Field.eq(wrong.field.as_str())))
        .add_option(asked.contribution().map(|id| Column::ContributionId.eq(id)))
        .add_option(asked.participation().map(|id| Column::ParticipationId.eq(id)));
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
    /// The article, or what the server says.
    pub(super) because: Option<String>,
    /// What who handles it writes, which an erasure takes.
    pub(super) reason: Option<String>,
}

/// Writes what was done about a request.
pub(super) async fn note(
    tx: &Tx,
    clock: &Clock,
    (request, person): (DataSubjectRequestId, PersonId),
    outcomes: Vec<Outcome>,
) -> Result<()> {
    let before = Condition::all().add(request_outcome::Column::RequestId.eq(request));
    let before = tx.count_all::<request_outcome::Entity>(before).await?;
    let rows = (1 + i32::try_from(before).unwrap_or(i32::MAX - 100)..)
        .zip(outcomes)
        .map(|(place, outcome)| request_outcome::ActiveModel {
            id: Set(Id::from_uuid(clock.id())),
            request_id: Set(request),
            person_id: Set(person.into()),
            place: Set(place),
            purpose: Set(outcome.purpose.into()),
            is_done: Set(outcome.kept.is_none().into()),
            code: Set(outcome.kept.map(Code::name).into()),
            because: Set(outcome.because.into()),
            reason: Set(outcome.reason.into()),
            ..Default::default()
        });
    tx.insert_all::<request_outcome::Entity>(rows.collect()).await
}
