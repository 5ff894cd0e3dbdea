//! A row, and beside it what is the actor's own, in one statement.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait, sea_query::ExprTrait};
use uuid::Uuid;

use super::{Owned, Tx, Visible, fault, visible::of_tenant};
use crate::error::Result;

impl Tx {
    /// The row with this id, if the actor may know of it, and beside it the row of `P` that is the actor's own, as
    /// [`Tx::own`] finds it, and that names in the second of these columns what the row names in the first. For one row: of
    /// several each would bring its own.
    pub async fn beside_own<E: Visible, P: Owned>(
        &self,
        id: Uuid,
        (in_row, in_own): (E::Column, P::Column),
    ) -> Result<Option<(E::Model, Option<P::Model>)>> {
        let actor = self.actor();
        let Some(person) = actor.person() else {
            let row = self.rows::<E>().id(id).one().await?;
            return Ok(row.map(|row| (row, None)));
        };
        let mut both = <E as EntityTrait>::find()
            .select_also(P::default())
            .filter(of_tenant::<E>(actor.tenant))
            .filter(E::visible(actor))
            .filter(E::ID.eq(id));
        let own = of_tenant::<P>(actor.tenant)
            .add(P::PERSON.eq(person.person))
            .add(in_row.into_expr().eq(in_own.into_expr()));
        QueryTrait::query(&mut both).left_join(P::default().table_ref(), own);
        both.one(self.connection()).await.map_err(|error| fault::of(&error))
    }
}
