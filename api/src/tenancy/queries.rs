//! Where reading agencies and members starts.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::{
    invitation, membership,
    set::Set,
    vocabulary::{AccessClass, InvitationState, MembershipState, ProjectRole, TenantRole},
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait},
};

use super::{
    invitation::InvitationConnection,
    membership::MembershipConnection,
    tenant::{Tenant, find as find_tenant},
};
use crate::{
    error::Result,
    operation::{Operation, gate},
    participation,
    policy::{Field, FieldQuestion, Relation},
    relay::{Narrowed, PageArgs, Sort, access::access, answer, is_known, operation, paged, short},
};

/// Which memberships; every given condition must hold. Opened by the rule for staff, and each condition by the rule of
/// its field (`FILTER_FORBIDDEN`); never by name or address.
#[derive(Debug, Default, InputObject)]
pub(super) struct MembershipFilter {
    /// Holding one of these roles.
    pub roles: Option<Vec<TenantRole>>,
    /// In one of these states.
    pub states: Option<Vec<MembershipState>>,
}

/// Which invitations; every given condition must hold.
#[derive(Debug, Default, InputObject)]
pub(super) struct InvitationFilter {
    /// In one of these states.
    pub states: Option<Vec<InvitationState>>,
    /// To this project.
    pub project: Option<ID>,
}

/// Orders of memberships; ties go by id. One that is asked for opens by the rule of its field (`FILTER_FORBIDDEN`); where the
/// default is closed to you, ids decide alone.
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
    use membership::Entity;
    let operation = operation(ctx)?;
    let question = FieldQuestion::of(Field::QueryMemberships, operation.actor()?.roles());
    if !gate::may_read(ctx, &question) {
        return Ok(None);
    }
    let condition = filter.condition(operation, &question)?;
    let list = ["Query.memberships", &format!("{filter:?} {order:?}")];
    let order = order.sort().for_reader(ctx, &question)?;
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let page = paged(ctx, operation, rows, order, &list, args).await?;
    let nouns = super::membership::of(operation, page.nodes().cloned().collect())?;
    Ok(Some(page.with(nouns).into()))
}

impl MembershipOrder {
    const fn sort(self) -> Sort<membership::Column> {
        let descending = matches!(self, Self::CreatedAtDesc);
        Sort::told_by(Field::MembershipCreatedAt, membership::Column::CreatedAt, descending)
    }
}

impl MembershipFilter {
    /// What it asks for, where the reader, who asks `question` of the list, may have it.
    fn condition(&self, operation: &Operation, question: &FieldQuestion) -> Result<Condition> {
        use membership::{Column, Entity};
        let asks = |field| FieldQuestion { field, ..*question };
        let mut condition = Condition::all();
        if let Some(roles) = &self.roles {
            gate::may_filter(operation, &asks(Field::MembershipRoles), "roles")?;
            let roles: Set<TenantRole> = short("roles", roles, 6)?.iter().copied().collect();
            condition = condition.add(Expr::col((Entity, Column::Roles)).bit_and(roles.bits()).ne(0));
        }
        if let Some(states) = &self.states {
            gate::may_filter(operation, &asks(Field::MembershipState), "states")?;
            let states = short("states", states, 3)?;
            condition = condition.add(Column::State.is_in(states.iter().copied()));
        }
        Ok(condition)
    }
}

impl InvitationFilter {
    async fn condition(&self, operation: &Operation) -> Result<Condition> {
        use invitation::Column;
        let now = operation.clock().now();
        let mut condition = Condition::all();
        if let Some(states) = &self.states {
            let states = short("states", states, 4)?;
            // Of no state is none of them.
            let none = Condition::any().add(Expr::val(false));
            let any = states.iter().fold(none, |any, state| any.add(in_state(*state, now)));
            condition = condition.add(any);
        }
        let project = Narrowed::by(self.project.as_ref(), &["filter", "project"])?;
        is_known::<entity::project::Entity>(operation, project.as_ref()).await?;
        Ok(condition.add_option(project.map(|project| Column::ProjectId.eq(project.id))))
    }
}

/// Time ends an invitation without a write.
fn in_state(state: InvitationState, now: chrono::DateTime<chrono::Utc>) -> Condition {
    use invitation::Column;
    let waits = Condition::all().add(Column::State.eq(InvitationState::Invited));
    match state {
        InvitationState::Invited => waits.add(Column::ExpiresAt.gt(now)),
        InvitationState::Expired => waits.add(Column::ExpiresAt.lte(now)),
        InvitationState::Accepted | InvitationState::Withdrawn => Condition::all().add(Column::State.eq(state)),
    }
}

/// Those that were sent: all for administrators, to their own projects for who runs one.
pub(super) async fn invitations(
    ctx: &Context<'_>,
    filter: &InvitationFilter,
    args: &PageArgs,
) -> Result<Option<InvitationConnection>> {
    use invitation::Column;
    let operation = operation(ctx)?;
    let tx = operation.snapshot().await?;
    let question = FieldQuestion::of(Field::TenantInvitations, tx.actor().roles())
        .in_project(participation::roles_anywhere(&tx).await?);
    if !gate::may_read(ctx, &question) {
        return Ok(None);
    }
    let mut condition = filter.condition(operation).await?;
    if let Some(person) = tx
        .actor()
        .person()
        .filter(|person| !person.roles.contains(TenantRole::Administrator))
    {
        // What was made for the reader alone stands in `Viewer.invitations`.
        let runners = [ProjectRole::Owner, ProjectRole::Facilitator].into_iter().collect();
        let led = participation::projects_of(tx.actor().tenant, person.person, runners);
        condition = condition.add(Column::ProjectId.in_subquery(led));
    }
    let list = ["Tenant.invitations", &format!("{filter:?}")];
    page_of(ctx, &question, &condition, &list, args).await.map(Some)
}

/// Those to projects that wait for the viewer's answer.
pub(crate) async fn invitations_of_viewer(ctx: &Context<'_>, args: &PageArgs) -> Result<Option<InvitationConnection>> {
    use invitation::Column;
    let operation = operation(ctx)?;
    let Some((actor, _)) = gate::viewer(ctx, Field::ViewerInvitations) else {
        return Ok(None);
    };
    let question = FieldQuestion::of(Field::ViewerInvitations, actor.roles()).related(Relation::Invited);
    let tx = operation.snapshot().await?;
    let address = super::invitation::own_address(&tx).await?.unwrap_or_default();
    let condition = in_state(InvitationState::Invited, operation.clock().now())
        .add(Column::EmailKey.eq(address))
        .add(Column::ProjectId.is_not_null())
        .add(Column::DeclinedAt.is_null());
    page_of(ctx, &question, &condition, &["Viewer.invitations"], args)
        .await
        .map(Some)
}

/// The page of these, for who asks `question` of the list.
async fn page_of(
    ctx: &Context<'_>,
    question: &FieldQuestion,
    condition: &Condition,
    list: &[&str],
    args: &PageArgs,
) -> Result<InvitationConnection> {
    use invitation::{Column, Entity};
    let operation = operation(ctx)?;
    let newest = Sort::told_by(Field::InvitationCreatedAt, Column::CreatedAt, true);
    let order = newest.for_reader(ctx, question)?;
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let page = paged(ctx, operation, rows, order, list, args).await?;
    let nouns = super::invitation::of(operation, page.nodes().cloned().collect()).await?;
    Ok(page.with(nouns).into())
}
