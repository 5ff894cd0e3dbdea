//! What happens to the phases of a project, for whoever listens.

use async_graphql::{Context, ID, Subscription, futures_util::Stream};
use entity::{phase::Entity, vocabulary::AccessClass};

use super::Phase;
use crate::{
    project::told_in_project,
    relay::{EventKind, access::access, as_stream},
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
        let told = told_in_project::<Phase, PhaseEvent>(ctx, &project, after.as_deref(), kind_of);
        as_stream(ctx, told.await)
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
