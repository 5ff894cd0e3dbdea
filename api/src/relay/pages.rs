//! Pages of a relation to many, for all nouns of a level together.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::Context;
use entity::id::{Id, Identified};
use sea_orm::{ColumnTrait, Condition, EntityTrait};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{
    connection::{PageArgs, Paged, asks_for_cursors, context, paged, shown},
    operation,
    sort::Sorted,
};
use crate::{
    error::{Fault, Result},
    operation::Operation,
    store::{Visible, Window},
};

/// A relation of a noun to many rows of `E`, as one field of a document asks for it.
pub struct Relation<'r, E: EntityTrait> {
    /// Its type and name in GraphQL, such as `Project.phases`.
    pub name: &'static str,
    /// Filter and order as text: what is asked for differently is another list.
    pub which: &'r str,
    /// The column that names the parent.
    pub parent: E::Column,
    /// Which rows.
    pub condition: Condition,
    /// In which order.
    pub order: Sorted<E::Column>,
}

/// What a field asks of a page beside its nouns.
#[derive(Clone, Copy, Debug)]
struct Shows {
    total: bool,
    cursors: bool,
}

/// The page of each parent.
type ByParent<N> = BTreeMap<Uuid, Arc<Paged<N>>>;

type Loaded<N> = Arc<OnceCell<ByParent<N>>>;

/// The pages of one relation from the nouns of a level, which are of `P`, to many of `N`: asked of one noun, it loads for
/// all of them, once for each way in which documents ask. It lives no longer than its nouns, and so no longer than their
/// snapshot.
pub struct Pages<P, N> {
    parents: Vec<Id<P>>,
    loaded: Mutex<Vec<(String, Loaded<N>)>>,
}

impl<P: Identified, N> Pages<P, N> {
    /// The pages of these nouns.
    #[must_use]
    pub fn of(parents: impl IntoIterator<Item = Id<P>>) -> Arc<Self> {
        let mut parents: Vec<_> = parents.into_iter().collect();
        parents.sort_unstable();
        parents.dedup();
        Arc::new(Self {
            parents,
            loaded: Mutex::default(),
        })
    }

    /// The page of `parent`. `nouns` makes one noun of each row, in order; it is given those of all parents together, so
    /// that they are one level. With a cursor the page loads alone: a cursor fits the list of one parent.
    pub async fn get<E, F>(
        &self,
        ctx: &Context<'_>,
        parent: Id<P>,
        relation: Relation<'_, E>,
        args: &PageArgs,
        nouns: impl FnOnce(Vec<E::Model>) -> F,
    ) -> Result<Arc<Paged<N>>>
    where
        E: Visible,
        E::Model: Sync,
        F: Future<Output = Result<Vec<N>>>,
    {
        // Boxed, because each field of a noun is given the room of the largest.
        if args.after.is_some() || args.before.is_some() {
            return Box::pin(Self::alone(ctx, parent, relation, args, nouns)).await;
        }
        let (size, backward) = args.size()?;
        let shows = Shows {
            total: ctx.look_ahead().field("totalCount").exists(),
            cursors: asks_for_cursors(ctx),
        };
        let (order, which) = (relation.order.mark(), relation.which);
        let way = format!("{size} {backward} {shows:?} {order:?} {which}");
        let window = Window {
            size,
            backward,
            after: None,
            before: None,
        };
        let load = async || self.load(operation(ctx)?, relation, &window, shows, nouns).await;
        self.page(way, parent, load).await
    }

    async fn alone<E, F>(
        ctx: &Context<'_>,
        parent: Id<P>,
        relation: Relation<'_, E>,
        args: &PageArgs,
        nouns: impl FnOnce(Vec<E::Model>) -> F,
    ) -> Result<Arc<Paged<N>>>
    where
        E: Visible,
        E::Model: Sync,
        F: Future<Output = Result<Vec<N>>>,
    {
        let operation = operation(ctx)?;
        let tx = operation.snapshot().await?;
        let own = relation.condition.clone().add(relation.parent.eq(parent.uuid()));
        let rows = || tx.rows::<E>().filter(own.clone());
        let list = [relation.name, &parent.uuid().to_string(), relation.which];
        let page = paged(ctx, operation, rows, relation.order, &list, args).await?;
        let nouns = nouns(page.nodes().cloned().collect()).await?;
        Ok(Arc::new(page.with(nouns)))
    }

    async fn load<E, F>(
        &self,
        operation: &Operation,
        relation: Relation<'_, E>,
        window: &Window,
        shows: Shows,
        nouns: impl FnOnce(Vec<E::Model>) -> F,
    ) -> Result<ByParent<N>>
    where
        E: Visible,
        F: Future<Output = Result<Vec<N>>>,
    {
        let tx = operation.snapshot().await?;
        let parents: Vec<_> = self.parents.iter().map(|parent| parent.uuid()).collect();
        let rows = || tx.rows::<E>().filter(relation.condition.clone());
        let found = rows()
            .page_for_each(relation.parent, &parents, relation.order.keys::<E>()?, window)
            .await?;
        let totals = if shows.total {
            rows().count_for_each(relation.parent, &parents).await?
        } else {
            Vec::new()
        };
        let totals: BTreeMap<_, _> = totals.into_iter().collect();
        let total = |parent| i32::try_from(totals.get(&parent).copied().unwrap_or(0)).unwrap_or(i32::MAX);
        let mut rows = Vec::with_capacity(found.iter().map(|(_, page)| page.rows.len()).sum());
        let places: Vec<_> = found
            .into_iter()
            .map(|(parent, page)| (parent, page.taken(&mut rows)))
            .collect();
        let mut nouns = nouns(rows).await?.into_iter();
        let mut pages = ByParent::new();
        for (parent, page) in places {
            let list = [relation.name, &parent.to_string(), relation.which];
            let list = context(operation, &list, &relation.order)?;
            let total = shows.total.then(|| total(parent));
            let page = shown(operation, &list, page, shows.cursors, total);
            let own = nouns.by_ref().take(page.edges.len());
            pages.insert(parent, Arc::new(page.with(own)));
        }
        Ok(pages)
    }

    /// The page of `parent` asked for in this way; `load` brings those of all parents, and runs once for the way.
    async fn page<F>(&self, way: String, parent: Id<P>, load: impl FnOnce() -> F) -> Result<Arc<Paged<N>>>
    where
        F: Future<Output = Result<ByParent<N>>>,
    {
        let pages = self.way(way);
        let pages = match pages.get() {
            Some(pages) => pages,
            // Boxed where it begins too: all nouns of a level come to wait here, and one of them alone loads.
            None => Box::pin(pages.get_or_try_init(|| Box::pin(load()))).await?,
        };
        let page = pages.get(&parent.uuid()).cloned();
        page.ok_or_else(|| Fault::logged("a page of a noun that is not of the level").into())
    }

    fn way(&self, way: String) -> Loaded<N> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, pages)) = loaded.iter().find(|(known, _)| *known == way) {
            return Arc::clone(pages);
        }
        let pages = Loaded::default();
        loaded.push((way, Arc::clone(&pages)));
        pages
    }
}

/// Says how many nouns it is for, and nothing of them.
impl<P, N> fmt::Debug for Pages<P, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pages of {}", self.parents.len())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use std::sync::atomic::{AtomicUsize, Ordering};

    use entity::project;

    use super::*;
    use crate::relay::{Edge, PageInfo};

    fn page(node: u8) -> Arc<Paged<u8>> {
        Arc::new(Paged {
            edges: vec![Edge {
                cursor: String::new(),
                node,
            }],
            has_cursors: true,
            page_info: PageInfo {
                has_next_page: false,
                has_previous_page: false,
                start_cursor: None,
                end_cursor: None,
            },
            total_count: None,
        })
    }

    #[tokio::test]
    async fn nouns_that_ask_in_one_way_at_the_same_time_load_once_for_all() {
        let loads = AtomicUsize::new(0);
        let [first, second] = [1, 2].map(|id| Id::<project::Entity>::from_uuid(Uuid::from_u128(id)));
        let pages = Pages::<project::Entity, u8>::of([first, second]);
        let load = || async {
            loads.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok(ByParent::from([(first.uuid(), page(10)), (second.uuid(), page(20))]))
        };
        let way = || "20 false".to_owned();
        let (one, two) = tokio::join!(pages.page(way(), first, load), pages.page(way(), second, load));
        let node = |page: Result<Arc<Paged<u8>>>| page.unwrap().nodes().copied().collect::<Vec<_>>();
        assert_eq!((node(one), node(two)), (vec![10], vec![20]));
        assert_eq!(node(pages.page("1 true".to_owned(), first, load).await), [10]);
        assert_eq!(loads.into_inner(), 2);
    }
}
