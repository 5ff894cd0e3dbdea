//! A page for each of many parents, in one statement: statements depend on the query and not on how many rows it met.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, Iterable, JoinType, ModelTrait, QueryFilter, QuerySelect,
    QueryTrait, Select, Value,
    sea_query::{Alias, ArrayType, DynIden, Expr, ExprTrait, Func, IntoIden, Query, SelectStatement},
};
use uuid::Uuid;

use super::{
    Key, Page, Rows, Visible, Window, fault,
    page::{page_of, with_id},
    visible::of_tenant,
};
use crate::error::{Fault, Result};

impl<E: Visible> Rows<'_, E> {
    /// For each of these parents the first or the last of its rows, ordered by `keys` and then by id; `parent` is the
    /// column that names it. A cursor fits the list of one parent only, so that the window has none.
    pub async fn page_for_each(
        self,
        parent: E::Column,
        parents: &[Uuid],
        keys: &[Key<E::Column>],
        window: &Window,
    ) -> Result<Vec<(Uuid, Page<E::Model>)>> {
        if parents.is_empty() {
            return Ok(Vec::new());
        }
        if window.after.is_some() || window.before.is_some() {
            return Err(Fault::logged("a cursor fits the list of one parent").into());
        }
        let keys = with_id::<E>(keys);
        let tx = self.tx;
        let select = if tx.is_postgres() {
            self.lateral(parent, parents, &keys, window)
        } else {
            self.correlated(parent, parents, &keys, window)
        };
        let found = tx.connection().query_all(&select).await;
        let found = found.map_err(|error| fault::of(&error))?;
        let found = found.iter().map(|row| E::Model::from_query_result(row, ""));
        let found = found
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(|error| fault::of(&error))?;

        let mut of_parent: BTreeMap<Uuid, Vec<E::Model>> = parents.iter().map(|parent| (*parent, Vec::new())).collect();
        for row in found {
            let Value::Uuid(Some(id)) = row.get(parent) else {
                return Err(Fault::logged("a parent is named by a column that holds no id").into());
            };
            of_parent.entry(id).or_default().push(row);
        }
        of_parent
            .into_iter()
            .map(|(parent, rows)| Ok((parent, page_of::<E>(rows, &keys, window)?)))
            .collect()
    }

    /// The page of one parent, which an index in the order of the keys serves, so that no row beyond it is looked at.
    fn page_of_one(self, parent: E::Column, is: Expr, keys: &[Key<E::Column>], window: &Window) -> Select<E> {
        // One more than asked for says whether the list goes on.
        let rows = self.select.filter(parent.into_expr().eq(is)).limit(window.size + 1);
        keys.iter().fold(rows, |rows, key| key.ordered(rows, window.backward))
    }

    /// PostgreSQL joins the page of each parent.
    fn lateral(self, parent: E::Column, parents: &[Uuid], keys: &[Key<E::Column>], window: &Window) -> SelectStatement {
        // The one column of a function's rows has the name of the function's alias.
        let (named, found) = (Alias::new("parent"), Alias::new("found"));
        let is = Expr::col((named.clone(), named.clone()));
        let own = self.page_of_one(parent, is, keys, window).into_query();
        let ids: Vec<Value> = parents.iter().map(|id| (*id).into()).collect();
        let ids = Value::Array(ArrayType::Uuid, Some(Box::new(ids)));
        let mut select = Query::select();
        select
            .columns(E::Column::iter().map(|column| (found.clone(), column)))
            .from_function(Func::cust("unnest").arg(ids), named)
            .join_lateral(JoinType::InnerJoin, own, found.clone(), Expr::cust("TRUE"));
        in_order(select, &found.into_iden(), keys, window)
    }

    /// `SQLite` joins the rows whose ids are in the page of each parent.
    fn correlated(
        self,
        parent: E::Column,
        parents: &[Uuid],
        keys: &[Key<E::Column>],
        window: &Window,
    ) -> SelectStatement {
        let named = Alias::new("parent");
        let tenant = of_tenant::<E>(self.tx.actor().tenant);
        let is = Expr::col((named.clone(), Alias::new("column1")));
        let own = self.page_of_one(parent, is, keys, window).select_only().column(E::ID);
        let padding = parents.len().next_power_of_two() - parents.len();
        let ids = parents.iter().copied().chain(std::iter::repeat_n(Uuid::nil(), padding));
        let table = E::default();
        let mut select = Query::select();
        select
            .columns(E::Column::iter().map(|column| (table, column)))
            .from_values(ids, named)
            .join(
                JoinType::InnerJoin,
                table.table_ref(),
                tenant.add(E::ID.in_subquery(own.into_query())),
            );
        in_order(select, &table.into_iden(), keys, window)
    }

    /// How many rows each of these parents has, in one statement; a parent without any is left out.
    pub async fn count_for_each(self, parent: E::Column, parents: &[Uuid]) -> Result<Vec<(Uuid, i64)>> {
        if parents.is_empty() {
            return Ok(Vec::new());
        }
        self.select
            .filter(self.tx.among(parent, parents.iter().copied()))
            .select_only()
            .column(parent)
            .column_as(E::ID.count(), "how_many")
            .group_by(parent)
            .into_tuple()
            .all(self.tx.connection())
            .await
            .map_err(|error| fault::of(&error))
    }
}

/// The rows of `table` in the order of the keys.
fn in_order<C: ColumnTrait>(
    mut select: SelectStatement,
    table: &DynIden,
    keys: &[Key<C>],
    window: &Window,
) -> SelectStatement {
    for key in keys {
        let column = (table.clone(), key.column);
        match key.order(window.backward) {
            (order, Some(nulls)) => select.order_by_with_nulls(column, order, nulls),
            (order, None) => select.order_by(column, order),
        };
    }
    select
}
