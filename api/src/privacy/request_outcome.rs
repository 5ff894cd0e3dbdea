//! What was done about the data of one purpose.

use async_graphql::SimpleObject;
use entity::{
    id::DataSubjectRequestId,
    request_outcome::{Column, Entity, Model},
    sealed::Personal,
    vocabulary::{AccessClass, Purpose},
};
use sea_orm::Order;

use crate::{
    error::{Code, Result},
    operation::{Operation, gate::Gated},
    policy::{Field, FieldQuestion},
    relay::access::access,
};

/// Outcomes of one request at most.
pub(super) const MOST: u64 = 50;

/// What was done about the data of one purpose.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(serial)]
pub(super) struct RequestOutcome {
    /// The purpose of those data; null where it is about all. Read by the person, and by data steward and data protection
    /// officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    purpose: Gated<Personal<Option<Purpose>>>,
    /// Whether the right was carried out. Read by the person, and by data steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    is_done: Gated<Personal<bool>>,
    /// `RIGHT_NOT_APPLICABLE` and the like; null where done. Read by the person, and by data steward and data protection
    /// officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    code: Gated<Personal<Option<Code>>>,
    /// The article and reason, or a word to the person; no reason once the person was erased. Read by the person, and by
    /// data steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    because: Gated<Personal<Option<String>>>,
}

/// The outcomes of these requests, in their order: one statement.
pub(super) async fn outcomes(
    operation: &Operation,
    requests: Vec<DataSubjectRequestId>,
) -> Result<Vec<(DataSubjectRequestId, Vec<Model>)>> {
    let tx = operation.snapshot().await?;
    let theirs = tx.among(Column::RequestId, requests.iter().map(|id| id.uuid()));
    let most = MOST.saturating_mul(u64::try_from(requests.len()).unwrap_or(u64::MAX));
    let rows = tx.rows::<Entity>().filter(theirs).order(Column::Place, Order::Asc);
    let rows = rows.all(most).await?;
    let of = |request| {
        let rows = rows.iter().filter(|row| row.request_id == request);
        (request, rows.cloned().collect())
    };
    Ok(requests.into_iter().map(of).collect())
}

impl RequestOutcome {
    /// The outcome in a row, for who asks with `question` about the request.
    pub(super) fn of(row: Model, question: FieldQuestion) -> Self {
        let ask = |field| FieldQuestion { field, ..question };
        Self {
            purpose: Gated::new(row.purpose, ask(Field::RequestOutcomePurpose)),
            is_done: Gated::new(row.is_done, ask(Field::RequestOutcomeIsDone)),
            code: Gated::new(row.code.map(named), ask(Field::RequestOutcomeCode)),
            because: Gated::new(row.because.zip(row.reason).map(told), ask(Field::RequestOutcomeBecause)),
        }
    }
}

fn told((because, reason): (Option<String>, Option<String>)) -> Option<String> {
    match (because, reason) {
        (Some(because), Some(reason)) => Some(format!("{because}: {reason}")),
        (because, reason) => because.or(reason),
    }
}

fn named(code: Option<String>) -> Option<Code> {
    Code::named(&code?)
}
