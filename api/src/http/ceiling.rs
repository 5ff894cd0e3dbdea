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
//!
//! Each agency has a queue of its own, and a share of all who may wait; where as many wait as may, the longest queue makes room for
//! the others. A place goes to the queue of which the fewest run, and of several to that whose turn is longest ago: however many of
//! one agency come, another's waits for one of them to end (T129).

use std::collections::{BTreeMap, VecDeque};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::time::{sleep_until, timeout};

use super::Owner;

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
pub struct Place {
    room: Arc<Room>,
    owner: Owner,
}

struct Room {
    queues: Mutex<Queues>,
    places: RangeInclusive<usize>,
    /// Whether whoever comes now may be sent away, depending on whose they are; told by each change of the queues, so that
    /// whoever asks locks nothing before it is.
    is_crowded: AtomicBool,
}

struct Queues {
    places: usize,
    most_waiting: usize,
    /// Those of each of whom somebody runs or waits.
    of: BTreeMap<Owner, Queue>,
    /// How many had a place until now.
    turns: u64,
}

/// Those of one owner.
#[derive(Default)]
struct Queue {
    running: usize,
    waiting: VecDeque<Waits>,
    /// Since when it could not be worked off: when it was full after there was last room for half of it, as a place came. That all
    /// gave up does not count.
    since: Option<Instant>,
    /// Which of all these it was that one of them had last.
    turn: u64,
}

/// One who waits.
struct Waits {
    came: Instant,
    place: oneshot::Sender<Place>,
}

/// Who goes on.
type Next = (Owner, oneshot::Sender<Place>);

/// When whoever comes has a place.
enum Turn {
    Now,
    /// When it is given to them, within this time.
    Later(oneshot::Receiver<Place>, Duration),
    Never,
}

/// Takes whoever waited out of their queue, also where their client hung up.
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
            queues: Mutex::new(Queues {
                places: *running.end(),
                most_waiting: waiting,
                of: BTreeMap::new(),
                turns: 0,
            }),
            places: running,
            is_crowded: AtomicBool::new(false),
        }))
    }

    /// How many wait now.
    pub(super) fn waiting(&self) -> usize {
        self.0.change(|queues| queues.waiting())
    }

    /// Whether whoever comes now is sent away. Whose they are is asked only where that matters.
    pub(super) fn is_full(&self, owner: impl FnOnce() -> Owner) -> bool {
        if !self.0.is_crowded.load(Ordering::Relaxed) {
            return false;
        }
        let owner = owner();
        self.0.change(|queues| queues.is_taken() && queues.is_full(&owner))
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
                .change(|queues| queues.fits(&self.0.places, is_late, Instant::now()));
            self.0.give(next);
        }
    }

    /// A place, which is free again when it is dropped; none where there is none in time.
    pub(super) async fn enter(&self, owner: Owner) -> Option<Place> {
        let turn = self.0.change(|queues| queues.enters(&owner, Instant::now()));
        match turn {
            Turn::Now => Some(Place {
                room: Arc::clone(&self.0),
                owner,
            }),
            Turn::Later(given, patience) => {
                let _leaves = Leaves(&self.0);
                timeout(patience, given).await.ok()?.ok()
            }
            Turn::Never => None,
        }
    }
}

impl Room {
    fn change<T>(&self, change: impl FnOnce(&mut Queues) -> T) -> T {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let came = change(&mut queues);
        let smallest = Owner::Nobody.share(queues.most_waiting);
        let is_crowded = queues.is_taken() && queues.waiting() >= smallest;
        self.is_crowded.store(is_crowded, Ordering::Relaxed);
        came
    }

    fn give(self: &Arc<Self>, next: Option<Next>) {
        if let Some((owner, place)) = next {
            let room = Arc::clone(self);
            // Where they gave up in this very moment, this place is dropped in its turn.
            let _ = place.send(Place { room, owner });
        }
    }
}

impl Queues {
    /// Whether nothing is free.
    fn is_taken(&self) -> bool {
        self.of.values().map(|queue| queue.running).sum::<usize>() >= self.places
    }

    fn waiting(&self) -> usize {
        self.of.values().map(|queue| queue.waiting.len()).sum()
    }

    /// How many of this owner wait.
    fn of(&self, owner: &Owner) -> usize {
        self.of.get(owner).map_or(0, |queue| queue.waiting.len())
    }

    /// Whether no more of this owner may wait.
    fn is_full(&self, owner: &Owner) -> bool {
        self.of(owner) >= owner.share(self.most_waiting)
            || (self.waiting() >= self.most_waiting && self.longest(self.of(owner)).is_none())
    }

    /// How many wait where all of whom somebody waits have a like part of the room.
    fn part(&self) -> usize {
        let waiting = self.of.values().filter(|queue| !queue.waiting.is_empty());
        self.most_waiting / waiting.count().max(1)
    }

    /// Whose queue is the longest, where it is longer by so much than one of so many that it is to make room for that.
    fn longest(&self, than: usize) -> Option<Owner> {
        let longest = self.of.iter().max_by_key(|(_, queue)| queue.waiting.len());
        let longest = longest.filter(|(_, queue)| queue.waiting.len() > than.saturating_add(1));
        longest.map(|(owner, _)| owner.clone())
    }

    fn enters(&mut self, owner: &Owner, now: Instant) -> Turn {
        let is_taken = self.is_taken();
        if is_taken && self.is_full(owner) {
            return Turn::Never;
        }
        // Whoever comes anew has had no turn for as long as all but the last: not for ever, or who asks again and again one by
        // one would always go before who waits.
        let turn = self.turns.saturating_sub(1);
        let new = || Queue {
            turn,
            ..Queue::default()
        };
        if !is_taken {
            self.of.entry(owner.clone()).or_insert_with(new).runs(&mut self.turns);
            return Turn::Now;
        }
        if self.waiting() >= self.most_waiting
            && let Some(longest) = self.longest(self.of(owner))
            && let Some(longest) = self.of.get_mut(&longest)
        {
            longest.makes_room(now);
        }
        let share = owner.share(self.most_waiting);
        let queue = self.of.entry(owner.clone()).or_insert_with(new);
        let patience = if queue.stands(now) { MOMENT } else { PATIENCE };
        let (place, given) = oneshot::channel();
        queue.waiting.push_back(Waits { came: now, place });
        // Several fill the room together, none of them their share.
        let theirs = queue.waiting.len();
        let is_full = theirs >= share || (self.waiting() >= self.most_waiting && theirs >= self.part());
        if is_full && let Some(queue) = self.of.get_mut(owner) {
            queue.since.get_or_insert(now);
        }
        Turn::Later(given, patience)
    }

    /// Who gets the place that one of this owner leaves; where there is nobody it is free.
    fn leaves(&mut self, owner: &Owner, now: Instant) -> Option<Next> {
        if let Some(queue) = self.of.get_mut(owner) {
            queue.running = queue.running.saturating_sub(1);
        }
        let next = self.next(now);
        self.forget();
        next
    }

    /// Who goes on where a place is free.
    fn next(&mut self, now: Instant) -> Option<Next> {
        if self.is_taken() {
            return None;
        }
        let part = self.part();
        for (owner, queue) in &mut self.of {
            queue.settles(owner.share(self.most_waiting).min(part));
        }
        let waiting = self.of.iter_mut().filter(|(_, queue)| !queue.waiting.is_empty());
        let came = |queue: &Queue| queue.waiting.front().map(|first| first.came);
        let (owner, queue) = waiting.min_by_key(|(_, queue)| (queue.running, queue.turn, came(queue)))?;
        let place = queue.next(now)?;
        queue.settles(owner.share(self.most_waiting).min(part));
        queue.runs(&mut self.turns);
        Some((owner.clone(), place))
    }

    /// One place fewer where the cores are late, one more where they are not; who gets that.
    fn fits(&mut self, places: &RangeInclusive<usize>, is_late: bool, now: Instant) -> Option<Next> {
        if is_late {
            self.places = self.places.saturating_sub(1).max(*places.start());
            return None;
        }
        self.places = self.places.saturating_add(1).min(*places.end());
        self.next(now)
    }

    /// Takes out who waits no more.
    fn gave_up(&mut self) {
        for queue in self.of.values_mut() {
            queue.waiting.retain(|waits| !waits.place.is_closed());
        }
        self.forget();
    }

    /// Nothing stays of those of whom nobody runs or waits.
    fn forget(&mut self) {
        self.of
            .retain(|_, queue| queue.running > 0 || !queue.waiting.is_empty());
    }
}

impl Queue {
    /// One of them has a place.
    const fn runs(&mut self, turns: &mut u64) {
        self.running = self.running.saturating_add(1);
        *turns = turns.saturating_add(1);
        self.turn = *turns;
    }

    /// Which of them goes on.
    fn next(&mut self, now: Instant) -> Option<oneshot::Sender<Place>> {
        let stands = self.stands(now);
        let next = if stands {
            self.waiting.pop_back()
        } else {
            self.waiting.pop_front()
        };
        let next = next?;
        // Those whom others pass by would be answered late if at all, and keep room from who comes.
        if stands && !is_long(next.came, now) {
            while self.waiting.front().is_some_and(|first| is_long(first.came, now)) {
                self.waiting.pop_front();
            }
        }
        Some(next.place)
    }

    /// It is worked off where half of those who may wait, or fewer, do; of several that fill the room, half of their part.
    fn settles(&mut self, share: usize) {
        if self.waiting.len() <= share / 2 {
            self.since = None;
        }
    }

    /// Sends away who would go on last.
    fn makes_room(&mut self, now: Instant) {
        if self.stands(now) {
            self.waiting.pop_front();
        } else {
            self.waiting.pop_back();
        }
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
        let next = self.room.change(|queues| queues.leaves(&self.owner, Instant::now()));
        self.room.give(next);
    }
}

impl Drop for Leaves<'_> {
    fn drop(&mut self) {
        self.0.change(Queues::gave_up);
    }
}

#[cfg(test)]
mod tests;
