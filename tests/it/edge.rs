//! What the edge says beside the answer: ids, headers, logs; and the page to try documents in.

use std::{fs, path::Path};

use entity::vocabulary::TenantRole::Staff;
use harness::{
    answer::Answer,
    app::App,
    database::Kind,
    listen::Stream,
    on_both,
    process::Process,
    project::Project,
    socket::{PROTOCOL, Socket},
    soon::eventually,
    story::Fixture,
    world::Agency::Alpha,
};
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

const LIST: &str = "{ projects { totalCount } }";
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

on_both! {
    async fn every_answer_has_an_id_and_leaves_a_browser_nothing_to_guess(app: App) {
        let staff = app.person(Alpha, Staff);
        let asked = staff.with("x-request-id", "my-id.1").asks(LIST).await.ok();
        assert_eq!(asked.headers["x-request-id"], "my-id.1");
        // Not there and not allowed: whatever answers, the headers are the same.
        let missing = Answer::read(staff.request(Method::GET, "/nothing").send().await.unwrap()).await;
        assert_eq!((missing.status, missing.codes()), (404, vec!["NOT_FOUND".to_owned()]));
        let token = app.stranger().posts_form("grant_type=password").await;
        assert_eq!(token.status, 400);
        let refused = staff.bearing("forged").asks(LIST).await;
        let challenge = refused.headers["www-authenticate"].to_str().unwrap();
        assert_eq!((refused.status, challenge), (401, "Bearer error=\"invalid_token\""));
        let mut ids = Vec::new();
        for headers in [asked.headers, missing.headers, token.headers, refused.headers] {
            assert_eq!(headers["x-content-type-options"], "nosniff");
            assert_eq!(headers["content-security-policy"], "default-src 'none'; frame-ancestors 'none'");
            assert_eq!(headers["referrer-policy"], "no-referrer");
            assert!(headers["cache-control"].to_str().unwrap().contains("no-store"));
            ids.push(headers["x-request-id"].clone());
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 4);
        let strange = staff.with("x-request-id", "a b\"c").asks(LIST).await.ok();
        assert_eq!(strange.headers["x-request-id"].len(), 32);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_of_a_fault_and_the_id_of_its_request_find_one_line_in_the_log() {
    let database = App::fresh(Kind::Postgres).await.stop().await;
    let (server, log) = Process::serve_with(&database, &[("TRIALOGUE_LOG__FORMAT", "json")]);
    let visitor = server.stranger().with("trialogue-tenant", "alpha");
    visitor.asks(LIST).await.ok();
    let mut socket = Socket::of(&visitor.with("x-request-id", "find-me-too")).await;
    database.shut(true).await;
    let trace = format!("00-{TRACE}-00f067aa0ba902b7-01");
    let away = visitor
        .with("x-request-id", "find-me")
        .with("traceparent", trace)
        .asks(LIST)
        .await;
    assert_eq!((away.status, away.codes()), (503, vec!["UNAVAILABLE".to_owned()]));
    assert_eq!(away.headers["retry-after"], "1");
    let line = logged(&log, &away.body["errors"][0]["extensions"]["reference"]).await;
    let span = &line["span"];
    assert_eq!(
        (&span["name"], &span["request_id"]),
        (&"request".into(), &"find-me".into())
    );
    assert_eq!(
        (&span["trace_id"], &span["parent_id"]),
        (&TRACE.into(), &"00f067aa0ba902b7".into())
    );
    // What a socket is asked has the id of the request that it began as.
    socket.subscribe("1", LIST, json!({})).await;
    let told = socket.next().await;
    let line = logged(&log, &told["payload"][0]["extensions"]["reference"]).await;
    assert_eq!(line["span"]["request_id"], "find-me-too", "{told}");
    server.kill();
}

/// The one line of the log that has a reference.
async fn logged(log: &Path, reference: &Value) -> Value {
    let mut found = Vec::new();
    eventually(async || {
        let text = fs::read_to_string(log).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        found = lines.filter(|line| line["reference"] == *reference).collect();
        !found.is_empty()
    })
    .await;
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

on_both! {
    async fn health_is_told_to_whoever_asks(app: App) {
        let asked = async |path: &str| {
            let response = app.stranger().request(Method::GET, path).send().await.unwrap();
            let status = response.status().as_u16();
            (status, response.json::<Value>().await.unwrap())
        };
        assert_eq!(asked("/health/live").await, (200, json!({})));
        let fine = json!({ "database": true, "migrations": true, "writes": true, "keys": true });
        assert_eq!(asked("/health/ready").await, (200, fine));
        // One migration more than this version knows.
        let sql = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m99991231_000001_later', 0)";
        app.database.raw().await.execute_unprepared(sql).await.unwrap();
        let newer = json!({ "database": true, "migrations": false, "writes": true, "keys": true });
        eventually(async || asked("/health/ready").await == (503, newer.clone())).await;
        assert_eq!(asked("/health/live").await.0, 200);
        for path in ["/health/live", "/health/ready", "/explorer", "/"] {
            let posted = Answer::read(app.stranger().request(Method::POST, path).send().await.unwrap()).await;
            assert_eq!((posted.status, posted.codes()), (405, vec!["BAD_INPUT".to_owned()]), "{path}");
            assert_eq!(posted.headers["allow"], "GET,HEAD", "{path}");
        }
    }

    async fn what_cannot_become_a_socket_is_refused_like_any_request(app: App) {
        let visitor = app.visitor(Alpha);
        let asked = visitor.request(Method::GET, "/graphql").header("upgrade", "websocket");
        let answer = Answer::read(asked.send().await.unwrap()).await;
        assert_eq!((answer.status, answer.codes()), (400, vec!["BAD_INPUT".to_owned()]), "{}", answer.text);
    }

    async fn figures_are_told_on_an_address_of_their_own_and_of_nobody(app: App) {
        let staff = app.person(Alpha, Staff);
        let created = staff.does("createProject", project(), "project { id }").await.ok();
        let id = created.text("/createProject/project/id");
        for _ in 0..3 {
            let person = "query($id: ID!) { node(id: $id) { ... on Project { participations { nodes { person { email } } } } } }";
            staff.administering().graphql(person, json!({ "id": id })).await.ok();
        }
        assert_eq!(staff.asks("{ nothing }").await.status, 400);
        let secret = "query Secret($email: String = \"secret@example.org\") { viewer { kind } }";
        assert_eq!(staff.asks(secret).await.status, 400);
        assert_eq!(staff.request(Method::GET, "/metrics").send().await.unwrap().status(), 404);
        let response = app.stranger().at(&app.metrics).request(Method::GET, "/metrics").send().await.unwrap();
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with("application/openmetrics-text"));
        let text = response.text().await.unwrap();
        let figure = |name: &str| figure(&text, name).unwrap_or_else(|| panic!("no {name} in {text}"));
        for (name, value) in [
            ("trialogue_requests_total{kind=\"query\",status=\"2xx\"}", 3),
            ("trialogue_requests_total{kind=\"mutation\",status=\"2xx\"}", 1),
            ("trialogue_requests_total{kind=\"none\",status=\"4xx\"}", 2),
            ("trialogue_errors_total{code=\"DOCUMENT_INVALID\"}", 2),
            ("trialogue_errors_total{code=\"INTERNAL\"}", 0),
            ("trialogue_errors_total{code=\"UNAVAILABLE\"}", 0),
            ("trialogue_errors_total{code=\"RATE_LIMITED\"}", 0),
            ("trialogue_request_duration_seconds_count{kind=\"query\"}", 3),
            ("trialogue_access_records_waiting", 0),
            ("trialogue_operations_running", 0),
            ("trialogue_operations_waiting", 0),
            ("trialogue_cost_count", 4),
            ("trialogue_decisions_most", 16_384),
        ] {
            assert_eq!(figure(name), value, "{name}");
        }
        assert!(figure("trialogue_database_connections_open") <= figure("trialogue_database_connections_most"));
        assert!(figure("trialogue_cost_sum") > 0);
        let statements = figure("trialogue_database_statement_seconds_count{by=\"request\"}");
        assert!(statements >= 8, "{statements}");
        assert!(figure("trialogue_database_wait_seconds_count") >= 4);
        // What was decided once is not asked again.
        let (found, asked) = (figure("trialogue_decisions_found_total"), figure("trialogue_decisions_asked_total"));
        assert!(found >= 2 && figure("trialogue_decisions_remembered") == asked, "{found} {asked}");
        assert!(text.ends_with("# EOF\n"));
        for secret in ["secret", "example", "alpha", id.as_str(), "Secret"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

on_both! {
    async fn the_explorer_is_a_page_of_this_server_alone(app: App) {
        let got = async |path: &str, known: &str| {
            let request = app.stranger().request(Method::GET, path).header("if-none-match", known);
            request.send().await.unwrap()
        };
        // Who follows redirects is led there from the root.
        let page = got("/", "").await;
        assert_eq!((page.status().as_u16(), page.url().path()), (200, "/explorer"));
        let headers = page.headers().clone();
        for (name, value) in [
            ("content-type", "text/html; charset=utf-8"),
            ("content-security-policy", "default-src 'none'; script-src 'self'; \
                style-src 'self' 'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='; img-src 'self' data:; \
                connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
            ("cache-control", "no-cache"),
            ("cross-origin-opener-policy", "same-origin"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(headers[name], value, "{name}");
        }
        assert_eq!(got("/explorer/", "").await.url().path(), "/explorer");
        let known = headers["etag"].to_str().unwrap();
        let again = got("/explorer", known).await;
        assert_eq!((again.status().as_u16(), again.headers()["etag"].to_str().unwrap()), (304, known));
        assert_eq!(again.text().await.unwrap(), "");
        let text = page.text().await.unwrap();
        let parts: Vec<_> = text.split('"').filter(|part| part.starts_with("explorer/")).collect();
        let kinds = ["text/css", "text/css", "text/javascript", "text/javascript", "text/javascript", "text/javascript", "text/plain"];
        assert_eq!(parts.len(), kinds.len(), "{parts:?}");
        for (part, kind) in parts.iter().zip(kinds) {
            let answer = got(&format!("/{part}"), "").await;
            assert_eq!(answer.status(), 200, "{part}");
            assert_eq!(answer.headers()["content-type"], format!("{kind}; charset=utf-8"), "{part}");
            assert_eq!(answer.headers()["cache-control"], "public, max-age=31536000, immutable", "{part}");
            assert_eq!(answer.headers()["x-content-type-options"], "nosniff", "{part}");
            assert!(!answer.bytes().await.unwrap().is_empty(), "{part}");
        }
        let (version, _) = parts[0].strip_prefix("explorer/").unwrap().split_once('/').unwrap();
        for missing in [format!("/explorer/{version}/mod.rs"), "/explorer/other/page.js".to_owned(), format!("/explorer/{version}")] {
            assert_eq!(got(&missing, "").await.status(), 404, "{missing}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_no_explorer_has_none() {
    let database = App::fresh(Kind::Sqlite).await.stop().await;
    let (server, _) = Process::serve_with(&database, &[("TRIALOGUE_EXPLORER__ENABLED", "false")]);
    for path in ["/", "/explorer", "/explorer/"] {
        let answer = server.stranger().request(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
    }
    server.stranger().asks("{ __typename }").await.ok();
    server.kill();
}

on_both! {
    async fn whoever_listens_is_counted_while_they_do(app: App) {
        let project = Project::active(&app).await;
        let (listen, asked) = ("subscription($project: ID!) { projectChanged(project: $project) { id } }", json!({ "project": project.id }));
        let counted = async |over: &str| {
            let text = app.stranger().at(&app.metrics).request(Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
            ["streams_open", "listeners"].map(|name| figure(&text, &format!("trialogue_{name}{{over=\"{over}\"}}")).unwrap_or_default())
        };
        let mut socket = Socket::of(&app.visitor(Alpha)).await;
        socket.subscribe("1", listen, asked.clone()).await;
        socket.subscribe("2", listen, asked.clone()).await;
        let events = Stream::asked(&app.visitor(Alpha), "text/event-stream", listen, asked.clone()).await;
        let parts = Stream::asked(&app.visitor(Alpha), "multipart/mixed;subscriptionSpec=1.0", listen, asked).await;
        for (over, expected) in [("websocket", [1, 2]), ("events", [1, 1]), ("parts", [1, 1])] {
            eventually(async || counted(over).await == expected).await;
        }
        socket.send(json!({ "type": "complete", "id": "1" })).await;
        eventually(async || counted("websocket").await == [1, 1]).await;
        drop((socket, events, parts));
        for over in ["websocket", "events", "parts"] {
            eventually(async || counted(over).await == [0, 0]).await;
        }
    }
}

on_both! {
    async fn what_is_told_over_connections_that_stay_is_counted_with_its_errors(app: App) {
        let visitor = app.visitor(Alpha);
        let mut socket = Socket::of(&visitor).await;
        socket.subscribe("1", "{ __typename }", json!({})).await;
        socket.answer("1").await;
        socket.next().await;
        socket.subscribe("2", "{ nothing }", json!({})).await;
        assert_eq!(socket.refusal("2").await, ["DOCUMENT_INVALID"]);
        let none = "subscription { contributionChanged(project: \"x\") { id } }";
        socket.subscribe("3", none, json!({})).await;
        assert_eq!(socket.refusal("3").await, ["NOT_FOUND"]);
        for query in ["{ __typename }", "{ nothing }", none] {
            let mut stream = Stream::asked(&visitor, "text/event-stream", query, json!({})).await;
            assert_eq!(stream.event().await.expect("it is told").0, "next");
        }
        let mut forged = Socket::open(&app.stranger(), PROTOCOL).await.expect("it opens");
        forged.send(json!({ "type": "connection_init", "payload": { "authorization": "Bearer nonsense" } })).await;
        assert_eq!(forged.closed().await.0, 4403);
        let response = app.stranger().at(&app.metrics).request(Method::GET, "/metrics").send().await.unwrap();
        let text = response.text().await.unwrap();
        for (name, value) in [
            ("trialogue_told_total{kind=\"query\",came=\"answer\"}", 2),
            ("trialogue_told_total{kind=\"none\",came=\"refusal\"}", 3),
            ("trialogue_told_total{kind=\"subscription\",came=\"refusal\"}", 2),
            ("trialogue_errors_total{code=\"DOCUMENT_INVALID\"}", 2),
            ("trialogue_errors_total{code=\"NOT_FOUND\"}", 2),
            ("trialogue_errors_total{code=\"UNAUTHENTICATED\"}", 1),
        ] {
            assert_eq!(figure(&text, name), Some(value), "{name} in {text}");
        }
    }
}

/// A whole figure of what `/metrics` tells.
pub(crate) fn figure(text: &str, name: &str) -> Option<u64> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
    line.trim_end_matches(".0").parse().ok()
}

fn project() -> Value {
    json!({ "title": "A project", "summary": "s", "objectOfCocreation": "SERVICE", "visibility": "PUBLIC", "joining": "OPEN" })
}
