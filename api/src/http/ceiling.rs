//! How many operations run at once. Beyond that a few wait for a moment, and whoever comes then is sent away at once:
//! a queue that nobody can work off only makes everybody late.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// How long one waits at most.
const PATIENCE: Duration = Duration::from_millis(500);

/// Room for operations.
pub struct Ceiling {
    running: Arc<Semaphore>,
    waiting: Semaphore,
    most_waiting: usize,
}

impl Ceiling {
    /// Room for so many at once, and for so many who wait.
    #[must_use]
    pub fn new(running: usize, waiting: usize) -> Self {
        let most_waiting = waiting.min(Semaphore::MAX_PERMITS);
        Self {
            running: Arc::new(Semaphore::new(running.min(Semaphore::MAX_PERMITS))),
            waiting: Semaphore::new(most_waiting),
            most_waiting,
        }
    }

    /// How many wait now.
    pub(super) fn waiting(&self) -> usize {
        self.most_waiting.saturating_sub(self.waiting.available_permits())
    }

    /// A place, which is free again when it is dropped; none where there is none in time.
    pub(super) async fn enter(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = Arc::clone(&self.running).try_acquire_owned() {
            return Some(place);
        }
        let _waits = self.waiting.try_acquire().ok()?;
        timeout(PATIENCE, Arc::clone(&self.running).acquire_owned())
            .await
            .ok()?
            .ok()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::time::Instant;

    use super::*;

    #[tokio::test]
    async fn who_finds_no_room_waits_a_moment_or_is_sent_away() {
        let ceiling = Arc::new(Ceiling::new(1, 1));
        let first = ceiling.enter().await.unwrap();
        let second = tokio::spawn({
            let ceiling = Arc::clone(&ceiling);
            async move { ceiling.enter().await }
        });
        while ceiling.waiting() == 0 {
            tokio::task::yield_now().await;
        }
        let began = Instant::now();
        assert!(ceiling.enter().await.is_none(), "one waits already");
        assert!(began.elapsed() < PATIENCE);
        drop(first);
        let second = second.await.unwrap().unwrap();
        assert!(ceiling.enter().await.is_none(), "nobody leaves");
        assert!(began.elapsed() >= PATIENCE);
        drop(second);
        assert!(ceiling.enter().await.is_some());
    }
}
