//! Tells the moderators of a contribution.

use async_graphql::{ID, InputObject};
use entity::{
    contribution,
    contribution_report::{ActiveModel, Column, Entity},
    id::{ContributionId, ContributionReportId, Id},
    participation,
    scalar::Day,
    vocabulary::{ModerationRule, ReportState},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use crate::{
    contribution::ActedContribution,
    error::{Code, Refusal, Result},
    operation::{Operation, gate, may},
    participation::own_part,
    policy::{Action, ActionQuestion},
    relay::{Faults, claim, input_id},
};

/// What reportContribution needs.
#[derive(Debug, InputObject)]
pub(super) struct ReportContributionInput {
    /// The contribution.
    pub contribution: ID,
    /// The rule that it breaks.
    pub rule: ModerationRule,
    /// Why, 1 to 2000 characters; moderators read it, and not who you are: do not say so in it.
    pub reason: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn report(operation: &Operation, input: ReportContributionInput) -> Result<ContributionReportId> {
    let mut faults = Faults::default();
    let reason = faults.reason(&input.reason);
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "reportContribution", key, &input);
    faults.done()?;
    let id: ContributionId = input_id(&input.contribution, "contribution")?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let missing = || Refusal::not_found().at(&["input", "contribution"]);
    let seen = tx.rows::<contribution::Entity>().id(id.uuid()).one().await?;
    let own = own_part(&tx, seen.ok_or_else(missing)?.project_id).await?;
    if let Some(own) = own {
        // Whoever reports twice at the same moment does so one after the other.
        tx.lock::<participation::Entity>(own.key.uuid()).await?;
    }
    let row = tx.share::<contribution::Entity>(id.uuid()).await;
    let row = row.map_err(|error| gate::at(error, "contribution"))?;
    // Whose words are stored only may have changed while they were waited for.
    operation.follow_rules(&tx).await?;
    let acted = ActedContribution::of(operation, &row, own, None);
    let question = ActionQuestion::of(Action::ReportContribution, tx.actor().roles());
    let may = may::permit(operation, question, acted)?;
    let reporter = own.ok_or_else(missing)?.key;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    may.stands(clock.now())?;
    let waits = Condition::all()
        .add(Column::ContributionId.eq(row.id))
        .add(Column::ReporterId.eq(reporter))
        .add(Column::State.eq(ReportState::Open));
    if tx.count_all::<Entity>(waits).await? > 0 {
        let refusal = Refusal::new(
            Code::AlreadyExists,
            "You reported it, and no moderator has answered so far.",
        );
        return Err(refusal.at(&["input", "contribution"]).into());
    }
    let id = Id::from_uuid(clock.blind_id());
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        project_id: Set(row.project_id),
        contribution_id: Set(row.id),
        reporter_id: Set(Some(reporter).into()),
        rule: Set(input.rule.into()),
        reason: Set(Some(reason).into()),
        state: Set(ReportState::Open.into()),
        reported_on: Set(Day::from(clock.now().date_naive()).into()),
        closed_on: Set(None.into()),
        closing_reason: Set(None.into()),
        closed_by_id: Set(None.into()),
        version: Set(1),
    })
    .await?;
    // Neither listeners nor the log are told: both would tell the author.
    tx.finish_quietly(clock, id.uuid(), claim.as_ref()).await?;
    Ok(id)
}
