//! Where reading public services starts.

use async_graphql::{Context, Enum, InputObject, Object};
use entity::{
    public_service::{Column, Entity},
    vocabulary::{AccessClass, PublicServiceStatus},
};
use sea_orm::{ColumnTrait, Condition};

use super::public_service::{PublicServiceConnection, of};
use crate::{
    error::Result,
    relay::{PageArgs, Sort, access::access, answer, operation, paged, short},
};

/// Which public services; every given condition must hold.
#[derive(Debug, Default, InputObject)]
pub(super) struct PublicServiceFilter {
    /// With one of these.
    pub statuses: Option<Vec<PublicServiceStatus>>,
}

/// Orders of public services; ties go by id.
#[derive(Clone, Copy, Debug, Default, Enum, PartialEq, Eq)]
pub enum PublicServiceOrder {
    /// By title from A to Z.
    #[default]
    TitleAsc,
    /// By title from Z to A.
    TitleDesc,
    /// Oldest first.
    CreatedAtAsc,
    /// Newest first.
    CreatedAtDesc,
}

impl PublicServiceOrder {
    const fn sort(self) -> Sort<Column> {
        let (column, descending) = match self {
            Self::TitleAsc => (Column::Title, false),
            Self::TitleDesc => (Column::Title, true),
            Self::CreatedAtAsc => (Column::CreatedAt, false),
            Self::CreatedAtDesc => (Column::CreatedAt, true),
        };
        Sort::public(column, descending)
    }
}

/// The queries of this domain.
#[derive(Default)]
pub struct Queries;

#[Object(name = "PublicServiceQueries")]
impl Queries {
    /// Public services of the tenant.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    #[expect(clippy::too_many_arguments, reason = "a connection's arguments are its interface")]
    async fn public_services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which services.")] filter: Option<PublicServiceFilter>,
        #[graphql(desc = "In which order.", default)] order_by: PublicServiceOrder,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<PublicServiceConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(ctx, None, list(ctx, &filter.unwrap_or_default(), order_by, &args).await)
    }
}

async fn list(
    ctx: &Context<'_>,
    filter: &PublicServiceFilter,
    order: PublicServiceOrder,
    args: &PageArgs,
) -> Result<PublicServiceConnection> {
    let condition = filter.condition()?;
    let operation = operation(ctx)?;
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let list = ["Query.publicServices", &format!("{filter:?} {order:?}")];
    let page = paged(ctx, operation, rows, order.sort(), &list, args).await?;
    let nouns = of(page.nodes().cloned().collect());
    Ok(page.with(nouns).into())
}

impl PublicServiceFilter {
    fn condition(&self) -> Result<Condition> {
        let Some(statuses) = &self.statuses else {
            return Ok(Condition::all());
        };
        let statuses = short("statuses", statuses, 3)?;
        Ok(Condition::all().add(Column::Status.is_in(statuses.iter().copied())))
    }
}
