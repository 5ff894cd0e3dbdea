//! What headers show of who asks: a token, and the agency that they or the host name.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderValue, header};

use super::{Executor, origin::name_of};
use crate::{
    error::{Code, Refusal, Result},
    identity::{credential::Credential, token},
};

/// The header that names an agency.
const TENANT: &str = "trialogue-tenant";

impl Executor {
    /// What they show, from this network. Whether it is any good is not looked at.
    pub(super) fn credential(&self, headers: &HeaderMap, network: Option<IpAddr>) -> Result<Credential> {
        let token = match one(headers, header::AUTHORIZATION.as_str())? {
            None => None,
            Some(value) => {
                let scheme = value
                    .split_once(' ')
                    .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
                let (_, token) = scheme.ok_or_else(|| {
                    Refusal::new(
                        Code::Unauthenticated,
                        "The Authorization header is not `Bearer` and a token.",
                    )
                    .hint("Sign in, and send its accessToken.")
                })?;
                Some(token.trim().to_owned())
            }
        };
        let (tenant, host_tenant) = self.named(headers)?;
        Ok(Credential {
            token,
            tenant,
            host_tenant,
            network,
            page: None,
        })
    }

    /// The agencies that the header and the host name.
    pub(super) fn named(&self, headers: &HeaderMap) -> Result<(Option<String>, Option<String>)> {
        let host = one(headers, header::HOST.as_str())?.map(name_of);
        let tenant = one(headers, TENANT)?.map(ToOwned::to_owned);
        Ok((tenant, host.and_then(|host| self.tenants_by_host.get(&host).cloned())))
    }

    /// Whom a token names that is good by itself. One that is not, and headers that contradict one another, are refused when the
    /// document runs.
    pub(super) fn shown(&self, headers: &HeaderMap) -> Option<token::Verified> {
        let token = self.credential(headers, None).ok()?.token?;
        self.identity.tokens.verify(&token, self.shared.clock.now()).ok()
    }
}

/// The one value of a header; two are a contradiction.
pub(super) fn one<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<&'h str>> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.next().is_some() {
        return Err(Refusal::new(Code::BadInput, format!("The header {name} is there twice.")).into());
    }
    match first.map(HeaderValue::to_str) {
        None => Ok(None),
        Some(Ok(text)) => Ok(Some(text)),
        Some(Err(_)) => Err(Refusal::new(Code::BadInput, format!("The header {name} is not plain text.")).into()),
    }
}
