//! The states of an agency's rule and the ways between them.

use entity::vocabulary::TenantPolicyState::{self, Active, Draft, Retired};

/// A step that a rule can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The states that it leaves.
    pub(super) from: &'static [TenantPolicyState],
    /// The state that it leads to.
    pub(super) to: TenantPolicyState,
}

pub(super) const ACTIVATE: Step = Step {
    from: &[Draft],
    to: Active,
};
/// What was drafted can be given up too.
pub(super) const RETIRE: Step = Step {
    from: &[Draft, Active],
    to: Retired,
};

impl Step {
    /// Whether the step starts from `state`.
    #[must_use]
    pub(super) fn leaves(self, state: TenantPolicyState) -> bool {
        self.from.contains(&state)
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn a_rule_goes_forward_only_and_a_retired_one_nowhere() {
        let ways = [(Draft, Active), (Draft, Retired), (Active, Retired)];
        for from in TenantPolicyState::iter() {
            for to in TenantPolicyState::iter() {
                let step = [ACTIVATE, RETIRE].iter().any(|step| step.leaves(from) && step.to == to);
                assert_eq!(step, ways.contains(&(from, to)), "{from:?} to {to:?}");
            }
        }
    }
}
