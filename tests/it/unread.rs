//! Answers that cost much, and readers who read nothing of them: whoever costs as much waits for such an answer to be made, and
//! not for anybody to read it.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use harness::{
    actor::Actor, app::App, contribution::published, on_both, project::Project, socket::Socket, soon::eventually,
    world::Agency::Alpha,
};
use serde_json::{Value, json};
use tokio::net::TcpSocket;

use crate::streams_shared::written;

/// Room for one that costs much, and not for two. One message may wait for a reader.
const LITTLE_ROOM: &[(&str, &str)] = &[("limits.cost", "1000"), ("streams.waiting", "1")];

/// Costs 701, and is answered in a few bytes.
const OTHER: &str = "{ projects(first: 50) { nodes { phases(first: 12) { nodes { id } } } } }";

/// The same text so often that an answer has more bytes than there is room for between server and reader.
fn bodies(times: usize) -> String {
    (0..times).fold(String::new(), |bodies, number| bodies + &format!("b{number}: body "))
}

/// Whether somebody is answered who costs much. Whoever is refused waited half a second, so that no reader is given up meanwhile.
async fn is_answered(who: &Actor) -> bool {
    for _ in 0..10 {
        if who.asks(OTHER).await.status == 200 {
            return true;
        }
    }
    false
}

/// Asks as a visitor over a connection of which nothing is read but that an answer begins.
async fn asks_and_sleeps(app: &App, accept: &str, query: &str, variables: &Value) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(64 * 1024).unwrap();
    let address = app.url.trim_start_matches("http://").parse().unwrap();
    let mut stream = socket.connect(address).await.unwrap().into_std().unwrap();
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let body = json!({ "query": query, "variables": variables }).to_string();
    let kind = "content-type: application/json\r\ntrialogue-tenant: alpha\r\ncontent-length";
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\naccept: {accept}\r\n{kind}: {}",
        body.len()
    );
    stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).unwrap();
    let mut begun = [0; 12];
    stream.read_exact(&mut begun).unwrap();
    assert_eq!(&begun, b"HTTP/1.1 200");
    stream
}

on_both! {
    // One answer over plain HTTP is handed as a whole to the library that sends it, which lets go of all that came with it before
    // anybody reads: the first of these can fail only where room is kept until the connection is free again.
    async fn t124_who_reads_nothing_of_an_answer_that_cost_much_keeps_nobody_waiting(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        for _ in 0..5 {
            published(&project.society, &project.owner, &phase, &"x".repeat(10_000)).await;
        }
        let app = app.limited(LITTLE_ROOM).await;
        let visitor = app.visitor(Alpha);
        // Costs 652.
        let dear = format!(
            "query($id: ID!) {{ node(id: $id) {{ ... on Phase {{ contributions(first: 5) {{ nodes {{ {} }} }} }} }} }}",
            bodies(120)
        );
        let variables = json!({ "id": phase });
        let mut asleep = Vec::new();
        for accept in ["application/json", "text/event-stream", "multipart/mixed;subscriptionSpec=1.0"] {
            asleep.push(asks_and_sleeps(&app, accept, &dear, &variables).await);
            assert!(is_answered(&visitor).await, "{accept}");
        }
        let before = written(&app, "query").await;
        let mut socket = Socket::of(&visitor).await;
        socket.subscribe("1", &dear, variables).await;
        eventually(async || written(&app, "query").await == before + 1).await;
        assert!(is_answered(&visitor).await, "over a socket");
    }

    async fn t124_who_reads_nothing_of_events_that_cost_much_keeps_nobody_waiting(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let mut socket = Socket::of(&app.visitor(Alpha)).await;
        let first = "subscription($project: ID!) { contributionChanged(project: $project) { cursor } }";
        socket.listens("1", first, json!({ "project": project.id })).await;
        published(&project.society, &project.owner, &phase, "One.").await;
        let cursor = socket.answer("1").await["data"]["contributionChanged"]["cursor"].clone();
        for _ in 0..3 {
            published(&project.society, &project.owner, &phase, &"x".repeat(10_000)).await;
        }
        socket.close().await;
        let app = app.limited(LITTLE_ROOM).await;
        let visitor = app.visitor(Alpha);
        // Costs 538.
        let dear = format!(
            "subscription($project: ID!, $after: String) {{ contributionChanged(project: $project, after: $after) {{
                node {{ {} }} }} }}",
            bodies(490)
        );
        let mut asleep = Socket::of(&visitor).await;
        asleep.subscribe("1", &dear, json!({ "project": project.id, "after": cursor })).await;
        // One is on its way, one waits for it, and the last has no room to wait.
        eventually(async || written(&app, "subscription").await == 3).await;
        assert!(is_answered(&visitor).await);
    }
}
