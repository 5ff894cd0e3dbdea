//! How many operations run at once. Beyond that a few wait for a moment, and whoever comes then is sent away at once:
//! a queue that nobody can work off only makes everybody late.
//!
//! Of those who wait, the last to come is the first to go on. A queue that is short is worked off before anybody notices;
//! of one that stays full, some are answered as fast as ever in this way, where in turn all would wait for all before them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

/// How long one waits at most.
const PATIENCE: Duration = Duration::from_millis(500);

/// Room for operations.
pub struct Ceiling {
    room: Arc<Mutex<Room>>,
    most_waiting: usize,
}

/// A place for one operation; whoever waits gets it when it is dropped.
pub struct Place(Arc<Mutex<Room>>);

struct Room {
    free: usize,
    waiting: Vec<oneshot::Sender<Place>>,
}

impl Ceiling {
    /// Room for so many at once, and for so many who wait.
    #[must_use]
    pub fn new(running: usize, waiting: usize) -> Self {
        let room = Room {
            free: running,
            waiting: Vec::new(),
        };
        Self {
            room: Arc::new(Mutex::new(room)),
            most_waiting: waiting,
        }
    }

    /// How many wait now.
    pub(super) fn waiting(&self) -> usize {
        lock(&self.room).waiting()
    }

    /// Whether whoever comes now is sent away.
    pub(super) fn is_full(&self) -> bool {
        let mut room = lock(&self.room);
        room.free == 0 && room.has_queue(self.most_waiting)
    }

    /// A place, which is free again when it is dropped; none where there is none in time.
    pub(super) async fn enter(&self) -> Option<Place> {
        let given = {
            let mut room = lock(&self.room);
            if let Some(free) = room.free.checked_sub(1) {
                room.free = free;
                return Some(Place(Arc::clone(&self.room)));
            }
            if room.has_queue(self.most_waiting) {
                return None;
            }
            let (waits, given) = oneshot::channel();
            room.waiting.push(waits);
            given
        };
        timeout(PATIENCE, given).await.ok()?.ok()
    }
}

impl Room {
    /// How many wait, without those who gave up.
    fn waiting(&mut self) -> usize {
        self.waiting.retain(|waits| !waits.is_closed());
        self.waiting.len()
    }

    /// Whether so many wait.
    fn has_queue(&mut self, many: usize) -> bool {
        self.waiting.len() >= many && self.waiting() >= many
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut room = lock(&self.0);
        let Some(last) = room.waiting.pop() else {
            room.free += 1;
            return;
        };
        drop(room);
        // Where nobody waits any more, this place is dropped in its turn.
        let _ = last.send(Self(Arc::clone(&self.0)));
    }
}

fn lock(room: &Mutex<Room>) -> MutexGuard<'_, Room> {
    room.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::time::Instant;

    use tokio::task::JoinHandle;

    use super::*;

    async fn waits(ceiling: &Arc<Ceiling>) -> JoinHandle<Option<Place>> {
        let before = ceiling.waiting();
        let waits = tokio::spawn({
            let ceiling = Arc::clone(ceiling);
            async move { ceiling.enter().await }
        });
        while ceiling.waiting() == before {
            tokio::task::yield_now().await;
        }
        waits
    }

    #[tokio::test]
    async fn who_finds_no_room_waits_a_moment_or_is_sent_away() {
        let ceiling = Arc::new(Ceiling::new(1, 1));
        let first = ceiling.enter().await.unwrap();
        let second = waits(&ceiling).await;
        let began = Instant::now();
        assert!(ceiling.is_full());
        assert!(ceiling.enter().await.is_none(), "one waits already");
        assert!(began.elapsed() < PATIENCE);
        drop(first);
        let second = second.await.unwrap().unwrap();
        assert!(ceiling.enter().await.is_none(), "nobody leaves");
        assert!(began.elapsed() >= PATIENCE);
        drop(second);
        assert!(!ceiling.is_full());
        assert!(ceiling.enter().await.is_some());
    }

    #[tokio::test]
    async fn the_last_to_come_is_the_first_to_go_on_and_who_gave_up_takes_no_place() {
        let ceiling = Arc::new(Ceiling::new(1, 3));
        let place = ceiling.enter().await.unwrap();
        let (first, second, third) = (waits(&ceiling).await, waits(&ceiling).await, waits(&ceiling).await);
        third.abort();
        assert!(third.await.is_err());
        drop(place);
        let place = second.await.unwrap().unwrap();
        assert!(!first.is_finished());
        drop(place);
        drop(first.await.unwrap().unwrap());
        assert!(ceiling.enter().await.is_some());
    }
}
