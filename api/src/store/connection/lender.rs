//! Connections to either database, lent to one transaction after another.
//!
//! The library's pool asks each connection that comes back whether it still works: a task and a message for each request. One
//! whose transaction ended was just told so by the database, and is kept here for the next instead. So is, on PostgreSQL, one
//! whose snapshot nobody reads in any more: it rests in it, and whoever is next ends it in one message with what they begin.
//! Where nobody comes soon, a task does. On SQLite none rests: what others write could not be moved into the file meanwhile.

use std::{
    ops::{Deref, DerefMut},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sqlx::{
    Connection as _, Database, Error, Executor as _, PgConnection, Pool, Postgres, Sqlite, SqliteConnection,
    pool::PoolConnection,
};
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep, timeout},
};

/// How long PostgreSQL is waited for to end a statement that nobody wants any more.
const ENDING: Duration = Duration::from_secs(1);

/// How long a connection rests in a snapshot before it is ended, and how often that is looked for, so that none rests twice as
/// long: an old one keeps the database from clearing away what nobody sees.
const RESTS: Duration = Duration::from_millis(20);

/// How many steps SQLite takes between two looks at its brake: about a millisecond's.
const STEPS: i32 = 10_000;

/// Whether nobody wants any more what a connection runs.
type Brake = Arc<AtomicBool>;

/// A database whose connections are lent.
pub(in crate::store) trait Lends: Database {
    /// Has a connection that was just opened look at its brake, where the database does not notice by itself that nobody waits.
    fn fit(connection: &mut Self::Connection, brake: &Brake) -> impl Future<Output = Result<(), Error>> + Send;

    /// Ends the transaction that a connection is in, and keeps nothing of it; whether that was done. A statement that was under
    /// way is waited for.
    fn roll_back(connection: &mut Self::Connection, brake: &Brake) -> impl Future<Output = bool> + Send;
}

impl Lends for Postgres {
    async fn fit(_: &mut PgConnection, _: &Brake) -> Result<(), Error> {
        Ok(())
    }

    /// A statement that takes its time is not waited for: the server there notices soon that its connection was closed.
    async fn roll_back(connection: &mut PgConnection, _: &Brake) -> bool {
        let ended = timeout(ENDING, connection.execute(sqlx::raw_sql("ROLLBACK"))).await;
        matches!(ended, Ok(Ok(_)))
    }
}

impl Lends for Sqlite {
    async fn fit(connection: &mut SqliteConnection, brake: &Brake) -> Result<(), Error> {
        let brake = Arc::clone(brake);
        let mut handle = connection.lock_handle().await?;
        handle.set_progress_handler(STEPS, move || !brake.load(Ordering::Relaxed));
        Ok(())
    }

    /// A statement of a closed connection would go on, and be one more than there may be at once.
    async fn roll_back(connection: &mut SqliteConnection, brake: &Brake) -> bool {
        if brake.load(Ordering::Relaxed) {
            // Answered once what was under way has ended; what comes now is wanted.
            let ended = connection.ping().await;
            brake.store(false, Ordering::Relaxed);
            if ended.is_err() {
                return false;
            }
        }
        // Held ready, as a text of its own is not.
        match connection.execute(sqlx::query("ROLLBACK")).await {
            Ok(_) => true,
            // SQLite ends a transaction by itself whose change it broke off.
            Err(error) => error
                .as_database_error()
                .is_some_and(|told| told.message().ends_with("no transaction is active")),
        }
    }
}

/// Lends connections. Cheap to clone.
pub(super) struct Lender<D: Lends>(Arc<Inner<D>>);

impl<D: Lends> Clone for Lender<D> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

struct Inner<D: Lends> {
    /// Opens and counts them.
    pool: Pool<D>,
    /// As many as there may be connections, so that the pool has one for whoever has a place and finds none kept.
    places: Arc<Semaphore>,
    // INVARIANT: none waits for an answer, and none is in a transaction but a snapshot that it rests in.
    kept: Mutex<Vec<Kept<D>>>,
    /// Whether a task looks for those that rest for too long.
    is_watched: AtomicBool,
}

struct Kept<D: Database> {
    connection: PoolConnection<D>,
    brake: Brake,
    /// Since when it rests in a snapshot; none where it is in none.
    rests_since: Option<Instant>,
}

/// A connection, until it is given back. One that is dropped goes to the pool, which looks whether it works.
///
/// INVARIANT: the pool does not know of a snapshot that it rests in, so that it stays in the hands of what rolls back or
/// closes until that was ended.
pub(in crate::store) struct Lent<D: Lends> {
    connection: PoolConnection<D>,
    brake: Brake,
    place: OwnedSemaphorePermit,
    lender: Lender<D>,
    rests: bool,
}

/// Says, where the task that watches ends before its time, that nothing is watched.
struct Watching<D: Lends> {
    lender: Lender<D>,
    is_over: bool,
}

impl<D: Lends> Drop for Watching<D> {
    fn drop(&mut self) {
        if !self.is_over {
            self.lender.0.is_watched.store(false, Ordering::Release);
        }
    }
}

impl<D: Lends> Lender<D> {
    /// Lends the connections of a pool, which nobody else may take from.
    pub(super) fn of(pool: Pool<D>) -> Self {
        let most = usize::try_from(pool.options().get_max_connections()).unwrap_or(usize::MAX);
        Self(Arc::new(Inner {
            pool,
            places: Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS))),
            kept: Mutex::default(),
            is_watched: AtomicBool::new(false),
        }))
    }

    /// A connection, as soon as there is one. What it may rest in is to be ended first ([`Lent::ending`]).
    pub(super) async fn lend(&self) -> Result<Lent<D>, Error> {
        let patience = self.0.pool.options().get_acquire_timeout();
        let place = timeout(patience, Arc::clone(&self.0.places).acquire_owned()).await;
        let place = place.map_err(|_| Error::PoolTimedOut)?;
        let place = place.map_err(|_| Error::PoolClosed)?;
        let kept = self.kept().pop();
        let kept = if let Some(kept) = kept {
            kept
        } else {
            let (mut connection, brake) = (self.0.pool.acquire().await?, Brake::default());
            D::fit(&mut connection, &brake).await?;
            Kept {
                connection,
                brake,
                rests_since: None,
            }
        };
        Ok(self.lent(kept, place))
    }

    fn lent(&self, kept: Kept<D>, place: OwnedSemaphorePermit) -> Lent<D> {
        Lent {
            connection: kept.connection,
            brake: kept.brake,
            place,
            lender: self.clone(),
            rests: kept.rests_since.is_some(),
        }
    }

    /// One that rested long enough; none while all places are taken, since each then has somebody who ends what it rests in.
    fn rested(&self) -> Option<Lent<D>> {
        let place = Arc::clone(&self.0.places).try_acquire_owned().ok()?;
        let mut kept = self.kept();
        let is_old = |kept: &Kept<D>| kept.rests_since.is_some_and(|since| since.elapsed() >= RESTS);
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

    fn kept(&self) -> MutexGuard<'_, Vec<Kept<D>>> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<D: Lends> Drop for Inner<D> {
    fn drop(&mut self) {
        // What goes back to the pool needs a runtime, which may be gone.
        let kept = self.kept.get_mut().unwrap_or_else(PoisonError::into_inner);
        for kept in kept.drain(..) {
            drop(kept.connection.detach());
        }
    }
}

/// Ends the snapshots that connections rest in for too long, until none rests.
async fn watch<D: Lends>(mut watching: Watching<D>) {
    while !watching.is_over {
        sleep(RESTS).await;
        while let Some(lent) = watching.lender.rested() {
            // One that does not answer keeps none of the others.
            drop(tokio::spawn(lent.roll_back()));
        }
        watching.is_over = watching.lender.ends_watch();
    }
}

impl<D: Lends> Lent<D> {
    /// What the first message must begin with: the end of the snapshot that it rests in, if it does.
    pub(in crate::store) const fn ending(&self) -> &'static str {
        if self.rests { "ROLLBACK; " } else { "" }
    }

    /// Gives it back; the database has just said that its transaction ended.
    pub(in crate::store) fn give_back(self) {
        self.keep(None);
    }

    /// Gives it back in a snapshot that nobody reads in any more, and in which nothing is under way or failed.
    pub(in crate::store) fn rest(self, runtime: &Handle) {
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
            brake,
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
                brake,
                rests_since,
            });
        }
        drop(kept);
        // Whoever waits for the place finds the connection.
        drop(place);
    }

    /// Has what it runs end, since nobody waits for it, until its transaction is rolled back.
    pub(in crate::store) fn stop(&self) {
        self.brake.store(true, Ordering::Relaxed);
    }

    /// Ends the transaction that it is in, and gives it back, or closes it.
    pub(in crate::store) async fn roll_back(mut self) {
        if D::roll_back(&mut self.connection, &self.brake).await {
            self.give_back();
        } else {
            self.close();
        }
    }

    /// Closes it, so that nobody sees it again.
    pub(in crate::store) fn close(self) {
        drop(self.connection.detach());
    }
}

impl<D: Lends> Deref for Lent<D> {
    type Target = D::Connection;

    fn deref(&self) -> &D::Connection {
        &self.connection
    }
}

impl<D: Lends> DerefMut for Lent<D> {
    fn deref_mut(&mut self) -> &mut D::Connection {
        &mut self.connection
    }
}
