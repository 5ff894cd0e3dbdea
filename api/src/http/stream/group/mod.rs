//! Those who are answered alike: each event is run and written once for all of them, with their rights of that moment.
//!
//! Who is in it stands in `members`, each on a seat of `seats`, and what happens is followed in `run`. Of each event: who may
//! still listen is in `rights`, who pays in `paid`, what is answered in `answer`, and to several holders at once in `together`;
//! who is told is in `delivery`, who goes on in a group of their own in `apart`, who comes back in `home`, and for whom it ends in
//! `over`.

mod answer;
mod apart;
mod audience;
mod delivery;
mod home;
mod members;
mod over;
mod paid;
mod rights;
mod run;
mod seats;
mod together;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicBool};

use tokio::sync::Notify;
use uuid::Uuid;

pub(super) use self::seats::{Member, Seat};

use self::{members::Members, seats::Seated};
use super::{asked::Asked, party::Party};
use crate::relay::Interest;

/// A group.
pub(super) struct Group {
    /// By which others find it, once it is open.
    pub(super) key: [u8; 32],
    asked: Arc<Asked>,
    interest: Interest,
    /// Whoever it began with, for whom it is asked where nobody is left.
    first: Arc<Party>,
    members: Mutex<Members>,
    left: Arc<Notify>,
    /// Whether what they showed is good for nothing any more, so that their connections end too.
    is_shut: AtomicBool,
    /// Whether it is to be asked first of all whether they may still listen.
    is_doubted: bool,
}

impl Group {
    /// A group that has told what happened up to `reached`, and that nobody is in yet.
    pub(super) fn new(asked: Arc<Asked>, interest: Interest, first: Arc<Party>, reached: i64) -> Arc<Self> {
        Arc::new(Self {
            key: asked.key(&first),
            asked,
            interest,
            first,
            members: Mutex::new(Members::at(reached)),
            left: Arc::default(),
            is_shut: AtomicBool::new(false),
            is_doubted: false,
        })
    }

    /// Takes somebody in who knows what happened up to a position; not where they might have missed something, nor once it
    /// is closed.
    pub(super) fn join(&self, member: &Member, party: &Arc<Party>, knows: i64, is_resuming: bool) -> Option<Seat> {
        let mut members = self.members();
        if members.is_closed || (is_resuming && members.reached > knows) {
            return None;
        }
        let (seated, seat) = Seated::new(member.clone(), party, knows, &self.left);
        members.push(seated);
        Some(seat)
    }

    /// Closes it where nobody is in it.
    pub(super) fn close_if_empty(&self) -> bool {
        let mut members = self.members();
        members.is_closed |= members.is_empty();
        members.is_closed
    }

    /// Lets others come in.
    pub(super) fn open(&self) {
        self.members().is_open = true;
    }

    fn members(&self) -> MutexGuard<'_, Members> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reached(&self) -> i64 {
        self.members().reached
    }

    /// Where all of them are.
    fn agency(&self) -> Uuid {
        self.first.actor.tenant.uuid()
    }
}

#[cfg(test)]
mod tests;
