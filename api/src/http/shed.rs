//! Whom there is no room for is sent away at the door, before anything is made for them: under load most are, and the time that
//! each of them takes is taken from those who are answered.

use std::{sync::Arc, time::Instant};

use axum::{extract::Request, http::header, response::Response};

use super::{Edge, accept, astray, execute::full, graphql::denied, stream, traced};

/// Who stands at the door. It lets in whoever wants something else than one answer of GraphQL, or does not say once which host they
/// ask, and pages, whose browser shows them a refusal only if their origin is let in: they are sent away further inside.
#[derive(Clone)]
pub struct Shedding(Arc<Edge>);

/// That there was room for a request at the door: inside nobody asks again, since its token would be read a second time.
#[derive(Clone, Copy)]
pub(super) struct LetIn;

impl Shedding {
    /// Sends away whom this edge has no room for.
    #[must_use]
    pub fn of(edge: Edge) -> Self {
        Self(Arc::new(edge))
    }

    /// The refusal of a request that there is no room for. Where there is room for all, nothing but that is looked at.
    pub(super) fn refusal<B>(&self, request: &mut Request<B>) -> Option<Response> {
        let edge = &self.0;
        if !edge.executor.is_crowded() || !is_plain(request) {
            return None;
        }
        let began = Instant::now();
        let media = accept::negotiate(request.headers())?;
        if edge.executor.has_room(request.headers()) {
            request.extensions_mut().insert(LetIn);
            return None;
        }
        let headers = request.headers();
        let refusal = denied(full(), media).counted(&edge.metrics, None, began.elapsed());
        let mut response = refusal.into_response(media);
        traced::dress(response.headers_mut(), traced::request_id(headers));
        Some(response)
    }
}

fn is_plain<B>(request: &Request<B>) -> bool {
    let headers = request.headers();
    request.uri().path() == "/graphql"
        && !headers.contains_key(header::ORIGIN)
        && !stream::wants_stream(headers)
        && astray::names_a_host(request.version(), headers)
}
