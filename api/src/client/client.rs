//! The noun of a client.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    client::{ClientState, Entity, Model},
    client_scope,
    id::{ClientId, OrganisationId, ProjectId},
    origins::Origins,
    scalar::Day,
    sealed::TenantInternal,
    set::Set,
    vocabulary::{AccessClass, Purpose, Sector},
};
use sea_orm::{ColumnTrait, Condition};

use super::acted::ActedClient;
use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{self, Duty, Gated},
    },
    organisation::Organisation,
    policy::{Field, FieldQuestion, Relation},
    project::Project,
    relay::{
        ActionName, Noun, Permission,
        access::{access, list},
        answer, global_id, operation, permissions, referred, version_in,
    },
    store::Level,
};

/// The most projects in the scope of one client.
pub(super) const MOST_PROJECTS: usize = 50;

/// A program of a partner, with a credential of its own.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct Client {
    #[graphql(skip)]
    pub(crate) key: ClientId,
    #[graphql(skip)]
    seen: i64,
    #[graphql(skip)]
    acted: ActedClient,
    #[graphql(skip)]
    relation: Relation,
    #[graphql(skip)]
    scopes: Arc<Level<ClientId, Vec<Project>>>,
    #[graphql(skip)]
    organisation_key: Option<OrganisationId>,
    #[graphql(skip)]
    organisations: Arc<Level<OrganisationId, Organisation>>,
    /// What the program is called.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    name: String,
    /// Sector that it reads as.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    sector: Sector,
    /// Whether its credential works.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    state: ClientState,
    /// What its credential covers; it reads never more than this, and never more than the policies allow.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    scope: ClientScope,
    /// Origins of web pages that may ask with its tokens, beside those that the server lets in for all.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    allowed_origins: Origins,
    /// When its credential ends. Read by administrators of the agency and by the program itself.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    expires_at: Gated<TenantInternal<DateTime<Utc>>>,
    /// When its secret was last replaced; null before. Read by administrators of the agency and by the program itself.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    secret_rotated_at: Gated<TenantInternal<Option<DateTime<Utc>>>>,
    /// Day on which it last took a token; null before. Read by administrators of the agency and by the program itself.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    last_used_on: Gated<TenantInternal<Option<Day>>>,
    /// When it was registered. Read by administrators of the agency and by the program itself.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    created_at: Gated<TenantInternal<DateTime<Utc>>>,
}

/// The bounds of a client's credential.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(serial)]
pub(crate) struct ClientScope {
    /// Classes that it may read. Read by administrators of the agency and by the program itself.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None), directive = list::apply(6))]
    classes: Gated<TenantInternal<Set<AccessClass>>>,
    /// Purposes that it may declare; with another, fields that ask for a purpose are refused. For `SHARE_WITH_PARTNER` it
    /// reads who takes part in its projects, of those who agreed to share with the organisation that answers for it. Read by
    /// administrators of the agency and by the program itself.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None), directive = list::apply(20))]
    purposes: Gated<TenantInternal<Set<Purpose>>>,
}

connection!(ClientConnection, ClientEdge, Client, "clients");

#[ComplexObject]
impl Client {
    /// Id, which is also its `client_id` at the token endpoint; random, so that it tells no time.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// Projects that it may see beyond the public ones, those among them that you may know of. Read by administrators
    /// of the agency and by the program itself.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None), directive = list::apply(50))]
    async fn projects(&self, ctx: &Context<'_>) -> Option<Vec<Project>> {
        answer(ctx, None, self.in_scope(ctx).await).flatten()
    }

    /// Organisation that answers for it; null where none was named.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn organisation(&self, ctx: &Context<'_>) -> Option<Organisation> {
        let key = self.organisation_key?;
        referred(ctx, &self.organisations, key).await
    }

    /// What you may do to it now, decided by the rules that the mutations themselves ask.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    async fn viewer_can(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these, at most 20; all that are done to it when not given.")] actions: Option<
            Vec<ActionName>,
        >,
    ) -> Option<Vec<Permission>> {
        answer(ctx, None, permissions(ctx, actions.as_deref(), &self.acted))
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }
}

impl Client {
    async fn in_scope(&self, ctx: &Context<'_>) -> Result<Option<Vec<Project>>> {
        let operation = operation(ctx)?;
        let question = FieldQuestion::of(Field::ClientProjects, operation.actor()?.roles()).related(self.relation);
        if !gate::may_read(ctx, &question) {
            return Ok(None);
        }
        let known = self.scopes.get(self.key, |clients| scopes(operation, clients)).await?;
        Ok(Some(known.unwrap_or_default()))
    }
}

/// The projects in the scope of each client, by title: two statements, whatever the number.
async fn scopes(operation: &Operation, clients: Vec<ClientId>) -> Result<Vec<(ClientId, Vec<Project>)>> {
    let tx = operation.snapshot().await?;
    let most = u64::try_from(clients.len().saturating_mul(MOST_PROJECTS)).unwrap_or(u64::MAX);
    let theirs = Condition::all().add(client_scope::Column::ClientId.is_in(clients.iter().copied()));
    let rows = tx.rows::<client_scope::Entity>().filter(theirs).all(most).await?;
    let ids: std::collections::BTreeSet<ProjectId> = rows.iter().map(|row| row.project_id).collect();
    let mut projects = Project::find_all(operation, &ids.into_iter().collect::<Vec<_>>()).await?;
    projects.sort_by(|a, b| (&a.title, a.key).cmp(&(&b.title, b.key)));
    let holds = |client, project| {
        rows.iter()
            .any(|row| row.client_id == client && row.project_id == project)
    };
    let of = |client| {
        let projects = projects.iter().filter(|project| holds(client, project.key));
        (client, projects.cloned().collect())
    };
    Ok(clients.into_iter().map(of).collect())
}

/// The nouns of rows.
pub(super) fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<Client>> {
    let actor = operation.actor()?;
    let now = operation.clock().now();
    let own = actor.program().map(|program| program.client);
    let scopes = Level::of(rows.iter().map(|row| row.id));
    let organisations = Level::of(rows.iter().filter_map(|row| row.organisation_id));
    let one = |row: Model| {
        let relation = Relation::own(own == Some(row.id));
        let ask = |field| FieldQuestion::of(field, actor.roles()).related(relation);
        Client {
            key: row.id,
            seen: row.version,
            acted: ActedClient::of(&row),
            relation,
            scopes: Arc::clone(&scopes),
            organisation_key: row.organisation_id,
            organisations: Arc::clone(&organisations),
            state: state(&row, now),
            name: row.name,
            sector: row.sector,
            allowed_origins: row.allowed_origins,
            scope: ClientScope {
                classes: Gated::new(row.classes, ask(Field::ClientScopeClasses)),
                purposes: Gated::new(row.purposes, ask(Field::ClientScopePurposes)),
            },
            expires_at: Gated::new(row.expires_at, ask(Field::ClientExpiresAt)),
            secret_rotated_at: Gated::new(row.secret_rotated_at, ask(Field::ClientSecretRotatedAt)),
            last_used_on: Gated::new(row.last_used_on, ask(Field::ClientLastUsedOn)),
            created_at: Gated::new(row.created_at, ask(Field::ClientCreatedAt)),
        }
    };
    Ok(rows.into_iter().map(one).collect())
}

fn state(row: &Model, now: DateTime<Utc>) -> ClientState {
    let duty = Duty::DecideField;
    if duty.open(&row.revoked_at).is_some() {
        ClientState::Revoked
    } else if *duty.open(&row.expires_at) <= now {
        ClientState::Expired
    } else {
        ClientState::Active
    }
}

impl Noun for Client {
    type Entity = Entity;

    fn key(&self) -> ClientId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[ClientId]) -> Result<Vec<Self>> {
        of(operation, operation.by_ids(ids).await?)
    }
}
