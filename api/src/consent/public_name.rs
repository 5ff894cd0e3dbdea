//! The name that a person shows in public while they consent to it, where they chose so.

use entity::{
    id::PersonId,
    participation::{ActiveModel, Column, DECLARATION, Entity, Model},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use crate::{
    clock::Clock,
    error::Result,
    operation::gate::Duty,
    store::{Going, Tx},
};

/// Lets another name, or none any more, stand wherever a person chose to be named.
pub async fn name_in_public(tx: &Tx, clock: &Clock, person: PersonId, name: Option<&str>) -> Result<()> {
    let named = Condition::all()
        .add(Column::PersonId.eq(person))
        .add(Column::PublicName.is_not_null());
    for row in tx.lock_all::<Entity>(named).await? {
        if Duty::DecideAction.open(&row.public_name).as_deref() == name {
            continue;
        }
        keep_public_name(tx, clock, &row).await?;
        let change = ActiveModel {
            public_name: Set(name.map(ToOwned::to_owned).into()),
            // Where the name was a pseudonym already, because the consent had grown stale or the person's data rest, a
            // version that moves as it goes would tell of this step (T36).
            version: name.map_or(NotSet, |_| Set(row.version + 1)),
            ..Default::default()
        };
        tx.update::<Entity>(row.id.uuid(), change).await?;
    }
    Ok(())
}

/// Keeps the name that a row shows in public, and is about to lose, for the holds that it falls under.
pub async fn keep_public_name(tx: &Tx, clock: &Clock, row: &Model) -> Result<()> {
    let going = Going::Columns(&["public_name"]);
    tx.keep_for_holds(&DECLARATION, going, &[row.id.uuid()], clock)
        .await
        .map(drop)
}
