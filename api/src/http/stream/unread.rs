//! What has come of messages and bodies that are not whole yet, on all connections together (T124).
//!
//! Bodies of requests count what is read of them. Of sockets the library hands out whole messages only, so it is counted where
//! the bytes come in. What came along with the request for a socket is not counted: that is no more than the head of a request
//! may be.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use super::upgrade::READ;
use crate::http::serve::Brought;

/// The bytes of a control frame from a client beside what it holds.
const OF_CONTROL: u64 = 6;

/// All that has come in part.
pub(in crate::http) struct InPart {
    most: u64,
    bytes: AtomicU64,
}

impl InPart {
    /// Nothing yet, of so many bytes at most.
    pub(in crate::http) fn new(most: u64) -> Arc<Self> {
        Arc::new(Self {
            most,
            bytes: AtomicU64::new(0),
        })
    }
}

/// What has come of one message or body; none of it counts once this is dropped.
pub(in crate::http) struct Part {
    all: Arc<InPart>,
    bytes: u64,
}

impl Part {
    /// Nothing yet.
    pub(in crate::http) fn of(all: &Arc<InPart>) -> Self {
        Self {
            all: Arc::clone(all),
            bytes: 0,
        }
    }

    /// It is so many bytes by now.
    pub(in crate::http) fn is(&mut self, bytes: u64) {
        self.all.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.all.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
        self.bytes = bytes;
    }

    /// Whether it may wait for the rest: it is so little, or there is not too much of all.
    pub(in crate::http) fn may_wait(&self, little: u64) -> bool {
        self.bytes <= little || self.all.bytes.load(Ordering::Relaxed) <= self.all.most
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
    /// Of a connection that becomes a socket now.
    pub(super) fn of(all: &Arc<InPart>, brought: Brought) -> Self {
        let whole = brought.bytes();
        Self {
            part: Part::of(all),
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
        self.part.may_wait(READ)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t124_what_comes_in_part_is_bounded_over_all_sockets() {
        let all = InPart::new(100_000);
        let socket = || {
            let brought = Brought::default();
            (Unread::of(&all, brought.clone()), brought)
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
        assert_eq!(all.bytes.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_control_frame_that_was_counted_with_a_message_takes_nothing_away() {
        let all = InPart::new(0);
        let brought = Brought::default();
        let mut socket = Unread::of(&all, brought.clone());
        brought.add(30);
        socket.is_read();
        socket.came_between(9);
        assert!(socket.may_wait());
        assert_eq!(all.bytes.load(Ordering::Relaxed), 0);
    }
}
