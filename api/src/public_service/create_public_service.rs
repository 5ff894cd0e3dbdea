//! Enters a public service.

use async_graphql::InputObject;
use entity::{
    id::{Id, PublicServiceId},
    public_service::{ActiveModel, Entity},
    scalar::Url,
    vocabulary::{PublicServiceStatus, ServiceChannel},
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{public_service::PublicService, search::index};
use crate::{
    error::Result,
    operation::{Operation, permit_in_agency},
    policy::{Action, ActionQuestion},
    relay::{Faults, Given, claim},
    store::Event,
};

/// What createPublicService needs.
#[derive(Debug, InputObject)]
pub(super) struct CreatePublicServiceInput {
    /// What it is called, 1 to 200 characters.
    pub title: String,
    /// What it does for whom, 1 to 5000 characters.
    pub description: String,
    /// Who is responsible, 1 to 200 characters.
    pub competent_authority: String,
    /// For whom, at most 20, each 1 to 100 characters.
    pub audience: Option<Vec<String>>,
    /// Policy theme, 1 to 100 characters.
    pub theme: Option<String>,
    /// How it can be reached, at most 6.
    pub channels: Option<Vec<ServiceChannel>>,
    /// Where to read about it, an address that begins with https or http.
    pub url: Option<Given<Url>>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(CreatePublicServicePayload, "createPublicService", public_service: PublicService, "public service");

/// The audience as it is stored: one a line.
pub(super) fn audience(faults: &mut Faults, given: &[String]) -> String {
    if given.len() > 20 {
        faults.add("audience", "The list is too long: 20 entries at most.");
        return String::new();
    }
    let lines = given.iter().map(|one| faults.line("audience", one, 1, 100));
    lines.collect::<Vec<_>>().join("\n")
}

/// The channels as a set.
pub(super) fn channels(faults: &mut Faults, given: &[ServiceChannel]) -> entity::set::Set<ServiceChannel> {
    if given.len() > 6 {
        faults.add("channels", "The list is too long: 6 channels at most.");
    }
    given.iter().copied().collect()
}

pub(super) async fn create(operation: &Operation, input: CreatePublicServiceInput) -> Result<PublicServiceId> {
    let mut faults = Faults::default();
    let title = faults.line("title", &input.title, 1, 200);
    let description = faults.text("description", &input.description, 1, 5000);
    let authority = faults.line("competentAuthority", &input.competent_authority, 1, 200);
    let audience = audience(&mut faults, input.audience.as_deref().unwrap_or_default());
    let theme = faults.optional_line("theme", input.theme.as_deref(), 1, 100);
    let channels = channels(&mut faults, input.channels.as_deref().unwrap_or_default());
    let url = faults.read("url", input.url.as_ref());
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "createPublicService", key, &input);
    faults.done()?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let question = ActionQuestion::of(Action::CreatePublicService, tx.actor().roles());
    permit_in_agency(operation, question)?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    let id = Id::from_uuid(clock.id());
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        title: Set(title),
        description: Set(description),
        competent_authority: Set(authority),
        audience: Set(audience),
        theme: Set(theme),
        channels: Set(channels),
        status: Set(PublicServiceStatus::UnderDevelopment),
        status_reason: Set(None),
        url: Set(url),
        created_at: Set(clock.now()),
        updated_at: Set(clock.now()),
        version: Set(1),
    })
    .await?;
    index(&tx, clock, id).await?;
    let event = Event {
        kind: "public_service.created",
        object: id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(id)
}
