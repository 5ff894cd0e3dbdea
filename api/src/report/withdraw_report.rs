//! Takes back what one told the moderators of a contribution.

use async_graphql::{ID, InputObject};
use entity::{contribution_report::ActiveModel, id::ContributionReportId, vocabulary::ReportState};
use sea_orm::ActiveValue::Set;

use super::open_report::hold;
use crate::{
    error::Result,
    operation::Operation,
    policy::Action,
    relay::{Faults, claim, input_id},
};

/// What withdrawContributionReport needs.
#[derive(Debug, InputObject)]
pub(super) struct WithdrawContributionReportInput {
    /// What you reported.
    pub report: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn withdraw(
    operation: &Operation,
    input: WithdrawContributionReportInput,
) -> Result<ContributionReportId> {
    let mut faults = Faults::default();
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "withdrawContributionReport", key, &input);
    faults.done()?;
    let id: ContributionReportId = input_id(&input.report, "report")?;

    let action = Action::WithdrawContributionReport;
    let Some(held) = hold(operation, id, action, &input.version, claim.as_ref()).await? else {
        return Ok(id);
    };
    let change = ActiveModel {
        state: Set(ReportState::Withdrawn.into()),
        ..Default::default()
    };
    held.end(operation, change, claim.as_ref()).await?;
    Ok(id)
}
