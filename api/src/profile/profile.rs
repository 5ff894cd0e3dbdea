//! The noun.

use async_graphql::{ComplexObject, Context, SimpleObject};
use chrono::Datelike;
use entity::{
    id::{Id, ParticipantProfileId, PersonId, ProjectId},
    participant_profile::{Entity, Model},
    sealed::{Personal, Sensitive},
    standing::StandingConsents,
    subject::DataSubject,
    vocabulary::{AccessClass, EducationLevel, Gender, ProfileAttribute, Purpose},
};

use super::coarse::{AgeBand, band, municipality};
use crate::{
    consent::{Grounds, grounds, standing_of},
    error::Result,
    operation::{
        Operation,
        gate::{self, Gated},
    },
    policy::{Field, FieldQuestion, Relation},
    relay::{access::access, operation, version_in},
    store::Level,
};

/// What a person told about themselves for statistics; each attribute is optional and by its own consent.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct ParticipantProfile {
    #[graphql(skip)]
    key: ParticipantProfileId,
    #[graphql(skip)]
    seen: i64,
    /// Age, as a band; worked out from the year. Read by the person, and with consent by the data steward.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::Representativeness])))]
    age_band: Gated<Sensitive<Option<AgeBand>>>,
    /// Year of birth; others than the person get the band only.
    #[graphql(directive = access::apply(AccessClass::Sensitive, Some(vec![Purpose::Representativeness])))]
    birth_year: Gated<Sensitive<Option<i32>>>,
    /// Municipality of residence; worked out from the last part of the address. Read by the person, and with consent by
    /// the data steward.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::Representativeness])))]
    municipality: Gated<Sensitive<Option<String>>>,
    /// Address; others than the person get the municipality only.
    #[graphql(directive = access::apply(AccessClass::Sensitive, Some(vec![Purpose::Representativeness])))]
    postal_address: Gated<Sensitive<Option<String>>>,
    /// Gender, as told. Read by the person; by others as statistics.
    #[graphql(directive = access::apply(AccessClass::Sensitive, Some(vec![Purpose::Representativeness])))]
    gender: Gated<Sensitive<Option<Gender>>>,
    /// Highest education. Read by the person; by others as statistics.
    #[graphql(directive = access::apply(AccessClass::Sensitive, Some(vec![Purpose::Representativeness])))]
    education: Gated<Sensitive<Option<EducationLevel>>>,
    /// Whether the person lives with a disability. Read by the person; by others as statistics.
    #[graphql(directive = access::apply(AccessClass::Sensitive, Some(vec![Purpose::RepresentativenessSpecial])))]
    has_disability: Gated<Sensitive<Option<bool>>>,
    /// Whether the person or a parent immigrated. Read by the person; by others as statistics.
    #[graphql(directive = access::apply(AccessClass::Sensitive, Some(vec![Purpose::RepresentativenessSpecial])))]
    has_migration_background: Gated<Sensitive<Option<bool>>>,
}

#[ComplexObject]
impl ParticipantProfile {
    /// Opaque version for changes, which the person alone makes; to others it never moves.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }
}

impl ParticipantProfile {
    /// The same profile, read in this project: for the record of that.
    #[must_use]
    pub fn read_in(self, project: Option<ProjectId>) -> Self {
        Self {
            age_band: self.age_band.read_in(project),
            birth_year: self.birth_year.read_in(project),
            municipality: self.municipality.read_in(project),
            postal_address: self.postal_address.read_in(project),
            gender: self.gender.read_in(project),
            education: self.education.read_in(project),
            has_disability: self.has_disability.read_in(project),
            has_migration_background: self.has_migration_background.read_in(project),
            ..self
        }
    }
}

/// The version of a profile of somebody who told nothing.
pub(super) const NOTHING_TOLD: i64 = 0;

/// The id of a person's profile, whether or not there is one.
pub(super) const fn id_of(person: PersonId) -> ParticipantProfileId {
    Id::from_uuid(person.uuid())
}

/// What a level of profiles is made with.
struct Reader<'r> {
    person: PersonId,
    question: FieldQuestion,
    grounds: Option<&'r Grounds>,
    consents: Option<&'r Personal<StandingConsents>>,
    year: i32,
}

impl Reader<'_> {
    /// The question for a field that is told by this attribute: each has a consent of its own.
    fn ask(&self, field: Field, attribute: ProfileAttribute) -> FieldQuestion {
        let said = self.grounds.zip(self.consents);
        let said = said.map(|(grounds, consents)| grounds.fact(self.person, consents, Some(attribute)));
        FieldQuestion { field, ..self.question }.consenting(said)
    }

    /// The noun of a row; that of somebody who told nothing looks alike, so that not even this shows.
    fn noun(&self, person: PersonId, row: Option<&Model>) -> ParticipantProfile {
        use ProfileAttribute as A;
        let birth_year = row.map_or_else(|| None.into(), |row| row.birth_year.clone());
        let postal_address = row.map_or_else(|| None.into(), |row| row.postal_address.clone());
        let age: Sensitive<(Option<i32>, i32)> = birth_year.clone().zip(self.year.into());
        let age = age.map(|(born, year)| born.map(|born| band(born, year)));
        // To others the version would tell of every change of what they may not read (T40).
        let is_own = self.question.facts.relations.contains(Relation::Itself);
        let place = postal_address
            .clone()
            .map(|told| told.as_deref().and_then(municipality));
        ParticipantProfile {
            key: id_of(person),
            seen: row.filter(|_| is_own).map_or(NOTHING_TOLD, |row| row.version),
            age_band: Gated::new(age, self.ask(Field::ParticipantProfileAgeBand, A::BirthYear)),
            birth_year: Gated::new(birth_year, self.ask(Field::ParticipantProfileBirthYear, A::BirthYear)),
            municipality: Gated::new(place, self.ask(Field::ParticipantProfileMunicipality, A::PostalAddress)),
            postal_address: Gated::new(
                postal_address,
                self.ask(Field::ParticipantProfilePostalAddress, A::PostalAddress),
            ),
            gender: Gated::new(
                row.map_or_else(|| None.into(), |row| row.gender.clone()),
                self.ask(Field::ParticipantProfileGender, A::Gender),
            ),
            education: Gated::new(
                row.map_or_else(|| None.into(), |row| row.education.clone()),
                self.ask(Field::ParticipantProfileEducation, A::Education),
            ),
            has_disability: Gated::new(
                row.map_or_else(|| None.into(), |row| row.has_disability.clone()),
                self.ask(Field::ParticipantProfileHasDisability, A::Disability),
            ),
            has_migration_background: Gated::new(
                row.map_or_else(|| None.into(), |row| row.has_migration_background.clone()),
                self.ask(Field::ParticipantProfileHasMigrationBackground, A::MigrationBackground),
            ),
        }
    }
}

/// The profiles of these people, each with what the reader is to it: a few statements, whatever the number.
async fn load(operation: &Operation, people: &[PersonId]) -> Result<Vec<(PersonId, ParticipantProfile)>> {
    let tx = operation.snapshot().await?;
    let ids: Vec<_> = people.iter().map(|person| id_of(*person)).collect();
    let rows = tx.by_ids::<Entity>(&ids).await?;
    let grounds = grounds(operation, &tx, people).await?;
    let asked = if grounds.is_some() { people } else { &[] };
    let standing = standing_of(&tx, asked).await?;
    let reader = tx.actor().person().map(|person| person.person);
    let noun = |person: PersonId| {
        let relation = Relation::own(reader == Some(person));
        let reader = Reader {
            person,
            question: FieldQuestion::of(Field::ParticipantProfileAgeBand, tx.actor().roles())
                .related(relation)
                .about(DataSubject::Person(person)),
            grounds: grounds.as_ref(),
            consents: standing
                .iter()
                .find(|(known, _)| *known == person)
                .map(|(_, consents)| consents),
            year: operation.clock().now().year(),
        };
        let row = rows.iter().find(|row| row.id == id_of(person));
        (person, reader.noun(person, row))
    };
    Ok(people.iter().copied().map(noun).collect())
}

/// The profile of a person, loaded once for all people of their level; for a field that asked who may read it.
pub async fn at_level(
    ctx: &Context<'_>,
    level: &Level<PersonId, ParticipantProfile>,
    person: PersonId,
) -> Result<Option<ParticipantProfile>> {
    let operation = operation(ctx)?;
    let load = |people: Vec<PersonId>| async move { load(operation, &people).await };
    level.get(person, load).await
}

/// What the viewer told; none when nothing.
pub(crate) async fn profile_of_viewer(ctx: &Context<'_>) -> Result<Option<ParticipantProfile>> {
    let operation = operation(ctx)?;
    let Some((_, person)) = gate::viewer(ctx, Field::ViewerProfile) else {
        return Ok(None);
    };
    let own = own(operation, person.person).await?;
    Ok(own.filter(|profile| profile.seen != NOTHING_TOLD))
}

/// The profile of a person, as the reader has it.
pub(super) async fn own(operation: &Operation, person: PersonId) -> Result<Option<ParticipantProfile>> {
    Ok(load(operation, &[person]).await?.pop().map(|(_, profile)| profile))
}
