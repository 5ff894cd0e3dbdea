//! The store: pools of connections to either database, and the transactions that come from them.

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::{Duration, Instant},
};

use entity::id::TenantId;
use migration::Migrator;
use sea_orm::{ConnectionTrait as _, QueryResult, Statement};
use sea_orm_migration::MigratorTrait;
use sqlx::{
    AssertSqlSafe, Connection as _, PgConnection, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::SqlitePoolOptions,
};

use super::{
    Bell, EventBells, Global, NextSnapshot, Tx,
    access_log::AccessLog,
    database::{DatabaseConfig, StoreError},
    fault,
    lender::Lender,
    ready,
    times::Times,
    transaction::{Connection, Opening, Transaction},
    tx::Bells,
};
use crate::{actor::Actor, error::Result};

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
    access_log: AccessLog,
    /// Whether the embedded database may still hold what was deleted; at the start nobody knows.
    pub(super) unclean: Arc<AtomicBool>,
    bell: Bell,
    pub(super) event_bells: EventBells,
    /// Where other servers of the database tell of their events; none where there are no others.
    pub(super) told_by: Option<PgConnectOptions>,
    /// Whether what it does is the server's own doing, of which no request is told.
    in_background: bool,
    times: Times,
}

#[derive(Clone)]
enum Pools {
    Postgres(Lender),
    /// Readers cannot write; the one writer takes its lock when it begins.
    Sqlite {
        readers: SqlitePool,
        writer: SqlitePool,
    },
}

impl Store {
    /// Opens the store. It must have been migrated; on PostgreSQL the role must be one that row security binds.
    ///
    /// No pool has an idle timeout or a lifetime of its connections: for those sqlx 0.9.0 runs a task that counts down from
    /// a number which another thread can let wrap below zero for a moment, and then spins for ever.
    pub async fn connect(config: &DatabaseConfig) -> std::result::Result<Self, StoreError> {
        let told_by = config.postgres()?;
        let (pools, access_log) = if let Some(options) = told_by.clone() {
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
            (Pools::Postgres(Lender::of(pool)), AccessLog::postgres(options))
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
                .map_err(|error| unreachable(&error))?;
            let mark: i64 = sqlx::query_scalar("SELECT coalesce(max(position), 0) FROM access_mark")
                .fetch_one(&writer)
                .await
                .map_err(|error| unreachable(&error))?;
            let log = AccessLog::sqlite(config.sqlite(), &config.access_log_file(), mark).await?;
            (Pools::Sqlite { readers, writer }, log)
        };
        Ok(Self {
            pools,
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

    pub(super) fn tx_of(&self, transaction: Transaction, actor: Actor, writes: bool) -> Tx {
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
                    text: beginning(READING, Some(tenant)),
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
    pub(super) async fn unnamed(&self) -> Result<Transaction> {
        self.open(None, false).await
    }

    /// The same for writing.
    pub(super) async fn unnamed_to_write(&self) -> Result<Transaction> {
        self.open(None, true).await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        self.open(None, false).await.map(drop)
    }

    /// Whether the database, which must answer, has the structure of this version.
    pub async fn fits(&self) -> Result<bool> {
        let transaction = self.unnamed().await?;
        let sql = match &self.pools {
            Pools::Postgres(_) => APPLIED_POSTGRES,
            Pools::Sqlite { .. } => APPLIED,
        };
        let applied = Statement::from_string(transaction.get_database_backend(), sql);
        let applied = transaction.query_all_raw(applied).await;
        let applied = applied.and_then(|rows| rows.iter().map(|row| row.try_get_by_index(0)).collect());
        applied
            .map(|applied: Vec<String>| applied == known_migrations())
            .map_err(|error| fault::of(&error))
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
            Pools::Sqlite { readers, writer } => of(
                readers.size() + writer.size(),
                readers.num_idle() + writer.num_idle(),
                readers.options().get_max_connections() + writer.options().get_max_connections(),
                readers.options().get_max_connections(),
            ),
        }
    }

    /// How many records of reads wait to be kept.
    #[must_use]
    pub fn waiting_accesses(&self) -> usize {
        self.access_log.waiting()
    }

    pub(super) const fn is_embedded(&self) -> bool {
        matches!(self.pools, Pools::Sqlite { .. })
    }

    /// Moves what the embedded database wrote beside its file into it, and leaves nothing beside; on PostgreSQL nothing.
    pub(super) async fn checkpoint(&self) -> Result<()> {
        let Pools::Sqlite { writer, .. } = &self.pools else {
            return Ok(());
        };
        let mut connection = writer.acquire().await.map_err(|error| fault::of_sqlx(&error))?;
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

    pub(super) const fn access_log(&self) -> &AccessLog {
        &self.access_log
    }

    async fn open(&self, tenant: Option<TenantId>, write: bool) -> Result<Transaction> {
        let (transaction, _) = self.open_finding(tenant, write, None).await?;
        Ok(transaction)
    }

    /// A transaction, and the row that a statement in the message that opens it finds.
    pub(super) async fn open_finding(
        &self,
        tenant: Option<TenantId>,
        write: bool,
        then: Option<Statement>,
    ) -> Result<(Transaction, Option<QueryResult>)> {
        let began = Instant::now();
        let (connection, text) = match &self.pools {
            Pools::Postgres(lender) => {
                let connection = lender.lend().await.map_err(|error| fault::of_sqlx(&error))?;
                let mode = if write { WRITING } else { READING };
                (Connection::Postgres(connection), beginning(mode, tenant))
            }
            Pools::Sqlite { readers, writer } => {
                let (pool, opening) = if write {
                    (writer, "BEGIN IMMEDIATE")
                } else {
                    (readers, "BEGIN")
                };
                let connection = pool.acquire().await.map_err(|error| fault::of_sqlx(&error))?;
                (Connection::Sqlite(connection), opening.to_owned())
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

/// What a transaction begins with on PostgreSQL.
fn beginning(mode: &str, tenant: Option<TenantId>) -> String {
    // INVARIANT: only a typed Uuid is ever formatted into this text.
    let tenant = tenant.map_or_else(String::new, |tenant| format!("; {}", tenant_set(tenant)));
    format!("BEGIN ISOLATION LEVEL {mode}{tenant}")
}

/// What a connection to PostgreSQL begins with.
async fn begun(connection: &mut PgConnection, statement_timeout_ms: u32) -> std::result::Result<(), sqlx::Error> {
    // So that a statement ends soon whose connection was closed. Some systems have no such option.
    drop(sqlx::Executor::execute(&mut *connection, WATCHFUL).await);
    let patience = format!("SET statement_timeout = {statement_timeout_ms}");
    sqlx::Executor::execute(&mut *connection, sqlx::raw_sql(AssertSqlSafe(patience))).await?;
    ready::prepare(connection).await
}

fn tenant_set(tenant: TenantId) -> String {
    format!("SET LOCAL app.tenant = '{}'", tenant.uuid().hyphenated())
}

/// How long one connection is waited for that shall say why a pool has none.
const ALONE: Duration = Duration::from_secs(5);

const WATCHFUL: &str = "SET client_connection_check_interval = 1000";

/// How transactions begin on PostgreSQL.
const WRITING: &str = "READ COMMITTED";
const READING: &str = "REPEATABLE READ READ ONLY";

/// How many connections read an embedded database: each is a thread, and more than two for each core wait for one
/// another's locks (docs/benchmarks.md).
fn readers(most: u32) -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    most.min(u32::try_from(cores.saturating_mul(2)).unwrap_or(most).max(4))
}

/// Row security does not bind a superuser, a role that may bypass it, or (unless forced) an owner.
async fn refuse_strong_role(pool: &PgPool) -> std::result::Result<(), StoreError> {
    let strong: bool = sqlx::query_scalar(
        "SELECT rolsuper OR rolbypassrls OR EXISTS (
             SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
             WHERE relkind IN ('r', 'p') AND nspname = current_schema() AND pg_has_role(relowner, 'USAGE'))
         FROM pg_roles WHERE rolname = current_user",
    )
    .fetch_one(pool)
    .await
    .map_err(|error| unreachable(&error))?;
    if strong {
        return Err(StoreError(
            "the server must not connect as a role that owns tables, is a superuser or may bypass row security: \
             run `trialogue migrate` as the owner and serve as the role that it sets up"
                .to_owned(),
        ));
    }
    Ok(())
}

/// Which migrations a database has, on either system.
const APPLIED: &str = "SELECT version FROM seaql_migrations ORDER BY version";
const APPLIED_POSTGRES: &str = "SELECT version::text FROM seaql_migrations ORDER BY version";

fn known_migrations() -> Vec<String> {
    let mut known: Vec<String> = Migrator::migrations()
        .iter()
        .map(|migration| migration.name().to_owned())
        .collect();
    known.sort_unstable();
    known
}

/// A database of an older or newer structure would answer, and answer wrongly.
async fn refuse_other_version(pool: &PgPool) -> std::result::Result<(), StoreError> {
    let applied: Vec<String> = sqlx::query_scalar(APPLIED_POSTGRES)
        .fetch_all(pool)
        .await
        // Without the table, or the right to read it, this role was never set up by a migration.
        .or_else(|error| {
            if is_not_set_up(&error) {
                Ok(Vec::new())
            } else {
                Err(unreachable(&error))
            }
        })?;
    let known = known_migrations();
    if applied == known {
        return Ok(());
    }
    let newer = applied.iter().any(|version| !known.contains(version));
    Err(StoreError(if newer {
        "the database was migrated by a newer version of the server: serve with that one".to_owned()
    } else {
        "the database has not been migrated to this version: run `trialogue migrate --role` as its owner, with the name of \
         the role that serves"
            .to_owned()
    }))
}

/// A pool tries again until its time is over, and then says that alone; one connection says why there is none.
async fn told_alone(options: &PgConnectOptions, error: sqlx::Error) -> sqlx::Error {
    if !matches!(error, sqlx::Error::PoolTimedOut) {
        return error;
    }
    match tokio::time::timeout(ALONE, PgConnection::connect_with(options)).await {
        Ok(Err(why)) => why,
        Ok(Ok(mut alone)) => ready::prepare(&mut alone).await.err().unwrap_or(error),
        Err(_) => error,
    }
}

/// A new session holds nothing ready. Where it does, a pooler gives sessions to others after each transaction, and what a
/// connection begins with is another's. One that has more sessions than one may not be seen here.
async fn refuse_shared_sessions(options: &PgConnectOptions) -> std::result::Result<(), StoreError> {
    // Beside the first, which rests in the pool.
    let Ok(Ok(mut second)) = tokio::time::timeout(ALONE, PgConnection::connect_with(options)).await else {
        return Ok(());
    };
    let prepared = ready::prepare(&mut second).await;
    drop(second.close().await);
    match prepared {
        Err(error) if is_held_already(&error) => Err(unreachable(&error)),
        _ => Ok(()),
    }
}

/// Whether a table or a column is not there, or this role may not read it.
pub(super) fn is_not_set_up(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|database| matches!(database.code().as_deref(), Some("42P01" | "42703" | "42501")))
}

/// Whether a session holds a statement ready that one did not have it hold.
fn is_held_already(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|database| database.code().as_deref() == Some("42P05"))
}

pub(super) fn unreachable(error: &sqlx::Error) -> StoreError {
    StoreError(format!("the database cannot be used: {}", fault::summary(error)))
}
