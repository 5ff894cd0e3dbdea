//! What decides on actions on a declared interest: its state, and whose it is.

use chrono::{DateTime, Utc};
use entity::{interest_declaration::Model, vocabulary::InterestState};

use crate::{
    error::{Code, Refusal},
    operation::{
        gate::Duty,
        may::{Acted, Standing},
    },
    participation::OwnPart,
    policy::{Action, ActionQuestion, Relation},
};

/// A declared interest as what decides on actions sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActedInterest {
    state: InterestState,
    is_own: bool,
}

/// How a declared interest decides on an action.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// What it says is corrected, once it was taken back too: those for few read on what it said (GDPR article 16).
    Correct,
    /// It is taken back, as long as it holds.
    Withdraw,
}

impl ActedInterest {
    /// A declared interest, and the actor's part in its project, active or ended.
    pub(super) fn of(row: &Model, own: Option<OwnPart>) -> Self {
        let part = *Duty::DecideAction.open(&row.participation_id);
        Self {
            state: row.state,
            is_own: part.is_some() && part == own.map(|own| own.key),
        }
    }

    /// Whether the actor declared it.
    pub(super) const fn is_own(self) -> bool {
        self.is_own
    }
}

impl Acted for ActedInterest {
    type Rule = Rule;

    fn rule(action: Action) -> Option<Rule> {
        match action {
            Action::UpdateInterestDeclaration => Some(Rule::Correct),
            Action::WithdrawInterestDeclaration => Some(Rule::Withdraw),
            _ => None,
        }
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        question.related(Relation::own(self.is_own))
    }

    fn stands(&self, rule: Rule, _: DateTime<Utc>) -> Result<Standing, Refusal> {
        let message = match (rule, self.state) {
            (_, InterestState::Declared) | (Rule::Correct, InterestState::Withdrawn) => return Ok(Standing::Clear),
            (Rule::Withdraw, InterestState::Withdrawn) => "The declaration was withdrawn.",
            (_, InterestState::Redacted) => "There is nothing left of the declaration.",
        };
        let refusal = Refusal::new(Code::InvalidTransition, message);
        Err(refusal.hint("Declare the interest anew, if there is one."))
    }
}
