//! A row and the row that it hangs on, held in one statement.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait as _, EntityTrait, FromQueryResult as _, IdenStatic as _, Iterable as _,
    QueryFilter, QueryTrait, SelectTwoRequired,
    sea_query::{ExprTrait, LockType},
};
use uuid::Uuid;

use crate::{
    error::{Error, Refusal, Result},
    store::{Inside, Owned, Tx, Visible, fault, visible::of_tenant},
};

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

    /// The same as [`Tx::share_both`], and with them the row of `P` that is the actor's own and names the outer one in this
    /// column; nothing where one of the three is not there. It is shared too: of rows that are read beside others which are
    /// waited for, only those that are held as well are as they are then.
    pub async fn share_both_and_own<E: Visible, F: Inside<E>, P: Owned>(
        &self,
        id: Uuid,
        in_own: P::Column,
    ) -> Result<Option<(E::Model, F::Model, P::Model)>> {
        let actor = self.actor();
        let Some(person) = actor.person() else {
            return Ok(None);
        };
        let own = of_tenant::<P>(actor.tenant)
            .add(P::PERSON.eq(person.person))
            .add(E::ID.into_expr().eq(in_own.into_expr()));
        let (outer, inner) = (E::default().table_ref(), F::default().table_ref());
        let third = P::default().table_ref();
        let mut three = self.select_both::<E, F>(id, self.known::<E>());
        let query = QueryTrait::query(&mut three);
        query.inner_join(third.clone(), own);
        // The library gives those of the other two A_ and B_.
        for column in P::Column::iter() {
            query.expr_as(column.select_as(column.into_expr()), format!("C_{}", column.as_str()));
        }
        if self.is_postgres() {
            // INVARIANT: as below.
            query.lock_with_tables(LockType::Share, [outer, inner, third]);
        }
        let statement = three.build(self.connection().get_database_backend());
        let row = self.connection().query_one_raw(statement).await;
        let found = row.and_then(|row| {
            let models = row.map(|row| {
                let outer = E::Model::from_query_result(&row, "A_")?;
                let inner = F::Model::from_query_result(&row, "B_")?;
                Ok((outer, inner, P::Model::from_query_result(&row, "C_")?))
            });
            models.transpose()
        });
        found.map_err(|error| fault::of(&error))
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
        let mut both = self.select_both::<E, F>(id, known);
        if self.is_postgres() {
            let (outer, inner) = (E::default().table_ref(), F::default().table_ref());
            // INVARIANT: PostgreSQL holds the rows in the order in which the tables are named here.
            QueryTrait::query(&mut both).lock_with_tables(how, [outer, inner]);
        }
        let found = both.one(self.connection()).await.map_err(|error| fault::of(&error))?;
        found.ok_or_else(|| Error::from(Refusal::not_found()))
    }

    fn select_both<E: Visible, F: Inside<E>>(&self, id: Uuid, known: Condition) -> SelectTwoRequired<E, F> {
        let tenant = self.actor().tenant;
        let mut both = <E as EntityTrait>::find()
            .select_two_required(F::default())
            .filter(of_tenant::<E>(tenant))
            .filter(of_tenant::<F>(tenant))
            .filter(known)
            .filter(F::ID.eq(id));
        let hangs = E::ID.into_expr().eq(F::OUTER.into_expr());
        QueryTrait::query(&mut both).inner_join(F::default().table_ref(), hangs);
        both
    }
}
