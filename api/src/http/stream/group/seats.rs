//! Where what somebody hears goes, and up to where they know what happened.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::{Notify, mpsc};

use crate::http::stream::{
    out::{Cuts, Out},
    party::Party,
};

/// Somebody who listens: where what they hear goes.
#[derive(Clone)]
pub(in crate::http::stream) struct Member {
    /// The operation of their connection.
    pub(in crate::http::stream) operation: u64,
    /// The connection.
    pub(in crate::http::stream) to: mpsc::Sender<Out>,
    /// Where the connection learns that it is cut off.
    pub(in crate::http::stream) cuts: Cuts,
    /// Set once the operation is over: what still waits of it is not sent.
    pub(in crate::http::stream) over: Arc<AtomicBool>,
}

/// Somebody's place, which they leave when this is dropped, whichever group it is in by then.
pub(in crate::http::stream) struct Seat(Arc<Chair>);

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.is_left.store(true, Ordering::SeqCst);
        self.0.group().notify_one();
    }
}

struct Chair {
    is_left: AtomicBool,
    /// What wakes the group that it stands in.
    group: Mutex<Arc<Notify>>,
}

impl Chair {
    fn group(&self) -> MutexGuard<'_, Arc<Notify>> {
        self.group.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody in a group.
pub(super) struct Seated {
    pub(super) member: Member,
    /// By which credential they listen.
    pub(super) party: Arc<Party>,
    /// They know what happened up to this position, and are told of what comes behind it.
    pub(super) knows: i64,
    chair: Arc<Chair>,
}

impl Seated {
    /// Somebody new, whose group `left` wakes.
    pub(super) fn new(member: Member, party: &Arc<Party>, knows: i64, left: &Arc<Notify>) -> (Self, Seat) {
        let chair = Arc::new(Chair {
            is_left: AtomicBool::new(false),
            group: Mutex::new(Arc::clone(left)),
        });
        let seated = Self {
            member,
            party: Arc::clone(party),
            knows,
            chair: Arc::clone(&chair),
        };
        (seated, Seat(chair))
    }

    pub(super) fn has_left(&self) -> bool {
        self.chair.is_left.load(Ordering::SeqCst)
    }

    /// Belongs to the group that `left` wakes from here on.
    pub(super) fn moves(&self, left: &Arc<Notify>) {
        *self.chair.group() = Arc::clone(left);
        // Whoever left a moment ago woke the other group.
        if self.has_left() {
            left.notify_one();
        }
    }
}
