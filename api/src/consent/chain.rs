//! Adds a step to the chain of a consent, and writes what stands to the person's row with it.

use async_graphql::ID;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use entity::{
    consent::{self, ActiveModel, Column, Entity, Model},
    consent_record,
    id::{ConsentId, ConsentRecordId, Id, MembershipId, OrganisationId, PersonId},
    notice, organisation, participant_profile, person,
    scalar::{Day, LanguageTag},
    sealed::Personal,
    standing::{Standing, StandingConsents},
    vocabulary::{ConsentChannel, ConsentState, ProfileAttribute, Purpose},
};
use sea_orm::{
    ActiveEnum,
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use super::{
    acted::leads,
    in_force::later,
    lifecycle::{EXPIRE, Step},
    public_name::name_in_public,
    publish_notice::digest,
};
use crate::{
    clock::{Clock, calendar::day_of},
    error::{Code, Fault, Refusal, Result},
    operation::gate::{self, Duty},
    relay::{global_id, input_id},
    store::{Going, Tx},
};

/// What a consent is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct About {
    pub(super) purpose: Purpose,
    pub(super) recipient: Option<OrganisationId>,
    pub(super) attribute: Option<ProfileAttribute>,
}

impl About {
    /// What an input names. Each purpose is asked for alone, each partner and each attribute too: there is no bundle.
    pub(super) async fn named(
        tx: &Tx,
        purpose: Purpose,
        recipient: Option<&ID>,
        attribute: Option<ProfileAttribute>,
    ) -> Result<Self> {
        let bad = |field: &str, message: &str| Refusal::new(Code::BadInput, message).at(&["input", field]);
        let by_attribute = matches!(
            purpose,
            Purpose::Representativeness | Purpose::RepresentativenessSpecial
        );
        if by_attribute && attribute.is_none_or(|attribute| attribute.purpose() != purpose) {
            return Err(bad(
                "attribute",
                "Name the attribute of this purpose: consent is asked for each.",
            )
            .into());
        }
        if !by_attribute && attribute.is_some() {
            return Err(bad("attribute", "This purpose is not about an attribute.").into());
        }
        let by_partner = purpose == Purpose::ShareWithPartner;
        let recipient = match recipient {
            None if by_partner => return Err(bad("recipient", "Name the partner: consent is asked for each.").into()),
            Some(_) if !by_partner => return Err(bad("recipient", "This purpose is not about a partner.").into()),
            None => None,
            Some(id) => {
                let id: OrganisationId = input_id(id, "recipient")?;
                let row = tx.share::<organisation::Entity>(id.uuid()).await;
                Some(row.map_err(|error| gate::at(error, "recipient"))?.id)
            }
        };
        Ok(Self {
            purpose,
            recipient,
            attribute,
        })
    }

    /// What an existing consent is about.
    pub(super) fn of(row: &Model) -> Self {
        let duty = Duty::DecideAction;
        Self {
            purpose: row.purpose,
            recipient: *duty.open(&row.recipient_id),
            attribute: *duty.open(&row.attribute),
        }
    }

    /// As one word, which is the key of the consent.
    fn word(&self) -> String {
        let recipient = self.recipient.map(|id| global_id(id).to_string()).unwrap_or_default();
        let attribute = self.attribute.map(|attribute| attribute.to_value()).unwrap_or_default();
        format!("{}|{recipient}|{attribute}", self.purpose.to_value())
    }
}

/// What is known of a step beside where it leads.
#[derive(Clone, Debug, Default)]
pub(super) struct Details {
    pub(super) notice: Option<notice::Model>,
    pub(super) language: Option<LanguageTag>,
    pub(super) is_paper: bool,
    pub(super) by: Option<MembershipId>,
    pub(super) signed_on: Option<Day>,
    pub(super) evidence_hash: Option<String>,
    pub(super) reason: Option<String>,
}

/// Where a chain stands.
struct Chain {
    consent: ConsentId,
    steps: i32,
    state: ConsentState,
    was_given: bool,
    expires_at: Option<DateTime<Utc>>,
    /// The last step, by id and hash.
    last: Option<(ConsentRecordId, String)>,
}

/// Takes a step of a person's consent, and writes to the person's row what stands now. The caller holds that row, so
/// that steps of one person follow one another.
pub(super) async fn take(
    tx: &Tx,
    clock: &Clock,
    person: PersonId,
    about: About,
    step: Step,
    details: Details,
) -> Result<ConsentRecordId> {
    let mut chain = chain_of(tx, clock, person, about).await?;
    let is_over = chain.state.is_valid() && chain.expires_at.is_some_and(|end| end <= clock.now());
    if is_over {
        // Nobody was there when it happened; it is told before what comes after.
        add(tx, clock, person, about, &mut chain, EXPIRE, Details::default()).await?;
    }
    let record = add(tx, clock, person, about, &mut chain, step, details).await?;
    write_standing(tx, person).await?;
    Ok(record)
}

/// Ends a consent whose time is over, if it still stands. The caller holds the person's row.
pub(super) async fn expire(tx: &Tx, clock: &Clock, person: PersonId, consent: ConsentId) -> Result<()> {
    let by_id = Condition::all().add(Column::Id.eq(consent));
    let Some(row) = tx.hidden::<Entity>(by_id).await? else {
        return Ok(());
    };
    let about = About::of(&row);
    let mut chain = chain_from(tx, row).await?;
    if !(chain.state.is_valid() && chain.expires_at.is_some_and(|end| end <= clock.now())) {
        return Ok(());
    }
    add(tx, clock, person, about, &mut chain, EXPIRE, Details::default()).await?;
    write_standing(tx, person).await
}

async fn write_standing(tx: &Tx, person: PersonId) -> Result<()> {
    let standing = standing_of(tx, person).await?;
    let change = person::ActiveModel {
        standing_consents: Set(Personal::new(standing)),
        ..Default::default()
    };
    tx.update::<person::Entity>(person.uuid(), change).await
}

/// The chain that is there, or a new one without steps.
async fn chain_of(tx: &Tx, clock: &Clock, person: PersonId, about: About) -> Result<Chain> {
    let word = about.word();
    let these = Condition::all()
        .add(Column::PersonId.eq(person))
        .add(Column::About.eq(word.as_str()));
    if let Some(row) = tx.hidden::<Entity>(these).await? {
        return chain_from(tx, row).await;
    }
    let chain = Chain {
        consent: Id::from_uuid(clock.id()),
        steps: 0,
        state: ConsentState::Unknown,
        was_given: false,
        expires_at: None,
        last: None,
    };
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(chain.consent),
        person_id: Set(person.into()),
        about: Set(word.into()),
        purpose: Set(about.purpose),
        recipient_id: Set(about.recipient.into()),
        attribute: Set(about.attribute.into()),
        state: Set(chain.state.into()),
        steps: Set(0),
        was_given: Set(false.into()),
        notice: Set(None.into()),
        expires_at: Set(None.into()),
        given_at: Set(None.into()),
    })
    .await?;
    Ok(chain)
}

/// The day on which the person took the last step of the consent, in the agency's time zone; none where the person has
/// never said anything of it.
pub(super) async fn decided_on(tx: &Tx, person: PersonId, about: About, zone: &str) -> Result<Option<NaiveDate>> {
    use consent_record::{Column as Of, Entity as Records};
    let these = Condition::all()
        .add(Column::PersonId.eq(person))
        .add(Column::About.eq(about.word()));
    let Some(row) = tx.hidden::<Entity>(these).await? else {
        return Ok(None);
    };
    let own = Condition::all()
        .add(Of::ConsentId.eq(row.id))
        .add(Of::Channel.is_in([ConsentChannel::Online, ConsentChannel::Paper]));
    let steps = tx.lock_all::<Records>(own).await?;
    let duty = Duty::DecideAction;
    let last = steps.iter().max_by_key(|row| row.step);
    Ok(last.map(|row| match duty.open(&row.signed_on) {
        Some(day) => day.date(),
        None => day_of(*duty.open(&row.recorded_at), zone),
    }))
}

/// The chain of a consent that is there.
async fn chain_from(tx: &Tx, row: Model) -> Result<Chain> {
    let duty = Duty::DecideAction;
    let last = Condition::all()
        .add(consent_record::Column::ConsentId.eq(row.id))
        .add(consent_record::Column::Step.eq(row.steps));
    let last = tx.hidden::<consent_record::Entity>(last).await?;
    let last = last.ok_or_else(|| Fault::logged("a consent without its last step"))?;
    Ok(Chain {
        consent: row.id,
        steps: row.steps,
        state: *duty.open(&row.state),
        was_given: *duty.open(&row.was_given),
        expires_at: *duty.open(&row.expires_at),
        last: Some((last.id, duty.open(&last.hash).clone())),
    })
}

/// Adds one step to a chain.
async fn add(
    tx: &Tx,
    clock: &Clock,
    person: PersonId,
    about: About,
    chain: &mut Chain,
    step: Step,
    details: Details,
) -> Result<ConsentRecordId> {
    leads(step, chain.state)?;
    let state = step.after(chain.was_given);
    let now = clock.now();
    // Of what was signed on paper the time runs from then.
    let start = details
        .signed_on
        .map_or(now, |day| day.date().and_time(NaiveTime::MIN).and_utc().min(now));
    let expires_at = match &details.notice {
        Some(notice) if state.is_valid() => later(start, &notice.retention),
        _ => None,
    };
    if expires_at.is_some_and(|end| end <= now) {
        let message = "The time that the notice gives to a consent is over since that day.";
        return Err(Refusal::new(Code::PreconditionUnmet, message)
            .hint("Ask the person anew.")
            .at(&["input", "signedOn"])
            .into());
    }
    let channel = if details.is_paper {
        ConsentChannel::Paper
    } else {
        step.by
    };
    let id: ConsentRecordId = Id::from_uuid(clock.id());
    let shown = |text: Option<String>| text.unwrap_or_default();
    let hash = digest(&[
        chain.last.as_ref().map(|(_, hash)| hash.clone()).unwrap_or_default(),
        global_id(id).to_string(),
        global_id(person).to_string(),
        about.word(),
        (chain.steps + 1).to_string(),
        state.to_value(),
        shown(details.notice.as_ref().map(|notice| notice.hash.clone())),
        shown(details.language.as_ref().map(|language| language.as_str().to_owned())),
        channel.to_value(),
        now.timestamp_millis().to_string(),
        shown(details.by.map(|by| global_id(by).to_string())),
        shown(expires_at.map(|at| at.timestamp_millis().to_string())),
        shown(details.signed_on.map(|day| day.date().to_string())),
        shown(details.evidence_hash.clone()),
        shown(details.reason.clone()),
    ]);
    tx.insert::<consent_record::Entity>(consent_record::ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        consent_id: Set(chain.consent),
        person_id: Set(person.into()),
        purpose: Set(about.purpose),
        step: Set(chain.steps + 1),
        state: Set(state.into()),
        notice_id: Set(details.notice.as_ref().map(|notice| notice.id).into()),
        language: Set(details.language.into()),
        channel: Set(channel.into()),
        recorded_at: Set(now.into()),
        recorded_by_id: Set(details.by.into()),
        expires_at: Set(expires_at.into()),
        signed_on: Set(details.signed_on.into()),
        evidence_hash: Set(details.evidence_hash.into()),
        reason: Set(details.reason.into()),
        previous_id: Set(chain.last.as_ref().map(|(id, _)| *id).into()),
        hash: Set(hash.clone().into()),
    })
    .await?;
    if chain.state.is_valid() && !state.is_valid() {
        forget(tx, clock, person, about).await?;
    }
    *chain = Chain {
        consent: chain.consent,
        steps: chain.steps + 1,
        state,
        was_given: chain.was_given || state.is_valid(),
        expires_at,
        last: Some((id, hash)),
    };
    let change = ActiveModel {
        state: Set(state.into()),
        steps: Set(chain.steps),
        was_given: Set(chain.was_given.into()),
        notice: Set(details.notice.map(|notice| notice.number).into()),
        expires_at: Set(expires_at.into()),
        given_at: Set(state.is_valid().then_some(start).into()),
        ..Default::default()
    };
    tx.update::<Entity>(chain.consent.uuid(), change).await?;
    Ok(id)
}

/// Takes away at once what was told by a consent that ends; no other purpose keeps it, but a legal hold may.
async fn forget(tx: &Tx, clock: &Clock, person: PersonId, about: About) -> Result<()> {
    use participant_profile::{Column, Entity, columns, without};
    if about.purpose == Purpose::PublicAttribution {
        return name_in_public(tx, clock, person, None).await;
    }
    let Some(attribute) = about.attribute else {
        return Ok(());
    };
    let own = Condition::all().add(Column::PersonId.eq(person));
    if let Some(row) = tx.hidden::<Entity>(own).await? {
        let columns = columns(&[attribute]);
        let going = Going::Columns(&columns);
        tx.keep_for_holds(&participant_profile::DECLARATION, going, &[row.id.uuid()], clock)
            .await?;
        let change = participant_profile::ActiveModel {
            version: Set(row.version + 1),
            ..without(&[attribute])
        };
        tx.update::<Entity>(row.id.uuid(), change).await?;
    }
    Ok(())
}

/// The consents of a person that stand, as the chains say.
async fn standing_of(tx: &Tx, person: PersonId) -> Result<StandingConsents> {
    let valid = Condition::all()
        .add(Column::PersonId.eq(person))
        .add(Column::State.is_in([ConsentState::Given, ConsentState::Renewed]));
    let rows = tx.lock_all::<consent::Entity>(valid).await?;
    let duty = Duty::DecideAction;
    Ok(StandingConsents::of(rows.iter().filter_map(|row| {
        let about = About::of(row);
        Some(Standing {
            purpose: about.purpose,
            recipient: about.recipient,
            attribute: about.attribute,
            notice: (*duty.open(&row.notice))?,
            expires_at: (*duty.open(&row.expires_at))?,
            given_at: duty.open(&row.given_at).unwrap_or_default(),
        })
    })))
}
