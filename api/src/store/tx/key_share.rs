//! Keeps rows from being erased while something is written that names them.

use sea_orm::{ColumnTrait, QueryFilter, QuerySelect, sea_query::LockType};
use uuid::Uuid;

use crate::{
    error::Result,
    store::{Tenanted, Tx, fault, visible::of_tenant},
};

impl Tx {
    /// Keeps the row of `E` in the tenant with this id, visible or not, until the transaction ends, from whoever erases it;
    /// whoever changes it goes on. For what will be written that names it, where the order matters in which rows are held:
    /// the database does this by itself when that is written. Whoever writes on SQLite is alone anyway.
    pub async fn keep<E: Tenanted>(&self, id: Uuid) -> Result<()> {
        if !self.is_postgres() {
            return Ok(());
        }
        let kept = E::find()
            .select_only()
            .column(E::ID)
            .filter(of_tenant::<E>(self.actor().tenant))
            .filter(E::ID.eq(id))
            .lock(LockType::KeyShare)
            .into_tuple::<Uuid>()
            .all(self.connection())
            .await;
        kept.map(drop).map_err(|error| fault::of(&error))
    }
}
