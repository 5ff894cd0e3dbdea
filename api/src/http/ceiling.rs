//! How many operations run at once. Beyond that a few wait for a moment, and whoever comes then is sent away at once:
//! a queue that nobody can work off only makes everybody late.
//!
//! Of those who wait, the last to come is the first to go on. A queue that is short is worked off before anybody notices;
//! of one that stays, some are answered as fast as ever in this way, where in turn all would wait for all before them. And
//! once a queue has stayed for a while, nobody waits for long any more: it is no burst then, and who waits through it only
//! makes the next one late (adaptive LIFO and controlled delay: Nichols and Jacobson 2012, Maurer 2015).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::time::timeout;

/// How long one waits at most.
const PATIENCE: Duration = Duration::from_millis(500);
/// How long a queue may stay before it is no burst any more.
const BURST: Duration = Duration::from_millis(100);
/// How long one waits at most after that.
const HURRY: Duration = Duration::from_millis(10);

/// Room for operations.
pub struct Ceiling(Arc<Mutex<Room>>);

/// A place for one operation; whoever waits gets it when it is dropped.
pub struct Place(Arc<Mutex<Room>>);

struct Room {
    free: usize,
    most_waiting: usize,
    /// In the order in which they came.
    waiting: Vec<Waiting>,
    /// When somebody last found a place at once.
    calm: Instant,
}

struct Waiting {
    since: Instant,
    place: oneshot::Sender<Place>,
}

impl Ceiling {
    /// Room for so many at once, and for so many who wait.
    #[must_use]
    pub fn new(running: usize, waiting: usize) -> Self {
        Self(Arc::new(Mutex::new(Room {
            free: running,
            most_waiting: waiting,
            waiting: Vec::new(),
            calm: Instant::now(),
        })))
    }

    /// How many wait now.
    pub(super) fn waiting(&self) -> usize {
        let mut room = lock(&self.0);
        room.send_away(Instant::now());
        room.waiting.len()
    }

    /// Whether whoever comes now is sent away.
    pub(super) fn is_full(&self) -> bool {
        let mut room = lock(&self.0);
        room.free == 0 && room.has_queue(Instant::now())
    }

    /// A place, which is free again when it is dropped; none where there is none in time.
    pub(super) async fn enter(&self) -> Option<Place> {
        let given = {
            let mut room = lock(&self.0);
            let since = Instant::now();
            if let Some(free) = room.free.checked_sub(1) {
                room.free = free;
                room.calm = since;
                return Some(Place(Arc::clone(&self.0)));
            }
            if room.has_queue(since) {
                return None;
            }
            let (place, given) = oneshot::channel();
            room.waiting.push(Waiting { since, place });
            given
        };
        timeout(PATIENCE, given).await.ok()?.ok()
    }
}

impl Room {
    /// Sends away who waited for too long, and forgets who gave up.
    fn send_away(&mut self, now: Instant) {
        let is_burst = now.duration_since(self.calm) < BURST;
        let patience = if is_burst { PATIENCE } else { HURRY };
        let is_there = |one: &Waiting| !one.place.is_closed() && now.duration_since(one.since) < patience;
        self.waiting.retain(is_there);
    }

    /// Whether as many wait as may.
    fn has_queue(&mut self, now: Instant) -> bool {
        if self.waiting.len() >= self.most_waiting {
            self.send_away(now);
        }
        self.waiting.len() >= self.most_waiting
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut room = lock(&self.0);
        room.send_away(Instant::now());
        let Some(last) = room.waiting.pop() else {
            room.free += 1;
            return;
        };
        drop(room);
        // Where nobody waits any more, this place is dropped in its turn.
        let _ = last.place.send(Self(Arc::clone(&self.0)));
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
        assert!(ceiling.enter().await.is_none(), "one waits already");
        assert!(began.elapsed() < PATIENCE);
        drop(first);
        let second = second.await.unwrap().unwrap();
        assert!(ceiling.enter().await.is_none(), "nobody leaves");
        assert!(began.elapsed() >= PATIENCE);
        drop(second);
        assert!(ceiling.enter().await.is_some());
    }

    #[tokio::test]
    async fn once_a_queue_has_stayed_nobody_waits_for_long() {
        let ceiling = Arc::new(Ceiling::new(1, 2));
        let place = ceiling.enter().await.unwrap();
        let first = waits(&ceiling).await;
        tokio::time::sleep(BURST + HURRY).await;
        assert!(!first.is_finished(), "a burst is waited through");
        assert!(!ceiling.is_full());
        let second = waits(&ceiling).await;
        assert!(first.await.unwrap().is_none(), "who came before the queue stayed has waited long enough");
        tokio::time::sleep(HURRY).await;
        assert_eq!(ceiling.waiting(), 0);
        assert!(second.await.unwrap().is_none());
        drop(place);
        // Then it is calm, and patient again.
        let _place = ceiling.enter().await.unwrap();
        let third = waits(&ceiling).await;
        tokio::time::sleep(HURRY * 3).await;
        assert_eq!(ceiling.waiting(), 1);
        assert!(!third.is_finished());
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
