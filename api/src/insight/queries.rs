//! Where looking across the agency starts.

use async_graphql::{Context, ID, Object};
use entity::vocabulary::{AccessClass, SearchKind};

use super::dashboard::Dashboard;
use super::search::{SearchHitConnection, Wanted, search};
use crate::relay::{PageArgs, access::access, answer, operation};

/// The queries of this domain.
#[derive(Default)]
pub struct Queries;

#[Object(name = "InsightQueries")]
impl Queries {
    /// Figures over all projects of the agency that are public; the same for every viewer.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn dashboard(&self, ctx: &Context<'_>) -> Option<Dashboard> {
        answer(
            ctx,
            None,
            operation(ctx)
                .and_then(|operation| operation.actor())
                .map(|_| Dashboard),
        )
    }

    /// Full-text search over what you may read; ordered by where the words stand in the object itself, titles first,
    /// then the latest first, and never by how common they are. All words must be there.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    #[expect(clippy::too_many_arguments, reason = "a connection's arguments are its interface")]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Words to find, 2 to 200 characters, or 1 of Chinese, Japanese or Korean, which needs no spaces."
        )]
        query: String,
        #[graphql(desc = "What to search; all kinds when not given.")] kinds: Option<Vec<SearchKind>>,
        #[graphql(desc = "Only within this project.")] project: Option<ID>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<SearchHitConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        let wanted = Wanted {
            query: &query,
            kinds: kinds.as_deref(),
            project: project.as_ref(),
        };
        answer(ctx, None, search(ctx, &wanted, &args).await)
    }
}
