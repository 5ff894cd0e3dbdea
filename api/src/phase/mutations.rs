//! Every mutation of the domain: what it is called, what it does, and the verb that does it.

use async_graphql::{Context, Object};
use entity::vocabulary::AccessClass;

use super::{moves, phase::Phase, plan};
use crate::relay::{access::access, answer, operation, reread};

payload!(AddPhasePayload, "addPhase", phase: Phase, "phase");
payload!(UpdatePhasePayload, "updatePhase", phase: Phase, "phase");
payload!(OpenPhasePayload, "openPhase", phase: Phase, "phase");
payload!(ClosePhasePayload, "closePhase", phase: Phase, "phase");
payload!(ExtendPhasePayload, "extendPhase", phase: Phase, "phase");
payload!(StartPhaseReviewPayload, "startPhaseReview", phase: Phase, "phase");
payload!(ReportPhasePayload, "reportPhase", phase: Phase, "phase");
payload!(CompletePhasePayload, "completePhase", phase: Phase, "phase");
payload!(SkipPhasePayload, "skipPhase", phase: Phase, "phase");
payload!(CancelPhasePayload, "cancelPhase", phase: Phase, "phase");

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "PhaseMutations")]
impl Mutations {
    /// Plans a further phase; going round again is a new phase of the same type.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   addPhase(input: {
    ///     project: "project_01h455vb4pex5vsknk084sn02q", type: CO_DESIGN
    ///     title: "Safer ways to school", description: "What it is about."
    ///   }) { phase { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn add_phase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: plan::AddPhaseInput,
    ) -> AddPhasePayload {
        let done = async { reread(ctx, plan::add(operation(ctx)?, input).await?).await };
        AddPhasePayload {
            phase: answer(ctx, Some("phase"), done.await),
        }
    }

    /// Changes a phase that is not over; whom it is for is fixed once it has opened.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   updatePhase(input: {
    ///     phase: "phase_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", closesAt: "2027-04-30T22:00:00Z"
    ///   }) { phase { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn update_phase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: plan::UpdatePhaseInput,
    ) -> UpdatePhasePayload {
        let done = async { reread(ctx, plan::update(operation(ctx)?, input).await?).await };
        UpdatePhasePayload {
            phase: answer(ctx, Some("phase"), done.await),
        }
    }

    /// Opens a planned phase of an active project to contributions.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `COUNTERPART_MISSING`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   openPhase(input: {
    ///     phase: "phase_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { phase { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn open_phase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::OpenPhaseInput,
    ) -> OpenPhasePayload {
        let done = async { reread(ctx, moves::open(operation(ctx)?, input).await?).await };
        OpenPhasePayload {
            phase: answer(ctx, Some("phase"), done.await),
        }
    }

    /// Ends input to an open phase.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   closePhase(input: {
    ///     phase: "phase_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { phase { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn close_phase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::ClosePhaseInput,
    ) -> ClosePhasePayload {
        let done = async { reread(ctx, moves::close(operation(ctx)?, input).await?).await };
        ClosePhasePayload {
            phase: answer(ctx, Some("phase"), done.await),
        }
    }

    /// Opens a closed phase again before it is reviewed.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`, `COUNTERPART_MISSING`,
    /// `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   extendPhase(input: {
    ///     phase: "phase_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", closesAt: "2027-03-31T22:00:00Z"
    ///     reason: "Because …"
    ///   }) { phase { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn extend_phase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::ExtendPhaseInput,
    ) -> ExtendPhasePayload {
        let done = async { reread(ctx, moves::extend(operation(ctx)?, input).await?).await };
        ExtendPhasePayload {
            phase: answer(ctx, Some("phase"), done.await),
        }
    }

    /// Begins to weigh the contributions of a closed phase.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   startPhaseReview(input: {
    ///     phase: "phase_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { phase { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn start_phase_review(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::StartPhaseReviewInput,
    ) -> StartPhaseReviewPayload {
        let done = async { reread(ctx, moves::start_review(operation(ctx)?, input).await?).await };
        StartPhaseReviewPayload {
            phase: answer(ctx, Some("phase"), done.await),
        }
    }

    /// Says that the results of the review were reported back to participants.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   reportPhase(input: {
    ///     phase: "phase_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { phase { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn report_phase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::ReportPhaseInput,
    ) -> ReportPhasePayload {
        let done = async { reread(ctx, moves::report(operation(ctx)?, input).await?).await };
        ReportPhasePayload {
            phase: answer(ctx, Some("phase"), done.await),
        }
    }

    /// Completes a reported phase.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   completePhase(input: {
    ///     phase: "phase_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { phase { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn complete_phase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::CompletePhaseInput,
    ) -> CompletePhasePayload {
        let done = async { reread(ctx, moves::complete(operation(ctx)?, input).await?).await };
        CompletePhasePayload {
            phase: answer(ctx, Some("phase"), done.await),
        }
    }

    /// Leaves a planned phase out; never co-assessment.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   skipPhase(input: {
    ///     phase: "phase_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", reason: "Because …"
    ///   }) { phase { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn skip_phase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::SkipPhaseInput,
    ) -> SkipPhasePayload {
        let done = async { reread(ctx, moves::skip(operation(ctx)?, input).await?).await };
        SkipPhasePayload {
            phase: answer(ctx, Some("phase"), done.await),
        }
    }

    /// Ends a planned or open phase early; co-assessment only with its project.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   cancelPhase(input: {
    ///     phase: "phase_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", reason: "Because …"
    ///   }) { phase { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn cancel_phase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::CancelPhaseInput,
    ) -> CancelPhasePayload {
        let done = async { reread(ctx, moves::cancel(operation(ctx)?, input).await?).await };
        CancelPhasePayload {
            phase: answer(ctx, Some("phase"), done.await),
        }
    }
}
