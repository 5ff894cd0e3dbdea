//! What a person is told of each table of a copy: what for the data are kept, how long, and from whom they are (GDPR article
//! 15(1)(a), (d) and (g)).

use std::collections::BTreeSet;

use async_graphql::{InputType, Value as Literal};
use entity::{
    retention_rule,
    subject::{Declaration, Erasure, Retained},
    vocabulary::Purpose,
};
use serde_json::{Value, json};

use crate::{
    operation::gate::Duty,
    policy::{Field, RecordState},
};

/// Where a row can stand, for fields that are read for other purposes then.
const STATES: [RecordState; 5] = [
    RecordState::Plain,
    RecordState::Draft,
    RecordState::Waiting,
    RecordState::Published,
    RecordState::Withheld,
];

/// What the columns of a table are kept for.
pub(super) struct KeptFor {
    declaration: &'static Declaration,
    /// What those are kept for that say nothing of it themselves.
    others: BTreeSet<Purpose>,
}

impl KeptFor {
    /// What the columns of this table are kept for.
    pub(super) fn of(declaration: &'static Declaration) -> Self {
        let columns = declaration.sealed.iter();
        let mut others: BTreeSet<Purpose> = columns.flat_map(|sealed| said_of(declaration, sealed.name)).collect();
        others.extend(declaration.retention.iter().map(|data| data.purpose));
        if others.is_empty() {
            others.extend(declaration.told.purpose);
        }
        Self { declaration, others }
    }

    /// What a column is kept for.
    pub(super) fn column(&self, column: &str) -> BTreeSet<Purpose> {
        let said = said_of(self.declaration, column);
        if said.is_empty() { self.others.clone() } else { said }
    }
}

/// What a column was given for, what the field of its name is read for in whatever state, and what its time runs for.
fn said_of(declaration: &Declaration, column: &str) -> BTreeSet<Purpose> {
    // Table and type, column and field have the same names; a column that refers to a row has `_id` behind it.
    let coordinate = format!(
        "{}.{}",
        capital(&camel(declaration.table)),
        camel(column.trim_end_matches("_id"))
    );
    let sealed = declaration.sealed.iter().find(|sealed| sealed.name == column);
    let field = Field::ALL.iter().find(|field| field.name() == coordinate);
    let mut said: BTreeSet<Purpose> = sealed.and_then(|sealed| sealed.given_for).into_iter().collect();
    said.extend(
        field
            .into_iter()
            .flat_map(|field| STATES.iter().flat_map(move |state| field.purposes_in(*state))),
    );
    let empties = |data: &&Retained| {
        let mut disposals = data.disposals.iter();
        disposals.any(|(_, how)| how.columns().is_some_and(|columns| columns.contains(&column)))
    };
    said.extend(declaration.retention.iter().filter(empties).map(|data| data.purpose));
    said
}

fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| name + &capital(part))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// How long the rows of a table stay: the agency's rules that are about them, and what ends them besides.
pub(super) fn retention_of(declaration: &Declaration, rules: &[retention_rule::Model]) -> Value {
    let duty = Duty::Copy;
    let is_about = |rule: &&retention_rule::Model| {
        declaration.retention.iter().any(|data| {
            data.class == *duty.open(&rule.class)
                && data.purpose == *duty.open(&rule.purpose)
                && data.since.iter().any(|(since, _)| since == duty.open(&rule.since))
                && data.disposals.iter().any(|(how, _)| how == duty.open(&rule.disposal))
        })
    };
    let told = |rule: &retention_rule::Model| {
        json!({
            "purpose": name(duty.open(&rule.purpose)),
            "class": name(duty.open(&rule.class)),
            "duration": duty.open(&rule.duration).as_str(),
            "from": name(duty.open(&rule.since)),
            "then": name(duty.open(&rule.disposal)),
        })
    };
    let rules: Vec<Value> = rules.iter().filter(is_about).map(told).collect();
    let loses = declaration.sealed.iter().any(|sealed| sealed.erased);
    let besides = match declaration.erasure {
        Erasure::Delete => "Until you take it back or ask for your erasure, or what it belongs to goes.",
        Erasure::Blank { .. } | Erasure::Keep if loses => {
            "Until you ask for your erasure; then a mark without your data keeps its place."
        }
        Erasure::Blank { .. } | Erasure::Keep => {
            "As long as the agency has to be able to prove it; after your erasure it leads to nobody."
        }
    };
    json!({ "rules": rules, "besides": declaration.told.until.unwrap_or(besides) })
}

/// A value of an enumeration as the schema spells it.
pub(super) fn name<T: InputType>(value: &T) -> String {
    match value.to_value() {
        Literal::Enum(name) => name.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use entity::{
        ENTITIES,
        subject::Subject,
        vocabulary::Purpose::{ParticipationAdmin, SecurityAudit},
    };

    use super::*;

    /// Of these nothing goes into a copy.
    const UNTOLD: [&str; 4] = ["account_tenant", "legal_hold", "legal_hold_reader", "held_record"];

    #[test]
    fn r24_of_every_table_that_a_copy_can_hold_purpose_and_source_are_known() {
        let copied = ENTITIES.iter().filter(|declared| declared.subject != Subject::Nobody);
        for declaration in copied.filter(|declared| !UNTOLD.contains(&declared.table)) {
            assert!(declaration.told.purpose.is_some(), "{}", declaration.table);
            assert!(!KeptFor::of(declaration).others.is_empty(), "{}", declaration.table);
        }
    }

    #[test]
    fn what_a_column_is_kept_for_is_what_its_field_is_read_for() {
        let of = |declaration, column| KeptFor::of(declaration).column(column).into_iter().collect::<Vec<_>>();
        let person = &entity::person::DECLARATION;
        assert_eq!(of(person, "email"), [ParticipationAdmin, Purpose::ContactNews]);
        assert_eq!(of(person, "legal_name"), [ParticipationAdmin]);
        assert_eq!(of(&entity::membership::DECLARATION, "roles"), [ParticipationAdmin]);
        assert_eq!(of(&entity::contribution::DECLARATION, "body"), [ParticipationAdmin]);
        assert_eq!(
            of(&entity::assessment_answer::DECLARATION, "score"),
            [Purpose::Evaluation]
        );
        assert_eq!(of(&entity::audit_entry::DECLARATION, "kind"), [SecurityAudit]);
        let profile = &entity::participant_profile::DECLARATION;
        assert_eq!(of(profile, "has_disability"), [Purpose::RepresentativenessSpecial]);
    }
}
