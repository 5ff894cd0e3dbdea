//! The states of a project and the ways between them, after the ten steps of the OECD's guidelines.

use entity::vocabulary::ProjectState::{
    self, Active, Announced, Archived, Cancelled, Declined, Draft, Evaluated, Paused, Readiness,
};

/// A step that a project can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// The states that it leaves.
    pub(super) from: &'static [ProjectState],
    /// The state that it leads to.
    pub(super) to: ProjectState,
    /// Whether it needs a reason, which is published: participants are owed it.
    pub(super) reason: bool,
    /// Conditions that wait for what they look at, so they are not checked yet.
    pub(super) unchecked: &'static [&'static str],
}

pub(super) const START_READINESS: Step = Step {
    from: &[Draft],
    to: Readiness,
    reason: false,
    unchecked: &[],
};
pub(super) const RETURN_TO_DRAFT: Step = Step {
    from: &[Readiness],
    to: Draft,
    reason: true,
    unchecked: &[],
};
pub(super) const DECLINE: Step = Step {
    from: &[Readiness],
    to: Declined,
    reason: true,
    unchecked: &[],
};
pub(super) const ANNOUNCE: Step = Step {
    from: &[Readiness],
    to: Announced,
    reason: false,
    unchecked: &[
        "the five preconditions are answered yes or a mandate is cited",
        "a notice is published",
    ],
};
pub(super) const ACTIVATE: Step = Step {
    from: &[Announced],
    to: Active,
    reason: false,
    unchecked: &[
        "the problem statement is endorsed by both sides",
        "the target composition is set",
    ],
};
pub(super) const PAUSE: Step = Step {
    from: &[Active],
    to: Paused,
    reason: true,
    unchecked: &[],
};
pub(super) const RESUME: Step = Step {
    from: &[Paused],
    to: Active,
    reason: false,
    unchecked: &[],
};
/// That its phases are over is checked by `phases.rs`.
pub(super) const CONCLUDE: Step = Step {
    from: &[Active],
    to: ProjectState::Concluded,
    reason: false,
    unchecked: &[],
};
/// That a retrospective evaluation is released is looked up by its verb.
pub(super) const COMPLETE_EVALUATION: Step = Step {
    from: &[ProjectState::Concluded],
    to: Evaluated,
    reason: false,
    unchecked: &[],
};
pub(super) const CANCEL: Step = Step {
    from: &[Announced, Active, Paused],
    to: Cancelled,
    reason: true,
    unchecked: &[],
};

/// Every step. `Evaluated → Archived` waits for retention rules.
#[cfg(test)]
pub(super) const STEPS: &[Step] = &[
    START_READINESS,
    RETURN_TO_DRAFT,
    DECLINE,
    ANNOUNCE,
    ACTIVATE,
    PAUSE,
    RESUME,
    CONCLUDE,
    COMPLETE_EVALUATION,
    CANCEL,
];

/// States that end a project: what describes it no longer changes.
#[must_use]
pub(super) const fn is_over(state: ProjectState) -> bool {
    matches!(state, Declined | Evaluated | Archived | Cancelled)
}

/// Whether the public, or the agency's members, have heard of a project in this state.
#[must_use]
pub(super) const fn is_announced(state: ProjectState) -> bool {
    !matches!(state, Draft | Readiness | Declined)
}

/// Whether a project in this state can be given phases, and have them described anew.
#[must_use]
pub const fn is_planned_for(state: ProjectState) -> bool {
    matches!(state, Draft | Readiness | Announced | Active | Paused)
}

impl Step {
    /// Whether the step starts from `state`.
    #[must_use]
    pub(super) fn leaves(self, state: ProjectState) -> bool {
        self.from.contains(&state)
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;

    /// The arrows, written a second time and not made from the steps.
    const ARROWS: &[(ProjectState, ProjectState)] = &[
        (Draft, Readiness),
        (Readiness, Announced),
        (Readiness, Draft),
        (Readiness, Declined),
        (Announced, Active),
        (Active, Paused),
        (Paused, Active),
        (Active, ProjectState::Concluded),
        (ProjectState::Concluded, Evaluated),
        (Announced, Cancelled),
        (Active, Cancelled),
        (Paused, Cancelled),
    ];

    #[test]
    fn the_steps_are_the_arrows_and_no_others() {
        for from in ProjectState::iter() {
            for to in ProjectState::iter() {
                let step = STEPS.iter().any(|step| step.leaves(from) && step.to == to);
                assert_eq!(step, ARROWS.contains(&(from, to)), "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn a_state_that_is_over_leads_nowhere() {
        for state in ProjectState::iter().filter(|state| is_over(*state)) {
            assert!(STEPS.iter().all(|step| !step.leaves(state)), "{state:?}");
        }
    }
}
