//! What the inputs that set up an evaluation share: their checks, and how what is asked is written down.

use async_graphql::ID;
use chrono::{DateTime, Utc};
use entity::{
    evaluation_criterion::{ActiveModel, Column, Entity},
    id::{EvaluationId, Id},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use super::{
    catalogue::Entry,
    criterion::by_id,
    evaluation::{MOST_CRITERIA, criteria_of},
};
use crate::{
    clock::Clock,
    error::{Code, Refusal, Result},
    relay::{Faults, parse_id},
    store::Tx,
};

/// The criteria that an input names: 1 to 40, each once, none that is computed.
pub(super) fn criteria(faults: &mut Faults, ids: &[ID]) -> Vec<&'static Entry> {
    if ids.is_empty() || ids.len() > MOST_CRITERIA {
        faults.add(
            "criteria",
            format!("An evaluation asks about 1 to {MOST_CRITERIA} criteria."),
        );
        return Vec::new();
    }
    let mut found: Vec<&'static Entry> = Vec::with_capacity(ids.len());
    for (place, id) in ids.iter().enumerate() {
        let place = place.to_string();
        let at = ["input", "criteria", place.as_str()];
        match parse_id(id).and_then(by_id) {
            None => faults.push(Refusal::not_found().at(&at)),
            Some(entry) if entry.scale.is_none() => {
                let message = "The criterion is computed from facts; nobody is asked.";
                faults.push(Refusal::new(Code::BadInput, message).at(&at));
            }
            Some(entry) if found.contains(&entry) => {
                faults.push(Refusal::new(Code::BadInput, "The criterion stands in the list already.").at(&at));
            }
            Some(entry) => found.push(entry),
        }
    }
    found
}

/// An end of collecting that is still to come.
pub(super) fn closing(faults: &mut Faults, at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    use chrono::SubsecRound;
    if at <= now {
        faults.add("closesAt", "Collecting ends at a time to come.");
    } else if at - now > chrono::Duration::days(3653) {
        faults.add("closesAt", "Collecting ends within ten years.");
    }
    at.trunc_subsecs(3)
}

/// The agency's smallest number for a figure now.
pub(super) async fn agencys_threshold(tx: &Tx) -> Result<i32> {
    Ok(tx.terms().await?.disclosure_threshold)
}

/// The smallest number for a figure: what was wished for, which is no less than the agency's.
pub(super) fn threshold(wanted: Option<i32>, agencys: i32) -> Result<i32> {
    match wanted {
        Some(wanted) if wanted < agencys => {
            let message = format!("The smallest number for a figure is the agency's, {agencys}, or larger.");
            Err(Refusal::new(Code::PolicyFloor, message)
                .at(&["input", "disclosureThreshold"])
                .into())
        }
        Some(wanted) => Ok(wanted),
        None => Ok(agencys),
    }
}

/// Whether something else than these is asked, or the same in another order.
pub(super) async fn asks_other(tx: &Tx, evaluation: EvaluationId, criteria: &[&Entry]) -> Result<bool> {
    let asked = criteria_of(tx, &[evaluation]).await?;
    let asked = asked.iter().map(|row| row.criterion.as_str());
    Ok(asked.ne(criteria.iter().map(|entry| entry.key)))
}

/// Writes down what is asked, in order, in the place of what was to be asked before.
pub(super) async fn ask(tx: &Tx, clock: &Clock, evaluation: EvaluationId, criteria: &[&Entry]) -> Result<()> {
    tx.delete_all::<Entity>(Condition::all().add(Column::EvaluationId.eq(evaluation)))
        .await?;
    for (position, entry) in (1..).zip(criteria) {
        tx.insert::<Entity>(ActiveModel {
            tenant_id: NotSet,
            id: Set(Id::from_uuid(clock.id())),
            evaluation_id: Set(evaluation),
            criterion: Set(entry.key.to_owned()),
            position: Set(position),
        })
        .await?;
    }
    Ok(())
}

/// A wished-for number that a figure can stand on at all.
pub(super) fn at_most(faults: &mut Faults, wanted: Option<i32>) {
    if wanted.is_some_and(|wanted| wanted > 1000) {
        faults.add("disclosureThreshold", "The number is too large: 1000 at most.");
    }
}
