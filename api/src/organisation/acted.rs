//! What decides on actions on an organisation: whether it was checked.

use chrono::{DateTime, Utc};

use crate::{
    error::{Code, Refusal},
    operation::may::{Acted, Standing},
    policy::{Action, ActionQuestion},
};

/// An organisation as what decides on actions sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActedOrganisation {
    pub(super) is_verified: bool,
}

/// How an organisation decides on an action.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// What is known of it changes.
    Change,
    /// It is said to be checked.
    Verify,
}

impl Acted for ActedOrganisation {
    type Rule = Rule;

    fn rule(action: Action) -> Option<Rule> {
        Some(match action {
            Action::UpdateOrganisation => Rule::Change,
            Action::VerifyOrganisation => Rule::Verify,
            _ => return None,
        })
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        question
    }

    fn stands(&self, rule: Rule, _: DateTime<Utc>) -> Result<Standing, Refusal> {
        match rule {
            Rule::Verify if self.is_verified => Err(Refusal::new(
                Code::InvalidTransition,
                "The organisation is verified already.",
            )),
            Rule::Change | Rule::Verify => Ok(Standing::Clear),
        }
    }
}
