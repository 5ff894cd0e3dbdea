//! The handler's own pools and transactions.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Executor, FromRow, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions, PgRow},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous},
};
use uuid::Uuid;

use crate::fault::Result;

/// As many connections as the server holds.
const CONNECTIONS: u32 = 16;

/// The database.
pub(super) enum Db {
    Postgres(PgPool),
    Sqlite { readers: SqlitePool, writer: SqlitePool },
}

/// A value of a statement.
#[derive(Clone, Copy)]
pub(super) enum Bind<'v> {
    Id(Uuid),
    Text(&'v str),
    Number(i64),
    Time(DateTime<Utc>),
    Day(NaiveDate),
}

/// A statement on both systems.
#[derive(Clone, Copy)]
pub(super) struct Sql {
    pub(super) postgres: &'static str,
    pub(super) sqlite: &'static str,
}

/// What both systems decode.
pub(super) trait Row: for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin {}
impl<T: for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin> Row for T {}

macro_rules! bound {
    ($query:expr, $values:expr) => {
        $values.iter().fold($query, |query, value| match *value {
            Bind::Id(id) => query.bind(id),
            Bind::Text(text) => query.bind(text),
            Bind::Number(number) => query.bind(number),
            Bind::Time(at) => query.bind(at),
            Bind::Day(day) => query.bind(day),
        })
    };
}

impl Db {
    pub(super) async fn open(place: &str) -> Result<Self> {
        if place.starts_with("postgres://") {
            let options = PgConnectOptions::from_str(place)?.disable_statement_logging();
            let pool = PgPoolOptions::new()
                .max_connections(CONNECTIONS)
                .test_before_acquire(false);
            return Ok(Self::Postgres(pool.connect_with(options).await?));
        }
        let options = SqliteConnectOptions::new()
            .filename(place)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(std::time::Duration::from_secs(5))
            .pragma("secure_delete", "on")
            .disable_statement_logging();
        let pool = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .test_before_acquire(false)
        };
        Ok(Self::Sqlite {
            writer: pool(1).connect_with(options.clone()).await?,
            readers: pool(CONNECTIONS).connect_lazy_with(options.read_only(true)),
        })
    }

    /// The rows of one statement, in a snapshot of the tenant.
    pub(super) async fn read<T: Row>(&self, tenant: Uuid, sql: Sql, values: &[Bind<'_>]) -> Result<Vec<T>> {
        Ok(match self {
            Self::Postgres(pool) => {
                let mut connection = pool.acquire().await?;
                let begin = opening("REPEATABLE READ READ ONLY", tenant);
                connection.execute(sqlx::raw_sql(AssertSqlSafe(begin))).await?;
                let query = bound!(sqlx::query_as(sql.postgres), values);
                let rows = query.fetch_all(&mut *connection).await;
                connection.execute(sqlx::raw_sql("COMMIT")).await?;
                rows?
            }
            Self::Sqlite { readers, .. } => {
                // One statement is a snapshot by itself.
                let mut connection = readers.acquire().await?;
                bound!(sqlx::query_as(sql.sqlite), values)
                    .fetch_all(&mut *connection)
                    .await?
            }
        })
    }

    /// The row that a statement wrote; on SQLite `then` follows it, because a statement writes to one table there.
    pub(super) async fn write<T: Row>(
        &self,
        tenant: Uuid,
        (sql, values): (Sql, &[Bind<'_>]),
        (then, then_values): (&'static str, &[Bind<'_>]),
    ) -> Result<Option<T>> {
        Ok(match self {
            Self::Postgres(pool) => {
                let mut connection = pool.acquire().await?;
                let begin = opening("READ COMMITTED", tenant);
                connection.execute(sqlx::raw_sql(AssertSqlSafe(begin))).await?;
                let query = bound!(sqlx::query_as(sql.postgres), values);
                let row = query.fetch_optional(&mut *connection).await;
                let end = if row.is_ok() { "COMMIT" } else { "ROLLBACK" };
                connection.execute(sqlx::raw_sql(end)).await?;
                row?
            }
            Self::Sqlite { writer, .. } => {
                let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
                let query = bound!(sqlx::query_as(sql.sqlite), values);
                let row = query.fetch_optional(&mut *transaction).await?;
                bound!(sqlx::query(then), then_values)
                    .execute(&mut *transaction)
                    .await?;
                transaction.commit().await?;
                row
            }
        })
    }
}

/// Only a typed Uuid is ever formatted into this text.
fn opening(mode: &str, tenant: Uuid) -> String {
    format!("BEGIN ISOLATION LEVEL {mode}; SET LOCAL app.tenant = '{tenant}'")
}
