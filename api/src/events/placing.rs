//! Gives events their positions, after their commit. Several servers may do it at once: who holds what waits goes first,
//! and a position is given once.

use std::collections::BTreeMap;

use entity::{
    contribution, evaluation, event,
    id::{Id, PhaseId, ProjectId, TenantId},
    participation, phase,
};
use sea_orm::{ColumnTrait as _, Condition, Order};
use uuid::Uuid;

use crate::{
    actor::Actor,
    clock::Clock,
    error::Result,
    store::{Occurrence, Store, Tx},
};

/// How many events one transaction places.
const BATCH: u64 = 200;

const NAME: &str = "events";

/// Where an event happened.
type Place = (Option<ProjectId>, Option<PhaseId>);

/// What places and reads events.
#[derive(Clone)]
pub(super) struct Placing {
    pub(super) store: Store,
    pub(super) clock: Clock,
}

impl Placing {
    /// Places all events of the agency that wait. Where none waits, nothing is written.
    pub(super) async fn place_all(&self, agency: TenantId) -> Result<()> {
        let tx = self.read(agency).await?;
        if tx.rows::<event::Entity>().filter(waits()).one().await?.is_none() {
            return Ok(());
        }
        drop(tx);
        self.place_waiting(agency).await
    }

    /// The same where some are known to wait.
    pub(super) async fn place_waiting(&self, agency: TenantId) -> Result<()> {
        while self.batch(agency).await? {}
        Ok(())
    }

    pub(super) async fn read(&self, agency: TenantId) -> Result<Tx> {
        self.store.read(Actor::job(agency, NAME)).await
    }

    /// Places the first events that wait; whether there may be more.
    async fn batch(&self, agency: TenantId) -> Result<bool> {
        let tx = self.store.write(Actor::job(agency, NAME)).await?;
        // INVARIANT: who places holds the first that wait, and only then looks for the last position: whoever else comes
        // waits here until those are placed. Should two still meet, the position is unique, and one begins anew.
        let mut waiting = tx.lock_some::<event::Entity>(waits(), BATCH).await?;
        if waiting.is_empty() {
            return Ok(false);
        }
        let is_full = u64::try_from(waiting.len()).is_ok_and(|number| number == BATCH);
        let mut position = last(&tx).await?;
        let places = places(&tx, &waiting).await?;
        for row in &mut waiting {
            position += 1;
            row.position = Some(position);
            (row.project_id, row.phase_id) = places.get(&row.object_id).copied().unwrap_or_default();
        }
        tx.place(self.clock.now(), waiting).await?;
        tx.tell_servers().await?;
        tx.commit().await?;
        Ok(is_full)
    }

    /// The position of the last event of the agency; 0 where there is none.
    pub(super) async fn last(&self, agency: TenantId) -> Result<i64> {
        last(&self.read(agency).await?).await
    }

    /// The events after a position, at most `limit`, in their order.
    pub(super) async fn after(&self, agency: TenantId, position: i64, limit: u64) -> Result<Vec<Occurrence>> {
        let tx = self.read(agency).await?;
        let rows = tx
            .rows::<event::Entity>()
            .filter(Condition::all().add(event::Column::Position.gt(position)))
            .order(event::Column::Position, Order::Asc)
            .all(limit)
            .await?;
        Ok(rows.into_iter().filter_map(Occurrence::of).collect())
    }

    /// Takes away what was placed longer ago than this; the last event stays, so that positions go on from it.
    pub(super) async fn forget(&self, agency: TenantId, kept: chrono::Duration) -> Result<()> {
        let Some(long_ago) = self.clock.now().checked_sub_signed(kept) else {
            return Ok(());
        };
        let last = self.last(agency).await?;
        let old = Condition::all()
            .add(event::Column::DeliveredAt.lt(long_ago))
            .add(event::Column::Position.lt(last));
        let tx = self.read(agency).await?;
        if tx.rows::<event::Entity>().filter(old.clone()).one().await?.is_none() {
            return Ok(());
        }
        drop(tx);
        let tx = self.store.write(Actor::job(agency, NAME)).await?;
        tx.delete_all::<event::Entity>(old).await?;
        tx.commit().await
    }
}

fn waits() -> Condition {
    Condition::all().add(event::Column::DeliveredAt.is_null())
}

async fn last(tx: &Tx) -> Result<i64> {
    let last = tx
        .rows::<event::Entity>()
        .filter(Condition::all().add(event::Column::Position.is_not_null()))
        .order(event::Column::Position, Order::Desc)
        .one()
        .await?;
    Ok(last.and_then(|row| row.position).unwrap_or_default())
}

/// Where these events happened, by their objects.
async fn places(tx: &Tx, events: &[event::Model]) -> Result<BTreeMap<Uuid, Place>> {
    let of = |noun: &str| {
        let objects = events.iter().filter(|row| row.kind.split('.').next() == Some(noun));
        objects.map(|row| row.object_id).collect::<Vec<Uuid>>()
    };
    let mut places: BTreeMap<Uuid, Place> = BTreeMap::new();
    for project in of("project") {
        places.insert(project, (Some(Id::from_uuid(project)), None));
    }
    let phases = {
        use phase::{Column, Entity};
        tx.places_of::<Entity>(&of("phase"), [Column::ProjectId, Column::Id])
            .await?
    };
    let contributions = {
        use contribution::{Column, Entity};
        tx.places_of::<Entity>(&of("contribution"), [Column::ProjectId, Column::PhaseId])
            .await?
    };
    for (object, project, phase) in phases.into_iter().chain(contributions) {
        places.insert(object, (Some(project), Some(phase)));
    }
    for row in tx.by_ids::<evaluation::Entity>(&typed(of("evaluation"))).await? {
        places.insert(row.id.uuid(), (Some(row.project_id), None));
    }
    for row in tx.by_ids::<participation::Entity>(&typed(of("participation"))).await? {
        places.insert(row.id.uuid(), (Some(row.project_id), None));
    }
    Ok(places)
}

fn typed<E>(ids: Vec<Uuid>) -> Vec<Id<E>> {
    ids.into_iter().map(Id::from_uuid).collect()
}
