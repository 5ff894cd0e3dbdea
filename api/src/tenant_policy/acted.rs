//! What decides on actions on a rule of the agency: whether it is a draft, in force or retired, and whether what it closes
//! can be closed.

use chrono::{DateTime, Utc};
use entity::{tenant_policy::Model, vocabulary::TenantPolicyState};

use super::lifecycle::{ACTIVATE, RETIRE, Step};
use crate::{
    error::{Code, Refusal},
    operation::{
        fits,
        gate::Duty,
        may::{Acted, Standing},
    },
    policy::{Action, ActionQuestion},
};

/// A rule as what decides on actions sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActedPolicy {
    state: TenantPolicyState,
    fits: bool,
}

impl ActedPolicy {
    /// The rule of a row.
    pub(super) fn of(row: &Model) -> Self {
        Self {
            state: *Duty::DecideAction.open(&row.state),
            fits: fits(row),
        }
    }
}

impl Acted for ActedPolicy {
    type Rule = Step;

    fn rule(action: Action) -> Option<Step> {
        Some(match action {
            Action::ActivateTenantPolicy => ACTIVATE,
            Action::RetireTenantPolicy => RETIRE,
            _ => return None,
        })
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        question
    }

    fn stands(&self, step: Step, _: DateTime<Utc>) -> Result<Standing, Refusal> {
        if !step.leaves(self.state) {
            let message = "The state that the policy is in does not lead there.";
            return Err(Refusal::new(Code::InvalidTransition, message));
        }
        if step.to == TenantPolicyState::Active && !self.fits {
            let message = "The policy names a field that this version does not have, or lets nobody close.";
            return Err(Refusal::new(Code::PreconditionUnmet, message)
                .hint("Retire it, and draft one for a field that there is."));
        }
        // Those in force are counted.
        Ok(if step.to == TenantPolicyState::Active {
            Standing::DecidedOnSubmit
        } else {
            Standing::Clear
        })
    }
}
