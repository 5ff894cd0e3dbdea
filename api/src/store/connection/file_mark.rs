//! What a SQLite file is for, kept in the file's own header, so that it goes wherever the file goes.

use std::{fs, io::ErrorKind, path::PathBuf};

use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, SqliteConnection};

use super::{
    database::{DatabaseConfig, StoreError, make_file},
    own_files::unusable,
};
use crate::error::io_words;

/// The `application_id` of a demo that is being filled: `TriF`.
const FILLING: i32 = 0x5472_6946;
/// The `application_id` of a demo: `TriD`.
const DEMO: i32 = 0x5472_6944;

/// What a database is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// There is none yet, or nothing in it.
    Nothing,
    /// Made-up data, which somebody began to write and nobody finished.
    UnfinishedDemo,
    /// Made-up data.
    Demo,
    /// Somebody's work.
    Work,
}

/// What the database is for. One on PostgreSQL is never a demo's.
pub async fn contents(config: &DatabaseConfig) -> Result<Contents, StoreError> {
    if config.url.is_some() {
        return Ok(Contents::Work);
    }
    match fs::exists(config.file()) {
        Ok(true) => {}
        Ok(false) => return Ok(Contents::Nothing),
        Err(error) => return Err(not_there(&error)),
    }
    let mut file = opened(config, false).await?;
    let id: i32 = sqlx::query_scalar("PRAGMA application_id")
        .fetch_one(&mut file)
        .await
        .map_err(|error| unusable(&config.file(), &error))?;
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_master")
        .fetch_one(&mut file)
        .await
        .map_err(|error| unusable(&config.file(), &error))?;
    let closed = file.close().await;
    closed.map_err(|error| unusable(&config.file(), &error))?;
    Ok(match (id, tables) {
        (FILLING, _) => Contents::UnfinishedDemo,
        (DEMO, _) => Contents::Demo,
        (_, 0) => Contents::Nothing,
        _ => Contents::Work,
    })
}

/// Takes away what an unfinished demo left, and makes a file that is marked as one before anything is in it.
pub async fn begin_demo(config: &DatabaseConfig) -> Result<(), StoreError> {
    for end in ["-wal", "-shm", ""] {
        let mut name = config.file().into_os_string();
        name.push(end);
        match fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(not_there(&error)),
            _ => {}
        }
    }
    mark(config, FILLING).await
}

/// Marks a demo as whole.
pub async fn finish_demo(config: &DatabaseConfig) -> Result<(), StoreError> {
    mark(config, DEMO).await
}

async fn mark(config: &DatabaseConfig, id: i32) -> Result<(), StoreError> {
    let mut file = opened(config, true).await?;
    file.execute(AssertSqlSafe(format!("PRAGMA application_id = {id}")))
        .await
        .map_err(|error| unusable(&config.file(), &error))?;
    let closed = file.close().await;
    closed.map_err(|error| unusable(&config.file(), &error))
}

async fn opened(config: &DatabaseConfig, make: bool) -> Result<SqliteConnection, StoreError> {
    if make {
        make_file(&config.file())?;
    }
    let options = config.sqlite().create_if_missing(make);
    let opened = options.connect().await;
    opened.map_err(|error| unusable(&config.file(), &error))
}

fn not_there(error: &std::io::Error) -> StoreError {
    StoreError(format!("the database's file cannot be reached: {}", io_words(error)))
}
