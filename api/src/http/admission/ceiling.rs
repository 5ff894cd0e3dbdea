//! How many operations run at once. Beyond that a few wait for a moment, and whoever comes then is sent away at once:
//! a queue that nobody can work off only makes everybody late.
//!
//! A queue that has just filled is a burst, and is worked off in turn before anybody notices. One that was full and could not
//! be worked off for a while since is more than can be carried: as long as it stands, only as many wait as may run, each for next
//! to nothing, and the last to come is the first to go on. So those who are answered are answered as fast as ever, where in turn
//! each would wait for all before them, and those who are not are sent away at the door, before they are read (`shed.rs`).
//!
//! That is controlled delay with adaptive LIFO: B. Maurer, "Fail at Scale", ACM Queue 13(8), 2015, whose times are those of
//! `CoDel` (RFC 8289, sections 4.2 and 4.3). It differs in one: that somebody waits is no overload. A few clients that each ask
//! again at once keep a queue that is never empty, and none of them should be sent away.
//!
//! Where the database is far away many operations wait for it at a time, and take no core from one another. Where it is near, or
//! much is refused, each takes the cores from all others. So places are given up while the cores cannot keep up, which shows in
//! how late what should happen at a time happens (a queue's delay and not its length tells of overload: H. Zhou et al., "Overload
//! Control for Scaling `WeChat` Microservices", ACM Symposium on Cloud Computing 2018), and come back when they can. While a queue
//! stands they go down to one: then most of what makes the cores late is to send away, and each that runs makes all others later.
//! Else some are always left, since it may be others on the machine who take the cores.
//!
//! Each agency has a queue of its own, and a share of all who may wait; where as many wait as may, the longest queue makes room for
//! the others. A place goes to the queue of which the fewest run, and of several to that whose turn it is (`lines.rs`): however many
//! of one agency come, another's waits for one of them to end (T129).

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, oneshot};
use tokio::task::yield_now;
use tokio::time::{sleep_until, timeout};

use super::Owner;
use super::lines::Lines;

/// How long one waits at most in a queue that does not stand. Maurer has 100 ms there; people rather wait for half a second than
/// ask again.
pub(in crate::http) const PATIENCE: Duration = Duration::from_millis(500);

/// For how long a queue could not be worked off that stands, and nobody was sent away of one that does no more: Maurer's N, and the
/// interval of RFC 8289. Both have 100 ms, as long as a network takes; what is waited for here takes milliseconds.
const STANDS: Duration = Duration::from_millis(20);

/// How long one waits at most in a queue that stands: Maurer's M, and the target of RFC 8289. Both have 5 ms, and an operation takes
/// one or two. Whoever waited for longer makes way for who comes.
const MOMENT: Duration = Duration::from_millis(2);

/// How often it is looked how late the cores are.
const LOOKS: Duration = Duration::from_millis(20);

/// How late they are that cannot keep up: of a timer, which is a millisecond late where nothing holds it up, and of what could run
/// at once, which waits for whatever else could.
const LATE: Duration = Duration::from_millis(2);
const BEHIND: Duration = Duration::from_micros(500);

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
    /// Tells that somebody comes where nobody was.
    comes: Notify,
}

struct Queues {
    places: usize,
    most_waiting: usize,
    lines: Lines<Place>,
    /// Those that could not be worked off since they were full ([`Self::settle`]). That all hung up does not count.
    full: BTreeMap<Owner, Full>,
}

/// A queue that was full.
struct Full {
    since: Instant,
    /// When somebody of it was last sent away, if anybody was.
    sent_away: Option<Instant>,
    /// Whether it stands.
    stands: bool,
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

/// Takes whoever waits out of their queue once they do not, also where their client hung up.
struct Leaves<'r> {
    room: &'r Room,
    owner: &'r Owner,
    is_waiting: bool,
}

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
                lines: Lines::new(),
                full: BTreeMap::new(),
            }),
            places: running,
            is_crowded: AtomicBool::new(false),
            comes: Notify::new(),
        }))
    }

    /// How many wait now.
    pub(in crate::http) fn waiting(&self) -> usize {
        self.0.change(|queues| queues.lines.waiting())
    }

    /// Whether some of those who come now are sent away.
    pub(in crate::http) fn is_crowded(&self) -> bool {
        self.0.is_crowded.load(Ordering::Relaxed)
    }

    /// Whether whoever comes now is sent away. Whose they are is asked only where that matters.
    pub(in crate::http) fn is_full(&self, owner: impl FnOnce() -> Owner) -> bool {
        if !self.is_crowded() {
            return false;
        }
        let owner = owner();
        self.0
            .change(|queues| queues.is_taken() && queues.is_full(&owner, Instant::now()))
    }

    /// Fits the places to the cores, for as long as it is polled; rests while there is nothing to look at.
    pub async fn fit(&self) {
        if self.0.places.start() == self.0.places.end() {
            return;
        }
        loop {
            if self.0.change(|queues| queues.rest(&self.0.places)) {
                self.0.comes.notified().await;
            }
            let looks = Instant::now() + LOOKS;
            sleep_until(looks.into()).await;
            let is_late = looks.elapsed() > LATE || behind().await > BEHIND;
            let next = self
                .0
                .change(|queues| queues.fits(&self.0.places, is_late, Instant::now()));
            self.0.give(next);
        }
    }

    /// A place, which is free again when it is dropped; none where there is none in time.
    pub(in crate::http) async fn enter(&self, owner: Owner) -> Option<Place> {
        let room = &self.0;
        let enters = |queues: &mut Queues| (queues.lines.of.is_empty(), queues.enters(&owner, Instant::now()));
        let (is_first, turn) = room.change(enters);
        if is_first {
            room.comes.notify_one();
        }
        match turn {
            Turn::Now => Some(Place {
                room: Arc::clone(room),
                owner,
            }),
            Turn::Later(given, patience) => {
                let mut leaves = Leaves {
                    room,
                    owner: &owner,
                    is_waiting: true,
                };
                let given = timeout(patience, given).await;
                leaves.is_waiting = given.is_err();
                if given.is_err() {
                    room.change(|queues| queues.sends_away(&owner, Instant::now()));
                }
                given.ok()?.ok()
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
        let may_be_full = queues.lines.waiting() >= smallest || !queues.full.is_empty();
        let is_crowded = queues.is_taken() && may_be_full;
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
        self.lines.taken() >= self.places
    }

    /// Whether as many wait as may.
    fn is_filled(&self) -> bool {
        self.lines.waiting() >= self.most_waiting
    }

    /// Whether no more of this owner may wait.
    fn is_full(&mut self, owner: &Owner, now: Instant) -> bool {
        self.clear(owner, now);
        let theirs = self.lines.waiting_of(owner);
        let is_full = theirs >= self.most_of(owner) || (self.is_filled() && self.longest(theirs).is_none());
        if is_full {
            self.sends_away(owner, now);
        }
        is_full
    }

    /// How many of this owner may wait: in all queues that stand together as many as may run, and one in each, so that most go on
    /// before they have waited for too long.
    fn most_of(&self, owner: &Owner) -> usize {
        let share = owner.share(self.most_waiting);
        if !self.stands(owner) {
            return share;
        }
        let standing = self.full.values().filter(|full| full.stands).count();
        self.places.div_ceil(standing.max(1)).min(share)
    }

    /// Sends away those in a queue that stands who have waited for too long, so that who comes may wait in their place.
    fn clear(&mut self, owner: &Owner, now: Instant) {
        if !self.stands(owner) {
            return;
        }
        let Some(line) = self.lines.of.get_mut(owner) else {
            return;
        };
        let before = line.waiting.len();
        while line.waiting.front().is_some_and(|first| !is_of_now(first.came, now)) {
            line.waiting.pop_front();
        }
        if line.waiting.len() < before {
            self.sends_away(owner, now);
        }
    }

    /// Notes that somebody of this owner is sent away.
    fn sends_away(&mut self, owner: &Owner, now: Instant) {
        if let Some(full) = self.full.get_mut(owner) {
            full.sent_away = Some(now);
        }
    }

    /// Whether nobody runs or waits, and all the places are there.
    fn rest(&self, places: &RangeInclusive<usize>) -> bool {
        self.lines.of.is_empty() && self.places >= *places.end()
    }

    /// How many wait where all of whom somebody waits have a like part of the room.
    fn part(&self) -> usize {
        let waiting = self.lines.of.values().filter(|line| !line.waiting.is_empty());
        self.most_waiting / waiting.count().max(1)
    }

    /// Whose queue is the longest, where it is longer by so much than one of so many that it is to make room for that.
    fn longest(&self, than: usize) -> Option<Owner> {
        let longest = self.lines.of.iter().max_by_key(|(_, line)| line.waiting.len());
        let longest = longest.filter(|(_, line)| line.waiting.len() > than.saturating_add(1));
        longest.map(|(owner, _)| owner.clone())
    }

    fn enters(&mut self, owner: &Owner, now: Instant) -> Turn {
        if !self.is_taken() {
            self.settle(self.part(), now);
            self.lines.takes(owner, 1);
            return Turn::Now;
        }
        if self.is_full(owner, now) {
            return Turn::Never;
        }
        let (theirs, share) = (self.lines.waiting_of(owner), owner.share(self.most_waiting));
        if self.is_filled() {
            let Some(longest) = self.longest(theirs) else {
                return Turn::Never;
            };
            self.makes_room(&longest, now);
        }
        let patience = if self.stands(owner) { MOMENT } else { PATIENCE };
        let given = self.lines.comes(owner, 1, now);
        // Several fill the room together, none of them their share.
        let theirs = theirs.saturating_add(1);
        if theirs >= share || (self.is_filled() && theirs >= self.part()) {
            let full = Full {
                since: now,
                sent_away: None,
                stands: false,
            };
            self.full.entry(owner.clone()).or_insert(full);
        }
        Turn::Later(given, patience)
    }

    /// Who gets the place that one of this owner leaves; where there is nobody it is free.
    fn leaves(&mut self, owner: &Owner, now: Instant) -> Option<Next> {
        self.lines.leaves(owner, 1);
        self.next(now)
    }

    /// Who goes on where a place is free.
    fn next(&mut self, now: Instant) -> Option<Next> {
        if self.is_taken() {
            return None;
        }
        let part = self.part();
        self.settle(part, now);
        let owner = self.lines.next(|running, _| Some(running))?;
        let stands = self.stands(&owner);
        let waiting = &mut self.lines.of.get_mut(&owner)?.waiting;
        let next = if stands {
            waiting.pop_back()
        } else {
            waiting.pop_front()
        };
        let next = next?;
        self.lines.takes(&owner, 1);
        // Those whom others pass by would be answered late if at all, and keep room from who comes.
        if is_of_now(next.came, now) {
            self.clear(&owner, now);
        }
        self.settle(part, now);
        Some((owner, next.place))
    }

    /// One place fewer where the cores are late, one more where they are not; who gets that.
    fn fits(&mut self, places: &RangeInclusive<usize>, is_late: bool, now: Instant) -> Option<Next> {
        if is_late {
            self.settle(self.part(), now);
            let stands = self.full.values().any(|full| full.stands);
            let least = if stands { 1 } else { *places.start() };
            self.places = self.places.saturating_sub(1).max(least);
            return None;
        }
        self.places = self.places.saturating_add(1).min(*places.end());
        self.next(now)
    }

    /// A queue is worked off where half of those who may wait, or fewer, do; of several that fill the room, half of their part. One
    /// that was not for long, and of which somebody was sent away of late, stands; it is short then, because few wait there and
    /// nobody for long, so that it stands until nobody was sent away for as long.
    fn settle(&mut self, part: usize, now: Instant) {
        let (lines, most) = (&self.lines, self.most_waiting);
        self.full.retain(|owner, full| {
            let sends_away = full.sent_away.is_some_and(|at| !is_long(at, now));
            if full.stands {
                return sends_away;
            }
            full.stands = sends_away && is_long(full.since, now);
            lines.waiting_of(owner) > owner.share(most).min(part) / 2
        });
    }

    /// Sends away who would go on last of these.
    fn makes_room(&mut self, owner: &Owner, now: Instant) {
        self.sends_away(owner, now);
        let stands = self.stands(owner);
        if let Some(line) = self.lines.of.get_mut(owner) {
            if stands {
                line.waiting.pop_front();
            } else {
                line.waiting.pop_back();
            }
        }
    }

    fn stands(&self, owner: &Owner) -> bool {
        self.full.get(owner).is_some_and(|full| full.stands)
    }
}

/// Whether who came then has not waited for too long in a queue that stands.
fn is_of_now(came: Instant, now: Instant) -> bool {
    now.saturating_duration_since(came) <= MOMENT
}

/// How long what could run at once waits for whatever else could.
async fn behind() -> Duration {
    let now = Instant::now();
    yield_now().await;
    now.elapsed()
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
        if self.is_waiting {
            self.room.change(|queues| queues.lines.gave_up(self.owner));
        }
    }
}

#[cfg(test)]
#[path = "ceiling_tests.rs"]
mod tests;
