//! What decides on actions on a request: where it stands, since when, what it restricts, and whose it is.

use chrono::{DateTime, Utc};
use entity::{
    data_subject_request::Model,
    vocabulary::{DataSubjectRequestState, DataSubjectRight},
};

use super::{
    ask::DUE,
    lifecycle::{CHECK_IDENTITY, CLOSE, CONFIRM_IDENTITY, EXTEND, FULFIL, LIFT, REFUSE, Step, WITHDRAW, is_answered},
};
use crate::{
    actor::Actor,
    error::{Code, Refusal},
    operation::{
        gate::Duty,
        may::{Acted, Standing},
    },
    policy::{Action, ActionQuestion, Relation},
};

/// A request as what decides on actions sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActedRequest {
    state: DataSubjectRequestState,
    is_own: bool,
    received_at: DateTime<Utc>,
    /// Whether it is a restriction that holds, and whose end is open.
    restricts: bool,
    /// Until when data rest because of it, the end of time where no end is known; none where they do not.
    rests_until: Option<DateTime<Utc>>,
}

impl ActedRequest {
    /// The request of a row.
    pub(super) fn of(row: &Model, actor: &Actor) -> Self {
        let duty = Duty::DecideAction;
        let is_restriction = *duty.open(&row.used_right) == DataSubjectRight::Restriction;
        Self {
            state: row.state,
            is_own: actor.person().map(|person| person.person) == Some(*duty.open(&row.person_id)),
            received_at: *duty.open(&row.received_at),
            restricts: is_restriction && duty.open(&row.rests_from).is_some() && duty.open(&row.rests_until).is_none(),
            rests_until: duty
                .open(&row.rests_from)
                .map(|_| duty.open(&row.rests_until).unwrap_or(DateTime::<Utc>::MAX_UTC)),
        }
    }
}

impl Acted for ActedRequest {
    type Rule = Step;

    fn rule(action: Action) -> Option<Step> {
        Some(match action {
            Action::StartIdentityCheck => CHECK_IDENTITY,
            Action::ConfirmRequestIdentity => CONFIRM_IDENTITY,
            Action::ExtendDataSubjectRequest => EXTEND,
            Action::FulfilDataSubjectRequest => FULFIL,
            Action::RefuseDataSubjectRequest => REFUSE,
            Action::LiftRestriction => LIFT,
            Action::WithdrawDataSubjectRequest => WITHDRAW,
            Action::CloseDataSubjectRequest => CLOSE,
            _ => return None,
        })
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        question.related(Relation::own(self.is_own))
    }

    fn stands(&self, step: Step, now: DateTime<Utc>) -> Result<Standing, Refusal> {
        if !step.leaves(self.state) {
            let message = "The state that the request is in does not lead there.";
            return Err(Refusal::new(Code::InvalidTransition, message));
        }
        if step == LIFT && !self.restricts {
            let message = "The request restricts nothing whose end is open.";
            return Err(Refusal::new(Code::InvalidTransition, message));
        }
        let rests = self.rests_until.is_some_and(|until| now < until);
        if step == WITHDRAW && is_answered(self.state) && !rests {
            let message = "The request is answered, and nothing rests because of it.";
            return Err(Refusal::new(Code::InvalidTransition, message));
        }
        // The person is to be told within the first month.
        let month = self.received_at.checked_add_months(DUE);
        if step == EXTEND && month.is_none_or(|month| now > month) {
            let message = "The first month is over, and with it the time to extend.";
            return Err(Refusal::new(Code::PreconditionUnmet, message).hint("Answer the request (GDPR article 12(3))."));
        }
        // What is erased may be held, or be of somebody whom agency or project cannot lose.
        Ok(if step == FULFIL {
            Standing::DecidedOnSubmit
        } else {
            Standing::Clear
        })
    }
}
