//! Writes the records of all operations that wait, together, on a connection of its own.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use entity::id::TenantId;
use sqlx::{
    AssertSqlSafe, Executor, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use tokio::sync::{mpsc, oneshot};

use super::{AccessRecord, Uncounted, fault, packed::pack};
use crate::{
    error::{Fault, Result},
    store::{
        StoreError,
        connection::{make_file, unusable},
    },
};

/// Records written in one transaction at most.
const MOST_TOGETHER: usize = 256;

/// Takes records, and knows of which agencies there are some, and of which some were laid out and not counted.
#[derive(Clone)]
pub(in crate::store) struct AccessLog {
    waiting: mpsc::Sender<Waiting>,
    touched: Arc<Mutex<BTreeSet<TenantId>>>,
    uncounted: Uncounted,
    alerts: Arc<AtomicU64>,
    place: Place,
}

/// Where records are kept until they are unfolded.
#[derive(Clone)]
pub(super) enum Place {
    /// In the database of everything else.
    Postgres(PgPool),
    /// In a file of its own, so that reads do not queue behind writes.
    Sqlite(SqlitePool),
}

struct Waiting {
    tenant: TenantId,
    id: uuid::Uuid,
    at: chrono::DateTime<chrono::Utc>,
    packed: Vec<u8>,
    kept: oneshot::Sender<bool>,
}

impl AccessLog {
    pub(in crate::store) fn postgres(options: PgConnectOptions) -> Self {
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(5))
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_lazy_with(options);
        Self::writing_to(Place::Postgres(pool))
    }

    /// In `file`, with the options of the database itself, which has worked records off up to `mark`.
    pub(in crate::store) async fn sqlite(
        options: SqliteConnectOptions,
        file: &Path,
        mark: i64,
    ) -> std::result::Result<Self, StoreError> {
        make_file(file)?;
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(10))
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.filename(file).create_if_missing(true))
            .await
            .map_err(|error| unusable(file, &error))?;
        // Positions are never used again, so that what was unfolded stays below what comes.
        let table = "CREATE TABLE IF NOT EXISTS access_record (
            position INTEGER PRIMARY KEY AUTOINCREMENT, tenant_id BLOB NOT NULL, occurred_at TEXT NOT NULL,
            packed BLOB NOT NULL) STRICT;
            CREATE INDEX IF NOT EXISTS access_record_by_tenant ON access_record (tenant_id, position);
            INSERT INTO sqlite_sequence (name, seq) SELECT 'access_record', 0
            WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'access_record')";
        // Nor are those that an older copy of the file would give again.
        let table = format!("{table}; UPDATE sqlite_sequence SET seq = max(seq, {mark}) WHERE name = 'access_record'");
        pool.execute(sqlx::raw_sql(AssertSqlSafe(table)))
            .await
            .map_err(|error| unusable(file, &error))?;
        Ok(Self::writing_to(Place::Sqlite(pool)))
    }

    fn writing_to(place: Place) -> Self {
        let (waiting, comes) = mpsc::channel(1024);
        tokio::spawn(write(place.clone(), comes));
        Self {
            waiting,
            touched: Arc::default(),
            uncounted: Uncounted::default(),
            alerts: Arc::default(),
            place,
        }
    }

    pub(super) async fn keep(&self, record: &AccessRecord) -> Result<()> {
        let Some(packed) = pack(record) else { return Ok(()) };
        let (kept, answer) = oneshot::channel();
        let waiting = Waiting {
            tenant: record.tenant,
            id: record.id,
            at: record.occurred_at,
            packed,
            kept,
        };
        let sent = self.waiting.send(waiting).await.is_ok();
        if sent && answer.await == Ok(true) {
            self.touch(record.tenant);
            return Ok(());
        }
        Err(Fault::passing("the record of what was read could not be kept").into())
    }

    /// How many records wait to be kept.
    pub(in crate::store) fn waiting(&self) -> usize {
        self.waiting.max_capacity() - self.waiting.capacity()
    }

    /// Counts an alert.
    pub(super) fn alerted(&self) {
        self.alerts.fetch_add(1, Ordering::Relaxed);
    }

    /// How many alerts there were.
    pub(super) fn alerts(&self) -> u64 {
        self.alerts.load(Ordering::Relaxed)
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// From when on reads of agencies were laid out and not counted.
    pub(in crate::store) const fn uncounted(&self) -> &Uncounted {
        &self.uncounted
    }

    /// Says that there may be records of this agency.
    pub(super) fn touch(&self, tenant: TenantId) {
        self.touched
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(tenant);
    }

    /// The agencies of which there may be records; they are asked for once.
    pub(super) fn touched(&self) -> Vec<TenantId> {
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *touched).into_iter().collect()
    }

    pub(in crate::store) async fn close(&self) {
        match &self.place {
            Place::Postgres(pool) => pool.close().await,
            Place::Sqlite(pool) => pool.close().await,
        }
    }
}

async fn write(place: Place, mut comes: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::new();
    while comes.recv_many(&mut batch, MOST_TOGETHER).await > 0 {
        batch.sort_by_key(|waiting| waiting.tenant);
        let written = match &place {
            Place::Postgres(pool) => to_postgres(pool, &batch).await,
            Place::Sqlite(pool) => to_sqlite(pool, &batch).await,
        };
        if let Err(error) = &written {
            tracing::warn!(
                what = fault::summary(error),
                records = batch.len(),
                "records of reads were not kept"
            );
        }
        for waiting in batch.drain(..) {
            // Whoever waited may have been cut off.
            let _ = waiting.kept.send(written.is_ok());
        }
    }
}

/// One message and one commit for all, each agency under its own name, because row security asks for it.
async fn to_postgres(pool: &PgPool, batch: &[Waiting]) -> std::result::Result<(), sqlx::Error> {
    // INVARIANT: only typed ids, times and bytes in base64 are ever formatted into this text.
    let mut sql = String::from("BEGIN");
    let mut last = None;
    for waiting in batch {
        let tenant = waiting.tenant.uuid().hyphenated();
        if last == Some(waiting.tenant) {
            sql.push(',');
        } else {
            // Writing to a text does not fail.
            let _ = write!(
                sql,
                "; SET LOCAL app.tenant = '{tenant}'; INSERT INTO access_record (tenant_id, id, occurred_at, packed) VALUES"
            );
        }
        let (id, at) = (waiting.id.hyphenated(), waiting.at.to_rfc3339());
        let _ = write!(
            sql,
            " ('{tenant}', '{id}', '{at}', decode('{}', 'base64'))",
            STANDARD.encode(&waiting.packed)
        );
        last = Some(waiting.tenant);
    }
    sql.push_str("; COMMIT");
    let mut connection = pool.acquire().await?;
    let done = connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await;
    if done.is_err() {
        // It may stand in a transaction that failed, and under the name of an agency.
        drop(connection.detach());
    }
    done.map(drop)
}

async fn to_sqlite(pool: &SqlitePool, batch: &[Waiting]) -> std::result::Result<(), sqlx::Error> {
    let mut connection = pool.acquire().await?;
    let done = async {
        connection.execute(sqlx::raw_sql("BEGIN IMMEDIATE")).await?;
        for waiting in batch {
            sqlx::query("INSERT INTO access_record (tenant_id, occurred_at, packed) VALUES (?, ?, ?)")
                .bind(waiting.tenant.uuid())
                .bind(waiting.at)
                .bind(waiting.packed.as_slice())
                .execute(&mut *connection)
                .await?;
        }
        connection.execute(sqlx::raw_sql("COMMIT")).await
    }
    .await;
    if done.is_err() && connection.execute(sqlx::raw_sql("ROLLBACK")).await.is_err() {
        drop(connection.detach());
    }
    done.map(drop)
}
