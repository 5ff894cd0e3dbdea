//! What happens to the evaluations of a project, for whoever listens.

use async_graphql::{Context, ID, Subscription, futures_util::Stream};
use entity::{evaluation::Entity, vocabulary::AccessClass};

use super::Evaluation;
use crate::{
    project::told_in_project,
    relay::{EventKind, access::access, as_stream},
};

event!(EvaluationEvent, Entity, Evaluation, "an evaluation");

/// The subscriptions of this domain.
#[derive(Default)]
pub struct Subscriptions;

#[Subscription(name = "EvaluationSubscriptions")]
impl Subscriptions {
    /// Tells of the evaluations of a project: that one was fixed, opened, closed or its results were released; never of a
    /// single assessment. Codes: `NOT_FOUND`, `BAD_CURSOR`; when your rights end, so does the stream, with
    /// `UNAUTHENTICATED` or `NOT_FOUND`.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn evaluation_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The project.")] project: ID,
        #[graphql(desc = "Cursor of the last event that you had: what happened since is told first.")] after: Option<
            String,
        >,
    ) -> impl Stream<Item = EvaluationEvent> {
        let told = told_in_project::<Evaluation, EvaluationEvent>(ctx, &project, after.as_deref(), kind_of);
        as_stream(ctx, told.await)
    }
}

/// What those who listen are told of an event.
fn kind_of(event: &str) -> Option<EventKind> {
    match event {
        // Before it is locked, those alone know of it who run the project.
        "evaluation.created" | "evaluation.locked" => Some(EventKind::Created),
        _ => event.starts_with("evaluation.").then_some(EventKind::Changed),
    }
}
