//! Corrects somebody's part in a project by their request (GDPR article 16).

use entity::{
    id::ParticipationId,
    participation::{ActiveModel, Column, Entity},
    vocabulary::{Expertise, Sector},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use crate::{
    error::{Fault, Result},
    store::Tx,
};

/// What of a part is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// The sector.
    Sector(Sector),
    /// The expertise.
    Expertise(Expertise),
}

/// Puts what is right in the place of what was wrong. Others see the present alone (T79).
pub async fn rectify(tx: &Tx, id: ParticipationId, right: Right) -> Result<()> {
    let row = tx.hidden::<Entity>(Condition::all().add(Column::Id.eq(id))).await?;
    let row = row.ok_or_else(|| Fault::logged("a part that is to be corrected is not there"))?;
    let (sector, expertise) = match right {
        Right::Sector(sector) => (Set(Some(sector).into()), NotSet),
        Right::Expertise(expertise) => (NotSet, Set(Some(expertise).into())),
    };
    let change = ActiveModel {
        sector,
        expertise,
        version: Set(row.version + 1),
        ..Default::default()
    };
    tx.update::<Entity>(id.uuid(), change).await
}
