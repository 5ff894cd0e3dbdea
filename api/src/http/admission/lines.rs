//! Those who wait for what agencies share, in a line for each owner, and whose turn it is.
//!
//! The next turn of a line is later by what the last of it took, and whoever comes anew has theirs now, not for all the time that
//! they asked for nothing: of as many as wait each comes to take as much, be it at once or little by little, and the dearest has its
//! turn too. That is start-time fair queueing: P. Goyal, H. M. Vin, H. Cheng, ACM SIGCOMM 1996. However many of one agency come,
//! another's waits for few of them to end (T129).

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use tokio::sync::oneshot;

use super::Owner;

/// The lines of all owners; what is waited for is a `P`.
#[derive(Debug)]
pub(super) struct Lines<P> {
    /// Those of each of whom somebody has some of it or waits; as long as there are such, also of whose next turn is yet to come.
    pub(super) of: BTreeMap<Owner, Line<P>>,
    /// The latest turn that somebody had.
    latest: u64,
}

/// The line of one owner.
#[derive(Debug)]
pub(super) struct Line<P> {
    /// How much they have.
    pub(super) taken: usize,
    pub(super) waiting: VecDeque<Waits<P>>,
    /// When the next of them has their turn.
    turn: u64,
}

/// One who waits.
#[derive(Debug)]
pub(super) struct Waits<P> {
    pub(super) came: Instant,
    /// For how much.
    pub(super) weight: usize,
    pub(super) place: oneshot::Sender<P>,
}

impl<P> Lines<P> {
    /// Nobody yet.
    pub(super) const fn new() -> Self {
        Self {
            of: BTreeMap::new(),
            latest: 0,
        }
    }

    /// How much all have.
    pub(super) fn taken(&self) -> usize {
        self.of.values().map(|line| line.taken).sum()
    }

    /// How many wait.
    pub(super) fn waiting(&self) -> usize {
        self.of.values().map(|line| line.waiting.len()).sum()
    }

    /// How many of this owner wait.
    pub(super) fn waiting_of(&self, owner: &Owner) -> usize {
        self.of.get(owner).map_or(0, |line| line.waiting.len())
    }

    /// One of this owner more waits for so much.
    pub(super) fn comes(&mut self, owner: &Owner, weight: usize, now: Instant) -> oneshot::Receiver<P> {
        let (place, given) = oneshot::channel();
        let latest = self.latest;
        let line = self.line(owner);
        if line.waiting.is_empty() {
            line.turn = line.turn.max(latest);
        }
        line.waiting.push_back(Waits {
            came: now,
            weight,
            place,
        });
        given
    }

    /// Whose turn it is among those whom this ranks by what they have and the first of them waits for: the lowest go before all
    /// others.
    pub(super) fn next<K: Ord>(&self, rank: impl Fn(usize, &Waits<P>) -> Option<K>) -> Option<Owner> {
        let waiting = self.of.iter().filter_map(|(owner, line)| {
            let first = line.waiting.front()?;
            Some((rank(line.taken, first)?, line.turn, first.came, owner))
        });
        waiting.min().map(|(.., owner)| owner.clone())
    }

    /// One of this owner has so much from now on, and waits no more if they did.
    pub(super) fn takes(&mut self, owner: &Owner, weight: usize) {
        let latest = self.latest;
        let line = self.line(owner);
        line.taken = line.taken.saturating_add(weight);
        self.latest = line.moves_on(latest, weight);
    }

    /// What one of this owner had is free again.
    pub(super) fn leaves(&mut self, owner: &Owner, weight: usize) {
        if let Some(line) = self.of.get_mut(owner) {
            line.taken = line.taken.saturating_sub(weight);
        }
        self.forget();
    }

    /// The first of this owner had their turn and took nothing, if they wait no more.
    pub(super) fn let_pass(&mut self, owner: &Owner) {
        let latest = self.latest;
        if let Some(line) = self.of.get_mut(owner)
            && let Some(first) = line.waiting.front().filter(|first| first.place.is_closed())
        {
            let weight = first.weight;
            line.moves_on(latest, weight);
        }
    }

    /// Takes out those of this owner who wait no more.
    pub(super) fn gave_up(&mut self, owner: &Owner) {
        if let Some(line) = self.of.get_mut(owner) {
            line.waiting.retain(|waits| !waits.place.is_closed());
        }
        self.forget();
    }

    fn line(&mut self, owner: &Owner) -> &mut Line<P> {
        self.of.entry(owner.clone()).or_insert_with(|| Line {
            taken: 0,
            waiting: VecDeque::new(),
            turn: 0,
        })
    }

    /// Whoever had more than those who wait does not come anew before these have caught up, and nothing else stays of who is gone.
    fn forget(&mut self) {
        let is_over = !self.of.values().any(Line::is_in_use);
        let latest = self.latest;
        self.of
            .retain(|_, line| line.is_in_use() || (line.turn > latest && !is_over));
    }
}

impl<P> Line<P> {
    /// The next turn of it is later by so much; when this one was.
    fn moves_on(&mut self, latest: u64, weight: usize) -> u64 {
        // Whoever ranked behind others meanwhile had no less than these, and has nothing to catch up.
        let turn = self.turn.max(latest);
        self.turn = turn.saturating_add(u64::try_from(weight).unwrap_or(u64::MAX));
        turn
    }

    /// Whether somebody of it has some or waits.
    fn is_in_use(&self) -> bool {
        self.taken > 0 || !self.waiting.is_empty()
    }
}
