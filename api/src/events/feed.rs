//! The last events of each agency that somebody listens to, in memory; what is older is read from the outbox.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError, Weak},
};

use entity::id::TenantId;
use tokio::sync::watch;

use super::placing::Placing;
use crate::{actor::Actor, clock::Clock, error::Result, relay::Heard, store::Store};

/// How many events of an agency are kept in memory.
const RECENT: usize = 1_024;

/// How many events are read from the outbox at a time.
const READ: u64 = 500;

/// How many events somebody may be behind: who is further reads again what they show, which costs less (T125).
const FURTHEST: i64 = 5_000;

/// The feeds of all agencies that somebody listens to here.
#[derive(Clone)]
pub struct Feeds(Arc<Inner>);

struct Inner {
    placing: Placing,
    feeds: Mutex<BTreeMap<TenantId, Weak<Feed>>>,
}

impl Feeds {
    /// Those over this store.
    #[must_use]
    pub fn new(store: &Store, clock: Clock) -> Self {
        let store = store.in_background();
        Self(Arc::new(Inner {
            placing: Placing { store, clock },
            feeds: Mutex::default(),
        }))
    }

    pub(super) fn placing(&self) -> &Placing {
        &self.0.placing
    }

    /// The feed of the actor's agency, which holds what was committed before this is called.
    pub async fn of(&self, actor: &Actor) -> Result<Arc<Feed>> {
        let (agency, placing) = (actor.tenant, &self.0.placing);
        if let Some(feed) = self.known(agency) {
            placing.place_all(agency).await?;
            feed.refresh().await?;
            return Ok(feed);
        }
        placing.place_all(agency).await?;
        let feed = Arc::new(Feed {
            agency,
            placing: placing.clone(),
            recent: Mutex::default(),
            head: watch::Sender::new(placing.last(agency).await?),
            refreshing: tokio::sync::Mutex::default(),
        });
        let feed = self.only(feed);
        feed.refresh().await?;
        Ok(feed)
    }

    /// This feed, or the one that another made of its agency meanwhile.
    fn only(&self, feed: Arc<Feed>) -> Arc<Feed> {
        let mut feeds = self.0.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        feeds.retain(|_, feed| feed.strong_count() > 0);
        if let Some(other) = feeds.get(&feed.agency).and_then(Weak::upgrade) {
            return other;
        }
        feeds.insert(feed.agency, Arc::downgrade(&feed));
        feed
    }

    /// The feed of an agency, where somebody listens.
    pub(super) fn known(&self, agency: TenantId) -> Option<Arc<Feed>> {
        let feeds = self.0.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        feeds.get(&agency).and_then(Weak::upgrade)
    }

    /// All feeds that somebody listens to.
    pub(super) fn all(&self) -> Vec<Arc<Feed>> {
        let feeds = self.0.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        feeds.values().filter_map(Weak::upgrade).collect()
    }
}

/// The events of one agency, as far as they have positions.
pub struct Feed {
    agency: TenantId,
    placing: Placing,
    // INVARIANT: positions without gaps; the last is that of `head`, where there is one.
    recent: Mutex<VecDeque<Heard>>,
    head: watch::Sender<i64>,
    refreshing: tokio::sync::Mutex<()>,
}

impl Feed {
    pub(super) const fn agency(&self) -> TenantId {
        self.agency
    }

    /// The position of the last event.
    #[must_use]
    pub fn head(&self) -> i64 {
        *self.head.borrow()
    }

    /// What changes with each new event.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<i64> {
        self.head.subscribe()
    }

    /// Looks for events that got their positions.
    pub(super) async fn refresh(&self) -> Result<()> {
        let _one = self.refreshing.lock().await;
        loop {
            let head = self.head();
            let new = self.placing.after(self.agency, head, READ).await?;
            let Some(last) = new.last().map(|event| event.position) else {
                return Ok(());
            };
            let more = u64::try_from(new.len()).is_ok_and(|number| number == READ);
            let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
            if new.first().is_some_and(|first| first.position > head + 1) {
                recent.clear();
            }
            recent.extend(new.into_iter().map(|event| Heard::Happened(Arc::new(event))));
            let surplus = recent.len().saturating_sub(RECENT);
            recent.drain(..surplus);
            // Whoever reads the one has read the other.
            self.head.send_replace(last);
            drop(recent);
            if !more {
                return Ok(());
            }
        }
    }

    /// What happened after a position, some at a time; nothing where that is the last. Where events after it are gone, or
    /// it was never given, that all must be read again.
    pub async fn after(&self, position: i64) -> Result<Vec<Heard>> {
        let head = self.head();
        if position == head {
            return Ok(Vec::new());
        }
        let again = || vec![Heard::Resync(head)];
        if position > head || head - position > FURTHEST {
            return Ok(again());
        }
        if let Some(recent) = self.recent_after(position) {
            return Ok(recent);
        }
        let kept = self.placing.after(self.agency, position, READ).await?;
        if kept.first().is_none_or(|first| first.position > position + 1) {
            return Ok(again());
        }
        Ok(kept.into_iter().map(|event| Heard::Happened(Arc::new(event))).collect())
    }

    fn recent_after(&self, position: i64) -> Option<Vec<Heard>> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let first = recent.front()?.position();
        let skipped = usize::try_from(position + 1 - first).ok()?;
        Some(recent.iter().skip(skipped).cloned().collect())
    }
}
