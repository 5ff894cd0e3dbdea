//! How many operations run at once. Beyond that a few wait for a moment, and whoever comes then is sent away at once:
//! a queue that nobody can work off only makes everybody late.
//!
//! A queue that has just filled is a burst, and is worked off in turn before anybody notices. One that was full and could not
//! be worked off for a while since is more than can be carried: as long as it stands, whoever comes waits for next to nothing,
//! and the last to come is the first to go on. So those who are answered are answered as fast as ever, where in turn each would
//! wait for all before them.
//!
//! That is controlled delay with adaptive LIFO: B. Maurer, "Fail at Scale", ACM Queue 13(8), 2015, whose times are those of
//! `CoDel` (RFC 8289, sections 4.2 and 4.3). It differs in one: that somebody waits is no overload. A few clients that each ask
//! again at once keep a queue that is never empty, and none of them should be sent away.
//!
//! Where the database is far away many operations wait for it at a time, and take no core from one another. Where it is near, or
//! much is refused, each takes the cores from all others. So places are given up while the cores cannot keep up, which shows in
//! how late what should happen at a time happens (a queue's delay and not its length tells of overload: H. Zhou et al., "Overload
//! Control for Scaling `WeChat` Microservices", ACM Symposium on Cloud Computing 2018), and come back when they can.

use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::time::{sleep_until, timeout};

/// How long one waits at most in a queue that does not stand. Maurer has 100 ms there; people rather wait for half a second than
/// ask again.
pub(super) const PATIENCE: Duration = Duration::from_millis(500);

/// For how long a queue could not be worked off that stands: Maurer's N, and the interval of RFC 8289. Whoever waited for as
/// long is sent away there when one who came later goes on.
const STANDS: Duration = Duration::from_millis(100);

/// How long one waits at most in a queue that stands: Maurer's M, and the target of RFC 8289.
const MOMENT: Duration = Duration::from_millis(5);

/// How often it is looked how late the cores are.
const LOOKS: Duration = Duration::from_millis(20);

/// How late they are that cannot keep up. A timer that nothing holds up is a millisecond late.
const LATE: Duration = Duration::from_millis(3);

/// Room for operations.
pub struct Ceiling(Arc<Room>);

/// A place for one operation; whoever waits gets it when it is dropped.
pub struct Place(Arc<Room>);

struct Room {
    queue: Mutex<Queue>,
    places: RangeInclusive<usize>,
    most_waiting: usize,
    /// Whether whoever comes now is sent away; told by each change of the queue, so that whoever asks locks nothing.
    is_full: AtomicBool,
}

struct Queue {
    places: usize,
    taken: usize,
    waiting: VecDeque<Waits>,
    /// Since when it could not be worked off: when it was full after it was last empty. That all gave up does not count.
    since: Option<Instant>,
}

/// One who waits.
struct Waits {
    came: Instant,
    place: oneshot::Sender<Place>,
}

/// When whoever comes has a place.
enum Turn {
    Now,
    /// When it is given to them, within this time.
    Later(oneshot::Receiver<Place>, Duration),
    Never,
}

/// Takes whoever waited out of the queue, also where their client hung up.
struct Leaves<'r>(&'r Room);

impl Ceiling {
    /// Room for so many at once, and for so many who wait.
    #[must_use]
    pub fn new(running: usize, waiting: usize) -> Self {
        Self::between(running..=running, waiting)
    }

    /// Room for as many at once as the cores can keep up with, once they are [fitted](Self::fit), and for so many who wait.
    #[must_use]
    pub fn between(running: RangeInclusive<usize>, waiting: usize) -> Self {
        Self(Arc::new(Room {
            queue: Mutex::new(Queue {
                places: *running.end(),
                taken: 0,
                waiting: VecDeque::new(),
                since: None,
            }),
            places: running,
            most_waiting: waiting,
            is_full: AtomicBool::new(false),
        }))
    }

    /// How many wait now.
    pub(super) fn waiting(&self) -> usize {
        self.0.change(|queue| queue.waiting.len())
    }

    /// Whether whoever comes now is sent away.
    pub(super) fn is_full(&self) -> bool {
        self.0.is_full.load(Ordering::Relaxed)
    }

    /// Fits the places to the cores, for as long as it is polled.
    pub async fn fit(&self) {
        if self.0.places.start() == self.0.places.end() {
            return;
        }
        loop {
            let looks = Instant::now() + LOOKS;
            sleep_until(looks.into()).await;
            let is_late = looks.elapsed() > LATE;
            let next = self
                .0
                .change(|queue| queue.fits(&self.0.places, is_late, Instant::now()));
            if let Some(next) = next {
                let _ = next.send(Place(Arc::clone(&self.0)));
            }
        }
    }

    /// A place, which is free again when it is dropped; none where there is none in time.
    pub(super) async fn enter(&self) -> Option<Place> {
        let most_waiting = self.0.most_waiting;
        match self.0.change(|queue| queue.enters(most_waiting, Instant::now())) {
            Turn::Now => Some(Place(Arc::clone(&self.0))),
            Turn::Later(given, patience) => {
                let _leaves = Leaves(&self.0);
                timeout(patience, given).await.ok()?.ok()
            }
            Turn::Never => None,
        }
    }
}

impl Room {
    fn change<T>(&self, change: impl FnOnce(&mut Queue) -> T) -> T {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let came = change(&mut queue);
        let is_full = queue.taken >= queue.places && queue.waiting.len() >= self.most_waiting;
        self.is_full.store(is_full, Ordering::Relaxed);
        came
    }
}

impl Queue {
    fn enters(&mut self, most_waiting: usize, now: Instant) -> Turn {
        if self.taken < self.places {
            self.taken += 1;
            return Turn::Now;
        }
        if self.waiting.len() >= most_waiting {
            return Turn::Never;
        }
        let patience = if self.stands(now) { MOMENT } else { PATIENCE };
        let (place, given) = oneshot::channel();
        self.waiting.push_back(Waits { came: now, place });
        if self.waiting.len() >= most_waiting {
            self.since.get_or_insert(now);
        }
        Turn::Later(given, patience)
    }

    /// Who gets a place that is left; where there is nobody it is free.
    fn next(&mut self, now: Instant) -> Option<oneshot::Sender<Place>> {
        if self.taken > self.places {
            self.taken -= 1;
            return None;
        }
        let stands = self.stands(now);
        let next = if stands {
            self.waiting.pop_back()
        } else {
            self.waiting.pop_front()
        };
        if next.is_none() {
            self.taken = self.taken.saturating_sub(1);
        }
        if self.waiting.is_empty() {
            self.since = None;
        }
        let next = next?;
        // Those whom others pass by would be answered late if at all, and keep room from who comes.
        if stands && !is_long(next.came, now) {
            while self.waiting.front().is_some_and(|first| is_long(first.came, now)) {
                self.waiting.pop_front();
            }
        }
        Some(next.place)
    }

    /// One place fewer where the cores are late, one more where they are not; who gets that.
    fn fits(&mut self, places: &RangeInclusive<usize>, is_late: bool, now: Instant) -> Option<oneshot::Sender<Place>> {
        if is_late {
            self.places = self.places.saturating_sub(1).max(*places.start());
            return None;
        }
        self.places = self.places.saturating_add(1).min(*places.end());
        if self.taken >= self.places || self.waiting.is_empty() {
            return None;
        }
        self.taken += 1;
        self.next(now)
    }

    fn stands(&self, now: Instant) -> bool {
        self.since.is_some_and(|since| is_long(since, now))
    }
}

fn is_long(since: Instant, now: Instant) -> bool {
    now.saturating_duration_since(since) >= STANDS
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(next) = self.0.change(|queue| queue.next(Instant::now())) {
            // Where they gave up in this very moment, this place is dropped in its turn.
            let _ = next.send(Self(Arc::clone(&self.0)));
        }
    }
}

impl Drop for Leaves<'_> {
    fn drop(&mut self) {
        self.0
            .change(|queue| queue.waiting.retain(|waits| !waits.place.is_closed()));
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use tokio::sync::oneshot::error::TryRecvError;
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

    /// A queue for three, before which nothing is free.
    const fn queue() -> Queue {
        Queue {
            places: 1,
            taken: 1,
            waiting: VecDeque::new(),
            since: None,
        }
    }

    /// Which of them wait no more, once one has what they waited for.
    fn gone(place: Option<oneshot::Sender<Place>>, given: &mut [oneshot::Receiver<Place>]) -> Vec<bool> {
        drop(place);
        let gone = |given: &mut oneshot::Receiver<_>| matches!(given.try_recv(), Err(TryRecvError::Closed));
        given.iter_mut().map(gone).collect()
    }

    /// Comes into it: what is given to them, and how long they wait for that.
    fn comes(queue: &mut Queue, now: Instant) -> (oneshot::Receiver<Place>, Duration) {
        let turn = match queue.enters(3, now) {
            Turn::Later(given, patience) => Some((given, patience)),
            Turn::Now | Turn::Never => None,
        };
        turn.unwrap()
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
        assert!(!ceiling.is_full());
        assert!(ceiling.enter().await.is_none(), "nobody leaves");
        assert!(began.elapsed() >= PATIENCE);
        assert!(!ceiling.is_full(), "who gave up waits no more");
        let began = Instant::now();
        assert!(
            ceiling.enter().await.is_none(),
            "nobody could be worked off since it was full"
        );
        assert!(began.elapsed() < PATIENCE);
        drop(second);
        assert!(ceiling.enter().await.is_some());
    }

    #[tokio::test]
    async fn of_a_burst_each_goes_on_in_turn_and_who_gave_up_takes_no_place() {
        let ceiling = Arc::new(Ceiling::new(1, 3));
        let place = ceiling.enter().await.unwrap();
        let (first, second, third) = (waits(&ceiling).await, waits(&ceiling).await, waits(&ceiling).await);
        first.abort();
        assert!(first.await.is_err());
        assert_eq!(ceiling.waiting(), 2);
        drop(place);
        let place = second.await.unwrap().unwrap();
        assert!(!third.is_finished());
        drop(place);
        drop(third.await.unwrap().unwrap());
        assert!(ceiling.enter().await.is_some());
    }

    #[test]
    fn a_queue_that_stands_serves_the_last_first_and_lets_nobody_wait_for_long() {
        let began = Instant::now();
        let (full, stands) = (began + STANDS / 2, began + STANDS * 3 / 2);
        let mut queue = queue();
        let (first, patience) = comes(&mut queue, began);
        assert_eq!(patience, PATIENCE);
        let (second, third) = (comes(&mut queue, began).0, comes(&mut queue, full).0);
        assert!(matches!(queue.enters(3, full), Turn::Never));
        let mut all = vec![first, second, third];
        let soon = began + STANDS;
        assert_eq!(gone(queue.next(soon), &mut all), [true, false, false], "in turn");
        assert_eq!(gone(queue.next(soon), &mut all), [true, true, false], "in turn");
        for _ in 0..2 {
            let (late, patience) = comes(&mut queue, stands);
            assert_eq!(patience, MOMENT);
            all.push(late);
        }
        // The last to come has the place, and who waited for too long is sent away.
        assert_eq!(gone(queue.next(stands), &mut all), [true, true, true, false, true]);
        assert_eq!(gone(queue.next(stands), &mut all), [true; 5]);
        // From when all are worked off, whoever comes is but a burst.
        assert!(queue.next(stands).is_none());
        assert!(matches!(queue.enters(3, stands), Turn::Now));
        assert_eq!(comes(&mut queue, stands).1, PATIENCE);
    }

    #[test]
    fn a_burst_that_nobody_comes_after_is_worked_off_to_its_end() {
        let began = Instant::now();
        let mut queue = queue();
        let mut all = [(); 3].map(|()| comes(&mut queue, began).0);
        for went in [[false, false, true], [false, true, true], [true; 3]] {
            assert_eq!(gone(queue.next(began + STANDS * 2), &mut all), went);
        }
    }

    #[test]
    fn a_few_who_come_again_and_again_go_on_in_turn_for_ever() {
        let began = Instant::now();
        let mut queue = queue();
        let mut waits = VecDeque::from([comes(&mut queue, began).0, comes(&mut queue, began).0]);
        for number in 1..100 {
            let now = began + STANDS * number;
            let went = gone(queue.next(now), waits.make_contiguous());
            assert_eq!(went, [true, false]);
            waits.pop_front();
            let (next, patience) = comes(&mut queue, now);
            assert_eq!(patience, PATIENCE);
            waits.push_back(next);
        }
    }

    #[test]
    fn places_are_given_up_while_the_cores_are_late_and_come_back() {
        let (now, places) = (Instant::now(), 1..=2);
        let mut queue = queue();
        (queue.places, queue.taken) = (2, 2);
        let mut waits = [comes(&mut queue, now).0];
        for _ in 0..3 {
            assert!(queue.fits(&places, true, now).is_none());
        }
        // The place that one leaves is no more; the next one's is.
        assert!(queue.next(now).is_none());
        assert_eq!((queue.places, queue.taken), (1, 1));
        assert_eq!(gone(queue.fits(&places, false, now), &mut waits), [true]);
        assert_eq!((queue.places, queue.taken), (2, 2));
        assert!(queue.fits(&places, false, now).is_none());
        assert!(queue.next(now).is_none() && queue.next(now).is_none());
        assert!(queue.fits(&places, false, now).is_none());
        assert_eq!((queue.places, queue.taken), (2, 0));
    }

    #[tokio::test]
    async fn what_is_fixed_is_not_fitted() {
        Ceiling::new(1, 1).fit().await;
    }
}
