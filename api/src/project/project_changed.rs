//! What happens to a project, for whoever listens.

use async_graphql::{Context, ID, Subscription, futures_util::Stream};
use entity::{
    id::{Id, ProjectId},
    project::Entity,
    vocabulary::AccessClass,
};

use super::Project;
use crate::{
    error::{Refusal, Result},
    operation::Operation,
    relay::{
        EventKind, Interest, Noun, Told, access::access, as_stream, listening, operation, parse_id, position_of, told,
    },
};

event!(ProjectEvent, Entity, Project, "a project");

/// The subscriptions of this domain.
#[derive(Default)]
pub struct Subscriptions;

#[Subscription(name = "ProjectSubscriptions")]
impl Subscriptions {
    /// Tells of a project: that it changed, or went from one state to another. Codes: `NOT_FOUND`, `BAD_CURSOR`; when
    /// your rights end, so does the stream, with `UNAUTHENTICATED` or `NOT_FOUND`.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn project_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The project.")] project: ID,
        #[graphql(desc = "Cursor of the last event that you had: what happened since is told first.")] after: Option<
            String,
        >,
    ) -> impl Stream<Item = ProjectEvent> {
        let told = told_in_project::<Project, ProjectEvent>(ctx, &project, after.as_deref(), kind_of);
        as_stream(ctx, told.await)
    }
}

/// What those who listen are told of an event.
fn kind_of(event: &str) -> Option<EventKind> {
    match event {
        "project.imported" => Some(EventKind::Resync),
        "project.created" => Some(EventKind::Created),
        _ => event.starts_with("project.").then_some(EventKind::Changed),
    }
}

/// The project that somebody wants to listen to, where they may know of it.
pub async fn listened_to(operation: &Operation, project: &ID) -> Result<ProjectId> {
    let none = || Refusal::not_found().at(&["project"]);
    let id = parse_id::<Entity>(project).ok_or_else(none)?;
    let known = operation.snapshot().await?.rows::<Entity>().id(id.uuid()).one().await?;
    Ok(known.ok_or_else(none)?.id)
}

/// What a subscription to the nouns `N` of a project, and to nothing narrower, answers with: the event that it heard, or none
/// while it opens.
pub async fn told_in_project<N: Noun, E: From<Told<N>>>(
    ctx: &Context<'_>,
    project: &ID,
    after: Option<&str>,
    kind_of: fn(&str) -> Option<EventKind>,
) -> Result<Option<E>> {
    let (operation, listening) = (operation(ctx)?, listening(ctx)?);
    let Some(heard) = listening.heard() else {
        listening.open(Interest {
            kind_of,
            project: Some(listened_to(operation, project).await?),
            phase: None,
            after: after.map(|after| position_of(operation, after)).transpose()?,
        });
        return Ok(None);
    };
    let find = |object| N::find(operation, Id::from_uuid(object));
    Ok(told(ctx, heard, kind_of, find).await?.map(E::from))
}
