//! What decides on actions on a project: its state, how people come to it, and the actor's part in it.

use chrono::{DateTime, Utc};
use entity::{
    project::Model,
    vocabulary::{ProjectJoining, ProjectState},
};

use super::lifecycle::{self, Step};
use crate::{
    error::{Code, Refusal},
    operation::may::{Acted, Standing},
    participation::{OwnPart, with_part},
    policy::{Action, ActionQuestion},
};

/// A project as what decides on actions sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ActedProject {
    pub(super) state: ProjectState,
    pub(super) joining: ProjectJoining,
    pub(super) own: Option<OwnPart>,
}

/// How a project decides on an action.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    /// It takes a step.
    Step(Step),
    /// What it says of itself changes.
    Change,
    /// Somebody joins.
    Join,
    /// Somebody is invited.
    Invite,
    /// It is given a phase.
    AddPhase,
    /// It is given an evaluation.
    Evaluate,
}

impl ActedProject {
    /// A project, and the actor's part in it, active or ended.
    #[must_use]
    pub(crate) const fn of(row: &Model, own: Option<OwnPart>) -> Self {
        Self {
            state: row.state,
            joining: row.joining,
            own,
        }
    }

    fn can_be_joined(self) -> Result<Standing, Refusal> {
        if self.joining != ProjectJoining::Open {
            let refusal = Refusal::new(Code::Forbidden, "People come to this project by invitation only.");
            return Err(refusal.hint("Ask one of its facilitators."));
        }
        let takes = [ProjectState::Announced, ProjectState::Active, ProjectState::Paused];
        if !takes.contains(&self.state) {
            return no("Nobody can join the project in the state that it is in.");
        }
        match self.own {
            Some(own) if own.is_active => Err(Refusal::new(
                Code::AlreadyExists,
                "You take part in the project already.",
            )),
            Some(own) if own.is_removed => {
                let refusal = Refusal::new(Code::Forbidden, "A facilitator ended your participation.");
                Err(refusal.hint("Ask one of the project's facilitators."))
            }
            _ => Ok(Standing::Clear),
        }
    }
}

impl Acted for ActedProject {
    type Rule = Rule;

    fn rule(action: Action) -> Option<Rule> {
        Some(match action {
            Action::UpdateProject => Rule::Change,
            Action::StartProjectReadiness => Rule::Step(lifecycle::START_READINESS),
            Action::ReturnProjectToDraft => Rule::Step(lifecycle::RETURN_TO_DRAFT),
            Action::DeclineProject => Rule::Step(lifecycle::DECLINE),
            Action::AnnounceProject => Rule::Step(lifecycle::ANNOUNCE),
            Action::ActivateProject => Rule::Step(lifecycle::ACTIVATE),
            Action::PauseProject => Rule::Step(lifecycle::PAUSE),
            Action::ResumeProject => Rule::Step(lifecycle::RESUME),
            Action::ConcludeProject => Rule::Step(lifecycle::CONCLUDE),
            Action::CompleteProjectEvaluation => Rule::Step(lifecycle::COMPLETE_EVALUATION),
            Action::CancelProject => Rule::Step(lifecycle::CANCEL),
            Action::JoinProject => Rule::Join,
            Action::InviteParticipant => Rule::Invite,
            Action::AddPhase => Rule::AddPhase,
            Action::CreateEvaluation => Rule::Evaluate,
            _ => return None,
        })
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        with_part(question, self.own)
    }

    fn stands(&self, rule: Rule, _: DateTime<Utc>) -> Result<Standing, Refusal> {
        match rule {
            Rule::Step(step) if !step.leaves(self.state) => Err(Refusal::new(
                Code::InvalidTransition,
                "The state that the project is in does not lead there.",
            )
            .hint("Read its state; each mutation's description says from where it leads.")),
            // Its phases are over, or an evaluation is released: both are looked up when the step is taken.
            Rule::Step(step) if [lifecycle::CONCLUDE, lifecycle::COMPLETE_EVALUATION].contains(&step) => {
                Ok(Standing::DecidedOnSubmit)
            }
            Rule::Change if lifecycle::is_over(self.state) => {
                no("The project is over; what it says no longer changes.")
            }
            Rule::Join => self.can_be_joined(),
            Rule::Invite if self.state.is_over() => no("The project is over; nobody joins it any more."),
            Rule::AddPhase if !lifecycle::is_planned_for(self.state) => {
                no("The project is over; it takes no further phase.")
            }
            Rule::Evaluate
                if matches!(
                    self.state,
                    ProjectState::Declined | ProjectState::Archived | ProjectState::Cancelled
                ) =>
            {
                no("The project has ended and is not judged any more.")
            }
            Rule::Step(_) | Rule::Change | Rule::Invite | Rule::AddPhase | Rule::Evaluate => Ok(Standing::Clear),
        }
    }
}

fn no(why: &str) -> Result<Standing, Refusal> {
    Err(Refusal::new(Code::InvalidTransition, why))
}
