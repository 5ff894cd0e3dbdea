//! Every mutation of the domain: what it is called, what it does, and the verb that does it.

use async_graphql::{Context, Object};
use entity::vocabulary::AccessClass;

use super::{
    byline, changes, join_project,
    participation::Participation,
    pseudonym_reveal::PseudonymReveal,
    reveal_pseudonym::{self, RevealPseudonymInput},
};
use crate::relay::{access::access, answer, operation, reread};

payload!(JoinProjectPayload, "joinProject", participation: Participation, "participation");
payload!(LeaveProjectPayload, "leaveProject", participation: Participation, "participation");
payload!(ChooseBylinePayload, "chooseByline", participation: Participation, "participation");
payload!(RevealPseudonymPayload, "revealPseudonym", reveal: PseudonymReveal, "reveal");
payload!(RemoveParticipationPayload, "removeParticipation", participation: Participation, "participation");
payload!(GrantProjectRolePayload, "grantProjectRole", participation: Participation, "participation");
payload!(RevokeProjectRolePayload, "revokeProjectRole", participation: Participation, "participation");

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "ParticipationMutations")]
impl Mutations {
    /// Takes part in a project that anyone may join.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `INVALID_TRANSITION`, `ALREADY_EXISTS`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   joinProject(input: {
    ///     project: "project_01h455vb4pex5vsknk084sn02q", sector: SOCIETY, expertise: LAY
    ///   }) { participation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn join_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: join_project::JoinProjectInput,
    ) -> JoinProjectPayload {
        let done = async { reread(ctx, join_project::join_project(operation(ctx)?, input).await?).await };
        JoinProjectPayload {
            participation: answer(ctx, Some("participation"), done.await),
        }
    }

    /// Leaves a project; what you contributed stays.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   leaveProject(input: {
    ///     participation: "participation_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { participation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn leave_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: changes::LeaveProjectInput,
    ) -> LeaveProjectPayload {
        let done = async { reread(ctx, changes::leave(operation(ctx)?, input).await?).await };
        LeaveProjectPayload {
            participation: answer(ctx, Some("participation"), done.await),
        }
    }

    /// Gives a participant a role within your own: an owner gives any, a facilitator any but OWNER; never to yourself.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   grantProjectRole(input: {
    ///     participation: "participation_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", role: FACILITATOR
    ///   }) { participation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn grant_project_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: changes::GrantProjectRoleInput,
    ) -> GrantProjectRolePayload {
        let done = async { reread(ctx, changes::grant(operation(ctx)?, input).await?).await };
        GrantProjectRolePayload {
            participation: answer(ctx, Some("participation"), done.await),
        }
    }

    /// Takes a role within your own from a participant; everybody keeps one role, every project an owner.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   revokeProjectRole(input: {
    ///     participation: "participation_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", role: FACILITATOR
    ///   }) { participation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn revoke_project_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: changes::RevokeProjectRoleInput,
    ) -> RevokeProjectRolePayload {
        let done = async { reread(ctx, changes::revoke(operation(ctx)?, input).await?).await };
        RevokeProjectRolePayload {
            participation: answer(ctx, Some("participation"), done.await),
        }
    }

    /// Chooses how the project names you with your words, from now on and for what you said before.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `CONSENT_REQUIRED`, `CONSENT_STALE`,
    /// `PURPOSE_NOT_PERMITTED`.
    /// ```graphql
    /// mutation {
    ///   chooseByline(input: {
    ///     participation: "participation_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", precision: PSEUDONYM
    ///   }) { participation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn choose_byline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: byline::ChooseBylineInput,
    ) -> ChooseBylinePayload {
        let done = async { reread(ctx, byline::choose(operation(ctx)?, input).await?).await };
        ChooseBylinePayload {
            participation: answer(ctx, Some("participation"), done.await),
        }
    }

    /// Ends somebody's participation, with a reason that the person reads.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   removeParticipation(input: {
    ///     participation: "participation_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", reason: "Because …"
    ///   }) { participation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn remove_participation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: changes::RemoveParticipationInput,
    ) -> RemoveParticipationPayload {
        let done = async { reread(ctx, changes::remove(operation(ctx)?, input).await?).await };
        RemoveParticipationPayload {
            participation: answer(ctx, Some("participation"), done.await),
        }
    }

    /// Reveals who a participant is, by duty and on record, which the person reads in `Participation.reveals`. The name is
    /// read in the answer for `LEGAL_RECORD`, which the request must declare.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `PURPOSE_REQUIRED`, `PURPOSE_NOT_PERMITTED`, `PRECONDITION_UNMET`,
    /// `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   revealPseudonym(input: {
    ///     participation: "participation_01h455vb4pex5vsknk084sn02q", ground: LEGAL_ORDER, reason: "Because …"
    ///   }) { reveal { id legalName } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn reveal_pseudonym(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RevealPseudonymInput,
    ) -> RevealPseudonymPayload {
        let done = async { reread(ctx, reveal_pseudonym::reveal(operation(ctx)?, input).await?).await };
        RevealPseudonymPayload {
            reveal: answer(ctx, Some("reveal"), done.await),
        }
    }
}
