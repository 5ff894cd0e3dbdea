//! Which structure a database has: the migrations that were applied to it, beside those that this version knows.

use migration::Migrator;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use sea_orm_migration::MigratorTrait;
use sqlx::PgPool;

use super::database::{StoreError, unreachable};
use crate::{
    error::Result,
    store::{fault, tx::Transaction},
};

/// Which migrations a database has, on either system.
const APPLIED: &str = "SELECT version FROM seaql_migrations ORDER BY version";
const APPLIED_POSTGRES: &str = "SELECT version::text FROM seaql_migrations ORDER BY version";

/// Whether it is that of this version.
pub(super) async fn fits(transaction: &Transaction) -> Result<bool> {
    let backend = transaction.get_database_backend();
    let sql = if backend == DbBackend::Postgres {
        APPLIED_POSTGRES
    } else {
        APPLIED
    };
    let applied = transaction.query_all_raw(Statement::from_string(backend, sql)).await;
    let applied = applied.and_then(|rows| rows.iter().map(|row| row.try_get_by_index(0)).collect());
    applied
        .map(|applied: Vec<String>| applied == known_migrations())
        .map_err(|error| fault::of(&error))
}

/// A database of an older or newer structure would answer, and answer wrongly.
pub(super) async fn refuse_other_version(pool: &PgPool) -> std::result::Result<(), StoreError> {
    let applied: Vec<String> = sqlx::query_scalar(APPLIED_POSTGRES)
        .fetch_all(pool)
        .await
        // Without the table, or the right to read it, this role was never set up by a migration.
        .or_else(|error| {
            if fault::is_not_set_up(&error) {
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

fn known_migrations() -> Vec<String> {
    let mut known: Vec<String> = Migrator::migrations()
        .iter()
        .map(|migration| migration.name().to_owned())
        .collect();
    known.sort_unstable();
    known
}
