//! What a transaction stores, changes and takes away: rows of its actor's tenant, whatever tenant they name.

use entity::{id::MembershipId, scalar::Day};
use sea_orm::{ActiveModelTrait, ColumnTrait, Iterable, QueryFilter};
use uuid::Uuid;

use crate::{
    error::{Fault, Result},
    store::{Tenanted, Tx, fault, visible::of_tenant},
};

/// The most values that one statement binds: SQLite takes 32766, PostgreSQL 65535.
pub const MOST_BOUND: usize = 16_000;

impl Tx {
    /// Stores a row in the actor's tenant, whatever tenant it names.
    pub async fn insert<E: Tenanted>(&self, row: impl Into<E::ActiveModel>) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let mut row = row.into();
        row.try_set(E::TENANT, self.actor().tenant.into())
            .map_err(|error| fault::of(&error))?;
        E::insert(row)
            .exec_without_returning(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(())
    }

    /// Stores rows in the actor's tenant, whatever tenant they name, in as few statements as the databases can bind.
    pub async fn insert_all<E: Tenanted>(&self, rows: Vec<E::ActiveModel>) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let columns = E::Column::iter().count().max(1);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut batch = Vec::new();
            for mut row in rows.by_ref().take(MOST_BOUND / columns) {
                row.try_set(E::TENANT, self.actor().tenant.into())
                    .map_err(|error| fault::of(&error))?;
                batch.push(row);
            }
            E::insert_many(batch)
                .exec_without_returning(self.connection())
                .await
                .map_err(|error| fault::of(&error))?;
        }
        Ok(())
    }

    /// Changes the row of the actor's tenant with this id, which the caller has locked.
    pub async fn update<E: Tenanted>(&self, id: Uuid, row: E::ActiveModel) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let changed = E::update_many()
            .set(row)
            .filter(of_tenant::<E>(self.actor().tenant))
            .filter(E::ID.eq(id))
            .exec(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        if changed.rows_affected == 1 {
            Ok(())
        } else {
            Err(Fault::logged("an update met no row").into())
        }
    }

    /// Takes away the row of the actor's tenant with this id, which the caller has locked.
    pub async fn delete<E: Tenanted>(&self, id: Uuid) -> Result<()> {
        let deleted = E::delete_many()
            .filter(of_tenant::<E>(self.actor().tenant))
            .filter(E::ID.eq(id))
            .exec(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        if deleted.rows_affected == 1 {
            Ok(())
        } else {
            Err(Fault::logged("a deletion met no row").into())
        }
    }

    /// Notes that a member did something today; nothing that others see of the membership moves.
    pub async fn note_active(&self, membership: MembershipId, today: Day) -> Result<()> {
        let change = entity::membership::ActiveModel {
            last_active_on: sea_orm::ActiveValue::Set(today.into()),
            ..Default::default()
        };
        self.update::<entity::membership::Entity>(membership.uuid(), change)
            .await
    }
}
