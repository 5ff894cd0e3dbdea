//! What keeps a person's data from being used: restrictions (GDPR article 18) and objections (article 21).

use async_graphql::{ID, InputObject};
use chrono::TimeDelta;
use entity::{
    data_subject_request::{ActiveModel, Model},
    id::DataSubjectRequestId,
    vocabulary::{DataSubjectRequestState::Fulfilled, DataSubjectRight, Purpose},
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{
    ask::{Asked, Outcome, ask, note},
    handle::{Held, hold},
};
use crate::{
    consent,
    error::{Code, Refusal, Result},
    operation::{Operation, gate::Duty},
    policy::Action,
    relay::{Faults, claim},
    store::Tx,
};

/// How long a person knows that their restriction ends before it does (GDPR article 18(3)).
const TOLD_BEFORE: TimeDelta = TimeDelta::days(3);

/// What requestRestriction needs.
#[derive(Debug, InputObject)]
pub(super) struct RequestRestrictionInput {
    /// Only data of this purpose; all when not given.
    pub purpose: Option<Purpose>,
    /// Why, 1 to 5000 characters.
    pub details: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What objectToProcessing needs.
#[derive(Debug, InputObject)]
pub(super) struct ObjectToProcessingInput {
    /// The purpose.
    pub purpose: Purpose,
    /// Why, 1 to 5000 characters.
    pub details: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What liftRestriction needs.
#[derive(Debug, InputObject)]
pub(super) struct LiftRestrictionInput {
    /// The request that asked for restriction.
    pub request: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Why, 1 to 2000 characters.
    pub reason: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn restrict(operation: &Operation, input: RequestRestrictionInput) -> Result<DataSubjectRequestId> {
    let mut faults = Faults::default();
    let details = faults.text("details", &input.details, 1, 5000);
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "requestRestriction", key, &input);
    faults.done()?;
    let asked = Asked {
        action: Action::RequestRestriction,
        right: DataSubjectRight::Restriction,
        purpose: input.purpose,
        wrong: None,
        details: Some(details),
        claim,
    };
    ask(operation, asked).await
}

pub(super) async fn object(operation: &Operation, input: ObjectToProcessingInput) -> Result<DataSubjectRequestId> {
    let mut faults = Faults::default();
    let details = faults.text("details", &input.details, 1, 5000);
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "objectToProcessing", key, &input);
    faults.done()?;
    let asked = Asked {
        action: Action::ObjectToProcessing,
        right: DataSubjectRight::Objection,
        purpose: Some(input.purpose),
        wrong: None,
        details: Some(details),
        claim,
    };
    ask(operation, asked).await
}

/// Refuses a right that the basis of the purpose in this agency does not give, with the article.
pub(super) async fn applies(tx: &Tx, purpose: Purpose, right: DataSubjectRight) -> Result<()> {
    let (applies, because) = consent::applies(tx, purpose, right).await?;
    if applies {
        return Ok(());
    }
    let message = format!("The right does not apply to this purpose here: {because}.");
    let refusal = Refusal::new(Code::RightNotApplicable, message).at(&["input", "purpose"]);
    Err(refusal.hint("purposes says of each which rights apply and why.").into())
}

/// Carries out a restriction, or upholds an objection: the data are stored only.
pub(super) async fn grant(operation: &Operation, held: Held<'_>) -> Result<DataSubjectRequestId> {
    let duty = Duty::DecideAction;
    let (person, purpose) = (*duty.open(&held.row.person_id), *duty.open(&held.row.purpose));
    let begins = duty.open(&held.row.rests_from).is_none();
    let because = if begins {
        "Your data are stored, and not otherwise used but as article 18(2) leaves open, until you are told that this ends."
    } else {
        "Your data are no longer used for this purpose (GDPR article 21(1)). You can ask to have them erased (article \
         17(1)(c))."
    };
    let outcome = Outcome {
        purpose,
        kept: None,
        because: Some(because.to_owned()),
        reason: None,
    };
    note(&held.tx, operation.clock(), (held.row.id, person), vec![outcome]).await?;
    let change = ActiveModel {
        state: Set(Fulfilled),
        rests_from: if begins {
            Set(Some(operation.clock().now()).into())
        } else {
            NotSet
        },
        ..Default::default()
    };
    took(operation, held, change).await
}

/// What a refusal changes: an objection no longer stops anything.
pub(super) fn refused(operation: &Operation, row: &Model) -> ActiveModel {
    if Duty::DecideAction.open(&row.rests_from).is_none() {
        return ActiveModel::default();
    }
    ActiveModel {
        rests_until: Set(Some(operation.clock().now()).into()),
        ..Default::default()
    }
}

/// Lets restricted data be used again from some days on, which the person is told now (GDPR article 18(3)).
pub(super) async fn lift(operation: &Operation, input: LiftRestrictionInput) -> Result<DataSubjectRequestId> {
    let mut faults = Faults::default();
    let reason = faults.reason(&input.reason);
    let held = match hold(operation, faults, &input).await? {
        Ok(held) => held,
        Err(done) => return Ok(done),
    };
    let duty = Duty::DecideAction;
    let until = operation.clock().now() + TOLD_BEFORE;
    let outcome = Outcome {
        purpose: *duty.open(&held.row.purpose),
        kept: None,
        because: Some(format!("Ends on {} (GDPR article 18(3))", until.date_naive())),
        reason: Some(reason),
    };
    note(
        &held.tx,
        operation.clock(),
        (held.row.id, *duty.open(&held.row.person_id)),
        vec![outcome],
    )
    .await?;
    let change = ActiveModel {
        rests_until: Set(Some(until).into()),
        ..Default::default()
    };
    took(operation, held, change).await
}

/// Writes the step, which counts from the next read on, on every server.
pub(super) async fn took(operation: &Operation, held: Held<'_>, change: ActiveModel) -> Result<DataSubjectRequestId> {
    let person = *Duty::DecideAction.open(&held.row.person_id);
    held.tx.rest_changes(person).await?;
    held.take(operation, change).await
}
