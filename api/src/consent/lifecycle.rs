//! The states of a consent and the ways between them (Data Privacy Vocabulary).

use entity::vocabulary::{
    ConsentChannel,
    ConsentState::{
        self, Deferred, Expired, Given, Invalidated, Refused, Renewed, Requested, Revoked, Unknown, Withdrawn,
    },
};

/// A step that a consent can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The states that it leaves.
    pub(super) from: &'static [ConsentState],
    /// The state that it leads to.
    pub(super) to: ConsentState,
    /// Who takes it.
    pub(super) by: ConsentChannel,
}

/// The agency asks. Not who has refused: asking until they give in is no free choice.
pub(super) const REQUEST: Step = Step {
    from: &[Unknown, Deferred, Expired, Withdrawn, Revoked, Invalidated],
    to: Requested,
    by: ConsentChannel::Controller,
};
/// The person gives it. They may do so at any time, unasked too, and again when the notice has changed.
pub(super) const GIVE: Step = Step {
    from: &[
        Unknown,
        Requested,
        Deferred,
        Refused,
        Given,
        Renewed,
        Withdrawn,
        Expired,
        Revoked,
        Invalidated,
    ],
    to: Given,
    by: ConsentChannel::Online,
};
/// The person refuses; who has given it withdraws it instead.
pub(super) const REFUSE: Step = Step {
    from: &[Unknown, Requested, Deferred, Withdrawn, Expired, Revoked, Invalidated],
    to: Refused,
    by: ConsentChannel::Online,
};
/// The person puts the question aside.
pub(super) const DEFER: Step = Step {
    from: &[Unknown, Requested],
    to: Deferred,
    by: ConsentChannel::Online,
};
/// The person takes it back.
pub(super) const WITHDRAW: Step = Step {
    from: &[Given, Renewed],
    to: Withdrawn,
    by: ConsentChannel::Online,
};
/// Its time is over.
pub(super) const EXPIRE: Step = Step {
    from: &[Given, Renewed],
    to: Expired,
    by: ConsentChannel::System,
};
/// The agency ends it.
pub(super) const REVOKE: Step = Step {
    from: &[Given, Renewed],
    to: Revoked,
    by: ConsentChannel::Controller,
};
/// An authority or court declares it void.
pub(super) const INVALIDATE: Step = Step {
    from: &[Given, Renewed],
    to: Invalidated,
    by: ConsentChannel::Controller,
};

impl Step {
    /// Whether it can be taken from this state.
    pub(super) fn leaves(self, state: ConsentState) -> bool {
        self.from.contains(&state)
    }

    /// The state after it. What was given at some time is given again as renewed.
    #[must_use]
    pub(super) fn after(self, was_given: bool) -> ConsentState {
        if self.to == Given && was_given {
            Renewed
        } else {
            self.to
        }
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;

    const ALL: &[Step] = &[REQUEST, GIVE, REFUSE, DEFER, WITHDRAW, EXPIRE, REVOKE, INVALIDATE];

    #[test]
    fn a_consent_goes_the_ways_of_the_vocabulary_and_no_other() {
        // The agency's own ways, and the server's; the person's own follow below.
        let others = [
            (Unknown, Requested),
            (Deferred, Requested),
            (Expired, Requested),
            (Withdrawn, Requested),
            (Revoked, Requested),
            (Invalidated, Requested),
            (Given, Expired),
            (Renewed, Expired),
            (Given, Revoked),
            (Renewed, Revoked),
            (Given, Invalidated),
            (Renewed, Invalidated),
        ];
        for from in ConsentState::iter() {
            for to in ConsentState::iter() {
                let by_others = ALL.iter().any(|step| {
                    step.by != ConsentChannel::Online
                        && step.leaves(from)
                        && [false, true].iter().any(|given| step.after(*given) == to)
                });
                assert_eq!(by_others, others.contains(&(from, to)), "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn nobody_but_the_person_makes_a_consent_valid_or_takes_it_back() {
        for step in ALL {
            let own = step.to.is_valid() || matches!(step.to, Refused | Withdrawn | Deferred);
            assert_eq!(step.by == ConsentChannel::Online, own, "{step:?}");
        }
    }

    #[test]
    fn a_person_decides_anew_at_any_time_and_what_was_given_before_is_renewed() {
        assert_eq!((GIVE.after(false), GIVE.after(true)), (Given, Renewed));
        for state in ConsentState::iter() {
            assert!(GIVE.leaves(state), "{state:?}");
            assert_eq!(WITHDRAW.leaves(state), state.is_valid(), "{state:?}");
            assert_eq!(REFUSE.leaves(state), !state.is_valid() && state != Refused, "{state:?}");
            assert_eq!(DEFER.leaves(state), matches!(state, Unknown | Requested), "{state:?}");
        }
    }
}
