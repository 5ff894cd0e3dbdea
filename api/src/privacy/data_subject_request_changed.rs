//! What happens to your own requests about your data, for whoever listens.

use async_graphql::{Context, Subscription, futures_util::Stream};
use entity::{
    data_subject_request::{Column, Entity},
    id::{Id, PersonId},
    vocabulary::AccessClass,
};
use sea_orm::{ColumnTrait as _, Condition};

use super::DataSubjectRequest;
use crate::{
    error::{Code, Refusal, Result},
    operation::Operation,
    relay::{EventKind, Interest, Noun, access::access, as_stream, listening, operation, position_of, told},
};

event!(
    DataSubjectRequestEvent,
    Entity,
    DataSubjectRequest,
    "a request about your data"
);

/// The subscriptions of this domain.
#[derive(Default)]
pub struct Subscriptions;

#[Subscription(name = "DataSubjectRequestSubscriptions")]
impl Subscriptions {
    /// Tells of your own requests about your data, and of nobody else's. Codes: `BAD_CURSOR`, `UNAUTHENTICATED`, with which
    /// the stream ends when your rights do.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn data_subject_request_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Cursor of the last event that you had: what happened since is told first.")] after: Option<
            String,
        >,
    ) -> impl Stream<Item = DataSubjectRequestEvent> {
        let answer = async {
            let (operation, listening) = (operation(ctx)?, listening(ctx)?);
            let own = own(operation)?;
            let Some(heard) = listening.heard() else {
                listening.open(Interest {
                    kind_of,
                    project: None,
                    phase: None,
                    after: after.map(|after| position_of(operation, &after)).transpose()?,
                });
                return Ok(None);
            };
            let find = |object| async move {
                let id = Id::from_uuid(object);
                let tx = operation.snapshot().await?;
                let theirs = Condition::all().add(Column::PersonId.eq(own));
                if tx.rows::<Entity>().id(object).filter(theirs).one().await?.is_none() {
                    return Ok(None);
                }
                DataSubjectRequest::find(operation, id).await
            };
            Ok(told(ctx, heard, kind_of, find)
                .await?
                .map(DataSubjectRequestEvent::from))
        };
        as_stream(ctx, answer.await)
    }
}

/// The person who listens: who handles the requests of others reads them elsewhere.
fn own(operation: &Operation) -> Result<PersonId> {
    let person = operation.actor()?.person().map(|person| person.person);
    person.ok_or_else(|| {
        Refusal::new(
            Code::Unauthenticated,
            "Nobody is signed in whose requests there could be.",
        )
        .hint("Sign in, and send its accessToken.")
        .into()
    })
}

/// What those who listen are told of an event.
fn kind_of(event: &str) -> Option<EventKind> {
    match event {
        "data_subject_request.received" => Some(EventKind::Created),
        _ => event.starts_with("data_subject_request.").then_some(EventKind::Changed),
    }
}
