//! Subscriptions: a document is run once to learn what it listens to, and then once for each event that it waits for, each
//! time in an Operation of its own, so that rights, rules, gate and log are those of that moment.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{
    Context, Enum,
    futures_util::{Stream, stream},
};
use chrono::{DateTime, Utc};
use entity::id::{PhaseId, ProjectId};
use uuid::Uuid;

use super::operation;
use crate::{
    actor::{Actor, Who},
    error::{Code, Error, Fault, Refusal, Result},
    operation::Operation,
    store::Occurrence,
};

/// What happened to an object.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
pub enum EventKind {
    /// It is there now, or has come to be known to more people.
    Created,
    /// It is another than it was. What changed several times before you were told may be told once, as it is then.
    Changed,
    /// You may no longer know of it; the id is all that is told.
    Removed,
    /// What it said is gone, and its place stays.
    Redacted,
    /// Read everything again that you listen to: much changed at once, or what happened since your cursor is not kept any
    /// more. There is neither id nor node.
    Resync,
}

/// What a subscription hears.
#[derive(Clone, Debug)]
pub enum Heard {
    /// Something happened.
    Happened(Arc<Occurrence>),
    /// What happened up to this position is not known any more.
    Resync(i64),
}

impl Heard {
    /// Where it stands among the events of the agency.
    #[must_use]
    pub fn position(&self) -> i64 {
        match self {
            Self::Happened(event) => event.position,
            Self::Resync(position) => *position,
        }
    }
}

/// What a subscription listens to.
#[derive(Clone, Copy, Debug)]
pub struct Interest {
    /// What is told of an event, by its name in the outbox; only those of which anything is are listened to.
    pub kind_of: fn(&str) -> Option<EventKind>,
    /// In this project alone.
    pub project: Option<ProjectId>,
    /// In this phase alone.
    pub phase: Option<PhaseId>,
    /// After this position; none for what happens from now on.
    pub after: Option<i64>,
}

impl Interest {
    /// Whether an event is one that is listened to.
    #[must_use]
    pub fn takes(&self, event: &Occurrence) -> bool {
        (self.kind_of)(&event.kind).is_some()
            && self.project.is_none_or(|project| event.project == Some(project))
            && (self.phase.is_none() || event.phase.is_none() || event.phase == self.phase)
    }

    /// Whether an event may change whether this actor may listen: then that is asked again. What others of the agency do
    /// for themselves does not; whose participation an event is about it does not say.
    #[must_use]
    pub fn is_shaken_by(&self, event: &Occurrence, actor: &Actor) -> bool {
        let (noun, what) = event.kind.split_once('.').unwrap_or((&event.kind, ""));
        let is_here = self.project.is_none() || event.project == self.project;
        match noun {
            "tenant" | "tenant_policy" => true,
            _ if Self::is_about_one(event) => is_of(event.object, actor),
            "participation" => {
                let takes_nothing = ["joined", "role_granted", "byline_chosen"].contains(&what);
                is_here && actor.person().is_some() && !takes_nothing
            }
            "project" | "phase" => is_here,
            _ => false,
        }
    }

    /// Whether what may have changed is whether one reader may listen, and no other.
    #[must_use]
    pub fn is_about_one(event: &Occurrence) -> bool {
        let noun = event.kind.split('.').next().unwrap_or_default();
        ["membership", "account", "person", "client"].contains(&noun)
    }
}

/// Whether an object is the actor, or what lets them sign in.
fn is_of(object: Uuid, actor: &Actor) -> bool {
    match &actor.who {
        Who::Person(person) => {
            [person.membership.uuid(), person.person.uuid(), person.account.uuid()].contains(&object)
        }
        Who::Client(program) => program.client.uuid() == object,
        Who::Visitor | Who::Job(_) => false,
    }
}

/// Why a subscription is run: to learn what it listens to, or to tell what it heard.
pub struct Listening {
    heard: Option<Heard>,
    outcome: Mutex<Option<Result<Interest>>>,
}

impl Listening {
    /// To learn what it listens to.
    #[must_use]
    pub fn opening() -> Arc<Self> {
        Arc::new(Self {
            heard: None,
            outcome: Mutex::default(),
        })
    }

    /// To tell what it heard.
    #[must_use]
    pub fn hearing(heard: Heard) -> Arc<Self> {
        Arc::new(Self {
            heard: Some(heard),
            outcome: Mutex::default(),
        })
    }

    /// What it heard; none while it opens.
    #[must_use]
    pub const fn heard(&self) -> Option<&Heard> {
        self.heard.as_ref()
    }

    /// Says what it listens to.
    pub fn open(&self, interest: Interest) {
        self.put(Ok(interest));
    }

    /// What came of it: what it listens to, or why it cannot; none where it was run and said nothing.
    #[must_use]
    pub fn outcome(&self) -> Option<Result<Interest>> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, outcome: Result<Interest>) {
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
    }
}

/// Why this subscription is run.
pub fn listening<'c>(ctx: &Context<'c>) -> Result<&'c Arc<Listening>> {
    ctx.data::<Arc<Listening>>()
        .map_err(|_| Error::from(Fault::logged("a subscription that nobody listens to")))
}

/// What a field of the subscription root answers with: the event, or nothing where there is none for its receiver. A
/// failure is told to whoever runs the subscription.
pub fn as_stream<T>(ctx: &Context<'_>, told: Result<Option<T>>) -> impl Stream<Item = T> + use<T> {
    let told = told.unwrap_or_else(|error| {
        if let Ok(listening) = listening(ctx) {
            listening.put(Err(error));
        }
        None
    });
    stream::iter(told)
}

fn context(operation: &Operation) -> Result<[String; 2]> {
    Ok(["events".to_owned(), operation.actor()?.tenant.uuid().to_string()])
}

/// The opaque cursor of a position. It does not show how many events there were.
fn cursor_of(ctx: &Context<'_>, position: i64) -> Result<String> {
    let operation = operation(ctx)?;
    Ok(operation.seal().seal(&context(operation)?, &position.to_be_bytes()))
}

/// The position that a cursor stands for.
pub fn position_of(operation: &Operation, cursor: &str) -> Result<i64> {
    let bytes = operation.seal().open(&context(operation)?, cursor);
    let bytes = bytes.and_then(|bytes| <[u8; 8]>::try_from(bytes).ok());
    bytes.map(i64::from_be_bytes).ok_or_else(|| {
        Refusal::new(Code::BadCursor, "The cursor is not that of an event of this agency.")
            .hint("Leave `after` out, and read again what you show.")
            .at(&["after"])
            .into()
    })
}

/// What those who listen are told of an event.
pub struct Told<T> {
    /// The object; none where all is to be read again.
    pub object: Option<Uuid>,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: DateTime<Utc>,
    /// Where it stands.
    pub cursor: String,
    /// The object as it is now.
    pub node: Option<T>,
}

/// What is told of what was heard: of an event of a kind that `kind_of` knows, the object as `find` brings it for the
/// receiver; of an object that they may not know of, nothing.
pub async fn told<T, F>(
    ctx: &Context<'_>,
    heard: &Heard,
    kind_of: fn(&str) -> Option<EventKind>,
    find: impl FnOnce(Uuid) -> F,
) -> Result<Option<Told<T>>>
where
    F: Future<Output = Result<Option<T>>>,
{
    let cursor = cursor_of(ctx, heard.position())?;
    let (kind, object, at) = match heard {
        Heard::Resync(_) => (EventKind::Resync, None, operation(ctx)?.clock().now()),
        Heard::Happened(event) => match kind_of(&event.kind) {
            None => return Ok(None),
            Some(EventKind::Resync) => (EventKind::Resync, None, event.at),
            Some(kind) => (kind, Some(event.object), event.at),
        },
    };
    let node = match object {
        None => None,
        Some(object) => match find(object).await? {
            None => return Ok(None),
            node => node,
        },
    };
    Ok(Some(Told {
        object,
        kind,
        at,
        cursor,
        node,
    }))
}

/// What is told of an object that the receiver knew of and may no longer know of: its id alone.
pub fn removed<T>(ctx: &Context<'_>, event: &Occurrence) -> Result<Told<T>> {
    Ok(Told {
        object: Some(event.object),
        kind: EventKind::Removed,
        at: event.at,
        cursor: cursor_of(ctx, event.position)?,
        node: None,
    })
}

/// Declares the event of a noun.
macro_rules! event {
    ($Event:ident, $Entity:ty, $Noun:ty, $what:literal) => {
        #[doc = concat!("Something that happened to ", $what, ".")]
        #[derive(Debug, async_graphql::SimpleObject)]
        pub(crate) struct $Event {
            #[doc = concat!("Global id of ", $what, "; null with RESYNC.")]
            #[graphql(directive = $crate::relay::access::access::apply(entity::vocabulary::AccessClass::Public, None))]
            pub(crate) id: Option<async_graphql::ID>,
            /// What happened.
            #[graphql(directive = $crate::relay::access::access::apply(entity::vocabulary::AccessClass::Public, None))]
            pub(crate) kind: $crate::relay::EventKind,
            /// When it happened; to the hour where the moment would tell of one person.
            #[graphql(directive = $crate::relay::access::access::apply(entity::vocabulary::AccessClass::Public, None))]
            pub(crate) occurred_at: chrono::DateTime<chrono::Utc>,
            /// Where it stands among the events: give it as `after` to go on from here.
            #[graphql(directive = $crate::relay::access::access::apply(entity::vocabulary::AccessClass::Public, None))]
            pub(crate) cursor: String,
            #[doc = concat!("As it is now, read with your rights of now; null with REMOVED and RESYNC.")]
            #[graphql(directive = $crate::relay::access::access::apply(entity::vocabulary::AccessClass::Public, None))]
            pub(crate) node: Option<$Noun>,
        }

        impl From<$crate::relay::Told<$Noun>> for $Event {
            fn from(told: $crate::relay::Told<$Noun>) -> Self {
                let id = |object| $crate::relay::global_id::<$Entity>(entity::id::Id::from_uuid(object));
                Self {
                    id: told.object.map(id),
                    kind: told.kind,
                    occurred_at: told.at,
                    cursor: told.cursor,
                    node: told.node,
                }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use entity::{id::Id, set::Set};

    use super::*;
    use crate::actor::Person;

    #[test]
    fn t125_what_others_do_for_themselves_asks_nobody_else_whether_they_may_still_listen() {
        let id = Uuid::from_u128;
        let interest = Interest {
            kind_of: |_| Some(EventKind::Changed),
            project: Some(Id::from_uuid(id(9))),
            phase: None,
            after: None,
        };
        let happened = |kind: &str, object: u128, project: u128| Occurrence {
            position: 1,
            kind: kind.to_owned(),
            object: id(object),
            project: Some(Id::from_uuid(id(project))),
            phase: None,
            at: DateTime::UNIX_EPOCH,
        };
        let person = Person {
            membership: Id::from_uuid(id(1)),
            person: Id::from_uuid(id(2)),
            account: Id::from_uuid(id(3)),
            roles: Set::EMPTY,
        };
        let tenant = Id::from_uuid(id(0));
        let visitor = Actor::visitor(tenant);
        let member = Actor {
            tenant,
            who: Who::Person(person),
        };
        for (kind, object, project, of_visitor, of_member) in [
            ("consent.withdrawn", 7, 9, false, false),
            ("membership.suspended", 7, 9, false, false),
            ("membership.suspended", 1, 9, false, true),
            ("account.password_changed", 1, 9, false, true),
            ("person.erased", 2, 9, false, true),
            ("participation.joined", 7, 9, false, false),
            ("participation.left", 7, 9, false, true),
            ("participation.left", 7, 8, false, false),
            ("project.changed", 9, 9, true, true),
            ("project.changed", 8, 8, false, false),
            ("tenant.changed", 0, 8, true, true),
            ("tenant_policy.activated", 7, 8, true, true),
            ("contribution.published", 7, 9, false, false),
        ] {
            let event = happened(kind, object, project);
            let shaken = [&visitor, &member].map(|actor| interest.is_shaken_by(&event, actor));
            assert_eq!(shaken, [of_visitor, of_member], "{kind} {object} {project}");
        }
    }
}
