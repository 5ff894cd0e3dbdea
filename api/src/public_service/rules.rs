//! Which public services one may know of, and what naming one asks for.

use async_graphql::ID;
use entity::{
    id::PublicServiceId,
    public_service::{Entity, Model},
};
use sea_orm::Condition;

use super::acted::ActedService;
use crate::{
    actor::Actor,
    error::Result,
    operation::{
        Operation, gate,
        may::{self, Permitted},
    },
    policy::{Action, ActionQuestion},
    relay::input_id,
    store::{Tx, Visible},
};

impl Visible for Entity {
    /// What public organisations offer is public.
    fn visible(_: &Actor) -> Condition {
        Condition::all()
    }
}

/// The service that an input names for a project to be about.
pub async fn named_in(tx: &Tx, id: Option<&ID>) -> Result<Option<PublicServiceId>> {
    let Some(id) = id else { return Ok(None) };
    let id: PublicServiceId = input_id(id, "publicService")?;
    let row = tx.lock::<Entity>(id.uuid()).await;
    row.map(|row| Some(row.id))
        .map_err(|error| gate::at(error, "publicService"))
}

/// The service that a verb changes, held, for an actor who may do this to it.
pub(super) async fn held(
    operation: &Operation,
    tx: &Tx,
    id: &ID,
    action: Action,
) -> Result<(Model, Permitted<ActedService>)> {
    let id: PublicServiceId = input_id(id, "publicService")?;
    let row = tx
        .lock::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "publicService"))?;
    let acted = ActedService { status: row.status };
    let may = may::permit(operation, ActionQuestion::of(action, tx.actor().roles()), acted)?;
    Ok((row, may))
}
