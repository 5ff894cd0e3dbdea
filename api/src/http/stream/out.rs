//! What goes to one connection.

use std::sync::Arc;

/// Something for one operation of a connection.
pub(super) enum Out {
    /// An answer, written.
    Next(u64, Arc<str>),
    /// The operation ends with these errors, written as a list.
    Failed(u64, Arc<str>),
    /// The operation ends with these errors because the credential does, and with it the connection.
    Shut(u64, Arc<str>),
    /// The operation has told everything.
    Done(u64),
}

impl Out {
    /// The operation that it is for.
    pub(super) const fn operation(&self) -> u64 {
        match self {
            Self::Next(operation, _)
            | Self::Failed(operation, _)
            | Self::Shut(operation, _)
            | Self::Done(operation) => *operation,
        }
    }
}
