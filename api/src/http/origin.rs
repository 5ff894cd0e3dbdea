//! Which pages of other origins may ask (CORS): those of the server's own list, and those that the agency or the client
//! lets in that a request shows. Which origin is the server's own, configuration says: what a request says of its host
//! is whatever name somebody pointed here (DNS rebinding).
//!
//! Nothing here rests on what a browser sends by itself: there are no cookies. So what a browser asks before it asks (a
//! preflight, which shows no credential) is answered alike for every origin and tells of no agency; the request itself is
//! refused before anything runs, where its origin is not let in (ADR 7).

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;

use super::accept::{Media, negotiate};
use super::graphql::{Reply, denied};
use super::metrics::Door;
use super::network::{is_direct, known_of};
use super::stream::is_wanted;
use super::{Denied, Executor};
use crate::{
    error::{Code, Refusal},
    identity::shut_out,
};

/// What a page may send beside what it always may, such as `Accept-Language`, and what it may read of an answer's head.
const SENT: &str =
    "authorization, content-type, trialogue-tenant, trialogue-purpose, x-request-id, traceparent, tracestate";
const READ: &str = "x-request-id, retry-after, www-authenticate";

/// For how many seconds a browser need not ask again whether it may ask.
const KNOWN: &str = "7200";

/// What decides on pages; cheap to clone.
#[derive(Clone)]
pub struct Pages {
    /// Origins that are let in for all agencies, the server's own among them.
    known: Arc<[String]>,
    /// The names that the server is reached by.
    names: Arc<BTreeSet<String>>,
    executor: Executor,
}

/// Where a request says that it comes from.
pub(super) enum From {
    /// From no page.
    NoPage,
    /// From a page of this server, or of an origin that is let in for all.
    Known(HeaderValue),
    /// From another page.
    Other(HeaderValue),
    /// From where nobody can say.
    Unclear,
}

impl Pages {
    /// Lets in the server's own and others, for all agencies.
    #[must_use]
    pub fn new(own: Vec<String>, others: Vec<String>, executor: Executor) -> Self {
        let hosts = own.iter().filter_map(|origin| origin.split_once("://"));
        let names = hosts.map(|(_, host)| name_of(host)).collect();
        let mut known = own;
        known.extend(others);
        Self {
            known: known.into(),
            names: Arc::new(names),
            executor,
        }
    }

    /// The origin of the page that these come from, where it must be let in.
    pub(super) fn other(&self, headers: &HeaderMap) -> Option<String> {
        match self.from(headers) {
            From::Other(origin) => origin.to_str().ok().map(ToOwned::to_owned),
            _ => None,
        }
    }

    /// Notes that a page was shut out.
    pub(super) fn shut_out(&self, at: Door) {
        self.executor.metrics.shut_out(at);
    }

    /// Whether a request may come from a page that a browser takes for the server's own, under a name that somebody else
    /// pointed here: browsers do not say where such a page comes from when it reads. What shows a token comes from nobody
    /// else, and a proxy of ours knows the names it answers to.
    fn is_misled(&self, request: &Request) -> bool {
        let headers = request.headers();
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        if !reads || headers.contains_key(header::AUTHORIZATION) || !is_direct(request.extensions()) {
            return false;
        }
        let host = headers.get(header::HOST).map(HeaderValue::to_str);
        host.is_some_and(|host| !host.is_ok_and(|host| self.is_ours(host)))
    }

    /// Whether the server is reached by this host. An address is nobody's to point elsewhere.
    fn is_ours(&self, host: &str) -> bool {
        let name = name_of(host);
        let address = name.trim_start_matches('[').trim_end_matches(']');
        address.parse::<IpAddr>().is_ok() || self.names.contains(&name)
    }

    /// Where a request comes from.
    pub(super) fn from(&self, headers: &HeaderMap) -> From {
        from(headers, &self.known)
    }

    /// Whether pages of `origin` may ask with what `headers` show.
    pub(super) async fn let_in(
        &self,
        origin: &HeaderValue,
        headers: &HeaderMap,
        network: Option<IpAddr>,
    ) -> Result<bool, Denied> {
        match origin.to_str() {
            Ok(origin) => self.executor.lets_in(headers, origin, network).await,
            Err(_) => Ok(false),
        }
    }
}

fn from(headers: &HeaderMap, known: &[String]) -> From {
    let mut values = headers.get_all(header::ORIGIN).iter();
    let Some(value) = values.next() else {
        return From::NoPage;
    };
    let (Ok(origin), None) = (value.to_str(), values.next()) else {
        return From::Unclear;
    };
    if known.iter().any(|known| known == origin) {
        From::Known(value.clone())
    } else {
        From::Other(value.clone())
    }
}

/// The name of a host as it is compared: without its port and the dot of the root.
pub(super) fn name_of(host: &str) -> String {
    let parts = host.rsplit_once(':');
    let parts = parts.filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    let name = parts.map_or(host, |(name, _)| name);
    name.trim_end_matches('.').to_ascii_lowercase()
}

/// Why a name is not answered to.
fn misled() -> Refusal {
    Refusal::new(Code::Forbidden, "The server does not answer visitors under this name.")
        .hint("The operator names it in public_url or tenants.by_host, or the proxy before it in proxies.")
}

/// The router, which answers pages of other origins at `/graphql` where they are let in.
pub fn with_pages(router: Router, pages: Pages) -> Router {
    router.layer(from_fn_with_state(Arc::new(pages), guard))
}

async fn guard(State(pages): State<Arc<Pages>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let headers = request.headers();
    // Whoever opens a socket says who they are on it, and is asked there.
    if request.uri().path() != "/graphql" || is_wanted(headers) {
        return next.run(request).await;
    }
    let asks_before =
        request.method() == Method::OPTIONS && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if asks_before && headers.contains_key(header::ORIGIN) {
        return preflight();
    }
    let media = negotiate(headers).unwrap_or(Media::Json);
    let answered = |reply: Reply| {
        let reply = reply.counted(&pages.executor.metrics, None, began.elapsed());
        reply.into_response(media)
    };
    let refused = || {
        pages.shut_out(Door::Request);
        answered(Reply::refusal(StatusCode::FORBIDDEN, shut_out()))
    };
    let origin = match pages.from(headers) {
        From::NoPage if pages.is_misled(&request) => {
            pages.shut_out(Door::Name);
            return answered(Reply::refusal(StatusCode::MISDIRECTED_REQUEST, misled()));
        }
        From::NoPage => return next.run(request).await,
        From::Known(origin) => origin,
        From::Other(origin) => match pages.let_in(&origin, headers, known_of(request.extensions())).await {
            Ok(true) => origin,
            Ok(false) => return refused(),
            Err(error) => return answered(denied(error, media)),
        },
        From::Unclear => return refused(),
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(READ));
    response
}

fn preflight() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, SENT),
        (header::ACCESS_CONTROL_MAX_AGE, KNOWN),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_by_its_origin_letter_by_letter() {
        let known = ["https://app.example.org".to_owned(), "http://127.0.0.1:8080".to_owned()];
        for (origin, host, expected) in [
            ("https://app.example.org", "server.example.org", true),
            ("http://127.0.0.1:8080", "server.example.org", true),
            ("https://app.example.org.evil.test", "server.example.org", false),
            ("http://127.0.0.1:8443", "127.0.0.1:8080", false),
            // What a page and its browser say of the host is a name that somebody pointed here (DNS rebinding).
            ("http://evil.test:8080", "evil.test:8080", false),
            ("null", "server.example.org", false),
        ] {
            let headers = HeaderMap::from_iter([
                (header::HOST, HeaderValue::from_static(host)),
                (header::ORIGIN, HeaderValue::from_static(origin)),
            ]);
            let found = from(&headers, &known);
            assert_eq!(matches!(found, From::Known(_)), expected, "{origin}");
            assert_eq!(matches!(found, From::Other(_)), !expected, "{origin}");
        }
        assert!(matches!(from(&HeaderMap::new(), &known), From::NoPage));
        let mut twice = HeaderMap::new();
        for origin in ["https://app.example.org", "https://evil.test"] {
            twice.append(header::ORIGIN, HeaderValue::from_static(origin));
        }
        assert!(matches!(from(&twice, &known), From::Unclear));
    }

    #[test]
    fn a_host_is_a_name_with_or_without_a_port() {
        for (host, name) in [
            ("evil.test:8080", "evil.test"),
            ("Evil.test.", "evil.test"),
            ("[::1]:8080", "[::1]"),
            ("[::1]", "[::1]"),
        ] {
            assert_eq!(name_of(host), name);
        }
    }
}
