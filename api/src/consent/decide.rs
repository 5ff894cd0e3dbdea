//! The verbs of the person: to give, to refuse, to put aside, to withdraw.

use async_graphql::{ID, InputObject, SimpleObject};
use entity::{
    consent_record,
    id::{ConsentRecordId, Id, NoticeId},
    notice, person,
    scalar::LanguageTag,
    vocabulary::{AccessClass, ProfileAttribute, Purpose},
};

use super::{
    acted::rests_elsewhere,
    chain::{About, Details, take},
    consent::{self, Consent},
    in_force::{current, terms_of},
    lifecycle::{DEFER, GIVE, REFUSE, Step, WITHDRAW},
    notice::named_in,
    record::ConsentRecord,
};
use crate::{
    actor::Person,
    clock::Clock,
    error::{Code, Error, Refusal, Result},
    operation::{Operation, gate},
    policy::{Action, ActionQuestion, Relation},
    relay::{Faults, Given, Noun, access::access, claim, input_id},
    store::{Claim, Event, Tx},
};

/// What giveConsent needs.
#[derive(Debug, InputObject)]
pub(super) struct GiveConsentInput {
    /// The purpose.
    pub purpose: Purpose,
    /// The notice that you were shown.
    pub notice: ID,
    /// Language in which it was shown.
    pub language: Given<LanguageTag>,
    /// The partner that it is about, where it is asked for each.
    pub recipient: Option<ID>,
    /// The attribute that it is about, where it is asked for each.
    pub attribute: Option<ProfileAttribute>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// Declares the input of a decision without a notice, and its payload.
macro_rules! decision {
    ($Input:ident, $mutation:literal) => {
        #[doc = concat!("What ", $mutation, " needs.")]
        #[derive(Debug, InputObject)]
        pub(super) struct $Input {
            /// The purpose.
            pub purpose: Purpose,
            /// The partner that it is about, where it is asked for each.
            pub recipient: Option<ID>,
            /// The attribute that it is about, where it is asked for each.
            pub attribute: Option<ProfileAttribute>,
            /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
            pub idempotency_key: Option<String>,
        }
    };
}

decision!(RefuseConsentInput, "refuseConsent");
decision!(DeferConsentInput, "deferConsent");
decision!(WithdrawConsentInput, "withdrawConsent");

/// Declares the payload of a decision.
macro_rules! decided {
    ($Payload:ident, $mutation:literal) => {
        #[doc = concat!("What ", $mutation, " answers.")]
        #[derive(Debug, SimpleObject)]
        pub(super) struct $Payload {
            /// The consent as it is now, read with your rights; null when the mutation is refused.
            #[graphql(directive = access::apply(AccessClass::Public, None))]
            pub(super) consent: Option<Consent>,
            /// The receipt, which stays readable to you.
            #[graphql(directive = access::apply(AccessClass::Public, None))]
            pub(super) receipt: Option<ConsentRecord>,
        }
    };
}

decided!(GiveConsentPayload, "giveConsent");
decided!(RefuseConsentPayload, "refuseConsent");
decided!(WithdrawConsentPayload, "withdrawConsent");
payload!(DeferConsentPayload, "deferConsent", consent: Consent, "consent");

/// What somebody decides.
struct Wanted<'i> {
    action: Action,
    step: Step,
    event: &'static str,
    purpose: Purpose,
    recipient: Option<&'i ID>,
    attribute: Option<ProfileAttribute>,
    shown: Option<(&'i ID, LanguageTag)>,
    claim: Option<Claim>,
}

pub(super) async fn give(operation: &Operation, input: GiveConsentInput) -> Result<ConsentRecordId> {
    let mut faults = Faults::default();
    let language = faults.read("language", Some(&input.language));
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "giveConsent", key, &input);
    faults.done()?;
    let wanted = Wanted {
        action: Action::GiveConsent,
        step: GIVE,
        event: "consent.given",
        purpose: input.purpose,
        recipient: input.recipient.as_ref(),
        attribute: input.attribute,
        shown: language.map(|language| (&input.notice, language)),
        claim,
    };
    go(operation, wanted).await
}

/// Makes the verb of a decision without a notice.
macro_rules! verb {
    ($verb:ident, $Input:ident, $mutation:literal, $action:ident, $step:ident, $event:literal) => {
        pub(super) async fn $verb(operation: &Operation, input: $Input) -> Result<ConsentRecordId> {
            let mut faults = Faults::default();
            let key = input.idempotency_key.as_deref();
            let claim = claim(operation, &mut faults, $mutation, key, &input);
            faults.done()?;
            let wanted = Wanted {
                action: Action::$action,
                step: $step,
                event: $event,
                purpose: input.purpose,
                recipient: input.recipient.as_ref(),
                attribute: input.attribute,
                shown: None,
                claim,
            };
            go(operation, wanted).await
        }
    };
}

verb!(
    refuse,
    RefuseConsentInput,
    "refuseConsent",
    RefuseConsent,
    REFUSE,
    "consent.refused"
);
verb!(
    defer,
    DeferConsentInput,
    "deferConsent",
    DeferConsent,
    DEFER,
    "consent.deferred"
);
verb!(
    withdraw,
    WithdrawConsentInput,
    "withdrawConsent",
    WithdrawConsent,
    WITHDRAW,
    "consent.withdrawn"
);

/// The person, who alone decides.
fn subject(operation: &Operation, tx: &Tx, action: Action) -> Result<Person> {
    let person = tx.actor().person();
    let relation = Relation::own(person.is_some());
    let question = ActionQuestion::of(action, tx.actor().roles()).related(relation);
    gate::permit(operation, &question)?;
    person.ok_or_else(|| Refusal::not_found().into())
}

async fn go(operation: &Operation, wanted: Wanted<'_>) -> Result<ConsentRecordId> {
    let tx = operation.write().await?;
    let clock = operation.clock();
    let actor = subject(operation, &tx, wanted.action)?;
    tx.lock::<person::Entity>(actor.person.uuid()).await?;
    if let Some(done) = tx.done_before(clock, wanted.claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    let about = About::named(&tx, wanted.purpose, wanted.recipient, wanted.attribute).await?;
    if wanted.step != WITHDRAW {
        asks(&tx, wanted.purpose).await?;
    }
    let (shown, language) = match wanted.shown {
        None => (None, None),
        Some((notice, language)) => {
            let notice = notice_in_force(&tx, clock, notice, wanted.purpose).await?;
            names_recipient(&tx, &notice, about).await?;
            (Some(notice), Some(language))
        }
    };
    let details = Details {
        notice: shown,
        language,
        by: Some(actor.membership),
        ..Details::default()
    };
    let record = take(&tx, clock, actor.person, about, wanted.step, details).await?;
    let event = Event {
        kind: wanted.event,
        object: record.uuid(),
    };
    tx.finish(clock, event, wanted.claim.as_ref()).await?;
    Ok(record)
}

/// Refuses where the purpose rests on no consent here: there is nothing to decide.
pub(super) async fn asks(tx: &Tx, purpose: Purpose) -> Result<()> {
    let terms = terms_of(tx, purpose).await?;
    if terms.is_enabled && terms.basis.asks_consent() {
        return Ok(());
    }
    Err(rests_elsewhere().into())
}

/// The notice that an input names, which must be the one of the purpose that is in force.
pub(super) async fn notice_in_force(tx: &Tx, clock: &Clock, id: &ID, purpose: Purpose) -> Result<notice::Model> {
    let id: NoticeId = input_id(id, "notice")?;
    let missing = || Error::from(Refusal::not_found().at(&["input", "notice"]));
    let named = tx
        .rows::<notice::Entity>()
        .id(id.uuid())
        .one()
        .await?
        .ok_or_else(missing)?;
    let current = current(tx, clock.now(), purpose).await?;
    current.filter(|row| row.id == named.id).ok_or_else(|| {
        Refusal::new(
            Code::NoticeNotCurrent,
            "The notice is not the one of the purpose that is in force.",
        )
        .hint("Read the purpose's currentNotice, show it, and name it.")
        .at(&["input", "notice"])
        .into()
    })
}

/// Refuses where the notice does not name the partner: who is not told who receives the data cannot agree to it (GDPR
/// article 13(1)(e)).
pub(super) async fn names_recipient(tx: &Tx, notice: &notice::Model, about: About) -> Result<()> {
    let Some(partner) = about.recipient else { return Ok(()) };
    let named = named_in(tx, &[notice.id]).await?;
    if named.iter().any(|row| row.organisation_id == partner) {
        return Ok(());
    }
    let message = "The notice does not name the partner among those who receive the data.";
    Err(Refusal::new(Code::NoticeNotCurrent, message)
        .hint("The agency publishes a notice that names it first.")
        .at(&["input", "recipient"])
        .into())
}

/// The consent and the receipt after a step, read anew.
pub(super) async fn reread(operation: &Operation, id: ConsentRecordId) -> Result<(Consent, ConsentRecord)> {
    let receipt = ConsentRecord::find(operation, id).await?;
    let receipt = receipt.ok_or_else(Refusal::not_found)?;
    let consent = consent::own(operation, receipt.consent_key).await?;
    Ok((consent.ok_or_else(Refusal::not_found)?, receipt))
}

/// The step that an input names, as a row that the actor may know of.
pub(super) async fn named(tx: &Tx, id: &ID) -> Result<consent_record::Model> {
    let id: ConsentRecordId = input_id(id, "record")?;
    let missing = || Error::from(Refusal::not_found().at(&["input", "record"]));
    tx.rows::<consent_record::Entity>()
        .id(id.uuid())
        .one()
        .await?
        .ok_or_else(missing)
}
