//! Who listens: the credential that a connection showed, and until when it is good.

use std::net::IpAddr;

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};

use super::Streams;
use crate::{
    error::{Code, Error},
    http::{Denied, Execute, declared::declared, execute::too_much},
    identity::credential::Credential,
    operation::Declared,
};

/// What a connection showed when it began.
pub(in crate::http) struct Holder {
    /// The credential.
    pub(in crate::http) credential: Credential,
    /// The headers that showed it, or what stood for them.
    pub(in crate::http) headers: HeaderMap,
    /// What the connection declares beside.
    pub(super) declared: Declared,
    /// Whose it is: the same text for the same membership under the same password, or the same program under the same
    /// secret; for visitors the agency. It is told to nobody.
    pub(super) who: String,
    /// When the credential ends; never for a visitor.
    pub(super) ends_at: Option<DateTime<Utc>>,
    /// Under which password of the account, or secret of the program, it was made; of no matter for a visitor.
    pub(super) generation: i64,
}

impl Holder {
    /// Who these headers tell of; refused as any request with them would be, and paid as the least of them.
    pub(super) async fn of(
        streams: &Streams,
        headers: HeaderMap,
        network: Option<IpAddr>,
    ) -> std::result::Result<Self, Denied> {
        let executor = &streams.executor;
        let mut credential = executor.credential(&headers, network)?;
        credential.page = streams.pages.other(&headers);
        let declared = declared(&headers)?;
        let place = executor.ceiling.enter(executor.owner(&headers)).await;
        let place = place.ok_or_else(too_much)?;
        let operation = executor.entered(&credential, &declared, false).await?;
        executor.charge(0, &operation)?;
        drop((operation, place));
        let (tenant, host) = (&credential.tenant, &credential.host_tenant);
        let (who, ends_at, generation) = match &credential.token {
            // They may know the same wherever they are.
            None => (format!("visitor {tenant:?} {host:?}"), None, 0),
            Some(token) => {
                let now = executor.shared.clock.now();
                let verified = executor.identity.tokens.verify(token, now).map_err(Error::from)?;
                let (kind, subject, generation) = (verified.kind, verified.subject, verified.generation);
                (
                    format!("{kind:?} {} {subject} {generation}", verified.tenant),
                    Some(verified.expires_at),
                    generation,
                )
            }
        };
        Ok(Self {
            credential,
            headers,
            declared,
            who,
            ends_at,
            generation,
        })
    }

    /// Whether the credential has ended.
    pub(super) fn has_ended(&self, streams: &Streams) -> bool {
        let now = streams.executor.shared.clock.now();
        self.ends_at.is_some_and(|end| now >= end)
    }

    /// Whether it is for the credential that something was refused: it is good for nothing any more. Of whoever is known still,
    /// as a visitor or a program is, something else was asked that is not for them.
    pub(super) async fn is_shut_out(&self, streams: &Streams, error: &Error) -> bool {
        if !error.codes().contains(&Code::Unauthenticated) {
            return false;
        }
        let known = streams
            .executor
            .operation(&self.credential, &Declared::default(), false)
            .await;
        matches!(known, Err(Error::Refused(_)))
    }

    /// Whether it is a visitor, of whom there may be many.
    pub(super) const fn is_visitor(&self) -> bool {
        self.ends_at.is_none()
    }
}
