//! The copy of a person's data (GDPR article 15(3)).

use async_graphql::SimpleObject;
use chrono::SecondsFormat;
use entity::{
    id::PersonId,
    period::Period,
    retention_rule,
    sealed::Personal,
    subject::Declaration,
    vocabulary::{AccessClass, DataSubjectRight, Purpose},
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::kept_for::{KeptFor, name, retention_of};
use crate::{
    consent::{self, ToldPurpose},
    error::Result,
    operation::{
        Operation,
        gate::{Duty, Gated},
    },
    policy::{Field, FieldQuestion},
    relay::{access::access, global_id},
    store::CopiedTable,
};

/// Names the form of the document, and changes with it.
const FORM: &str = "trialogue-copy-of-personal-data/2";

/// The same for what the person takes along.
const PORTABLE_FORM: &str = "trialogue-portable-personal-data/2";

/// What the person can do next, in the copy itself.
const RIGHTS: &str = "You can have it corrected or erased, restrict its use, object, and complain to the supervisory \
                      authority (GDPR articles 15(1)(e) and (f), 16 to 18, 21, 77).";

/// Where it stands to whom data went, which grows after the copy was made.
const RECIPIENTS: &str = "DataSubjectRequest.recipients names the organisations that were shown data of yours (GDPR article \
                          15(1)(c)).";

/// A copy of a person's data. It is made from what is there when it is read and kept nowhere, so that no file of it has to
/// be guarded, found and destroyed.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct DataExport {
    /// The copy, as JSON. Read by the person.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    document: Gated<Personal<String>>,
    /// Its size in bytes. Read by the person.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    byte_size: Gated<Personal<i32>>,
    /// SHA-256 of its bytes, in hexadecimal. Read by the person.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    sha256: Gated<Personal<String>>,
}

impl DataExport {
    /// The copy of now, for a field that asked who may have it.
    pub(super) async fn of(
        operation: &Operation,
        person: PersonId,
        right: DataSubjectRight,
        question: FieldQuestion,
    ) -> Result<Self> {
        // Who read it belongs to it, up to now.
        operation.release().await;
        let tenant = operation.actor()?.tenant;
        operation.store().unfold_access(tenant, operation.clock()).await?;
        let tx = operation.snapshot().await?;
        let controller = tx.agency_name().await?;
        let (form, tables) = if right == DataSubjectRight::Portability {
            let all = consent::portable(&tx).await?.into_iter();
            let purposes: Vec<Purpose> = all
                .filter(|(_, applies, _)| *applies)
                .map(|(purpose, ..)| purpose)
                .collect();
            (PORTABLE_FORM, tx.given_by(person, &purposes).await?)
        } else {
            (FORM, tx.copy_of(person).await?)
        };
        let rules = tx.retention_in_force().await?;
        let tables: Vec<Value> = tables.iter().map(|table| told(table, &rules)).collect();
        let now = operation.clock().now();
        let purposes: Vec<Value> = consent::told_purposes(&tx, now).await?.iter().map(purpose).collect();
        let made_at = now.to_rfc3339_opts(SecondsFormat::Millis, true);
        let document = json!({
            "form": form,
            "controller": controller,
            "person": global_id(person).to_string(),
            "madeAt": made_at,
            "yourRights": RIGHTS,
            "recipients": RECIPIENTS,
            "purposes": purposes,
            "tables": tables,
        });
        let document = document.to_string();
        let ask = |field| FieldQuestion { field, ..question };
        let byte_size = i32::try_from(document.len()).unwrap_or(i32::MAX);
        let sha256 = format!("{:x}", Sha256::digest(&document));
        Ok(Self {
            document: Gated::new(document.into(), ask(Field::DataExportDocument)),
            byte_size: Gated::new(byte_size.into(), ask(Field::DataExportByteSize)),
            sha256: Gated::new(sha256.into(), ask(Field::DataExportSha256)),
        })
    }
}

/// A purpose in the copy: what it rests on, and how long the notice in force says that data are kept for it.
fn purpose(told: &ToldPurpose) -> Value {
    let retention = told.retention.as_ref().map(Period::as_str);
    json!({ "name": name(&told.purpose), "legalBasis": name(&told.basis), "retention": retention })
}

/// A table in the copy, with what it is kept for, how long, and from whom it is.
fn told(table: &CopiedTable, rules: &[retention_rule::Model]) -> Value {
    let declaration = table.declaration;
    let each = |of: &dyn Fn(&str) -> Value| {
        let told = table.columns.iter().map(|column| ((*column).to_owned(), of(column)));
        told.collect::<Map<String, Value>>()
    };
    let kept_for = KeptFor::of(declaration);
    json!({
        "name": declaration.table,
        "source": declaration.told.from,
        "retention": retention_of(declaration, rules),
        "classes": each(&|column| class(declaration, column).into()),
        "purposes": each(&|column| kept_for.column(column).iter().map(name).collect()),
        "rows": copied(&table.rows),
    })
}

fn copied(rows: &Personal<Vec<Map<String, Value>>>) -> &Vec<Map<String, Value>> {
    Duty::Copy.open(rows)
}

fn class(declaration: &Declaration, column: &str) -> String {
    let sealed = declaration.sealed.iter().find(|sealed| sealed.name == column);
    name(&sealed.map_or(AccessClass::Public, |sealed| sealed.class))
}
