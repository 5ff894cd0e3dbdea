//! Every mutation of the domain.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use entity::vocabulary::AccessClass;

use super::{
    AccessToken, Identity,
    accept_invitation::{self, AcceptInvitationInput},
    change_password::{self, ChangePasswordInput},
    sign_in::{self, SignInInput},
    viewer::Viewer,
};
use crate::{
    error::{Error, Fault, Result},
    operation::Operation,
    participation::Participation,
    relay::{Noun, access::access, answer, operation},
    tenancy::Membership,
};

/// What signIn answers.
#[derive(SimpleObject)]
pub(super) struct SignInPayload {
    /// The token for the tenant; null when refused.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    access_token: Option<AccessToken>,
}

/// What acceptInvitation answers.
#[derive(SimpleObject)]
pub(super) struct AcceptInvitationPayload {
    /// The membership as it is now, read with your rights; null when the mutation is refused.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    membership: Option<Membership>,
    /// The participation as it is now, read with your rights; null where the invitation is to the agency alone, and when
    /// the mutation is refused.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    participation: Option<Participation>,
    /// A token for the tenant; null when refused.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    access_token: Option<AccessToken>,
}

/// What changePassword answers.
#[derive(SimpleObject)]
pub(super) struct ChangePasswordPayload {
    /// You, as you are now; null when the mutation is refused.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    viewer: Option<Viewer>,
}

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "IdentityMutations")]
impl Mutations {
    /// Signs a person in to one tenant with address and password.
    /// Codes: `FORBIDDEN`, `INVALID_CREDENTIALS`.
    /// ```graphql
    /// mutation {
    ///   signIn(input: {
    ///     tenant: "london", email: "vera@example.org", password: "correct horse battery"
    ///   }) { accessToken { value expiresAt } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn sign_in(&self, ctx: &Context<'_>, #[graphql(desc = "What to do.")] input: SignInInput) -> SignInPayload {
        let done = async { sign_in::sign_in(identity(ctx)?, operation(ctx)?, input).await };
        SignInPayload {
            access_token: answer(ctx, Some("accessToken"), done.await),
        }
    }

    /// Accepts an invitation, which makes the account and membership where there are none; once. A password that is not
    /// that of the address's account elsewhere makes an account for this agency alone.
    /// Codes: `FORBIDDEN`, `INVITATION_INVALID`, `INVALID_CREDENTIALS`.
    /// ```graphql
    /// mutation {
    ///   acceptInvitation(input: {
    ///     token: "…", password: "correct horse battery", legalName: "Vera Example"
    ///   }) { membership { id state } accessToken { value expiresAt } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn accept_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: AcceptInvitationInput,
    ) -> AcceptInvitationPayload {
        let done = async {
            let operation = operation(ctx)?;
            let accepted = accept_invitation::accept(identity(ctx)?, operation, input).await?;
            Ok::<_, Error>((
                operation.joined_as(accepted.actor),
                accepted.participation,
                accepted.token,
            ))
        };
        match answer(ctx, Some("membership"), done.await) {
            None => AcceptInvitationPayload {
                membership: None,
                participation: None,
                access_token: None,
            },
            Some((operation, participation, token)) => {
                let membership = answer(ctx, Some("membership"), own(&operation).await).flatten();
                let participation = async {
                    let ids: Vec<_> = participation.into_iter().collect();
                    Ok(Participation::find_all(&operation, &ids).await?.pop())
                };
                let participation = answer(ctx, Some("participation"), participation.await).flatten();
                AcceptInvitationPayload {
                    membership,
                    participation,
                    access_token: Some(token),
                }
            }
        }
    }

    /// Changes your own password; all your tokens end at once, so sign in again.
    /// Codes: `FORBIDDEN`, `INVALID_CREDENTIALS`, `CONFLICT`.
    /// ```graphql
    /// mutation {
    ///   changePassword(input: { currentPassword: "the old one", newPassword: "a longer new one" }) {
    ///     viewer { __typename }
    ///   }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ChangePasswordInput,
    ) -> ChangePasswordPayload {
        let done = async {
            change_password::change(identity(ctx)?, operation(ctx)?, input).await?;
            Ok(Viewer)
        };
        ChangePasswordPayload {
            viewer: answer(ctx, Some("viewer"), done.await),
        }
    }
}

async fn own(operation: &Operation) -> Result<Option<Membership>> {
    let Some(person) = operation.actor()?.person() else {
        return Ok(None);
    };
    Membership::find(operation, person.membership).await
}

fn identity<'c>(ctx: &Context<'c>) -> Result<&'c Arc<Identity>> {
    ctx.data::<Arc<Identity>>()
        .map_err(|_| Fault::logged("a schema without identity").into())
}
