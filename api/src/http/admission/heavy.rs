//! How much those may cost together that run at once and each cost much: no more than one request may. An answer stands in
//! memory as a whole until it is written, and takes about 10 KB there for each 1 that it costs (docs/benchmarks.md).
//!
//! They wait for one another, agencies in turn, so that each comes to take as much and the dearest of them has its turn too
//! (`fair.rs`), and hold no place among all that run meanwhile. What costs little passes them by: how many of those run at once is
//! bounded (`ceiling.rs`). Events wait among them, and do not count among those who may.

use tokio::time::timeout;

use super::Owner;
use super::ceiling::PATIENCE;
use super::fair::{Fair, Taken};

/// What costs no more than this is not heavy: a page of a hundred objects with a few more within each. There is room for the 5 MB
/// of as many such answers as run at once.
const LIGHT: usize = 500;

/// Room for operations that cost much.
pub struct Heavy {
    room: Fair,
    /// Requests that wait for that.
    requests: Fair,
    /// As much as one may take, and all together.
    most: usize,
    most_waiting: usize,
}

/// What an operation takes of it, until this is dropped.
#[derive(Debug, Default)]
pub struct Share {
    _room: Option<Taken>,
}

impl Heavy {
    /// Room for what costs no more than this together, and for so many who wait.
    #[must_use]
    pub fn new(cost: u64, waiting: usize) -> Self {
        let most = usize::try_from(cost).unwrap_or(usize::MAX);
        Self {
            room: Fair::new(most, most),
            // They are counted there, and whoever may wait was asked before.
            requests: Fair::new(usize::MAX, usize::MAX),
            most,
            // Whoever need not wait comes as one who does.
            most_waiting: waiting.max(1),
        }
    }

    /// How many wait now.
    pub(in crate::http) fn waiting(&self) -> usize {
        self.room.waiting()
    }

    /// Room for what costs so much where there is some at once.
    pub(in crate::http) fn at_once(&self, owner: &Owner, cost: u64) -> Option<Share> {
        let Some(cost) = self.taken(cost) else {
            return Some(Share::default());
        };
        let room = self.room.at_once(owner, cost)?;
        Some(Share { _room: Some(room) })
    }

    /// Room for what costs so much, until it is dropped; none where there is none in time.
    pub(in crate::http) async fn enter(&self, owner: Owner, cost: u64) -> Option<Share> {
        let Some(cost) = self.taken(cost) else {
            return Some(Share::default());
        };
        if self.is_full(&owner) {
            return None;
        }
        let _counted = self.requests.enter(&owner, 1).await;
        let room = timeout(PATIENCE, self.room.enter(&owner, cost)).await.ok()??;
        Some(Share { _room: Some(room) })
    }

    /// The same for an event, which is nobody's to ask for again: in turn with all others, however long that takes.
    pub(in crate::http) async fn wait(&self, owner: Owner, cost: u64) -> Share {
        let Some(cost) = self.taken(cost) else {
            return Share::default();
        };
        Share {
            _room: self.room.enter(&owner, cost).await,
        }
    }

    /// Whether what costs so much takes room at all.
    pub(in crate::http) fn weighs(&self, cost: u64) -> bool {
        self.taken(cost).is_some()
    }

    /// Whether no more of this owner may wait: as many do as have a share, or as may in all. Whoever comes first of theirs may
    /// nevertheless.
    fn is_full(&self, owner: &Owner) -> bool {
        let theirs = self.requests.taken_of(owner);
        theirs >= owner.share(self.most_waiting) || (theirs > 0 && self.requests.taken() >= self.most_waiting)
    }

    /// How much of the room what costs so much takes; none where it is not heavy.
    fn taken(&self, cost: u64) -> Option<usize> {
        let cost = usize::try_from(cost).unwrap_or(usize::MAX).min(self.most);
        (cost > LIGHT).then_some(cost)
    }
}

#[cfg(test)]
#[path = "heavy_tests.rs"]
mod tests;
