//! What one request tells the audit log.

use std::sync::{Mutex, PoisonError};

use crate::{
    error::Code,
    policy::Action,
    store::{Act, Noted, Refused},
};

/// The act that was permitted and waits for its end, and what was refused.
#[derive(Default)]
pub(crate) struct Audit {
    noted: Noted,
    refused: Mutex<Vec<Refused>>,
}

impl Audit {
    /// Where the transaction for writing looks for the act.
    pub(super) fn noted(&self) -> Noted {
        self.noted.clone()
    }

    /// Notes an action that may be done.
    pub(super) fn passed(&self, action: Action) {
        self.noted.note(action.audited().map(|audited| Act {
            kind: audited.kind,
            action: Some(action.name()),
            own: audited.own,
        }));
    }

    /// Notes an action that was refused, by its name and the code alone.
    pub(super) fn refused(&self, action: Action, code: Code) {
        if action.is_hushed() {
            return;
        }
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.push(Refused {
            action: action.name(),
            code: code.name(),
            own: action.is_own(),
        });
    }

    pub(super) fn take_refused(&self) -> Vec<Refused> {
        std::mem::take(&mut *self.refused.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
