//! The task that lays out what is on record of reads, and tells of who asks for the data of many.

use std::time::Duration;

use chrono::TimeDelta;
use entity::id::TenantId;

use super::overwrite::overwrite;
use crate::{clock::Clock, error::Result, store::Store};

/// How long a record of a read may wait to be laid out, unless somebody asks before.
const LONGEST_FOLDED: Duration = Duration::from_secs(10);

/// For how long an hour that is over is counted again, because of what was laid out late, or by other servers.
const LATE: TimeDelta = TimeDelta::minutes(10);

/// How far back hours are counted, after a server was down.
const LONGEST_BACK: TimeDelta = TimeDelta::hours(24);

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
            if lay_out(&store, &clock, agency).await.is_err() {
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

/// Lays out what is on record in an agency, and counts for how many people's data each asked. No read waits for that.
async fn lay_out(store: &Store, clock: &Clock, agency: TenantId) -> Result<()> {
    let laid_out = store.unfold_access(agency, clock).await;
    // Part of it may be there although the rest failed, and some was laid out by others.
    let first = store.accesses_to_count(agency);
    let now = clock.now();
    let since = first.unwrap_or(now).min(now - LATE).max(now - LONGEST_BACK);
    let counted = store.alert_of_spread(agency, clock, since).await;
    if counted.is_err() {
        store.count_later(agency, first);
    }
    laid_out.and(counted)
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
