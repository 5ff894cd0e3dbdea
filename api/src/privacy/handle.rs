//! What a data steward does with a request, and its person who takes it back.

use async_graphql::{ID, InputObject, InputType};
use chrono::Months;
use entity::{
    data_subject_request::{ActiveModel, Entity, Model},
    id::DataSubjectRequestId,
    vocabulary::{
        DataSubjectRequestState::{Closed, Extended, IdentityCheck, InProgress, Refused},
        DataSubjectRight,
    },
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{
    acted::ActedRequest,
    ask::{Outcome, note},
    fulfil::FulfilDataSubjectRequestInput,
    rest::{self, LiftRestrictionInput},
};
use crate::{
    error::{Code, Result},
    operation::{
        Operation,
        gate::{self, Duty},
        may,
    },
    policy::{Action, ActionQuestion},
    relay::{Faults, check_version, claim, input_id},
    store::{Claim, Event, Tx},
};

/// Declares the input of a step that needs nothing but the request.
macro_rules! step_input {
    ($Input:ident, $mutation:literal) => {
        #[doc = concat!("What ", $mutation, " needs.")]
        #[derive(Debug, InputObject)]
        pub(super) struct $Input {
            /// The request.
            pub request: ID,
            /// Version that was last read; another one is refused with CONFLICT.
            pub version: String,
            /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
            pub idempotency_key: Option<String>,
        }
    };
}
step_input!(StartIdentityCheckInput, "startIdentityCheck");
step_input!(ConfirmRequestIdentityInput, "confirmRequestIdentity");
step_input!(CloseDataSubjectRequestInput, "closeDataSubjectRequest");
step_input!(WithdrawDataSubjectRequestInput, "withdrawDataSubjectRequest");

/// What extendDataSubjectRequest needs.
#[derive(Debug, InputObject)]
pub(super) struct ExtendDataSubjectRequestInput {
    /// The request.
    pub request: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// How many months longer, 1 or 2.
    pub months: i32,
    /// Why, 1 to 2000 characters.
    pub reason: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What refuseDataSubjectRequest needs.
#[derive(Debug, InputObject)]
pub(super) struct RefuseDataSubjectRequestInput {
    /// The request.
    pub request: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// The article and no other words, such as 17(3)(b) or article 6(1)(e), 1 to 50 characters.
    pub article: String,
    /// Why, 1 to 2000 characters.
    pub reason: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// A step that somebody wants a request to take.
pub(super) struct Wanted<'i> {
    action: Action,
    event: &'static str,
    request: &'i ID,
    version: &'i str,
    claim: Option<Claim>,
}

/// The input of a step.
pub(super) trait Step: InputType {
    /// What somebody does, by the name of its mutation.
    const ACTION: Action;
    /// What is told of it.
    const EVENT: &'static str;

    /// The request, the version that was last read, and the key.
    fn names(&self) -> (&ID, &str, Option<&str>);
}

macro_rules! steps {
    ($($Input:ident is $Action:ident: $event:literal),+ $(,)?) => {$(
        impl Step for $Input {
            const ACTION: Action = Action::$Action;
            const EVENT: &'static str = $event;

            fn names(&self) -> (&ID, &str, Option<&str>) {
                (&self.request, &self.version, self.idempotency_key.as_deref())
            }
        }
    )+};
}
steps! {
    StartIdentityCheckInput is StartIdentityCheck: "data_subject_request.identity_check",
    ConfirmRequestIdentityInput is ConfirmRequestIdentity: "data_subject_request.in_progress",
    ExtendDataSubjectRequestInput is ExtendDataSubjectRequest: "data_subject_request.extended",
    RefuseDataSubjectRequestInput is RefuseDataSubjectRequest: "data_subject_request.refused",
    CloseDataSubjectRequestInput is CloseDataSubjectRequest: "data_subject_request.closed",
    WithdrawDataSubjectRequestInput is WithdrawDataSubjectRequest: "data_subject_request.withdrawn",
    FulfilDataSubjectRequestInput is FulfilDataSubjectRequest: "data_subject_request.fulfilled",
    LiftRestrictionInput is LiftRestriction: "data_subject_request.lifted",
}

impl<'i> Wanted<'i> {
    /// The step that an input asks for, or all that is wrong with the input; `faults` are those of what it says beside.
    fn by<S: Step>(operation: &Operation, mut faults: Faults, input: &'i S) -> Result<Self> {
        let (request, version, key) = input.names();
        let claim = claim(operation, &mut faults, S::ACTION.name(), key, input);
        faults.done()?;
        Ok(Self {
            action: S::ACTION,
            event: S::EVENT,
            request,
            version,
            claim,
        })
    }

    /// The request, held, by who may take this step with it; `Err` of its id where the key says that it was taken before.
    pub(super) async fn hold(
        self,
        operation: &Operation,
    ) -> Result<std::result::Result<Held<'i>, DataSubjectRequestId>> {
        let tx = operation.write().await?;
        let id: DataSubjectRequestId = input_id(self.request, "request")?;
        let row = tx.lock::<Entity>(id.uuid()).await;
        let row = row.map_err(|error| gate::at(error, "request"))?;
        let question = ActionQuestion::of(self.action, tx.actor().roles());
        let may = may::permit(operation, question, ActedRequest::of(&row, tx.actor()))?;
        if tx.done_before(operation.clock(), self.claim.as_ref()).await?.is_some() {
            return Ok(Err(row.id));
        }
        may.stands(operation.clock().now())?;
        check_version(operation, row.id, row.version, self.version)?;
        Ok(Ok(Held { tx, row, wanted: self }))
    }
}

/// A request that may take the step, held.
pub(super) struct Held<'i> {
    pub(super) tx: Tx,
    pub(super) row: Model,
    wanted: Wanted<'i>,
}

/// The request, held for the step that an input asks for; `faults` are those of what it says beside. `Err` of its id where the
/// key says that the step was taken before.
pub(super) async fn hold<'i, S: Step>(
    operation: &Operation,
    faults: Faults,
    input: &'i S,
) -> Result<std::result::Result<Held<'i>, DataSubjectRequestId>> {
    Wanted::by(operation, faults, input)?.hold(operation).await
}

impl<'i> Held<'i> {
    /// Lets it go, for what has to be done before; it is held anew by what is left.
    pub(super) fn let_go(self) -> Wanted<'i> {
        self.wanted
    }

    /// Writes the step and ends.
    pub(super) async fn take(self, operation: &Operation, change: ActiveModel) -> Result<DataSubjectRequestId> {
        let Self { tx, row, wanted } = self;
        let handler = tx.actor().person().map(|person| person.membership);
        // Who takes back what they asked handles nothing.
        let is_taken_back = wanted.action == Action::WithdrawDataSubjectRequest;
        let change = ActiveModel {
            handler_id: if is_taken_back { NotSet } else { Set(handler.into()) },
            version: Set(row.version + 1),
            ..change
        };
        tx.update::<Entity>(row.id.uuid(), change).await?;
        let event = match (wanted.action, *Duty::DecideAction.open(&row.used_right)) {
            // An erasure happens to the person.
            (Action::FulfilDataSubjectRequest, DataSubjectRight::Erasure) => Event {
                kind: "person.erased",
                object: Duty::DecideAction.open(&row.person_id).uuid(),
            },
            _ => Event {
                kind: wanted.event,
                object: row.id.uuid(),
            },
        };
        tx.finish(operation.clock(), event, wanted.claim.as_ref()).await?;
        Ok(row.id)
    }
}

/// Takes a step that only changes the row, as `change` says.
async fn step<S: Step>(
    operation: &Operation,
    faults: Faults,
    input: &S,
    change: impl FnOnce(&Model) -> Result<ActiveModel>,
) -> Result<DataSubjectRequestId> {
    match hold(operation, faults, input).await? {
        Ok(held) => {
            let change = change(&held.row)?;
            held.take(operation, change).await
        }
        Err(done) => Ok(done),
    }
}

pub(super) async fn check_identity(
    operation: &Operation,
    input: StartIdentityCheckInput,
) -> Result<DataSubjectRequestId> {
    step(operation, Faults::default(), &input, |_| {
        Ok(ActiveModel {
            state: Set(IdentityCheck),
            ..Default::default()
        })
    })
    .await
}

pub(super) async fn confirm_identity(
    operation: &Operation,
    input: ConfirmRequestIdentityInput,
) -> Result<DataSubjectRequestId> {
    step(operation, Faults::default(), &input, |_| {
        Ok(ActiveModel {
            state: Set(InProgress),
            identity_verified_at: Set(Some(operation.clock().now()).into()),
            ..Default::default()
        })
    })
    .await
}

pub(super) async fn extend(
    operation: &Operation,
    input: ExtendDataSubjectRequestInput,
) -> Result<DataSubjectRequestId> {
    let mut faults = Faults::default();
    let reason = faults.reason(&input.reason);
    let months = u32::try_from(input.months)
        .ok()
        .filter(|months| (1..=2).contains(months));
    if months.is_none() {
        faults.add(
            "months",
            "It takes 1 or 2 months longer, and no more (GDPR article 12(3)).",
        );
    }
    step(operation, faults, &input, |row| {
        let due = *Duty::DecideAction.open(&row.due_at);
        let later = due.checked_add_months(Months::new(months.unwrap_or(1)));
        Ok(ActiveModel {
            state: Set(Extended),
            due_at: Set(later.unwrap_or(due).into()),
            extension_reason: Set(Some(reason).into()),
            ..Default::default()
        })
    })
    .await
}

/// The article of a refusal. It outlives the person, so that no words about them may stand in it.
fn cited(faults: &mut Faults, given: &str) -> String {
    let article = faults.line("article", given, 1, 50);
    if !article.is_empty() && !is_citation(&article) {
        faults.add(
            "article",
            "It names an article and nothing else, such as 17(3)(b) or article 6(1)(e); words belong in the reason.",
        );
    }
    article
}

/// Whether it is numbers and the letters of points, in brackets or not, and words that join them.
fn is_citation(text: &str) -> bool {
    const WORDS: [&str; 5] = ["article", "articles", "and", "or", "gdpr"];
    let text = text.to_lowercase();
    let begins = text.starts_with("article") || text.starts_with(|c: char| c.is_ascii_digit());
    let is_known = |part: &str| {
        let letters = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = part.len() - letters.len();
        let is_point = letters.len() <= 1 && letters.bytes().all(|byte| byte.is_ascii_lowercase());
        digits <= 3 && is_point || WORDS.contains(&part)
    };
    begins && text.split([' ', ',', '(', ')']).all(is_known)
}

pub(super) async fn refuse(
    operation: &Operation,
    input: RefuseDataSubjectRequestInput,
) -> Result<DataSubjectRequestId> {
    let mut faults = Faults::default();
    let reason = faults.reason(&input.reason);
    let article = cited(&mut faults, &input.article);
    let held = match hold(operation, faults, &input).await? {
        Ok(held) => held,
        Err(done) => return Ok(done),
    };
    let person = *Duty::DecideAction.open(&held.row.person_id);
    let outcome = Outcome {
        purpose: None,
        kept: Some(Code::RightNotApplicable),
        because: Some(article),
        reason: Some(reason),
    };
    note(&held.tx, operation.clock(), (held.row.id, person), vec![outcome]).await?;
    let change = ActiveModel {
        state: Set(Refused),
        ..rest::refused(operation, &held.row)
    };
    if change.rests_until.is_set() {
        return rest::took(operation, held, change).await;
    }
    held.take(operation, change).await
}

pub(super) async fn close(operation: &Operation, input: CloseDataSubjectRequestInput) -> Result<DataSubjectRequestId> {
    step(operation, Faults::default(), &input, |_| {
        Ok(ActiveModel {
            state: Set(Closed),
            closed_at: Set(Some(operation.clock().now()).into()),
            ..Default::default()
        })
    })
    .await
}

/// Ends what the person asked for and no longer wants; what rests because of it is used again from now on.
pub(super) async fn withdraw(
    operation: &Operation,
    input: WithdrawDataSubjectRequestInput,
) -> Result<DataSubjectRequestId> {
    let held = match hold(operation, Faults::default(), &input).await? {
        Ok(held) => held,
        Err(done) => return Ok(done),
    };
    let (now, duty) = (operation.clock().now(), Duty::DecideAction);
    let outcome = Outcome {
        purpose: *duty.open(&held.row.purpose),
        kept: None,
        because: Some(format!("You took this back on {}.", now.date_naive())),
        reason: None,
    };
    let person = *duty.open(&held.row.person_id);
    note(&held.tx, operation.clock(), (held.row.id, person), vec![outcome]).await?;
    let change = ActiveModel {
        state: Set(Closed),
        closed_at: Set(duty.open(&held.row.closed_at).or(Some(now)).into()),
        ..Default::default()
    };
    if duty.open(&held.row.rests_from).is_none() {
        return held.take(operation, change).await;
    }
    let change = ActiveModel {
        rests_until: Set(Some(now).into()),
        ..change
    };
    rest::took(operation, held, change).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_cited_and_nobody_named() {
        for good in [
            "16",
            "17(3)(b)",
            "6(1)(e)",
            "Article 17(3)(b), (e) and article 12(5) GDPR",
            "articles 5(2) and 17(3)(b)",
        ] {
            assert!(is_citation(good), "{good}");
        }
        for bad in [
            "",
            "(b)",
            "Legal member",
            "17 Legal member",
            "article of Heron Street 5",
            "0123456789",
            "17; b",
            "17\u{e9}",
        ] {
            assert!(!is_citation(bad), "{bad}");
        }
    }
}
