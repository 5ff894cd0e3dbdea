//! From a request to a socket.

use std::{sync::Arc, time::Instant};

use axum::{
    extract::{FromRequestParts as _, Request, ws::WebSocketUpgrade},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use tracing::{Instrument as _, Span};

use super::{Streams, socket, unread::Unread};
use crate::{
    error::{Code, Refusal},
    http::{
        accept::Media,
        graphql::{Reply, denied},
        metrics::{Door, Over},
        network::known_of,
        origin::From,
        serve::Brought,
    },
    identity::shut_out,
};

/// The sub-protocol that is spoken here.
pub(super) const PROTOCOL: &str = "graphql-transport-ws";

/// Bytes that are read at once. Each socket has room for them for as long as it lasts, and most messages are short.
pub(super) const READ: u64 = 4 * 1024;

/// Whether a request asks for a socket.
pub(in crate::http) fn is_wanted(headers: &HeaderMap) -> bool {
    let upgrade = headers.get(header::UPGRADE).and_then(|value| value.to_str().ok());
    upgrade.is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
}

/// Opens the socket, or says why not.
pub(super) async fn answer(streams: Arc<Streams>, request: Request) -> Response {
    let (came, metrics) = (Instant::now(), streams.executor.metrics.clone());
    let answered = |reply: Reply| {
        let reply = reply.counted(&metrics, None, came.elapsed());
        reply.into_response(Media::Json)
    };
    let full = |code, message: &str| answered(denied(Refusal::new(code, message).into(), Media::Json));
    let (mut parts, _) = request.into_parts();
    // Pages of other origins may open one, and are let in or not when they have said who they are.
    if matches!(streams.pages.from(&parts.headers), From::Unclear) {
        streams.pages.shut_out(Door::Socket);
        return answered(Reply::refusal(StatusCode::FORBIDDEN, shut_out()));
    }
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => {
            let message = "A WebSocket is opened by GET over HTTP/1.1, with the headers Connection, Sec-WebSocket-Key and \
                Sec-WebSocket-Version: 13.";
            let status = rejection.into_response().status();
            let reply = Reply::refusal(status, Refusal::new(Code::BadInput, message));
            let reply = reply.with(header::SEC_WEBSOCKET_VERSION, "13");
            return answered(if status == StatusCode::METHOD_NOT_ALLOWED {
                reply.with(header::ALLOW, "GET")
            } else {
                reply
            });
        }
    };
    let network = known_of(&parts.extensions);
    let Some(place) = streams.enter(Over::Socket) else {
        let message = "The server has as many streams as it takes; try again.";
        return full(Code::Unavailable, message);
    };
    let Some(of_one) = streams.first_seat(network) else {
        let message = "Too many sockets from this network have not said yet who they are.";
        return full(Code::RateLimited, message);
    };
    // What is a little larger than a message may be is read, so that its sender is told; more is cut off.
    let body_bytes = streams.edge.checker().limits().body_bytes;
    let most = body_bytes.saturating_add(body_bytes / 4);
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(usize::try_from(READ).unwrap_or(usize::MAX))
        .max_message_size(most)
        .max_frame_size(most);
    let running = streams.executor.running.clone();
    let brought = parts.extensions.get::<Brought>().cloned().unwrap_or_default();
    // What is said of its operations has the id of the request that it began as, and stands in the same trace.
    let span = Span::current();
    upgrade.on_upgrade(move |socket| async move {
        let talk = async move {
            let _place = place;
            let unread = Unread::of(&streams.edge.in_part, network, brought);
            socket::run(streams, socket, parts.headers, network, (of_one, unread)).await;
        };
        // A task of its own, which a stopping server waits for.
        let talk = running.spawn(talk.instrument(span));
        // Fails only if the task panicked, which is logged where it did.
        let _ = talk.await;
    })
}
