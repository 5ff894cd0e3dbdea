//! Keyset pages: cut by SQL with the row rule inside, so that nothing is dropped afterwards (T07).

use std::cmp::Ordering;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ModelTrait, Order, QueryOrder, QuerySelect, Select, Value,
    sea_query::{Expr, NullOrdering},
};
use uuid::Uuid;

use super::{Rows, Visible, read};
use crate::error::{Fault, Result};

/// A column that a list is ordered by; the id is always the last.
#[derive(Clone, Copy)]
pub struct Key<C> {
    /// The column: a public one, or one that the reader may have. Nulls, which only a whole number can be, stand at the end of
    /// the list.
    pub column: C,
    /// Whether the largest comes first.
    pub descending: bool,
}

/// The value of a key in one row. Those of one key are of one kind, or nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SortValue {
    /// Text, in byte order.
    Text(String),
    /// An instant.
    Time(DateTime<Utc>),
    /// A calendar day.
    Day(NaiveDate),
    /// A place.
    Place(i32),
    /// A place in a list that has no bound.
    Number(i64),
    /// Null.
    Nothing,
    /// An id.
    Id(Uuid),
}

/// Which part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// How many rows, 1 to 100.
    pub size: u64,
    /// Whether it is counted from the end.
    pub backward: bool,
    /// Values of the row that it starts behind: those of the keys, then the id.
    pub after: Option<Vec<SortValue>>,
    /// Values of the row that it ends before.
    pub before: Option<Vec<SortValue>>,
}

/// A page, in the order of the list.
#[derive(Clone, Debug)]
pub struct Page<M> {
    /// Each row with the values of its keys and its id.
    pub rows: Vec<(M, Vec<SortValue>)>,
    /// Whether something follows.
    pub has_next: bool,
    /// Whether something precedes.
    pub has_previous: bool,
}

impl<M> Page<M> {
    /// The same page without its rows, which go to the end of `rows`.
    pub fn taken(self, rows: &mut Vec<M>) -> Page<()> {
        let places = self.rows.into_iter().map(|(row, values)| {
            rows.push(row);
            ((), values)
        });
        Page {
            rows: places.collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
        }
    }
}

impl<E: Visible> Rows<'_, E> {
    /// The page of these rows, ordered by `keys` and then by id.
    pub async fn page(self, keys: &[Key<E::Column>], window: &Window) -> Result<Page<E::Model>> {
        let keys = with_id::<E>(keys);
        let (tx, is_ruled) = (self.tx, self.is_ruled);
        let mut select = self.ruled();
        if let Some(after) = &window.after {
            select = sea_orm::QueryFilter::filter(select, beyond(&keys, after, false)?);
        }
        if let Some(before) = &window.before {
            select = sea_orm::QueryFilter::filter(select, beyond(&keys, before, true)?);
        }
        for key in &keys {
            select = key.ordered(select, window.backward);
        }
        // One more than asked for says whether the list goes on.
        let found = read::all(select.limit(window.size + 1), tx.connection()).await?;
        if is_ruled {
            tx.note_shown::<E>(&found);
        }
        Ok(page_of(valued::<E>(found, &keys)?, window))
    }
}

impl<C: ColumnTrait> Key<C> {
    /// Which way a page goes, and where its nulls stand: last in the list. A column that is never null says nothing of
    /// nulls, so that its index serves both ways.
    pub(super) fn order(&self, backward: bool) -> (Order, Option<NullOrdering>) {
        let order = if self.descending == backward {
            Order::Asc
        } else {
            Order::Desc
        };
        let nulls = if backward {
            NullOrdering::First
        } else {
            NullOrdering::Last
        };
        (order, self.column.def().is_null().then_some(nulls))
    }

    /// How two values of it stand on a page that goes this way: as [`Key::order`] has the database put them.
    fn compared(&self, one: &SortValue, other: &SortValue, backward: bool) -> Ordering {
        let in_list = match (one, other) {
            (SortValue::Nothing, SortValue::Nothing) => Ordering::Equal,
            (SortValue::Nothing, _) => Ordering::Greater,
            (_, SortValue::Nothing) => Ordering::Less,
            _ if self.descending => other.cmp(one),
            _ => one.cmp(other),
        };
        if backward { in_list.reverse() } else { in_list }
    }
}

/// How two rows with these values of the keys stand on a page that goes this way.
pub(super) fn compared<C: ColumnTrait>(
    keys: &[Key<C>],
    one: &[SortValue],
    other: &[SortValue],
    backward: bool,
) -> Ordering {
    let values = keys.iter().zip(one.iter().zip(other));
    values.fold(Ordering::Equal, |order, (key, (one, other))| {
        order.then_with(|| key.compared(one, other, backward))
    })
}

impl<C: ColumnTrait> Key<C> {
    /// The select in the order of this key, after the orders it has.
    pub(super) fn ordered<E: EntityTrait>(&self, select: Select<E>, backward: bool) -> Select<E> {
        match self.order(backward) {
            (order, Some(nulls)) => select.order_by_with_nulls(self.column, order, nulls),
            (order, None) => select.order_by(self.column, order),
        }
    }
}

/// The keys with the id behind them, which decides between rows that tie.
pub(super) fn with_id<E: Visible>(keys: &[Key<E::Column>]) -> Vec<Key<E::Column>> {
    let mut keys = keys.to_vec();
    keys.push(Key {
        column: E::ID,
        descending: keys.last().is_some_and(|key| key.descending),
    });
    keys
}

/// A row with the values of its keys.
pub(super) type Valued<M> = (M, Vec<SortValue>);

/// The rows with the values of these keys.
pub(super) fn valued<E: Visible>(found: Vec<E::Model>, keys: &[Key<E::Column>]) -> Result<Vec<Valued<E::Model>>> {
    let mut rows = Vec::with_capacity(found.len());
    for row in found {
        let mut values = Vec::with_capacity(keys.len());
        for key in keys {
            values.push(sort_value(row.get(key.column))?);
        }
        rows.push((row, values));
    }
    Ok(rows)
}

/// The page that these rows are, of which there may be one too many; counted from the end they come in reverse.
pub(super) fn page_of<M>(mut rows: Vec<Valued<M>>, window: &Window) -> Page<M> {
    let size = usize::try_from(window.size).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    if window.backward {
        rows.reverse();
    }
    let (has_next, has_previous) = if window.backward {
        (window.before.is_some(), more)
    } else {
        (more, window.after.is_some())
    };
    Page {
        rows,
        has_next,
        has_previous,
    }
}

/// Rows after (or before) the one with these values: `a > x OR (a = x AND (b > y OR …))`.
fn beyond<C: ColumnTrait>(keys: &[Key<C>], values: &[SortValue], before: bool) -> Result<Condition> {
    if keys.len() != values.len() {
        return Err(Fault::logged("a position does not fit its list").into());
    }
    Ok(keys
        .iter()
        .zip(values)
        .rev()
        .fold(Condition::any(), |inner, (key, value)| {
            let beyond = beyond_one(key, value, before);
            if inner.is_empty() {
                return Condition::any().add(beyond);
            }
            let tied = match value {
                SortValue::Nothing => key.column.is_null(),
                _ => key.column.eq(plain(value)),
            };
            let tied = Condition::all().add(tied).add(inner);
            Condition::any().add(beyond).add(tied)
        }))
}

/// Rows that one key puts after (or before) this value. Null is the last of its list, whichever way it runs.
fn beyond_one<C: ColumnTrait>(key: &Key<C>, value: &SortValue, before: bool) -> Condition {
    if *value == SortValue::Nothing {
        return Condition::any().add(if before {
            key.column.is_not_null()
        } else {
            Expr::val(false)
        });
    }
    let beyond = Condition::any().add(if key.descending == before {
        key.column.gt(plain(value))
    } else {
        key.column.lt(plain(value))
    });
    if key.column.def().is_null() && !before {
        beyond.add(key.column.is_null())
    } else {
        beyond
    }
}

pub(super) fn plain(value: &SortValue) -> Value {
    match value {
        SortValue::Nothing => Value::Int(None),
        SortValue::Text(text) => text.as_str().into(),
        SortValue::Time(at) => (*at).into(),
        SortValue::Day(day) => (*day).into(),
        SortValue::Place(place) => (*place).into(),
        SortValue::Number(number) => (*number).into(),
        SortValue::Id(id) => (*id).into(),
    }
}

fn sort_value(value: Value) -> Result<SortValue> {
    match value {
        Value::String(Some(text)) => Ok(SortValue::Text(text)),
        Value::ChronoDateTimeUtc(Some(at)) => Ok(SortValue::Time(at)),
        Value::ChronoDate(Some(day)) => Ok(SortValue::Day(day)),
        Value::Int(Some(place)) => Ok(SortValue::Place(place)),
        Value::BigInt(Some(number)) => Ok(SortValue::Number(number)),
        Value::Int(None) => Ok(SortValue::Nothing),
        Value::Uuid(Some(id)) => Ok(SortValue::Id(id)),
        _ => Err(Fault::logged("a list is ordered by a column that has no position").into()),
    }
}

#[cfg(test)]
mod tests {
    use entity::phase::Column;

    use super::*;

    #[test]
    fn rows_stand_as_the_database_puts_them_with_nothing_at_the_end_of_the_list() {
        let row = |place: Option<i32>, id: u128| {
            let place = place.map_or(SortValue::Nothing, SortValue::Place);
            [place, SortValue::Id(Uuid::from_u128(id))]
        };
        let id = |[_, id]: [SortValue; 2]| match id {
            SortValue::Id(id) => id.as_u128(),
            _ => 0,
        };
        let sorted = |descending, backward| {
            let keys = [Column::Position, Column::Id].map(|column| Key { column, descending });
            let mut rows = [row(Some(2), 1), row(None, 4), row(Some(1), 3), row(Some(1), 2)];
            rows.sort_by(|one, other| compared(&keys, one, other, backward));
            rows.map(id)
        };
        assert_eq!(sorted(false, false), [2, 3, 1, 4]);
        assert_eq!(sorted(true, false), [1, 3, 2, 4]);
        assert_eq!(sorted(false, true), [4, 1, 3, 2]);
        assert_eq!(sorted(true, true), [4, 2, 3, 1]);
    }
}
