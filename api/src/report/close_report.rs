//! Says what a moderator found of a report.

use async_graphql::{ID, InputObject};
use entity::{contribution_report::ActiveModel, id::ContributionReportId, vocabulary::ReportOutcome};
use sea_orm::ActiveValue::Set;

use super::open_report::hold;
use crate::{
    error::{Refusal, Result},
    operation::Operation,
    policy::Action,
    relay::{Faults, claim, input_id},
};

/// What closeContributionReport needs.
#[derive(Debug, InputObject)]
pub(super) struct CloseContributionReportInput {
    /// The report.
    pub report: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// What you found.
    pub outcome: ReportOutcome,
    /// Why, 1 to 2000 characters; the reporter reads it.
    pub reason: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn close(operation: &Operation, input: CloseContributionReportInput) -> Result<ContributionReportId> {
    let mut faults = Faults::default();
    let reason = faults.reason(&input.reason);
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "closeContributionReport", key, &input);
    faults.done()?;
    let id: ContributionReportId = input_id(&input.report, "report")?;

    let action = Action::CloseContributionReport;
    let Some(held) = hold(operation, id, action, &input.version, claim.as_ref()).await? else {
        return Ok(id);
    };
    let member = held.tx.actor().person().map(|person| person.membership);
    let member = member.ok_or_else(Refusal::not_found)?;
    let change = ActiveModel {
        state: Set(input.outcome.state().into()),
        closing_reason: Set(Some(reason).into()),
        closed_by_id: Set(Some(member).into()),
        ..Default::default()
    };
    held.end(operation, change, claim.as_ref()).await?;
    Ok(id)
}
