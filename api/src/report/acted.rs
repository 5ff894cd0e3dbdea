//! What decides on actions on a report: its state, whose it is, and the actor's part in the project.

use chrono::{DateTime, Utc};
use entity::{
    contribution_report::Model,
    set::Set,
    vocabulary::{ProjectRole, ReportState},
};

use crate::{
    error::{Code, Refusal},
    operation::{
        gate::Duty,
        may::{Acted, Standing},
    },
    participation::{OwnPart, with_part},
    policy::{Action, ActionQuestion, Relation},
};

/// A report as what decides on actions sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActedReport {
    state: ReportState,
    is_own: bool,
    own: Option<OwnPart>,
}

/// How a report decides on an action.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// A moderator says what they found, or the reporter takes it back: either as long as neither was done.
    WhileOpen,
}

impl ActedReport {
    /// A report, and the actor's part in its project, active or ended.
    pub(super) fn of(row: &Model, own: Option<OwnPart>) -> Self {
        let duty = Duty::DecideAction;
        let reporter = *duty.open(&row.reporter_id);
        Self {
            state: *duty.open(&row.state),
            is_own: reporter.is_some() && reporter == own.map(|own| own.key),
            own,
        }
    }

    /// Whether the actor reported.
    pub(super) const fn is_own(&self) -> bool {
        self.is_own
    }

    /// Whether the actor decides on reports in the project.
    pub(super) fn moderates(&self) -> bool {
        let roles = self.own.map_or(Set::EMPTY, |own| own.roles);
        roles.contains(ProjectRole::Owner) || roles.contains(ProjectRole::Facilitator)
    }

    /// What the actor is to the project.
    pub(super) const fn own(&self) -> Option<OwnPart> {
        self.own
    }
}

impl Acted for ActedReport {
    type Rule = Rule;

    fn rule(action: Action) -> Option<Rule> {
        let takes = [Action::CloseContributionReport, Action::WithdrawContributionReport];
        takes.contains(&action).then_some(Rule::WhileOpen)
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        with_part(question.related(Relation::own(self.is_own)), self.own)
    }

    fn stands(&self, Rule::WhileOpen: Rule, _: DateTime<Utc>) -> Result<Standing, Refusal> {
        let message = match self.state {
            ReportState::Open => return Ok(Standing::Clear),
            ReportState::Upheld | ReportState::Dismissed => "The report is closed already.",
            ReportState::Withdrawn => "The report was taken back.",
        };
        Err(Refusal::new(Code::InvalidTransition, message))
    }
}
