//! What decides on actions on a participation: its state and roles, whose it is, the actor's own roles, and whether the
//! project is over.

use chrono::{DateTime, Utc};
use entity::{
    participation::Model,
    set::Set,
    vocabulary::{ParticipationState, ProjectRole, Purpose},
};

use super::roles::within_reach;
use crate::{
    actor::Actor,
    error::{Code, Refusal},
    operation::{
        gate::Duty,
        may::{Acted, Standing},
    },
    policy::{Action, ActionQuestion, Relation},
};

/// A participation as what decides on actions sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ActedParticipation {
    state: ParticipationState,
    roles: Set<ProjectRole>,
    is_own: bool,
    /// Whether it is known who it is.
    is_known: bool,
    /// What the request declares to read personal data for.
    declared: Option<Purpose>,
    /// The actor's roles in the project.
    actors: Set<ProjectRole>,
    project_is_over: bool,
}

/// How a participation decides on an action.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    /// The participant leaves.
    Leave,
    /// It is ended by somebody else.
    Remove,
    /// It gets a role.
    Grant,
    /// It loses a role.
    Revoke,
    /// The participant chooses a name.
    Name,
    /// The participant is asked for consent.
    Ask,
    /// It is brought out who it is.
    Reveal,
    /// The participant says what could bias them.
    Declare,
}

impl ActedParticipation {
    /// A participation, for an actor with these roles in its project, who declared a purpose.
    pub(crate) fn of(
        row: &Model,
        (actor, declared): (&Actor, Option<Purpose>),
        actors: Set<ProjectRole>,
        project_is_over: bool,
    ) -> Self {
        let duty = Duty::DecideAction;
        let subject = *duty.open(&row.person_id);
        Self {
            state: *duty.open(&row.state),
            roles: *duty.open(&row.roles),
            is_own: subject.is_some() && subject == actor.person().map(|person| person.person),
            is_known: subject.is_some(),
            declared,
            actors,
            project_is_over,
        }
    }

    /// The same, once it is known whether the project is over.
    pub(super) const fn in_project_that_is_over(self, project_is_over: bool) -> Self {
        Self {
            project_is_over,
            ..self
        }
    }

    fn is_active(&self) -> Result<Standing, Refusal> {
        if self.state == ParticipationState::Active {
            return Ok(Standing::Clear);
        }
        Err(Refusal::new(Code::InvalidTransition, "The participation has ended."))
    }

    /// Who did what in a project is settled once it is over.
    fn is_running(&self) -> Result<Standing, Refusal> {
        if self.project_is_over {
            let why = "The project is over; who is what in it no longer changes.";
            return Err(Refusal::new(Code::InvalidTransition, why));
        }
        self.is_active()
    }

    /// A project keeps one owner, so that the others are counted.
    fn takes_away(&self) -> Standing {
        if self.roles.contains(ProjectRole::Owner) {
            Standing::DecidedOnSubmit
        } else {
            Standing::Clear
        }
    }

    /// A name is brought out for the record that the law demands, and only where there is one.
    fn may_be_revealed(&self) -> Result<Standing, Refusal> {
        match self.declared {
            Some(Purpose::LegalRecord) => {}
            None => {
                let why = "A pseudonym is revealed for a specified purpose (GDPR article 5(1)(b)).";
                let refusal = Refusal::new(Code::PurposeRequired, why);
                return Err(refusal.hint("Declare LEGAL_RECORD in the header Trialogue-Purpose."));
            }
            Some(_) => {
                let why = "A pseudonym is revealed for no other purpose than the legal record.";
                let refusal = Refusal::new(Code::PurposeNotPermitted, why);
                return Err(refusal.hint("Declare LEGAL_RECORD in the header Trialogue-Purpose, if it is that."));
            }
        }
        if self.is_known {
            return Ok(Standing::Clear);
        }
        let refusal = Refusal::new(Code::PreconditionUnmet, "Nobody is known behind the pseudonym.");
        Err(refusal.hint("It came with imported data, or its link was erased; the agency does not have it."))
    }

    /// The role must be within the actor's own (T96).
    pub(super) fn reaches(&self, role: ProjectRole) -> Result<(), Refusal> {
        if within_reach(self.actors).contains(role) {
            return Ok(());
        }
        let refusal = Refusal::new(Code::Forbidden, "The role is beyond your own.");
        Err(refusal.hint("An owner of the project can do it."))
    }
}

impl Acted for ActedParticipation {
    type Rule = Rule;

    fn rule(action: Action) -> Option<Rule> {
        Some(match action {
            Action::LeaveProject => Rule::Leave,
            Action::RemoveParticipation => Rule::Remove,
            Action::GrantProjectRole => Rule::Grant,
            Action::RevokeProjectRole => Rule::Revoke,
            Action::ChooseByline => Rule::Name,
            Action::RequestConsent => Rule::Ask,
            Action::RevealPseudonym => Rule::Reveal,
            Action::DeclareInterest => Rule::Declare,
            _ => return None,
        })
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        let relation = Relation::own(self.is_own);
        question.related(relation).in_project(self.actors)
    }

    fn stands(&self, rule: Rule, _: DateTime<Utc>) -> Result<Standing, Refusal> {
        match rule {
            Rule::Leave => {
                self.is_active()?;
                Ok(self.takes_away())
            }
            Rule::Remove => {
                for role in self.roles.iter() {
                    self.reaches(role)?;
                }
                self.is_running()?;
                Ok(self.takes_away())
            }
            Rule::Grant | Rule::Declare => self.is_running(),
            Rule::Revoke => {
                self.is_running()?;
                Ok(self.takes_away())
            }
            // Who has left can still take the name back; the input says whether it is put there.
            Rule::Name => Ok(Standing::Clear),
            Rule::Ask if !self.is_known => Err(Refusal::not_found().at(&["input", "participation"])),
            // What is asked for, and whether it was refused before, the verb looks at.
            Rule::Ask => Ok(Standing::DecidedOnSubmit),
            Rule::Reveal => self.may_be_revealed(),
        }
    }
}
