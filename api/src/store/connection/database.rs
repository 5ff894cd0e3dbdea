//! Where the database is, and why it could not be opened.

use std::{
    fs::{DirBuilder, OpenOptions},
    io::{self, ErrorKind},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use sqlx::{
    ConnectOptions,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use crate::{error::io_words, store::fault};

/// Where the data is.
#[derive(Clone)]
pub struct DatabaseConfig {
    /// A `postgres://` address; none for the SQLite file in the data folder.
    pub url: Option<String>,
    /// The folder of the SQLite file.
    pub data_dir: PathBuf,
    /// How many connections the process may hold.
    pub max_connections: u32,
    /// How long one statement may take, in milliseconds.
    pub statement_timeout_ms: u32,
}

impl DatabaseConfig {
    /// The SQLite file.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.data_dir.join("trialogue.sqlite")
    }

    /// The SQLite file of what was read and is not laid out yet.
    #[must_use]
    pub fn access_log_file(&self) -> PathBuf {
        self.data_dir.join("access-log.sqlite")
    }

    pub(super) fn postgres(&self) -> std::result::Result<Option<PgConnectOptions>, StoreError> {
        let Some(url) = &self.url else { return Ok(None) };
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(StoreError(
                "the database address must begin with postgres://".to_owned(),
            ));
        }
        refuse_unknown_parameters(url)?;
        // The library's own error may quote the address, which holds a password.
        let options = PgConnectOptions::from_str(url)
            .map_err(|_| StoreError("the database address is not a valid postgres:// address".to_owned()))?;
        Ok(Some(options.disable_statement_logging()))
    }

    pub(super) fn sqlite(&self) -> SqliteConnectOptions {
        SqliteConnectOptions::new()
            .filename(self.file())
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .pragma("secure_delete", "on")
            .disable_statement_logging()
    }
}

/// What may stand behind the question mark of an address.
const PARAMETERS: &[&str] = &[
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

/// The library passes over others, and writes them into the log with their value: a password under a wrong name, or a demand
/// for more safety that nobody heeds. None is named here, since what seems to be one may be a part of a password.
fn refuse_unknown_parameters(url: &str) -> std::result::Result<(), StoreError> {
    let (url, _) = url.split_once('#').unwrap_or((url, ""));
    let (_, query) = url.split_once('?').unwrap_or((url, ""));
    let names = query.split('&').filter(|pair| !pair.is_empty());
    let mut names = names.map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name));
    let known = |name: &str| {
        let is_setting = name.starts_with("options[") || name.to_lowercase().starts_with("options%5b");
        is_setting || PARAMETERS.contains(&name)
    };
    if names.all(known) {
        return Ok(());
    }
    Err(StoreError(format!(
        "the database address has a parameter that is none; there are {}",
        PARAMETERS.join(", ")
    )))
}

/// Makes a data folder that is not there, for its owner alone: what is stored of people is as readable as its files.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Makes the file of a database that is not there, for its owner alone: the folder may be one that somebody made for all to
/// read. SQLite gives what it writes beside a file the rights of that file.
///
/// One that is there is not opened, since to close it would end the locks that this process has on it.
pub(in crate::store) fn make_file(file: &Path) -> std::result::Result<(), StoreError> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(StoreError(format!(
            "the file {} cannot be made: {}",
            file.display(),
            io_words(&error)
        ))),
        _ => Ok(()),
    }
}

/// Why a store could not be opened or migrated; one sentence for the operator, without a password.
#[derive(Debug)]
pub struct StoreError(pub String);

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for StoreError {}

/// What the driver says of a database that does not answer as it should, for the operator.
pub(super) fn unreachable(error: &sqlx::Error) -> StoreError {
    StoreError(format!("the database cannot be used: {}", fault::summary(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_an_address_are_known_and_no_other_is_quoted() {
        for good in [
            "postgres://u@h/d",
            "postgres://u@h/d?",
            "postgres://u@h/d?sslmode=require&application_name=t",
            "postgres://u@h/d?options[search_path]=a&options%5Bwork_mem%5D=1",
        ] {
            assert!(refuse_unknown_parameters(good).is_ok(), "{good}");
        }
        for bad in [
            "postgres://u@h/d?pasword=s3cret",
            "postgres://u@h/d?sslmode=require&channel_binding=s3cret",
            "postgres://u:s3cret?s3cret@h/d",
        ] {
            let said = refuse_unknown_parameters(bad).map_err(|error| error.0);
            assert!(
                said.is_err_and(|said| said.contains("sslmode") && !said.contains("s3cret")),
                "{bad}"
            );
        }
    }
}
