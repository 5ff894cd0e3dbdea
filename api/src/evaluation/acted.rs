//! What decides on actions on an evaluation and on an assessment: their states and times, the project's state, and the
//! actor's part in that.

use chrono::{DateTime, Utc};
use entity::{
    assessment,
    evaluation::Model,
    vocabulary::{AssessmentState, AssessmentTiming, EvaluationState, ProjectState},
};

use super::lifecycle::{self, Step};
use crate::{
    error::{Code, Refusal},
    operation::{
        gate::Duty,
        may::{Acted, Standing},
    },
    participation::{OwnPart, with_part},
    policy::{Action, ActionQuestion, Relation},
};

/// An evaluation as what decides on actions sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActedEvaluation {
    state: EvaluationState,
    closes_at: DateTime<Utc>,
    /// Whether its release depends on what else there is: co-delivery, or an evaluation that it takes the place of.
    waits_for_others: bool,
    /// Where the project stands, as far as the actor may know of it.
    project: Option<ProjectState>,
    pub(super) own: Option<OwnPart>,
}

/// How an evaluation decides on an action.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// It takes a step.
    Step(Step<EvaluationState>),
    /// What it asks changes.
    Change,
    /// Somebody answers.
    Answer,
}

impl ActedEvaluation {
    /// An evaluation, where its project stands, and the actor's part in that.
    pub(super) fn of(row: &Model, project: Option<ProjectState>, own: Option<OwnPart>) -> Self {
        Self {
            state: row.state,
            closes_at: row.closes_at,
            waits_for_others: row.timing == AssessmentTiming::Retrospective || row.supersedes_id.is_some(),
            project,
            own,
        }
    }

    fn step(&self, step: Step<EvaluationState>, now: DateTime<Utc>) -> Result<Standing, Refusal> {
        if !step.leaves(self.state) {
            return Err(Refusal::new(
                Code::InvalidTransition,
                "The state that the evaluation is in does not lead there.",
            )
            .hint("Read its state; each mutation's description says from where it leads."));
        }
        match step.to {
            EvaluationState::Locked => self.still_to_come(now),
            EvaluationState::Collecting => {
                self.still_to_come(now)?;
                self.under_way()
            }
            EvaluationState::Closed if now < self.closes_at => {
                let why = "A date ends the collecting, and it has not come yet.";
                Err(unmet(why).hint("Come back at closesAt."))
            }
            EvaluationState::Released if self.waits_for_others => Ok(Standing::DecidedOnSubmit),
            _ => Ok(Standing::Clear),
        }
    }

    fn still_to_come(&self, now: DateTime<Utc>) -> Result<Standing, Refusal> {
        if now < self.closes_at {
            return Ok(Standing::Clear);
        }
        let refusal = unmet("The end of collecting is past, so that nobody could answer any more.");
        Err(refusal.hint("Give a draft a later closesAt, or set up another evaluation."))
    }

    /// The project must be under way or concluded.
    fn under_way(&self) -> Result<Standing, Refusal> {
        if matches!(self.project, Some(ProjectState::Active | ProjectState::Concluded)) {
            return Ok(Standing::Clear);
        }
        let refusal = unmet("People are asked while the project is under way or once it is concluded.");
        Err(refusal.hint("Activate or resume the project first."))
    }
}

fn unmet(why: &str) -> Refusal {
    Refusal::new(Code::PreconditionUnmet, why)
}

impl Acted for ActedEvaluation {
    type Rule = Rule;

    fn rule(action: Action) -> Option<Rule> {
        Some(match action {
            Action::UpdateEvaluation => Rule::Change,
            Action::LockEvaluation => Rule::Step(lifecycle::LOCK),
            Action::OpenEvaluation => Rule::Step(lifecycle::OPEN),
            Action::CloseEvaluation => Rule::Step(lifecycle::CLOSE),
            Action::ComputeEvaluation => Rule::Step(lifecycle::COMPUTE),
            Action::ReleaseEvaluation => Rule::Step(lifecycle::RELEASE),
            Action::SubmitAssessment => Rule::Answer,
            _ => return None,
        })
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        with_part(question, self.own)
    }

    fn stands(&self, rule: Rule, now: DateTime<Utc>) -> Result<Standing, Refusal> {
        match rule {
            Rule::Step(step) => self.step(step, now),
            Rule::Change if self.state != EvaluationState::Draft => {
                let why = "What is asked and how it is counted was fixed when the evaluation was locked.";
                Err(Refusal::new(Code::EvaluationLocked, why).hint("Set up another evaluation."))
            }
            Rule::Change => Ok(Standing::Clear),
            Rule::Answer if !lifecycle::takes_assessments(self.state, self.closes_at, now) => {
                let why = "The evaluation does not take assessments now.";
                Err(Refusal::new(Code::EvaluationNotOpen, why).hint("Its state and closesAt say when it does."))
            }
            Rule::Answer => self.under_way(),
        }
    }
}

/// An assessment as what decides on actions sees it. The row rule lets its author alone have it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActedAssessment {
    state: AssessmentState,
}

impl ActedAssessment {
    /// The assessment of a row.
    pub(super) fn of(row: &assessment::Model) -> Self {
        Self {
            state: *Duty::DecideAction.open(&row.state),
        }
    }
}

impl Acted for ActedAssessment {
    type Rule = Step<AssessmentState>;

    fn rule(action: Action) -> Option<Self::Rule> {
        (action == Action::WithdrawAssessment).then_some(lifecycle::WITHDRAW)
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        question.related(Relation::Itself)
    }

    fn stands(&self, step: Self::Rule, _: DateTime<Utc>) -> Result<Standing, Refusal> {
        if step.leaves(self.state) {
            return Ok(Standing::Clear);
        }
        Err(Refusal::new(
            Code::InvalidTransition,
            "The assessment is withdrawn already.",
        ))
    }
}
