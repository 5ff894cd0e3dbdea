//! Whom an error ends it for: the one holder whom it is about, and nobody beside them.

use std::sync::{Arc, atomic::Ordering};

use super::{Group, apart::Apart, members::Members, seats::Seated};
use crate::{
    error::{Code, Error},
    events::Feed,
    http::{
        Kind,
        metrics::Door,
        stream::{
            Streams,
            asked::{errors_of, written},
            out::{Cut, Out, cut_off},
        },
    },
};

impl Members {
    /// Closes it and lets all go where all are one holder; where they are several, each goes over into a group of their own.
    fn close_of_one(&mut self) -> Result<Vec<Seated>, Vec<Apart>> {
        if self.parties(i64::MAX).len() > 1 {
            return Err(self.part(|_| true));
        }
        Ok(self.close())
    }
}

impl Group {
    /// Ends it where it is one holder whom the error is about. Where they are several by now, each finds out for themselves,
    /// so that nobody ends for another. Whether it is over.
    pub(in crate::http::stream) fn ends(&self, streams: &Arc<Streams>, feed: &Arc<Feed>, error: Error) -> bool {
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

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

    use super::*;
    use crate::http::stream::group::tests::{member, party};

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
