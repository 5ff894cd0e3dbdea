//! Every mutation of the domain: what it is called, what it does, and the verb that does it.

use async_graphql::{Context, Object};
use entity::vocabulary::AccessClass;

use super::{
    changes::{self, UpdateInterestDeclarationInput, WithdrawInterestDeclarationInput},
    declare_interest::{self, DeclareInterestInput},
    interest_declaration::InterestDeclaration,
};
use crate::relay::{access::access, answer, operation, reread};

payload!(DeclareInterestPayload, "declareInterest", declaration: InterestDeclaration, "declaration");
payload!(UpdateInterestDeclarationPayload, "updateInterestDeclaration", declaration: InterestDeclaration, "declaration");
payload!(WithdrawInterestDeclarationPayload, "withdrawInterestDeclaration", declaration: InterestDeclaration, "declaration");

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "InterestMutations")]
impl Mutations {
    /// Declares what could bias you in a project, or in one of its phases, as long as you take part in it.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   declareInterest(input: {
    ///     participation: "participation_01h455vb4pex5vsknk084sn02q", relationship: EMPLOYMENT,
    ///     publicSummary: "Works for a company that sells traffic lights."
    ///   }) { declaration { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn declare_interest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: DeclareInterestInput,
    ) -> DeclareInterestPayload {
        let done = async { reread(ctx, declare_interest::declare(operation(ctx)?, input).await?).await };
        DeclareInterestPayload {
            declaration: answer(ctx, Some("declaration"), done.await),
        }
    }

    /// Corrects an interest that you declared, once you withdrew it too; what is not given stays as it is. What was wrong is
    /// overwritten, and no version of it is kept.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`.
    /// ```graphql
    /// mutation {
    ///   updateInterestDeclaration(input: {
    ///     declaration: "interestdeclaration_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", relationship: CONTRACTUAL
    ///   }) { declaration { id relationship } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn update_interest_declaration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdateInterestDeclarationInput,
    ) -> UpdateInterestDeclarationPayload {
        let done = async { reread(ctx, changes::update(operation(ctx)?, input).await?).await };
        UpdateInterestDeclarationPayload {
            declaration: answer(ctx, Some("declaration"), done.await),
        }
    }

    /// Takes back an interest that you declared, because it has ended or never was. That it was declared, of which kind and
    /// when, stays; its words are no longer for everybody.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   withdrawInterestDeclaration(input: {
    ///     declaration: "interestdeclaration_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { declaration { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn withdraw_interest_declaration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: WithdrawInterestDeclarationInput,
    ) -> WithdrawInterestDeclarationPayload {
        let done = async { reread(ctx, changes::withdraw(operation(ctx)?, input).await?).await };
        WithdrawInterestDeclarationPayload {
            declaration: answer(ctx, Some("declaration"), done.await),
        }
    }
}
