//! Changes the description of a public service.

use async_graphql::{ID, InputObject};
use entity::{
    id::PublicServiceId,
    public_service::{ActiveModel, Entity},
    scalar::Url,
    vocabulary::ServiceChannel,
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{
    create_public_service::{audience, channels},
    public_service::PublicService,
    rules::held,
    search::index,
};
use crate::{
    error::Result,
    operation::Operation,
    policy::Action,
    relay::{Faults, Given, check_version, claim, differs},
    store::Event,
};

/// What updatePublicService needs.
#[derive(Debug, InputObject)]
pub(super) struct UpdatePublicServiceInput {
    /// The service.
    pub public_service: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// New title, 1 to 200 characters.
    pub title: Option<String>,
    /// New description, 1 to 5000 characters.
    pub description: Option<String>,
    /// New responsible organisation, 1 to 200 characters.
    pub competent_authority: Option<String>,
    /// New audience, the whole list: at most 20, each 1 to 100 characters.
    pub audience: Option<Vec<String>>,
    /// New theme, 1 to 100 characters.
    pub theme: Option<String>,
    /// New channels, the whole list.
    pub channels: Option<Vec<ServiceChannel>>,
    /// New address, which begins with https or http.
    pub url: Option<Given<Url>>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(UpdatePublicServicePayload, "updatePublicService", public_service: PublicService, "public service");

pub(super) async fn update(operation: &Operation, input: UpdatePublicServiceInput) -> Result<PublicServiceId> {
    let mut faults = Faults::default();
    let title = faults.optional_line("title", input.title.as_deref(), 1, 200);
    let description = faults.optional("description", input.description.as_deref(), 1, 5000);
    let authority = faults.optional_line("competentAuthority", input.competent_authority.as_deref(), 1, 200);
    let audience = input.audience.as_deref().map(|given| audience(&mut faults, given));
    let theme = faults.optional_line("theme", input.theme.as_deref(), 1, 100).map(Some);
    let channels = input.channels.as_deref().map(|given| channels(&mut faults, given));
    let url = faults.read("url", input.url.as_ref()).map(Some);
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "updatePublicService", key, &input);
    faults.done()?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let (row, may) = held(operation, &tx, &input.public_service, Action::UpdatePublicService).await?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(row.id);
    }
    may.stands(clock.now())?;
    check_version(operation, row.id, row.version, &input.version)?;
    let is_other = differs(title.as_ref(), &row.title)
        || differs(description.as_ref(), &row.description)
        || differs(authority.as_ref(), &row.competent_authority)
        || differs(audience.as_ref(), &row.audience)
        || differs(theme.as_ref(), &row.theme)
        || differs(channels.as_ref(), &row.channels)
        || differs(url.as_ref(), &row.url);
    if !is_other {
        tx.finish_quietly(clock, row.id.uuid(), claim.as_ref()).await?;
        return Ok(row.id);
    }
    let change = ActiveModel {
        title: title.map_or(NotSet, Set),
        description: description.map_or(NotSet, Set),
        competent_authority: authority.map_or(NotSet, Set),
        audience: audience.map_or(NotSet, Set),
        theme: theme.map_or(NotSet, Set),
        channels: channels.map_or(NotSet, Set),
        url: url.map_or(NotSet, Set),
        updated_at: Set(clock.now()),
        version: Set(row.version + 1),
        ..Default::default()
    };
    tx.update::<Entity>(row.id.uuid(), change).await?;
    index(&tx, clock, row.id).await?;
    let event = Event {
        kind: "public_service.changed",
        object: row.id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(row.id)
}
