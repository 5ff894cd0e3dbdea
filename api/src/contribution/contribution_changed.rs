//! What happens to contributions, for whoever listens.

use async_graphql::{Context, ID, Subscription, futures_util::Stream};
use chrono::{DurationRound as _, TimeDelta};
use entity::{
    contribution::{Column, Entity},
    id::Id,
    phase, project,
    vocabulary::{AccessClass, ProjectRole},
};
use sea_orm::{ColumnTrait as _, Condition};

use super::Contribution;
use crate::{
    error::{Refusal, Result},
    operation::Operation,
    participation,
    project::listened_to,
    relay::{
        EventKind, Heard, Interest, Noun, Told, access::access, as_stream, listening, operation, parse_id, position_of,
        removed, told,
    },
    store::Occurrence,
};

event!(ContributionEvent, Entity, Contribution, "a contribution");

/// The subscriptions of this domain.
#[derive(Default)]
pub struct Subscriptions;

#[Subscription(name = "ContributionSubscriptions")]
impl Subscriptions {
    /// Tells of contributions of a project, or of one of its phases: that one came to be known, changed, was taken back
    /// or redacted. Figures of stands are told when published figures move, never for a single stand. Only what you may
    /// know of is told. Codes: `NOT_FOUND`, `BAD_CURSOR`; when your rights end, so does the stream, with
    /// `UNAUTHENTICATED` or `NOT_FOUND`.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn contribution_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The project; of it, all phases are told unless one is named.")] project: ID,
        #[graphql(desc = "One phase of the project alone.")] phase: Option<ID>,
        #[graphql(desc = "Cursor of the last event that you had: what happened since is told first.")] after: Option<
            String,
        >,
    ) -> impl Stream<Item = ContributionEvent> {
        let answer = async {
            let (operation, listening) = (operation(ctx)?, listening(ctx)?);
            let Some(heard) = listening.heard() else {
                listening.open(interest(operation, &project, phase.as_ref(), after.as_deref()).await?);
                return Ok(None);
            };
            Ok(event(ctx, operation, heard).await?.map(ContributionEvent::from))
        };
        as_stream(ctx, answer.await)
    }
}

async fn interest(operation: &Operation, project: &ID, phase: Option<&ID>, after: Option<&str>) -> Result<Interest> {
    let project = listened_to(operation, project).await?;
    let phase = match phase {
        None => None,
        Some(phase) => {
            let none = || Refusal::not_found().at(&["phase"]);
            let phase = parse_id::<phase::Entity>(phase).ok_or_else(none)?;
            let known = operation
                .snapshot()
                .await?
                .rows::<phase::Entity>()
                .id(phase.uuid())
                .one()
                .await?;
            Some(known.filter(|row| row.project_id == project).ok_or_else(none)?.id)
        }
    };
    Ok(Interest {
        kind_of,
        project: Some(project),
        phase,
        after: after.map(|after| position_of(operation, after)).transpose()?,
    })
}

/// What those who listen are told of an event; none for what moves nothing that its readers see, such as a mark for
/// moderators or an outcome that is not published yet.
fn kind_of(event: &str) -> Option<EventKind> {
    Some(match event {
        "contribution.drafted" | "contribution.submitted" | "contribution.published" => EventKind::Created,
        "contribution.draft_changed"
        | "contribution.held"
        | "contribution.rejected"
        | "contribution.review_started"
        | "contribution.implementation_recorded"
        | "contribution.rectified"
        | STANDS => EventKind::Changed,
        WITHDRAWN | REDACTED => EventKind::Redacted,
        // Much changes at once: what became of all, and the figures of all when input ends.
        "phase.dispositions_published" | "phase.closed" | "project.imported" => EventKind::Resync,
        _ => return None,
    })
}

const STANDS: &str = "contribution.stands_published";

async fn event(ctx: &Context<'_>, operation: &Operation, heard: &Heard) -> Result<Option<Told<Contribution>>> {
    let find = |object| Contribution::find(operation, Id::from_uuid(object));
    let Heard::Happened(occurrence) = heard else {
        return told(ctx, heard, kind_of, find).await;
    };
    if is_before_publishing(&occurrence.kind) && !was_told_of(operation, occurrence).await? {
        return Ok(None);
    }
    match told(ctx, heard, kind_of, find).await? {
        Some(told) if occurrence.kind == STANDS || occurrence.kind == REDACTED => Ok(Some(Told {
            // It would be the moment of somebody's stand (T73), or the one in which all words of a person went (T75).
            at: told.at.duration_trunc(TimeDelta::hours(1)).unwrap_or(told.at),
            ..told
        })),
        None if occurrence.kind == WITHDRAWN && was_told_of(operation, occurrence).await? => {
            Ok(Some(removed(ctx, occurrence)?))
        }
        told => Ok(told),
    }
}

const WITHDRAWN: &str = "contribution.withdrawn";
const REDACTED: &str = "contribution.redacted";

/// Whether an event is of the time before a contribution is public: whoever reads it later, when it is, is not told when
/// it was written or what its moderators did.
fn is_before_publishing(event: &str) -> bool {
    let before = ["drafted", "draft_changed", "submitted", "held", "rejected"];
    event.split_once('.').is_some_and(|(_, what)| before.contains(&what))
}

/// Whether the receiver knew of the contribution while it was not public: as its author, or, once it was submitted, as a
/// moderator.
async fn was_told_of(operation: &Operation, occurrence: &Occurrence) -> Result<bool> {
    let actor = operation.actor()?;
    let (Some(person), Some(project)) = (actor.person(), occurrence.project) else {
        return Ok(false);
    };
    let tx = operation.snapshot().await?;
    let own = Column::AuthorId.in_subquery(participation::own_ids(actor.tenant, person.person));
    let own = tx
        .rows::<Entity>()
        .id(occurrence.object)
        .filter(Condition::all().add(own));
    if own.one().await?.is_some() {
        return Ok(true);
    }
    let roles = participation::roles_in(&tx, project).await?;
    let moderates = [ProjectRole::Owner, ProjectRole::Facilitator]
        .into_iter()
        .any(|role| roles.contains(role));
    if !moderates || tx.rows::<project::Entity>().id(project.uuid()).one().await?.is_none() {
        return Ok(false);
    }
    let submitted = Condition::all()
        .add(Column::Id.eq(occurrence.object))
        .add(Column::SubmittedAt.is_not_null());
    let is_draft = matches!(
        occurrence.kind.as_str(),
        "contribution.drafted" | "contribution.draft_changed"
    );
    Ok(!is_draft && tx.count_all::<Entity>(submitted).await? > 0)
}
