//! The same doors for whoever listens: a WebSocket, server-sent events, and answers in parts.
//!
//! Each event is an Operation of its own, run as if its receiver asked anew. What is alike for several receivers (the same
//! credential, page, purpose, document and variables, and the same languages where the document leaves those open; and
//! whoever asks for nothing but what everybody in the agency is answered alike) is run and written once, in a group of
//! theirs. Whoever is not told with the others of an event, because they may know more or less of it, goes on from before it
//! in a group of their own, and comes back once they know what the others do; so does who goes on from a cursor.

mod accept;
mod asked;
mod frames;
mod group;
mod holder;
mod hub;
mod message;
mod out;
mod party;
mod plain_http;
mod rooms;
mod socket;
#[cfg(test)]
mod tests;
mod unread;
mod upgrade;

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    extract::{Request, State},
    http::HeaderMap,
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub(super) use self::{
    asked::Asked,
    holder::Holder,
    plain_http::Offered,
    unread::{InPart, Part},
    upgrade::is_wanted,
};

use self::{
    hub::Hub,
    rooms::{Room, Rooms},
};
use super::{
    Edge, Executor, Pages,
    metrics::{Lasting, Over},
};
use crate::events::Feeds;

/// Bounds on those who listen.
#[derive(Clone, Copy, Debug)]
pub struct StreamLimits {
    /// Sockets and streams of one server.
    pub connections: usize,
    /// Sockets and streams of one credential.
    pub of_one: usize,
    /// Those of visitors from one network, and as many more of those who have not said yet who they are.
    pub of_network: usize,
    /// Operations of one socket.
    pub operations: usize,
    /// Messages that wait for one reader.
    pub waiting: usize,
    /// Events that are run at once, and askings whether somebody may still listen.
    pub running: usize,
}

/// Whoever listens to this server.
pub struct Streams {
    edge: Edge,
    executor: Executor,
    feeds: Feeds,
    hub: Hub,
    limits: StreamLimits,
    /// Which pages may open a socket.
    pages: Pages,
    /// That of the edge, too.
    stop: CancellationToken,
    rooms: Rooms,
    open: AtomicUsize,
    of_one: Mutex<HashMap<String, usize>>,
}

impl Streams {
    /// Nobody yet.
    #[must_use]
    pub fn new(edge: Edge, executor: Executor, feeds: Feeds, limits: StreamLimits, pages: Pages) -> Arc<Self> {
        Arc::new(Self {
            stop: edge.stop.clone(),
            edge,
            executor,
            feeds,
            hub: Hub::default(),
            limits,
            pages,
            rooms: Rooms::new(limits.running),
            open: AtomicUsize::new(0),
            of_one: Mutex::default(),
        })
    }

    /// Ends all of them: sockets with 1001, and streams over plain HTTP by breaking them off, since both protocols take what
    /// ends in order for the end of the operation. Whose client comes back goes on from their cursor elsewhere. What is read
    /// of requests that have come in part has a little while left.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Room to run one event that costs so much, or to ask whether somebody may still listen, which costs next to nothing, in
    /// turn: what happens to one agency leaves the rest of the server to those who ask, and to what happens to others.
    async fn room(&self, agency: Uuid, cost: u64) -> Room {
        self.rooms.enter(agency, &self.executor.heavy, cost).await
    }

    /// A place for one more connection; none where there are as many as may be.
    fn enter(self: &Arc<Self>, over: Over) -> Option<Place> {
        if self.open.fetch_add(1, Ordering::Relaxed) >= self.limits.connections {
            self.open.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        Some(Place {
            streams: Arc::clone(self),
            _counted: self.executor.metrics.stream(over),
        })
    }

    /// A place for one more of this credential; none where it has as many as it may.
    fn seat(self: &Arc<Self>, who: &str) -> Option<OfOne> {
        self.seat_among(who.to_owned(), self.limits.of_one)
    }

    /// A place for one more visitor from this network, whatever agency is visited.
    fn visitor_seat(self: &Arc<Self>, network: Option<IpAddr>) -> Option<OfOne> {
        self.seat_among(format!("visitors from {network:?}"), self.limits.of_network)
    }

    /// A place for one more from this network who has not said yet who they are.
    fn first_seat(self: &Arc<Self>, network: Option<IpAddr>) -> Option<OfOne> {
        self.seat_among(format!("unknown from {network:?}"), self.limits.of_network)
    }

    fn seat_among(self: &Arc<Self>, who: String, most: usize) -> Option<OfOne> {
        let mut of_one = self.of_one.lock().unwrap_or_else(PoisonError::into_inner);
        let number = of_one.entry(who.clone()).or_default();
        if *number >= most {
            return None;
        }
        *number += 1;
        Some(OfOne(Arc::clone(self), who))
    }
}

/// The place of a connection, while it lasts.
struct Place {
    streams: Arc<Streams>,
    _counted: Lasting,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.streams.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The place of a connection among those of its credential or network, while it lasts.
struct OfOne(Arc<Streams>, String);

impl Drop for OfOne {
    fn drop(&mut self) {
        let mut of_one = self.0.of_one.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = of_one.get_mut(&self.1) {
            *number = number.saturating_sub(1);
            if *number == 0 {
                of_one.remove(&self.1);
            }
        }
    }
}

/// The router, which also takes those who want to listen at `/graphql`.
pub fn with_streams(router: Router, streams: Arc<Streams>) -> Router {
    router.layer(from_fn_with_state(streams, sort))
}

/// Whether whoever sends these headers wants a stream.
pub(super) fn wants_stream(headers: &HeaderMap) -> bool {
    is_wanted(headers) || accept::form(headers).is_some()
}

async fn sort(State(streams): State<Arc<Streams>>, mut request: Request, next: Next) -> Response {
    if request.uri().path() != "/graphql" {
        return next.run(request).await;
    }
    if is_wanted(request.headers()) {
        return upgrade::answer(streams, request).await;
    }
    if let Some(form) = accept::form(request.headers()) {
        return Box::pin(plain_http::answer(streams, request, form)).await;
    }
    if let Some(form) = accept::offered(request.headers()) {
        request.extensions_mut().insert(Offered::new(streams, form));
    }
    next.run(request).await
}
