//! From a credential to an actor, read anew for each operation.

use std::net::IpAddr;

use entity::{
    client,
    id::{ClientId, Id, MembershipId, TenantId},
    organisation,
    scalar::Day,
    vocabulary::MembershipState,
};

use super::{
    Identity,
    origins::{shut_out, still_let_in},
    token::Kind,
    unauthenticated,
};
use crate::{
    actor::{Actor, Person, Program, Scope, Who},
    clock::Clock,
    error::{Code, Error, Refusal, Result},
    operation::{client_works, gate::Duty},
    store::{SignedIn, Store, Tx},
};

/// What a request says of who sends it.
#[derive(Clone, Debug, Default)]
pub struct Credential {
    /// The bearer token.
    pub token: Option<String>,
    /// The agency's short name from the header.
    pub tenant: Option<String>,
    /// The agency's short name that the configuration gives to the host.
    pub host_tenant: Option<String>,
    /// The network that it comes from, if that is known.
    pub network: Option<IpAddr>,
    /// The origin of the page that shows it over a connection that stays, where it must be on a list each time.
    pub page: Option<String>,
}

impl Credential {
    /// The agencies that header and host name.
    fn named(&self) -> Vec<&String> {
        [&self.tenant, &self.host_tenant].into_iter().flatten().collect()
    }
}

/// Who asks, as far as it is known.
#[derive(Default)]
pub struct Known {
    /// Who it is; nobody where no agency is named.
    pub actor: Option<Actor>,
    /// What the actor was read in.
    pub tx: Option<Tx>,
    /// Which rules of the agency are in force: a number that moves with them.
    pub policies: i64,
}

/// Who asks, and the snapshot in which that was read; of who `acts`, that may be a transaction for writing. Neither for a
/// visitor of no agency.
///
/// A token that contradicts header or host, is expired, forged or of a member who may no longer sign in is
/// `UNAUTHENTICATED`, never a visitor in silence. Of a page whose origin is let in no more it is `FORBIDDEN`.
pub async fn authenticate(
    identity: &Identity,
    store: &Store,
    clock: &Clock,
    credential: &Credential,
    acts: bool,
) -> Result<Known> {
    match &credential.token {
        Some(token) => bearer(identity, store, clock, credential, token, acts).await,
        None => visitor(store, credential, acts).await,
    }
}

/// Who shows this token.
async fn bearer(
    identity: &Identity,
    store: &Store,
    clock: &Clock,
    credential: &Credential,
    token: &str,
    acts: bool,
) -> Result<Known> {
    let page = credential.page.as_ref();
    let verified = identity.tokens.verify(token, clock.now()).map_err(Error::from)?;
    let tenant = TenantId::from_uuid(verified.tenant);
    let reader = Actor::job(tenant, "credential");
    let (tx, member) = match verified.kind {
        Kind::Person => {
            let membership = Id::from_uuid(verified.subject);
            store.read_member(reader, membership, acts).await?
        }
        Kind::Client if acts => (store.read_to_write(reader).await?, None),
        Kind::Client => (store.read(reader).await?, None),
    };
    let named = credential.named();
    if !named.is_empty() {
        let known = tx.global().tenant(tenant).await?.ok_or_else(unauthenticated)?;
        if named.iter().any(|slug| **slug != known.slug) {
            return Err(unauthenticated());
        }
    }
    let (actor, policies) = match verified.kind {
        Kind::Person => {
            if page.is_some() {
                let agency = tx.global().tenant(tenant).await?.ok_or_else(unauthenticated)?;
                still_let_in(page, &agency.allowed_origins)?;
            }
            let row = member.ok_or_else(unauthenticated)?;
            person(&tx, (Id::from_uuid(verified.subject), row), verified.generation, clock).await?
        }
        Kind::Client => {
            let client = Id::from_uuid(verified.subject);
            let program = program(&tx, client, verified.generation, page, clock).await?;
            let agency = tx.global().tenant(tenant).await?.ok_or_else(unauthenticated)?;
            let who = Who::Client(program);
            (Actor { tenant, who }, agency.policies)
        }
    };
    let tx = tx.handed_to(actor.clone());
    let actor = Some(actor);
    Ok(Known { actor, tx, policies })
}

/// A visitor of the agency that header or host names.
async fn visitor(store: &Store, credential: &Credential, acts: bool) -> Result<Known> {
    let page = credential.page.as_ref();
    let named = credential.named();
    let Some(slug) = named.first() else {
        return page.map_or_else(|| Ok(Known::default()), |_| Err(shut_out().into()));
    };
    if named.iter().any(|other| other != slug) {
        return Err(Refusal::new(Code::BadInput, "The header Trialogue-Tenant contradicts the host.").into());
    }
    let global = store.global().await?;
    let tenant = global
        .rows()
        .tenant_by_slug(slug)
        .await?
        .ok_or_else(|| Error::from(Refusal::no_agency().hint("Check its spelling.")))?;
    still_let_in(page, &tenant.allowed_origins)?;
    let visitor = Actor::visitor(tenant.id);
    let tx = if acts {
        None
    } else {
        Some(store.enter(global, visitor.clone()).await?)
    };
    Ok(Known {
        actor: Some(visitor),
        tx,
        policies: tenant.policies,
    })
}

/// Lets a person pass who is active now, by a token that was made under the password of now.
async fn person(
    tx: &Tx,
    (membership, row): (MembershipId, SignedIn),
    generation: i64,
    clock: &Clock,
) -> Result<(Actor, i64)> {
    let tenant = tx.actor().tenant;
    let duty = Duty::Authenticate;
    if *duty.open(&row.state) != MembershipState::Active {
        return Err(unauthenticated());
    }
    if generation != row.generation {
        return Err(unauthenticated());
    }
    let today = Day::from(clock.now().date_naive());
    if tx.writes() && *duty.open(&row.last_active_on) < today {
        tx.note_active(membership, today).await?;
    }
    let person = Person {
        membership,
        person: *duty.open(&row.person_id),
        account: row.account_id,
        roles: *duty.open(&row.roles),
    };
    let who = Who::Person(person);
    Ok((Actor { tenant, who }, row.policies))
}

/// Lets a client pass whose credential works now, whatever its token says of the time.
async fn program(tx: &Tx, client: ClientId, generation: i64, page: Option<&String>, clock: &Clock) -> Result<Program> {
    let row = tx.rows::<client::Entity>().id(client.uuid()).one().await?;
    let row = row.filter(|row| client_works(row, generation, clock.now()));
    let row = row.ok_or_else(unauthenticated)?;
    still_let_in(page, &row.allowed_origins)?;
    let duty = Duty::Authenticate;
    let mut program = Program {
        client,
        generation,
        listed: row.listed,
        organisation: row.organisation_id,
        scope: Scope {
            classes: *duty.open(&row.classes),
            purposes: *duty.open(&row.purposes),
        },
    };
    if let Some(partner) = program.partner() {
        let row = tx.rows::<organisation::Entity>().id(partner.uuid()).one().await?;
        program.organisation = row.filter(|row| row.is_verified).map(|row| row.id);
    }
    Ok(program)
}
