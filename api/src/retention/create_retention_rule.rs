//! Sets how long data of a class and purpose are kept.

use async_graphql::InputObject;
use entity::{
    id::{Id, RetentionRuleId},
    period::Period,
    retention_rule::{ActiveModel, Entity},
    vocabulary::{AccessClass, Disposal, Purpose, RetentionTrigger},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    Condition,
};

use super::{
    data::{self, Kind},
    retention_rule::RetentionRule,
};
use crate::{
    error::{Code, Refusal, Result},
    operation::{Operation, permit_in_agency},
    policy::{Action, ActionQuestion},
    relay::{Faults, Given, claim},
    store::Event,
};

/// The most rules of an agency.
pub(super) const MOST: u64 = 50;

/// What createRetentionRule needs.
#[derive(Debug, InputObject)]
pub(super) struct CreateRetentionRuleInput {
    /// Class of the data.
    pub class: AccessClass,
    /// Purpose of the data.
    pub purpose: Purpose,
    /// From when time runs.
    pub trigger: RetentionTrigger,
    /// How long they are kept.
    pub duration: Given<Period>,
    /// What happens then. Once answers to an evaluation are deleted nobody knows whose they were: later evaluations of the
    /// project withhold the groups that its results tell of, where they ask the same.
    pub disposal: Disposal,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(CreateRetentionRulePayload, "createRetentionRule", rule: RetentionRule, "rule");

pub(super) async fn create(operation: &Operation, input: CreateRetentionRuleInput) -> Result<RetentionRuleId> {
    let mut faults = Faults::default();
    let duration = faults.read("duration", Some(&input.duration));
    let kind = Kind {
        class: input.class,
        purpose: input.purpose,
        since: input.trigger,
        disposal: input.disposal,
    };
    if data::of(kind).is_empty() {
        let message = "The server keeps no such data, or their time cannot run from there, or end so.";
        let hint = format!(
            "There can be rules for class, purpose, trigger and disposal as follows: {}.",
            data::known()
        );
        faults.push(Refusal::new(Code::BadInput, message).hint(hint).at(&["input", "class"]));
    }
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "createRetentionRule", key, &input);
    faults.done()?;
    // `done` has refused where there is none.
    let Some(duration) = duration else {
        return Err(Refusal::not_found().into());
    };

    let tx = operation.write().await?;
    let clock = operation.clock();
    permit_in_agency(
        operation,
        ActionQuestion::of(Action::CreateRetentionRule, tx.actor().roles()),
    )?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    if tx.count_all::<Entity>(Condition::all()).await? >= MOST {
        let refusal = Refusal::new(Code::PreconditionUnmet, "The agency has 50 rules, which are the most.");
        return Err(refusal.hint("Change one that is there.").into());
    }
    let id = Id::from_uuid(clock.id());
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        class: Set(input.class.into()),
        purpose: Set(input.purpose.into()),
        since: Set(input.trigger.into()),
        duration: Set(duration.into()),
        disposal: Set(input.disposal.into()),
        is_active: Set(true.into()),
        created_at: Set(clock.now()),
        version: Set(1),
    })
    .await?;
    let event = Event {
        kind: "retention_rule.created",
        object: id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(id)
}
