//! Where reading agencies and members starts, and every mutation of the domain.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use entity::{
    id::MembershipId,
    invitation, membership,
    vocabulary::{AccessClass, MembershipState},
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    invitation::{Invitation, InvitationConnection},
    invite_member::{self, InviteMemberInput},
    membership::{Membership, MembershipConnection, find_all as find_memberships},
    membership_roles::{self, GrantTenantRoleInput, RevokeTenantRoleInput},
    moves::{self, ReinstateMembershipInput, SuspendMembershipInput},
    tenant::{Tenant, find as find_tenant},
    update_tenant::{self, UpdateTenantInput, UpdateTenantPayload},
};
use crate::{
    error::{Code, Error, Refusal, Result},
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
    let nouns = super::membership::of(operation, page.nodes().cloned().collect()).await?;
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

/// What inviteMember answers.
#[derive(Debug, SimpleObject)]
pub(super) struct InviteMemberPayload {
    /// The invitation as it is now, read with your rights; null when the mutation is refused.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    invitation: Option<Invitation>,
    /// Secret for the invited person, shown this once to who asked for it; null on a repeat.
    #[graphql(directive = access::apply(AccessClass::Confidential, None))]
    invitation_token: Option<String>,
}

payload!(SuspendMembershipPayload, "suspendMembership", membership: Membership, "membership");
payload!(ReinstateMembershipPayload, "reinstateMembership", membership: Membership, "membership");
payload!(GrantTenantRolePayload, "grantTenantRole", membership: Membership, "membership");
payload!(RevokeTenantRolePayload, "revokeTenantRole", membership: Membership, "membership");

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "TenancyMutations")]
impl Mutations {
    /// Invites a person to the agency; the answer is the same whether or not the address is known.
    /// Codes: `FORBIDDEN`.
    /// ```graphql
    /// mutation {
    ///   inviteMember(input: {
    ///     email: "vera@example.org", roles: [ADMINISTRATOR]
    ///   }) { invitation { id state } invitationToken }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn invite_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: InviteMemberInput,
    ) -> InviteMemberPayload {
        let done = async {
            let operation = operation(ctx)?;
            let invited = invite_member::invite_member(operation, input).await?;
            Ok::<_, Error>((
                super::invitation::find_all(operation, &[invited.id]).await?.pop(),
                invited.secret,
            ))
        };
        let (invitation, invitation_token) = answer(ctx, Some("invitation"), done.await).unwrap_or_default();
        InviteMemberPayload {
            invitation,
            invitation_token,
        }
    }

    /// Keeps a member from signing in; their tokens end at once.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`, `LAST_ADMINISTRATOR`.
    /// ```graphql
    /// mutation {
    ///   suspendMembership(input: {
    ///     membership: "membership_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", reason: "Because …"
    ///   }) { membership { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn suspend_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: SuspendMembershipInput,
    ) -> SuspendMembershipPayload {
        let done = async { reread(ctx, moves::suspend(operation(ctx)?, input).await?).await };
        SuspendMembershipPayload {
            membership: answer(ctx, Some("membership"), done.await),
        }
    }

    /// Lets a suspended member sign in again.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   reinstateMembership(input: {
    ///     membership: "membership_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { membership { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn reinstate_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ReinstateMembershipInput,
    ) -> ReinstateMembershipPayload {
        let done = async { reread(ctx, moves::reinstate(operation(ctx)?, input).await?).await };
        ReinstateMembershipPayload {
            membership: answer(ctx, Some("membership"), done.await),
        }
    }

    /// Gives a member a role in the agency that you hold yourself; never to yourself.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`.
    /// ```graphql
    /// mutation {
    ///   grantTenantRole(input: {
    ///     membership: "membership_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", role: STAFF
    ///   }) { membership { id roles } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn grant_tenant_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: GrantTenantRoleInput,
    ) -> GrantTenantRolePayload {
        let done = async { reread(ctx, membership_roles::grant(operation(ctx)?, input).await?).await };
        GrantTenantRolePayload {
            membership: answer(ctx, Some("membership"), done.await),
        }
    }

    /// Takes a role in the agency away from a member; never from yourself.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `LAST_ADMINISTRATOR`.
    /// ```graphql
    /// mutation {
    ///   revokeTenantRole(input: {
    ///     membership: "membership_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", role: STAFF
    ///   }) { membership { id roles } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn revoke_tenant_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RevokeTenantRoleInput,
    ) -> RevokeTenantRolePayload {
        let done = async { reread(ctx, membership_roles::revoke(operation(ctx)?, input).await?).await };
        RevokeTenantRolePayload {
            membership: answer(ctx, Some("membership"), done.await),
        }
    }

    /// Changes what the agency says about itself and how careful it is with figures.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `POLICY_FLOOR`.
    /// ```graphql
    /// mutation {
    ///   updateTenant(input: {
    ///     tenant: "tenant_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", disclosureThreshold: 10
    ///   }) { tenant { id } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn update_tenant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdateTenantInput,
    ) -> UpdateTenantPayload {
        let done = async {
            let operation = operation(ctx)?;
            update_tenant::update_tenant(operation, input).await?;
            find_tenant(operation).await
        };
        UpdateTenantPayload {
            tenant: answer(ctx, Some("tenant"), done.await).flatten(),
        }
    }
}

/// The membership after a mutation, read anew with today's rights.
async fn reread(ctx: &Context<'_>, id: MembershipId) -> Result<Membership> {
    find_memberships(operation(ctx)?, &[id])
        .await?
        .pop()
        .ok_or_else(|| Refusal::not_found().into())
}
