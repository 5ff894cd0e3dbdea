//! Who is in a group: where what they hear goes, and up to where they know what happened.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::{Notify, mpsc};

use super::{
    out::{Cut, Cuts, Out, cut_off},
    party::Party,
};

/// Somebody who listens: where what they hear goes.
#[derive(Clone)]
pub(super) struct Member {
    /// The operation of their connection.
    pub(super) operation: u64,
    /// The connection.
    pub(super) to: mpsc::Sender<Out>,
    /// Where the connection learns that it is cut off.
    pub(super) cuts: Cuts,
    /// Set once the operation is over: what still waits of it is not sent.
    pub(super) over: Arc<AtomicBool>,
}

/// Somebody's place, which they leave when this is dropped, whichever group it is in by then.
pub(super) struct Seat(Arc<Chair>);

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
    fn group(&self) -> std::sync::MutexGuard<'_, Arc<Notify>> {
        self.group.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody in a group.
pub(super) struct Seated {
    pub(super) member: Member,
    /// By which credential they listen.
    pub(super) party: Arc<Party>,
    /// They know what happened up to this position, and are told of what comes behind it.
    knows: i64,
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

    fn has_left(&self) -> bool {
        self.chair.is_left.load(Ordering::SeqCst)
    }

    /// Belongs to the group that `left` wakes from here on.
    fn moves(&self, left: &Arc<Notify>) {
        *self.chair.group() = Arc::clone(left);
        // Whoever left a moment ago woke the other group.
        if self.has_left() {
            left.notify_one();
        }
    }
}

/// Those of one holder who go over into a group of their own.
pub(super) struct Apart {
    pub(super) party: Arc<Party>,
    pub(super) members: Members,
    /// What wakes that group.
    pub(super) left: Arc<Notify>,
}

/// Those in a group.
#[derive(Default)]
pub(super) struct Members {
    /// Nobody comes in any more.
    pub(super) is_closed: bool,
    /// Others come in, and are told together; not while somebody catches up with what they missed.
    pub(super) is_open: bool,
    /// All who are in it were told what happened up to this position.
    pub(super) reached: i64,
    list: Vec<Seated>,
}

impl Members {
    /// Nobody yet, after this position.
    pub(super) fn at(reached: i64) -> Self {
        Self {
            reached,
            ..Self::default()
        }
    }

    /// Takes somebody in who knows what happened up to where they are seated.
    pub(super) fn push(&mut self, seated: Seated) {
        self.list.push(seated);
    }

    /// Whether nobody is left.
    pub(super) fn is_empty(&mut self) -> bool {
        self.list.retain(|seated| !seated.has_left());
        self.list.is_empty()
    }

    /// Who does not know yet what stands at this position, each holder once, by the credential that ends last.
    pub(super) fn parties(&mut self, position: i64) -> Vec<Arc<Party>> {
        self.list.retain(|seated| !seated.has_left());
        let mut parties: BTreeMap<&str, &Arc<Party>> = BTreeMap::new();
        for seated in self.list.iter().filter(|seated| seated.knows < position) {
            let party = parties.entry(&seated.party.who).or_insert(&seated.party);
            if seated.party.ends_at > party.ends_at {
                *party = &seated.party;
            }
        }
        parties.into_values().cloned().collect()
    }

    /// Closes it and lets all go.
    pub(super) fn close(&mut self) -> Vec<Seated> {
        self.is_closed = true;
        std::mem::take(&mut self.list)
    }

    /// The same where all are one holder; where they are several, each goes over into a group of their own.
    pub(super) fn close_of_one(&mut self) -> Result<Vec<Seated>, Vec<Apart>> {
        if self.parties(i64::MAX).len() > 1 {
            return Err(self.part(|_| true));
        }
        Ok(self.close())
    }

    /// Takes back what positions behind this one are known, where the members are ahead of it: they were never given, or were
    /// taken back with the database, so all are told what stands here.
    pub(super) fn forget(&mut self, position: i64) {
        if self.reached <= position {
            return;
        }
        for seated in &mut self.list {
            seated.knows = seated.knows.min(position - 1);
        }
    }

    /// Lets all come over from a group that has told what happened up to `reached`, where none of it is missed here.
    pub(super) fn take_in(&mut self, others: &mut Self, reached: i64, left: &Arc<Notify>) -> bool {
        if !self.may_take_in(reached) {
            return false;
        }
        for mut seated in others.close() {
            seated.knows = seated.knows.max(reached);
            seated.moves(left);
            self.list.push(seated);
        }
        true
    }

    /// Whether none who were told what happened up to `reached` would miss something here.
    pub(super) const fn may_take_in(&self, reached: i64) -> bool {
        !self.is_closed && self.reached <= reached
    }

    /// Lets these go over into groups of their own, one for each holder, where they know what they know here.
    pub(super) fn part(&mut self, goes: impl Fn(&Seated) -> bool) -> Vec<Apart> {
        let (gone, here): (Vec<_>, Vec<_>) = std::mem::take(&mut self.list).into_iter().partition(goes);
        self.list = here;
        let reached = self.reached;
        let mut apart: BTreeMap<Arc<str>, Apart> = BTreeMap::new();
        for seated in gone {
            let who = Arc::clone(&seated.party.who);
            let own = apart.entry(who).or_insert_with(|| Apart {
                party: Arc::clone(&seated.party),
                members: Self::at(reached),
                left: Arc::default(),
            });
            seated.moves(&own.left);
            own.members.list.push(seated);
        }
        apart.into_values().collect()
    }

    /// Ends an event: those it was not run for go apart and know nothing of it yet, and the others are told, where there is
    /// something to tell.
    pub(super) fn settle(
        &mut self,
        position: i64,
        answer: Option<&Arc<str>>,
        is_for: impl Fn(&Party) -> bool,
    ) -> Vec<Apart> {
        // Whoever came in meanwhile is among them, unless they know already.
        let apart = self.part(|seated| seated.knows < position && !is_for(&seated.party));
        match answer {
            Some(answer) => self.hand_out(position, answer),
            None => self.reached = position,
        }
        apart
    }

    /// The networks that those visitors among them come from who are told, and do not know yet what stands at this position.
    pub(super) fn networks(&mut self, position: i64, is_told: impl Fn(&Party) -> bool) -> BTreeSet<Option<IpAddr>> {
        self.list.retain(|seated| !seated.has_left());
        let behind = self.list.iter().filter(|seated| seated.knows < position);
        let visitors = behind.map(|seated| &seated.party).filter(|party| party.is_visitor());
        visitors
            .filter(|party| is_told(party))
            .map(|party| party.network())
            .collect()
    }

    /// The one who is alone in a group that nobody comes into, and does not know yet what stands at this position.
    pub(super) fn alone(&self, position: i64) -> Option<Member> {
        match self.list.as_slice() {
            [one] if !self.is_open && one.knows < position => Some(one.member.clone()),
            _ => None,
        }
    }

    /// Hands an answer to each who does not know yet what stands at this position. Who has no room for it is cut off at once
    /// and goes on from a cursor, alone: whoever waited for them would have all others wait too, however little they read
    /// (T124).
    pub(super) fn hand_out(&mut self, position: i64, answer: &Arc<str>) {
        self.reached = position;
        self.list.retain(|seated| {
            if seated.has_left() || seated.knows >= position {
                return !seated.has_left();
            }
            let member = &seated.member;
            match member.to.try_send(Out::Next(member.operation, Arc::clone(answer))) {
                Ok(()) => true,
                Err(mpsc::error::TrySendError::Full(_)) => {
                    cut_off(&member.cuts, Cut::Slow);
                    false
                }
                Err(mpsc::error::TrySendError::Closed(_)) => false,
            }
        });
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

    use entity::id::Id;
    use uuid::Uuid;

    use super::*;
    use crate::{actor::Actor, identity::credential::Credential};

    fn member(room: usize) -> (Member, mpsc::Receiver<Out>) {
        let (to, out) = mpsc::channel(room);
        let member = Member {
            operation: 7,
            to,
            cuts: Cuts::default(),
            over: Arc::default(),
        };
        (member, out)
    }

    /// A visitor from there.
    fn visitor(network: Option<IpAddr>) -> Arc<Party> {
        party("visitor", network)
    }

    fn party(who: &str, network: Option<IpAddr>) -> Arc<Party> {
        Arc::new(Party {
            who: who.into(),
            credential: Credential {
                network,
                ..Credential::default()
            },
            ends_at: None,
            generation: 0,
            actor: Actor::visitor(Id::from_uuid(Uuid::nil())),
        })
    }

    fn heard(out: &mut mpsc::Receiver<Out>) -> Vec<String> {
        let mut heard = Vec::new();
        while let Ok(Out::Next(7, told)) = out.try_recv() {
            heard.push(told.to_string());
        }
        heard
    }

    #[test]
    fn t124_who_has_no_room_is_cut_off_at_once_and_nobody_waits_for_them() {
        let ((reads, mut hears), (dawdles, mut late)) = (member(2), member(1));
        let (mut members, left) = (Members::default(), Arc::default());
        let mut seats = Vec::new();
        for member in [&dawdles, &reads] {
            let (seated, seat) = Seated::new(member.clone(), &visitor(None), 0, &left);
            members.push(seated);
            seats.push(seat);
        }
        for (position, word) in [(1, "one"), (2, "two")] {
            // Nothing here waits for anybody.
            members.hand_out(position, &word.into());
        }
        assert_eq!(members.list.len(), 1);
        assert!(matches!(*dawdles.cuts.borrow(), Some(Cut::Slow)));
        assert!(reads.cuts.borrow().is_none());
        assert_eq!(heard(&mut hears), ["one", "two"]);
        assert_eq!(heard(&mut late), ["one"]);
        // Whoever is gone is no longer there.
        drop(hears);
        members.hand_out(3, &"three".into());
        assert!(members.is_empty());
    }

    #[test]
    fn who_comes_over_is_told_nothing_twice_and_misses_nothing() {
        let (behind, ahead) = (Arc::default(), Arc::default());
        let (stays, mut here) = member(9);
        let (comes, mut there) = member(9);
        let (mut home, mut own) = (Members::default(), Members::default());
        let (seated, _stays) = Seated::new(stays, &visitor(None), 0, &behind);
        home.push(seated);
        let (seated, comes) = Seated::new(comes, &visitor(None), 1, &ahead);
        own.push(seated);
        home.hand_out(1, &"one".into());
        own.hand_out(2, &"two".into());
        // The others are behind: what they are told of meanwhile is known to who comes.
        assert!(home.take_in(&mut own, 2, &behind));
        assert!(own.is_closed && own.is_empty());
        for (position, word) in [(2, "two"), (3, "three")] {
            home.hand_out(position, &word.into());
        }
        assert_eq!(heard(&mut here), ["one", "two", "three"]);
        assert_eq!(heard(&mut there), ["two", "three"]);
        // Who is behind does not come in where they would miss something.
        let (late, _out) = member(9);
        let mut own = Members::default();
        let (seated, _late) = Seated::new(late, &visitor(None), 2, &ahead);
        own.push(seated);
        assert!(!home.take_in(&mut own, 2, &behind));
        assert!(!own.is_empty());
        // A seat is left wherever it stands by then.
        drop(comes);
        home.hand_out(4, &"four".into());
        assert_eq!(home.list.len(), 1);
    }

    #[test]
    fn who_is_ahead_of_all_that_happened_is_told_to_read_again_and_of_what_comes_then() {
        let left = Arc::default();
        let (ahead, mut out) = member(9);
        let mut members = Members::at(9);
        let (seated, _seat) = Seated::new(ahead, &visitor(None), 9, &left);
        members.push(seated);
        members.hand_out(9, &"known".into());
        members.forget(3);
        assert!(members.alone(3).is_some());
        for (position, word) in [(3, "again"), (4, "four")] {
            members.hand_out(position, &word.into());
        }
        assert_eq!(heard(&mut out), ["again", "four"]);
    }

    #[test]
    fn who_cannot_pay_goes_apart_with_what_they_know() {
        let left = Arc::default();
        let (one, mut poor) = member(9);
        let (other, mut rich) = member(9);
        let network = "192.0.2.1".parse().ok();
        let mut members = Members::default();
        let (seated, _one) = Seated::new(one, &visitor(network), 0, &left);
        members.push(seated);
        let (seated, _other) = Seated::new(other, &visitor(None), 0, &left);
        members.push(seated);
        members.hand_out(1, &"one".into());
        // Who knows of it already does not pay, nor does whom it is not for.
        let (seated, _knows) = Seated::new(member(9).0, &visitor("192.0.2.9".parse().ok()), 2, &left);
        members.push(seated);
        let (seated, _renamed) = Seated::new(member(9).0, &party("renamed", "192.0.2.8".parse().ok()), 0, &left);
        members.push(seated);
        let networks = members.networks(2, |party| &*party.who == "visitor");
        assert_eq!(networks, BTreeSet::from([None, network]));
        let mut gone = members.part(|seated| seated.party.network() == network);
        let mut gone = gone.pop().expect("somebody goes").members;
        members.hand_out(2, &"two".into());
        assert_eq!(
            (heard(&mut poor), heard(&mut rich)),
            (vec!["one".to_owned()], vec!["one".to_owned(), "two".to_owned()])
        );
        assert_eq!(gone.reached, 1);
        assert!(gone.alone(2).is_some() && !gone.is_closed);
        gone.hand_out(2, &"two".into());
        assert!(members.take_in(&mut gone, 2, &left));
        members.hand_out(3, &"three".into());
        assert_eq!(
            (heard(&mut poor), heard(&mut rich)),
            (vec!["two".to_owned(), "three".to_owned()], vec!["three".to_owned()])
        );
    }

    #[test]
    fn whom_an_event_was_not_run_for_goes_apart_and_neither_misses_nor_doubles_it() {
        let left = Arc::default();
        let (mut members, mut outs, mut seats) = (Members::default(), Vec::new(), Vec::new());
        for (who, knows) in [("one", 0), ("other", 0), ("new", 1), ("back", 0)] {
            let (member, out) = member(9);
            let (seated, seat) = Seated::new(member, &party(who, None), knows, &left);
            members.push(seated);
            outs.push(out);
            seats.push(seat);
        }
        let who =
            |parties: Vec<Arc<Party>>| -> Vec<String> { parties.iter().map(|party| party.who.to_string()).collect() };
        assert_eq!(who(members.parties(1)), ["back", "one", "other"]);
        assert_eq!(members.parties(2).len(), 4);
        // It was run for two: one came in while it was, and one knows it.
        let apart = members.settle(1, Some(&"together".into()), |party| {
            ["one", "other"].contains(&&*party.who)
        });
        assert_eq!(
            who(apart.iter().map(|apart| Arc::clone(&apart.party)).collect()),
            ["back"]
        );
        let mut own = apart.into_iter().next().expect("somebody is apart").members;
        assert_eq!((own.reached, members.reached), (0, 1));
        assert!(own.alone(1).is_some());
        own.hand_out(1, &"own".into());
        assert!(members.take_in(&mut own, 1, &left));
        members.hand_out(2, &"two".into());
        let told: Vec<_> = outs.iter_mut().map(heard).collect();
        assert_eq!(
            told,
            [
                vec!["together", "two"],
                vec!["together", "two"],
                vec!["two"],
                vec!["own", "two"]
            ]
        );
        // Where an event was run for nobody here, all go.
        let apart = members.settle(3, None, |_| false);
        assert_eq!((apart.len(), members.is_empty(), members.reached), (4, true, 3));
    }

    #[test]
    fn an_error_of_one_holder_ends_nobody_else() {
        let left = Arc::default();
        let (mut members, mut seats) = (Members::default(), Vec::new());
        for who in ["one", "one", "other"] {
            let (seated, seat) = Seated::new(member(1).0, &party(who, None), 0, &left);
            members.push(seated);
            seats.push(seat);
        }
        let Err(apart) = members.close_of_one() else {
            panic!("they are several");
        };
        assert_eq!(apart.len(), 2);
        assert!(!members.is_closed);
        let mut one = apart.into_iter().next().expect("somebody is apart").members;
        assert!(one.close_of_one().is_ok_and(|seats| seats.len() == 2));
        assert!(one.is_closed);
    }
}
