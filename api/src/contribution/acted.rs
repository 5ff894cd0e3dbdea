//! What decides on actions on a contribution: its state, whose it is, its phase, and the actor's part in the project.

use chrono::{DateTime, Utc};
use entity::{
    contribution::Model,
    vocabulary::{ContributionState, DispositionOutcome, Purpose},
};

use super::lifecycle::{self, Step};
use crate::{
    error::{Code, Refusal},
    operation::{
        Operation,
        gate::Duty,
        may::{Acted, Standing},
    },
    participation::{OwnPart, with_part},
    phase::ActedPhase,
    policy::{Action, ActionQuestion, Relation},
};

/// A contribution as what decides on actions sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ActedContribution {
    state: ContributionState,
    is_author: bool,
    is_reply: bool,
    /// Whether others find its place alone, because the author's data are stored only.
    is_withheld: bool,
    /// Its phase, as far as the actor may know of it and the action depends on it.
    phase: Option<ActedPhase>,
    pub(super) own: Option<OwnPart>,
}

/// How a contribution decides on an action.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    /// It takes a step.
    Step(Step),
    /// It takes a step while its phase is weighed.
    Weigh(Step),
    /// It is submitted from a draft.
    SubmitDraft,
    /// It is marked, wherever it stands.
    Mark,
    /// Somebody takes a stand on it.
    React,
    /// Somebody takes their stand back.
    TakeBack,
    /// Somebody tells its moderators of it.
    Report,
}

/// Whether the author's words are stored only.
pub(super) fn rests(operation: &Operation, row: &Model) -> bool {
    let author = *Duty::DecideAction.open(&row.author_id);
    author.is_some_and(|author| operation.withholds(author, Purpose::ParticipationAdmin))
}

impl ActedContribution {
    /// A contribution and the actor's part in its project, active or ended.
    pub(crate) fn of(operation: &Operation, row: &Model, own: Option<OwnPart>, phase: Option<ActedPhase>) -> Self {
        let author = *Duty::DecideAction.open(&row.author_id);
        let is_author = author.is_some() && author == own.map(|own| own.key);
        Self {
            state: row.state,
            is_author,
            is_reply: row.in_reply_to_id.is_some(),
            is_withheld: !is_author && rests(operation, row),
            phase,
            own,
        }
    }

    /// The same, once its phase is known.
    pub(super) const fn in_phase(self, phase: Option<ActedPhase>) -> Self {
        Self { phase, ..self }
    }

    fn step(&self, step: Step) -> Result<Standing, Refusal> {
        if step.leaves(self.state) {
            return Ok(Standing::Clear);
        }
        Err(Refusal::new(
            Code::InvalidTransition,
            "The state that the contribution is in does not lead there.",
        )
        .hint("Read its state; each mutation's description says from where it leads."))
    }

    fn phase(&self) -> Result<&ActedPhase, Refusal> {
        self.phase.as_ref().ok_or_else(Refusal::not_found)
    }

    fn takes_stands(&self, now: DateTime<Utc>) -> Result<Standing, Refusal> {
        if self.phase()?.is_open(now) {
            return Ok(Standing::Clear);
        }
        let refusal = Refusal::new(Code::PhaseNotOpen, "The phase does not take stands now.");
        Err(refusal.hint("Its state and closesAt say when it does, as long as the project is active."))
    }

    /// Whether the actor reported it before is looked up.
    fn can_be_reported(&self) -> Result<Standing, Refusal> {
        if lifecycle::is_public(self.state) && !self.is_withheld {
            return Ok(Standing::DecidedOnSubmit);
        }
        let refusal = Refusal::new(Code::InvalidTransition, "The contribution is not published.");
        Err(refusal.hint("What is published is reported; what waits its moderators read anyway."))
    }

    fn can_be_reacted_to(&self, now: DateTime<Utc>) -> Result<Standing, Refusal> {
        let stands = matches!(
            self.state,
            ContributionState::Published | ContributionState::UnderReview
        );
        if self.is_withheld || !stands {
            let refusal = Refusal::new(Code::InvalidTransition, "The contribution is not open to stands.");
            return Err(refusal.hint("It is as long as it is published and not decided."));
        }
        self.takes_stands(now)?;
        self.phase()?.is_for_actor()
    }
}

impl Acted for ActedContribution {
    type Rule = Rule;

    fn rule(action: Action) -> Option<Rule> {
        Some(match action {
            // A change keeps a draft a draft: it starts from where submitting starts.
            Action::UpdateContributionDraft => Rule::Step(lifecycle::SUBMIT),
            Action::SubmitContributionDraft => Rule::SubmitDraft,
            Action::WithdrawContribution => Rule::Step(lifecycle::WITHDRAW),
            Action::PublishContribution => Rule::Step(lifecycle::PUBLISH),
            Action::HoldContribution => Rule::Step(lifecycle::HOLD),
            Action::RejectContribution => Rule::Step(lifecycle::REJECT),
            Action::MarkSpecialCategory => Rule::Mark,
            Action::StartContributionReview => Rule::Weigh(lifecycle::START_REVIEW),
            // Whatever the outcome, it starts from the same states.
            Action::DisposeContribution => Rule::Weigh(lifecycle::dispose(DispositionOutcome::Accepted)),
            Action::RecordImplementation => Rule::Step(lifecycle::IMPLEMENT),
            Action::ReactToContribution => Rule::React,
            Action::WithdrawReaction => Rule::TakeBack,
            Action::ReportContribution => Rule::Report,
            _ => return None,
        })
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        let is_own = match question.action {
            // Whoever takes part, or did, has their stand; the author is one like everybody.
            Action::WithdrawReaction => self.own.is_some(),
            Action::ReactToContribution => false,
            _ => self.is_author,
        };
        let relation = Relation::own(is_own);
        with_part(question.related(relation), self.own)
    }

    fn stands(&self, rule: Rule, now: DateTime<Utc>) -> Result<Standing, Refusal> {
        match rule {
            Rule::Step(step) => self.step(step),
            Rule::Weigh(step) => {
                self.step(step)?;
                self.phase()?.is_weighed()
            }
            Rule::SubmitDraft => {
                self.step(lifecycle::SUBMIT)?;
                self.phase()?.takes_input(now)?;
                self.phase()?.is_for_actor()?;
                // What it answers must still stand in public.
                Ok(if self.is_reply {
                    Standing::DecidedOnSubmit
                } else {
                    Standing::Clear
                })
            }
            Rule::Mark => Ok(Standing::Clear),
            Rule::React => self.can_be_reacted_to(now),
            Rule::TakeBack => self.takes_stands(now),
            Rule::Report => self.can_be_reported(),
        }
    }
}
