//! Enters an organisation.

use async_graphql::InputObject;
use entity::{
    id::{Id, OrganisationId},
    organisation::{ActiveModel, Column, Entity},
    scalar::Url,
    vocabulary::ActorType,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};
use unicode_normalization::UnicodeNormalization;

use super::organisation::Organisation;
use crate::{
    error::{Code, Refusal, Result},
    operation::{Operation, permit_in_agency},
    policy::{Action, ActionQuestion},
    relay::{Faults, Given, claim},
    store::{Event, Tx},
};

/// What createOrganisation needs.
#[derive(Debug, InputObject)]
pub(super) struct CreateOrganisationInput {
    /// Its name, 1 to 200 characters.
    pub name: String,
    /// What kind it is; the sector follows.
    pub actor_type: ActorType,
    /// Site of the organisation, an address that begins with https or http.
    pub url: Option<Given<Url>>,
    /// Whether belonging to it tells something of article 9; no when not given.
    pub reveals_special_category: Option<bool>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(CreateOrganisationPayload, "createOrganisation", organisation: Organisation, "organisation");

pub(super) async fn create(operation: &Operation, input: CreateOrganisationInput) -> Result<OrganisationId> {
    let mut faults = Faults::default();
    let name = faults.line("name", &input.name, 1, 200);
    let url = faults.read("url", input.url.as_ref());
    let claim = claim(
        operation,
        &mut faults,
        "createOrganisation",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    permit_in_agency(
        operation,
        ActionQuestion::of(Action::CreateOrganisation, tx.actor().roles()),
    )?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    let key = free_name(&tx, &name, None).await?;
    let id = Id::from_uuid(clock.id());
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        name: Set(name),
        name_key: Set(key),
        actor_type: Set(input.actor_type),
        url: Set(url),
        is_verified: Set(false),
        reveals_special_category: Set(input.reveals_special_category.unwrap_or_default().into()),
        created_at: Set(clock.now()),
        version: Set(1),
    })
    .await?;
    super::search::index(&tx, clock, id).await?;
    let event = Event {
        kind: "organisation.created",
        object: id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(id)
}

/// The name as it is compared, if no other organisation has it. Everybody sees all of them, so this tells nothing new.
pub(super) async fn free_name(tx: &Tx, name: &str, own: Option<OrganisationId>) -> Result<String> {
    let key: String = name.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    let mut taken = Condition::all().add(Column::NameKey.eq(key.as_str()));
    if let Some(own) = own {
        taken = taken.add(Column::Id.ne(own));
    }
    if tx.count_all::<Entity>(taken).await? == 0 {
        return Ok(key);
    }
    Err(Refusal::new(
        Code::AlreadyExists,
        "An organisation of the agency has this name already.",
    )
    .hint("Use that one, or add what tells them apart.")
    .at(&["input", "name"])
    .into())
}
