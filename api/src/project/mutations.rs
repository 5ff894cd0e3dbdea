//! Every mutation of the domain: what it is called, what it does, and the verb that does it.

use async_graphql::{Context, Object};
use entity::vocabulary::AccessClass;

use super::{create_project, moves, update_project};
use crate::relay::{access::access, answer, operation, reread};

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "ProjectMutations")]
impl Mutations {
    /// Creates a project as a draft, with the phases of a template where one is named; you become its owner.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`.
    /// ```graphql
    /// mutation {
    ///   createProject(input: {
    ///     title: "Safer ways to school", summary: "How should children get to school safely?"
    ///     objectOfCocreation: SERVICE, visibility: PUBLIC, joining: OPEN
    ///   }) { project { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn create_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: create_project::CreateProjectInput,
    ) -> create_project::CreateProjectPayload {
        let done = async { reread(ctx, create_project::create_project(operation(ctx)?, input).await?).await };
        create_project::CreateProjectPayload {
            project: answer(ctx, Some("project"), done.await),
        }
    }

    /// Changes what a project says of itself.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   updateProject(input: {
    ///     project: "project_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", title: "Safer ways to school"
    ///   }) { project { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn update_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: update_project::UpdateProjectInput,
    ) -> update_project::UpdateProjectPayload {
        let done = async { reread(ctx, update_project::update_project(operation(ctx)?, input).await?).await };
        update_project::UpdateProjectPayload {
            project: answer(ctx, Some("project"), done.await),
        }
    }

    /// Hands a draft on to be checked for whether co-creation can work here.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   startProjectReadiness(input: {
    ///     project: "project_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { project { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn start_project_readiness(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::StartProjectReadinessInput,
    ) -> moves::StartProjectReadinessPayload {
        let done = async { reread(ctx, moves::start_readiness(operation(ctx)?, input).await?).await };
        moves::StartProjectReadinessPayload {
            project: answer(ctx, Some("project"), done.await),
        }
    }

    /// Hands a project that is being checked back to be written further.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   returnProjectToDraft(input: {
    ///     project: "project_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", reason: "Because …"
    ///   }) { project { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn return_project_to_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::ReturnProjectToDraftInput,
    ) -> moves::ReturnProjectToDraftPayload {
        let done = async { reread(ctx, moves::return_to_draft(operation(ctx)?, input).await?).await };
        moves::ReturnProjectToDraftPayload {
            project: answer(ctx, Some("project"), done.await),
        }
    }

    /// Ends a project that is not ready, before it was announced.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   declineProject(input: {
    ///     project: "project_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", reason: "Because …"
    ///   }) { project { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn decline_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::DeclineProjectInput,
    ) -> moves::DeclineProjectPayload {
        let done = async { reread(ctx, moves::decline(operation(ctx)?, input).await?).await };
        moves::DeclineProjectPayload {
            project: answer(ctx, Some("project"), done.await),
        }
    }

    /// Announces a project that is ready; whom its visibility names knows of it from now on.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   announceProject(input: {
    ///     project: "project_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { project { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn announce_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::AnnounceProjectInput,
    ) -> moves::AnnounceProjectPayload {
        let done = async { reread(ctx, moves::announce(operation(ctx)?, input).await?).await };
        moves::AnnounceProjectPayload {
            project: answer(ctx, Some("project"), done.await),
        }
    }

    /// Starts an announced project.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   activateProject(input: {
    ///     project: "project_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { project { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn activate_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::ActivateProjectInput,
    ) -> moves::ActivateProjectPayload {
        let done = async { reread(ctx, moves::activate(operation(ctx)?, input).await?).await };
        moves::ActivateProjectPayload {
            project: answer(ctx, Some("project"), done.await),
        }
    }

    /// Halts a project for now.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   pauseProject(input: {
    ///     project: "project_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", reason: "Because …"
    ///   }) { project { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn pause_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::PauseProjectInput,
    ) -> moves::PauseProjectPayload {
        let done = async { reread(ctx, moves::pause(operation(ctx)?, input).await?).await };
        moves::PauseProjectPayload {
            project: answer(ctx, Some("project"), done.await),
        }
    }

    /// Goes on with a halted project.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   resumeProject(input: {
    ///     project: "project_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { project { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn resume_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::ResumeProjectInput,
    ) -> moves::ResumeProjectPayload {
        let done = async { reread(ctx, moves::resume(operation(ctx)?, input).await?).await };
        moves::ResumeProjectPayload {
            project: answer(ctx, Some("project"), done.await),
        }
    }

    /// Concludes an active project whose phases are over, co-assessment among them.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   concludeProject(input: {
    ///     project: "project_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { project { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn conclude_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::ConcludeProjectInput,
    ) -> moves::ConcludeProjectPayload {
        let done = async { reread(ctx, moves::conclude(operation(ctx)?, input).await?).await };
        moves::ConcludeProjectPayload {
            project: answer(ctx, Some("project"), done.await),
        }
    }

    /// Marks a concluded project as evaluated, after a retrospective evaluation was released; from `CONCLUDED` to
    /// `EVALUATED`.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   completeProjectEvaluation(input: {
    ///     project: "project_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { project { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn complete_project_evaluation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::CompleteProjectEvaluationInput,
    ) -> moves::CompleteProjectEvaluationPayload {
        let done = async { reread(ctx, moves::complete_evaluation(operation(ctx)?, input).await?).await };
        moves::CompleteProjectEvaluationPayload {
            project: answer(ctx, Some("project"), done.await),
        }
    }

    /// Ends an announced project early, and its phases that are planned or open with it.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   cancelProject(input: {
    ///     project: "project_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", reason: "Because …"
    ///   }) { project { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn cancel_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: moves::CancelProjectInput,
    ) -> moves::CancelProjectPayload {
        let done = async { reread(ctx, moves::cancel(operation(ctx)?, input).await?).await };
        moves::CancelProjectPayload {
            project: answer(ctx, Some("project"), done.await),
        }
    }
}
