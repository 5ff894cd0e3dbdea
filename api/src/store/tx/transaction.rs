//! Our own guard over a pooled connection.
//!
//! A future dropped while the library's own `begin` is on the wire hands its connection back inside an open
//! transaction, and with the tenant of the one who left. Here the guard stands before the first byte is sent, and
//! whatever is dropped unfinished is rolled back, or its connection closed, before anyone else gets it. A snapshot in which
//! nothing is under way may rest instead: then its end goes before the first byte of whoever gets the connection.

use std::{
    borrow::Cow,
    sync::{
        Mutex as StdMutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use futures_util::{Stream, StreamExt as _};
use prometheus_client::metrics::histogram::Histogram;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement, Values};
use sea_query_sqlx::SqlxValues;
use sqlx::{AssertSqlSafe, Either, Executor, Postgres, Sqlite};
use tokio::sync::{Mutex, MutexGuard};

use crate::store::{
    connection::{Lent, Timed, ready},
    fault,
};

/// A connection of either database.
pub(in crate::store) enum Connection {
    /// PostgreSQL's.
    Postgres(Lent<Postgres>),
    /// SQLite's.
    Sqlite(Lent<Sqlite>),
}

/// A transaction that ends with its owner: committed on request, rolled back otherwise.
pub(in crate::store) struct Transaction {
    // INVARIANT: `None` only after `commit` has ended.
    connection: Mutex<Option<Connection>>,
    backend: DbBackend,
    in_background: bool,
    /// Where it is noted how long statements take.
    times: Histogram,
    /// What runs in one message with the commit, before it.
    last: StdMutex<Vec<String>>,
    /// Whether a statement failed: PostgreSQL then answers COMMIT as if it had done it, and rolls back.
    is_aborted: AtomicBool,
    /// Whether its connection was found not to hold ready what it should ([`ready`]): nobody else gets it.
    is_unready: AtomicBool,
    /// Whether a statement is under way, or was when its future was dropped.
    is_busy: AtomicBool,
    /// Whether it only reads.
    reads: bool,
}

/// How a transaction begins.
pub(in crate::store) struct Opening {
    /// SQL that holds no value from outside but a typed Uuid.
    pub(in crate::store) text: Cow<'static, str>,
    /// What finds something in the same message; for its values the same holds.
    pub(in crate::store) then: Option<Statement>,
    /// Whether it is for reading alone.
    pub(in crate::store) reads: bool,
}

impl Opening {
    /// What PostgreSQL is sent.
    fn message(self) -> String {
        match self.then {
            Some(then) => format!("{}; {}", self.text, ready::text(then)),
            None => self.text.into_owned(),
        }
    }

    /// What SQLite runs, which keeps it ready as a whole.
    fn statement(self) -> (String, Values) {
        match self.then {
            Some(then) => (format!("{}; {}", self.text, then.sql), then.values.unwrap_or(NO_VALUES)),
            None => (self.text.into_owned(), NO_VALUES),
        }
    }
}

const NO_VALUES: Values = Values(Vec::new());

impl Transaction {
    /// Opens a transaction with one message; with it the row that the last statement of that finds.
    pub(in crate::store) async fn open(
        connection: Connection,
        opening: Opening,
        in_background: bool,
        times: Histogram,
    ) -> Result<(Self, Option<QueryResult>), DbErr> {
        let (backend, ending) = match &connection {
            Connection::Postgres(lent) => (DbBackend::Postgres, lent.ending()),
            Connection::Sqlite(_) => (DbBackend::Sqlite, ""),
        };
        let transaction = Self {
            connection: Mutex::new(Some(connection)),
            backend,
            in_background,
            times,
            last: StdMutex::default(),
            is_aborted: AtomicBool::new(false),
            is_unready: AtomicBool::new(false),
            is_busy: AtomicBool::new(false),
            reads: opening.reads,
        };
        let found = transaction.begin(ending, opening).await?;
        Ok((transaction, found))
    }

    async fn begin(&self, ending: &str, opening: Opening) -> Result<Option<QueryResult>, DbErr> {
        let (mut held, _timed) = self.held_for(&opening).await;
        let begun = match held.as_mut() {
            Some(Connection::Postgres(held)) => {
                let message = format!("{ending}{}", opening.message());
                answered(held.fetch_many(sqlx::raw_sql(AssertSqlSafe(message)))).await.1
            }
            Some(Connection::Sqlite(held)) => {
                let (sql, values) = opening.statement();
                let query = sqlx::query_with(AssertSqlSafe(sql), SqlxValues(values));
                answered(held.fetch_many(query)).await.1
            }
            None => Err(ended()),
        };
        self.noted(begun)
    }

    /// Whether its connection may be given to somebody else in it.
    fn may_rest(&mut self) -> bool {
        self.reads && !*self.is_busy.get_mut() && !*self.is_aborted.get_mut()
    }

    /// Ends the transaction and keeps what it wrote.
    pub(in crate::store) async fn commit(self) -> Result<(), DbErr> {
        self.is_whole()?;
        let (mut held, _timed) = self.held("COMMIT").await;
        let Some(connection) = held.as_mut() else {
            return Err(ended());
        };
        let (ending, _) = self.ending();
        self.noted(connection.run(&ending).await)?;
        if let Some(connection) = held.take() {
            connection.give_back();
        }
        Ok(())
    }

    /// Has a statement run with the commit, in one message, as text: it holds no value from outside. Where it fails nothing
    /// is committed.
    pub(in crate::store) fn run_last(&self, statement: Statement) {
        self.told(&statement.sql);
        let text = ready::text(statement);
        self.last.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    }

    /// What ends it and keeps what it wrote, and how many statements that is.
    fn ending(&self) -> (String, usize) {
        let mut ending = std::mem::take(&mut *self.last.lock().unwrap_or_else(PoisonError::into_inner));
        ending.push("COMMIT".to_owned());
        (ending.join("; "), ending.len())
    }

    /// Ends the transaction, keeps what it wrote, and opens the next on the same connection, all in one message, whose last
    /// statement finds a number. Where it fails, or is dropped meanwhile, the guard ends whichever of the two is open; what was
    /// committed by then stays so, and there is no next.
    pub(super) async fn commit_and_open(mut self, opening: Opening) -> Result<Option<(Self, Option<i64>)>, DbErr> {
        self.is_whole()?;
        self.told("COMMIT");
        let (mut held, timed) = self.held_for(&opening).await;
        let Some(connection) = held.as_mut() else {
            return Err(ended());
        };
        let reads = opening.reads;
        let (ending, statements) = self.ending();
        let (done, found) = connection.counted(&format!("{ending}; {}", opening.message())).await;
        let found = self.noted(found);
        drop((held, timed));
        match found.and_then(|row| row.map(|row| row.try_get_by_index(0)).transpose()) {
            Ok(found) => {
                // Not before: what failed half-way may still write.
                self.reads = reads;
                Ok(Some((self, found)))
            }
            Err(error) if done >= statements => {
                // It is only logged: who is told of an error takes it that nothing was kept, and does it again.
                drop(fault::of(&error));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let (may_rest, is_unready) = (self.may_rest(), *self.is_unready.get_mut());
        let Some(connection) = self.connection.get_mut().take() else {
            return;
        };
        if *self.is_busy.get_mut() {
            connection.stop();
        }
        match (tokio::runtime::Handle::try_current(), connection) {
            (_, connection) if is_unready => connection.close(),
            (Ok(runtime), Connection::Postgres(lent)) if may_rest => lent.rest(&runtime),
            (Ok(runtime), connection) => drop(runtime.spawn(connection.roll_back())),
            (Err(_), connection) => connection.close(),
        }
    }
}

impl Connection {
    async fn run(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        let query = sqlx::raw_sql(AssertSqlSafe(sql));
        match self {
            Self::Postgres(connection) => connection.execute(query).await.map(Into::into),
            Self::Sqlite(connection) => connection.execute(query).await.map(Into::into),
        }
        .map_err(failed)
    }

    /// The row that the last statement of `sql` finds, and how many of its statements were done.
    async fn counted(&mut self, sql: &str) -> (usize, Result<Option<QueryResult>, DbErr>) {
        let query = sqlx::raw_sql(AssertSqlSafe(sql));
        match self {
            Self::Postgres(connection) => answered(connection.fetch_many(query)).await,
            Self::Sqlite(connection) => answered(connection.fetch_many(query)).await,
        }
    }

    /// Has the statement end that is under way. PostgreSQL sees to that once the connection is closed.
    fn stop(&self) {
        if let Self::Sqlite(connection) = self {
            connection.stop();
        }
    }

    async fn roll_back(self) {
        match self {
            Self::Postgres(connection) => connection.roll_back().await,
            Self::Sqlite(connection) => connection.roll_back().await,
        }
    }

    /// Gives it to whoever is next; its transaction has ended.
    fn give_back(self) {
        match self {
            Self::Postgres(connection) => connection.give_back(),
            Self::Sqlite(connection) => connection.give_back(),
        }
    }

    /// Closes the connection, so that the pool never sees it again.
    fn close(self) {
        match self {
            Self::Postgres(connection) => connection.close(),
            Self::Sqlite(connection) => connection.close(),
        }
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let (mut held, _timed) = self.held(&statement.sql).await;
        let (sql, values) = parts(statement);
        let done = match held.as_mut() {
            Some(Connection::Postgres(held)) => sqlx::query_with(sql, values)
                .execute(&mut **held)
                .await
                .map(Into::into)
                .map_err(failed),
            Some(Connection::Sqlite(held)) => sqlx::query_with(sql, values)
                .execute(&mut **held)
                .await
                .map(Into::into)
                .map_err(failed),
            None => Err(ended()),
        };
        self.noted(done)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let (mut held, _timed) = self.held(sql).await;
        let done = match held.as_mut() {
            Some(held) => held.run(sql).await,
            None => Err(ended()),
        };
        self.noted(done)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let (mut held, _timed) = self.held(&statement.sql).await;
        let (sql, values) = parts(statement);
        let done = match held.as_mut() {
            Some(Connection::Postgres(held)) => {
                let row = sqlx::query_with(sql, values).fetch_optional(&mut **held).await;
                row.map(|row| row.map(Into::into)).map_err(failed)
            }
            Some(Connection::Sqlite(held)) => {
                let row = sqlx::query_with(sql, values).fetch_optional(&mut **held).await;
                row.map(|row| row.map(Into::into)).map_err(failed)
            }
            None => Err(ended()),
        };
        self.noted(done)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let (mut held, _timed) = self.held(&statement.sql).await;
        let (sql, values) = parts(statement);
        let done = match held.as_mut() {
            Some(Connection::Postgres(held)) => {
                let rows = sqlx::query_with(sql, values).fetch_all(&mut **held).await;
                rows.map(|rows| rows.into_iter().map(Into::into).collect())
                    .map_err(failed)
            }
            Some(Connection::Sqlite(held)) => {
                let rows = sqlx::query_with(sql, values).fetch_all(&mut **held).await;
                rows.map(|rows| rows.into_iter().map(Into::into).collect())
                    .map_err(failed)
            }
            None => Err(ended()),
        };
        self.noted(done)
    }
}

impl Transaction {
    /// What came of a statement, whose connection is still held.
    fn noted<T>(&self, done: Result<T, DbErr>) -> Result<T, DbErr> {
        self.is_busy.store(false, Ordering::Relaxed);
        if let (Err(error), DbBackend::Postgres) = (&done, self.backend) {
            self.is_aborted.store(true, Ordering::Relaxed);
            if is_unready(error) {
                self.is_unready.store(true, Ordering::Relaxed);
            }
        }
        done
    }

    fn is_whole(&self) -> Result<(), DbErr> {
        if self.is_aborted.load(Ordering::Relaxed) {
            return Err(DbErr::Custom("a statement of the transaction failed".to_owned()));
        }
        Ok(())
    }

    /// The connection for a statement, which is told of, and whose time is taken from now on.
    async fn held(&self, sql: &str) -> (MutexGuard<'_, Option<Connection>>, Timed<'_>) {
        self.told(sql);
        let held = self.connection.lock().await;
        self.is_busy.store(true, Ordering::Relaxed);
        (held, Timed::from_now(&self.times, sql))
    }

    /// The same for what begins a transaction.
    async fn held_for(&self, opening: &Opening) -> (MutexGuard<'_, Option<Connection>>, Timed<'_>) {
        let held = self.held(&opening.text).await;
        if let Some(then) = &opening.then {
            self.told(&then.sql);
        }
        held
    }

    /// Lets whoever listens for it know of a statement: its text, in which values are only marked, never what they are.
    fn told(&self, sql: &str) {
        if self.in_background {
            tracing::trace!(target: "background_statement", sql);
        } else {
            tracing::trace!(target: "statement", sql);
        }
    }
}

fn parts(statement: Statement) -> (AssertSqlSafe<String>, SqlxValues) {
    let values = statement.values.unwrap_or(NO_VALUES);
    (AssertSqlSafe(statement.sql), SqlxValues(values))
}

/// The last row of what a message is answered with, and of how many statements that is.
async fn answered<D, R: Into<QueryResult>>(
    mut answers: impl Stream<Item = Result<Either<D, R>, sqlx::Error>> + Unpin,
) -> (usize, Result<Option<QueryResult>, DbErr>) {
    let (mut done, mut last) = (0, None);
    while let Some(answer) = answers.next().await {
        match answer {
            Ok(Either::Left(_)) => done += 1,
            Ok(Either::Right(row)) => last = Some(row),
            Err(error) => return (done, Err(failed(error))),
        }
    }
    (done, Ok(last.map(Into::into)))
}

/// Whether a statement is not held ready by the connection that was to run it.
fn is_unready(error: &DbErr) -> bool {
    let DbErr::Query(RuntimeErr::SqlxError(error)) = error else {
        return false;
    };
    let told = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    told.as_deref() == Some("26000")
}

fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}

fn ended() -> DbErr {
    DbErr::Custom("the transaction has ended".to_owned())
}
