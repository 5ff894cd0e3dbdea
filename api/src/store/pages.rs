//! A page for each of many parents, in one statement: statements depend on the query and not on how many rows it met.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, Condition, Iterable, JoinType, ModelTrait, QueryFilter, QuerySelect, QueryTrait, Value,
    sea_query::{Alias, ArrayType, Expr, ExprTrait, Func, OrderedStatement, Query, WindowStatement},
};
use uuid::Uuid;

use super::{
    Key, Page, Rows, Visible, Window, fault,
    page::{Valued, compared, page_of, valued, with_id},
    read,
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
        let (tx, is_ruled) = (self.tx, self.is_ruled);
        let found = if tx.is_postgres() {
            self.lateral(parent, parents, &keys, window).await?
        } else {
            self.numbered(parent, parents, &keys, window).await?
        };
        if is_ruled {
            tx.note_shown::<E>(&found);
        }

        let mut of_parent: BTreeMap<Uuid, Vec<Valued<E::Model>>> =
            parents.iter().map(|parent| (*parent, Vec::new())).collect();
        for row in valued::<E>(found, &keys)? {
            let Value::Uuid(Some(id)) = row.0.get(parent) else {
                return Err(Fault::logged("a parent is named by a column that holds no id").into());
            };
            of_parent.entry(id).or_default().push(row);
        }
        let page = |(parent, mut rows): (Uuid, Vec<Valued<E::Model>>)| {
            if tx.is_postgres() {
                // Each parent's come in order as they are found, which nobody promises. To see that costs little here; there all
                // columns would be sorted with the keys.
                rows.sort_by(|(_, one), (_, other)| compared(&keys, one, other, window.backward));
            }
            (parent, page_of(rows, window))
        };
        Ok(of_parent.into_iter().map(page).collect())
    }

    /// Parent by parent, so that an index in the order of the keys serves, and no row beyond the page is looked at. What comes
    /// is in no order that was asked for.
    async fn lateral(
        self,
        parent: E::Column,
        parents: &[Uuid],
        keys: &[Key<E::Column>],
        window: &Window,
    ) -> Result<Vec<E::Model>> {
        // The one column of a function's rows has the name of the function's alias.
        let (parents_name, found) = (Alias::new("parent"), Alias::new("found"));
        let tx = self.tx;
        let mut own = self
            .ruled_on(parent, parents)
            .filter(Expr::col((parents_name.clone(), parents_name.clone())).eq(parent.into_expr()))
            .limit(window.size + 1);
        for key in keys {
            own = key.ordered(own, window.backward);
        }
        let array: Vec<Value> = parents.iter().map(|id| (*id).into()).collect();
        let array = Value::Array(ArrayType::Uuid, Some(Box::new(array)));
        let select = Query::select()
            .columns(E::Column::iter().map(|column| (found.clone(), column)))
            .from_function(Func::cust("unnest").arg(array), parents_name)
            .join_lateral(JoinType::InnerJoin, own.into_query(), found.clone(), Expr::cust("TRUE"))
            .take();
        read::rows(&select, tx.connection()).await
    }

    /// By a number in each parent's list, where no join can look at what stands before it.
    async fn numbered(
        self,
        parent: E::Column,
        parents: &[Uuid],
        keys: &[Key<E::Column>],
        window: &Window,
    ) -> Result<Vec<E::Model>> {
        let mut places = WindowStatement::partition_by(parent.as_column_ref());
        for key in keys {
            let column = key.column.as_column_ref();
            match key.order(window.backward) {
                (order, Some(nulls)) => OrderedStatement::order_by_with_nulls(&mut places, column, order, nulls),
                (order, None) => OrderedStatement::order_by(&mut places, column, order),
            };
        }
        let tx = self.tx;
        let mut numbered = self
            .ruled_on(parent, parents)
            .filter(tx.among(parent, parents.iter().copied()))
            .select_only()
            .column_as(E::ID, "row_id")
            .into_query();
        numbered.expr_window_as(Func::cust("ROW_NUMBER"), places, Alias::new("place"));
        // One more than asked for says whether the list goes on.
        let most = i64::try_from(window.size).unwrap_or(i64::MAX).saturating_add(1);
        let chosen = Query::select()
            .column(Alias::new("row_id"))
            .from_subquery(numbered, Alias::new("numbered"))
            .and_where(Expr::col(Alias::new("place")).lte(most))
            .take();
        let mut select = E::find()
            .filter(of_tenant::<E>(tx.actor().tenant))
            .filter(Condition::all().add(E::ID.in_subquery(chosen)));
        for key in keys {
            select = key.ordered(select, window.backward);
        }
        read::all(select, tx.connection()).await
    }

    /// How many rows each of these parents has, in one statement; a parent without any is left out.
    pub async fn count_for_each(self, parent: E::Column, parents: &[Uuid]) -> Result<Vec<(Uuid, i64)>> {
        if parents.is_empty() {
            return Ok(Vec::new());
        }
        let tx = self.tx;
        self.ruled_on(parent, parents)
            .filter(tx.among(parent, parents.iter().copied()))
            .select_only()
            .column(parent)
            .column_as(E::ID.count(), "how_many")
            .group_by(parent)
            .into_tuple()
            .all(tx.connection())
            .await
            .map_err(|error| fault::of(&error))
    }
}
