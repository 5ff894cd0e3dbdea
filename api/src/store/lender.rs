//! Connections to PostgreSQL, lent to one transaction after another.
//!
//! The library's pool asks each connection that comes back whether it still works: a task and a message for each request. One
//! whose transaction ended was just told so by the database, and is kept here for the next instead. So is one whose snapshot
//! nobody reads in any more: it rests in it, and whoever is next ends it in one message with what they begin. Where nobody
//! comes soon, a task does.

use std::{
    ops::{Deref, DerefMut},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sqlx::{Error, Executor as _, PgConnection, PgPool, Postgres, pool::PoolConnection};
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep, timeout},
};

/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a statement is waited for that nobody wants any more.
const ENDING: Duration = Duration::from_secs(1);

/// How long a connection rests in a snapshot before it is ended, and how often that is looked for, so that none rests twice as
/// long: an old one keeps the database from clearing away what nobody sees.
const RESTS: Duration = Duration::from_millis(20);

/// Lends connections. Cheap to clone.
#[derive(Clone)]
pub(super) struct Lender(Arc<Inner>);

struct Inner {
    /// Opens and counts them.
    pool: PgPool,
    /// As many as there may be connections, so that the pool has one for whoever has a place and finds none kept.
    places: Arc<Semaphore>,
    // INVARIANT: none waits for an answer, and none is in a transaction but a snapshot that it rests in.
    kept: Mutex<Vec<Kept>>,
    /// Whether a task looks for those that rest for too long.
    is_watched: AtomicBool,
}

struct Kept {
    connection: PoolConnection<Postgres>,
    /// Since when it rests in a snapshot; none where it is in none.
    rests_since: Option<Instant>,
}

/// A connection, until it is given back. One that is dropped goes to the pool, which looks whether it works.
///
/// INVARIANT: the pool does not know of a snapshot that it rests in, so that it stays in the hands of what rolls back or
/// closes until that was ended.
pub(super) struct Lent {
    connection: PoolConnection<Postgres>,
    place: OwnedSemaphorePermit,
    lender: Lender,
    rests: bool,
}

/// Says, where the task that watches ends before its time, that nothing is watched.
struct Watching {
    lender: Lender,
    is_over: bool,
}

impl Drop for Watching {
    fn drop(&mut self) {
        if !self.is_over {
            self.lender.0.is_watched.store(false, Ordering::Release);
        }
    }
}

impl Lender {
    /// Lends the connections of a pool, which nobody else may take from.
    pub(super) fn of(pool: PgPool) -> Self {
        let most = usize::try_from(pool.options().get_max_connections()).unwrap_or(usize::MAX);
        Self(Arc::new(Inner {
            pool,
            places: Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS))),
            kept: Mutex::default(),
            is_watched: AtomicBool::new(false),
        }))
    }

    /// A connection, as soon as there is one. What it may rest in is to be ended first ([`Lent::ending`]).
    pub(super) async fn lend(&self) -> Result<Lent, Error> {
        let place = timeout(PATIENCE, Arc::clone(&self.0.places).acquire_owned()).await;
        let place = place.map_err(|_| Error::PoolTimedOut)?;
        let place = place.map_err(|_| Error::PoolClosed)?;
        let kept = self.kept().pop();
        let kept = match kept {
            Some(kept) => kept,
            None => Kept {
                connection: self.0.pool.acquire().await?,
                rests_since: None,
            },
        };
        Ok(self.lent(kept, place))
    }

    fn lent(&self, kept: Kept, place: OwnedSemaphorePermit) -> Lent {
        Lent {
            connection: kept.connection,
            place,
            lender: self.clone(),
            rests: kept.rests_since.is_some(),
        }
    }

    /// One that rested long enough; none while all places are taken, since each then has somebody who ends what it rests in.
    fn rested(&self) -> Option<Lent> {
        let place = Arc::clone(&self.0.places).try_acquire_owned().ok()?;
        let mut kept = self.kept();
        let is_old = |kept: &Kept| kept.rests_since.is_some_and(|since| since.elapsed() >= RESTS);
        let old = kept.iter().position(is_old)?;
        Some(self.lent(kept.remove(old), place))
    }

    /// Ends the watch where nothing rests; whoever lets the next one rest begins it anew.
    fn ends_watch(&self) -> bool {
        let kept = self.kept();
        let is_over = kept.iter().all(|kept| kept.rests_since.is_none());
        if is_over {
            self.0.is_watched.store(false, Ordering::Release);
        }
        is_over
    }

    /// How many are open, how many of them nobody uses, and how many there may be.
    pub(super) fn counts(&self) -> (u32, usize, u32) {
        let Inner { pool, .. } = &*self.0;
        let idle = self.kept().len() + pool.num_idle();
        (pool.size(), idle, pool.options().get_max_connections())
    }

    /// Closes all; those that are lent when they come back.
    pub(super) async fn close(&self) {
        let closed = self.0.pool.close();
        let kept = std::mem::take(&mut *self.kept());
        for kept in kept {
            // One that does not even take its leave is closed too.
            drop(kept.connection.close().await);
        }
        closed.await;
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Kept>> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // What goes back to the pool needs a runtime, which may be gone.
        let kept = self.kept.get_mut().unwrap_or_else(PoisonError::into_inner);
        for kept in kept.drain(..) {
            drop(kept.connection.detach());
        }
    }
}

/// Ends the snapshots that connections rest in for too long, until none rests.
async fn watch(mut watching: Watching) {
    while !watching.is_over {
        sleep(RESTS).await;
        while let Some(lent) = watching.lender.rested() {
            // One that does not answer keeps none of the others.
            drop(tokio::spawn(lent.roll_back()));
        }
        watching.is_over = watching.lender.ends_watch();
    }
}

impl Lent {
    /// What the first message must begin with: the end of the snapshot that it rests in, if it does.
    pub(super) const fn ending(&self) -> &'static str {
        if self.rests { "ROLLBACK; " } else { "" }
    }

    /// Gives it back; the database has just said that its transaction ended.
    pub(super) fn give_back(self) {
        self.keep(None);
    }

    /// Gives it back in a snapshot that nobody reads in any more, and in which nothing is under way or failed.
    pub(super) fn rest(self, runtime: &Handle) {
        let lender = self.lender.clone();
        self.keep(Some(Instant::now()));
        if !lender.0.is_watched.swap(true, Ordering::AcqRel) {
            let watching = Watching { lender, is_over: false };
            drop(runtime.spawn(watch(watching)));
        }
    }

    fn keep(self, rests_since: Option<Instant>) {
        let Self {
            connection,
            place,
            lender,
            ..
        } = self;
        let mut kept = lender.kept();
        if lender.0.pool.is_closed() {
            drop(connection.detach());
        } else {
            kept.push(Kept {
                connection,
                rests_since,
            });
        }
        drop(kept);
        // Whoever waits for the place finds the connection.
        drop(place);
    }

    /// Ends the transaction that it is in, and gives it back. A statement that was under way is waited for; one that takes
    /// its time is cut off with its connection, which the server there notices soon.
    pub(super) async fn roll_back(mut self) {
        let connection: &mut PgConnection = &mut self;
        let ended = timeout(ENDING, connection.execute(sqlx::raw_sql("ROLLBACK"))).await;
        if matches!(ended, Ok(Ok(_))) {
            self.give_back();
        } else {
            self.close();
        }
    }

    /// Closes it, so that nobody sees it again.
    pub(super) fn close(self) {
        drop(self.connection.detach());
    }
}

impl Deref for Lent {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.connection
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.connection
    }
}
