//! A select that already carries the tenant and the row rule.

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    TryGetable,
    sea_query::{IntoCondition, LockType},
};
use uuid::Uuid;

use super::{Owned, Tx, Visible, fault, read, visible::of_tenant};
use crate::error::Result;

/// Rows of `E` that the actor of the transaction may know of. Nothing can be joined to it or taken off it.
pub struct Rows<'t, E: EntityTrait> {
    pub(super) tx: &'t Tx,
    /// Of the tenant, and in order.
    select: Select<E>,
    /// Whether the row rule is asked.
    pub(super) is_ruled: bool,
    filters: Vec<Condition>,
}

impl<'t, E: Owned> Rows<'t, E> {
    pub(super) fn own(tx: &'t Tx) -> Option<Self> {
        let person = tx.actor().person()?.person;
        let select = E::find()
            .filter(of_tenant::<E>(tx.actor().tenant))
            .filter(E::PERSON.eq(person));
        Some(Self {
            tx,
            select,
            is_ruled: false,
            filters: Vec::new(),
        })
    }
}

impl<'t, E: Visible> Rows<'t, E> {
    pub(super) fn new(tx: &'t Tx) -> Self {
        let actor = tx.actor();
        Self {
            tx,
            select: E::find().filter(of_tenant::<E>(actor.tenant)),
            is_ruled: !actor.is_job(),
            filters: Vec::new(),
        }
    }

    /// The select with all that it must carry.
    pub(super) fn ruled(self) -> Select<E> {
        let rule = self.is_ruled.then(|| E::visible(self.tx.actor()));
        self.filtered(rule)
    }

    /// The same for rows that name one of these parents in this column. Where the snapshot has shown the parents, their rule
    /// stands for that of what hangs on them.
    pub(super) fn ruled_on(self, parent: E::Column, parents: &[Uuid]) -> Select<E> {
        if self.tx.has_shown::<E>(parent, parents) {
            self.filtered(None)
        } else {
            self.ruled()
        }
    }

    fn filtered(self, rule: Option<Condition>) -> Select<E> {
        let conditions = rule.into_iter().chain(self.filters);
        conditions.fold(self.select, QueryFilter::filter)
    }

    /// Only those that meet `condition`.
    #[must_use]
    pub fn filter(mut self, condition: impl IntoCondition) -> Self {
        self.filters.push(condition.into_condition());
        self
    }

    /// Only the one with this id.
    #[must_use]
    pub fn id(self, id: Uuid) -> Self {
        self.filter(Condition::all().add(E::ID.eq(id)))
    }

    /// Only those with these ids.
    #[must_use]
    pub fn ids(self, ids: impl IntoIterator<Item = Uuid>) -> Self {
        let these = self.tx.among(E::ID, ids);
        self.filter(these)
    }

    /// In this order, after the orders given before.
    #[must_use]
    pub fn order(mut self, column: E::Column, order: Order) -> Self {
        self.select = self.select.order_by(column, order);
        self
    }

    /// The first of them.
    pub async fn one(self) -> Result<Option<E::Model>> {
        let (tx, is_ruled) = (self.tx, self.is_ruled);
        let found = read::one(self.ruled(), tx.connection()).await?;
        if is_ruled {
            tx.note_shown::<E>(found.as_slice());
        }
        Ok(found)
    }

    /// At most `limit` of them.
    pub async fn all(self, limit: u64) -> Result<Vec<E::Model>> {
        let (tx, is_ruled) = (self.tx, self.is_ruled);
        let found = read::all(self.ruled().limit(limit), tx.connection()).await?;
        if is_ruled {
            tx.note_shown::<E>(&found);
        }
        Ok(found)
    }

    /// How many there are.
    pub async fn count(self) -> Result<u64>
    where
        E::Model: Sync,
    {
        let tx = self.tx;
        self.ruled()
            .count(tx.connection())
            .await
            .map_err(|error| fault::of(&error))
    }

    /// How many there are of each pair of values in two public columns that are never null.
    pub async fn count_by<A, B>(self, first: E::Column, second: E::Column) -> Result<Vec<(A, B, i64)>>
    where
        A: TryGetable + Send + Unpin,
        B: TryGetable + Send + Unpin,
    {
        let tx = self.tx;
        self.ruled()
            .select_only()
            .column(first)
            .column(second)
            .column_as(E::ID.count(), "number")
            .group_by(first)
            .group_by(second)
            .into_tuple()
            .all(tx.connection())
            .await
            .map_err(|error| fault::of(&error))
    }

    /// The first of them, held until the transaction ends, so that what is decided on it stays true.
    pub(super) async fn locked(mut self, how: LockType) -> Result<Option<E::Model>> {
        if self.tx.is_postgres() {
            self.select = self.select.lock(how);
        }
        self.one().await
    }
}
