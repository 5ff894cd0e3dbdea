//! Brings a database to the newest structure, and sets up the role that the server may use.

use std::{
    fs::{File, TryLockError},
    time::Duration,
};

use migration::{APPENDED_TABLES, GLOBAL_TABLES, Migrator};
use sea_orm::{DatabaseConnection, DbErr, SqlxPostgresConnector, SqlxSqliteConnector};
use sea_orm_migration::MigratorTrait;
use sqlx::{
    AssertSqlSafe, Connection as _, Executor, PgConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::SqlitePoolOptions,
};

use super::{
    alone::{cannot_write, lock_file},
    database::{DatabaseConfig, StoreError, make_file, make_folder, unreachable},
    own_files::{refuse_read_only, unusable},
};
use crate::store::fault;

/// The role that the server connects as, on PostgreSQL.
#[derive(Clone, Debug)]
pub struct ServerRole {
    /// Its name: lower case letters, digits and underscores.
    pub name: String,
}

/// All who migrate one PostgreSQL database take this lock; the number means nothing.
const LOCK: i64 = 7_262_411_245;

/// How long whoever waits for the lock on a data folder waits before the next try.
const PAUSE: Duration = Duration::from_millis(50);

/// After so many tries it is said what is waited for.
const TOLD: u32 = 20;

/// Applies every migration that the database lacks. Several processes may do this at once: one works, the others wait.
///
/// On PostgreSQL it runs as the owner of the tables; `role` is granted what the server needs and no more.
pub async fn migrate(config: &DatabaseConfig, role: Option<&ServerRole>) -> Result<(), StoreError> {
    match config.postgres()? {
        Some(options) => migrate_postgres(options, role).await,
        None => migrate_sqlite(config).await,
    }
}

async fn migrate_postgres(options: PgConnectOptions, role: Option<&ServerRole>) -> Result<(), StoreError> {
    let mut lock = PgConnection::connect_with(&options)
        .await
        .map_err(|error| unreachable(&error))?;
    if let Some(role) = role {
        refuse_unfit(&mut lock, role).await?;
    }
    run(&mut lock, format!("SELECT pg_advisory_lock({LOCK})")).await?;
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await
        .map_err(|error| unreachable(&error))?;
    apply(&SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone())).await?;
    if let Some(role) = role {
        grant(&mut lock, role).await?;
    }
    pool.close().await;
    // The lock ends with its connection.
    lock.close().await.map_err(|error| unreachable(&error))
}

async fn migrate_sqlite(config: &DatabaseConfig) -> Result<(), StoreError> {
    make_folder(&config.data_dir).map_err(|error| cannot_write(&error))?;
    let _lock = locked(config).await?;
    make_file(&config.file())?;
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(config.sqlite().create_if_missing(true))
        .await
        .map_err(|error| unusable(&config.file(), &error))?;
    refuse_read_only(&config.file(), config.sqlite()).await?;
    apply(&SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.clone())).await?;
    pool.close().await;
    Ok(())
}

async fn apply(database: &DatabaseConnection) -> Result<(), StoreError> {
    let failed = |error: DbErr| StoreError(format!("a migration failed: {}", words(&error)));
    let pending = Migrator::get_pending_migrations(database).await.map_err(failed)?;
    // To be told that nothing was to do is no use to who gives a command.
    if pending.is_empty() {
        return Ok(());
    }
    Migrator::up(database, None).await.map_err(failed)
}

fn words(error: &DbErr) -> String {
    match error {
        DbErr::Query(sea_orm::RuntimeErr::SqlxError(error)) | DbErr::Exec(sea_orm::RuntimeErr::SqlxError(error)) => {
            fault::summary(error)
        }
        DbErr::Migration(message) | DbErr::Custom(message) => message.clone(),
        _ => "the database layer refused".to_owned(),
    }
}

/// A lock that ends with the process, whatever ends it. It is tried for again and again: who waits within the system's own
/// call hears nothing of being told to stop.
async fn locked(config: &DatabaseConfig) -> Result<File, StoreError> {
    let file = lock_file(config, "migrate.lock")?;
    for tries in 1_u32.. {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::Error(error)) => return Err(cannot_write(&error)),
            Err(TryLockError::WouldBlock) if tries == TOLD => {
                let folder = config.data_dir.display();
                tracing::info!(%folder, "another process brings the database to its structure; waiting for it");
            }
            Err(TryLockError::WouldBlock) => {}
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(file)
}

/// Looked at before anything is changed. No server starts as a role that row security does not bind, and an owner whose
/// rights are cut down to a server's lacks what the next migrations need.
async fn refuse_unfit(connection: &mut PgConnection, role: &ServerRole) -> Result<(), StoreError> {
    let name = &role.name;
    let is_name = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if name.is_empty() || name.len() > 63 || !is_name {
        return Err(StoreError(
            "a role's name has lower case letters, digits and underscores only".to_owned(),
        ));
    }
    // Whoever has, or may take, the rights of the role that migrates owns what it makes.
    let is_strong: Option<bool> = sqlx::query_scalar(
        "SELECT pg_has_role(role.oid, current_user, 'MEMBER') OR EXISTS (
             SELECT FROM pg_roles AS strong
             WHERE (strong.rolsuper OR strong.rolbypassrls) AND pg_has_role(role.oid, strong.oid, 'MEMBER'))
         FROM pg_roles AS role WHERE role.rolname = $1",
    )
    .bind(name)
    .fetch_optional(&mut *connection)
    .await
    .map_err(|error| unreachable(&error))?;
    if is_strong == Some(true) {
        return Err(StoreError(format!(
            "no server may serve as {name}, which owns the tables, is a superuser, may bypass row security, or may become \
             a role that does: name another role, which is made if it is not there"
        )));
    }
    Ok(())
}

async fn grant(connection: &mut PgConnection, role: &ServerRole) -> Result<(), StoreError> {
    let name = &role.name;
    let exists: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)")
        .bind(name)
        .fetch_one(&mut *connection)
        .await
        .map_err(|error| unreachable(&error))?;
    if !exists {
        run(
            connection,
            format!("CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"),
        )
        .await
        .map_err(|_| {
            StoreError(format!(
                "the role {name} does not exist and this role may not make it: \
                     run `CREATE ROLE {name} LOGIN` as an administrator of the database, then this command again"
            ))
        })?;
    }
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'seaql_migrations'",
    )
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| unreachable(&error))?;
    for table in tables {
        let may = rights(&table);
        let revoked = format!("REVOKE ALL ON {table} FROM {name}");
        run(connection, format!("{revoked}; GRANT {may} ON {table} TO {name}")).await?;
    }
    run(connection, format!("GRANT SELECT ON seaql_migrations TO {name}")).await
}

/// What the server may do to a table.
fn rights(table: &str) -> &'static str {
    if APPENDED_TABLES.contains(&table) {
        "SELECT, INSERT"
    } else if GLOBAL_TABLES.contains(&table) {
        "SELECT, INSERT, UPDATE"
    } else {
        "SELECT, INSERT, UPDATE, DELETE"
    }
}

async fn run(connection: &mut PgConnection, sql: String) -> Result<(), StoreError> {
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
        .await
        .map(drop)
        .map_err(|error| unreachable(&error))
}
