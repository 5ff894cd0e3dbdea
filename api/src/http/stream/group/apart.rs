//! Who goes apart: whoever is not told with the others of their group goes on in a group of their own.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, atomic::AtomicBool},
};

use tokio::sync::Notify;

use super::{Group, members::Members, seats::Seated};
use crate::{
    events::Feed,
    http::stream::{Streams, party::Party},
};

/// Those of one holder who go over into a group of their own.
pub(super) struct Apart {
    pub(super) party: Arc<Party>,
    pub(super) members: Members,
    /// What wakes that group.
    pub(super) left: Arc<Notify>,
}

impl Members {
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
}

impl Group {
    /// Lets these go on in groups of their own, one for each holder; where it is in doubt, they are asked first of all
    /// whether they may still listen.
    pub(super) fn apart(
        &self,
        streams: &Arc<Streams>,
        feed: &Arc<Feed>,
        is_doubted: bool,
        goes: impl Fn(&Seated) -> bool,
    ) {
        let apart = self.members().part(goes);
        self.begin(streams, feed, is_doubted, apart);
    }

    /// Lets these go on apart for good, each asked first of all whether they may still listen: what visitors may not know of
    /// is run for each member anyway, who would only come back to be sent apart again.
    pub(super) fn part_ways(&self, streams: &Arc<Streams>, feed: &Arc<Feed>, goes: impl Fn(&Seated) -> bool) {
        let apart = self.members().part(goes);
        self.begin_as(streams, feed, true, apart, |party| self.asked.own_key(party));
    }

    pub(super) fn begin(&self, streams: &Arc<Streams>, feed: &Arc<Feed>, is_doubted: bool, apart: Vec<Apart>) {
        self.begin_as(streams, feed, is_doubted, apart, |_| self.key);
    }

    fn begin_as(
        &self,
        streams: &Arc<Streams>,
        feed: &Arc<Feed>,
        is_doubted: bool,
        apart: Vec<Apart>,
        key: impl Fn(&Party) -> [u8; 32],
    ) {
        for Apart { party, members, left } in apart {
            let group = Arc::new(Self {
                key: key(&party),
                asked: Arc::clone(&self.asked),
                interest: self.interest,
                first: party,
                members: Mutex::new(members),
                left,
                is_shut: AtomicBool::new(false),
                is_doubted,
            });
            streams.begin(group, Arc::clone(feed));
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::http::stream::group::tests::{heard, member, party};

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
}
