//! The task that lays out what is on record of reads.

use std::time::Duration;

use entity::id::TenantId;

use super::overwrite::overwrite;
use crate::{clock::Clock, error::Result, store::Store};

/// How long a record of a read may wait to be laid out, unless somebody asks before.
const LONGEST_FOLDED: Duration = Duration::from_secs(10);

/// Lays out what is on record of reads, and overwrites what was erased: at first of every agency, because an earlier
/// process may have been killed.
pub async fn unfold(store: Store, clock: Clock) {
    let mut agencies = loop {
        match all(&store).await {
            Ok(agencies) => break agencies,
            // The database is away, and was told of in the log.
            Err(_) => tokio::time::sleep(LONGEST_FOLDED).await,
        }
    };
    loop {
        for agency in agencies {
            if store.unfold_access(agency, &clock).await.is_err() {
                store.unfold_later(agency);
            }
        }
        if store.takes_up_overwriting() {
            match all(&store).await {
                Ok(every) => overwrite(&store, &every).await,
                Err(_) => store.overwrite_later(),
            }
        }
        tokio::time::sleep(LONGEST_FOLDED).await;
        agencies = store.accesses_to_unfold();
    }
}

/// Every agency of the server.
async fn all(store: &Store) -> Result<Vec<TenantId>> {
    const PAGE: u64 = 500;
    let mut agencies: Vec<TenantId> = Vec::new();
    loop {
        let page = store.agencies(agencies.last().copied(), PAGE).await?;
        if page.is_empty() {
            return Ok(agencies);
        }
        agencies.extend(page);
    }
}
