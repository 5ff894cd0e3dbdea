//! What a collector of OpenTelemetry is told, over OTLP.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use harness::{
    app::App,
    database::{Database, Kind},
    listen::Stream,
    process::Process,
    socket::Socket,
    soon::eventually,
    story::Fixture,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";
const SECRET: &str = "query($mail: ID!) { node(id: $mail) { id } }";
const LIST: &str = "{ projects { totalCount } }";

/// A collector that takes whatever it is told.
struct Collector {
    address: SocketAddr,
    told: Arc<Mutex<Vec<String>>>,
}

impl Collector {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, told) = (listener.local_addr().unwrap(), Arc::<Mutex<Vec<String>>>::default());
        let into = Arc::clone(&told);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(take(stream, Arc::clone(&into)));
            }
        });
        Self { address, told }
    }

    /// Everything it was told, as text.
    fn text(&self) -> String {
        self.told.lock().unwrap().join("\n")
    }

    /// The resources with their spans.
    fn resources(&self) -> Vec<Value> {
        let told = self.told.lock().unwrap();
        let bodies = told.iter().map(|text| serde_json::from_str::<Value>(text).unwrap());
        bodies
            .flat_map(|body| body["resourceSpans"].as_array().unwrap().clone())
            .collect()
    }

    /// The spans of a name in the caller's trace.
    fn spans(&self, name: &str) -> Vec<Value> {
        let scopes = self
            .resources()
            .into_iter()
            .flat_map(|resource| resource["scopeSpans"].as_array().unwrap().clone());
        let spans = scopes.flat_map(|scope| scope["spans"].as_array().unwrap().clone());
        spans
            .filter(|span| span["name"] == name && span["traceId"] == TRACE)
            .collect()
    }
}

/// Takes requests from one connection: a head, and a body as long as it says.
async fn take(mut stream: TcpStream, told: Arc<Mutex<Vec<String>>>) {
    let mut bytes = Vec::new();
    loop {
        while let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            assert!(
                head.starts_with("post /v1/traces ") && head.contains("content-type: application/json"),
                "{head}"
            );
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .unwrap()
                .parse::<usize>()
                .unwrap();
            let body = end + 4;
            while bytes.len() < body + length {
                assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "the body is whole");
            }
            told.lock()
                .unwrap()
                .push(String::from_utf8(bytes[body..body + length].to_vec()).unwrap());
            bytes.drain(..body + length);
            let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        if matches!(stream.read_buf(&mut bytes).await, Ok(0) | Err(_)) {
            return;
        }
    }
}

/// A server that tells its spans to this collector.
fn telling(database: &Database, collector: &Collector) -> Process {
    let endpoint = format!("http://{}", collector.address);
    let options = [
        ("TRIALOGUE_TRACES__ENDPOINT", endpoint.as_str()),
        ("NO_PROXY", "127.0.0.1"),
    ];
    Process::serve_with(database, &options).0
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_is_told_of_requests_in_the_trace_of_their_caller_and_of_no_data() {
    let collector = Collector::start().await;
    let database = App::fresh(Kind::Postgres).await.stop().await;
    let server = telling(&database, &collector);
    let visitor = server
        .stranger()
        .with("trialogue-tenant", "alpha")
        .with("x-request-id", "find-me");
    let unsampled = visitor.with("traceparent", format!("00-{TRACE}-{}-00", "1".repeat(16)));
    unsampled.asks("{ viewer { kind } }").await.ok();
    let asked = visitor.with("traceparent", format!("00-{TRACE}-{CALLER}-01"));
    let asked = asked.with("tracestate", "vendor=a:1,other=2");
    asked
        .graphql(SECRET, json!({ "mail": "secret@example.org" }))
        .await
        .ok();
    eventually(async || !collector.spans("request").is_empty()).await;

    let requests = collector.spans("request");
    assert_eq!(requests.len(), 1, "the one that its caller looks at");
    let request = &requests[0];
    assert_eq!(
        (&request["parentSpanId"], &request["kind"]),
        (&json!(CALLER), &json!(2))
    );
    assert_eq!(request["traceState"], "vendor=a:1,other=2");
    let has = |key: &str, value: Value| {
        let attributes = request["attributes"].as_array().unwrap();
        attributes.iter().any(|one| one["key"] == key && one["value"] == value)
    };
    assert!(has("request_id", json!({ "stringValue": "find-me" })), "{request}");
    assert!(
        has("status", json!({ "intValue": "200" })) || has("status", json!({ "intValue": 200 })),
        "{request}"
    );
    let operations = collector.spans("operation");
    assert_eq!(
        (operations.len(), &operations[0]["parentSpanId"]),
        (1, &request["spanId"])
    );
    let statements = collector.spans("statement");
    assert!(
        !statements.is_empty()
            && statements
                .iter()
                .all(|span| span["parentSpanId"] == operations[0]["spanId"])
    );
    let named = collector.resources()[0]["resource"]["attributes"].to_string();
    assert!(named.contains("service.name") && named.contains("trialogue"), "{named}");
    let text = collector.text();
    for data in ["secret", "example", "alpha", "app.tenant"] {
        assert!(!text.contains(data), "{data}");
    }
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_over_a_socket_or_a_stream_stands_below_the_request_that_it_began_as() {
    let collector = Collector::start().await;
    let database = App::fresh(Kind::Postgres).await.stop().await;
    let server = telling(&database, &collector);
    let visitor = server.stranger().with("trialogue-tenant", "alpha");
    let asks = visitor.with("traceparent", format!("00-{TRACE}-{CALLER}-01"));
    let mut socket = Socket::of(&asks).await;
    socket.subscribe("1", LIST, json!({})).await;
    socket.answer("1").await;
    let mut stream = Stream::asked(&asks, "text/event-stream", LIST, json!({})).await;
    stream.event().await.expect("it is answered");
    socket.close().await;
    eventually(async || collector.spans("request").len() == 2).await;

    let (operations, statements) = (collector.spans("operation"), collector.spans("statement"));
    assert_eq!(operations.len(), 2);
    for request in collector.spans("request") {
        let is_below = |span: &&Value, above: &Value| span["parentSpanId"] == above["spanId"];
        let operation = operations.iter().find(|span| is_below(span, &request));
        let operation = operation.expect("each request has one");
        assert!(
            statements.iter().any(|span| is_below(&span, operation)),
            "{statements:?}"
        );
    }
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_tells_a_collector_too() {
    let (collector, folder) = (Collector::start().await, crate::demo::folder().await);
    let endpoint = format!("http://{}", collector.address);
    let options = [("TRIALOGUE_TRACES__ENDPOINT", &*endpoint), ("NO_PROXY", "127.0.0.1")];
    let (server, _) = Process::demo_with(folder.path(), &options);
    let visitor = server.stranger().with("trialogue-tenant", "london");
    let asked = visitor.with("traceparent", format!("00-{TRACE}-{CALLER}-01"));
    asked.asks("{ viewer { kind } }").await.ok();
    eventually(async || !collector.spans("request").is_empty()).await;
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_away_holds_nobody_up() {
    let database = App::fresh(Kind::Sqlite).await.stop().await;
    let away = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let endpoint = format!("http://{away}");
    let (server, _) = Process::serve_with(
        &database,
        &[("TRIALOGUE_TRACES__ENDPOINT", &endpoint), ("NO_PROXY", "127.0.0.1")],
    );
    let visitor = server.stranger().with("trialogue-tenant", "alpha");
    for _ in 0..20 {
        visitor.asks("{ projects { totalCount } }").await.ok();
    }
    server.kill();
}
