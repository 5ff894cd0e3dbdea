//! The states of a phase and the ways between them.

use entity::vocabulary::PhaseState::{self, Cancelled, Closed, Completed, InReview, Open, Planned, Reported, Skipped};

/// A step that a phase can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// The states that it leaves.
    pub(super) from: &'static [PhaseState],
    /// The state that it leads to.
    pub(super) to: PhaseState,
    /// Whether it needs a reason, which is published: participants are owed it.
    pub(super) reason: bool,
    /// What must hold of the phase's project and of its other phases.
    pub(super) guards: &'static [Guard],
    /// Conditions that wait for what they look at, so they are not checked yet. Neither the level at which each sector takes
    /// part in a phase nor report-backs are stored. What must have become of contributions depends on that level: a phase that
    /// promises less than INVOLVE ends with contributions undecided, so that to refuse it to all would be another rule.
    pub(super) unchecked: &'static [&'static str],
}

/// A condition of a step beside the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    /// The project is active.
    ProjectActive,
    /// The end of input lies ahead, or there is none.
    InputAhead,
    /// The state and another sector take part, and in co-delivery professionals and lay people.
    Counterparts,
    /// Before co-delivery, the results of co-design were reported back.
    DesignReported,
    /// It is not co-assessment.
    NotAssessment,
}

pub(super) const OPEN: Step = Step {
    from: &[Planned],
    to: Open,
    reason: false,
    guards: &[
        Guard::ProjectActive,
        Guard::InputAhead,
        Guard::Counterparts,
        Guard::DesignReported,
    ],
    unchecked: &[
        "each sector has its level, and one that is not the state's has the least that the kind of phase promises",
        "a version of its notice is published",
    ],
};
pub(super) const CLOSE: Step = Step {
    from: &[Open],
    to: Closed,
    reason: false,
    guards: &[],
    unchecked: &[],
};
/// Its new end of input lies ahead by the check of the input.
pub(super) const EXTEND: Step = Step {
    from: &[Closed],
    to: Open,
    reason: true,
    guards: &[Guard::ProjectActive, Guard::Counterparts],
    unchecked: &[],
};
pub(super) const START_REVIEW: Step = Step {
    from: &[Closed],
    to: InReview,
    reason: false,
    guards: &[],
    unchecked: &[],
};
pub(super) const REPORT: Step = Step {
    from: &[InReview],
    to: Reported,
    reason: false,
    guards: &[],
    unchecked: &[
        "a report-back is published",
        "from INVOLVE upwards, what became of every published contribution is published",
    ],
};
pub(super) const COMPLETE: Step = Step {
    from: &[Reported],
    to: Completed,
    reason: false,
    guards: &[],
    unchecked: &[
        "from CONSULT upwards, a report-back is published",
        "from INVOLVE upwards, what became of every published contribution is published",
    ],
};
pub(super) const SKIP: Step = Step {
    from: &[Planned],
    to: Skipped,
    reason: true,
    guards: &[Guard::NotAssessment],
    unchecked: &[],
};
/// Co-assessment is cancelled with its project alone, which writes that itself.
pub(super) const CANCEL: Step = Step {
    from: &[Planned, Open],
    to: Cancelled,
    reason: true,
    guards: &[Guard::NotAssessment],
    unchecked: &[],
};

/// Every step.
#[cfg(test)]
pub(super) const STEPS: &[Step] = &[OPEN, CLOSE, EXTEND, START_REVIEW, REPORT, COMPLETE, SKIP, CANCEL];

/// States that end a phase: nothing of it changes any more.
#[must_use]
pub(super) const fn is_over(state: PhaseState) -> bool {
    matches!(state, Completed | Skipped | Cancelled)
}

impl Step {
    /// Whether the step starts from `state`.
    #[must_use]
    pub(super) fn leaves(self, state: PhaseState) -> bool {
        self.from.contains(&state)
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;

    /// The arrows, written a second time and not made from the steps.
    const ARROWS: &[(PhaseState, PhaseState)] = &[
        (Planned, Open),
        (Open, Closed),
        (Closed, InReview),
        (InReview, Reported),
        (Reported, Completed),
        (Closed, Open),
        (Planned, Skipped),
        (Planned, Cancelled),
        (Open, Cancelled),
    ];

    #[test]
    fn the_steps_are_the_arrows_and_no_others() {
        for from in PhaseState::iter() {
            for to in PhaseState::iter() {
                let step = STEPS.iter().any(|step| step.leaves(from) && step.to == to);
                assert_eq!(step, ARROWS.contains(&(from, to)), "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn a_state_that_is_over_leads_nowhere_and_every_other_leads_on() {
        for state in PhaseState::iter() {
            assert_eq!(
                STEPS.iter().any(|step| step.leaves(state)),
                !is_over(state),
                "{state:?}"
            );
        }
    }

    #[test]
    fn participants_are_told_why_a_phase_is_left_out_ended_or_extended() {
        for step in STEPS {
            let owed = [SKIP, CANCEL, EXTEND].contains(step);
            assert_eq!(step.reason, owed, "{step:?}");
        }
    }
}
