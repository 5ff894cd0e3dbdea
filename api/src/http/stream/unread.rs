//! What has come of messages and bodies that are not whole yet, on all connections together, and on those from one network
//! (T124). What is little counts for nothing.
//!
//! Bodies of requests count what is read of them. Of sockets the library hands out whole messages only, so it is counted where
//! the bytes come in. What came along with the request for a socket is not counted: that is no more than the head of a request
//! may be.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::upgrade::READ;
use crate::http::serve::Brought;

/// The bytes of a control frame from a client beside what it holds.
const OF_CONTROL: u64 = 6;

/// So much may come from each network, however little there may be of all: one message or body, and some more.
const OF_ONE: u64 = 512 * 1024;

/// All that has come in part.
pub(in crate::http) struct InPart {
    most: u64,
    of_one: u64,
    counted: Mutex<Counted>,
}

/// How many bytes there are: of all, and from each network that is known.
#[derive(Default)]
struct Counted {
    all: u64,
    networks: HashMap<IpAddr, u64>,
}

impl InPart {
    /// Nothing yet, of so many bytes at most, and from one network a quarter of that.
    pub(in crate::http) fn new(most: u64) -> Arc<Self> {
        Arc::new(Self {
            most,
            of_one: (most / 4).max(OF_ONE),
            counted: Mutex::default(),
        })
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What has come of one message or body; none of it counts once this is dropped.
pub(in crate::http) struct Part {
    all: Arc<InPart>,
    /// What counts for nothing: who has sent no more goes on, however much there is of others.
    little: u64,
    network: Option<IpAddr>,
    /// What counts of it.
    bytes: u64,
}

impl Part {
    /// Nothing yet, from there.
    pub(in crate::http) fn of(all: &Arc<InPart>, little: u64, network: Option<IpAddr>) -> Self {
        Self {
            all: Arc::clone(all),
            little,
            network,
            bytes: 0,
        }
    }

    /// It is so many bytes by now.
    pub(in crate::http) fn is(&mut self, bytes: u64) {
        let (before, bytes) = (self.bytes, bytes.saturating_sub(self.little));
        if bytes == before {
            return;
        }
        self.bytes = bytes;
        let moved = |sum: u64| sum.saturating_sub(before).saturating_add(bytes);
        let mut counted = self.all.counted();
        counted.all = moved(counted.all);
        if let Some(network) = self.network {
            let of_one = counted.networks.entry(network).or_default();
            *of_one = moved(*of_one);
            if *of_one == 0 {
                counted.networks.remove(&network);
            }
        }
    }

    /// Whether it may wait for the rest: it is little, or there is not too much of all nor from its network.
    pub(in crate::http) fn may_wait(&self) -> bool {
        if self.bytes == 0 {
            return true;
        }
        let counted = self.all.counted();
        let of_one = self.network.and_then(|network| counted.networks.get(&network));
        counted.all <= self.all.most && of_one.is_none_or(|of_one| *of_one <= self.all.of_one)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.is(0);
    }
}

/// What has come on one socket and is no whole message.
pub(super) struct Unread {
    part: Part,
    brought: Brought,
    /// How much of what was brought was whole.
    whole: u64,
}

impl Unread {
    /// Of a connection from there that becomes a socket now.
    pub(super) fn of(all: &Arc<InPart>, network: Option<IpAddr>, brought: Brought) -> Self {
        let whole = brought.bytes();
        Self {
            part: Part::of(all, READ, network),
            brought,
            whole,
        }
    }

    /// A message has come whole.
    pub(super) fn is_read(&mut self) {
        self.whole = self.brought.bytes();
        self.part.is(0);
    }

    /// A control frame of so many bytes came, perhaps within a message.
    pub(super) fn came_between(&mut self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX).saturating_add(OF_CONTROL);
        self.whole = self.whole.saturating_add(bytes).min(self.brought.bytes());
    }

    /// Whether what has come in part may wait for the rest.
    pub(super) fn may_wait(&mut self) -> bool {
        let own = self.brought.bytes().saturating_sub(self.whole);
        self.part.is(own);
        self.part.may_wait()
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn t124_what_comes_in_part_is_bounded_over_all_sockets() {
        let all = InPart::new(100_000);
        let socket = || {
            let brought = Brought::default();
            (Unread::of(&all, None, brought.clone()), brought)
        };
        let ((mut slow, to_slow), (mut other, to_other), (mut little, to_little)) = (socket(), socket(), socket());
        to_slow.add(60_000);
        assert!(slow.may_wait());
        to_other.add(60_000);
        to_little.add(100);
        assert!(!other.may_wait() && !slow.may_wait());
        assert!(little.may_wait(), "who sends little is not held up by the others");
        // A ping within a message does not make it whole.
        to_other.add(11);
        other.came_between(5);
        assert!(!other.may_wait());
        other.is_read();
        assert!(other.may_wait() && slow.may_wait());
        to_other.add(60_000);
        assert!(!other.may_wait());
        drop(slow);
        assert!(other.may_wait());
        drop((other, little));
        assert_eq!(all.counted().all, 0);
    }

    #[test]
    fn t124_one_network_takes_no_more_than_a_quarter_and_others_go_on() {
        let all = InPart::new(4_000_000);
        let [one, other] = [1, 2].map(|last| Some(IpAddr::from(Ipv4Addr::new(192, 0, 2, last))));
        let part = |network, bytes| {
            let mut part = Part::of(&all, 1_000, network);
            part.is(bytes);
            part
        };
        let mut held = vec![part(one, 601_000), part(one, 401_000)];
        assert!(held.iter().all(Part::may_wait));
        held.push(part(one, 1_001));
        assert!(!held.iter().any(Part::may_wait));
        assert!(part(one, 1_000).may_wait(), "what is little counts for nothing");
        assert!(part(other, 1_001_000).may_wait());
        // Where nobody tells where it comes from, all together are bounded.
        assert!(part(None, 2_000_000).may_wait());
        held.pop();
        assert!(held.iter().all(Part::may_wait));
        drop(held);
        assert!(all.counted().networks.is_empty());
    }

    #[test]
    fn a_control_frame_that_was_counted_with_a_message_takes_nothing_away() {
        let all = InPart::new(0);
        let brought = Brought::default();
        let mut socket = Unread::of(&all, None, brought.clone());
        brought.add(30);
        socket.is_read();
        socket.came_between(9);
        assert!(socket.may_wait());
        assert_eq!(all.counted().all, 0);
    }
}
