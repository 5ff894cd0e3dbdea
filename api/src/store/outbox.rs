//! Events: what happened, ids only, written in the transaction that made it happen.

use chrono::{DateTime, Utc};
use entity::{event, id::Id};
use sea_orm::Set;
use uuid::Uuid;

use super::Tx;
use crate::{clock::Clock, error::Result};

/// What happened to which object.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// The noun and what happened to it, such as `project.announced`.
    pub kind: &'static str,
    /// The object.
    pub object: Uuid,
}

impl Tx {
    /// Writes an event; it is delivered after commit, or never if there is none.
    pub async fn emit(&self, clock: &Clock, event: Event) -> Result<()> {
        let at: DateTime<Utc> = clock.now();
        self.insert::<event::Entity>(event::ActiveModel {
            id: Set(Id::from_uuid(clock.id())),
            kind: Set(event.kind.to_owned()),
            object_id: Set(event.object),
            occurred_at: Set(at),
            delivered_at: Set(None),
            ..Default::default()
        })
        .await
    }
}
