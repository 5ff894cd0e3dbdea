//! How many messages a request costs PostgreSQL, by the log that it keeps of statements for a moment.

use std::{fs, path::Path, time::Duration};

use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::fault::Result;

/// The statement log of a cluster, switched on until [`Log::off`].
pub(crate) struct Log<'r> {
    raw: &'r DatabaseConnection,
    file: std::path::PathBuf,
}

impl<'r> Log<'r> {
    /// Switches it on, as the superuser.
    pub(crate) async fn on(raw: &'r DatabaseConnection, folder: &Path) -> Result<Self> {
        set(raw, "all").await?;
        Ok(Self {
            raw,
            file: folder.join("log"),
        })
    }

    /// How long the log is.
    pub(crate) async fn mark(&self) -> Result<u64> {
        // What follows an answer, such as the end of a transaction, is in it too.
        tokio::time::sleep(Duration::from_millis(200)).await;
        Ok(fs::metadata(&self.file)?.len())
    }

    /// How many messages with statements came since then.
    pub(crate) async fn since(&self, mark: u64) -> Result<u32> {
        let end = self.mark().await?;
        let bytes = fs::read(&self.file)?;
        let part = bytes.get(usize::try_from(mark)?..usize::try_from(end)?);
        Ok(count(&String::from_utf8_lossy(part.unwrap_or_default())))
    }

    pub(crate) async fn off(self) -> Result<()> {
        set(self.raw, "none").await
    }
}

async fn set(raw: &DatabaseConnection, what: &str) -> Result<()> {
    raw.execute_unprepared(&format!("ALTER SYSTEM SET log_statement = '{what}'"))
        .await?;
    raw.execute_unprepared("SELECT pg_reload_conf()").await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    Ok(())
}

/// A message is `statement` when it is text alone, and `execute` when it was prepared.
fn count(log: &str) -> u32 {
    let messages = log
        .lines()
        .filter(|line| line.contains(" LOG:  statement: ") || line.contains(" LOG:  execute "));
    u32::try_from(messages.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_counts_once_however_many_lines_it_has() {
        let log = "2026 UTC [1] LOG:  statement: BEGIN; SET LOCAL x = 1\n2026 UTC [1] LOG:  execute s_1: SELECT\n\tone\n\
                   2026 UTC [1] DETAIL:  parameters: $1 = '1'\n";
        assert_eq!(count(log), 2);
    }
}
