//! Access tokens for programs: the `client_credentials` grant without its transport (RFC 6749, section 4.4).

use async_graphql::ID;
use chrono::Duration;
use entity::{
    client::{self, ActiveModel, Entity},
    id::{ClientId, Id},
    scalar::Day,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    Identity,
    once::Secret,
    token::{Kind, Subject},
};
use crate::{
    actor::Actor,
    clock::Clock,
    error::{Error, Result},
    operation::{client_works, gate::Duty},
    relay::parse_id,
    store::Store,
};

/// What is compared where there is no client: a digest in form, of no known secret.
const NOBODY: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What a program shows. It has no `Debug` on purpose: the secret goes into no log.
pub struct ClientCredential {
    /// The client's global id.
    pub client_id: String,
    /// Its secret, with the agency's short name in front.
    pub client_secret: String,
    /// The agencies that the request names by header and host, which must be the secret's.
    pub named: Vec<String>,
}

/// A token for a program. It has no `Debug` on purpose.
pub struct ClientToken {
    /// The token, to be sent as `Authorization: Bearer …`.
    pub value: String,
    /// For how many seconds it is good.
    pub seconds: i64,
}

/// Why there is no token.
pub enum NotTaken {
    /// Client, secret and agency do not fit together, or the credential has ended: one answer for all.
    InvalidClient,
    /// Ours; whether a repeat may succeed.
    Fault {
        /// The database is away or busy.
        passing: bool,
    },
}

impl From<Error> for NotTaken {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(_) => Self::InvalidClient,
            Error::Fault(fault) => Self::Fault { passing: fault.passing },
        }
    }
}

/// Takes a token. Whatever of client and secret is wrong, the answer and the work are the same: one look for a row, one
/// SHA-256, one comparison in constant time (T83, T89). A secret holds 256 random bits, so nothing slower is needed, and
/// a flood of tries costs little.
pub async fn take_client_token(
    identity: &Identity,
    store: &Store,
    clock: &Clock,
    shown: &ClientCredential,
) -> Result<ClientToken, NotTaken> {
    let (slug, secret) = shown.client_secret.split_once('.').ok_or(NotTaken::InvalidClient)?;
    if shown.named.iter().any(|named| named != slug) {
        return Err(NotTaken::InvalidClient);
    }
    let global = store.global().await?;
    let tenant = global.rows().tenant_by_slug(slug).await?;
    drop(global);
    // Which agencies there are is no secret.
    let tenant = tenant.ok_or(NotTaken::InvalidClient)?;
    let id: ClientId = parse_id(&ID(shown.client_id.clone())).unwrap_or_else(|| Id::from_uuid(Uuid::nil()));
    let actor = Actor::job(tenant.id, "client token");
    let tx = store.read(actor.clone()).await?;
    let row = tx.rows::<Entity>().id(id.uuid()).one().await?;
    drop(tx);
    let stored = row
        .as_ref()
        .map_or(NOBODY, |row| Duty::Authenticate.open(&row.secret_digest).as_str());
    let fits = Secret::Client.matches(secret, stored);
    let now = clock.now();
    let row = row
        .filter(|row| fits && client_works(row, row.generation, now))
        .ok_or(NotTaken::InvalidClient)?;

    let token = issue(identity, &row, clock)?;
    let today = now.date_naive();
    if *Duty::Authenticate.open(&row.last_used_on) != Some(Day::from(today)) {
        let tx = store.write(actor).await?;
        let change = ActiveModel {
            last_used_on: Set(Some(today.into()).into()),
            ..Default::default()
        };
        tx.update::<Entity>(row.id.uuid(), change).await?;
        tx.commit().await?;
    }
    Ok(token)
}

/// A token that outlives neither its time nor the client's credential.
fn issue(identity: &Identity, row: &client::Model, clock: &Clock) -> Result<ClientToken> {
    let now = clock.now();
    let left = *Duty::Authenticate.open(&row.expires_at) - now;
    let subject = Subject {
        kind: Kind::Client,
        tenant: row.tenant_id.uuid(),
        subject: row.id.uuid(),
        generation: row.generation,
    };
    let issued = identity.tokens.issue(subject, now, identity.token_lifetime.min(left))?;
    Ok(ClientToken {
        value: issued.value,
        seconds: (issued.expires_at - now).max(Duration::zero()).num_seconds(),
    })
}
