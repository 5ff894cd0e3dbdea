//! What search finds of a public service.

use entity::{
    id::PublicServiceId,
    public_service::{Column, Entity},
    vocabulary::SearchKind,
};
use sea_orm::{ColumnTrait, Condition};

use super::public_service::PublicService;
use crate::{
    clock::Clock,
    error::{Fault, Result},
    store::{Tx, search::Document},
};

impl PublicService {
    /// Its texts, in the order in which they are read.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.description.as_str())
    }
}

/// Makes a service found by the words that it has now.
pub(super) async fn index(tx: &Tx, clock: &Clock, id: PublicServiceId) -> Result<()> {
    let row = tx.hidden::<Entity>(Condition::all().add(Column::Id.eq(id))).await?;
    let row = row.ok_or_else(|| Fault::logged("a service that was just written is not there"))?;
    let document = Document {
        kind: SearchKind::PublicService,
        object: id.uuid(),
        project: None,
        dated_at: row.created_at,
        title: Some(&row.title),
        texts: &[&row.description],
    };
    tx.index(clock, &document).await
}
