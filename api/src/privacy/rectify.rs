//! Corrections by request (GDPR article 16): of names, of a part in a project, and of words that their author can no longer
//! change.

use async_graphql::{EnumType, ID, InputObject};
use entity::{
    contribution,
    data_subject_request::ActiveModel,
    id::{ContributionId, DataSubjectRequestId, ParticipationId, PersonId},
    participation, person,
    vocabulary::{DataSubjectRequestState::Fulfilled, DataSubjectRight, Expertise, Sector},
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{
    ask::{Asked, Outcome, Wrong, ask, note},
    erase::refuse_held,
    handle::Held,
};
use crate::{
    consent::name_in_public,
    contribution::{Words, is_rectifiable, rectify as rectify_words},
    error::{Code, Fault, Refusal, Result},
    operation::{Operation, gate::Duty},
    participation::{Right, rectify as rectify_part},
    policy::Action,
    relay::{Faults, claim, parse_id},
    store::{Event, Tx},
};

/// What requestRectification needs.
#[derive(Debug, InputObject)]
pub(super) struct RequestRectificationInput {
    /// What is wrong: your person, your part in a project, or a contribution of yours.
    pub object: ID,
    /// What of it, by type and name: Person.legalName, Person.displayName, Participation.sector, Participation.expertise,
    /// Contribution.title or Contribution.body.
    pub field: String,
    /// What it should say: as long as the field takes, and of a part a name such as `SOCIETY` or LAY.
    pub correction: String,
    /// Why, at most 5000 characters.
    pub details: Option<String>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What can be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rectifiable {
    LegalName,
    DisplayName,
    Sector,
    Expertise,
    Words(Words),
}

impl Rectifiable {
    const ALL: [(&'static str, Self); 6] = [
        ("Person.legalName", Self::LegalName),
        ("Person.displayName", Self::DisplayName),
        ("Participation.sector", Self::Sector),
        ("Participation.expertise", Self::Expertise),
        ("Contribution.title", Self::Words(Words::Title)),
        ("Contribution.body", Self::Words(Words::Body)),
    ];

    fn named(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, field)| *field)
    }

    /// What it would say, as it would be stored.
    fn checked(self, faults: &mut Faults, correction: &str) -> String {
        let line = |faults: &mut Faults, most| faults.line("correction", correction, 1, most);
        match self {
            Self::LegalName | Self::Words(Words::Title) => line(faults, 200),
            Self::DisplayName => line(faults, 100),
            Self::Words(Words::Body) => faults.text("correction", correction, 1, 10_000),
            Self::Sector => known::<Sector>(faults, correction),
            Self::Expertise => known::<Expertise>(faults, correction),
        }
    }
}

/// The name of a value of the enumeration.
fn known<E: EnumType>(faults: &mut Faults, name: &str) -> String {
    if value_of::<E>(name).is_none() {
        let names: Vec<&str> = E::items().iter().map(|item| item.name).collect();
        faults.add("correction", format!("It is one of {}.", names.join(", ")));
    }
    name.to_owned()
}

fn value_of<E: EnumType>(name: &str) -> Option<E> {
    let item = E::items().iter().find(|item| item.name == name);
    item.map(|item| item.value)
}

pub(super) async fn request(operation: &Operation, input: RequestRectificationInput) -> Result<DataSubjectRequestId> {
    let mut faults = Faults::default();
    let field = Rectifiable::named(&input.field);
    let correction = if let Some(field) = field {
        field.checked(&mut faults, &input.correction)
    } else {
        let names = Rectifiable::ALL.map(|(name, _)| name);
        faults.add("field", format!("It is one of {}.", names.join(", ")));
        String::new()
    };
    let object = field.and_then(|field| object(field, &input.object));
    let details = input.details.as_deref().filter(|details| !details.trim().is_empty());
    let details = faults.optional("details", details, 1, 5000);
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "requestRectification", key, &input);
    faults.done()?;
    let asked = Asked {
        action: Action::RequestRectification,
        right: DataSubjectRight::Rectification,
        purpose: None,
        wrong: Some(Wrong {
            field: input.field,
            object,
            correction,
        }),
        details,
        claim,
    };
    ask(operation, asked).await
}

/// What is to be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Object {
    Person(PersonId),
    Participation(ParticipationId),
    Contribution(ContributionId),
}

fn object(field: Rectifiable, id: &ID) -> Option<Object> {
    match field {
        Rectifiable::LegalName | Rectifiable::DisplayName => parse_id(id).map(Object::Person),
        Rectifiable::Sector | Rectifiable::Expertise => parse_id(id).map(Object::Participation),
        Rectifiable::Words(_) => parse_id(id).map(Object::Contribution),
    }
}

impl Object {
    /// Refuses what is not the person's own, as what is not there; and words that there are none of.
    pub(super) async fn is_own(self, tx: &Tx, person: PersonId) -> Result<()> {
        let duty = Duty::DecideAction;
        let missing = || Refusal::not_found().at(&["input", "object"]);
        let mut state = None;
        let part = match self {
            Self::Person(id) => return if id == person { Ok(()) } else { Err(missing().into()) },
            Self::Participation(id) => Some(id),
            Self::Contribution(id) => {
                let row = tx.by_ids::<contribution::Entity>(&[id]).await?.pop();
                let row = row.ok_or_else(missing)?;
                state = Some(row.state);
                *duty.open(&row.author_id)
            }
        };
        let part = part.ok_or_else(missing)?;
        let row = tx.by_ids::<participation::Entity>(&[part]).await?.pop();
        row.filter(|row| *duty.open(&row.person_id) == Some(person))
            .ok_or_else(missing)?;
        // Only of one's own is it said that there is nothing left of it.
        if state.is_none_or(is_rectifiable) {
            return Ok(());
        }
        let message = "There is nothing in it to be corrected by request.";
        Err(Refusal::new(Code::PreconditionUnmet, message)
            .hint("Of a draft you change the words yourself.")
            .at(&["input", "object"])
            .into())
    }
}

/// Carries a correction out, so that what was wrong stands nowhere any more.
pub(super) async fn carry_out(operation: &Operation, held: Held<'_>) -> Result<DataSubjectRequestId> {
    let duty = Duty::DecideAction;
    let person = *duty.open(&held.row.person_id);
    // A person before their parts, as every verb of theirs holds them.
    held.tx.lock_person(person).await?;
    refuse_held(&held.tx, person).await?;
    correct(operation, &held, person).await?;
    let told = "It says what you asked for now. Whoever listens was told that it changed (GDPR articles 16 and 19).";
    let outcome = Outcome {
        purpose: None,
        kept: None,
        because: Some(told.to_owned()),
        reason: None,
    };
    note(&held.tx, operation.clock(), (held.row.id, person), vec![outcome]).await?;
    let change = ActiveModel {
        state: Set(Fulfilled),
        correction: Set(None.into()),
        ..Default::default()
    };
    let done = held.take(operation, change).await?;
    operation.release().await;
    operation.store().overwrite_deleted().await;
    Ok(done)
}

async fn correct(operation: &Operation, held: &Held<'_>, person: PersonId) -> Result<()> {
    let (duty, tx, row) = (Duty::DecideAction, &held.tx, &held.row);
    let field = duty.open(&row.field).as_deref().and_then(Rectifiable::named);
    let incomplete = || Fault::logged("a correction says not what of");
    let (Some(field), Some(right)) = (field, duty.open(&row.correction).clone()) else {
        return Err(incomplete().into());
    };
    match (
        field,
        *duty.open(&row.contribution_id),
        *duty.open(&row.participation_id),
    ) {
        (Rectifiable::Words(words), Some(contribution), _) => {
            rectify_words(tx, operation.clock(), contribution, words, right).await
        }
        (Rectifiable::Sector, _, Some(part)) => {
            let sector = value_of(&right).ok_or_else(incomplete)?;
            rectify_part(tx, part, Right::Sector(sector)).await
        }
        (Rectifiable::Expertise, _, Some(part)) => {
            let expertise = value_of(&right).ok_or_else(incomplete)?;
            rectify_part(tx, part, Right::Expertise(expertise)).await
        }
        (Rectifiable::LegalName, ..) => name(operation, tx, person, (Some(right), None)).await,
        (Rectifiable::DisplayName, ..) => {
            name_in_public(tx, operation.clock(), person, Some(&right)).await?;
            name(operation, tx, person, (None, Some(right))).await
        }
        _ => Err(incomplete().into()),
    }
}

async fn name(
    operation: &Operation,
    tx: &Tx,
    id: PersonId,
    (legal, display): (Option<String>, Option<String>),
) -> Result<()> {
    use sea_orm::{ColumnTrait, Condition};
    let row = tx
        .hidden::<person::Entity>(Condition::all().add(person::Column::Id.eq(id)))
        .await?;
    let row = row.ok_or_else(|| Fault::logged("a person is not there"))?;
    let change = person::ActiveModel {
        legal_name: legal.map_or(NotSet, |name| Set(name.into())),
        display_name: display.map_or(NotSet, |name| Set(name.into())),
        version: Set(row.version + 1),
        ..Default::default()
    };
    tx.update::<person::Entity>(id.uuid(), change).await?;
    let event = Event {
        kind: "person.changed",
        object: id.uuid(),
    };
    tx.emit(operation.clock(), event).await
}
