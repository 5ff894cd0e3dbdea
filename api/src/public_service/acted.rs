//! What decides on actions on a public service: whether it is planned, offered or retired.

use chrono::{DateTime, Utc};
use entity::vocabulary::PublicServiceStatus;

use super::lifecycle::{ACTIVATE, RETIRE, Step};
use crate::{
    error::{Code, Refusal},
    operation::may::{Acted, Standing},
    policy::{Action, ActionQuestion},
};

/// A service as what decides on actions sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActedService {
    pub(super) status: PublicServiceStatus,
}

impl Acted for ActedService {
    /// The step that it takes; none where its description changes.
    type Rule = Option<Step>;

    fn rule(action: Action) -> Option<Option<Step>> {
        Some(match action {
            Action::UpdatePublicService => None,
            Action::ActivatePublicService => Some(ACTIVATE),
            Action::RetirePublicService => Some(RETIRE),
            _ => return None,
        })
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        question
    }

    fn stands(&self, step: Option<Step>, _: DateTime<Utc>) -> Result<Standing, Refusal> {
        if step.is_none_or(|step| step.leaves(self.status)) {
            return Ok(Standing::Clear);
        }
        let message = "The state that the service is in does not lead there.";
        Err(Refusal::new(Code::InvalidTransition, message))
    }
}
