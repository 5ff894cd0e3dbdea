//! Where reading organisations starts.

use async_graphql::{Context, Enum, InputObject, Object};
use entity::{
    organisation::{Column, Entity},
    vocabulary::{AccessClass, ActorType, Sector},
};
use sea_orm::{ColumnTrait, Condition, Iterable};

use super::organisation::{OrganisationConnection, of};
use crate::{
    error::Result,
    relay::{PageArgs, Sort, access::access, answer, operation, paged, short},
};

/// Which organisations; every given condition must hold.
#[derive(Debug, Default, InputObject)]
pub(super) struct OrganisationFilter {
    /// Of one of these sectors.
    pub sectors: Option<Vec<Sector>>,
    /// Of one of these kinds.
    pub actor_types: Option<Vec<ActorType>>,
}

/// Orders of organisations; ties go by id.
#[derive(Clone, Copy, Debug, Default, Enum, PartialEq, Eq)]
pub enum OrganisationOrder {
    /// By name from A to Z.
    #[default]
    NameAsc,
    /// By name from Z to A.
    NameDesc,
    /// Oldest first.
    CreatedAtAsc,
    /// Newest first.
    CreatedAtDesc,
}

impl OrganisationOrder {
    const fn sort(self) -> Sort<Column> {
        let (column, descending) = match self {
            Self::NameAsc => (Column::Name, false),
            Self::NameDesc => (Column::Name, true),
            Self::CreatedAtAsc => (Column::CreatedAt, false),
            Self::CreatedAtDesc => (Column::CreatedAt, true),
        };
        Sort::public(column, descending)
    }
}

/// The queries of this domain.
#[derive(Default)]
pub struct Queries;

#[Object(name = "OrganisationQueries")]
impl Queries {
    /// Organisations that take part in the tenant's projects.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    #[expect(clippy::too_many_arguments, reason = "a connection's arguments are its interface")]
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which organisations.")] filter: Option<OrganisationFilter>,
        #[graphql(desc = "In which order.", default)] order_by: OrganisationOrder,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<OrganisationConnection> {
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
    filter: &OrganisationFilter,
    order: OrganisationOrder,
    args: &PageArgs,
) -> Result<OrganisationConnection> {
    let condition = filter.condition()?;
    let operation = operation(ctx)?;
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let list = ["Query.organisations", &format!("{filter:?} {order:?}")];
    let page = paged(ctx, operation, rows, order.sort(), &list, args).await?;
    let nouns = page
        .nodes()
        .cloned()
        .map(|row| of(operation, row))
        .collect::<Result<Vec<_>>>()?;
    Ok(page.with(nouns).into())
}

impl OrganisationFilter {
    fn condition(&self) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(sectors) = &self.sectors {
            let sectors = short("sectors", sectors, 3)?;
            let kinds = ActorType::iter().filter(|kind| sectors.contains(&kind.sector()));
            condition = condition.add(Column::ActorType.is_in(kinds));
        }
        if let Some(kinds) = &self.actor_types {
            let kinds = short("actorTypes", kinds, 13)?;
            condition = condition.add(Column::ActorType.is_in(kinds.iter().copied()));
        }
        Ok(condition)
    }
}
