//! What happens to the phases of a project, for whoever listens.

use async_graphql::{Context, ID, Subscription, futures_util::Stream};
use entity::{id::Id, phase::Entity, vocabulary::AccessClass};

use super::Phase;
use crate::{
    project::listened_to,
    relay::{EventKind, Interest, Noun, access::access, as_stream, listening, operation, position_of, told},
};

event!(PhaseEvent, Entity, Phase, "a phase");

/// The subscriptions of this domain.
#[derive(Default)]
pub struct Subscriptions;

#[Subscription(name = "PhaseSubscriptions")]
impl Subscriptions {
    /// Tells of the phases of a project: that one was planned or changed, opened, closed or went on to another state.
    /// Codes: `NOT_FOUND`, `BAD_CURSOR`; when your rights end, so does the stream, with `UNAUTHENTICATED` or `NOT_FOUND`.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn phase_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The project.")] project: ID,
        #[graphql(desc = "Cursor of the last event that you had: what happened since is told first.")] after: Option<
            String,
        >,
    ) -> impl Stream<Item = PhaseEvent> {
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
            let find = |object| Phase::find(operation, Id::from_uuid(object));
            Ok(told(ctx, heard, kind_of, find).await?.map(PhaseEvent::from))
        };
        as_stream(ctx, answer.await)
    }
}

/// What those who listen are told of an event.
fn kind_of(event: &str) -> Option<EventKind> {
    match event {
        "project.imported" => Some(EventKind::Resync),
        "phase.added" => Some(EventKind::Created),
        _ => event.starts_with("phase.").then_some(EventKind::Changed),
    }
}
