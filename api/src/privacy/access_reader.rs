//! Who read, and for whom: what entries of the access log refer to.

use std::{collections::BTreeSet, sync::Arc};

use async_graphql::{Context, Union};
use entity::{
    client,
    id::{ClientId, MembershipId, OrganisationId},
    organisation,
    vocabulary::ReaderRole,
};

use crate::{
    client::Client,
    error::Result,
    operation::Operation,
    relay::{at_level, operation},
    store::Level,
    tenancy::Membership,
};

/// Who read: a member or a program.
#[derive(Clone, Debug, Union)]
pub(super) enum AccessReader {
    /// A member of the agency.
    Membership(Box<Membership>),
    /// A partner's program.
    Client(Box<Client>),
}

/// The readers of a page of entries; each kind is loaded once for all of them, when first asked for.
#[derive(Debug)]
pub(super) struct Readers {
    members: Arc<Level<MembershipId, Membership>>,
    clients: Arc<Level<ClientId, Client>>,
    partners: Arc<Level<ClientId, String>>,
    agency: Arc<Level<(), String>>,
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader {
    pub(super) membership: Option<MembershipId>,
    pub(super) client: Option<ClientId>,
    pub(super) role: ReaderRole,
}

impl Readers {
    pub(super) fn of(readers: &[Reader]) -> Arc<Self> {
        let clients = || readers.iter().filter_map(|reader| reader.client);
        Arc::new(Self {
            members: Level::of(readers.iter().filter_map(|reader| reader.membership)),
            clients: Level::of(clients()),
            partners: Level::of(clients()),
            agency: Level::of([()]),
        })
    }

    /// Who it is, where the viewer may know of them.
    pub(super) async fn who(&self, ctx: &Context<'_>, reader: Reader) -> Result<Option<AccessReader>> {
        let operation = operation(ctx)?;
        if let Some(id) = reader.membership {
            let member = at_level(operation, &self.members, id).await?;
            return Ok(member.map(Box::new).map(AccessReader::Membership));
        }
        let Some(id) = reader.client else { return Ok(None) };
        let client = at_level(operation, &self.clients, id).await?;
        Ok(client.map(Box::new).map(AccessReader::Client))
    }

    /// The organisation that a reader acts for: the partner's for its program, the agency for who serves it. A participant
    /// acts for nobody here, because an organisation can tell who it was.
    pub(super) async fn organisation(&self, ctx: &Context<'_>, reader: Reader) -> Result<Option<String>> {
        let operation = operation(ctx)?;
        match (reader.client, reader.role) {
            (Some(client), _) => {
                let load = |ids: Vec<ClientId>| async move { partners(operation, ids).await };
                self.partners.get(client, load).await
            }
            (None, ReaderRole::Participant | ReaderRole::Other | ReaderRole::Client) => Ok(None),
            (None, _) => {
                let load = |_| async move { Ok(vec![((), operation.snapshot().await?.agency_name().await?)]) };
                self.agency.get((), load).await
            }
        }
    }
}

/// The names of the organisations that answer for programs: two statements.
async fn partners(operation: &Operation, clients: Vec<ClientId>) -> Result<Vec<(ClientId, String)>> {
    let tx = operation.snapshot().await?;
    let part = |row: client::Model| (row.id, row.organisation_id);
    let answers = tx.public_of::<client::Entity, _>(&clients, part).await?;
    let ids: BTreeSet<OrganisationId> = answers.iter().filter_map(|(_, organisation)| *organisation).collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let part = |row: organisation::Model| (row.id, row.name);
    let names = tx.public_of::<organisation::Entity, _>(&ids, part).await?;
    let name = |id| {
        names
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, name)| name.clone())
    };
    Ok(answers
        .into_iter()
        .filter_map(|(client, organisation)| Some((client, name(organisation?)?)))
        .collect())
}
