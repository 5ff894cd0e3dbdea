//! Changes a rule of retention from the next run on.

use async_graphql::{ID, InputObject};
use entity::{
    id::RetentionRuleId,
    period::Period,
    retention_rule::{ActiveModel, Entity},
    vocabulary::{Disposal, RetentionTrigger},
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{
    acted::ActedRule,
    data::{self, Kind},
    retention_rule::RetentionRule,
};
use crate::{
    error::{Code, Refusal, Result},
    operation::{
        Operation,
        gate::{self, Duty},
        may,
    },
    policy::{Action, ActionQuestion},
    relay::{Faults, Given, check_version, claim, differs, input_id},
    store::Event,
};

/// What updateRetentionRule needs.
#[derive(Debug, InputObject)]
pub(super) struct UpdateRetentionRuleInput {
    /// The rule.
    pub rule: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// From when time runs, if that changes.
    pub trigger: Option<RetentionTrigger>,
    /// How long the data are kept, if that changes. Once answers to an evaluation are deleted, later evaluations of the project
    /// withhold the groups that its results tell of, where they ask the same.
    pub duration: Option<Given<Period>>,
    /// What happens then, if that changes.
    pub disposal: Option<Disposal>,
    /// Whether the job follows it, if that changes.
    pub is_active: Option<bool>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(UpdateRetentionRulePayload, "updateRetentionRule", rule: RetentionRule, "rule");

pub(super) async fn update(operation: &Operation, input: UpdateRetentionRuleInput) -> Result<RetentionRuleId> {
    let mut faults = Faults::default();
    let duration = faults.read("duration", input.duration.as_ref());
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "updateRetentionRule", key, &input);
    faults.done()?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let id: RetentionRuleId = input_id(&input.rule, "rule")?;
    let row = tx
        .lock::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "rule"))?;
    let question = ActionQuestion::of(Action::UpdateRetentionRule, tx.actor().roles());
    let may = may::permit(operation, question, ActedRule)?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(row.id);
    }
    may.stands(clock.now())?;
    check_version(operation, row.id, row.version, &input.version)?;
    let duty = Duty::DecideAction;
    let kind = Kind {
        class: *duty.open(&row.class),
        purpose: *duty.open(&row.purpose),
        since: input.trigger.unwrap_or(*duty.open(&row.since)),
        disposal: input.disposal.unwrap_or(*duty.open(&row.disposal)),
    };
    if data::of(kind).is_empty() {
        let message = "The time of such data cannot run from there, or end so.";
        let hint = format!(
            "There can be rules for class, purpose, trigger and disposal as follows: {}.",
            data::known()
        );
        return Err(Refusal::new(Code::BadInput, message)
            .hint(hint)
            .at(&["input", "trigger"])
            .into());
    }
    let is_other = differs(input.trigger.as_ref(), duty.open(&row.since))
        || differs(duration.as_ref(), duty.open(&row.duration))
        || differs(input.disposal.as_ref(), duty.open(&row.disposal))
        || differs(input.is_active.as_ref(), duty.open(&row.is_active));
    if !is_other {
        tx.finish_quietly(clock, row.id.uuid(), claim.as_ref()).await?;
        return Ok(row.id);
    }
    let change = ActiveModel {
        since: Set(kind.since.into()),
        duration: duration.map_or(NotSet, |duration| Set(duration.into())),
        disposal: Set(kind.disposal.into()),
        is_active: input.is_active.map_or(NotSet, |active| Set(active.into())),
        version: Set(row.version + 1),
        ..Default::default()
    };
    tx.update::<Entity>(row.id.uuid(), change).await?;
    let event = Event {
        kind: "retention_rule.changed",
        object: row.id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(row.id)
}
