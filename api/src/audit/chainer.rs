//! Chains what was committed, agency by agency. Several nodes may do it at once: who holds what waits chains it, and a
//! position is given once.

use std::{collections::BTreeSet, time::Duration};

use entity::{audit_entry, audit_waiting, id::TenantId};
use sea_orm::{ActiveModelTrait as _, Condition, IntoActiveModel as _, Order};
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::chain::{NOTHING, chained, unhex};
use crate::{
    actor::Actor,
    clock::Clock,
    error::{Fault, Result},
    store::Store,
};

/// How long entries are gathered after the first of them committed.
const GATHERED: Duration = Duration::from_millis(100);

/// How often it looks for what nobody rang for: what a node left that ended before it chained, or a command.
const SWEPT: Duration = Duration::from_mins(1);

/// How soon it tries again after a fault.
const AGAIN: Duration = Duration::from_secs(1);

/// How many entries one transaction chains.
const BATCH: u64 = 200;

/// How many agencies one statement names.
const AGENCIES: u64 = 1_000;

const NAME: &str = "audit chain";

/// The task that chains.
pub struct Chainer {
    store: Store,
    clock: Clock,
}

/// The task while it runs.
pub struct Running {
    /// Stops it when this is dropped.
    stop: DropGuard,
    task: JoinHandle<()>,
}

impl Running {
    /// Chains what is left, and returns.
    pub async fn stop(self) {
        drop(self.stop);
        // Fails only if the task ended already.
        let _ = self.task.await;
    }
}

impl Chainer {
    /// One over this store.
    #[must_use]
    pub fn new(store: &Store, clock: Clock) -> Self {
        Self {
            store: store.in_background(),
            clock,
        }
    }

    /// Chains what was left behind, and then, in a task of its own, what comes.
    pub async fn start(self) -> Running {
        self.sweep().await;
        let stop = CancellationToken::new();
        let task = tokio::spawn(self.run(stop.clone()));
        let stop = stop.drop_guard();
        Running { stop, task }
    }

    async fn run(self, stop: CancellationToken) {
        let bell = self.store.bell().clone();
        let mut swept = Instant::now();
        let mut left = BTreeSet::new();
        loop {
            tokio::select! {
                () = sleep(AGAIN), if !left.is_empty() => {}
                () = bell.rings() => {
                    // More may come at once.
                    tokio::select! {
                        () = sleep(GATHERED) => {}
                        () = stop.cancelled() => {}
                    }
                }
                () = sleep_until(swept + SWEPT) => {
                    swept = Instant::now();
                    self.sweep().await;
                }
                () = stop.cancelled() => {}
            }
            left.append(&mut bell.take());
            left = self.chain_all(left).await;
            if stop.is_cancelled() {
                return;
            }
        }
    }

    /// Chains what waits in these agencies, and says in which of them it could not.
    async fn chain_all(&self, agencies: BTreeSet<TenantId>) -> BTreeSet<TenantId> {
        let mut left = BTreeSet::new();
        for agency in agencies {
            if self.chain(agency).await.is_err() {
                tracing::warn!("entries of the audit log wait: they could not be chained now");
                left.insert(agency);
            }
        }
        left
    }

    /// Goes through all agencies. Where nothing waits it reads and writes nothing.
    async fn sweep(&self) {
        let mut after = None;
        loop {
            let Ok(agencies) = self.store.agencies(after, AGENCIES).await else {
                tracing::warn!("the audit log could not be looked through for what waits");
                return;
            };
            after = agencies.last().copied();
            if after.is_none() {
                return;
            }
            for agency in agencies {
                let done = async {
                    self.settle(agency).await?;
                    if self.waits(agency).await? {
                        self.chain(agency).await
                    } else {
                        Ok(())
                    }
                };
                if done.await.is_err() {
                    tracing::warn!("the audit log of an agency could not be looked through for what waits");
                }
            }
        }
    }

    async fn waits(&self, agency: TenantId) -> Result<bool> {
        let tx = self.store.read(Actor::job(agency, NAME)).await?;
        Ok(tx.rows::<audit_waiting::Entity>().one().await?.is_some())
    }

    /// Tells the log of refusals whose hour is over.
    async fn settle(&self, agency: TenantId) -> Result<()> {
        loop {
            let now = self.clock.now();
            let tx = self.store.read(Actor::job(agency, NAME)).await?;
            if !tx.has_refusals_to_settle(now).await? {
                return Ok(());
            }
            drop(tx);
            let tx = self.store.write(Actor::job(agency, NAME)).await?;
            let more = tx.settle_refusals(&self.clock, BATCH).await?;
            tx.commit().await?;
            if !more {
                return Ok(());
            }
        }
    }

    async fn chain(&self, agency: TenantId) -> Result<()> {
        while self.batch(agency).await? {}
        Ok(())
    }

    /// Chains the first entries that wait; whether there may be more.
    async fn batch(&self, agency: TenantId) -> Result<bool> {
        let tx = self.store.write(Actor::job(agency, NAME)).await?;
        // INVARIANT: who chains holds the first that wait, and only then looks for the end of the chain: whoever else
        // comes waits here until those are chained. Should two still meet, the position is unique, and one begins anew.
        let waiting = tx.lock_some::<audit_waiting::Entity>(Condition::all(), BATCH).await?;
        if waiting.is_empty() {
            return Ok(false);
        }
        let is_full = u64::try_from(waiting.len()).is_ok_and(|number| number == BATCH);
        let end = tx
            .rows::<audit_entry::Entity>()
            .order(audit_entry::Column::Position, Order::Desc)
            .one()
            .await?;
        let (mut position, mut previous) = match end {
            None => (0, NOTHING),
            Some(end) => {
                let hash = unhex(&end.hash).ok_or_else(|| Fault::logged("the audit log ends with no hash"))?;
                (end.position, hash)
            }
        };
        let gone: Vec<_> = waiting.iter().map(|row| row.id.uuid()).collect();
        let mut entries = Vec::with_capacity(waiting.len());
        for row in waiting {
            position += 1;
            let (entry, hash) = chained(row, position, &previous);
            previous = hash;
            entries.push(entry.into_active_model().reset_all());
        }
        tx.insert_all::<audit_entry::Entity>(entries).await?;
        tx.delete_all::<audit_waiting::Entity>(tx.among(audit_waiting::Column::Id, gone))
            .await?;
        tx.commit().await?;
        Ok(is_full)
    }
}
