//! Who is sent away at the door is told what they are told inside, and whoever the door is not for is let in.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt as _;
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;

use super::client::{Client, GRAPHQL};
use crate::http::{REQUEST_ID, Shedding, router, traced};

/// A request with these headers beside those that every request has.
fn asking(path: &str, headers: &[(header::HeaderName, &str)]) -> Request<Body> {
    let mut request = Request::get(path)
        .header(header::HOST, "server.example.org")
        .header(REQUEST_ID, "7");
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    request.body(Body::empty()).unwrap()
}

async fn told(response: Response) -> (StatusCode, HeaderMap, Vec<u8>) {
    let (mut parts, body) = response.into_parts();
    // Whoever writes the answer adds it where it is missing.
    parts.headers.remove(header::CONTENT_LENGTH);
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    (parts.status, parts.headers, body)
}

#[tokio::test]
async fn who_is_sent_away_at_the_door_is_told_what_they_are_told_inside() {
    let client = Client::new();
    let door = Shedding::of(client.edge());
    let inside = TowerToHyperService::new(traced(router(client.edge())));
    assert!(door.sends_away(&mut asking("/graphql", &[])).is_none(), "there is room");
    client.fills_up();
    for accept in [GRAPHQL, "application/json", "*/*"] {
        let headers = [(header::ACCEPT, accept)];
        let refusal = told(door.sends_away(&mut asking("/graphql", &headers)).unwrap()).await;
        assert_eq!(refusal.0, StatusCode::SERVICE_UNAVAILABLE);
        let refused = inside.call(asking("/graphql", &headers)).await.unwrap();
        assert_eq!(refusal, told(refused).await, "{accept}");
    }
}

#[tokio::test]
async fn the_door_lets_in_who_wants_something_else_than_one_answer_and_whom_there_is_room_for() {
    let client = Client::new();
    let door = Shedding::of(client.edge());
    client.fills_up();
    let nothing: &[(header::HeaderName, &str)] = &[];
    let token = [(header::AUTHORIZATION, "good"), (header::ACCEPT, GRAPHQL)];
    for (path, headers) in [
        ("/health/live", nothing),
        ("/oauth/token", nothing),
        ("/graphql", &[(header::ORIGIN, "https://app.example.org")]),
        ("/graphql", &[(header::ACCEPT, "text/event-stream")]),
        ("/graphql", &[(header::UPGRADE, "websocket")]),
        ("/graphql", &[(header::ACCEPT, "text/html")]),
        ("/graphql", &[(header::HOST, "another.example.org")]),
        ("/graphql", &token),
    ] {
        assert!(
            door.sends_away(&mut asking(path, headers)).is_none(),
            "{path} {headers:?}"
        );
    }
    let mut hostless = asking("/graphql", &[]);
    hostless.headers_mut().remove(header::HOST);
    assert!(door.sends_away(&mut hostless).is_none(), "they are told why inside");
    // Whoever was let in is not asked for their token again.
    let mut request = asking("/graphql", &token);
    assert!(door.sends_away(&mut request).is_none());
    request.headers_mut().remove(header::AUTHORIZATION);
    let inside = TowerToHyperService::new(router(client.edge()));
    let answer = inside.call(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "it asks for nothing");
}
