//! Requests that go astray: to no host or to several, to a path where nothing is, or in a way that nothing is asked there. They
//! are answered in the one shape too.

use axum::{
    extract::Request,
    http::{HeaderMap, StatusCode, Version, header, uri::Authority},
    response::Response,
};

use super::{
    accept::{Media, negotiate},
    graphql::Reply,
};
use crate::error::{Code, Refusal};

/// The answer where nothing is.
pub(super) fn nowhere(headers: &HeaderMap) -> Response {
    let refusal = Refusal::new(Code::NotFound, "There is nothing at this path.");
    let refusal = refusal.hint("GraphQL is asked at /graphql.");
    told(StatusCode::NOT_FOUND, refusal, headers)
}

/// The answer where something is that is only read; which methods do that, the router says.
pub(super) fn only_read(headers: &HeaderMap) -> Response {
    let refusal = Refusal::new(Code::BadInput, "This path is read by GET.");
    told(StatusCode::METHOD_NOT_ALLOWED, refusal, headers)
}

/// The answer to who does not say once which host they ask (RFC 9112, section 3.2), since those on the way and this server
/// might take it for different ones.
pub(super) fn to_no_host(request: &Request) -> Option<Response> {
    if names_a_host(request) {
        return None;
    }
    let refusal = Refusal::new(
        Code::BadInput,
        "A request has one header Host, with a name and perhaps a port, and its target names no other.",
    );
    Some(told(StatusCode::BAD_REQUEST, refusal, request.headers()))
}

/// Whether a request says once which host it asks, and says the same in its target where that names one. Before version 1.1
/// nobody had to.
pub(super) fn names_a_host<B>(request: &Request<B>) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let target = request.uri().authority();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) if host.is_empty() => target.is_none(),
        (Some(host), None) => {
            Authority::try_from(host.as_bytes()).is_ok_and(|host| target.is_none_or(|target| *target == host))
        }
        (None, _) => request.version() < Version::HTTP_11,
        (Some(_), Some(_)) => false,
    }
}

fn told(status: StatusCode, refusal: Refusal, headers: &HeaderMap) -> Response {
    Reply::refusal(status, refusal).into_response(negotiate(headers).unwrap_or(Media::Json))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, Uri};

    use super::*;

    #[test]
    fn a_host_is_named_once() {
        let asked = |target: &'static str, version, hosts: &[&'static str]| {
            let mut request = Request::new(());
            *request.uri_mut() = Uri::from_static(target);
            *request.version_mut() = version;
            for host in hosts {
                request
                    .headers_mut()
                    .append(header::HOST, HeaderValue::from_static(host));
            }
            names_a_host(&request)
        };
        let named = |version, hosts: &[&'static str]| asked("/graphql", version, hosts);
        for host in ["server.example.org:8080", "[::1]:8080", "127.0.0.1", ""] {
            assert!(named(Version::HTTP_11, &[host]), "{host}");
        }
        for host in ["a.test, b.test", "a b", "http://a.test"] {
            assert!(!named(Version::HTTP_11, &[host]), "{host}");
        }
        assert!(!named(Version::HTTP_11, &[]));
        assert!(!named(Version::HTTP_11, &["a.test", "a.test"]));
        assert!(named(Version::HTTP_10, &[]));
        assert!(!named(Version::HTTP_10, &["a.test", "b.test"]));
        let whole = |hosts: &[&'static str]| asked("http://a.test/graphql", Version::HTTP_11, hosts);
        assert!(whole(&["a.test"]) && whole(&["A.test"]));
        assert!(!whole(&["b.test"]) && !whole(&[""]) && !whole(&[]));
    }
}
