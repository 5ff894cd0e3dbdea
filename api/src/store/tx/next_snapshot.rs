//! Where a transaction for writing puts the snapshot that opened with its commit.

use std::sync::{Arc, Mutex, PoisonError};

use super::Tx;

/// A place for one snapshot, which is taken once.
#[derive(Clone, Default)]
pub struct NextSnapshot(Arc<Mutex<Option<Tx>>>);

impl NextSnapshot {
    /// The snapshot, if one was put here.
    #[must_use]
    pub fn take(&self) -> Option<Tx> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn put(&self, tx: Tx) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(tx);
    }
}
