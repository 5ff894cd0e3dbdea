//! What a legal hold keeps of what was deleted.

use async_graphql::SimpleObject;
use entity::{
    held_record::Model,
    scalar::Day,
    sealed::Confidential,
    subject::DataSubject,
    vocabulary::{AccessClass, Purpose},
};

use crate::{
    operation::gate::{Duty, Gated},
    policy::{Field, FieldQuestion},
    relay::access::access,
};

/// What a legal hold keeps of what was deleted.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(serial)]
pub(super) struct HeldRecord {
    /// What kind of record it was, by the name of its table. Read for the legal record by the named readers alone.
    #[graphql(directive = access::apply(AccessClass::Confidential, Some(vec![Purpose::LegalRecord])))]
    kind: Gated<Confidential<String>>,
    /// The record as it was, as JSON. Read for the legal record by the named readers alone.
    #[graphql(directive = access::apply(AccessClass::Confidential, Some(vec![Purpose::LegalRecord])))]
    document: Gated<Confidential<String>>,
    /// Day on which it was deleted in its place. Read for the legal record by the named readers alone.
    #[graphql(directive = access::apply(AccessClass::Confidential, Some(vec![Purpose::LegalRecord])))]
    kept_on: Gated<Confidential<Day>>,
}

connection!(
    HeldRecordConnection,
    HeldRecordEdge,
    HeldRecord,
    "records that a hold keeps"
);

/// The nouns of rows, for who asks with `question` about their hold. Whose each is goes on record with the read.
pub(super) fn of(rows: Vec<Model>, question: FieldQuestion) -> Vec<HeldRecord> {
    let one = |row: Model| {
        let person = *Duty::DecideField.open(&row.person_id);
        let ask =
            |field| FieldQuestion { field, ..question }.about(person.map_or(DataSubject::Nobody, DataSubject::Person));
        HeldRecord {
            kind: Gated::new(row.table_name, ask(Field::HeldRecordKind)),
            document: Gated::new(row.document, ask(Field::HeldRecordDocument)),
            kept_on: Gated::new(row.kept_on, ask(Field::HeldRecordKeptOn)),
        }
    };
    rows.into_iter().map(one).collect()
}
