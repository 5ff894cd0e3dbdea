//! Every mutation of the domain: what it is called, what it does, and the verb that does it.

use async_graphql::{Context, Object};
use entity::vocabulary::AccessClass;

use super::{contribution::Contribution, dispose, drafts, mark_special_category, moves, publish_dispositions};
use crate::{
    phase::Phase,
    relay::{access::access, answer, operation, reread},
};

payload!(DraftContributionPayload, "draftContribution", contribution: Contribution, "contribution");
payload!(UpdateContributionDraftPayload, "updateContributionDraft", contribution: Contribution, "contribution");
payload!(SubmitContributionPayload, "submitContribution", contribution: Contribution, "contribution");
payload!(SubmitContributionDraftPayload, "submitContributionDraft", contribution: Contribution, "contribution");
payload!(WithdrawContributionPayload, "withdrawContribution", contribution: Contribution, "contribution");
payload!(PublishContributionPayload, "publishContribution", contribution: Contribution, "contribution");
payload!(HoldContributionPayload, "holdContribution", contribution: Contribution, "contribution");
payload!(MarkSpecialCategoryPayload, "markSpecialCategory", contribution: Contribution, "contribution");
payload!(RejectContributionPayload, "rejectContribution", contribution: Contribution, "contribution");
payload!(StartContributionReviewPayload, "startContributionReview", contribution: Contribution, "contribution");
payload!(DisposeContributionPayload, "disposeContribution", contribution: Contribution, "contribution");
payload!(RecordImplementationPayload, "recordImplementation", contribution: Contribution, "contribution");
payload!(PublishDispositionsPayload, "publishDispositions", phase: Phase, "phase");

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "ContributionMutations")]
impl Mutations {
    /// Saves a draft that nobody else knows of.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `PHASE_NOT_OPEN`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   draftContribution(input: {
    ///     phase: "phase_01h455vb4pex5vsknk084sn02q", kind: NEED
    ///     body: "A crossing at the library would help."
    ///   }) { contribution { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn draft_contribution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: drafts::DraftContributionInput,
    ) -> DraftContributionPayload {
        let done = async { reread(ctx, drafts::draft(operation(ctx)?, input).await?).await };
        DraftContributionPayload {
            contribution: answer(ctx, Some("contribution"), done.await),
        }
    }

    /// Changes your own draft.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   updateContributionDraft(input: {
    ///     contribution: "contribution_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///     body: "A crossing at the library would help."
    ///   }) { contribution { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn update_contribution_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: drafts::UpdateContributionDraftInput,
    ) -> UpdateContributionDraftPayload {
        let done = async { reread(ctx, drafts::update(operation(ctx)?, input).await?).await };
        UpdateContributionDraftPayload {
            contribution: answer(ctx, Some("contribution"), done.await),
        }
    }

    /// Gives a contribution to an open phase, without a draft before.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `PHASE_NOT_OPEN`, `SECTOR_UNKNOWN`, `SECTOR_NOT_ELIGIBLE`,
    /// `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   submitContribution(input: {
    ///     phase: "phase_01h455vb4pex5vsknk084sn02q", kind: NEED, title: "A crossing"
    ///     body: "A crossing at the library would help."
    ///   }) { contribution { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn submit_contribution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: drafts::SubmitContributionInput,
    ) -> SubmitContributionPayload {
        let done = async { reread(ctx, drafts::submit(operation(ctx)?, input).await?).await };
        SubmitContributionPayload {
            contribution: answer(ctx, Some("contribution"), done.await),
        }
    }

    /// Submits your own draft.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `PHASE_NOT_OPEN`, `SECTOR_UNKNOWN`,
    /// `SECTOR_NOT_ELIGIBLE`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   submitContributionDraft(input: {
    ///     contribution: "contribution_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { contribution { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn submit_contribution_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: drafts::SubmitContributionDraftInput,
    ) -> SubmitContributionDraftPayload {
        let done = async { reread(ctx, drafts::submit_draft(operation(ctx)?, input).await?).await };
        SubmitContributionDraftPayload {
            contribution: answer(ctx, Some("contribution"), done.await),
        }
    }

    /// Withdraws your own contribution before anything that was decided on it is published; one that is held waits first.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   withdrawContribution(input: {
    ///     contribution: "contribution_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { contribution { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn withdraw_contribution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::WithdrawContributionInput,
    ) -> WithdrawContributionPayload {
        let done = async { reread(ctx, moves::withdraw(operation(ctx)?, input).await?).await };
        WithdrawContributionPayload {
            contribution: answer(ctx, Some("contribution"), done.await),
        }
    }

    /// Publishes a submitted or held contribution; never your own.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   publishContribution(input: {
    ///     contribution: "contribution_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { contribution { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn publish_contribution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::PublishContributionInput,
    ) -> PublishContributionPayload {
        let done = async { reread(ctx, moves::publish(operation(ctx)?, input).await?).await };
        PublishContributionPayload {
            contribution: answer(ctx, Some("contribution"), done.await),
        }
    }

    /// Holds a submitted contribution back, with rule and reason for its author; never your own.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   holdContribution(input: {
    ///     contribution: "contribution_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", rule: OFF_TOPIC
    ///     reason: "Because …"
    ///   }) { contribution { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn hold_contribution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::HoldContributionInput,
    ) -> HoldContributionPayload {
        let done = async { reread(ctx, moves::hold_back(operation(ctx)?, input).await?).await };
        HoldContributionPayload {
            contribution: answer(ctx, Some("contribution"), done.await),
        }
    }

    /// Rejects a held contribution, with rule and reason for its author; never your own.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   rejectContribution(input: {
    ///     contribution: "contribution_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", rule: OFF_TOPIC
    ///     reason: "Because …"
    ///   }) { contribution { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn reject_contribution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::RejectContributionInput,
    ) -> RejectContributionPayload {
        let done = async { reread(ctx, moves::reject(operation(ctx)?, input).await?).await };
        RejectContributionPayload {
            contribution: answer(ctx, Some("contribution"), done.await),
        }
    }

    /// Takes a published contribution under review, as long as its phase has not published what became of any; never your
    /// own.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   startContributionReview(input: {
    ///     contribution: "contribution_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { contribution { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn start_contribution_review(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::StartContributionReviewInput,
    ) -> StartContributionReviewPayload {
        let done = async { reread(ctx, moves::start_review(operation(ctx)?, input).await?).await };
        StartContributionReviewPayload {
            contribution: answer(ctx, Some("contribution"), done.await),
        }
    }

    /// Proposes what becomes of a contribution under review; publishDispositions makes it known and final. A later proposal
    /// replaces the one before, and the version stays, because nobody else may notice. Never your own.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   disposeContribution(input: {
    ///     contribution: "contribution_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", outcome: ACCEPTED
    ///     reason: "Because …"
    ///   }) { contribution { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn dispose_contribution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: dispose::DisposeContributionInput,
    ) -> DisposeContributionPayload {
        let done = async { reread(ctx, dispose::dispose(operation(ctx)?, input).await?).await };
        DisposeContributionPayload {
            contribution: answer(ctx, Some("contribution"), done.await),
        }
    }

    /// Records whether an accepted contribution was carried out; never your own.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   recordImplementation(input: {
    ///     contribution: "contribution_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", isImplemented: true
    ///   }) { contribution { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn record_implementation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: dispose::RecordImplementationInput,
    ) -> RecordImplementationPayload {
        let done = async { reread(ctx, dispose::record_implementation(operation(ctx)?, input).await?).await };
        RecordImplementationPayload {
            contribution: answer(ctx, Some("contribution"), done.await),
        }
    }

    /// Publishes what became of the contributions of a phase in review, to all sectors at the same instant.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   publishDispositions(input: {
    ///     phase: "phase_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { phase { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn publish_dispositions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: publish_dispositions::PublishDispositionsInput,
    ) -> PublishDispositionsPayload {
        let done = async {
            reread(
                ctx,
                publish_dispositions::publish_dispositions(operation(ctx)?, input).await?,
            )
            .await
        };
        PublishDispositionsPayload {
            phase: answer(ctx, Some("phase"), done.await),
        }
    }

    /// Marks that a contribution may tell of article 9 matters, or that it does not.
    /// The mark stays inside the agency, and hides nothing.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`.
    /// ```graphql
    /// mutation {
    ///   markSpecialCategory(input: {
    ///     contribution: "contribution_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///     mayContainSpecialCategory: true
    ///   }) { contribution { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn mark_special_category(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: mark_special_category::MarkSpecialCategoryInput,
    ) -> MarkSpecialCategoryPayload {
        let done = async { reread(ctx, mark_special_category::mark(operation(ctx)?, input).await?).await };
        MarkSpecialCategoryPayload {
            contribution: answer(ctx, Some("contribution"), done.await),
        }
    }
}
