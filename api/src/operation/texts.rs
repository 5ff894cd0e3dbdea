//! How much guarded text one operation opens for its answer: what an object costs does not say how long its texts are, and
//! one row can be answered a thousand times.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The texts that were opened.
#[derive(Debug)]
pub(super) struct Texts {
    bytes: AtomicUsize,
    most: usize,
}

impl Texts {
    /// None yet, and no more than so many bytes together.
    pub(super) const fn up_to(most: usize) -> Self {
        Self {
            bytes: AtomicUsize::new(0),
            most,
        }
    }

    /// Whether there is room for one more, of so many bytes.
    pub(super) fn takes(&self, bytes: usize) -> bool {
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        before.saturating_add(bytes) <= self.most
    }

    /// The most bytes, where there was no room for one.
    pub(super) fn overfull(&self) -> Option<usize> {
        (self.bytes.load(Ordering::Relaxed) > self.most).then_some(self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t117_texts_are_opened_as_far_as_an_answer_may_hold_them() {
        let texts = Texts::up_to(10);
        assert!(texts.takes(4) && texts.takes(6));
        assert_eq!(texts.overfull(), None);
        assert!(!texts.takes(1));
        // The answer as a whole does not leave, so that nothing short of it matters any more.
        assert_eq!(texts.overfull(), Some(10));
        assert!(!texts.takes(0));
    }
}
