//! What happens is told, one event after the other, until nobody is left.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tokio::time::{interval, sleep};
use uuid::Uuid;

use super::{Group, delivery::Told};
use crate::{error::Error, events::Feed, http::stream::Streams, relay::Heard};

/// How often it is asked whether they may still listen, beside whenever something happens that may end it.
const ASKED_AGAIN: Duration = Duration::from_mins(1);

/// How often an event is tried while the database is away, and how long it waits between.
const TRIES: u32 = 10;
const BETWEEN: Duration = Duration::from_millis(500);

/// Where the last of all that happened alike to one object stands: who is behind hears of it once, as it is now (T125).
fn latest(heard: &[Heard]) -> BTreeMap<(Uuid, &str), i64> {
    let happened = heard.iter().filter_map(|heard| match heard {
        Heard::Happened(event) => Some(event),
        Heard::Resync(_) => None,
    });
    happened
        .map(|event| ((event.object, &*event.kind), event.position))
        .collect()
}

impl Group {
    /// Tells what happens from where it is on, until nobody is left, their rights end or the server does.
    pub(in crate::http::stream) async fn run(self: Arc<Self>, streams: Arc<Streams>, feed: Arc<Feed>) {
        let mut heads = feed.changes();
        let mut again = interval(ASKED_AGAIN);
        again.reset();
        if self.is_doubted
            && let Err(error) = self.may_listen(&streams).await
        {
            return self.fail(&streams, error);
        }
        loop {
            if streams.hub.close(&self) {
                return;
            }
            let before = self.reached();
            match self.tell(&streams, &feed).await {
                Ok(()) if self.reached() != before => continue,
                Ok(()) => {}
                Err(error) => {
                    if self.ends(&streams, &feed, error) {
                        return;
                    }
                    continue;
                }
            }
            // Nothing is missed any more.
            if streams.hub.come_home(&self, before) {
                return;
            }
            tokio::select! {
                moved = heads.changed() => {
                    if moved.is_err() {
                        return;
                    }
                }
                () = self.left.notified() => {}
                _ = again.tick() => {
                    let parties = self.members().parties(i64::MAX);
                    if let Err(error) = self.ask(&streams, &feed, &parties).await
                        && self.ends(&streams, &feed, error)
                    {
                        return;
                    }
                }
                () = streams.stop.cancelled() => return,
            }
        }
    }

    /// Tells some of what happened after where it is.
    async fn tell(&self, streams: &Arc<Streams>, feed: &Arc<Feed>) -> Result<(), Error> {
        let heard = self.heard(feed, self.reached()).await?;
        let latest = latest(&heard);
        for heard in &heard {
            let takes = match heard {
                Heard::Resync(position) => {
                    self.members().forget(*position);
                    true
                }
                Heard::Happened(event) => {
                    self.look(streams, feed, heard).await?;
                    self.interest.takes(event) && latest.get(&(event.object, &*event.kind)) == Some(&event.position)
                }
            };
            let position = heard.position();
            if takes {
                let told = self.patiently(streams, feed, heard).await?;
                self.send(streams, feed, position, &told).await;
            }
            self.members().reached = position;
            // Before more is run for them alone that is run for all.
            streams.hub.go_home(self, position);
            if self.members().is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// What happened after a position, asked for again for a while where the database is away.
    async fn heard(&self, feed: &Feed, position: i64) -> Result<Vec<Heard>, Error> {
        let mut tries = 1;
        loop {
            match feed.after(position).await {
                Err(Error::Fault(fault)) if fault.passing && tries < TRIES => {
                    tries += 1;
                    sleep(BETWEEN).await;
                }
                other => return other,
            }
        }
    }

    /// Runs an event, again and again for a while where the database is away.
    async fn patiently(&self, streams: &Arc<Streams>, feed: &Arc<Feed>, heard: &Heard) -> Result<Told, Error> {
        // However often it is tried, it is paid once.
        let (mut tries, mut is_paid) = (1, false);
        loop {
            let parties = self.members().parties(heard.position());
            let told = match parties.as_slice() {
                [] => return Ok(Told::default()),
                [party] => Box::pin(self.run_once(streams, feed, heard, party, &mut is_paid)).await,
                _ => Box::pin(self.run_together(streams, feed, heard, &mut is_paid)).await,
            };
            match told {
                Ok(told) => return told,
                Err(Error::Fault(fault)) if fault.passing && tries < TRIES => {
                    tries += 1;
                    sleep(BETWEEN).await;
                }
                Err(error) => return Err(error),
            }
        }
    }
}
