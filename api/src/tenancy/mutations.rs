//! Every mutation of the domain: what it is called, what it does, and the verb that does it.

use async_graphql::{Context, Object, SimpleObject};
use entity::{id::MembershipId, vocabulary::AccessClass};

use super::{
    invitation::Invitation,
    invite_member::{self, InviteMemberInput},
    membership::{Membership, find_all as find_memberships},
    membership_roles::{self, GrantTenantRoleInput, RevokeTenantRoleInput},
    moves::{self, ReinstateMembershipInput, SuspendMembershipInput},
    tenant::find as find_tenant,
    update_tenant::{self, UpdateTenantInput, UpdateTenantPayload},
};
use crate::{
    error::{Error, Refusal, Result},
    relay::{access::access, answer, operation},
};

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

    /// Lets a suspended member sign in again, with their roles, which you hold yourself.
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
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
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
