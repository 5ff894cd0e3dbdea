//! Replaces a client's secret.

use async_graphql::{ID, InputObject};
use entity::{client::ActiveModel, id::ClientId};
use sea_orm::ActiveValue::Set;

use super::input::{changeable, finish, held};
use crate::{
    clock::Clock,
    error::Result,
    identity::Secret,
    operation::Operation,
    policy::Action,
    relay::{Faults, claim},
    store::Tx,
};

/// What rotateClientSecret needs.
#[derive(Debug, InputObject)]
pub(super) struct RotateClientSecretInput {
    /// The client.
    pub client: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What there is to tell: the client, and its secret unless it was told before. It has no `Debug` on purpose.
pub(super) struct Told {
    pub(super) id: ClientId,
    pub(super) secret: Option<String>,
}

/// The old secret ends at once, and so does every token that was made under it: whoever rotates because a secret leaked
/// must not leave the finder a grace.
pub(super) async fn rotate(operation: &Operation, input: RotateClientSecretInput) -> Result<Told> {
    let clock = operation.clock();
    let mut faults = Faults::default();
    let claim = claim(
        operation,
        &mut faults,
        "rotateClientSecret",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;

    let tx = operation.write().await?;
    let (row, may) = held(operation, &tx, &input.client, Action::RotateClientSecret).await?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(Told {
            id: row.id,
            secret: None,
        });
    }
    changeable(operation, &may, &row, &input.version)?;
    let (secret, digest) = new_secret(&tx, clock).await?;
    let change = ActiveModel {
        secret_digest: Set(digest.into()),
        generation: Set(row.generation + 1),
        secret_rotated_at: Set(Some(clock.now()).into()),
        version: Set(row.version + 1),
        ..Default::default()
    };
    finish(clock, tx, row.id, change, "client.secret_rotated", claim.as_ref()).await?;
    Ok(Told {
        id: row.id,
        secret: Some(secret),
    })
}

/// A new secret and its digest. The agency's name in front says where the client is to be looked up: a token is asked
/// for before anybody has named an agency.
pub(super) async fn new_secret(tx: &Tx, clock: &Clock) -> Result<(String, String)> {
    let made = Secret::Client.make(clock);
    let slug = tx
        .global()
        .tenant(tx.actor().tenant)
        .await?
        .map(|tenant| tenant.slug)
        .unwrap_or_default();
    Ok((format!("{slug}.{}", made.shown), made.digest))
}
