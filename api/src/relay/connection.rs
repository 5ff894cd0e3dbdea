//! Connections: pages of nouns with sealed cursors.

use std::{borrow::Cow, sync::Arc};

use async_graphql::{
    Context, ContextSelectionSet, OutputType, Positioned, ServerResult, SimpleObject, Value, parser::types::Field,
    registry::Registry, resolver_utils::resolve_list,
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use entity::vocabulary::AccessClass;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{access::access, sort::Sorted};
use crate::{
    actor::Who,
    error::{Code, Refusal, Result},
    operation::Operation,
    store::{Page, Rows, SortValue, Visible, Window},
};

const DEFAULT_SIZE: u64 = 20;
const LARGEST_SIZE: i32 = 100;

/// Where a page stands in the whole list.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(serial)]
pub struct PageInfo {
    /// Whether something follows this page.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub has_next_page: bool,
    /// Whether something precedes this page.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub has_previous_page: bool,
    /// Cursor of the first entry; null on an empty page.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub start_cursor: Option<String>,
    /// Cursor of the last entry; null on an empty page.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub end_cursor: Option<String>,
}

/// A noun with its cursor.
#[derive(Clone, Debug)]
pub struct Edge<T> {
    /// Opaque position in this list.
    pub cursor: String,
    /// The noun.
    pub node: T,
}

/// A page before it becomes a connection of its own type.
#[derive(Clone, Debug)]
pub struct Paged<T> {
    /// The page.
    pub edges: Vec<Edge<T>>,
    /// Whether a cursor was asked for; without that they are empty, because sealing costs more than the rest of a row.
    pub has_cursors: bool,
    /// Where it stands.
    pub page_info: PageInfo,
    /// How many there are, if it was asked for.
    pub total_count: Option<i32>,
}

impl<T> Paged<T> {
    /// The same page of other nouns, one for each, in order.
    pub fn with<U>(self, nodes: impl IntoIterator<Item = U>) -> Paged<U> {
        let edges = self
            .edges
            .into_iter()
            .zip(nodes)
            .map(|(edge, node)| Edge {
                cursor: edge.cursor,
                node,
            })
            .collect();
        Paged {
            edges,
            has_cursors: self.has_cursors,
            page_info: self.page_info,
            total_count: self.total_count,
        }
    }

    /// The nouns alone.
    pub fn nodes(&self) -> impl Iterator<Item = &T> {
        self.edges.iter().map(|edge| &edge.node)
    }
}

/// The nouns of a page, as its connection answers them: it shares them with whoever else is given the page.
#[derive(Clone, Debug)]
pub struct Nodes<N>(pub(crate) Arc<Paged<N>>);

impl<N: OutputType> OutputType for Nodes<N> {
    fn type_name() -> Cow<'static, str> {
        <Vec<N> as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <Vec<N> as OutputType>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Vec<N> as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        resolve_list(ctx, field, self.0.nodes(), Some(self.0.edges.len())).await
    }
}

/// What the caller asked for.
#[derive(Clone, Debug, Default)]
pub struct PageArgs {
    /// Page size from the start.
    pub first: Option<i32>,
    /// Cursor after which the page starts.
    pub after: Option<String>,
    /// Page size from the end.
    pub last: Option<i32>,
    /// Cursor before which the page ends.
    pub before: Option<String>,
}

impl PageArgs {
    /// How many, and whether they are counted from the end.
    pub(super) fn size(&self) -> Result<(u64, bool)> {
        let size = |size: i32, name: &str| -> Result<u64> {
            let fits = (1..=LARGEST_SIZE).contains(&size);
            let size = u64::try_from(size).ok().filter(|_| fits);
            size.ok_or_else(|| {
                let refusal = Refusal::new(Code::BadInput, format!("A page has 1 to {LARGEST_SIZE} entries."));
                refusal.at(&[name]).into()
            })
        };
        let from_end = self.last.is_some() || self.before.is_some();
        if from_end && (self.first.is_some() || self.after.is_some()) {
            let argument = if self.last.is_some() { "last" } else { "before" };
            let message = "A page is counted from the start or from the end, not both.";
            let refusal = Refusal::new(Code::BadInput, message).at(&[argument]);
            return Err(refusal.hint("Give `first` and `after`, or `last` and `before`.").into());
        }
        let (asked, name) = if from_end {
            (self.last, "last")
        } else {
            (self.first, "first")
        };
        let size = asked.map_or(Ok(DEFAULT_SIZE), |asked| size(asked, name))?;
        Ok((size, from_end))
    }

    fn window(&self, operation: &Operation, list: &[String]) -> Result<Window> {
        let (size, backward) = self.size()?;
        let open = |cursor: &Option<String>, name: &str| {
            let cursor = cursor.as_ref();
            cursor.map(|cursor| read(operation, list, cursor, name)).transpose()
        };
        Ok(Window {
            size,
            backward,
            after: open(&self.after, "after")?,
            before: open(&self.before, "before")?,
        })
    }
}

/// The page of `rows` that `args` asks for. `list` names the list with its filter: a cursor fits no other.
pub async fn paged<'t, E: Visible>(
    ctx: &Context<'_>,
    operation: &Operation,
    rows: impl Fn() -> Rows<'t, E>,
    order: impl Into<Sorted<E::Column>>,
    list: &[&str],
    args: &PageArgs,
) -> Result<Paged<<E as EntityTrait>::Model>>
where
    E::Model: Sync,
{
    let order = order.into();
    let list = context(operation, list, &order)?;
    let window = args.window(operation, &list)?;
    let page = rows().page(order.keys::<E>()?, &window).await?;
    let total_count = if ctx.look_ahead().field("totalCount").exists() {
        Some(i32::try_from(rows().count().await?).unwrap_or(i32::MAX))
    } else {
        None
    };
    Ok(shown(operation, &list, page, asks_for_cursors(ctx), total_count))
}

/// Whether a connection's field asks for edges or for the cursors of its page.
pub(super) fn asks_for_cursors(ctx: &Context<'_>) -> bool {
    let asked = ctx.look_ahead();
    let info = asked.field("pageInfo");
    asked.field("edges").exists() || info.field("startCursor").exists() || info.field("endCursor").exists()
}

/// The page, with a cursor for each row where one is asked for.
pub(super) fn shown<M>(
    operation: &Operation,
    list: &[String],
    page: Page<M>,
    has_cursors: bool,
    total_count: Option<i32>,
) -> Paged<M> {
    let cursor = |values: &[SortValue]| {
        if has_cursors {
            operation.seal().seal(list, &write(values))
        } else {
            String::new()
        }
    };
    let edges: Vec<_> = page
        .rows
        .into_iter()
        .map(|(node, values)| Edge {
            cursor: cursor(&values),
            node,
        })
        .collect();
    let page_info = PageInfo {
        has_next_page: page.has_next,
        has_previous_page: page.has_previous,
        start_cursor: edges.first().map(|edge| edge.cursor.clone()),
        end_cursor: edges.last().map(|edge| edge.cursor.clone()),
    };
    Paged {
        edges,
        has_cursors,
        page_info,
        total_count,
    }
}

/// A cursor fits this tenant, this reader, this list, its filter and its order only (T06).
pub(super) fn context<C>(operation: &Operation, list: &[&str], order: &Sorted<C>) -> Result<Vec<String>> {
    let actor = operation.actor()?;
    let reader = match actor.who {
        Who::Visitor => "visitor".to_owned(),
        Who::Person(person) => person.membership.uuid().to_string(),
        Who::Client(program) => program.client.uuid().to_string(),
        Who::Job(name) => name.to_owned(),
    };
    let bound = ["cursor".to_owned(), actor.tenant.uuid().to_string(), reader];
    let list = list.iter().copied().chain(order.mark()).map(ToOwned::to_owned);
    Ok(bound.into_iter().chain(list).collect())
}

fn write(values: &[SortValue]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for value in values {
        let (tag, content) = match value {
            SortValue::Text(text) => (0, text.as_bytes().to_vec()),
            SortValue::Time(at) => (1, at.timestamp_millis().to_be_bytes().to_vec()),
            SortValue::Id(id) => (2, id.as_bytes().to_vec()),
            SortValue::Day(day) => (3, day.num_days_from_ce().to_be_bytes().to_vec()),
            SortValue::Place(place) => (4, place.to_be_bytes().to_vec()),
            SortValue::Nothing => (5, Vec::new()),
            SortValue::Number(number) => (6, number.to_be_bytes().to_vec()),
        };
        bytes.push(tag);
        bytes.extend(u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend(content);
    }
    bytes
}

/// What a cursor says, which stands in the argument of this name.
fn read(operation: &Operation, list: &[String], cursor: &str, name: &str) -> Result<Vec<SortValue>> {
    let bytes = operation.seal().open(list, cursor);
    bytes.and_then(|bytes| values(&bytes)).ok_or_else(|| {
        Refusal::new(
            Code::BadCursor,
            "The cursor does not belong to this list, filter, order and viewer.",
        )
        .hint("Start again without a cursor.")
        .at(&[name])
        .into()
    })
}

fn values(mut bytes: &[u8]) -> Option<Vec<SortValue>> {
    let mut values = Vec::new();
    while let Some((tag, rest)) = bytes.split_first() {
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (content, rest) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        values.push(match tag {
            0 => SortValue::Text(String::from_utf8(content.to_vec()).ok()?),
            1 => SortValue::Time(DateTime::<Utc>::from_timestamp_millis(i64::from_be_bytes(
                content.try_into().ok()?,
            ))?),
            2 => SortValue::Id(Uuid::from_slice(content).ok()?),
            3 => SortValue::Day(NaiveDate::from_num_days_from_ce_opt(i32::from_be_bytes(
                content.try_into().ok()?,
            ))?),
            4 => SortValue::Place(i32::from_be_bytes(content.try_into().ok()?)),
            5 if content.is_empty() => SortValue::Nothing,
            6 => SortValue::Number(i64::from_be_bytes(content.try_into().ok()?)),
            _ => return None,
        });
        bytes = rest;
    }
    Some(values)
}

/// Declares the connection and edge types of a noun, each with descriptions of its own.
macro_rules! connection {
    ($Connection:ident, $Edge:ident, $Noun:ident, $plural:literal) => {
        #[doc = concat!("A page of ", $plural, ".")]
        #[derive(Clone, Debug, async_graphql::SimpleObject)]
        #[graphql(serial)]
        pub(crate) struct $Connection {
            /// The page with a cursor for each object.
            #[graphql(directive = $crate::relay::access::access::apply(entity::vocabulary::AccessClass::Public, None))]
            #[graphql(directive = $crate::relay::access::list::apply(100))]
            pub(crate) edges: Vec<$Edge>,
            /// The objects of the page.
            #[graphql(directive = $crate::relay::access::access::apply(entity::vocabulary::AccessClass::Public, None))]
            #[graphql(directive = $crate::relay::access::list::apply(100))]
            pub(crate) nodes: $crate::relay::Nodes<$Noun>,
            /// Where the page stands in the whole list.
            #[graphql(directive = $crate::relay::access::access::apply(entity::vocabulary::AccessClass::Public, None))]
            pub(crate) page_info: $crate::relay::PageInfo,
            /// How many the viewer may know of; counted only when asked for; null where the number itself is refused
            /// or suppressed.
            #[graphql(directive = $crate::relay::access::access::apply(entity::vocabulary::AccessClass::Public, None))]
            pub(crate) total_count: Option<i32>,
        }

        #[doc = concat!("One of the ", $plural, " with its cursor.")]
        #[derive(Clone, Debug, async_graphql::SimpleObject)]
        #[graphql(serial)]
        pub(crate) struct $Edge {
            /// Opaque position of this object in this list.
            #[graphql(directive = $crate::relay::access::access::apply(entity::vocabulary::AccessClass::Public, None))]
            pub(crate) cursor: String,
            /// The object itself.
            #[graphql(directive = $crate::relay::access::access::apply(entity::vocabulary::AccessClass::Public, None))]
            pub(crate) node: $Noun,
        }

        impl From<$crate::relay::Paged<$Noun>> for $Connection {
            fn from(page: $crate::relay::Paged<$Noun>) -> Self {
                std::sync::Arc::new(page).into()
            }
        }

        impl From<std::sync::Arc<$crate::relay::Paged<$Noun>>> for $Connection {
            fn from(page: std::sync::Arc<$crate::relay::Paged<$Noun>>) -> Self {
                // Where nobody asks for edges, the nouns need not be there twice.
                let edges = page.edges.iter().filter(|_| page.has_cursors);
                let edges = edges.map(|edge| $Edge {
                    cursor: edge.cursor.clone(),
                    node: edge.node.clone(),
                });
                Self {
                    edges: edges.collect(),
                    page_info: page.page_info.clone(),
                    total_count: page.total_count,
                    nodes: $crate::relay::Nodes(page),
                }
            }
        }
    };
}
