//! Connections to PostgreSQL, lent to one transaction after another.
//!
//! The library's pool asks each connection that comes back whether it still works: a task and a message for each request. One
//! whose transaction ended was just told so by the database, and is kept here for the next instead.

use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sqlx::{Error, PgConnection, PgPool, Postgres, pool::PoolConnection};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Lends connections. Cheap to clone.
#[derive(Clone)]
pub(super) struct Lender(Arc<Inner>);

struct Inner {
    /// Opens and counts them.
    pool: PgPool,
    /// As many as there may be connections, so that the pool has one for whoever has a place and finds none kept.
    places: Arc<Semaphore>,
    // INVARIANT: none is in a transaction or waits for an answer.
    kept: Mutex<Vec<PoolConnection<Postgres>>>,
}

/// A connection, until it is given back. One that is dropped goes to the pool, which looks whether it works.
pub(super) struct Lent {
    connection: PoolConnection<Postgres>,
    place: OwnedSemaphorePermit,
    lender: Lender,
}

impl Lender {
    /// Lends the connections of a pool, which nobody else may take from.
    pub(super) fn of(pool: PgPool) -> Self {
        let most = usize::try_from(pool.options().get_max_connections()).unwrap_or(usize::MAX);
        Self(Arc::new(Inner {
            pool,
            places: Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS))),
            kept: Mutex::default(),
        }))
    }

    /// A connection in no transaction, as soon as there is one.
    pub(super) async fn lend(&self) -> Result<Lent, Error> {
        let place = timeout(PATIENCE, Arc::clone(&self.0.places).acquire_owned()).await;
        let place = place.map_err(|_| Error::PoolTimedOut)?;
        let place = place.map_err(|_| Error::PoolClosed)?;
        let kept = self.kept().pop();
        let connection = match kept {
            Some(connection) => connection,
            None => self.0.pool.acquire().await?,
        };
        Ok(Lent {
            connection,
            place,
            lender: self.clone(),
        })
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
        for connection in kept {
            // One that does not even take its leave is closed too.
            drop(connection.close().await);
        }
        closed.await;
    }

    fn kept(&self) -> MutexGuard<'_, Vec<PoolConnection<Postgres>>> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // What goes back to the pool needs a runtime, which may be gone.
        let kept = self.kept.get_mut().unwrap_or_else(PoisonError::into_inner);
        for connection in kept.drain(..) {
            drop(connection.detach());
        }
    }
}

impl Lent {
    /// Gives it back; the database has just said that its transaction ended.
    pub(super) fn give_back(self) {
        let Self {
            connection,
            place,
            lender,
        } = self;
        let mut kept = lender.kept();
        if lender.0.pool.is_closed() {
            drop(connection.detach());
        } else {
            kept.push(connection);
        }
        drop(kept);
        // Whoever waits for the place finds the connection.
        drop(place);
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
