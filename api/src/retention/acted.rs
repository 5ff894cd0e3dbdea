//! What decides on actions on a rule of retention, which has no state, and on a legal hold, which holds until it is lifted.

use chrono::{DateTime, Utc};
use entity::legal_hold::Model;

use crate::{
    error::{Code, Refusal},
    operation::{
        gate::Duty,
        may::{Acted, Standing},
    },
    policy::{Action, ActionQuestion},
};

/// A rule of retention.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActedRule;

impl Acted for ActedRule {
    type Rule = ();

    fn rule(action: Action) -> Option<()> {
        (action == Action::UpdateRetentionRule).then_some(())
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        question
    }

    fn stands(&self, (): (), _: DateTime<Utc>) -> Result<Standing, Refusal> {
        Ok(Standing::Clear)
    }
}

/// A legal hold as what decides on actions sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActedHold {
    is_lifted: bool,
}

impl ActedHold {
    /// The hold of a row.
    pub(super) fn of(row: &Model) -> Self {
        Self {
            is_lifted: Duty::DecideAction.open(&row.lifted_at).is_some(),
        }
    }
}

impl Acted for ActedHold {
    type Rule = ();

    fn rule(action: Action) -> Option<()> {
        (action == Action::LiftLegalHold).then_some(())
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        question
    }

    fn stands(&self, (): (), _: DateTime<Utc>) -> Result<Standing, Refusal> {
        if self.is_lifted {
            return Err(Refusal::new(Code::InvalidTransition, "The hold is lifted already."));
        }
        Ok(Standing::Clear)
    }
}
