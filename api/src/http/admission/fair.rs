//! Room that agencies share by how much of it each takes (`lines.rs`). Nobody passes by whoever's turn it is, though there is not
//! enough for them yet and would be for others. Whoever gives up then has had their turn: else those who come for much of one agency,
//! and give up one after the other, would keep all others out.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::Owner;
use super::lines::{Lines, Waits};

/// Room of which no more than so much is taken at once.
pub(in crate::http) struct Fair(Arc<Room>);

/// What one takes of it, until this is dropped.
#[derive(Debug)]
pub(in crate::http) struct Taken {
    room: Arc<Room>,
    owner: Owner,
    weight: usize,
}

#[derive(Debug)]
struct Room {
    most: usize,
    of_one: usize,
    lines: Mutex<Lines<Taken>>,
}

/// Takes whoever waits out of their line once they do not, also where their client hung up.
struct Leaves<'r> {
    room: &'r Arc<Room>,
    owner: &'r Owner,
    is_waiting: bool,
}

impl Fair {
    /// Room for so much at once, and for so much of one owner.
    pub(in crate::http) fn new(most: usize, of_one: usize) -> Self {
        Self(Arc::new(Room {
            most,
            of_one,
            lines: Mutex::new(Lines::new()),
        }))
    }

    /// How many wait now.
    pub(in crate::http) fn waiting(&self) -> usize {
        self.0.change(|lines| lines.waiting())
    }

    /// How much all have now.
    pub(in crate::http) fn taken(&self) -> usize {
        self.0.change(|lines| lines.taken())
    }

    /// How much this owner has.
    pub(in crate::http) fn taken_of(&self, owner: &Owner) -> usize {
        self.0.change(|lines| lines.of.get(owner).map_or(0, |line| line.taken))
    }

    /// Room for so much more of this owner where there is some at once and nobody waits for it.
    pub(in crate::http) fn at_once(&self, owner: &Owner, weight: usize) -> Option<Taken> {
        let room = &self.0;
        let fits = room.change(|lines| {
            let theirs = lines.of.get(owner).map_or(0, |line| line.taken);
            let free = room.most.saturating_sub(lines.taken());
            let fits = lines.waiting() == 0 && weight <= free.min(room.of_one.saturating_sub(theirs));
            if fits {
                lines.takes(owner, weight);
            }
            fits
        });
        fits.then(|| Taken {
            room: Arc::clone(room),
            owner: owner.clone(),
            weight,
        })
    }

    /// Room for so much more of this owner, which is no more than one may have; however long that takes.
    pub(in crate::http) async fn enter(&self, owner: &Owner, weight: usize) -> Option<Taken> {
        let room = &self.0;
        let given = room.change(|lines| lines.comes(owner, weight, Instant::now()));
        let mut leaves = Leaves {
            room,
            owner,
            is_waiting: true,
        };
        let given = given.await;
        leaves.is_waiting = false;
        // Nobody else takes them out of the line.
        given.ok()
    }
}

impl Room {
    fn change<T>(self: &Arc<Self>, change: impl FnOnce(&mut Lines<Taken>) -> T) -> T {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let came = change(&mut lines);
        let next = self.next(&mut lines);
        drop(lines);
        for (owner, Waits { weight, place, .. }) in next {
            let room = Arc::clone(self);
            // Where they gave up in this very moment, it is dropped in its turn.
            let _ = place.send(Taken { room, owner, weight });
        }
        came
    }

    /// Whose turn it is among those who may have more.
    fn whose_turn(&self, lines: &Lines<Taken>) -> Option<Owner> {
        lines.next(|taken, first| (first.weight <= self.of_one.saturating_sub(taken)).then_some(()))
    }

    /// Who go on now.
    fn next(&self, lines: &mut Lines<Taken>) -> Vec<(Owner, Waits<Taken>)> {
        let mut next = Vec::new();
        while let Some(owner) = self.whose_turn(lines) {
            let free = self.most.saturating_sub(lines.taken());
            let waiting = lines.of.get_mut(&owner).map(|line| &mut line.waiting);
            let fits = waiting.filter(|waiting| waiting.front().is_some_and(|first| first.weight <= free));
            let Some(first) = fits.and_then(VecDeque::pop_front) else {
                break;
            };
            lines.takes(&owner, first.weight);
            next.push((owner, first));
        }
        next
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.room.change(|lines| lines.leaves(&self.owner, self.weight));
    }
}

impl Drop for Leaves<'_> {
    fn drop(&mut self) {
        if self.is_waiting {
            self.room.change(|lines| {
                if self.room.whose_turn(lines).as_ref() == Some(self.owner) {
                    lines.let_pass(self.owner);
                }
                lines.gave_up(self.owner);
            });
        }
    }
}
