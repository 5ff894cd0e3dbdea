//! The list of documents that a client was registered for. Who looks after the server sets it, for a partner whose
//! program is built with its documents.

use std::collections::BTreeMap;

use async_graphql::ID;
use entity::{
    client, client_operation,
    id::{ClientId, Id},
};
use sea_orm::{ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, Condition};

use crate::{
    actor::Actor,
    clock::Clock,
    error::{Code, Error, Refusal, Result},
    relay::parse_id,
    store::{Store, Tx},
};

/// Sets the documents, by their digests, that the client may run and no others; or lets it run any, where there are none.
pub async fn list_operations(
    store: &Store,
    clock: &Clock,
    tenant: &str,
    client: &str,
    documents: Option<BTreeMap<String, String>>,
) -> Result<()> {
    let agency = store.global().await?.rows().tenant_by_slug(tenant).await?;
    let agency = agency.ok_or_else(Refusal::no_agency)?.id;
    let id: Option<ClientId> = parse_id(&ID::from(client));
    let id = id.ok_or_else(no_client)?;
    let tx = store.write(Actor::job(agency, "client operations")).await?;
    let held = tx.lock::<client::Entity>(id.uuid()).await;
    held.map_err(|error| match error {
        Error::Refused(_) => no_client().into(),
        fault @ Error::Fault(_) => fault,
    })?;
    let old = Condition::all().add(client_operation::Column::ClientId.eq(id));
    tx.delete_all::<client_operation::Entity>(old).await?;
    mark(&tx, id, documents.is_some()).await?;
    let rows = documents
        .into_iter()
        .flatten()
        .map(|(digest, document)| client_operation::ActiveModel {
            tenant_id: NotSet,
            id: Set(Id::from_uuid(clock.id())),
            client_id: Set(id),
            digest: Set(digest),
            document: Set(document.into()),
        });
    tx.insert_all::<client_operation::Entity>(rows.collect()).await?;
    tx.commit().await
}

/// Whoever looks after the server may know of every client.
fn no_client() -> Refusal {
    Refusal::new(Code::NotFound, "The agency has no client with this id.")
}

async fn mark(tx: &Tx, client: ClientId, listed: bool) -> Result<()> {
    let row = client::ActiveModel {
        listed: Set(listed),
        ..Default::default()
    };
    tx.update::<client::Entity>(client.uuid(), row).await
}
