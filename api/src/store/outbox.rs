//! Events: what happened, ids only, written in the transaction that made it happen.

use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::{
    event,
    id::{Id, PhaseId, ProjectId},
};
use sea_orm::{ConnectionTrait, DbBackend, QueryFilter, QuerySelect, Set, Statement};
use sqlx::postgres::{PgListener, PgPoolOptions};
use uuid::Uuid;

use super::{Bell, Store, Tenanted, Tx, fault, visible::of_tenant};
use crate::{clock::Clock, error::Result};

/// What happened to which object.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// The noun and what happened to it, such as `project.announced`.
    pub kind: &'static str,
    /// The object.
    pub object: Uuid,
}

/// An event that has its position: what happened, where, and when; ids only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Its place among the events of the agency.
    pub position: i64,
    /// The noun and what happened to it.
    pub kind: String,
    /// The object.
    pub object: Uuid,
    /// The project that it happened in.
    pub project: Option<ProjectId>,
    /// The phase that it happened in.
    pub phase: Option<PhaseId>,
    /// When it happened.
    pub at: DateTime<Utc>,
}

impl Occurrence {
    /// That of a row; none while it waits for its position.
    #[must_use]
    pub fn of(row: event::Model) -> Option<Self> {
        Some(Self {
            position: row.position?,
            kind: row.kind,
            object: row.object_id,
            project: row.project_id,
            phase: row.phase_id,
            at: row.occurred_at,
        })
    }
}

impl Tx {
    /// Writes an event; it is delivered after commit, or never if there is none.
    pub async fn emit(&self, clock: &Clock, event: Event) -> Result<()> {
        self.insert_last::<event::Entity>(row(clock, event)).await?;
        self.must_tell();
        Ok(())
    }

    /// Where rows of `E` in the tenant stand, visible or not: the project and the phase that these columns name.
    pub async fn places_of<E: Tenanted>(
        &self,
        ids: &[Uuid],
        columns: [E::Column; 2],
    ) -> Result<Vec<(Uuid, ProjectId, PhaseId)>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        E::find()
            .select_only()
            .column(E::ID)
            .columns(columns)
            .filter(of_tenant::<E>(self.actor().tenant))
            .filter(self.among(E::ID, ids.iter().copied()))
            .into_tuple()
            .all(self.connection())
            .await
            .map_err(|error| fault::of(&error))
    }

    /// Tells the other servers of this database, once this commits, that events of the agency got their positions. Every
    /// role of the database can read that: it names the agency and nothing else (T14).
    pub async fn tell_servers(&self) -> Result<()> {
        if !self.is_postgres() {
            return Ok(());
        }
        let agency = self.actor().tenant.uuid().hyphenated().to_string();
        let sql = "SELECT pg_notify($1, $2)";
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [CHANNEL.into(), agency.into()]);
        let told = self.connection().query_one_raw(statement).await;
        told.map(drop).map_err(|error| fault::of(&error))
    }
}

/// The row of an event that waits for its position.
pub(super) fn row(clock: &Clock, event: Event) -> event::ActiveModel {
    event::ActiveModel {
        id: Set(Id::from_uuid(clock.id())),
        kind: Set(event.kind.to_owned()),
        object_id: Set(event.object),
        occurred_at: Set(clock.now()),
        delivered_at: Set(None),
        ..Default::default()
    }
}

/// What rings when events were committed by this process, and when some got their positions anywhere.
#[derive(Clone, Default)]
pub struct EventBells {
    /// Events were committed here and wait for their positions.
    pub committed: Bell,
    /// Events got their positions, here or on another server.
    pub placed: Bell,
}

const CHANNEL: &str = "trialogue_events";

/// How long to wait before the database is asked again for its notifications.
const AGAIN: Duration = Duration::from_secs(1);

impl Store {
    /// What rings for events.
    #[must_use]
    pub const fn event_bells(&self) -> &EventBells {
        &self.event_bells
    }

    /// Whether other servers may work on the same database.
    #[must_use]
    pub const fn has_servers_beside(&self) -> bool {
        self.told_by.is_some()
    }

    /// Rings for what other servers of the database tell, as long as this runs. What is told while the connection is
    /// broken is lost: who listens looks for itself now and then.
    pub async fn hear_servers(&self) {
        let Some(options) = self.told_by.clone() else {
            return std::future::pending().await;
        };
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_lazy_with(options);
        loop {
            if let Ok(mut listener) = PgListener::connect_with(&pool).await
                && listener.listen(CHANNEL).await.is_ok()
            {
                while let Ok(told) = listener.recv().await {
                    if let Ok(agency) = Uuid::parse_str(told.payload()) {
                        self.event_bells.placed.ring(Id::from_uuid(agency));
                    }
                }
            }
            tracing::warn!("the database tells nothing of other servers: asked again in a second");
            tokio::time::sleep(AGAIN).await;
        }
    }
}
