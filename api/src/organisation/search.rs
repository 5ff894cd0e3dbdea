//! What search finds of an organisation.

use entity::{
    id::OrganisationId,
    organisation::{Column, Entity},
    vocabulary::SearchKind,
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    clock::Clock,
    error::{Fault, Result},
    store::{Tx, search::Document},
};

/// Makes an organisation found by the name that it has now.
pub(super) async fn index(tx: &Tx, clock: &Clock, id: OrganisationId) -> Result<()> {
    let row = tx.hidden::<Entity>(Condition::all().add(Column::Id.eq(id))).await?;
    let row = row.ok_or_else(|| Fault::logged("an organisation that was just written is not there"))?;
    let document = Document {
        kind: SearchKind::Organisation,
        object: id.uuid(),
        project: None,
        dated_at: row.created_at,
        title: Some(&row.name),
        texts: &[],
    };
    tx.index(clock, &document).await
}
