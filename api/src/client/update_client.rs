//! Changes what a client is called, sees, and how long.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};
use entity::{
    client::{ActiveModel, Model},
    id::ClientId,
    vocabulary::Purpose,
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{
    bounds::{ClientScopeInput, check_shared},
    input::{changeable, check_end, check_scope, finish, has_projects, held, projects, set_scope},
};
use crate::{
    error::Result,
    operation::{Operation, gate::Duty},
    policy::Action,
    relay::{Faults, claim, differs, whole_millis},
    store::Tx,
};

/// What updateClient needs.
#[derive(Debug, InputObject)]
pub(super) struct UpdateClientInput {
    /// The client.
    pub client: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// New name, 1 to 100 characters.
    pub name: Option<String>,
    /// The projects that it may see from now on beyond the public ones, at most 50, none that you may not know of
    /// yourself; the whole list, one at least where the scope shares with a partner.
    pub projects: Option<Vec<ID>>,
    /// New bounds of the credential, whole.
    pub scope: Option<ClientScopeInput>,
    /// The origins whose web pages may ask with its tokens from now on, at most 20; the whole list.
    pub allowed_origins: Option<Vec<String>>,
    /// New end, at most two years ahead.
    pub expires_at: Option<DateTime<Utc>>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn update(operation: &Operation, input: UpdateClientInput) -> Result<ClientId> {
    let clock = operation.clock();
    let mut faults = Faults::default();
    let name = faults.optional_line("name", input.name.as_deref(), 1, 100);
    check_scope(&mut faults, input.projects.as_deref().unwrap_or_default());
    if let Some(scope) = &input.scope {
        scope.check(&mut faults);
    }
    if let Some(expires_at) = input.expires_at {
        check_end(&mut faults, expires_at, clock);
    }
    let expires_at = input.expires_at.map(whole_millis);
    let origins = faults.origins(input.allowed_origins.as_deref());
    let claim = claim(
        operation,
        &mut faults,
        "updateClient",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;

    let tx = operation.write().await?;
    let (row, may) = held(operation, &tx, &input.client, Action::UpdateClient).await?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(row.id);
    }
    changeable(operation, &may, &row, &input.version)?;
    check_what_is_shared(&tx, &row, &input).await?;
    let sees_other = match &input.projects {
        Some(wanted) => set_scope(&tx, clock, row.id, &projects(&tx, wanted).await?).await?,
        None => false,
    };
    let (classes, purposes) = input.scope.as_ref().map(ClientScopeInput::sets).unzip();
    let duty = Duty::DecideAction;
    let is_other = sees_other
        || differs(name.as_ref(), &row.name)
        || differs(classes.as_ref(), duty.open(&row.classes))
        || differs(purposes.as_ref(), duty.open(&row.purposes))
        || differs(origins.as_ref(), &row.allowed_origins)
        || differs(expires_at.as_ref(), duty.open(&row.expires_at));
    if !is_other {
        tx.finish_quietly(clock, row.id.uuid(), claim.as_ref()).await?;
        return Ok(row.id);
    }
    let change = ActiveModel {
        classes: classes.map_or(NotSet, |classes| Set(classes.into())),
        purposes: purposes.map_or(NotSet, |purposes| Set(purposes.into())),
        name: name.map_or(NotSet, Set),
        allowed_origins: origins.map_or(NotSet, Set),
        expires_at: expires_at.map_or(NotSet, |end| Set(end.into())),
        version: Set(row.version + 1),
        ..Default::default()
    };
    finish(clock, tx, row.id, change, "client.changed", claim.as_ref()).await?;
    Ok(row.id)
}

/// Refuses a change after which the scope of the client would open nothing. What was registered before this was asked for is
/// left as it is until its scope is changed.
async fn check_what_is_shared(tx: &Tx, row: &Model, input: &UpdateClientInput) -> Result<()> {
    let purposes = Duty::DecideAction.open(&row.purposes);
    let shares = match &input.scope {
        Some(scope) => scope.shares(),
        None => input.projects.is_some() && purposes.contains(Purpose::ShareWithPartner),
    };
    if !shares {
        return Ok(());
    }
    let is_somewhere = match &input.projects {
        Some(wanted) => !wanted.is_empty(),
        None => has_projects(tx, row.id).await?,
    };
    let is_answered_for = input.scope.is_none() || row.organisation_id.is_some();
    let mut faults = Faults::default();
    check_shared(&mut faults, is_answered_for, is_somewhere);
    faults.done()
}
