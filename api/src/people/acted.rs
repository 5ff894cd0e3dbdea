//! What decides on actions on what is known of a person: whether it is the actor's own.

use chrono::{DateTime, Utc};

use crate::{
    actor::Actor,
    error::Refusal,
    operation::may::{Acted, Standing},
    policy::{Action, ActionQuestion, Relation},
};

/// A person, with their account and what they told, as what decides on actions sees them.
#[derive(Clone, Copy, Debug)]
pub struct ActedPerson {
    is_own: bool,
}

impl ActedPerson {
    /// The actor, as far as it is a person.
    #[must_use]
    pub fn of_actor(actor: &Actor) -> Self {
        Self {
            is_own: actor.person().is_some(),
        }
    }

    /// A person whom the actor is or is not.
    #[must_use]
    pub const fn known(is_own: bool) -> Self {
        Self { is_own }
    }
}

impl Acted for ActedPerson {
    /// What the verb decides beside whose it is.
    type Rule = Standing;

    fn rule(action: Action) -> Option<Standing> {
        Some(match action {
            Action::ChangePassword | Action::UpdateMyPerson | Action::UpdateMyProfile | Action::ClearMyProfile => {
                Standing::Clear
            }
            // A second one of the same kind is refused while the answer to the first is owed.
            Action::ExportMyData
            | Action::ExportMyPortableData
            | Action::RequestRectification
            | Action::RequestErasure
            | Action::RequestRestriction
            | Action::ObjectToProcessing
            // What the paper is about must be asked here.
            | Action::RecordPaperConsent => Standing::DecidedOnSubmit,
            _ => return None,
        })
    }

    fn asked(&self, question: ActionQuestion) -> ActionQuestion {
        question.related(Relation::own(self.is_own))
    }

    fn stands(&self, standing: Standing, _: DateTime<Utc>) -> Result<Standing, Refusal> {
        Ok(standing)
    }
}
