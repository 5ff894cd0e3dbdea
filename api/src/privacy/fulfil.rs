//! Fulfils a request: which right it uses, and whose file carries that out.

use async_graphql::{ID, InputObject};
use entity::{id::DataSubjectRequestId, vocabulary::DataSubjectRight};

use super::{erase, handle::hold, rectify, rest};
use crate::{
    error::Result,
    operation::{Operation, gate::Duty},
    relay::Faults,
};

/// What fulfilDataSubjectRequest needs.
#[derive(Debug, InputObject)]
pub(super) struct FulfilDataSubjectRequestInput {
    /// The request.
    pub request: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn fulfil(
    operation: &Operation,
    input: FulfilDataSubjectRequestInput,
) -> Result<DataSubjectRequestId> {
    // Who may not do it sets nothing off.
    let held = match hold(operation, Faults::default(), &input).await? {
        Ok(held) => held,
        Err(done) => return Ok(done),
    };
    match *Duty::DecideAction.open(&held.row.used_right) {
        DataSubjectRight::Erasure => erase::carry_out(operation, held).await,
        DataSubjectRight::Rectification => rectify::carry_out(operation, held).await,
        _ => rest::grant(operation, held).await,
    }
}
