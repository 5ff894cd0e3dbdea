//! Rows that go to the database in one message with the commit of what they tell of.

use sea_orm::{ActiveModelTrait, DbBackend, QueryTrait};

use crate::{
    error::Result,
    store::{Tenanted, Tx, fault},
};

impl Tx {
    /// Stores a row in the actor's tenant with the commit: nothing in the transaction reads it. On SQLite, where there are
    /// no messages to spare, it is stored at once.
    ///
    /// INVARIANT: no value of the row comes from outside, because the commit's message holds it as text.
    pub(in crate::store) async fn insert_last<E: Tenanted>(&self, mut row: E::ActiveModel) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        if !self.is_postgres() {
            return self.insert::<E>(row).await;
        }
        row.try_set(E::TENANT, self.actor().tenant.into())
            .map_err(|error| fault::of(&error))?;
        self.connection().run_last(E::insert(row).build(DbBackend::Postgres));
        Ok(())
    }
}
