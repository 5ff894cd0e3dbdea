//! What decides on actions on a phase: its state and times, its project's state, and the actor's part in that.

use chrono::{DateTime, Utc};
use entity::{
    id::ParticipationId,
    phase::Model,
    set::Set,
    vocabulary::{PhaseState, PhaseType, ProjectState, Sector},
};

use super::{
    guards::unmet,
    lifecycle::{self, Guard, Step},
};
use crate::{
    error::{Code, Refusal},
    operation::may::{Acted, Standing},
    participation::{OwnPart, with_part},
    policy::{Action, ActionQuestion},
    project::is_planned_for,
};

/// A phase as what decides on actions sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ActedPhase {
    pub(super) phase_type: PhaseType,
    pub(super) state: PhaseState,
    pub(super) closes_at: Option<DateTime<Utc>>,
    pub(super) eligible_sectors: Set<Sector>,
    pub(super) is_settled: bool,
    /// Where the project stands, as far as the actor may know of it.
    pub(super) project: Option<ProjectState>,
    pub(super) own: Option<OwnPart>,
}

/// How a phase decides on an action.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    /// It takes a step.
    Step(Step),
    /// What it says of itself changes.
    Change,
    /// What became of its contributions is published.
    Settle,
    /// Somebody writes for it, and nobody else knows yet.
    Draft,
    /// Somebody gives words to it.
    Submit,
}

impl ActedPhase {
    /// A phase, where its project stands, and the actor's part in that, active or ended.
    pub(crate) const fn of(row: &Model, project: Option<ProjectState>, own: Option<OwnPart>) -> Self {
        Self {
            phase_type: row.phase_type,
            state: row.state,
            closes_at: row.closes_at,
            eligible_sectors: row.eligible_sectors,
            is_settled: row.dispositions_published_at.is_some(),
            project,
            own,
        }
    }

    /// The participation that the actor acts by.
    pub(crate) fn actor(&self) -> Option<ParticipationId> {
        self.own.filter(|own| own.is_active).map(|own| own.key)
    }

    fn is_ahead(&self, now: DateTime<Utc>) -> bool {
        self.closes_at.is_none_or(|end| now < end)
    }

    /// Whether an input counts at this moment.
    pub(crate) fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.project == Some(ProjectState::Active) && self.state == PhaseState::Open && self.is_ahead(now)
    }

    /// The phase must take input now: an input counts by the moment of its storage.
    pub(crate) fn takes_input(&self, now: DateTime<Utc>) -> Result<Standing, Refusal> {
        if self.is_open(now) {
            return Ok(Standing::Clear);
        }
        let refusal = Refusal::new(Code::PhaseNotOpen, "The phase does not take contributions now.");
        Err(refusal.hint("Its state and its times say when it does; its project must be active."))
    }

    /// The actor's sector must be known and have a part in the phase.
    pub(crate) fn is_for_actor(&self) -> Result<Standing, Refusal> {
        let Some(sector) = self.own.and_then(|own| own.sector) else {
            return Err(Refusal::new(
                Code::SectorUnknown,
                "Your participation has no sector, and this step needs one.",
            )
            .hint("A facilitator of the project can help."));
        };
        if self.eligible_sectors.contains(sector) {
            return Ok(Standing::Clear);
        }
        let refusal = Refusal::new(Code::SectorNotEligible, "Your sector does not take part in this phase.");
        Err(refusal.hint("The phase says which sectors may contribute."))
    }

    /// What becomes of the contributions must still be decided, all together.
    pub(crate) fn is_weighed(&self) -> Result<Standing, Refusal> {
        let is_time = matches!(self.state, PhaseState::Open | PhaseState::Closed | PhaseState::InReview);
        if is_time && !self.is_settled {
            return Ok(Standing::Clear);
        }
        Err(unmet("What becomes of the contributions of the phase is settled."))
    }

    fn step(&self, step: Step, now: DateTime<Utc>) -> Result<Standing, Refusal> {
        if !step.leaves(self.state) {
            return Err(Refusal::new(
                Code::InvalidTransition,
                "The state that the phase is in does not lead there.",
            )
            .hint("Read its state; each mutation's description says from where it leads."));
        }
        let mut standing = Standing::Clear;
        for guard in step.guards {
            match guard {
                Guard::ProjectActive if self.project != Some(ProjectState::Active) => {
                    return Err(unmet("The project is not active.").hint("Activate or resume the project first."));
                }
                Guard::InputAhead if !self.is_ahead(now) => {
                    let refusal = unmet("The end of input has passed already.");
                    return Err(refusal.hint("Set a later end with updatePhase first."));
                }
                Guard::NotAssessment if self.phase_type == PhaseType::CoAssessment => {
                    let why = "Co-assessment is never left out, and ends early only with its project.";
                    return Err(Refusal::new(Code::InvalidTransition, why));
                }
                Guard::Counterparts | Guard::DesignReported => standing = Standing::DecidedOnSubmit,
                Guard::ProjectActive | Guard::InputAhead | Guard::NotAssessment => {}
            }
        }
        Ok(standing)
    }
}

impl Acted for ActedPhase {
    type Rule = Rule;

    fn rule(action: Action) -> Option<Rule> {
        Some(match action {
            Action::UpdatePhase => Rule::Change,
            Action::OpenPhase => Rule::Step(lifecycle::OPEN),
            Action::ClosePhase => Rule::Step(lifecycle::CLOSE),
            Action::ExtendPhase => Rule::Step(lifecycle::EXTEND),
            Action::StartPhaseReview => Rule::Step(lifecycle::START_REVIEW),
            Action::ReportPhase => Rule::Step(lifecycle::REPORT),
            Action::CompletePhase => Rule::Step(lifecycle::COMPLETE),
            Action::SkipPhase => Rule::Step(lifecycle::SKIP),
            Action::CancelPhase => Rule::Step(lifecycle::CANCEL),
            Action::PublishDispositions => Rule::Settle,
            Action::DraftContribution => Rule::Draft,
            Action::SubmitContribution => Rule::Submit,
            _ => return None,
        })
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        with_part(question, self.own)
    }

    fn stands(&self, rule: Rule, now: DateTime<Utc>) -> Result<Standing, Refusal> {
        match rule {
            Rule::Step(step) => self.step(step, now),
            Rule::Change if lifecycle::is_over(self.state) || !self.project.is_some_and(is_planned_for) => {
                Err(Refusal::new(
                    Code::InvalidTransition,
                    "The phase is over; what it says no longer changes.",
                ))
            }
            Rule::Change => Ok(Standing::Clear),
            Rule::Settle if self.state != PhaseState::InReview || self.is_settled => Err(Refusal::new(
                Code::InvalidTransition,
                "What becomes of contributions is published once, while the phase is in review.",
            )),
            // Everything under review must have its outcome.
            Rule::Settle => Ok(Standing::DecidedOnSubmit),
            Rule::Draft => self.takes_input(now),
            Rule::Submit => {
                self.takes_input(now)?;
                self.is_for_actor()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn input_counts_while_phase_and_project_are_open_and_before_the_end() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let later = now + Duration::milliseconds(1);
        for (closes_at, counts) in [(None, true), (Some(later), true), (Some(now), false)] {
            for state in PhaseState::iter() {
                for project in ProjectState::iter().map(Some).chain([None]) {
                    let phase = ActedPhase {
                        phase_type: PhaseType::CoDesign,
                        state,
                        closes_at,
                        eligible_sectors: Set::EMPTY,
                        is_settled: false,
                        project,
                        own: None,
                    };
                    let open = state == PhaseState::Open && project == Some(ProjectState::Active);
                    assert_eq!(
                        phase.is_open(now),
                        counts && open,
                        "{state:?} {project:?} {closes_at:?}"
                    );
                }
            }
        }
    }
}
