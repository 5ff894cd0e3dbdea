//! Which pages of other origins may ask (CORS): those of the server's own list, and those that the agency or the client
//! lets in that a request shows.
//!
//! Nothing here rests on what a browser sends by itself: there are no cookies. So what a browser asks before it asks (a
//! preflight, which shows no credential) is answered alike for every origin and tells of no agency; the request itself is
//! refused before anything runs, where its origin is not let in (ADR 7).

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;

use super::Executor;
use super::accept::{Media, negotiate};
use super::graphql::{Reply, denied};
use super::stream::is_wanted;
use crate::error::{Code, Error, Refusal};

/// What a page may send, and what it may read of an answer's head.
const SENT: &str = "authorization, content-type, trialogue-tenant, trialogue-purpose, x-request-id, traceparent";
const READ: &str = "x-request-id, retry-after, www-authenticate";

/// For how many seconds a browser need not ask again whether it may ask.
const KNOWN: &str = "7200";

/// What decides on pages; cheap to clone.
#[derive(Clone)]
pub struct Pages {
    /// Origins that are let in for all agencies.
    known: Arc<[String]>,
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
    /// Lets these in for all agencies.
    #[must_use]
    pub fn new(known: Vec<String>, executor: Executor) -> Self {
        Self {
            known: known.into(),
            executor,
        }
    }

    /// Where a request comes from.
    pub(super) fn from(&self, headers: &HeaderMap) -> From {
        from(headers, &self.known)
    }

    /// Whether pages of `origin` may ask with what `headers` show.
    pub(super) async fn let_in(&self, origin: &HeaderValue, headers: &HeaderMap) -> Result<bool, Error> {
        match origin.to_str() {
            Ok(origin) => self.executor.lets_in(headers, origin).await,
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
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let own = origin.split_once("://").map(|(_, host)| host);
    if known.iter().any(|known| known == origin) || (own.is_some() && own == host) {
        From::Known(value.clone())
    } else {
        From::Other(value.clone())
    }
}

/// Why a page is not let in.
pub(super) fn refusal() -> Refusal {
    Refusal::new(Code::Forbidden, "Pages of this origin do not ask here.").hint(
        "Name the agency in Trialogue-Tenant. An administrator lets origins in with updateTenant or updateClient.",
    )
}

/// The router, which answers pages of other origins at `/graphql` where they are let in.
pub fn with_pages(router: Router, pages: Pages) -> Router {
    router.layer(from_fn_with_state(pages, guard))
}

async fn guard(State(pages): State<Pages>, request: Request, next: Next) -> Response {
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
    let refused = || Reply::refusal(StatusCode::FORBIDDEN, refusal()).into_response(media);
    let origin = match pages.from(headers) {
        From::NoPage => return next.run(request).await,
        From::Known(origin) => origin,
        From::Other(origin) => match pages.let_in(&origin, headers).await {
            Ok(true) => origin,
            Ok(false) => return refused(),
            Err(error) => return denied(error.into(), media).into_response(media),
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
        let known = ["https://app.example.org".to_owned()];
        for (origin, expected) in [
            ("https://app.example.org", true),
            ("https://server.example.org", true),
            ("http://server.example.org", true),
            ("https://app.example.org.evil.test", false),
            ("https://server.example.org:8443", false),
            ("null", false),
        ] {
            let headers = HeaderMap::from_iter([
                (header::HOST, HeaderValue::from_static("server.example.org")),
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
}
