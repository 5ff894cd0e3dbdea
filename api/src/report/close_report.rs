//! Says what a moderator found of a report.

use async_graphql::{ID, InputObject};
use entity::{
    contribution_report::{ActiveModel, Entity},
    id::ContributionReportId,
    scalar::Day,
    vocabulary::ReportOutcome,
};
use sea_orm::ActiveValue::Set;

use super::acted::ActedReport;
use crate::{
    error::{Refusal, Result},
    operation::{Operation, gate, may},
    participation::own_part,
    policy::{Action, ActionQuestion},
    relay::{Faults, check_version, claim, input_id},
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

    let tx = operation.write().await?;
    let clock = operation.clock();
    let row = tx.lock::<Entity>(id.uuid()).await;
    let row = row.map_err(|error| gate::at(error, "report"))?;
    let acted = ActedReport::of(&row, own_part(&tx, row.project_id).await?);
    let question = ActionQuestion::of(Action::CloseContributionReport, tx.actor().roles());
    let may = may::permit(operation, question, acted)?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(id);
    }
    may.stands(clock.now())?;
    check_version(operation, id, row.version, &input.version)?;
    let member = tx.actor().person().map(|person| person.membership);
    let member = member.ok_or_else(Refusal::not_found)?;
    let change = ActiveModel {
        state: Set(input.outcome.state().into()),
        closed_on: Set(Some(Day::from(clock.now().date_naive())).into()),
        closing_reason: Set(Some(reason).into()),
        closed_by_id: Set(Some(member).into()),
        version: Set(row.version + 1),
        ..Default::default()
    };
    tx.update::<Entity>(id.uuid(), change).await?;
    tx.finish_quietly(clock, id.uuid(), claim.as_ref()).await?;
    Ok(id)
}
