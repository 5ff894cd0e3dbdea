//! Tells the other servers of the database what was spent here, and hears what was spent there.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::time::{MissedTickBehavior, interval, sleep};
use uuid::Uuid;

use crate::{error::Result, measure::Measures, store::Store};

/// How often: what is spent at one server counts at all others within two of these.
const SHARED: Duration = Duration::from_millis(400);

/// How long it waits where the database could not be told: each try that fails is a line of the log.
const AGAIN: Duration = Duration::from_secs(5);

/// How often what is over is deleted.
const FORGOTTEN: Duration = Duration::from_mins(1);

/// How long before it was last asked somebody may have begun to tell who was not done then. What is missed all the same
/// is heard when the payer spends again.
const UNDER_WAY: Duration = Duration::from_secs(1);

/// Whoever knew nothing hears of all.
const EVER: Duration = Duration::from_hours(24);

/// Shares for as long as the server runs. While the database is away each server counts for itself.
pub(super) async fn share(store: Store, server: Uuid, measures: Arc<Measures>) {
    let (mut heard, mut forgotten): (Option<Instant>, _) = (None, Instant::now());
    let mut is_away = false;
    let mut tick = interval(SHARED);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        let asked = Instant::now();
        let lately = heard.map_or(EVER, |heard| heard.elapsed() + UNDER_WAY);
        let shared = once(&store, server, &measures, lately).await;
        if shared.is_ok() {
            heard = Some(asked);
        }
        if shared.is_err() && !is_away {
            tracing::warn!("what callers spend is not shared with the other servers now: each counts for itself");
        }
        is_away = shared.is_err();
        if is_away {
            sleep(AGAIN).await;
        }
        if forgotten.elapsed() > FORGOTTEN && !is_away {
            forgotten = Instant::now();
            if store.forget_spending().await.is_err() {
                tracing::warn!("what was spent long ago could not be deleted now");
            }
        }
    }
}

async fn once(store: &Store, server: Uuid, measures: &Measures, lately: Duration) -> Result<()> {
    for owed in store.share_spending(server, lately, || measures.untold()).await? {
        measures.hear(&owed.measure, owed.payer, owed.time);
    }
    Ok(())
}
