//! Marks words that may tell of matters of article 9, for those in the agency who must take care of them.

use async_graphql::{ID, InputObject};
use entity::{contribution::ActiveModel, id::ContributionId};
use sea_orm::ActiveValue::Set;

use super::guard::hold;
use crate::{
    error::Result,
    operation::Operation,
    policy::Action,
    relay::{Faults, claim},
};

/// What markSpecialCategory needs.
#[derive(Debug, InputObject)]
pub(super) struct MarkSpecialCategoryInput {
    /// The contribution.
    pub contribution: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Whether it may.
    pub may_contain_special_category: bool,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// Neither version nor time of change moves: both are public, and would tell of a mark that is not (T40).
pub(super) async fn mark(operation: &Operation, input: MarkSpecialCategoryInput) -> Result<ContributionId> {
    let mut faults = Faults::default();
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "markSpecialCategory", key, &input);
    faults.done()?;
    let action = Action::MarkSpecialCategory;
    let held = hold(operation, &input.contribution, action, claim.as_ref()).await?;
    if held.done_before {
        return Ok(held.row.id);
    }
    held.check(operation, &input.version)?;
    let change = ActiveModel {
        may_contain_special_category: Set(input.may_contain_special_category.into()),
        ..Default::default()
    };
    held.finish(operation, change, "contribution.marked", claim).await
}
