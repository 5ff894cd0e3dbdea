//! Whoever is not told with the others of their group: they go on in a group of their own, or end.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    Streams,
    asked::{errors_of, written},
    group::Group,
    members::{Apart, Seated},
    out::{Cut, Out, cut_off},
    party::Party,
};
use crate::{
    error::{Code, Error},
    events::Feed,
    http::{Kind, budget::Exhausted, metrics::Door},
};

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

    /// Ends it where it is one holder whom the error is about. Where they are several by now, each finds out for themselves,
    /// so that nobody ends for another. Whether it is over.
    pub(super) fn ends(&self, streams: &Arc<Streams>, feed: &Arc<Feed>, error: Error) -> bool {
        let closed = self.members().close_of_one();
        match closed {
            Ok(members) => {
                self.end(streams, members, error);
                true
            }
            Err(apart) => {
                self.is_shut.store(false, Ordering::Relaxed);
                self.begin(streams, feed, true, apart);
                false
            }
        }
    }

    /// Ends it for all.
    pub(super) fn fail(&self, streams: &Streams, error: Error) {
        // Nobody comes in from here on.
        let members = self.members().close();
        self.end(streams, members, error);
    }

    fn end(&self, streams: &Streams, members: Vec<Seated>, error: Error) {
        let is_shut = self.is_shut.load(Ordering::Relaxed) || error.codes().contains(&Code::Unauthenticated);
        let of_page = is_shut && error.codes().contains(&Code::Forbidden);
        let errors = errors_of(error);
        streams.executor.metrics.told(Some(Kind::Subscription), false, &errors);
        let errors = written(&errors);
        for Seated { member, .. } in members {
            if of_page {
                streams.pages.shut_out(Door::Stream);
            }
            let errors = Arc::clone(&errors);
            member.over.store(true, Ordering::Relaxed);
            if is_shut {
                cut_off(&member.cuts, Cut::Shut(errors));
            } else if member.to.try_send(Out::Failed(member.operation, errors)).is_err() {
                cut_off(&member.cuts, Cut::Slow);
            }
        }
        streams.hub.close(self);
    }
}

/// Whether somebody comes from a network that cannot pay.
pub(super) fn is_poor(poor: &BTreeMap<Option<IpAddr>, Exhausted>, seated: &Seated) -> bool {
    seated.party.is_visitor() && poor.contains_key(&seated.party.network())
}
