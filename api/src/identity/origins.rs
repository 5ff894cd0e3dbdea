//! Which pages may ask: what an agency, and a client for itself, let in beside the server's own list.

use entity::{
    client,
    id::{ClientId, Id, TenantId},
    origins::Origins,
};

use super::{Identity, credential::Credential, token::Kind};
use crate::{
    actor::Actor,
    clock::Clock,
    error::{Code, Refusal, Result},
    store::Store,
};

/// Why a page is not let in.
#[must_use]
pub fn shut_out() -> Refusal {
    Refusal::new(Code::Forbidden, "Pages of this origin do not ask here.").hint(
        "Name the agency in Trialogue-Tenant. An administrator lets origins in with updateTenant or updateClient.",
    )
}

/// Lets a page go on, if there is one, whose origin is on the list.
pub(super) fn still_let_in(page: Option<&String>, list: &Origins) -> Result<()> {
    match page {
        Some(origin) if !list.contains(origin) => Err(shut_out().into()),
        _ => Ok(()),
    }
}

/// Whether pages of `origin` may ask with what they show.
///
/// A client's token brings the client's own list, a person's that of the agency. Whoever shows no token, or one that is
/// no good and is refused where it is looked at, is taken as a visitor of the agency that they name, so that a page can
/// read why its token was refused. An agency that is not there lets nobody in, like one without a list.
pub async fn lets_in(
    identity: &Identity,
    store: &Store,
    clock: &Clock,
    credential: &Credential,
    origin: &str,
) -> Result<bool> {
    let verified = credential
        .token
        .as_ref()
        .map(|token| identity.tokens.verify(token, clock.now()));
    if let Some(Ok(verified)) = verified {
        let tenant = TenantId::from_uuid(verified.tenant);
        let tx = store.read(Actor::job(tenant, "origins")).await?;
        return Ok(match verified.kind {
            Kind::Person => {
                let known = tx.global().tenant(tenant).await?;
                known.is_some_and(|known| known.allowed_origins.contains(origin))
            }
            Kind::Client => {
                let client: ClientId = Id::from_uuid(verified.subject);
                let known = tx.rows::<client::Entity>().id(client.uuid()).one().await?;
                known.is_some_and(|known| known.allowed_origins.contains(origin))
            }
        });
    }
    let Some(slug) = credential.tenant.as_ref().or(credential.host_tenant.as_ref()) else {
        return Ok(false);
    };
    let known = store.global().await?.rows().tenant_by_slug(slug).await?;
    Ok(known.is_some_and(|known| known.allowed_origins.contains(origin)))
}
