//! Who is told: those in a group who do not know yet what happened.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tokio::{sync::mpsc, time::timeout};

use super::{Group, members::Members, seats::Member};
use crate::{
    events::Feed,
    http::stream::{
        Streams,
        out::{Cut, Out, cut_off},
        party::Party,
    },
};

/// How long one who goes on from a cursor may take to read an event.
const READ: Duration = Duration::from_secs(15);

/// What came of an event.
#[derive(Default)]
pub(super) struct Told {
    /// The answer; none where there is nothing for them to know.
    pub(super) answer: Option<Arc<str>>,
    /// Whom it is for: all others find out for themselves.
    pub(super) whose: BTreeSet<Arc<str>>,
}

impl Members {
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
}

impl Group {
    /// Sends to those whom it is for, and lets all others find out for themselves. Who is alone, going on from a cursor, is
    /// waited for: what they missed comes faster than it can be read.
    pub(super) async fn send(&self, streams: &Arc<Streams>, feed: &Arc<Feed>, position: i64, told: &Told) {
        let alone = self.members().alone(position);
        let (Some(member), Some(answer)) = (alone, &told.answer) else {
            let is_for = |party: &Party| told.whose.contains(&party.who);
            let apart = self.members().settle(position, told.answer.as_ref(), is_for);
            return self.begin(streams, feed, false, apart);
        };
        let sending = member.to.send(Out::Next(member.operation, Arc::clone(answer)));
        if timeout(READ, sending).await.is_err() {
            cut_off(&member.cuts, Cut::Slow);
            self.members().close();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::stream::group::{
        seats::Seated,
        tests::{heard, member, visitor},
    };

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
}
