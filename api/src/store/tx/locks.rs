//! Rows and names that a transaction holds until it ends, so that what is decided on them stays true.

use entity::id::MembershipId;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait as _, DbBackend, QueryFilter, QuerySelect, QueryTrait, Statement,
    sea_query::LockType,
};
use uuid::Uuid;

use crate::{
    error::{Error, Refusal, Result},
    store::{Tenanted, Tx, Visible, fault, visible::of_tenant},
};

impl Tx {
    /// The row with this id, held until the transaction ends; whoever only refers to it goes on. Not there and not
    /// visible are the same `NOT_FOUND`.
    pub async fn lock<E: Visible>(&self, id: Uuid) -> Result<E::Model> {
        self.rows::<E>()
            .id(id)
            .locked(LockType::NoKeyUpdate)
            .await?
            .ok_or_else(|| Error::from(Refusal::not_found()))
    }

    /// The row with this id, which nobody changes until the transaction ends; others may hold it alike at the same
    /// time. For what many mutations at once depend on, such as the phase that they are made in.
    pub async fn share<E: Visible>(&self, id: Uuid) -> Result<E::Model> {
        self.rows::<E>()
            .id(id)
            .locked(LockType::Share)
            .await?
            .ok_or_else(|| Error::from(Refusal::not_found()))
    }

    /// The membership that acts, which nobody erases until the transaction ends: an erasure waits for what the person has
    /// under way, and what comes after it finds nobody (T154).
    pub async fn acting(&self, membership: MembershipId) -> Result<Option<entity::membership::Model>> {
        self.rows::<entity::membership::Entity>()
            .id(membership.uuid())
            .locked(LockType::KeyShare)
            .await
    }

    /// The row that `column` of the row of `F` with this id names, shared as [`Tx::share`] does: for what is held before
    /// the row that leads to it.
    pub async fn share_named<E: Visible, F: Tenanted>(&self, column: F::Column, id: Uuid) -> Result<E::Model> {
        let named = F::find()
            .select_only()
            .column(column)
            .filter(of_tenant::<F>(self.actor().tenant))
            .filter(F::ID.eq(id))
            .into_query();
        self.rows::<E>()
            .filter(Condition::all().add(E::ID.in_subquery(named)))
            .locked(LockType::Share)
            .await?
            .ok_or_else(|| Error::from(Refusal::not_found()))
    }

    /// Waits for whoever holds `name` by this function of PostgreSQL's, and holds it until the transaction ends. SQLite has
    /// one writer at a time anyway.
    pub(in crate::store) async fn wait_for(&self, function: &'static str, name: &str) -> Result<()> {
        if !self.is_postgres() {
            return Ok(());
        }
        let sql = format!("SELECT {function}(hashtextextended($1, 0))");
        let lock = Statement::from_sql_and_values(DbBackend::Postgres, sql, [name.into()]);
        let done = self.connection().query_one_raw(lock).await;
        done.map(drop).map_err(|error| fault::of(&error))
    }
}
