//! Who comes back: those who went apart, into the group of all, where they miss nothing there.

use std::sync::Arc;

use tokio::sync::Notify;

use super::{Group, members::Members};

impl Members {
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
    const fn may_take_in(&self, reached: i64) -> bool {
        !self.is_closed && self.reached <= reached
    }
}

impl Group {
    /// Lets all come over from a group of the same key, and none stay there; not where one might miss something.
    pub(in crate::http::stream) fn take_in(&self, other: &Self, reached: i64) -> bool {
        let mut members = self.members();
        members.take_in(&mut other.members(), reached, &self.left)
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
}
