//! Rows that exist in the tenant, visible or not; for guards that must count what the actor may not see.

use entity::id::Id;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::LockType,
};
use uuid::Uuid;

use crate::{
    error::{Error, Refusal, Result},
    store::{Tenanted, Tx, fault, read, visible::of_tenant},
};

impl Tx {
    /// How many rows of `E` in the tenant meet `condition`.
    pub async fn count_all<E: Tenanted>(&self, condition: Condition) -> Result<u64>
    where
        E::Model: Sync,
    {
        E::find()
            .filter(of_tenant::<E>(self.actor().tenant))
            .filter(condition)
            .count(self.connection())
            .await
            .map_err(|error| fault::of(&error))
    }

    /// Every row of `E` in the tenant that meets `condition`, visible or not, held until the transaction ends.
    pub async fn lock_all<E: Tenanted>(&self, condition: Condition) -> Result<Vec<E::Model>> {
        let mut select = <E as EntityTrait>::find()
            .filter(of_tenant::<E>(self.actor().tenant))
            .filter(condition)
            .order_by_asc(E::ID);
        if self.is_postgres() {
            select = select.lock(LockType::NoKeyUpdate);
        }
        read::all(select, self.connection()).await
    }

    /// What `part` takes of the rows with these ids, such as the name that stands with somebody's words, whether the
    /// actor may know of the rows or not. Sealed columns stay sealed: `part` cannot open them.
    pub async fn public_of<E: Tenanted, T>(&self, ids: &[Id<E>], part: fn(E::Model) -> T) -> Result<Vec<T>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let select = E::find()
            .filter(of_tenant::<E>(self.actor().tenant))
            .filter(self.among(E::ID, ids.iter().map(|id| id.uuid())));
        let rows = read::all(select, self.connection()).await?;
        Ok(rows.into_iter().map(part).collect())
    }

    /// Takes away every row of `E` in the tenant that meets `condition`, visible or not; the caller has locked what they
    /// hang on.
    pub async fn delete_all<E: Tenanted>(&self, condition: Condition) -> Result<()> {
        E::delete_many()
            .filter(of_tenant::<E>(self.actor().tenant))
            .filter(condition)
            .exec(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(())
    }

    /// Changes every row of `E` in the tenant that meets `condition`, and adds one to `counted`, such as the version.
    /// The caller has locked them.
    pub async fn update_all<E: Tenanted>(
        &self,
        condition: Condition,
        row: E::ActiveModel,
        counted: E::Column,
    ) -> Result<()> {
        use sea_orm::sea_query::{Expr, ExprTrait};
        E::update_many()
            .set(row)
            .col_expr(counted, Expr::col(counted).add(1))
            .filter(of_tenant::<E>(self.actor().tenant))
            .filter(condition)
            .exec(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(())
    }

    /// The row of `E` in the tenant with this id, visible or not, shared as [`Tx::share`] does: for what somebody's own
    /// row hangs on, which they may change and no longer know of.
    pub async fn share_hidden<E: Tenanted>(&self, id: Uuid) -> Result<E::Model> {
        let mut select = <E as EntityTrait>::find()
            .filter(of_tenant::<E>(self.actor().tenant))
            .filter(E::ID.eq(id));
        if self.is_postgres() {
            select = select.lock(LockType::Share);
        }
        let row = read::one(select, self.connection()).await?;
        row.ok_or_else(|| Error::from(Refusal::not_found()))
    }

    /// At most `limit` rows of `E` in the tenant that meet `condition`, visible or not, held until the transaction ends;
    /// for work in batches.
    pub async fn lock_some<E: Tenanted>(&self, condition: Condition, limit: u64) -> Result<Vec<E::Model>> {
        let mut select = <E as EntityTrait>::find()
            .filter(of_tenant::<E>(self.actor().tenant))
            .filter(condition)
            .order_by_asc(E::ID)
            .limit(limit);
        if self.is_postgres() {
            select = select.lock(LockType::NoKeyUpdate);
        }
        read::all(select, self.connection()).await
    }

    /// The one row of `E` in the tenant that meets `condition`, visible or not, held until the transaction ends.
    pub async fn hidden<E: Tenanted>(&self, condition: Condition) -> Result<Option<E::Model>> {
        let mut select = <E as EntityTrait>::find()
            .filter(of_tenant::<E>(self.actor().tenant))
            .filter(condition);
        if self.is_postgres() {
            select = select.lock(LockType::NoKeyUpdate);
        }
        read::one(select, self.connection()).await
    }
}
