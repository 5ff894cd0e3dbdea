//! A phase that is to be changed, held together with its project.

use async_graphql::ID;
use entity::{
    id::PhaseId,
    phase::{Entity, Model},
    project,
};

use super::acted::ActedPhase;
use crate::{
    error::Result,
    operation::{Operation, gate},
    participation::own_part,
    relay::input_id,
    store::Tx,
};

/// A phase and its project, held until the transaction ends.
pub(super) struct Held {
    pub(super) tx: Tx,
    pub(super) project: project::Model,
    pub(super) phase: Model,
    pub(super) acted: ActedPhase,
}

/// Finds the phase, and holds its project and then itself. Whatever changes phases holds the project
/// first: so two of them never wait for each other, and what one has counted stays true until it is done.
pub(super) async fn hold(operation: &Operation, id: &ID) -> Result<Held> {
    let id: PhaseId = input_id(id, "phase")?;
    let tx = operation.write().await?;
    let (project, phase) = tx
        .lock_both::<project::Entity, Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "phase"))?;
    let acted = ActedPhase::of(&phase, Some(project.state), own_part(&tx, project.id).await?);
    Ok(Held {
        tx,
        project,
        phase,
        acted,
    })
}
