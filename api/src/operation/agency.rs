//! What decides on actions on the agency itself, such as opening a project in it: the policy alone.

use chrono::{DateTime, Utc};

use super::{
    Operation,
    may::{Acted, Standing, permit},
};
use crate::{
    error::{Refusal, Result},
    policy::{Action, ActionQuestion},
};

/// The agency that the operation speaks to.
#[derive(Clone, Copy, Debug)]
pub struct ActedAgency;

impl Acted for ActedAgency {
    type Rule = Standing;

    fn rule(action: Action) -> Option<Standing> {
        match action {
            Action::UpdateTenant
            | Action::InviteMember
            | Action::CreateProject
            | Action::RegisterClient
            | Action::CreateOrganisation
            | Action::CreatePublicService
            | Action::PlaceLegalHold
            | Action::DraftTenantPolicy => Some(Standing::Clear),
            // Those that there are are counted.
            Action::CreateRetentionRule => Some(Standing::DecidedOnSubmit),
            _ => None,
        }
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        question
    }

    fn stands(&self, standing: Standing, _: DateTime<Utc>) -> Result<Standing, Refusal> {
        Ok(standing)
    }
}

/// Lets an action on the agency pass, or refuses it: it has no state that decides too.
pub fn permit_in_agency(operation: &Operation, question: ActionQuestion) -> Result<()> {
    permit(operation, question, ActedAgency).map(|_| ())
}
