//! Registers a partner's program.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};
use entity::{
    client::{ActiveModel, Entity},
    id::Id,
    vocabulary::Sector,
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{
    bounds::{ClientScopeInput, check_shared},
    input::{check_end, check_scope, projects, set_scope},
    rotate_client_secret::{Told, new_secret},
};
use crate::{
    error::Result,
    operation::{Operation, permit_in_agency},
    organisation,
    policy::{Action, ActionQuestion},
    relay::{Faults, claim, whole_millis},
    store::Event,
};

/// What registerClient needs.
#[derive(Debug, InputObject)]
pub(super) struct RegisterClientInput {
    /// What the program is called, 1 to 100 characters.
    pub name: String,
    /// Organisation that answers for it, one that the agency has checked; needed where the scope shares with a partner.
    pub organisation: Option<ID>,
    /// Sector that it reads as.
    pub sector: Sector,
    /// Projects that it may see beyond the public ones, at most 50, none that you may not know of yourself; one at least where
    /// the scope shares with a partner, which is shown who takes part in these alone.
    pub projects: Option<Vec<ID>>,
    /// Bounds of the credential; what is public, and no purpose, when not given.
    pub scope: Option<ClientScopeInput>,
    /// Origins whose web pages may ask with its tokens, at most 20, each such as `https://app.example.org`; none when
    /// not given. A page keeps no secret: give it tokens, never the secret.
    pub allowed_origins: Option<Vec<String>>,
    /// When its credential ends, at most two years ahead.
    pub expires_at: DateTime<Utc>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn register(operation: &Operation, input: RegisterClientInput) -> Result<Told> {
    let clock = operation.clock();
    let mut faults = Faults::default();
    let name = faults.line("name", &input.name, 1, 100);
    let wanted = input.projects.as_deref().unwrap_or_default();
    check_scope(&mut faults, wanted);
    check_end(&mut faults, input.expires_at, clock);
    let unsaid = ClientScopeInput::default();
    let bounds = input.scope.as_ref().unwrap_or(&unsaid);
    bounds.check(&mut faults);
    if bounds.shares() {
        check_shared(&mut faults, input.organisation.is_some(), !wanted.is_empty());
    }
    let (classes, purposes) = bounds.sets();
    let origins = faults.origins(input.allowed_origins.as_deref());
    let claim = claim(
        operation,
        &mut faults,
        "registerClient",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;

    let tx = operation.write().await?;
    permit_in_agency(
        operation,
        ActionQuestion::of(Action::RegisterClient, tx.actor().roles()),
    )?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Told {
            id: Id::from_uuid(done),
            secret: None,
        });
    }
    let organisation = organisation::named_in(&tx, input.organisation.as_ref()).await?;
    let scope = projects(&tx, wanted).await?;
    let (secret, digest) = new_secret(&tx, clock).await?;
    let id = Id::from_uuid(clock.blind_id());
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        name: Set(name),
        organisation_id: Set(organisation),
        sector: Set(input.sector),
        classes: Set(classes.into()),
        purposes: Set(purposes.into()),
        secret_digest: Set(digest.into()),
        generation: Set(1),
        secret_rotated_at: Set(None.into()),
        expires_at: Set(whole_millis(input.expires_at).into()),
        revoked_at: Set(None.into()),
        revoked_reason: Set(None.into()),
        allowed_origins: Set(origins.unwrap_or_default()),
        listed: Set(false),
        last_used_on: Set(None.into()),
        created_at: Set(clock.now().into()),
        version: Set(1),
    })
    .await?;
    set_scope(&tx, clock, id, &scope).await?;
    let event = Event {
        kind: "client.registered",
        object: id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(Told {
        id,
        secret: Some(secret),
    })
}
