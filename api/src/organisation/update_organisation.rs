//! Changes what is known of an organisation.

use async_graphql::{ID, InputObject};
use entity::{
    id::OrganisationId,
    organisation::{ActiveModel, Entity, Model},
    scalar::Url,
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{acted::ActedOrganisation, create_organisation::free_name, organisation::Organisation};
use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{self, Duty},
        may::{self, Permitted},
    },
    policy::{Action, ActionQuestion},
    relay::{Faults, Given, check_version, claim, differs, input_id},
    store::{Event, Tx},
};

/// What updateOrganisation needs.
#[derive(Debug, InputObject)]
pub(super) struct UpdateOrganisationInput {
    /// The organisation.
    pub organisation: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// New name, 1 to 200 characters; it has to be verified anew.
    pub name: Option<String>,
    /// New site of the organisation, an address that begins with https or http.
    pub url: Option<Given<Url>>,
    /// New mark; setting it hides links to people at once.
    pub reveals_special_category: Option<bool>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(UpdateOrganisationPayload, "updateOrganisation", organisation: Organisation, "organisation");

pub(super) async fn update(operation: &Operation, input: UpdateOrganisationInput) -> Result<OrganisationId> {
    let mut faults = Faults::default();
    let name = faults.optional_line("name", input.name.as_deref(), 1, 200);
    let url = faults.read("url", input.url.as_ref()).map(Some);
    let claim = claim(
        operation,
        &mut faults,
        "updateOrganisation",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;

    let tx = operation.write().await?;
    let (row, may) = locked(operation, &tx, &input.organisation, Action::UpdateOrganisation).await?;
    if tx.done_before(operation.clock(), claim.as_ref()).await?.is_some() {
        return Ok(row.id);
    }
    may.stands(operation.clock().now())?;
    check_version(operation, row.id, row.version, &input.version)?;
    let marks = input.reveals_special_category;
    let is_marked = differs(marks.as_ref(), Duty::DecideAction.open(&row.reveals_special_category));
    let is_seen = differs(name.as_ref(), &row.name) || differs(url.as_ref(), &row.url);
    if !is_seen && !is_marked {
        tx.finish_quietly(operation.clock(), row.id.uuid(), claim.as_ref())
            .await?;
        return Ok(row.id);
    }
    let mut change = ActiveModel {
        url: url.map_or(NotSet, Set),
        reveals_special_category: marks.map_or(NotSet, |tells| Set(tells.into())),
        // The version is public: it does not tell of a mark that is not (T40).
        version: Set(row.version + i64::from(is_seen)),
        ..Default::default()
    };
    if let Some(name) = name.filter(|name| *name != row.name) {
        change.name_key = Set(free_name(&tx, &name, Some(row.id)).await?);
        change.name = Set(name);
        // What was checked was the organisation of the old name.
        change.is_verified = Set(false);
    }
    tx.update::<Entity>(row.id.uuid(), change).await?;
    super::search::index(&tx, operation.clock(), row.id).await?;
    let event = Event {
        kind: "organisation.changed",
        object: row.id.uuid(),
    };
    tx.finish(operation.clock(), event, claim.as_ref()).await?;
    Ok(row.id)
}

/// The organisation that an input names, held, if the actor may do this to it.
pub(super) async fn locked(
    operation: &Operation,
    tx: &Tx,
    id: &ID,
    action: Action,
) -> Result<(Model, Permitted<ActedOrganisation>)> {
    let id: OrganisationId = input_id(id, "organisation")?;
    let row = tx
        .lock::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "organisation"))?;
    let acted = ActedOrganisation {
        is_verified: row.is_verified,
    };
    let may = may::permit(operation, ActionQuestion::of(action, tx.actor().roles()), acted)?;
    Ok((row, may))
}
