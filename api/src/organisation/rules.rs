//! Which organisations one may know of, and what naming one asks for.

use async_graphql::ID;
use entity::{
    id::OrganisationId,
    organisation::{Entity, Model},
};
use sea_orm::Condition;

use crate::{
    actor::Actor,
    error::{Code, Refusal, Result},
    operation::gate::{self, Duty},
    relay::input_id,
    store::{Tx, Visible},
};

impl Visible for Entity {
    /// Who takes part for the sectors is public.
    fn visible(_: &Actor) -> Condition {
        Condition::all()
    }
}

/// The organisation that an input names for somebody to speak for; only one that the agency has checked.
pub async fn named_in(tx: &Tx, id: Option<&ID>) -> Result<Option<OrganisationId>> {
    let Some(id) = id else { return Ok(None) };
    let id: OrganisationId = input_id(id, "organisation")?;
    let row = tx
        .share::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "organisation"))?;
    if row.is_verified {
        return Ok(Some(id));
    }
    Err(Refusal::new(
        Code::PreconditionUnmet,
        "The agency has not checked the organisation yet.",
    )
    .hint("Ask its staff to verify it.")
    .at(&["input", "organisation"])
    .into())
}

/// Whether belonging to the organisation would tell something of GDPR article 9.
#[must_use]
pub(super) fn told_by(row: &Model) -> bool {
    *Duty::DecideField.open(&row.reveals_special_category)
}
