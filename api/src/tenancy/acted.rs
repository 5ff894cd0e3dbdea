//! What decides on actions on a membership and on an invitation: their states, what they give, and what the actor is to
//! them.

use chrono::{DateTime, Utc};
use entity::{
    invitation,
    membership::Model,
    set::Set,
    vocabulary::{InvitationState, MembershipState, ProjectRole, Sector, TenantRole},
};

use super::invited::{is_open, no_longer_open, offer_of};
use crate::{
    actor::Actor,
    error::{Code, Refusal},
    operation::{
        gate::Duty,
        may::{Acted, Standing},
    },
    policy::{Action, ActionQuestion, Relation},
};

/// A membership as what decides on actions sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActedMembership {
    state: MembershipState,
    roles: Set<TenantRole>,
    is_own: bool,
    reach: Set<TenantRole>,
}

/// How a membership decides on an action.
#[derive(Clone, Copy, Debug)]
pub(super) enum MembershipRule {
    /// It is suspended.
    Suspend,
    /// It is reinstated.
    Reinstate,
    /// It gets a role.
    Grant,
    /// It loses a role.
    Revoke,
}

impl ActedMembership {
    /// A membership, for this actor.
    pub(super) fn of(row: &Model, actor: &Actor) -> Self {
        Self {
            state: *Duty::DecideAction.open(&row.state),
            roles: *Duty::DecideAction.open(&row.roles),
            is_own: actor.person().is_some_and(|person| person.membership == row.id),
            reach: actor.roles(),
        }
    }

    fn leaves(&self, state: MembershipState) -> Result<Standing, Refusal> {
        if self.state == state {
            return Ok(Standing::Clear);
        }
        Err(Refusal::new(
            Code::InvalidTransition,
            "The state that the membership is in does not lead there.",
        ))
    }

    /// An agency keeps one administrator, so that the others are counted.
    fn takes_away(&self) -> Standing {
        if self.roles.contains(TenantRole::Administrator) {
            Standing::DecidedOnSubmit
        } else {
            Standing::Clear
        }
    }
}

impl Acted for ActedMembership {
    type Rule = MembershipRule;

    fn rule(action: Action) -> Option<MembershipRule> {
        Some(match action {
            Action::SuspendMembership => MembershipRule::Suspend,
            Action::ReinstateMembership => MembershipRule::Reinstate,
            Action::GrantTenantRole => MembershipRule::Grant,
            Action::RevokeTenantRole => MembershipRule::Revoke,
            _ => return None,
        })
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        question.related(Relation::own(self.is_own))
    }

    fn stands(&self, rule: MembershipRule, _: DateTime<Utc>) -> Result<Standing, Refusal> {
        match rule {
            MembershipRule::Suspend => {
                self.leaves(MembershipState::Active)?;
                Ok(self.takes_away())
            }
            // The roles come back with the person, so this gives them (T96): whole or not at all, or a role would be
            // lost unseen.
            MembershipRule::Reinstate if !self.roles.is_within(self.reach) => {
                let refusal = Refusal::new(Code::Forbidden, "The member has roles that you do not hold.");
                Err(refusal.hint("An administrator who holds them can do it."))
            }
            MembershipRule::Reinstate => self.leaves(MembershipState::Suspended),
            MembershipRule::Grant => self.leaves(MembershipState::Active),
            MembershipRule::Revoke => Ok(self.takes_away()),
        }
    }
}

/// An invitation as what decides on actions sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActedInvitation {
    /// Whether it waits, declined or not: the inviter cannot tell them apart.
    waits: bool,
    /// Whether it can still be taken up.
    is_open: bool,
    is_to_project: bool,
    sector: Option<Sector>,
    relations: Set<Relation>,
    project_roles: Set<ProjectRole>,
}

/// How an invitation decides on an action.
#[derive(Clone, Copy, Debug)]
pub(super) enum InvitationRule {
    /// It is accepted by who is a member already.
    Accept,
    /// It is declined.
    Decline,
    /// It is taken back.
    Withdraw,
}

impl ActedInvitation {
    /// An invitation, with what the actor is to it and the roles that the actor has in its project.
    pub(super) fn of(
        row: &invitation::Model,
        relations: impl IntoIterator<Item = Relation>,
        project_roles: Set<ProjectRole>,
        now: DateTime<Utc>,
    ) -> Self {
        let duty = Duty::DecideAction;
        Self {
            waits: *duty.open(&row.state) == InvitationState::Invited && *duty.open(&row.expires_at) > now,
            is_open: is_open(row, now),
            is_to_project: offer_of(row).is_some(),
            sector: *duty.open(&row.sector),
            relations: relations.into_iter().collect(),
            project_roles,
        }
    }
}

impl Acted for ActedInvitation {
    type Rule = InvitationRule;

    fn rule(action: Action) -> Option<InvitationRule> {
        Some(match action {
            Action::AcceptProjectInvitation => InvitationRule::Accept,
            Action::DeclineInvitation => InvitationRule::Decline,
            Action::WithdrawInvitation => InvitationRule::Withdraw,
            _ => return None,
        })
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        let question = if question.action.takes_sector() {
            question.of_sector(self.sector)
        } else {
            question
        };
        let related = self.relations.iter().fold(question, ActionQuestion::related);
        related.in_project(self.project_roles)
    }

    fn stands(&self, rule: InvitationRule, _: DateTime<Utc>) -> Result<Standing, Refusal> {
        match rule {
            InvitationRule::Accept if !self.is_open || !self.is_to_project => Err(no_longer_open()),
            // The project may be over, the person in it already, and the inviter's reach gone.
            InvitationRule::Accept => Ok(Standing::DecidedOnSubmit),
            InvitationRule::Decline if !self.is_open => Err(no_longer_open()),
            InvitationRule::Withdraw if !self.waits => Err(Refusal::new(
                Code::InvalidTransition,
                "The invitation was accepted or has ended.",
            )),
            InvitationRule::Decline | InvitationRule::Withdraw => Ok(Standing::Clear),
        }
    }
}
