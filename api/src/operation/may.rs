//! Whether something may be done to an object: one answer, for the verb that does it and for whoever asks before.
//!
//! Two things decide: the policy, asked with what the actor is to the object, and where the object stands. A domain says
//! both once, by [`Acted`] of what it acts on. A verb gets past [`permit`] only with such an object, and `viewerCan` asks
//! the same object: they cannot disagree but for what a verb counts, which [`Standing::DecidedOnSubmit`] names.

use chrono::{DateTime, Utc};
use entity::{
    set::Set,
    vocabulary::{Sector, TenantRole},
};

use super::{Operation, gate};
use crate::{
    error::{Code, Fault, Refusal, Result},
    policy::{Action, ActionQuestion},
};

/// What an object's state says to an action that the policy lets pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is against it.
    Clear,
    /// The verb counts rows or looks at what others hold, and decides when it is called.
    DecidedOnSubmit,
}

/// An object as what decides on actions sees it: some facts of its row, and what the actor is to it.
pub trait Acted {
    /// How it decides on one action: a step of its lifecycle, or a condition.
    type Rule: Copy;

    /// The rule of an action; none where the action is done to something else.
    fn rule(action: Action) -> Option<Self::Rule>;

    /// The policy's question, with what the actor is to the object.
    fn asked(&self, question: ActionQuestion) -> ActionQuestion;

    /// What where it stands says to the action, or against it.
    fn stands(&self, rule: Self::Rule, now: DateTime<Utc>) -> std::result::Result<Standing, Refusal>;
}

/// An action that the policy let pass; where the object stands is still to be asked.
#[must_use = "the state decides too"]
pub struct Permitted<O: Acted> {
    object: O,
    rule: O::Rule,
}

/// Lets an action pass the policy, or refuses it with what the policy says.
pub fn permit<O: Acted>(operation: &Operation, question: ActionQuestion, object: O) -> Result<Permitted<O>> {
    // INVARIANT: what no rule decides on is done by nobody.
    let rule = O::rule(question.action).ok_or_else(|| Fault::logged("an action on what it is not done to"))?;
    gate::permit(operation, &object.asked(question))?;
    Ok(Permitted { object, rule })
}

impl<O: Acted> Permitted<O> {
    /// Refuses the action where the state that the object is in does not lead there.
    pub fn stands(&self, now: DateTime<Utc>) -> Result<()> {
        self.object.stands(self.rule, now)?;
        Ok(())
    }
}

/// What stands against an action, or that nothing does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The action.
    pub action: Action,
    /// Whether it would be done, apart from faults in its input.
    pub allowed: bool,
    /// What stands against it; where it is allowed, that the verb counts, or nothing.
    pub reason: Option<Reason>,
}

/// Why something is refused, in the policy's words or the lifecycle's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The stable name.
    pub code: Code,
    /// The principle, in one sentence.
    pub because: String,
    /// What would change the answer.
    pub lift: Option<String>,
}

/// The actions that are done to objects of this kind.
#[must_use]
pub fn actions<O: Acted>() -> Vec<Action> {
    let all = Action::ALL.iter().copied();
    all.filter(|action| O::rule(*action).is_some()).collect()
}

/// The question where the input is not known: what it would give is within reach.
fn open_question(action: Action, roles: Set<TenantRole>, sector: Sector) -> ActionQuestion {
    let question = ActionQuestion::of(action, roles);
    let question = if action.takes_sector() {
        question.of_sector(Some(sector))
    } else {
        question
    };
    if action.grants() {
        question.granting(Set::EMPTY)
    } else {
        question
    }
}

/// What the actor may do to the object now. Of the object's state no more is told than the verb would tell: nothing where
/// the policy refuses (T39).
pub fn ask<O: Acted>(operation: &Operation, action: Action, object: &O) -> Result<Answer> {
    let rule = O::rule(action).ok_or_else(|| Fault::logged("an action on what it is not done to"))?;
    let roles = operation.actor()?.roles();
    let policies = operation.policies();
    let mut decision = policies.action(&object.asked(open_question(action, roles, Sector::Society)));
    if !decision.allowed && action.takes_sector() {
        // One sector that it is open for is enough; which, the input says.
        let others = [Sector::Economy, Sector::State].map(|sector| open_question(action, roles, sector));
        let others = others.map(|question| policies.action(&object.asked(question)));
        decision = others.into_iter().find(|other| other.allowed).unwrap_or(decision);
    }
    let refused = |reason| Answer {
        action,
        allowed: false,
        reason: Some(reason),
    };
    if !decision.allowed {
        return Ok(refused(Reason {
            code: decision.code,
            because: decision.because.to_string(),
            lift: (!decision.lift.is_empty()).then(|| decision.lift.to_string()),
        }));
    }
    Ok(match object.stands(rule, operation.clock().now()) {
        Ok(Standing::Clear) => Answer {
            action,
            allowed: true,
            reason: None,
        },
        Ok(Standing::DecidedOnSubmit) => Answer {
            action,
            allowed: true,
            reason: Some(Reason {
                code: Code::DecidedOnSubmit,
                because: "The step also counts what it depends on, which is done when it is taken.".to_owned(),
                lift: None,
            }),
        },
        Err(refusal) => refused(Reason {
            code: refusal.code,
            because: refusal.message,
            lift: refusal.hint,
        }),
    })
}
