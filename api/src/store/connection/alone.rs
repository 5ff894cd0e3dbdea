//! One server for the folder of an embedded database: it knows by itself what was spent, who listens and who tries passwords,
//! and servers beside it would be told nothing of that.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    os::unix::fs::OpenOptionsExt as _,
};

use super::database::{DatabaseConfig, StoreError, make_folder};
use crate::error::io_words;

/// Keeps other servers from a data folder until this is dropped. The lock ends with the process, whatever ends it. Commands ask
/// for none: they work beside a server.
#[derive(Debug)]
pub struct Alone {
    _lock: File,
}

/// Takes the data folder for a server; none on PostgreSQL, which servers share.
pub fn alone(config: &DatabaseConfig) -> Result<Option<Alone>, StoreError> {
    if config.url.is_some() {
        return Ok(None);
    }
    make_folder(&config.data_dir).map_err(|error| cannot_write(&error))?;
    let file = lock_file(config, "server.lock")?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Alone { _lock: file })),
        Err(TryLockError::Error(error)) => Err(cannot_write(&error)),
        Err(TryLockError::WouldBlock) => Err(StoreError(format!(
            "another server runs in {}: stop it first, or name another folder with --data-dir; what several servers \
             share is a PostgreSQL database",
            config.data_dir.display()
        ))),
    }
}

/// A file of the data folder that holds nothing and is there to be locked.
pub(super) fn lock_file(config: &DatabaseConfig, name: &str) -> Result<File, StoreError> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(config.data_dir.join(name))
        .map_err(|error| cannot_write(&error))
}

/// What is said of a data folder in which nothing can be made.
pub(super) fn cannot_write(error: &io::Error) -> StoreError {
    StoreError(format!("the data folder cannot be written: {}", io_words(error)))
}
