//! What the gate is told of consents: whether what a person said covers the declared purpose, as it stands now.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::{
    id::{OrganisationId, PersonId},
    participation,
    sealed::Personal,
    standing::StandingConsents,
    vocabulary::{JoiningRoute, ParticipationState, ProfileAttribute, Purpose},
};
use sea_orm::{ColumnTrait, Condition};

use super::in_force::{Terms, id_of, material_of, terms_of};
use crate::{
    error::Result,
    operation::{Operation, Resting, gate::Duty},
    policy::ConsentFact,
    store::Tx,
};

/// What the agency says of a purpose, and for whom the reader speaks. It is as old as the transaction that it was read in,
/// and lives no longer (T66).
#[derive(Clone, Debug)]
pub struct Grounds {
    purpose: Purpose,
    terms: Terms,
    /// Number of the newest material notice that holds.
    material: i32,
    now: DateTime<Utc>,
    /// The partners that the reader speaks for, where it is asked for each.
    partners: Vec<OrganisationId>,
    /// Whose data are stored only: what they consented to before does not open them.
    resting: Arc<Resting>,
}

/// What the declared purpose of the operation asks of these people. A few statements, and none where that purpose never
/// asks or nobody is there to be asked.
pub async fn grounds(operation: &Operation, tx: &Tx, people: &[PersonId]) -> Result<Option<Grounds>> {
    match operation.purpose() {
        Some(purpose) if !purpose.is_needed() && !people.is_empty() => {
            let grounds = Grounds::of(tx, operation.clock().now(), purpose).await?;
            Ok(Some(Grounds {
                resting: operation.resting(),
                ..grounds
            }))
        }
        _ => Ok(None),
    }
}

impl Grounds {
    /// What this purpose asks for, of people whose data may be used.
    pub async fn of(tx: &Tx, now: DateTime<Utc>, purpose: Purpose) -> Result<Self> {
        let terms = terms_of(tx, purpose).await?;
        let id = id_of(tx.actor().tenant, purpose);
        let asks = terms.is_enabled && terms.basis.asks_consent();
        let material = if asks {
            material_of(tx, now, &[id]).await?.remove(&id).unwrap_or(0)
        } else {
            0
        };
        let partners = if asks && purpose == Purpose::ShareWithPartner {
            partners_of_reader(tx).await?
        } else {
            Vec::new()
        };
        Ok(Self {
            purpose,
            terms,
            material,
            now,
            partners,
            resting: Arc::default(),
        })
    }

    /// What a person says to the purpose, of this attribute where it is asked for each.
    #[must_use]
    pub fn fact(
        &self,
        person: PersonId,
        consents: &Personal<StandingConsents>,
        attribute: Option<ProfileAttribute>,
    ) -> (Purpose, ConsentFact) {
        let since = self.resting.since(person, self.purpose, self.now);
        let consents = Duty::DecideField.open(consents);
        (self.purpose, self.said(consents, since, attribute))
    }

    /// What is said where nobody is there to be asked: the same as of who said nothing, or it would tell that nobody is (T36).
    #[must_use]
    pub fn of_nobody(&self) -> (Purpose, ConsentFact) {
        (self.purpose, self.said(&StandingConsents::default(), None, None))
    }

    fn said(
        &self,
        consents: &StandingConsents,
        since: Option<DateTime<Utc>>,
        attribute: Option<ProfileAttribute>,
    ) -> ConsentFact {
        if !self.terms.is_enabled {
            return ConsentFact::Off;
        }
        if !self.terms.basis.asks_consent() {
            return ConsentFact::NotAsked;
        }
        let by_partner = self.purpose == Purpose::ShareWithPartner;
        let mut fact = ConsentFact::Missing;
        for consent in consents.iter() {
            let is_about = consent.purpose == self.purpose && consent.attribute == attribute;
            let is_for = match consent.recipient {
                None => !by_partner,
                Some(partner) => by_partner && self.partners.contains(&partner),
            };
            // It stands until the millisecond before its end.
            let is_before = since.is_some_and(|since| consent.given_at <= since);
            if !is_about || !is_for || is_before || consent.expires_at <= self.now {
                continue;
            }
            if consent.notice >= self.material {
                return ConsentFact::Standing;
            }
            fact = ConsentFact::Stale;
        }
        fact
    }
}

/// The organisations that the reader speaks for somewhere, as somebody else says who invited the reader: what one says of
/// oneself on joining makes nobody a partner. A program speaks for the one that answers for it.
async fn partners_of_reader(tx: &Tx) -> Result<Vec<OrganisationId>> {
    use participation::Column;
    let Some(reader) = tx.actor().person() else {
        let program = tx.actor().program();
        return Ok(program.and_then(|program| program.partner()).into_iter().collect());
    };
    let own = Condition::all()
        .add(Column::PersonId.eq(reader.person))
        .add(Column::State.eq(ParticipationState::Active))
        .add(Column::JoinedVia.eq(JoiningRoute::Invitation))
        .add(Column::OrganisationId.is_not_null());
    let rows = tx.rows::<participation::Entity>().filter(own).all(1000).await?;
    let partner = |row: &participation::Model| *Duty::DecideField.open(&row.organisation_id);
    Ok(rows.iter().filter_map(partner).collect())
}

/// The consents of these people that stand, for who asks before it loads the people themselves.
pub async fn standing_of(tx: &Tx, people: &[PersonId]) -> Result<Vec<(PersonId, Personal<StandingConsents>)>> {
    tx.public_of::<entity::person::Entity, _>(people, |row| (row.id, row.standing_consents))
        .await
}
