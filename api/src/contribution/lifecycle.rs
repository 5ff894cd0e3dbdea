//! The states of a contribution and the ways between them.
//!
//! `REDACTED` is reached from all of them and by no step: an erasure leaves it, as `entity/src/contribution.rs` declares.

use entity::vocabulary::{
    ContributionState::{
        self, Accepted, Declined, Draft, Held, Implemented, Merged, NotImplemented, PartlyAccepted, Published,
        RejectedModeration, Submitted, UnderReview, Withdrawn,
    },
    DispositionOutcome,
};

/// A step that a contribution can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// The states that it leaves.
    pub(super) from: &'static [ContributionState],
    /// The state that it leads to.
    pub(super) to: ContributionState,
}

pub(super) const SUBMIT: Step = Step {
    from: &[Draft],
    to: Submitted,
};
pub(super) const PUBLISH: Step = Step {
    from: &[Submitted, Held],
    to: Published,
};
pub(super) const HOLD: Step = Step {
    from: &[Submitted],
    to: Held,
};
pub(super) const REJECT: Step = Step {
    from: &[Held],
    to: RejectedModeration,
};
pub(super) const START_REVIEW: Step = Step {
    from: &[Published],
    to: UnderReview,
};
pub(super) const IMPLEMENT: Step = Step {
    from: &[Accepted, PartlyAccepted],
    to: Implemented,
};
pub(super) const LEAVE_UNDONE: Step = Step {
    from: &[Accepted, PartlyAccepted],
    to: NotImplemented,
};
/// The author alone takes it, and not what was decided already.
pub(super) const WITHDRAW: Step = Step {
    from: &[Draft, Submitted, Published, UnderReview],
    to: Withdrawn,
};
/// The step that publishing an outcome takes; a proposal moves nothing.
pub(super) const fn dispose(outcome: DispositionOutcome) -> Step {
    Step {
        from: &[UnderReview],
        to: match outcome {
            DispositionOutcome::Accepted => Accepted,
            DispositionOutcome::PartlyAccepted => PartlyAccepted,
            DispositionOutcome::Declined => Declined,
            DispositionOutcome::Merged => Merged,
        },
    }
}

/// Whether its words stand in public, to be answered and taken up.
#[must_use]
pub(super) const fn is_public(state: ContributionState) -> bool {
    matches!(
        state,
        Published | UnderReview | Accepted | PartlyAccepted | Declined | Merged | Implemented | NotImplemented
    )
}

impl Step {
    /// Whether the step starts from `state`.
    #[must_use]
    pub(super) fn leaves(self, state: ContributionState) -> bool {
        self.from.contains(&state)
    }
}

#[cfg(test)]
mod tests {
    use entity::vocabulary::ContributionState::Redacted;
    use sea_orm::Iterable;

    use super::*;

    const STEPS: &[Step] = &[
        SUBMIT,
        PUBLISH,
        HOLD,
        REJECT,
        START_REVIEW,
        dispose(DispositionOutcome::Accepted),
        dispose(DispositionOutcome::PartlyAccepted),
        dispose(DispositionOutcome::Declined),
        dispose(DispositionOutcome::Merged),
        IMPLEMENT,
        LEAVE_UNDONE,
        WITHDRAW,
    ];

    /// The arrows, but for those of an erasure, written a second time and not made from the steps.
    const ARROWS: &[(ContributionState, ContributionState)] = &[
        (Draft, Submitted),
        (Submitted, Published),
        (Published, UnderReview),
        (UnderReview, Accepted),
        (UnderReview, PartlyAccepted),
        (UnderReview, Declined),
        (UnderReview, Merged),
        (Submitted, Held),
        (Held, Published),
        (Held, RejectedModeration),
        (Accepted, Implemented),
        (Accepted, NotImplemented),
        (PartlyAccepted, Implemented),
        (PartlyAccepted, NotImplemented),
        (Draft, Withdrawn),
        (Submitted, Withdrawn),
        (Published, Withdrawn),
        (UnderReview, Withdrawn),
    ];

    #[test]
    fn the_steps_are_the_arrows_and_no_others() {
        for from in ContributionState::iter() {
            for to in ContributionState::iter() {
                let step = STEPS.iter().any(|step| step.leaves(from) && step.to == to);
                assert_eq!(step, ARROWS.contains(&(from, to)), "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn t108_nothing_that_was_decided_can_be_withdrawn() {
        for state in [Accepted, PartlyAccepted, Declined, Merged, Implemented, NotImplemented] {
            assert!(!WITHDRAW.leaves(state), "{state:?}");
        }
    }

    #[test]
    fn what_never_was_or_no_longer_is_published_is_not_public() {
        let hidden = [Draft, Submitted, Held, RejectedModeration, Withdrawn, Redacted];
        for state in ContributionState::iter() {
            assert_eq!(is_public(state), !hidden.contains(&state), "{state:?}");
        }
    }
}
