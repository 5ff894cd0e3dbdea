//! The store: pools of connections to either database, and the transactions that come from them.

use std::{
    borrow::Cow,
    sync::{Arc, atomic::AtomicBool},
    time::{Duration, Instant},
};

use entity::id::TenantId;
use sea_orm::{ConnectionTrait as _, QueryResult, Statement};
use sqlx::{
    Postgres, Sqlite,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::SqlitePoolOptions,
};

use super::{
    begin::{READING, WRITING, beginning, begun, tenant_set},
    database::{DatabaseConfig, StoreError, unreachable},
    lender::Lender,
    own_files::unusable,
    ready,
    same_files::SameFiles,
    startup_checks::{refuse_shared_sessions, refuse_strong_role, told_alone},
    structure::{self, refuse_other_version},
    times::Times,
};
use crate::{
    actor::Actor,
    error::Result,
    store::{
        Bell, EventBells, Global, NextSnapshot, Tx,
        access_log::AccessLog,
        fault,
        tx::{Bells, Connection, Opening, Transaction},
    },
};

/// How many connections there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    /// Those that are open.
    pub open: usize,
    /// Of them, those that nobody uses.
    pub idle: usize,
    /// As many there may be.
    pub most: usize,
    /// Of them, as many may read at the same time.
    pub reading: usize,
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pools: Pools,
    /// The files of the embedded database; none on PostgreSQL.
    files: Option<SameFiles>,
    access_log: AccessLog,
    /// Whether the embedded database may still hold what was deleted; at the start nobody knows.
    pub(in crate::store) unclean: Arc<AtomicBool>,
    bell: Bell,
    pub(in crate::store) event_bells: EventBells,
    /// Where other servers of the database tell of their events; none where there are no others.
    pub(in crate::store) told_by: Option<PgConnectOptions>,
    /// Whether what it does is the server's own doing, of which no request is told.
    in_background: bool,
    times: Times,
}

#[derive(Clone)]
enum Pools {
    Postgres(Lender<Postgres>),
    /// Readers cannot write; the one writer takes its lock when it begins.
    Sqlite {
        readers: Lender<Sqlite>,
        writer: Lender<Sqlite>,
    },
}

impl Store {
    /// Opens the store. It must have been migrated; on PostgreSQL the role must be one that row security binds.
    ///
    /// No pool has an idle timeout or a lifetime of its connections: for those sqlx 0.9.0 runs a task that counts down from
    /// a number which another thread can let wrap below zero for a moment, and then spins for ever.
    pub async fn connect(config: &DatabaseConfig) -> std::result::Result<Self, StoreError> {
        let told_by = config.postgres()?;
        let (pools, access_log, files) = if let Some(options) = told_by.clone() {
            let timeout = config.statement_timeout_ms;
            let pool = PgPoolOptions::new()
                .max_connections(config.max_connections)
                .acquire_timeout(Duration::from_secs(5))
                .test_before_acquire(false)
                .idle_timeout(None)
                .max_lifetime(None)
                .after_connect(move |connection, _| Box::pin(begun(connection, timeout)))
                .connect_with(options.clone())
                .await;
            let pool = match pool {
                Ok(pool) => pool,
                Err(error) => return Err(unreachable(&told_alone(&options, error).await)),
            };
            refuse_shared_sessions(&options).await?;
            refuse_strong_role(&pool).await?;
            refuse_other_version(&pool).await?;
            (Pools::Postgres(Lender::of(pool)), AccessLog::postgres(options), None)
        } else {
            let readers = SqlitePoolOptions::new()
                .max_connections(readers(config.max_connections))
                .acquire_timeout(Duration::from_secs(5))
                .test_before_acquire(false)
                .idle_timeout(None)
                .max_lifetime(None)
                .connect_lazy_with(config.sqlite().read_only(true));
            let writer = SqlitePoolOptions::new()
                .max_connections(1)
                .acquire_timeout(Duration::from_secs(10))
                .test_before_acquire(false)
                .idle_timeout(None)
                .max_lifetime(None)
                // Room for the pages that one large transaction changes, so that each is written once.
                .connect_with(config.sqlite().pragma("cache_size", "-16384"))
                .await
                .map_err(|error| unusable(&config.file(), &error))?;
            let mark: i64 = sqlx::query_scalar("SELECT coalesce(max(position), 0) FROM access_mark")
                .fetch_one(&writer)
                .await
                .map_err(|error| unusable(&config.file(), &error))?;
            let log = AccessLog::sqlite(config.sqlite(), &config.access_log_file(), mark).await?;
            let files = SameFiles::of([config.file(), config.access_log_file()])?;
            let [readers, writer] = [readers, writer].map(Lender::of);
            (Pools::Sqlite { readers, writer }, log, Some(files))
        };
        Ok(Self {
            pools,
            files,
            access_log,
            unclean: Arc::new(AtomicBool::new(true)),
            bell: Bell::default(),
            event_bells: EventBells::default(),
            told_by,
            in_background: false,
            times: Times::default(),
        })
    }

    /// The same store for what the server does by itself, beside all requests: whoever listens to their statements hears
    /// nothing of it.
    #[must_use]
    pub fn in_background(&self) -> Self {
        Self {
            in_background: true,
            ..self.clone()
        }
    }

    /// What rings when entries of the audit log were committed by this process.
    #[must_use]
    pub const fn bell(&self) -> &Bell {
        &self.bell
    }

    fn bells(&self) -> Bells {
        Bells {
            audit: self.bell.clone(),
            events: self.event_bells.committed.clone(),
            uncounted: self.access_log.uncounted().clone(),
        }
    }

    pub(in crate::store) fn tx_of(&self, transaction: Transaction, actor: Actor, writes: bool) -> Tx {
        Tx::new(transaction, actor, writes, self.bells())
    }

    /// A snapshot for reading, as `actor`. It opens now and ends when dropped.
    pub async fn read(&self, actor: Actor) -> Result<Tx> {
        let transaction = self.open(Some(actor.tenant), false).await?;
        Ok(self.tx_of(transaction, actor, false))
    }

    /// The snapshot in which an agency was found, for what is read in that agency, as `actor`.
    pub async fn enter(&self, global: Global, actor: Actor) -> Result<Tx> {
        let transaction = global.into_transaction();
        if let Pools::Postgres(_) = self.pools {
            let entering = tenant_set(actor.tenant);
            let done = transaction.execute_unprepared(&entering).await;
            done.map_err(|error| fault::of(&error))?;
        }
        Ok(self.tx_of(transaction, actor, false))
    }

    /// What somebody who comes to act is read in, as `actor`: on PostgreSQL a transaction for writing already, so that the
    /// act needs no second one. On SQLite a snapshot: whoever writes there keeps all others from it.
    pub async fn read_to_write(&self, actor: Actor) -> Result<Tx> {
        match &self.pools {
            Pools::Postgres(_) => self.write(actor).await,
            Pools::Sqlite { .. } => self.read(actor).await,
        }
    }

    /// A transaction for writing, as `actor`. It ends with [`Tx::commit`], or leaves nothing.
    pub async fn write(&self, actor: Actor) -> Result<Tx> {
        let transaction = self.open(Some(actor.tenant), true).await?;
        Ok(self.tx_of(transaction, actor, true))
    }

    /// The transaction, with a place for a snapshot that opens in one message with its commit; on SQLite, where a writer
    /// cannot go on as a reader, nothing is put there.
    #[must_use]
    pub fn followed(&self, tx: Tx, next: &NextSnapshot) -> Tx {
        match &self.pools {
            Pools::Postgres(_) => {
                let tenant = tx.actor().tenant;
                let opening = Opening {
                    text: beginning(READING, Some(tenant)).into(),
                    then: Some(ready::rules(tenant)),
                    reads: true,
                };
                tx.followed_by(opening, next.clone())
            }
            Pools::Sqlite { .. } => tx,
        }
    }

    /// The few global entities, for identity and tenancy only.
    pub async fn global(&self) -> Result<Global> {
        Ok(Global::new(self.open(None, false).await?))
    }

    /// A transaction that names no agency.
    pub(in crate::store) async fn unnamed(&self) -> Result<Transaction> {
        self.open(None, false).await
    }

    /// The same for writing.
    pub(in crate::store) async fn unnamed_to_write(&self) -> Result<Transaction> {
        self.open(None, true).await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        self.open(None, false).await.map(drop)
    }

    /// Whether the database, which must answer, has the structure of this version.
    pub async fn fits(&self) -> Result<bool> {
        let transaction = self.unnamed().await?;
        structure::fits(&transaction).await
    }

    /// The connections to the database, as they are now.
    #[must_use]
    pub fn connections(&self) -> Connections {
        let of = |open: u32, idle: usize, most: u32, reading: u32| Connections {
            open: usize::try_from(open).unwrap_or(usize::MAX),
            idle,
            most: usize::try_from(most).unwrap_or(usize::MAX),
            reading: usize::try_from(reading).unwrap_or(usize::MAX),
        };
        match &self.pools {
            Pools::Postgres(lender) => {
                let (open, idle, most) = lender.counts();
                of(open, idle, most, most)
            }
            Pools::Sqlite { readers, writer } => {
                let ((open, idle, most), (writing, resting, one)) = (readers.counts(), writer.counts());
                of(open + writing, idle + resting, most + one, most)
            }
        }
    }

    /// How many records of reads wait to be kept.
    #[must_use]
    pub fn waiting_accesses(&self) -> usize {
        self.access_log.waiting()
    }

    pub(in crate::store) const fn is_embedded(&self) -> bool {
        matches!(self.pools, Pools::Sqlite { .. })
    }

    /// Moves what the embedded database wrote beside its file into it, and leaves nothing beside; on PostgreSQL nothing.
    pub(in crate::store) async fn checkpoint(&self) -> Result<()> {
        let Pools::Sqlite { writer, .. } = &self.pools else {
            return Ok(());
        };
        let mut connection = writer.lend().await.map_err(|error| fault::of_sqlx(&error))?;
        let busy: i64 = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&mut *connection)
            .await
            .map_err(|error| fault::of_sqlx(&error))?;
        if busy != 0 {
            return Err(crate::error::Fault::passing("readers kept the file from being cleaned").into());
        }
        Ok(())
    }

    /// How long the database takes.
    #[must_use]
    pub const fn times(&self) -> &Times {
        &self.times
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.access_log.close().await;
        match &self.pools {
            Pools::Postgres(lender) => lender.close().await,
            Pools::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
        }
    }

    pub(in crate::store) const fn access_log(&self) -> &AccessLog {
        &self.access_log
    }

    async fn open(&self, tenant: Option<TenantId>, write: bool) -> Result<Transaction> {
        let (transaction, _) = self.open_finding(tenant, write, None).await?;
        Ok(transaction)
    }

    /// A transaction, and the row that a statement in the message that opens it finds.
    pub(in crate::store) async fn open_finding(
        &self,
        tenant: Option<TenantId>,
        write: bool,
        then: Option<Statement>,
    ) -> Result<(Transaction, Option<QueryResult>)> {
        if let Some(files) = &self.files {
            files.are_there()?;
        }
        let began = Instant::now();
        let (connection, text) = match &self.pools {
            Pools::Postgres(lender) => {
                let connection = lender.lend().await.map_err(|error| fault::of_sqlx(&error))?;
                let mode = if write { WRITING } else { READING };
                (Connection::Postgres(connection), Cow::Owned(beginning(mode, tenant)))
            }
            Pools::Sqlite { readers, writer } => {
                let (lender, opening) = if write {
                    (writer, "BEGIN IMMEDIATE")
                } else {
                    (readers, "BEGIN")
                };
                let connection = lender.lend().await.map_err(|error| fault::of_sqlx(&error))?;
                (Connection::Sqlite(connection), Cow::Borrowed(opening))
            }
        };
        self.times.waited(began.elapsed());
        let times = self.times.statements(self.in_background);
        let opening = Opening {
            text,
            then,
            reads: !write,
        };
        Transaction::open(connection, opening, self.in_background, times)
            .await
            .map_err(|error| fault::of(&error))
    }
}

/// How many connections read an embedded database: each is a thread, and more than two for each core wait for one
/// another's locks (docs/benchmarks.md).
fn readers(most: u32) -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    most.min(u32::try_from(cores.saturating_mul(2)).unwrap_or(most).max(4))
}
