//! Whom there is no room for is sent away at the door, before anything is made for them: under load most are, and the time that
//! each of them takes is taken from those who are answered.

use std::{sync::Arc, time::Instant};

use axum::{
    extract::Request,
    http::{HeaderMap, Uri, header},
    response::Response,
};

use super::{Edge, accept, execute::full, graphql::denied, stream, traced};

/// Who stands at the door. It lets in whoever wants something else than one answer of GraphQL, and pages, whose browser shows them
/// a refusal only if their origin is let in: they are sent away further inside.
#[derive(Clone)]
pub struct Shedding(Arc<Edge>);

impl Shedding {
    /// Sends away whom this edge has no room for.
    #[must_use]
    pub fn of(edge: Edge) -> Self {
        Self(Arc::new(edge))
    }

    /// The refusal of a request that there is no room for.
    pub(super) fn refusal<B>(&self, request: &Request<B>) -> Option<Response> {
        let (headers, edge) = (request.headers(), &self.0);
        if edge.executor.has_room(headers) || !is_plain(request.uri(), headers) {
            return None;
        }
        let began = Instant::now();
        let media = accept::negotiate(headers)?;
        let refusal = denied(full(), media).counted(&edge.metrics, None, began.elapsed());
        let mut response = refusal.into_response(media);
        traced::dress(response.headers_mut(), traced::request_id(headers));
        Some(response)
    }
}

fn is_plain(uri: &Uri, headers: &HeaderMap) -> bool {
    uri.path() == "/graphql"
        && !headers.contains_key(header::ORIGIN)
        && !stream::wants_stream(headers)
}
