//! Why a file of an embedded database cannot be used, for the operator, who has to know which one it is.

use std::{path::Path, time::Duration};

use sqlx::{ConnectOptions as _, Connection as _, Executor as _, sqlite::SqliteConnectOptions};

use super::database::StoreError;
use crate::store::fault;

/// What changes a file and leaves nothing in it. SQLite opens one that may only be read without a word, and begins there what
/// is to write as if it were to read.
const TRY: &str = "BEGIN IMMEDIATE; CREATE TABLE tried (id INTEGER); ROLLBACK";

/// What SQLite says of a file.
pub(in crate::store) fn unusable(file: &Path, error: &sqlx::Error) -> StoreError {
    let file = file.display();
    let what = fault::summary(error);
    let mend = if fault::is_read_only(error) {
        format!(
            "; let the user whom the server runs as write it and what stands beside it (`chown`, and `chmod u+w {file}*`)"
        )
    } else {
        String::new()
    };
    StoreError(format!(
        "the file {file} of the data folder (`data_dir`) cannot be used: {what}{mend}"
    ))
}

/// Refuses a file that may be read and not written: a server would start, and keep nothing of what it is told. Where somebody
/// writes to it right now, it may be.
pub(super) async fn refuse_read_only(file: &Path, options: SqliteConnectOptions) -> Result<(), StoreError> {
    let options = options.busy_timeout(Duration::ZERO);
    let Ok(mut connection) = options.connect().await else {
        return Ok(());
    };
    let tried = connection.execute(sqlx::raw_sql(TRY)).await;
    // What is left of it goes with the connection.
    drop(connection.close().await);
    match tried {
        Err(error) if fault::is_read_only(&error) => Err(unusable(file, &error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use sqlx::sqlite::SqliteJournalMode;

    use super::*;

    /// Whoever runs the tests may be one whom no mode of a file binds: a connection that may only read stands for it.
    #[tokio::test]
    async fn a_file_that_may_only_be_read_is_refused_by_its_name_and_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("some.sqlite");
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .journal_mode(SqliteJournalMode::Wal)
            .create_if_missing(true);
        assert!(refuse_read_only(&file, options.clone()).await.is_ok());
        let mut writer = options.connect().await.unwrap();
        let refused = refuse_read_only(&file, options.clone().read_only(true)).await;
        let said = refused.unwrap_err().to_string();
        assert!(
            said.contains("some.sqlite of the data folder") && said.contains("chmod u+w"),
            "{said}"
        );
        // Nor is it refused while somebody writes.
        writer.execute(sqlx::raw_sql("BEGIN IMMEDIATE")).await.unwrap();
        assert!(refuse_read_only(&file, options).await.is_ok());
        let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema")
            .fetch_one(&mut writer)
            .await
            .unwrap();
        assert_eq!(tables, 0);
    }
}
