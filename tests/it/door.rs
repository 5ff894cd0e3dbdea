//! More who ask than there is room for: whoever wants one answer is sent away at the door, and whoever wants something else, or
//! says it wrongly, is told what they are told where there is room.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use harness::{app::App, database::Kind, listen::Stream, soon::eventually, story, world::Agency::Alpha};
use reqwest::Method;
use sea_orm::ConnectionTrait as _;
use serde_json::json;

use crate::{demand::blocked, edge::figure};

/// One place and nobody who waits for it. Whoever is held up is given up by nobody.
const NO_ROOM: &[(&str, &str)] = &[
    ("limits.concurrent", "1"),
    ("limits.waiting", "0"),
    ("limits.seconds", "120"),
    ("database.statement_timeout_ms", "120000"),
];

const WHO: &str = "{ viewer { kind } }";

/// What is answered to these words, over a connection of their own that it ends.
fn answered(app: &App, words: &str) -> String {
    let mut stream = TcpStream::connect(app.url.trim_start_matches("http://")).unwrap();
    stream.write_all(words.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// On PostgreSQL alone, where somebody who reads can be held up.
#[test]
fn whom_there_is_no_room_for_is_sent_away_at_the_door_and_whoever_it_is_not_for_is_let_in() {
    story::tell(Kind::Postgres, async |app: App| {
        let app = app.limited(NO_ROOM).await;
        let visitor = app.visitor(Alpha);
        let raw = app.database.raw().await;
        raw.execute_unprepared("BEGIN; LOCK TABLE project IN ACCESS EXCLUSIVE MODE")
            .await
            .unwrap();
        let held_up = tokio::spawn({
            let visitor = visitor.clone();
            async move { visitor.asks("{ projects { totalCount } }").await }
        });
        eventually(async || blocked(&app.database).await >= 1).await;

        let away = visitor.with("x-request-id", "find-me").asks(WHO).await;
        assert_eq!(
            (away.status, away.codes()),
            (503, vec!["UNAVAILABLE".to_owned()]),
            "{}",
            away.text
        );
        assert_eq!(away.body.get("data"), None);
        assert_eq!(away.body["errors"][0]["extensions"]["retryAfter"], 1, "{}", away.text);
        for (name, value) in [
            ("retry-after", "1"),
            ("x-request-id", "find-me"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "private, no-store"),
        ] {
            let values: Vec<_> = away.headers.get_all(name).iter().collect();
            assert_eq!(values, [value], "{name}");
        }
        let metrics = app.stranger().at(&app.metrics).request(Method::GET, "/metrics");
        let metrics = metrics.send().await.unwrap().text().await.unwrap();
        for name in [
            "trialogue_requests_total{kind=\"none\",status=\"5xx\"}",
            "trialogue_errors_total{code=\"UNAVAILABLE\"}",
        ] {
            assert_eq!(figure(&metrics, name), Some(1), "{name} in {metrics}");
        }

        // The connection goes on where all of the request has come, and says that it ends where not.
        let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ntrialogue-tenant: alpha\r\ncontent-length: 2\r\n\r\n";
        let answer = answered(&app, head);
        assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
        assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");
        let live = "GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        let answer = answered(&app, &format!("{head}{{}}{live}"));
        let statuses: Vec<_> = answer.split("HTTP/1.1 ").skip(1).map(|one| one.get(..3)).collect();
        assert_eq!(statuses, [Some("503"), Some("200")], "{answer}");

        let twice = "GET /graphql?query=%7Ba%7D HTTP/1.1\r\nhost: x\r\nhost: x\r\nconnection: close\r\n\r\n";
        let answer = answered(&app, twice);
        assert!(
            answer.starts_with("HTTP/1.1 400 ") && answer.contains("BAD_INPUT"),
            "{answer}"
        );
        let live = visitor.request(Method::GET, "/health/live").send().await.unwrap();
        assert_eq!(live.status(), 200);
        assert_eq!(app.stranger().posts_form("grant_type=password").await.status, 400);
        let page = visitor.with("origin", "https://app.example.org");
        let asks_before = page.request(Method::OPTIONS, "/graphql");
        let asks_before = asks_before.header("access-control-request-method", "POST");
        assert_eq!(asks_before.send().await.unwrap().status(), 204);
        // A stream is sent away further inside.
        let stream = Stream::asked(&visitor, "text/event-stream", WHO, json!({})).await;
        assert_eq!((stream.status(), stream.header("retry-after")), (503, "1"));

        assert!(!held_up.is_finished());
        raw.execute_unprepared("ROLLBACK").await.unwrap();
        held_up.await.unwrap().ok();
        visitor.asks(WHO).await.ok();
    });
}
