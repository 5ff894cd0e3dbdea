//! Whom there is no room for is sent away at the door, before anything is made for them: under load most are, and the time that
//! each of them takes is taken from those who are answered.

use std::{sync::Arc, time::Instant};

use async_graphql::ServerError;
use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::header,
    response::Response,
};

use super::{
    Edge,
    accept::{self, Media},
    astray,
    execute::full,
    graphql::{Reply, denied},
    stream, traced,
};

/// Who stands at the door. It lets in whoever wants something else than one answer of GraphQL, or does not say once which host they
/// ask, and pages, whose browser shows them a refusal only if their origin is let in: they are sent away further inside.
#[derive(Clone)]
pub struct Shedding(Arc<Door>);

struct Door {
    edge: Edge,
    graphql: Prepared,
    json: Prepared,
}

/// The answer to whom there is no room for, written once: all of it but the id of its request.
struct Prepared {
    response: axum::http::Response<Bytes>,
    errors: Vec<ServerError>,
}

/// That there was room for a request at the door: inside nobody asks again, since its token would be read a second time.
#[derive(Clone, Copy)]
pub(super) struct LetIn;

impl Shedding {
    /// Sends away whom this edge has no room for.
    #[must_use]
    pub fn of(edge: Edge) -> Self {
        Self(Arc::new(Door {
            edge,
            graphql: Prepared::of(Media::GraphQl),
            json: Prepared::of(Media::Json),
        }))
    }

    /// What whoever there is no room for is answered. Where there is room for all, nothing but that is looked at.
    pub(super) fn sends_away<B>(&self, request: &mut Request<B>) -> Option<Response> {
        let Door { edge, graphql, json } = &*self.0;
        if !edge.executor.is_crowded() || !is_plain(request) {
            return None;
        }
        let began = Instant::now();
        let media = accept::negotiate(request.headers())?;
        if edge.executor.has_room(request.headers()) {
            request.extensions_mut().insert(LetIn);
            return None;
        }
        let Prepared { response, errors } = match media {
            Media::GraphQl => graphql,
            Media::Json => json,
        };
        let mut response = response.clone().map(Body::from);
        let id = traced::request_id(request.headers());
        response.headers_mut().insert(traced::REQUEST_ID, id);
        edge.metrics.answered(None, response.status(), errors, began.elapsed());
        Some(response)
    }
}

impl Prepared {
    fn of(media: Media) -> Self {
        let reply: Reply = denied(full(), media);
        let errors = reply.told().to_vec();
        let mut response = reply.into_bytes(media);
        traced::dress_alike(response.headers_mut());
        Self { response, errors }
    }
}

fn is_plain<B>(request: &Request<B>) -> bool {
    let headers = request.headers();
    request.uri().path() == "/graphql"
        && !headers.contains_key(header::ORIGIN)
        && !stream::wants_stream(headers)
        && astray::names_a_host(request)
}
