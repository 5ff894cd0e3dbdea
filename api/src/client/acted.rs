//! What decides on actions on a client: whether it was ended for good.

use chrono::{DateTime, Utc};
use entity::client::Model;

use crate::{
    error::{Code, Refusal},
    operation::{
        gate::Duty,
        may::{Acted, Standing},
    },
    policy::{Action, ActionQuestion},
};

/// A client as what decides on actions sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActedClient {
    is_revoked: bool,
}

impl ActedClient {
    /// The client of a row.
    pub(super) fn of(row: &Model) -> Self {
        Self {
            is_revoked: Duty::DecideAction.open(&row.revoked_at).is_some(),
        }
    }
}

impl Acted for ActedClient {
    type Rule = ();

    fn rule(action: Action) -> Option<()> {
        matches!(
            action,
            Action::UpdateClient | Action::RotateClientSecret | Action::RevokeClient
        )
        .then_some(())
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        question
    }

    fn stands(&self, (): (), _: DateTime<Utc>) -> Result<Standing, Refusal> {
        if self.is_revoked {
            let refusal = Refusal::new(Code::InvalidTransition, "The client was revoked, which is for good.");
            return Err(refusal.hint("Register a new one."));
        }
        Ok(Standing::Clear)
    }
}
