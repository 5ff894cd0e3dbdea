//! Records what a person signed on paper.

use async_graphql::{Enum, ID, InputObject};
use entity::{
    id::{ConsentRecordId, Id, NoticeId, PersonId},
    notice, person,
    scalar::Day,
    vocabulary::{ProfileAttribute, Purpose},
};

use super::{
    chain::{About, Details, decided_on, take},
    decide::{asks, names_recipient, notice_in_force},
    lifecycle::{GIVE, REFUSE, Step, WITHDRAW},
    record::ConsentRecord,
};
use crate::{
    clock::calendar::day_of,
    error::{Code, Refusal, Result},
    operation::{Operation, gate},
    policy::{Action, ActionQuestion, Relation},
    relay::{Faults, Given, claim, input_id},
    store::{Event, Tx},
};

/// What a person signed on paper.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
pub(super) enum PaperDecision {
    /// Signed a consent.
    Given,
    /// Signed a refusal.
    Refused,
    /// Signed a withdrawal.
    Withdrawn,
}

impl PaperDecision {
    const fn step(self) -> Step {
        match self {
            Self::Given => GIVE,
            Self::Refused => REFUSE,
            Self::Withdrawn => WITHDRAW,
        }
    }
}

/// What recordPaperConsent needs.
#[derive(Debug, InputObject)]
pub(super) struct RecordPaperConsentInput {
    /// The person.
    pub person: ID,
    /// The purpose.
    pub purpose: Purpose,
    /// The notice on the paper.
    pub notice: ID,
    /// What the person signed.
    pub decision: PaperDecision,
    /// Day on the paper.
    pub signed_on: Given<Day>,
    /// SHA-256 of the scanned paper, 64 hexadecimal digits.
    pub evidence_hash: String,
    /// The partner that it is about, where it is asked for each.
    pub recipient: Option<ID>,
    /// The attribute that it is about, where it is asked for each.
    pub attribute: Option<ProfileAttribute>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(RecordPaperConsentPayload, "recordPaperConsent", record: ConsentRecord, "record");

pub(super) async fn record(operation: &Operation, input: RecordPaperConsentInput) -> Result<ConsentRecordId> {
    let mut faults = Faults::default();
    let clock = operation.clock();
    let evidence = input.evidence_hash.trim().to_ascii_lowercase();
    if evidence.len() != 64 || !evidence.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        faults.add(
            "evidenceHash",
            "A SHA-256 has 64 hexadecimal digits: without the paper there is no proof.",
        );
    }
    let signed_on = faults.read("signedOn", Some(&input.signed_on));
    // In some time zone it is tomorrow already.
    let latest = clock.now().date_naive().succ_opt();
    if signed_on.is_some_and(|day| latest.is_some_and(|latest| day.date() > latest)) {
        faults.add("signedOn", "Nobody has signed it yet on that day.");
    }
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "recordPaperConsent", key, &input);
    faults.done()?;

    let tx = operation.write().await?;
    let subject: PersonId = input_id(&input.person, "person")?;
    let row = tx.lock::<person::Entity>(subject.uuid()).await;
    row.map_err(|error| gate::at(error, "person"))?;
    let is_own = tx.actor().person().is_some_and(|actor| actor.person == subject);
    let relation = Relation::own(is_own);
    let question = ActionQuestion::of(Action::RecordPaperConsent, tx.actor().roles()).related(relation);
    gate::permit(operation, &question)?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    let about = About::named(&tx, input.purpose, input.recipient.as_ref(), input.attribute).await?;
    let shown = if input.decision == PaperDecision::Given {
        asks(&tx, input.purpose).await?;
        let shown = notice_in_force(&tx, clock, &input.notice, input.purpose).await?;
        names_recipient(&tx, &shown, about).await?;
        shown
    } else {
        // One can say no to any notice, and take back what one said to an older one.
        let id: NoticeId = input_id(&input.notice, "notice")?;
        let named = tx.rows::<notice::Entity>().id(id.uuid()).one().await?;
        let named = named.ok_or_else(|| Refusal::not_found().at(&["input", "notice"]))?;
        if named.purpose != input.purpose {
            let refusal = Refusal::new(Code::NoticeNotCurrent, "The notice is about another purpose.");
            return Err(refusal.at(&["input", "notice"]).into());
        }
        named
    };
    if let Some(day) = signed_on {
        in_time(&tx, subject, about, (input.decision, day), &shown).await?;
    }
    let details = Details {
        notice: Some(shown),
        is_paper: true,
        by: tx.actor().person().map(|actor| actor.membership),
        signed_on,
        evidence_hash: Some(evidence),
        ..Details::default()
    };
    let record = take(&tx, clock, subject, about, input.decision.step(), details).await?;
    let event = Event {
        kind: "consent.recorded",
        object: record.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(record)
}

/// Refuses a paper that the person went on from: what somebody decided last holds, whenever a paper of before is found.
/// Of one day a paper is heard that takes back, and none that gives.
async fn in_time(
    tx: &Tx,
    subject: PersonId,
    about: About,
    (decision, signed_on): (PaperDecision, Day),
    shown: &notice::Model,
) -> Result<()> {
    let late = |message: &str| Refusal::new(Code::PreconditionUnmet, message).at(&["input", "signedOn"]);
    let gives = decision == PaperDecision::Given;
    let zone = tx.terms().await?.time_zone;
    if gives && signed_on.date() < day_of(shown.takes_effect_at, &zone) {
        let refusal = late("On that day the notice did not hold yet.");
        return Err(refusal.hint("Name the day on a paper with this notice.").into());
    }
    let last = decided_on(tx, subject, about, &zone).await?;
    if last.is_some_and(|last| signed_on.date() < last || gives && signed_on.date() == last) {
        let refusal = late("The person has decided otherwise since.");
        return Err(refusal.hint("Ask the person anew; what was decided last holds.").into());
    }
    Ok(())
}
