//! Every mutation of the domain: what it is called, what it does, and the verb that does it.

use async_graphql::{Context, Object};
use entity::vocabulary::AccessClass;

use super::{
    create_retention_rule::{self, CreateRetentionRuleInput, CreateRetentionRulePayload},
    lift_legal_hold::{self, LiftLegalHoldInput, LiftLegalHoldPayload},
    place_legal_hold::{self, PlaceLegalHoldInput, PlaceLegalHoldPayload},
    update_retention_rule::{self, UpdateRetentionRuleInput, UpdateRetentionRulePayload},
};
use crate::relay::{access::access, answer, operation, reread};

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "RetentionMutations")]
impl Mutations {
    /// Sets how long data of a class and purpose are kept. There is one rule for each class, purpose and trigger.
    /// Codes: `FORBIDDEN`, `ALREADY_EXISTS`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   createRetentionRule(input: {
    ///     class: PERSONAL, purpose: SECURITY_AUDIT, trigger: CREATED, duration: "P24M", disposal: DELETE
    ///   }) { rule { id } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn create_retention_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CreateRetentionRuleInput,
    ) -> CreateRetentionRulePayload {
        let done = async { reread(ctx, create_retention_rule::create(operation(ctx)?, input).await?).await };
        CreateRetentionRulePayload {
            rule: answer(ctx, Some("rule"), done.await),
        }
    }

    /// Changes a retention rule from its next run on.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `ALREADY_EXISTS`.
    /// ```graphql
    /// mutation {
    ///   updateRetentionRule(input: {
    ///     rule: "retentionrule_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", duration: "P12M"
    ///   }) { rule { id } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn update_retention_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdateRetentionRuleInput,
    ) -> UpdateRetentionRulePayload {
        let done = async { reread(ctx, update_retention_rule::update(operation(ctx)?, input).await?).await };
        UpdateRetentionRulePayload {
            rule: answer(ctx, Some("rule"), done.await),
        }
    }

    /// Keeps a copy of what is deleted of a project or a person, for the named readers alone, and keeps the person from
    /// being erased.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   placeLegalHold(input: {
    ///     target: { project: "project_01h455vb4pex5vsknk084sn02q" }
    ///     readers: ["membership_01h455vb4pex5vsknk084sn02q"], reason: "A court asked for it."
    ///   }) { hold { id } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn place_legal_hold(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: PlaceLegalHoldInput,
    ) -> PlaceLegalHoldPayload {
        let done = async { reread(ctx, place_legal_hold::place(operation(ctx)?, input).await?).await };
        PlaceLegalHoldPayload {
            hold: answer(ctx, Some("hold"), done.await),
        }
    }

    /// Lifts a hold: what it kept goes at once.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   liftLegalHold(input: {
    ///     hold: "legalhold_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", reason: "The case is over."
    ///   }) { hold { id liftedAt } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn lift_legal_hold(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: LiftLegalHoldInput,
    ) -> LiftLegalHoldPayload {
        let done = async { reread(ctx, lift_legal_hold::lift(operation(ctx)?, input).await?).await };
        LiftLegalHoldPayload {
            hold: answer(ctx, Some("hold"), done.await),
        }
    }
}
