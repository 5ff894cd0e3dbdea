//! How much those may cost together that run at once and each cost much: no more than one request may. An answer stands in
//! memory as a whole until it is written, and takes about 10 KB there for each 1 that it costs (docs/benchmarks.md).
//!
//! They wait for one another, in turn, so that the dearest of them has its turn too, and before they take a place among all
//! that run. What costs little passes them by: how many of those run at once is bounded (`ceiling.rs`). Events wait among them.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::ceiling::PATIENCE;

/// What costs no more than this is not heavy: a page of a hundred objects with a few more within each. There is room for the 5 MB
/// of as many such answers as run at once.
const LIGHT: u32 = 500;

/// Room for operations that cost much.
pub struct Heavy {
    room: Arc<Semaphore>,
    /// As much as one may take, and all together.
    most: u32,
    /// Those who wait.
    queue: Semaphore,
    most_waiting: usize,
}

/// What an operation takes of it, until this is dropped.
#[derive(Debug, Default)]
pub struct Share {
    _room: Option<OwnedSemaphorePermit>,
}

impl Heavy {
    /// Room for what costs no more than this together, and for so many who wait.
    #[must_use]
    pub fn new(cost: u64, waiting: usize) -> Self {
        let most = u32::try_from(cost).unwrap_or(u32::MAX);
        // Whoever need not wait stands in the queue for no time, but does.
        let most_waiting = waiting.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            room: Arc::new(Semaphore::new(usize::try_from(most).unwrap_or(Semaphore::MAX_PERMITS))),
            most,
            queue: Semaphore::new(most_waiting),
            most_waiting,
        }
    }

    /// How many wait now.
    pub(super) fn waiting(&self) -> usize {
        self.most_waiting.saturating_sub(self.queue.available_permits())
    }

    /// Room for what costs so much, until it is dropped; none where there is none in time.
    pub(super) async fn enter(&self, cost: u64) -> Option<Share> {
        let Some(cost) = self.taken(cost) else {
            return Some(Share::default());
        };
        let _waits = self.queue.try_acquire().ok()?;
        let room = Arc::clone(&self.room).acquire_many_owned(cost);
        let room = timeout(PATIENCE, room).await.ok()?.ok()?;
        Some(Share { _room: Some(room) })
    }

    /// The same for an event, which is nobody's to ask for again: in turn with all others, however long that takes.
    pub(super) async fn wait(&self, cost: u64) -> Share {
        let Some(cost) = self.taken(cost) else {
            return Share::default();
        };
        let room = Arc::clone(&self.room).acquire_many_owned(cost);
        // Nobody ever closes it.
        Share { _room: room.await.ok() }
    }

    /// Whether what costs so much takes room at all.
    pub(super) fn weighs(&self, cost: u64) -> bool {
        self.taken(cost).is_some()
    }

    /// How much of the room what costs so much takes; none where it is not heavy.
    fn taken(&self, cost: u64) -> Option<u32> {
        let cost = u32::try_from(cost).unwrap_or(u32::MAX).min(self.most);
        (cost > LIGHT).then_some(cost)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use async_graphql::futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn what_costs_much_runs_at_once_as_far_as_one_alone_might_cost_as_much() {
        let heavy = Heavy::new(30_000, 2);
        let first = heavy.enter(20_000).await.unwrap();
        let second = heavy.enter(10_000).await.unwrap();
        let mut dearest = Box::pin(heavy.enter(u64::MAX));
        assert!(dearest.as_mut().now_or_never().is_none());
        assert_eq!(heavy.waiting(), 1);
        drop(first);
        // There would be room for this one, and the dearest would wait for ever.
        let mut next = Box::pin(heavy.enter(2_000));
        assert!(next.as_mut().now_or_never().is_none());
        assert!(heavy.enter(2_000).await.is_none(), "two wait already");
        assert!(heavy.enter(500).await.is_some(), "what costs little passes by");
        drop(second);
        let dearest = dearest.await.unwrap();
        assert!(next.await.is_none(), "it takes all, and ends too late");
        assert_eq!(heavy.waiting(), 0);
        drop(dearest);
        assert!(heavy.enter(30_000).await.is_some());
    }

    #[tokio::test]
    async fn an_event_waits_for_its_turn_as_long_as_that_takes() {
        let heavy = Heavy::new(30_000, 1);
        let first = heavy.enter(20_000).await.unwrap();
        let mut event = Box::pin(heavy.wait(30_000));
        assert!(event.as_mut().now_or_never().is_none());
        assert!(heavy.wait(500).now_or_never().is_some(), "what costs little passes by");
        assert!(heavy.enter(2_000).await.is_none(), "the event is before it");
        assert!(event.as_mut().now_or_never().is_none());
        drop(first);
        let event = event.await;
        assert!(heavy.enter(2_000).now_or_never().is_none());
        drop(event);
        assert!(heavy.enter(2_000).await.is_some());
    }
}
