//! Whose data are stored only: the processing is restricted (GDPR article 18), or they objected to a purpose (article 21).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::{
    id::{Id, ParticipationId, PersonId},
    subject::DataSubject,
    vocabulary::{DataSubjectRight, Purpose},
};

use super::Operation;
use crate::{
    error::Result,
    policy::ProcessingFact,
    store::{Rest, Tx},
};

/// What keeps data of people of one agency from being used, and which rows lead to them. It is read as the agency's rules
/// are, and moves their number, so that it counts from the next read on, on every server.
#[derive(Debug, Default)]
pub struct Resting {
    rests: BTreeMap<PersonId, Vec<Rest>>,
    leads: BTreeMap<DataSubject, PersonId>,
}

impl Resting {
    /// As it is committed now: one statement, and two more where there is any.
    pub async fn read(tx: &Tx, now: DateTime<Utc>) -> Result<Self> {
        let found = tx.rests(now).await?;
        if found.is_empty() {
            return Ok(Self::default());
        }
        let mut rests: BTreeMap<PersonId, Vec<Rest>> = BTreeMap::new();
        for rest in found {
            rests.entry(rest.person).or_default().push(rest);
        }
        let leads = tx.leads_to_resting(now).await?.into_iter().collect();
        Ok(Self { rests, leads })
    }

    /// Whether there is nothing of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rests.is_empty()
    }

    /// What keeps the data of whoever the row tells of from being used for the purpose.
    fn of(&self, about: DataSubject, purpose: Option<Purpose>, now: DateTime<Utc>) -> impl Iterator<Item = &Rest> {
        let person = match about {
            DataSubject::Person(person) => Some(person),
            other => self.leads.get(&other).copied(),
        };
        let theirs = person.and_then(|person| self.rests.get(&person));
        theirs.into_iter().flatten().filter(move |rest| {
            let is_for = rest.purpose.is_none() || rest.purpose == purpose;
            is_for && rest.from <= now && rest.until.is_none_or(|until| now < until)
        })
    }

    /// The same, as the policies are told.
    #[must_use]
    pub fn fact(&self, about: DataSubject, purpose: Option<Purpose>, now: DateTime<Utc>) -> ProcessingFact {
        let mut fact = ProcessingFact::Free;
        for rest in self.of(about, purpose, now) {
            if rest.right != DataSubjectRight::Objection {
                return ProcessingFact::Restricted;
            }
            fact = ProcessingFact::Objected;
        }
        fact
    }

    /// Since when the processing of a person's data for the purpose is restricted: what they consented to before does not
    /// open them.
    #[must_use]
    pub fn since(&self, person: PersonId, purpose: Purpose, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let theirs = self.of(DataSubject::Person(person), Some(purpose), now);
        theirs.map(|rest| rest.from).max()
    }

    /// The parts in projects of those whose data rest for the purpose.
    #[must_use]
    pub fn parts(&self, purpose: Purpose, now: DateTime<Utc>) -> Vec<ParticipationId> {
        let parts = self.leads.keys().filter_map(|about| match about {
            DataSubject::Participation(part) => Some(*part),
            _ => None,
        });
        let rests = |part: &ParticipationId| {
            let about = DataSubject::Participation(Id::from_uuid(part.uuid()));
            self.of(about, Some(purpose), now).next().is_some()
        };
        parts.filter(rests).collect()
    }
}

impl Operation {
    /// Whether data of whoever a row tells of are stored only, for what the request declares.
    pub(super) fn processing(&self, about: Option<DataSubject>) -> ProcessingFact {
        let resting = self.resting();
        match about {
            Some(about) if !resting.is_empty() => resting.fact(about, self.purpose(), self.clock().now()),
            _ => ProcessingFact::Free,
        }
    }

    /// Whether what whoever takes part so gave for a purpose is kept from the public: words for `PARTICIPATION_ADMIN`, a name
    /// for `PUBLIC_ATTRIBUTION`.
    #[must_use]
    pub fn withholds(&self, part: ParticipationId, purpose: Purpose) -> bool {
        let resting = self.resting();
        let about = DataSubject::Participation(part);
        !resting.is_empty() && resting.fact(about, Some(purpose), self.clock().now()) != ProcessingFact::Free
    }
}
