//! Every mutation of the domain: what it is called, what it does, and the verb that does it.

use async_graphql::{Context, Object, SimpleObject};
use entity::{sealed::Confidential, vocabulary::AccessClass};

use super::{
    invitation::Invitation,
    invitation_moves::{self, AcceptProjectInvitationInput, DeclineInvitationInput, WithdrawInvitationInput},
    invite_member::{self, InviteMemberInput, Invited},
    invite_participant::{self, InviteParticipantInput},
    membership::Membership,
    membership_roles::{self, GrantTenantRoleInput, RevokeTenantRoleInput},
    moves::{self, ReinstateMembershipInput, SuspendMembershipInput},
    tenant::find as find_tenant,
    update_tenant::{self, UpdateTenantInput, UpdateTenantPayload},
};
use crate::{
    error::Result,
    operation::gate::Gated,
    participation::Participation,
    policy::{Field, FieldQuestion, Relation},
    relay::{access::access, answer, operation, reread},
};

/// A secret, for who had it made in this very operation.
type Shown = Gated<Confidential<Option<String>>>;

/// What inviteMember answers.
#[derive(Debug, SimpleObject)]
pub(super) struct InviteMemberPayload {
    /// The invitation as it is now, read with your rights; null when the mutation is refused.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    invitation: Option<Invitation>,
    /// Secret for the invited person, shown this once to who asked for it; null on a repeat.
    #[graphql(directive = access::apply(AccessClass::Confidential, None))]
    invitation_token: Option<Shown>,
}

/// What inviteParticipant answers.
#[derive(Debug, SimpleObject)]
pub(super) struct InviteParticipantPayload {
    /// The invitation as it is now, read with your rights; null when the mutation is refused.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    invitation: Option<Invitation>,
    /// Secret for a person who is no member yet, shown this once to staff and administrators of the agency who asked for
    /// it; null on a repeat. A member of the agency needs none.
    #[graphql(directive = access::apply(AccessClass::Confidential, None))]
    invitation_token: Option<Shown>,
}

payload!(AcceptProjectInvitationPayload, "acceptProjectInvitation", participation: Participation, "participation");
payload!(DeclineInvitationPayload, "declineInvitation", invitation: Invitation, "invitation");
payload!(WithdrawInvitationPayload, "withdrawInvitation", invitation: Invitation, "invitation");

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
            told(ctx, invited, Field::InviteMemberPayloadInvitationToken).await
        };
        let (invitation, invitation_token) = answer(ctx, Some("invitation"), done.await).unzip();
        InviteMemberPayload {
            invitation,
            invitation_token,
        }
    }

    /// Invites a person to a project; the answer is the same whether or not the address is known. A member of the agency
    /// finds the invitation among `viewer.invitations`.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   inviteParticipant(input: {
    ///     project: "project_01h455vb4pex5vsknk084sn02q", email: "vera@example.org", sector: SOCIETY
    ///     expertise: LAY, roles: [PARTICIPANT]
    ///   }) { invitation { id state } invitationToken }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn invite_participant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: InviteParticipantInput,
    ) -> InviteParticipantPayload {
        let done = async {
            let invited = invite_participant::invite(operation(ctx)?, input).await?;
            told(ctx, invited, Field::InviteParticipantPayloadInvitationToken).await
        };
        let (invitation, invitation_token) = answer(ctx, Some("invitation"), done.await).unzip();
        InviteParticipantPayload {
            invitation,
            invitation_token,
        }
    }

    /// Accepts a project's invitation as a signed-in member.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `INVITATION_INVALID`, `INVALID_TRANSITION`, `ALREADY_EXISTS`,
    /// `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   acceptProjectInvitation(input: {
    ///     invitation: "invitation_01h455vb4pex5vsknk084sn02q"
    ///   }) { participation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn accept_project_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: AcceptProjectInvitationInput,
    ) -> AcceptProjectInvitationPayload {
        let done = async { reread(ctx, invitation_moves::accept(operation(ctx)?, input).await?).await };
        AcceptProjectInvitationPayload {
            participation: answer(ctx, Some("participation"), done.await),
        }
    }

    /// Declines an invitation to a project; the inviter is not told.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `INVITATION_INVALID`.
    /// ```graphql
    /// mutation {
    ///   declineInvitation(input: {
    ///     invitation: "invitation_01h455vb4pex5vsknk084sn02q"
    ///   }) { invitation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn decline_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: DeclineInvitationInput,
    ) -> DeclineInvitationPayload {
        let done = async { reread(ctx, invitation_moves::decline(operation(ctx)?, input).await?).await };
        DeclineInvitationPayload {
            invitation: answer(ctx, Some("invitation"), done.await),
        }
    }

    /// Takes back an invitation that was not accepted.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   withdrawInvitation(input: {
    ///     invitation: "invitation_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { invitation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn withdraw_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: WithdrawInvitationInput,
    ) -> WithdrawInvitationPayload {
        let done = async { reread(ctx, invitation_moves::withdraw(operation(ctx)?, input).await?).await };
        WithdrawInvitationPayload {
            invitation: answer(ctx, Some("invitation"), done.await),
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

/// The same, with its secret behind the question for it.
async fn told(ctx: &Context<'_>, invited: Invited, field: Field) -> Result<(Invitation, Shown)> {
    let asked = FieldQuestion::of(field, operation(ctx)?.actor()?.roles()).related(Relation::Requester);
    let shown = Gated::new(Confidential::new(invited.secret), asked);
    Ok((reread(ctx, invited.id).await?, shown))
}
