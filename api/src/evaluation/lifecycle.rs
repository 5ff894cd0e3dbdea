//! The states of evaluations and assessments and the ways between them: what is asked is fixed before
//! anybody answers, and a date ends the answering, never a result.

use chrono::{DateTime, Utc};
use entity::vocabulary::{AssessmentState, EvaluationState};

/// A step from some states to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step<S: 'static> {
    /// The states that it leaves.
    pub(super) from: &'static [S],
    /// The state that it leads to.
    pub(super) to: S,
}

impl<S: Copy + PartialEq> Step<S> {
    /// Whether the step starts from `state`.
    #[must_use]
    pub(super) fn leaves(&self, state: S) -> bool {
        self.from.contains(&state)
    }
}

pub(super) const LOCK: Step<EvaluationState> = Step {
    from: &[EvaluationState::Draft],
    to: EvaluationState::Locked,
};
pub(super) const OPEN: Step<EvaluationState> = Step {
    from: &[EvaluationState::Locked],
    to: EvaluationState::Collecting,
};
pub(super) const CLOSE: Step<EvaluationState> = Step {
    from: &[EvaluationState::Collecting],
    to: EvaluationState::Closed,
};
pub(super) const COMPUTE: Step<EvaluationState> = Step {
    from: &[EvaluationState::Closed],
    to: EvaluationState::Computed,
};
pub(super) const RELEASE: Step<EvaluationState> = Step {
    from: &[EvaluationState::Computed],
    to: EvaluationState::Released,
};
/// Taken by the release of the evaluation that takes the place.
pub(super) const SUPERSEDE: Step<EvaluationState> = Step {
    from: &[EvaluationState::Released],
    to: EvaluationState::Superseded,
};

/// Handed in again: a revision, or a change of mind after a withdrawal while answers are still taken.
pub(super) const SUBMIT_AGAIN: Step<AssessmentState> = Step {
    from: &[AssessmentState::Submitted, AssessmentState::Withdrawn],
    to: AssessmentState::Submitted,
};
/// Taken when the results are computed.
pub(super) const COUNT: Step<AssessmentState> = Step {
    from: &[AssessmentState::Submitted],
    to: AssessmentState::Counted,
};
pub(super) const WITHDRAW: Step<AssessmentState> = Step {
    from: &[AssessmentState::Submitted, AssessmentState::Counted],
    to: AssessmentState::Withdrawn,
};

/// Whether an evaluation takes assessments now. Its end counts by itself: whoever is to close it may come late.
#[must_use]
pub(super) fn takes_assessments(state: EvaluationState, closes_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    state == EvaluationState::Collecting && now < closes_at
}

/// Whether results are for everybody in this state. Before, they are for nobody.
#[must_use]
pub(super) const fn is_released(state: EvaluationState) -> bool {
    matches!(state, EvaluationState::Released | EvaluationState::Superseded)
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;

    const STEPS: &[Step<EvaluationState>] = &[LOCK, OPEN, CLOSE, COMPUTE, RELEASE, SUPERSEDE];
    const OF_ASSESSMENTS: &[Step<AssessmentState>] = &[SUBMIT_AGAIN, COUNT, WITHDRAW];

    /// The chain, written a second time and not made from the steps.
    const CHAIN: [EvaluationState; 7] = [
        EvaluationState::Draft,
        EvaluationState::Locked,
        EvaluationState::Collecting,
        EvaluationState::Closed,
        EvaluationState::Computed,
        EvaluationState::Released,
        EvaluationState::Superseded,
    ];

    const ARROWS: &[(AssessmentState, AssessmentState)] = &[
        (AssessmentState::Submitted, AssessmentState::Submitted),
        (AssessmentState::Withdrawn, AssessmentState::Submitted),
        (AssessmentState::Submitted, AssessmentState::Counted),
        (AssessmentState::Submitted, AssessmentState::Withdrawn),
        (AssessmentState::Counted, AssessmentState::Withdrawn),
    ];

    #[test]
    fn an_evaluation_goes_along_the_chain_and_nowhere_else() {
        for from in EvaluationState::iter() {
            for to in EvaluationState::iter() {
                let step = STEPS.iter().any(|step| step.leaves(from) && step.to == to);
                let linked = CHAIN.windows(2).any(|pair| pair == [from, to]);
                assert_eq!(step, linked, "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn the_steps_of_an_assessment_are_the_arrows_and_no_others() {
        for from in AssessmentState::iter() {
            for to in AssessmentState::iter() {
                let step = OF_ASSESSMENTS.iter().any(|step| step.leaves(from) && step.to == to);
                assert_eq!(step, ARROWS.contains(&(from, to)), "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn a_date_ends_the_answering_whether_or_not_somebody_closed_it() {
        let end = DateTime::UNIX_EPOCH;
        let moment = chrono::Duration::milliseconds(1);
        for state in EvaluationState::iter() {
            let collecting = state == EvaluationState::Collecting;
            assert_eq!(takes_assessments(state, end, end - moment), collecting);
            assert!(!takes_assessments(state, end, end));
        }
    }

    #[test]
    fn results_are_for_nobody_before_the_release() {
        let open: Vec<_> = EvaluationState::iter().filter(|state| is_released(*state)).collect();
        assert_eq!(open, [EvaluationState::Released, EvaluationState::Superseded]);
    }
}
