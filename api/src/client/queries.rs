//! Where reading clients starts.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::{
    client::{ClientState, Column, Entity},
    organisation,
    vocabulary::AccessClass,
};
use sea_orm::{ColumnTrait, Condition};

use super::client::ClientConnection;
use crate::{
    error::Result,
    operation::gate,
    policy::{Field, FieldQuestion},
    relay::{Narrowed, PageArgs, Sort, access::access, answer, is_known, operation, paged, short},
};

/// Which clients; every given condition must hold.
#[derive(Debug, Default, InputObject)]
pub(super) struct ClientFilter {
    /// In one of these states.
    pub states: Option<Vec<ClientState>>,
    /// Answered for by this organisation.
    pub organisation: Option<ID>,
}

/// Orders of clients; ties go by id. One that is asked for opens by the rule of its field (`FILTER_FORBIDDEN`); where the
/// default is closed to you, ids decide alone.
#[derive(Clone, Copy, Debug, Default, Enum, PartialEq, Eq)]
pub enum ClientOrder {
    /// Oldest first.
    CreatedAtAsc,
    /// Newest first.
    #[default]
    CreatedAtDesc,
    /// By name from A to Z.
    NameAsc,
    /// By name from Z to A.
    NameDesc,
}

impl ClientOrder {
    const fn sort(self) -> Sort<Column> {
        match self {
            Self::CreatedAtAsc => Sort::told_by(Field::ClientCreatedAt, Column::CreatedAt, false),
            Self::CreatedAtDesc => Sort::told_by(Field::ClientCreatedAt, Column::CreatedAt, true),
            Self::NameAsc => Sort::public(Column::Name, false),
            Self::NameDesc => Sort::public(Column::Name, true),
        }
    }
}

/// The queries of this domain.
#[derive(Default)]
pub struct Queries;

#[Object(name = "ClientQueries")]
impl Queries {
    /// Programs that may use the tenant's data; for its administrators.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    #[expect(clippy::too_many_arguments, reason = "a connection's arguments are its interface")]
    async fn clients(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which clients.")] filter: Option<ClientFilter>,
        #[graphql(desc = "In which order.", default)] order_by: ClientOrder,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<ClientConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(
            ctx,
            None,
            clients(ctx, &filter.unwrap_or_default(), order_by, &args).await,
        )
        .flatten()
    }
}

async fn clients(
    ctx: &Context<'_>,
    filter: &ClientFilter,
    order: ClientOrder,
    args: &PageArgs,
) -> Result<Option<ClientConnection>> {
    let operation = operation(ctx)?;
    let question = FieldQuestion::of(Field::QueryClients, operation.actor()?.roles());
    if !gate::may_read(ctx, &question) {
        return Ok(None);
    }
    let organisation = Narrowed::by(filter.organisation.as_ref(), &["filter", "organisation"])?;
    is_known::<organisation::Entity>(operation, organisation.as_ref()).await?;
    let mut condition = Condition::all();
    if let Some(states) = &filter.states {
        let states = short("states", states, 3)?;
        // Of no state is none of them.
        let none = Condition::any().add(sea_orm::sea_query::Expr::val(false));
        let now = operation.clock().now();
        let any = states.iter().fold(none, |any, state| any.add(in_state(*state, now)));
        condition = condition.add(any);
    }
    condition = condition.add_option(organisation.map(|organisation| Column::OrganisationId.eq(organisation.id)));
    let list = ["Query.clients", &format!("{filter:?} {order:?}")];
    let order = order.sort().for_reader(ctx, &question)?;
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let page = paged(ctx, operation, rows, order, &list, args).await?;
    let nouns = super::client::of(operation, page.nodes().cloned().collect())?;
    Ok(Some(page.with(nouns).into()))
}

fn in_state(state: ClientState, now: chrono::DateTime<chrono::Utc>) -> Condition {
    let open = Condition::all().add(Column::RevokedAt.is_null());
    match state {
        ClientState::Active => open.add(Column::ExpiresAt.gt(now)),
        ClientState::Expired => open.add(Column::ExpiresAt.lte(now)),
        ClientState::Revoked => Condition::all().add(Column::RevokedAt.is_not_null()),
    }
}
