//! Requests that the handler takes and refuses, with their statuses.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::convert::Infallible;

use futures_util::{StreamExt as _, stream};
use serde_json::json;

use super::client::{Client, GRAPHQL};
use super::small;
use crate::http::{Limits, router};
use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode, header};

#[tokio::test]
async fn an_answer_has_the_form_that_is_asked_for() {
    let client = Client::new();
    let query = json!({"query": "{n}"});
    for (accept, expected) in [
        (GRAPHQL, "application/graphql-response+json; charset=utf-8"),
        ("application/json", "application/json; charset=utf-8"),
        ("*/*", "application/json; charset=utf-8"),
    ] {
        let answer = client.post(accept, &query).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, r#"{"data":{"n":1}}"#));
        assert_eq!(answer.header(header::CONTENT_TYPE), expected);
    }
    let answer = client.post("text/html", &query).await;
    assert_eq!((answer.status, answer.code().as_str()), (406, "BAD_INPUT"));
}

#[tokio::test]
async fn t124_while_too_much_has_come_in_part_little_is_read_and_the_rest_sent_later() {
    let client = Client::within(Limits {
        unread_bytes: 0,
        ..Limits::default()
    });
    let answer = client.post(GRAPHQL, &json!({"query": "{n}"})).await;
    assert_eq!(answer.status, 200);
    let query = json!({"query": format!("{{n}}{}", " ".repeat(9_000))});
    let answer = client.post(GRAPHQL, &query).await;
    assert_eq!(answer.status, 200, "it came whole");
    let begun = stream::iter([Ok::<_, Infallible>(Bytes::from(query.to_string()))]).chain(stream::pending());
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::ACCEPT, GRAPHQL)];
    let body = Body::from_stream(begun);
    let answer = client.send(Method::POST, "/graphql", &headers, body).await;
    assert_eq!((answer.status, answer.code().as_str()), (503, "UNAVAILABLE"));
    assert_eq!(answer.header(header::RETRY_AFTER), "1");
}

#[tokio::test]
async fn t147_no_answer_is_kept_by_a_cache() {
    let client = Client::new();
    for query in ["{n}", "{", "{me{failing}}"] {
        let answer = client.post(GRAPHQL, &json!({"query": query})).await;
        assert_eq!(answer.header(header::CACHE_CONTROL), "private, no-store");
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        let vary = "authorization, accept, host, origin, trialogue-tenant, trialogue-purpose";
        assert_eq!(answer.header(header::VARY), vary);
    }
}

#[tokio::test]
async fn a_request_error_has_no_data_and_its_status_follows_the_form() {
    let client = Client::new();
    for (body, code) in [
        (json!({"query": "{"}), "DOCUMENT_INVALID"),
        (json!({"query": "{nothing}"}), "DOCUMENT_INVALID"),
        (
            json!({"query": "query($v:Int!){echo(number:$v)}", "variables": {"v": null}}),
            "BAD_INPUT",
        ),
        (json!({"query": "query($v:Int!){echo(number:$v)}"}), "BAD_INPUT"),
        (json!({"query": "{n}", "operationName": "Other"}), "BAD_INPUT"),
        (json!({"query": "query A{n} query B{n}"}), "BAD_INPUT"),
        (json!({"query": small::spreading(2, 24)}), "REQUEST_TOO_LARGE"),
        (
            json!({"query": format!("{{a(b:{}", "[".repeat(1_600))}),
            "REQUEST_TOO_LARGE",
        ),
    ] {
        for (accept, status) in [(GRAPHQL, 400), ("application/json", 200)] {
            let answer = client.post(accept, &body).await;
            assert_eq!((answer.status, answer.code().as_str()), (status, code), "{body}");
            assert_eq!(
                answer.json().as_object().unwrap().keys().collect::<Vec<_>>(),
                ["errors"]
            );
        }
    }
    assert_eq!(client.ran(), 0);
}

#[tokio::test]
async fn malformed_parameters_are_400_in_either_form() {
    let client = Client::new();
    for body in [
        "",
        "{",
        "[]",
        "{}",
        "{\"query\":1}",
        "{\"query\":\"{n}\",\"variables\":[]}",
        "{\"query\":\"{n}\",\"query\":\"{n}\"}",
    ] {
        for accept in [GRAPHQL, "application/json"] {
            let headers = [(header::CONTENT_TYPE, "application/json"), (header::ACCEPT, accept)];
            let answer = client.send(Method::POST, "/graphql", &headers, body).await;
            assert_eq!((answer.status, answer.code().as_str()), (400, "BAD_INPUT"), "{body}");
        }
    }
    let body = json!({"query": "{n}", "operationName": null, "variables": null, "extensions": null});
    assert_eq!(client.post(GRAPHQL, &body).await.status, 200);
    let nul = json!({"query": "{n}", "variables": {"a": {"b": "\u{0}"}}});
    let answer = client.post(GRAPHQL, &nul).await;
    assert_eq!(
        answer.json()["errors"][0]["extensions"]["input"],
        json!(["variables", "a", "b"])
    );
}

#[tokio::test]
async fn t144_only_json_is_taken_and_only_queries_by_get() {
    let client = Client::new();
    for content_type in [
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin1",
    ] {
        let headers = [(header::CONTENT_TYPE, content_type)];
        let answer = client
            .send(Method::POST, "/graphql", &headers, "{\"query\":\"{n}\"}")
            .await;
        assert_eq!((answer.status, answer.code().as_str()), (415, "BAD_INPUT"));
        let answer = client
            .send(Method::GET, "/graphql?query={n}", &headers, Body::empty())
            .await;
        assert_eq!(answer.status, 415);
    }
    assert_eq!(
        client
            .send(Method::POST, "/graphql", &[], "{\"query\":\"{n}\"}")
            .await
            .status,
        415
    );
    let encoded = async |encoding| {
        let headers = [
            (header::CONTENT_TYPE, "application/json"),
            (header::CONTENT_ENCODING, encoding),
        ];
        let body = "{\"query\":\"{n}\"}";
        client.send(Method::POST, "/graphql", &headers, body).await
    };
    for encoding in ["gzip", "br", "identity, br"] {
        let answer = encoded(encoding).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (415, "BAD_INPUT"),
            "{encoding}"
        );
        assert_eq!(answer.header(header::ACCEPT_ENCODING), "identity", "{encoding}");
    }
    for mutation in [
        "mutation{rename(title:%22x%22)}",
        "mutation+Named{rename(title:%22x%22)}",
        "query+A{n}mutation+B{rename(title:%22x%22)}&operationName=B",
    ] {
        let answer = client.get(&format!("query={mutation}")).await;
        assert_eq!(
            (answer.status, answer.header(header::ALLOW)),
            (405, "POST"),
            "{mutation}"
        );
    }
    assert_eq!(client.ran(), 0);
    let answer = encoded("identity").await;
    assert_eq!((answer.status, answer.header(header::ACCEPT_ENCODING)), (200, ""));
    let answer = client.send(Method::PUT, "/graphql", &[], Body::empty()).await;
    assert_eq!((answer.status, answer.header(header::ALLOW)), (405, "GET, HEAD, POST"));
    let answer = client
        .get("query=query($v:Int!){echo(number:$v)}&variables=%7B%22v%22:2%7D")
        .await;
    assert_eq!((answer.status, answer.text.as_str()), (200, r#"{"data":{"echo":"2"}}"#));
    let answer = client
        .post(GRAPHQL, &json!({"query": "mutation Named{rename(title:\"x\")}"}))
        .await;
    assert_eq!(answer.text, r#"{"data":{"rename":"x"}}"#);
}

#[tokio::test]
async fn t119_a_large_body_is_not_read() {
    let client = Client::new();
    let headers = [(header::CONTENT_TYPE, "application/json")];
    let large = json!({"query": "{n}", "variables": {"x": "x".repeat(256 * 1024)}}).to_string();
    let answer = client.send(Method::POST, "/graphql", &headers, large.clone()).await;
    assert_eq!((answer.status, answer.code().as_str()), (413, "REQUEST_TOO_LARGE"));
    // The same without a length to go by.
    let chunks = large
        .into_bytes()
        .chunks(8_192)
        .map(|chunk| Ok(Bytes::copy_from_slice(chunk)))
        .collect::<Vec<_>>();
    let stream = Body::from_stream(stream::iter(
        chunks.into_iter().map(|chunk: Result<_, std::io::Error>| chunk),
    ));
    assert_eq!(
        client.send(Method::POST, "/graphql", &headers, stream).await.status,
        413
    );
}

#[tokio::test]
async fn t119_a_long_address_is_refused_in_the_one_shape() {
    let client = Client::new();
    let asks = async |bytes: usize| client.get(&format!("query=%7Bn%7D&x={}", "x".repeat(bytes))).await;
    assert_eq!(asks(61_000).await.status, 200);
    let answer = asks(61_500).await;
    assert_eq!((answer.status, answer.code().as_str()), (414, "REQUEST_TOO_LARGE"));
    assert_eq!(client.ran(), 1);
}

#[tokio::test]
async fn t110_a_document_that_is_not_known_is_paid_for_before_it_is_read() {
    let client = Client::new();
    let asks = async |query: &str, credential: &str| {
        let headers = [
            (header::CONTENT_TYPE, "application/json"),
            (header::AUTHORIZATION, credential),
        ];
        let body = json!({ "query": query }).to_string();
        let answer = client.send(Method::POST, "/graphql", &headers, body).await;
        (
            answer.status,
            answer.code(),
            answer.header(header::RETRY_AFTER).to_owned(),
        )
    };
    let poor = (429, "RATE_LIMITED".to_owned(), "7".to_owned());
    for query in ["{n}", "{", "{nothing}"] {
        assert_eq!(asks(query, "poor").await, poor, "{query}");
    }
    assert_eq!((asks("{n}", "").await.0, client.paid()), (200, 1));
    // From then on it is known, and nobody pays for it.
    assert_eq!((asks("{n}", "").await.0, client.paid()), (200, 1));
    assert_eq!(asks("{n}", "poor").await.0, 200);
    // What is not kept is paid for each time, and what is longer costs more.
    for paid in [2, 3] {
        assert_eq!(asks("{nothing}", "").await.1, "DOCUMENT_INVALID");
        assert_eq!(client.paid(), paid);
    }
    asks(&format!("{{n}}{}", " ".repeat(640)), "").await;
    assert_eq!(client.paid(), 13);
}

#[tokio::test]
async fn who_may_not_run_a_document_is_not_told_what_is_wrong_with_it() {
    let client = Client::new();
    for query in ["{unlisted}", "{unlisted", "#unlisted\n{n}"] {
        let answer = client.post(GRAPHQL, &json!({ "query": query })).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "FORBIDDEN"), "{query}");
    }
    assert_eq!((client.ran(), client.paid()), (0, 3));
}

#[tokio::test]
async fn t110_to_look_for_a_document_by_its_hash_is_paid_for_even_where_there_is_none() {
    let client = Client::new();
    let asks = async |credential: &str| {
        let headers = [
            (header::CONTENT_TYPE, "application/json"),
            (header::AUTHORIZATION, credential),
        ];
        let hash = json!({ "version": 1, "sha256Hash": "0".repeat(64) });
        let body = json!({ "extensions": { "persistedQuery": hash } }).to_string();
        client.send(Method::POST, "/graphql", &headers, body).await.code()
    };
    for paid in [1, 2] {
        assert_eq!(asks("").await, "PERSISTED_QUERY_NOT_FOUND");
        assert_eq!(client.paid(), paid);
    }
    assert_eq!(asks("poor").await, "RATE_LIMITED");
}

#[tokio::test(flavor = "multi_thread")]
async fn t110_few_long_documents_are_read_at_once_and_those_that_are_known_or_short_are_answered_meanwhile() {
    let client = Client::new();
    let known = json!({ "query": "{n}" });
    let unknown = json!({ "query": format!("{{z:n}}#{}", "z".repeat(4_000)) });
    let short = json!({ "query": "{y:n}" });
    assert_eq!(client.post(GRAPHQL, &known).await.status, 200);
    let places = client.places().await;
    let away = client.post(GRAPHQL, &unknown).await;
    assert_eq!((away.status, away.code().as_str()), (503, "UNAVAILABLE"));
    assert_eq!(away.header(header::RETRY_AFTER), "1");
    for asked in [known, short] {
        assert_eq!(client.post(GRAPHQL, &asked).await.status, 200);
    }
    drop(places);
    assert_eq!(client.post(GRAPHQL, &unknown).await.status, 200);
}

#[tokio::test]
async fn refusals_of_the_executor_have_statuses() {
    let client = Client::new();
    for (credential, status, code) in [
        ("bad", StatusCode::UNAUTHORIZED, "UNAUTHENTICATED"),
        ("often", StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED"),
        ("away", StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE"),
        ("broken", StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL"),
        ("dear", StatusCode::OK, "REQUEST_TOO_LARGE"),
    ] {
        let headers = [
            (header::CONTENT_TYPE, "application/json"),
            (header::AUTHORIZATION, credential),
        ];
        let answer = client
            .send(Method::POST, "/graphql", &headers, "{\"query\":\"{n}\"}")
            .await;
        assert_eq!((answer.status, answer.code().as_str()), (status.as_u16(), code));
        assert_eq!(
            answer.header(header::WWW_AUTHENTICATE),
            if credential == "bad" {
                "Bearer error=\"invalid_token\""
            } else {
                ""
            }
        );
        assert_eq!(
            answer.header(header::RETRY_AFTER),
            match credential {
                "often" => "7",
                "away" => "1",
                _ => "",
            }
        );
        assert_eq!(answer.json().get("data"), None);
    }
}

#[tokio::test]
async fn t124_a_body_that_does_not_come_is_waited_for_a_while() {
    let limits = Limits {
        body_seconds: 0,
        ..Limits::default()
    };
    let body = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
    let headers = [(header::CONTENT_TYPE, "application/json")];
    let answer = Client::within(limits)
        .send(Method::POST, "/graphql", &headers, body)
        .await;
    assert_eq!((answer.status, answer.code().as_str()), (408, "BAD_INPUT"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_router_answers_over_a_socket() {
    use std::io::{Read, Write};

    let client = Client::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(axum::serve(listener, router(client.edge())).into_future());
    let text = tokio::task::spawn_blocking(move || {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream
            .write_all(b"GET /graphql?query=%7Bn%7D HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    });
    let text = text.await.unwrap();
    server.abort();
    assert!(
        text.starts_with("HTTP/1.1 200 OK\r\n") && text.ends_with(r#"{"data":{"n":1}}"#),
        "{text}"
    );
}
