//! The task that places events and wakes who listens: at once where somebody does, and now and then for what nobody rang
//! for.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use entity::id::TenantId;
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::feed::Feeds;
use crate::error::Result;

/// How long events are gathered where nobody listens here: another server may. A batch costs as much as some ten events, so
/// that where they are few most of what a mutation costs would be theirs.
const GATHERED: Duration = Duration::from_millis(250);

/// How often it looks what happened where somebody listens, whoever rang: notifications can be lost.
const LOOKED: Duration = Duration::from_secs(5);

/// How often it goes through all agencies, for what a server left that ended before it placed, and for what is old.
const SWEPT: Duration = Duration::from_mins(1);

/// How many agencies one statement names.
const AGENCIES: u64 = 1_000;

/// What places events.
pub struct Dispatcher {
    feeds: Feeds,
    kept: chrono::Duration,
}

/// The task while it runs.
pub struct Running {
    /// Stops it when this is dropped.
    stop: DropGuard,
    tasks: [JoinHandle<()>; 2],
    hearing: JoinHandle<()>,
}

impl Running {
    /// Returns when it has ended.
    pub async fn stop(self) {
        drop(self.stop);
        self.hearing.abort();
        // Each fails only if it ended already.
        for task in self.tasks {
            let _ = task.await;
        }
        let _ = self.hearing.await;
    }
}

impl Dispatcher {
    /// One for these feeds, which keeps events for so long.
    #[must_use]
    pub const fn new(feeds: Feeds, kept: chrono::Duration) -> Self {
        Self { feeds, kept }
    }

    /// Takes away what is old, and then, in tasks of its own, places what comes, and what nobody rang for: a backlog of
    /// one agency does not keep who listens in another waiting.
    pub async fn start(self) -> Running {
        self.sweep().await;
        let store = self.feeds.placing().store.clone();
        let hearing = tokio::spawn(async move { store.hear_servers().await });
        let stop = CancellationToken::new();
        let this = Arc::new(self);
        let tasks = [
            tokio::spawn(Arc::clone(&this).run(stop.clone())),
            tokio::spawn(this.run_sweeps(stop.clone())),
        ];
        let stop = stop.drop_guard();
        Running { stop, tasks, hearing }
    }

    async fn run_sweeps(self: Arc<Self>, stop: CancellationToken) {
        while stop.run_until_cancelled(sleep(SWEPT)).await.is_some() {
            self.sweep().await;
        }
    }

    async fn run(self: Arc<Self>, stop: CancellationToken) {
        let bells = self.feeds.placing().store.event_bells().clone();
        let mut looked = Instant::now();
        let mut later: BTreeSet<TenantId> = BTreeSet::new();
        let mut gathered = Instant::now();
        loop {
            tokio::select! {
                () = bells.committed.rings() => {
                    if later.is_empty() {
                        gathered = Instant::now();
                    }
                    for agency in bells.committed.take() {
                        if self.feeds.known(agency).is_some() {
                            self.place_rung(agency).await;
                        } else if self.feeds.placing().store.has_servers_beside() {
                            later.insert(agency);
                        }
                    }
                }
                () = bells.placed.rings() => {
                    for agency in bells.placed.take() {
                        self.look(agency).await;
                    }
                }
                () = sleep_until(gathered + GATHERED), if !later.is_empty() => {
                    for agency in std::mem::take(&mut later) {
                        self.place_rung(agency).await;
                    }
                }
                () = sleep_until(looked + LOOKED) => {
                    looked = Instant::now();
                    for feed in self.feeds.all() {
                        self.place(feed.agency()).await;
                    }
                }
                () = stop.cancelled() => {
                    // What waits is placed when somebody next listens, or at the next start.
                    return;
                }
            }
        }
    }

    /// Places what waits in the agency, if something does, and wakes who listens here.
    async fn place(&self, agency: TenantId) {
        let placed = self.feeds.placing().place_all(agency).await;
        self.placed(agency, placed).await;
    }

    /// The same where a commit rang: something waits, and needs not be looked for first.
    async fn place_rung(&self, agency: TenantId) {
        let placed = self.feeds.placing().place_waiting(agency).await;
        self.placed(agency, placed).await;
    }

    async fn placed(&self, agency: TenantId, placed: Result<()>) {
        if placed.is_err() {
            tracing::warn!("events wait: they could not be placed now");
            // The next look tries again; what others placed is told all the same.
            sleep(Duration::from_millis(10)).await;
        }
        self.look(agency).await;
    }

    async fn look(&self, agency: TenantId) {
        let Some(feed) = self.feeds.known(agency) else { return };
        if feed.refresh().await.is_err() {
            tracing::warn!("events could not be read now");
        }
    }

    /// Goes through all agencies. Where nothing waits and nothing is old it reads and writes nothing.
    async fn sweep(&self) {
        let placing = self.feeds.placing();
        let mut after = None;
        loop {
            let Ok(agencies) = placing.store.agencies(after, AGENCIES).await else {
                tracing::warn!("the agencies could not be looked through for events that wait");
                return;
            };
            after = agencies.last().copied();
            if after.is_none() {
                return;
            }
            for agency in agencies {
                if self.sweep_one(agency).await.is_err() {
                    tracing::warn!("an agency could not be looked through for events that wait");
                }
            }
        }
    }

    async fn sweep_one(&self, agency: TenantId) -> Result<()> {
        self.feeds.placing().place_all(agency).await?;
        self.feeds.placing().forget(agency, self.kept).await?;
        self.look(agency).await;
        Ok(())
    }
}
