//! The states of a request and the ways between them (GDPR article 12(3) and (4)).

use entity::vocabulary::DataSubjectRequestState::{
    self, Closed, Extended, Fulfilled, IdentityCheck, InProgress, PartlyFulfilled, Received, Refused,
};

/// A step that a request can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The states that it leaves.
    from: &'static [DataSubjectRequestState],
    /// The states that it can lead to.
    to: &'static [DataSubjectRequestState],
}

pub(super) const CHECK_IDENTITY: Step = Step {
    from: &[Received],
    to: &[IdentityCheck],
};
pub(super) const CONFIRM_IDENTITY: Step = Step {
    from: &[IdentityCheck],
    to: &[InProgress],
};
pub(super) const EXTEND: Step = Step {
    from: &[InProgress],
    to: &[Extended],
};
pub(super) const FULFIL: Step = Step {
    from: &[InProgress, Extended],
    to: &[Fulfilled, PartlyFulfilled],
};
pub(super) const REFUSE: Step = Step {
    from: &[InProgress, Extended],
    to: &[Refused],
};
/// A restriction that was granted is let go; the request stays where it is.
pub(super) const LIFT: Step = Step {
    from: &[Fulfilled, Closed],
    to: &[],
};
/// The person takes back what they asked for, or what rests because of it.
pub(super) const WITHDRAW: Step = Step {
    from: &[Received, IdentityCheck, InProgress, Extended, Fulfilled, Closed],
    to: &[Closed],
};
pub(super) const CLOSE: Step = Step {
    from: &[Fulfilled, PartlyFulfilled, Refused],
    to: &[Closed],
};

impl Step {
    /// Whether the step starts from `state`.
    pub(super) fn leaves(self, state: DataSubjectRequestState) -> bool {
        self.from.contains(&state)
    }
}

/// Whether nothing is owed any more.
pub(super) const fn is_answered(state: DataSubjectRequestState) -> bool {
    matches!(state, Fulfilled | PartlyFulfilled | Refused | Closed)
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn a_request_goes_from_its_coming_to_an_answer_and_its_end() {
        let ways = [
            (Received, IdentityCheck),
            (IdentityCheck, InProgress),
            (InProgress, Extended),
            (InProgress, Fulfilled),
            (InProgress, PartlyFulfilled),
            (InProgress, Refused),
            (Extended, Fulfilled),
            (Extended, PartlyFulfilled),
            (Extended, Refused),
            (Fulfilled, Closed),
            // By the person alone, also of what was granted and rests.
            (Received, Closed),
            (IdentityCheck, Closed),
            (InProgress, Closed),
            (Extended, Closed),
            (Closed, Closed),
            (PartlyFulfilled, Closed),
            (Refused, Closed),
        ];
        let steps = [
            CHECK_IDENTITY,
            CONFIRM_IDENTITY,
            EXTEND,
            FULFIL,
            REFUSE,
            WITHDRAW,
            CLOSE,
        ];
        for from in DataSubjectRequestState::iter() {
            for to in DataSubjectRequestState::iter() {
                let leads = steps.iter().any(|step| step.leaves(from) && step.to.contains(&to));
                assert_eq!(leads, ways.contains(&(from, to)), "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn who_was_answered_is_owed_nothing() {
        let open: Vec<_> = DataSubjectRequestState::iter()
            .filter(|state| !is_answered(*state))
            .collect();
        assert_eq!(open, [Received, IdentityCheck, InProgress, Extended]);
    }
}
