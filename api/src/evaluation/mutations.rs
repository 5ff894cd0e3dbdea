//! Every mutation of the domain: what it is called, what it does, and the verb that does it.

use async_graphql::{Context, Object};
use entity::vocabulary::AccessClass;

use super::{
    create_evaluation, evaluation::Evaluation, moves, submit_assessment, update_evaluation, withdraw_assessment,
};
use crate::relay::{Noun, access::access, answer, operation, reread};

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "EvaluationMutations")]
impl Mutations {
    /// Sets up an evaluation of a project as a draft, for owners and facilitators.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`, `POLICY_FLOOR`.
    /// ```graphql
    /// mutation {
    ///   createEvaluation(input: {
    ///     project: "project_01h455vb4pex5vsknk084sn02q", title: "Safer ways to school", timing: PROSPECTIVE
    ///     population: "Everyone who used the service in 2026"
    ///     criteria: ["criterion_01h455vb4pex5vsknk084sn02q"], closesAt: "2027-03-31T22:00:00Z"
    ///   }) { evaluation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn create_evaluation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: create_evaluation::CreateEvaluationInput,
    ) -> create_evaluation::CreateEvaluationPayload {
        let done = async { reread(ctx, create_evaluation::create_evaluation(operation(ctx)?, input).await?).await };
        create_evaluation::CreateEvaluationPayload {
            evaluation: answer(ctx, Some("evaluation"), done.await),
        }
    }

    /// Changes a draft evaluation.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `EVALUATION_LOCKED`, `POLICY_FLOOR`.
    /// ```graphql
    /// mutation {
    ///   updateEvaluation(input: {
    ///     evaluation: "evaluation_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///     closesAt: "2027-04-30T22:00:00Z"
    ///   }) { evaluation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn update_evaluation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: update_evaluation::UpdateEvaluationInput,
    ) -> update_evaluation::UpdateEvaluationPayload {
        let done = async { reread(ctx, update_evaluation::update_evaluation(operation(ctx)?, input).await?).await };
        update_evaluation::UpdateEvaluationPayload {
            evaluation: answer(ctx, Some("evaluation"), done.await),
        }
    }

    /// Fixes what is asked and how it will be counted, before anybody answers; from `DRAFT` to `LOCKED`. From now on who may
    /// know of the project knows of the evaluation. Whoever joins the project on a later day answers too, but a group is told
    /// of only where enough of those answer who were there before.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   lockEvaluation(input: {
    ///     evaluation: "evaluation_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { evaluation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn lock_evaluation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::LockEvaluationInput,
    ) -> moves::LockEvaluationPayload {
        let done = async { reread(ctx, moves::lock(operation(ctx)?, input).await?).await };
        moves::LockEvaluationPayload {
            evaluation: answer(ctx, Some("evaluation"), done.await),
        }
    }

    /// Begins to take assessments, while the project is `ACTIVE` or `CONCLUDED`; from `LOCKED` to `COLLECTING`.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   openEvaluation(input: {
    ///     evaluation: "evaluation_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { evaluation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn open_evaluation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::OpenEvaluationInput,
    ) -> moves::OpenEvaluationPayload {
        let done = async { reread(ctx, moves::open(operation(ctx)?, input).await?).await };
        moves::OpenEvaluationPayload {
            evaluation: answer(ctx, Some("evaluation"), done.await),
        }
    }

    /// Ends collecting once its date has come; from `COLLECTING` to `CLOSED`.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   closeEvaluation(input: {
    ///     evaluation: "evaluation_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { evaluation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn close_evaluation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::CloseEvaluationInput,
    ) -> moves::CloseEvaluationPayload {
        let done = async { reread(ctx, moves::close(operation(ctx)?, input).await?).await };
        moves::CloseEvaluationPayload {
            evaluation: answer(ctx, Some("evaluation"), done.await),
        }
    }

    /// Computes the results once and seals them, read by nobody; from `CLOSED` to `COMPUTED`.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   computeEvaluation(input: {
    ///     evaluation: "evaluation_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { evaluation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn compute_evaluation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::ComputeEvaluationInput,
    ) -> moves::ComputeEvaluationPayload {
        let done = async { reread(ctx, moves::compute_results(operation(ctx)?, input).await?).await };
        moves::ComputeEvaluationPayload {
            evaluation: answer(ctx, Some("evaluation"), done.await),
        }
    }

    /// Releases the results to everybody at the same instant, good or bad; from `COMPUTED` to `RELEASED`. A retrospective one
    /// waits until co-delivery is over.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   releaseEvaluation(input: {
    ///     evaluation: "evaluation_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { evaluation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn release_evaluation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::ReleaseEvaluationInput,
    ) -> moves::ReleaseEvaluationPayload {
        let done = async { reread(ctx, moves::release(operation(ctx)?, input).await?).await };
        moves::ReleaseEvaluationPayload {
            evaluation: answer(ctx, Some("evaluation"), done.await),
        }
    }

    /// Hands in your answers, one assessment a participant; handed in again, it replaces the one before until the
    /// evaluation closes. Only criteria that are asked of how you stand to the service can be answered.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `EVALUATION_NOT_OPEN`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   submitAssessment(input: {
    ///     evaluation: "evaluation_01h455vb4pex5vsknk084sn02q"
    ///     answers: [{criterion: "criterion_01h455vb4pex5vsknk084sn02q", answer: {score: 4}}]
    ///   }) { assessment { id state } evaluation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn submit_assessment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: submit_assessment::SubmitAssessmentInput,
    ) -> submit_assessment::SubmitAssessmentPayload {
        let done = async {
            let operation = operation(ctx)?;
            let (assessment, evaluation) = submit_assessment::submit_assessment(operation, input).await?;
            Ok((reread(ctx, assessment).await?, reread(ctx, evaluation).await?))
        };
        let (assessment, evaluation) = answer(ctx, Some("assessment"), done.await).unzip();
        submit_assessment::SubmitAssessmentPayload { assessment, evaluation }
    }

    /// Takes your assessment back, with all its answers; figures that were computed stay.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   withdrawAssessment(input: {
    ///     assessment: "assessment_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { evaluation { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn withdraw_assessment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: withdraw_assessment::WithdrawAssessmentInput,
    ) -> withdraw_assessment::WithdrawAssessmentPayload {
        let done = async {
            let operation = operation(ctx)?;
            let id = withdraw_assessment::withdraw_assessment(operation, input).await?;
            // It may be of a project that its author may no longer know of.
            Evaluation::find(operation, id).await
        };
        withdraw_assessment::WithdrawAssessmentPayload {
            evaluation: answer(ctx, Some("evaluation"), done.await).flatten(),
        }
    }
}
