//! What decides on actions on purposes, and on what people say to them.

use chrono::{DateTime, Utc};
use entity::{consent::Model, vocabulary::ConsentState};

use super::lifecycle::{DEFER, GIVE, INVALIDATE, REFUSE, REVOKE, Step, WITHDRAW};
use crate::{
    error::{Code, Refusal},
    operation::{
        gate::Duty,
        may::{Acted, Standing},
    },
    policy::{Action, ActionQuestion, Relation},
};

/// What an agency processes personal data for.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActedPurpose;

impl Acted for ActedPurpose {
    type Rule = ();

    fn rule(action: Action) -> Option<()> {
        matches!(action, Action::UpdateProcessingPurpose | Action::PublishNotice).then_some(())
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        question
    }

    fn stands(&self, (): (), _: DateTime<Utc>) -> Result<Standing, Refusal> {
        Ok(Standing::Clear)
    }
}

/// A consent as the person sees it who decides.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActedConsent {
    /// Whether there is a person who asks: nobody is asked for their own consent but a person.
    pub(super) is_own: bool,
    /// Where it stands; an ended one is `Expired`.
    pub(super) state: ConsentState,
    /// Whether the purpose rests on consent in this agency.
    pub(super) asks: bool,
}

impl Acted for ActedConsent {
    type Rule = Step;

    fn rule(action: Action) -> Option<Step> {
        Some(match action {
            Action::GiveConsent => GIVE,
            Action::RefuseConsent => REFUSE,
            Action::DeferConsent => DEFER,
            Action::WithdrawConsent => WITHDRAW,
            _ => return None,
        })
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        question.related(Relation::own(self.is_own))
    }

    fn stands(&self, step: Step, _: DateTime<Utc>) -> Result<Standing, Refusal> {
        // What was given is taken back whatever the purpose rests on since.
        if step != WITHDRAW && !self.asks {
            return Err(rests_elsewhere());
        }
        leads(step, self.state)?;
        // The notice that is named must be the one in force.
        Ok(if step == GIVE {
            Standing::DecidedOnSubmit
        } else {
            Standing::Clear
        })
    }
}

/// A step of a consent, as the agency sees it that ends it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActedConsentRecord {
    /// Where the consent stands.
    state: ConsentState,
    /// Whether the consent went on since the step.
    went_on: bool,
}

impl ActedConsentRecord {
    /// The step with this number of a consent.
    pub(super) fn of(row: &Model, step: i32, now: DateTime<Utc>) -> Self {
        Self {
            state: state_at(row, now),
            went_on: row.steps != step,
        }
    }
}

impl Acted for ActedConsentRecord {
    type Rule = Step;

    fn rule(action: Action) -> Option<Step> {
        Some(match action {
            Action::RevokeConsent => REVOKE,
            Action::InvalidateConsent => INVALIDATE,
            _ => return None,
        })
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        question
    }

    fn stands(&self, step: Step, _: DateTime<Utc>) -> Result<Standing, Refusal> {
        if self.went_on {
            let refusal = Refusal::new(Code::InvalidTransition, "The consent went on since that step.");
            return Err(refusal
                .hint("Read its latest step, and decide anew.")
                .at(&["input", "record"]));
        }
        leads(step, self.state)?;
        Ok(Standing::Clear)
    }
}

/// Where a consent stands: what was given is over from the instant at which its time is.
pub(super) fn state_at(row: &Model, now: DateTime<Utc>) -> ConsentState {
    let duty = Duty::DecideAction;
    let state = *duty.open(&row.state);
    let is_over = duty.open(&row.expires_at).is_some_and(|end| end <= now);
    if state.is_valid() && is_over {
        ConsentState::Expired
    } else {
        state
    }
}

/// There is nothing to decide.
pub(super) fn rests_elsewhere() -> Refusal {
    Refusal::new(
        Code::PreconditionUnmet,
        "The purpose does not rest on consent in this agency.",
    )
    .hint("The rights of the purpose say what else you can do.")
    .at(&["input", "purpose"])
}

/// Refuses a step that the state does not lead to.
pub(super) fn leads(step: Step, state: ConsentState) -> Result<(), Refusal> {
    if step.leaves(state) {
        return Ok(());
    }
    let message = "The state that the consent is in does not lead there.";
    Err(Refusal::new(Code::InvalidTransition, message)
        .hint("A consent that was given is withdrawn, and one that was not is given or refused."))
}
