//! By which credential somebody listens.

use std::{net::IpAddr, sync::Arc};

use chrono::{DateTime, Utc};

use super::holder::Holder;
use crate::{
    actor::{Actor, Who},
    identity::credential::Credential,
};

/// A credential, and whose it is.
pub(super) struct Party {
    /// Whose: the same text for the same one ([`Holder::who`]).
    pub(super) who: Arc<str>,
    /// The credential.
    pub(super) credential: Credential,
    /// When it ends; never for a visitor.
    pub(super) ends_at: Option<DateTime<Utc>>,
    /// Under which password or secret it was made.
    pub(super) generation: i64,
    /// Who they were when they began: what they are since is asked anew each time.
    pub(super) actor: Actor,
}

impl Party {
    /// That of a holder, who is this actor now.
    pub(super) fn of(holder: &Holder, actor: Actor) -> Arc<Self> {
        Arc::new(Self {
            who: holder.who.as_str().into(),
            credential: holder.credential.clone(),
            ends_at: holder.ends_at,
            generation: holder.generation,
            actor,
        })
    }

    /// Whether it is a visitor.
    pub(super) const fn is_visitor(&self) -> bool {
        matches!(self.actor.who, Who::Visitor)
    }

    /// The network that they come from.
    pub(super) const fn network(&self) -> Option<IpAddr> {
        self.credential.network
    }

    /// Whether the credential names no other agency than that of this short name.
    pub(super) fn names(&self, agency: &str) -> bool {
        let named = [&self.credential.tenant, &self.credential.host_tenant];
        named.into_iter().flatten().all(|slug| slug == agency)
    }
}
