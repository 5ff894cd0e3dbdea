//! A row and the row that it hangs on, held in one statement.

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryTrait,
    sea_query::{ExprTrait, LockType},
};
use uuid::Uuid;

use super::{Inside, Tx, Visible, fault, visible::of_tenant};
use crate::error::{Error, Refusal, Result};

impl Tx {
    /// The row of `F` with this id and, before it, the row of `E` that it hangs on: both held as [`Tx::lock`] does, the
    /// outer one first. Not there and not visible are the same `NOT_FOUND`.
    pub async fn lock_both<E: Visible, F: Inside<E>>(&self, id: Uuid) -> Result<(E::Model, F::Model)> {
        self.both::<E, F>(id, self.known::<E>(), LockType::NoKeyUpdate).await
    }

    /// The same, shared as [`Tx::share`] does.
    pub async fn share_both<E: Visible, F: Inside<E>>(&self, id: Uuid) -> Result<(E::Model, F::Model)> {
        self.both::<E, F>(id, self.known::<E>(), LockType::Share).await
    }

    /// The same, visible or not: for what somebody's own row hangs on, which they may change and no longer know of.
    pub async fn share_both_hidden<E: Visible, F: Inside<E>>(&self, id: Uuid) -> Result<(E::Model, F::Model)> {
        self.both::<E, F>(id, Condition::all(), LockType::Share).await
    }

    /// What is inside is known of by whoever may know of what it is inside of.
    fn known<E: Visible>(&self) -> Condition {
        let actor = self.actor();
        if actor.is_job() {
            Condition::all()
        } else {
            E::visible(actor)
        }
    }

    async fn both<E: Visible, F: Inside<E>>(
        &self,
        id: Uuid,
        known: Condition,
        how: LockType,
    ) -> Result<(E::Model, F::Model)> {
        let tenant = self.actor().tenant;
        let mut both = <E as EntityTrait>::find()
            .select_two_required(F::default())
            .filter(of_tenant::<E>(tenant))
            .filter(of_tenant::<F>(tenant))
            .filter(known)
            .filter(F::ID.eq(id));
        let (outer, inner) = (E::default().table_ref(), F::default().table_ref());
        let query = QueryTrait::query(&mut both);
        query.inner_join(inner.clone(), E::ID.into_expr().eq(F::OUTER.into_expr()));
        if self.is_postgres() {
            // INVARIANT: PostgreSQL holds the rows in the order in which the tables are named here.
            query.lock_with_tables(how, [outer, inner]);
        }
        let found = both.one(self.connection()).await.map_err(|error| fault::of(&error))?;
        found.ok_or_else(|| Error::from(Refusal::not_found()))
    }
}
