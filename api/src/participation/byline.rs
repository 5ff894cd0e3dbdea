//! The name that stands with somebody's words in a project, and how the person chooses it.

use async_graphql::{
    Enum, ID, InputObject, SimpleObject, Value, parser::types::Field as SelectedField, resolver_utils::enum_value,
};
use entity::{
    id::{ParticipationId, PersonId},
    participation::{ActiveModel, Model},
    person,
    sealed::Personal,
    standing::StandingConsents,
    vocabulary::{AccessClass, ParticipationState, Purpose},
};
use sea_orm::ActiveValue;

use super::changes::hold;
use crate::{
    consent::{Grounds, keep_public_name, standing_of},
    error::{Code, Refusal, Result},
    operation::{
        Operation,
        gate::{self, Duty},
    },
    policy::{Action, ConsentFact, Field, FieldQuestion, RecordState},
    relay::{AtHand, Faults, access::access, claim},
    store::Tx,
};

/// How exact a shown name is.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
pub enum NamePrecision {
    /// Made for this project; it cannot be linked to other projects.
    Pseudonym,
    /// The name the person goes by, shown because the person chose so.
    DisplayName,
}

/// The name that stands with somebody's words in a project.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(serial)]
pub struct Byline {
    /// A pseudonym of this project alone, or the display name where the person chose to be named.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    name: String,
    /// Which of the two it is.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    precision: NamePrecision,
}

impl AtHand for Byline {
    fn at_hand(&self, field: &SelectedField) -> Option<Value> {
        match field.name.node.as_str() {
            "name" => Some(Value::String(self.name.clone())),
            "precision" => Some(enum_value(self.precision)),
            _ => None,
        }
    }
}

/// What chooseByline needs.
#[derive(Debug, InputObject)]
pub(super) struct ChooseBylineInput {
    /// Your participation.
    pub participation: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// A pseudonym, or the name you go by, for everybody to read; the name needs consent to `PUBLIC_ATTRIBUTION`.
    pub precision: NamePrecision,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// Whose consent to be named stands, of who takes part by these rows.
pub(super) struct Consents {
    grounds: Option<Grounds>,
    standing: Vec<(PersonId, Personal<StandingConsents>)>,
}

impl Consents {
    /// A few statements where somebody chose a name, and none elsewhere.
    pub(super) async fn of(operation: &Operation, tx: &Tx, rows: &[Model]) -> Result<Self> {
        let duty = Duty::DecideField;
        let named = rows.iter().filter(|row| duty.open(&row.public_name).is_some());
        let people: Vec<PersonId> = named.filter_map(|row| *duty.open(&row.person_id)).collect();
        if people.is_empty() {
            return Ok(Self {
                grounds: None,
                standing: Vec::new(),
            });
        }
        let now = operation.clock().now();
        Ok(Self {
            grounds: Some(Grounds::of(tx, now, Purpose::PublicAttribution).await?),
            standing: standing_of(tx, &people).await?,
        })
    }

    /// Whether who takes part by the row consents to be named, or is not asked in this agency.
    fn open(&self, row: &Model) -> bool {
        let subject = *Duty::DecideField.open(&row.person_id);
        let said = self.standing.iter().find(|(person, _)| Some(*person) == subject);
        let fact = self
            .grounds
            .as_ref()
            .zip(said)
            .map(|(grounds, (person, consents))| grounds.fact(*person, consents, None).1);
        matches!(fact, Some(ConsentFact::Standing | ConsentFact::NotAsked))
    }
}

/// How the project names a participant. A name is public where its owner chose so and consents to it, and the policy says
/// that it is, as long as the person's data are not stored only.
pub(super) fn byline_of(operation: &Operation, consents: &Consents, row: &Model) -> Byline {
    let rests = operation.withholds(row.id, Purpose::ParticipationAdmin)
        || operation.withholds(row.id, Purpose::PublicAttribution);
    let chosen = Duty::DecideField.open(&row.public_name).is_some() && consents.open(row) && !rests;
    let state = if chosen {
        RecordState::Published
    } else {
        RecordState::Plain
    };
    let roles = operation
        .known_actor()
        .map_or(entity::set::Set::EMPTY, crate::actor::Actor::roles);
    let question = FieldQuestion::of(Field::BylineName, roles).in_state(state);
    match gate::open_if(operation, &question, &row.public_name).cloned().flatten() {
        Some(name) => Byline {
            name,
            precision: NamePrecision::DisplayName,
        },
        None => Byline {
            name: row.pseudonym.clone(),
            precision: NamePrecision::Pseudonym,
        },
    }
}

pub(super) async fn choose(operation: &Operation, input: ChooseBylineInput) -> Result<ParticipationId> {
    let mut faults = Faults::default();
    let claim = claim(
        operation,
        &mut faults,
        "chooseByline",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let mut held = hold(operation, &input.participation, Action::ChooseByline, claim.as_ref()).await?;
    if held.done_before {
        return Ok(held.row.id);
    }
    held.check(operation, &input.version)?;
    // Who has left can still take the name back, and not put it there.
    let active = *Duty::DecideAction.open(&held.row.state) == ParticipationState::Active;
    if input.precision == NamePrecision::DisplayName && !active {
        return Err(Refusal::new(Code::InvalidTransition, "The participation has ended.").into());
    }
    let public_name = match (input.precision, held.person.take()) {
        (NamePrecision::DisplayName, Some(person)) => {
            consents_to_it(operation, &held.tx, &person).await?;
            person.display_name.map(Some)
        }
        _ => None.into(),
    };
    if Duty::DecideAction.open(&held.row.public_name) != Duty::DecideAction.open(&public_name) {
        keep_public_name(&held.tx, operation.clock(), &held.row).await?;
    }
    let change = ActiveModel {
        public_name: ActiveValue::Set(public_name),
        ..Default::default()
    };
    held.finish(operation, change, "participation.byline_chosen", claim)
        .await
}

/// Refuses to name somebody in public who does not consent to it (GDPR article 6(1)(a)).
async fn consents_to_it(operation: &Operation, tx: &Tx, person: &person::Model) -> Result<()> {
    let grounds = Grounds::of(tx, operation.clock().now(), Purpose::PublicAttribution).await?;
    let (code, message) = match grounds.fact(person.id, &person.standing_consents, None).1 {
        ConsentFact::Standing | ConsentFact::NotAsked => return Ok(()),
        ConsentFact::Missing => (
            Code::ConsentRequired,
            "Your name stands in public with your consent to PUBLIC_ATTRIBUTION alone.",
        ),
        ConsentFact::Stale => (
            Code::ConsentStale,
            "What your consent to PUBLIC_ATTRIBUTION was about has changed since.",
        ),
        ConsentFact::Off => {
            let refusal = Refusal::new(Code::PurposeNotPermitted, "The agency shows nobody's name in public.");
            return Err(refusal.hint("Stay with the pseudonym.").into());
        }
    };
    let hint = "Read the notice of the purpose (purposes), and give consent with giveConsent.";
    Err(Refusal::new(code, message).hint(hint).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relay::both;

    #[tokio::test]
    async fn a_byline_answers_what_the_library_makes_of_it() {
        let byline = Byline {
            name: "Heron".to_owned(),
            precision: NamePrecision::Pseudonym,
        };
        let [hand, made] = both(byline, "name precision exact: precision __typename").await;
        assert_eq!(hand, made);
    }
}
