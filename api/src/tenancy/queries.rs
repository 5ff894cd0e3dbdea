//! Where reading agencies and members starts.

use async_graphql::{Context, Enum, InputObject, Object};
use entity::{
    invitation, membership,
    vocabulary::{AccessClass, MembershipState},
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    invitation::InvitationConnection,
    membership::MembershipConnection,
    tenant::{Tenant, find as find_tenant},
};
use crate::{
    error::{Code, Refusal, Result},
    operation::gate,
    policy::{Field, FieldQuestion},
    relay::{PageArgs, access::access, answer, operation, paged},
    store::Key,
};

/// Which memberships; opened by the rule for staff, never by name or address.
#[derive(Debug, Default, InputObject)]
pub(super) struct MembershipFilter {
    /// In one of these states.
    pub states: Option<Vec<MembershipState>>,
}

/// Orders of memberships; ties go by id.
#[derive(Clone, Copy, Debug, Default, Enum, PartialEq, Eq)]
pub enum MembershipOrder {
    /// Who joined first.
    CreatedAtAsc,
    /// Who joined last.
    #[default]
    CreatedAtDesc,
}

/// The queries of this domain.
#[derive(Default)]
pub struct Queries;

#[Object(name = "TenancyQueries")]
impl Queries {
    /// The agency that this request speaks to; null when none was named.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn tenant(&self, ctx: &Context<'_>) -> Option<Tenant> {
        let found = async { find_tenant(operation(ctx)?).await };
        answer(ctx, None, found.await).flatten()
    }

    /// People of the tenant; for its staff.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    #[expect(clippy::too_many_arguments, reason = "a connection's arguments are its interface")]
    async fn memberships(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which memberships; for staff.")] filter: Option<MembershipFilter>,
        #[graphql(desc = "In which order.", default)] order_by: MembershipOrder,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<MembershipConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(
            ctx,
            None,
            memberships(ctx, &filter.unwrap_or_default(), order_by, &args).await,
        )
        .flatten()
    }
}

async fn memberships(
    ctx: &Context<'_>,
    filter: &MembershipFilter,
    order: MembershipOrder,
    args: &PageArgs,
) -> Result<Option<MembershipConnection>> {
    use membership::{Column, Entity};
    let operation = operation(ctx)?;
    if !gate::may_read(
        ctx,
        &FieldQuestion::of(Field::QueryMemberships, operation.actor()?.roles()),
    ) {
        return Ok(None);
    }
    let mut condition = Condition::all();
    if let Some(states) = &filter.states {
        if states.len() > 3 {
            return Err(Refusal::new(Code::BadInput, "The list is too long: 3 states at most.").into());
        }
        condition = condition.add(Column::State.is_in(states.iter().copied()));
    }
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let descending = order == MembershipOrder::CreatedAtDesc;
    let keys = [Key {
        column: Column::CreatedAt,
        descending,
    }];
    let list = ["Query.memberships", &format!("{filter:?} {order:?}")];
    let page = paged(ctx, operation, rows, &keys, &list, args).await?;
    let nouns = super::membership::of(operation, page.nodes().cloned().collect())?;
    Ok(Some(page.with(nouns).into()))
}

pub(super) async fn invitations(ctx: &Context<'_>, args: &PageArgs) -> Result<Option<InvitationConnection>> {
    use invitation::{Column, Entity};
    let operation = operation(ctx)?;
    if !gate::may_read(
        ctx,
        &FieldQuestion::of(Field::TenantInvitations, operation.actor()?.roles()),
    ) {
        return Ok(None);
    }
    let tx = operation.snapshot().await?;
    let keys = [Key {
        column: Column::CreatedAt,
        descending: true,
    }];
    let page = paged(
        ctx,
        operation,
        || tx.rows::<Entity>(),
        &keys,
        &["Tenant.invitations"],
        args,
    )
    .await?;
    let nouns = page
        .nodes()
        .cloned()
        .map(|row| super::invitation::of(operation, row))
        .collect::<Result<Vec<_>>>()?;
    Ok(Some(page.with(nouns).into()))
}
