//! What happens to the evaluations of a project, for whoever listens.

use async_graphql::{Context, ID, Subscription, futures_util::Stream};
use entity::{evaluation::Entity, id::Id, vocabulary::AccessClass};

use super::Evaluation;
use crate::{
    project::listened_to,
    relay::{EventKind, Interest, Noun, access::access, as_stream, listening, operation, position_of, told},
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
        let answer = async {
            let (operation, listening) = (operation(ctx)?, listening(ctx)?);
            let Some(heard) = listening.heard() else {
                listening.open(Interest {
                    wants: |kind| kind_of(kind).is_some(),
                    project: Some(listened_to(operation, &project).await?),
                    phase: None,
                    after: after.map(|after| position_of(operation, &after)).transpose()?,
                });
                return Ok(None);
            };
            let find = |object| Evaluation::find(operation, Id::from_uuid(object));
            Ok(told(ctx, heard, kind_of, find).await?.map(EvaluationEvent::from))
        };
        as_stream(ctx, answer.await)
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
