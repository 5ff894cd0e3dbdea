//! What the database knows of the instance that serves from it: the mark of its secret, so that no server with another one
//! serves from it too, and whether it takes what is written.

use std::time::Duration;

use sea_orm::{ConnectionTrait as _, Statement};
use tokio::time::timeout;
use uuid::Uuid;

use super::{Store, fault, tx::Transaction};
use crate::error::{Fault, Result};

/// One row: whoever comes second leaves that of the first.
const KEEP: &str = "INSERT INTO instance (id, fingerprint, tried) VALUES ($1, $2, 0) ON CONFLICT (id) DO NOTHING";
const KEPT: &str = "SELECT fingerprint FROM instance WHERE id = $1";
const REPLACE: &str = "UPDATE instance SET fingerprint = $2 WHERE id = $1";

/// It changes something, since what is to stand as it stood is not written; and nobody reads it.
const TRY: &str = "UPDATE instance SET tried = tried + 1";

/// For how long the one writer of an embedded database is waited for: whoever watches a server waits for a second at most.
const EMBEDDED: Duration = Duration::from_millis(250);

impl Store {
    /// The fingerprint of the secret that the database is served with; none where nobody has served from it.
    pub async fn fingerprint(&self) -> Result<Option<Vec<u8>>> {
        kept(&self.unnamed().await?).await
    }

    /// Keeps a fingerprint where there is none, and answers the one that is kept: of servers that start at once, that of the
    /// first.
    pub async fn keep_fingerprint(&self, fingerprint: &[u8]) -> Result<Vec<u8>> {
        let transaction = self.unnamed_to_write().await?;
        run(&transaction, KEEP, fingerprint).await?;
        let first = kept(&transaction).await?;
        transaction.commit().await.map_err(|error| fault::of(&error))?;
        first.ok_or_else(|| Fault::logged("the fingerprint that was just kept is not there").into())
    }

    /// Keeps a fingerprint in the place of whichever there is.
    pub async fn replace_fingerprint(&self, fingerprint: &[u8]) -> Result<()> {
        let transaction = self.unnamed_to_write().await?;
        run(&transaction, KEEP, fingerprint).await?;
        run(&transaction, REPLACE, fingerprint).await?;
        transaction.commit().await.map_err(|error| fault::of(&error))
    }

    /// Whether the database takes what is written, found out by a number that is kept: a full disk shows nowhere else. On
    /// SQLite somebody may write for longer than this waits, and that says nothing against it.
    pub async fn takes_writes(&self, patience: Duration) -> bool {
        let patience = if self.is_embedded() {
            patience.min(EMBEDDED)
        } else {
            patience
        };
        match timeout(patience, self.try_to_write()).await {
            Ok(tried) => tried.is_ok(),
            Err(_) => self.is_embedded(),
        }
    }

    async fn try_to_write(&self) -> Result<()> {
        let transaction = self.unnamed_to_write().await?;
        // In one message with the commit, so that no server keeps the others from the row.
        transaction.run_last(Statement::from_string(transaction.get_database_backend(), TRY));
        transaction.commit().await.map_err(|error| fault::of(&error))
    }
}

async fn kept(transaction: &Transaction) -> Result<Option<Vec<u8>>> {
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), KEPT, [Uuid::nil().into()]);
    let row = transaction.query_one_raw(statement).await;
    let fingerprint = row.and_then(|row| row.map(|row| row.try_get_by_index(0)).transpose());
    fingerprint.map_err(|error| fault::of(&error))
}

async fn run(transaction: &Transaction, sql: &str, fingerprint: &[u8]) -> Result<()> {
    let values = [Uuid::nil().into(), fingerprint.to_vec().into()];
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
    let done = transaction.execute_raw(statement).await;
    done.map(drop).map_err(|error| fault::of(&error))
}
