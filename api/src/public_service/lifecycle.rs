//! The states of a public service and the ways between them.

use entity::vocabulary::PublicServiceStatus::{self, Active, Retired, UnderDevelopment};

/// A step that a service can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The states that it leaves.
    pub(super) from: &'static [PublicServiceStatus],
    /// The state that it leads to.
    pub(super) to: PublicServiceStatus,
}

pub(super) const ACTIVATE: Step = Step {
    from: &[UnderDevelopment],
    to: Active,
};
/// What was planned can be given up too.
pub(super) const RETIRE: Step = Step {
    from: &[UnderDevelopment, Active],
    to: Retired,
};

impl Step {
    /// Whether the step starts from `status`.
    #[must_use]
    pub(super) fn leaves(self, status: PublicServiceStatus) -> bool {
        self.from.contains(&status)
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn a_service_goes_forward_only_and_a_retired_one_nowhere() {
        let ways = [
            (UnderDevelopment, Active),
            (UnderDevelopment, Retired),
            (Active, Retired),
        ];
        for from in PublicServiceStatus::iter() {
            for to in PublicServiceStatus::iter() {
                let step = [ACTIVATE, RETIRE].iter().any(|step| step.leaves(from) && step.to == to);
                assert_eq!(step, ways.contains(&(from, to)), "{from:?} to {to:?}");
            }
        }
    }
}
