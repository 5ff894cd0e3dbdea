//! The copy of a person's data (GDPR article 15(3)).

use async_graphql::SimpleObject;
use chrono::SecondsFormat;
use entity::{
    id::PersonId,
    sealed::Personal,
    subject::Declaration,
    vocabulary::{AccessClass, DataSubjectRight, Purpose},
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::{
    consent,
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
const FORM: &str = "trialogue-copy-of-personal-data/1";

/// The same for what the person takes along.
const PORTABLE_FORM: &str = "trialogue-portable-personal-data/1";

/// What the person can do next, in the copy itself.
const RIGHTS: &str = "You can have it corrected or erased, restrict its use, object, and complain to the supervisory \
                      authority (GDPR articles 15(1)(e) and (f), 16 to 18, 21, 77).";

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
        let tables: Vec<Value> = tables.iter().map(told).collect();
        let made_at = operation.clock().now().to_rfc3339_opts(SecondsFormat::Millis, true);
        let document = json!({
            "form": form,
            "controller": controller,
            "person": global_id(person).to_string(),
            "madeAt": made_at,
            "yourRights": RIGHTS,
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

fn told(table: &CopiedTable) -> Value {
    let classes: Map<String, Value> = table
        .columns
        .iter()
        .map(|column| ((*column).to_owned(), class(table.declaration, column).into()))
        .collect();
    let rows = copied(&table.rows);
    json!({ "name": table.declaration.table, "classes": classes, "rows": rows })
}

fn copied(rows: &Personal<Vec<Map<String, Value>>>) -> &Vec<Map<String, Value>> {
    Duty::Copy.open(rows)
}

fn class(declaration: &Declaration, column: &str) -> String {
    let sealed = declaration.sealed.iter().find(|sealed| sealed.name == column);
    let class = sealed.map_or(AccessClass::Public, |sealed| sealed.class);
    async_graphql::InputType::to_value(&class).to_string()
}
