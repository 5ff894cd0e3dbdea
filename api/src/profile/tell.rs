//! The verbs of the person: to tell something about oneself, and to take it back.

use async_graphql::{Context, InputObject, Object};
use chrono::Datelike;
use entity::{
    id::PersonId,
    participant_profile::{ActiveModel, DECLARATION, Entity, Model, columns, without},
    person,
    vocabulary::{AccessClass, EducationLevel, Gender, ProfileAttribute, Purpose},
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::profile::{NOTHING_TOLD, ParticipantProfile, id_of, own};
use crate::{
    consent::Grounds,
    error::{Code, Refusal, Result},
    operation::{Operation, gate::Duty, may},
    people::ActedPerson,
    policy::{Action, ActionQuestion, ConsentFact},
    relay::{Faults, access::access, answer, check_version, claim, differs, operation},
    store::{Claim, Event, Going, Tx},
};

/// What updateMyProfile needs.
#[derive(Debug, InputObject)]
pub(super) struct UpdateMyProfileInput {
    /// Version that was last read; needed where you told something before.
    pub version: Option<String>,
    /// Year of birth, 1900 or later.
    pub birth_year: Option<i32>,
    /// Address, at most 500 characters; the municipality is its last part, after a comma or on a line of its own.
    pub postal_address: Option<String>,
    /// Gender, as you tell it.
    pub gender: Option<Gender>,
    /// Highest education.
    pub education: Option<EducationLevel>,
    /// Whether you live with a disability.
    pub has_disability: Option<bool>,
    /// Whether you or a parent immigrated.
    pub has_migration_background: Option<bool>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What clearMyProfile needs.
#[derive(Debug, InputObject)]
pub(super) struct ClearMyProfileInput {
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// The attributes, 1 to 10.
    pub attributes: Vec<ProfileAttribute>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(UpdateMyProfilePayload, "updateMyProfile", profile: ParticipantProfile, "profile");
payload!(ClearMyProfilePayload, "clearMyProfile", profile: ParticipantProfile, "profile");

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "ProfileMutations")]
impl Mutations {
    /// Tells or corrects what you say about yourself for statistics; each attribute needs its consent.
    /// Codes: `FORBIDDEN`, `CONFLICT`, `CONSENT_REQUIRED`, `CONSENT_STALE`, `PURPOSE_NOT_PERMITTED`.
    /// ```graphql
    /// mutation { updateMyProfile(input: {birthYear: 1984}) { profile { ageBand } } }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn update_my_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdateMyProfileInput,
    ) -> UpdateMyProfilePayload {
        let done = async { reread(operation(ctx)?, update(operation(ctx)?, input).await?).await };
        UpdateMyProfilePayload {
            profile: answer(ctx, Some("profile"), done.await),
        }
    }

    /// Deletes attributes of yours, physically.
    /// Codes: `FORBIDDEN`, `CONFLICT`.
    /// ```graphql
    /// mutation { clearMyProfile(input: {version: "v8k2f0", attributes: [BIRTH_YEAR]}) { profile { ageBand } } }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn clear_my_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ClearMyProfileInput,
    ) -> ClearMyProfilePayload {
        let done = async { reread(operation(ctx)?, clear(operation(ctx)?, input).await?).await };
        ClearMyProfilePayload {
            profile: answer(ctx, Some("profile"), done.await),
        }
    }
}

/// The own profile, held, and whether the same call was done before.
struct Held {
    tx: Tx,
    person: person::Model,
    row: Option<Model>,
    done_before: bool,
}

async fn hold(operation: &Operation, action: Action, claim: Option<&Claim>) -> Result<Held> {
    let tx = operation.write().await?;
    let actor = tx.actor().person();
    let question = ActionQuestion::of(action, tx.actor().roles());
    let may = may::permit(operation, question, ActedPerson::of_actor(tx.actor()))?;
    let actor = actor.ok_or_else(Refusal::not_found)?;
    // The person before what hangs on them, as with consents.
    let person = tx.lock::<person::Entity>(actor.person.uuid()).await?;
    let row = tx.rows::<Entity>().id(id_of(person.id).uuid()).one().await?;
    let done_before = tx.done_before(operation.clock(), claim).await?.is_some();
    may.stands(operation.clock().now())?;
    Ok(Held {
        tx,
        person,
        row,
        done_before,
    })
}

impl Held {
    fn seen(&self) -> i64 {
        self.row.as_ref().map_or(NOTHING_TOLD, |row| row.version)
    }

    async fn finish(self, operation: &Operation, claim: Option<Claim>) -> Result<PersonId> {
        let event = Event {
            kind: "profile.changed",
            object: self.person.id.uuid(),
        };
        self.tx.finish(operation.clock(), event, claim.as_ref()).await?;
        Ok(self.person.id)
    }
}

async fn update(operation: &Operation, input: UpdateMyProfileInput) -> Result<PersonId> {
    let mut faults = Faults::default();
    let year = operation.clock().now().year();
    if input.birth_year.is_some_and(|born| !(1900..=year).contains(&born)) {
        faults.add("birthYear", "The year is from 1900 to the present one.");
    }
    let postal_address = faults.optional("postalAddress", input.postal_address.as_deref(), 1, 500);
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "updateMyProfile", key, &input);
    faults.done()?;

    let held = hold(operation, Action::UpdateMyProfile, claim.as_ref()).await?;
    if held.done_before {
        return Ok(held.person.id);
    }
    consented(operation, &held, &told(&input)).await?;
    if held.row.is_some() || input.version.is_some() {
        let version = input.version.as_deref().unwrap_or_default();
        check_version(operation, id_of(held.person.id), held.seen(), version)?;
    }
    let id = id_of(held.person.id);
    let (birth_year, postal_address) = (input.birth_year.map(Some), postal_address.map(Some));
    let (gender, education) = (input.gender.map(Some), input.education.map(Some));
    let disability = input.has_disability.map(Some);
    let migration = input.has_migration_background.map(Some);
    let duty = Duty::DecideAction;
    let is_other = match &held.row {
        Some(row) => {
            differs(birth_year.as_ref(), duty.open(&row.birth_year))
                || differs(postal_address.as_ref(), duty.open(&row.postal_address))
                || differs(gender.as_ref(), duty.open(&row.gender))
                || differs(education.as_ref(), duty.open(&row.education))
                || differs(disability.as_ref(), duty.open(&row.has_disability))
                || differs(migration.as_ref(), duty.open(&row.has_migration_background))
        }
        None => !told(&input).is_empty(),
    };
    if !is_other {
        held.tx
            .finish_quietly(operation.clock(), held.person.id.uuid(), claim.as_ref())
            .await?;
        return Ok(held.person.id);
    }
    let change = ActiveModel {
        birth_year: birth_year.map_or(NotSet, |told| Set(told.into())),
        postal_address: postal_address.map_or(NotSet, |told| Set(told.into())),
        gender: gender.map_or(NotSet, |told| Set(told.into())),
        education: education.map_or(NotSet, |told| Set(told.into())),
        has_disability: disability.map_or(NotSet, |told| Set(told.into())),
        has_migration_background: migration.map_or(NotSet, |told| Set(told.into())),
        version: Set(held.seen() + 1),
        ..Default::default()
    };
    if held.row.is_some() {
        held.tx.update::<Entity>(id.uuid(), change).await?;
    } else {
        let first = ActiveModel {
            id: Set(id),
            person_id: Set(held.person.id.into()),
            ..change
        };
        held.tx.insert::<Entity>(first).await?;
    }
    held.finish(operation, claim).await
}

/// The attributes that an input tells, with the names of their fields.
fn told(input: &UpdateMyProfileInput) -> Vec<(ProfileAttribute, &'static str)> {
    use ProfileAttribute as A;
    let all = [
        (A::BirthYear, "birthYear", input.birth_year.is_some()),
        (A::PostalAddress, "postalAddress", input.postal_address.is_some()),
        (A::Gender, "gender", input.gender.is_some()),
        (A::Education, "education", input.education.is_some()),
        (A::Disability, "hasDisability", input.has_disability.is_some()),
        (
            A::MigrationBackground,
            "hasMigrationBackground",
            input.has_migration_background.is_some(),
        ),
    ];
    let told = all.into_iter().filter(|(_, _, is_told)| *is_told);
    told.map(|(attribute, field, _)| (attribute, field)).collect()
}

/// Refuses what is told without a consent that stands to that very attribute, all of it together.
async fn consented(operation: &Operation, held: &Held, told: &[(ProfileAttribute, &'static str)]) -> Result<()> {
    let mut faults = Faults::default();
    for purpose in [Purpose::Representativeness, Purpose::RepresentativenessSpecial] {
        let of_purpose = told.iter().filter(|(attribute, _)| attribute.purpose() == purpose);
        let of_purpose: Vec<_> = of_purpose.collect();
        if of_purpose.is_empty() {
            continue;
        }
        let grounds = Grounds::of(&held.tx, operation.clock().now(), purpose).await?;
        for (attribute, field) in of_purpose {
            let (_, fact) = grounds.fact(held.person.id, &held.person.standing_consents, Some(*attribute));
            let (code, message) = match fact {
                ConsentFact::Standing | ConsentFact::NotAsked => continue,
                ConsentFact::Missing => (Code::ConsentRequired, "You have not consented to tell this."),
                ConsentFact::Stale => (
                    Code::ConsentStale,
                    "The notice has changed since you consented to tell this.",
                ),
                ConsentFact::Off => (Code::PurposeNotPermitted, "The agency asks nobody for this."),
            };
            let refusal = Refusal::new(code, message).hint("Give consent to this attribute first, with giveConsent.");
            faults.push(refusal.at(&["input", field]));
        }
    }
    faults.done()
}

async fn clear(operation: &Operation, input: ClearMyProfileInput) -> Result<PersonId> {
    let mut faults = Faults::default();
    if input.attributes.is_empty() || input.attributes.len() > 10 {
        faults.add("attributes", "The list has 1 to 10 attributes.");
    }
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "clearMyProfile", key, &input);
    faults.done()?;

    let held = hold(operation, Action::ClearMyProfile, claim.as_ref()).await?;
    if held.done_before {
        return Ok(held.person.id);
    }
    let id = id_of(held.person.id);
    check_version(operation, id, held.seen(), &input.version)?;
    if held.row.is_some() {
        let columns = columns(&input.attributes);
        let going = Going::Columns(&columns);
        held.tx
            .keep_for_holds(&DECLARATION, going, &[id.uuid()], operation.clock())
            .await?;
        let change = ActiveModel {
            version: Set(held.seen() + 1),
            ..without(&input.attributes)
        };
        held.tx.update::<Entity>(id.uuid(), change).await?;
    }
    held.finish(operation, claim).await
}

/// The own profile after a change, read anew.
async fn reread(operation: &Operation, person: PersonId) -> Result<ParticipantProfile> {
    own(operation, person).await?.ok_or_else(|| Refusal::not_found().into())
}
