//! The documents that a program was registered for: beside these it runs none.

use entity::client_operation::{Column, Entity};
use sea_orm::ColumnTrait;

use crate::{
    actor::Program,
    error::{Code, Error, Refusal, Result},
    operation::gate::Duty,
    store::Tx,
};

/// The document of this digest in a program's list, which is read as that program.
pub async fn listed_document(tx: &Tx, program: Program, digest: &str) -> Result<Option<String>> {
    let rows = tx.rows::<Entity>().filter(Column::ClientId.eq(program.client));
    let row = rows.filter(Column::Digest.eq(digest)).one().await?;
    Ok(row.map(|row| Duty::Authenticate.open(&row.document).clone()))
}

/// Refuses a document that is not in the program's list, if it has one.
pub async fn refuse_unlisted(tx: &Tx, program: Program, digest: impl FnOnce() -> String) -> Result<()> {
    if !program.listed || listed_document(tx, program, &digest()).await?.is_some() {
        return Ok(());
    }
    Err(Error::from(
        Refusal::new(
            Code::Forbidden,
            "The client runs the documents of its list and no others.",
        )
        .hint("Have the document put into the list with `trialogue client operations publish`."),
    ))
}
