//! Those who are answered alike are answered by one run, wherever they come from and whoever was away.

use std::net::Ipv4Addr;

use entity::vocabulary::TenantRole::{Auditor, Member, Staff};
use harness::{
    actor::Actor, app::App, contribution::published, on_both, project::Project, served::Served, socket::Socket,
    soon::eventually, world::Agency::Alpha,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::edge::figure;

const CHANGED: &str = "subscription($project: ID!, $after: String) {
    contributionChanged(project: $project, after: $after) { id cursor } }";

/// How many events were answered into streams and over sockets, each once for all who were answered alike.
pub(crate) async fn told(app: &App) -> u64 {
    written(app, "subscription").await
}

/// How many answers of this kind were written there.
pub(crate) async fn written(app: &App, kind: &str) -> u64 {
    let request = app.stranger().at(&app.metrics).request(Method::GET, "/metrics");
    let text = request.send().await.unwrap().text().await.unwrap();
    let name = format!("trialogue_told_total{{kind=\"{kind}\",came=\"answer\"}}");
    figure(&text, &name).unwrap_or_default()
}

/// The contribution that a socket is told of next, and the cursor.
async fn hears(socket: &mut Socket) -> (Value, String) {
    let answer = socket.answer("1").await;
    let event = &answer["data"]["contributionChanged"];
    let cursor = event["cursor"]
        .as_str()
        .unwrap_or_else(|| panic!("no cursor: {answer}"));
    (event["id"].clone(), cursor.to_owned())
}

async fn listening(who: &Actor, place: u8, project: &str, after: Option<&str>) -> Socket {
    let mut socket = Socket::from_place(who, Ipv4Addr::new(127, 0, 0, place)).await;
    let variables = json!({ "project": project, "after": after });
    socket.subscribe("1", CHANGED, variables).await;
    socket
}

on_both! {
    async fn visitors_are_told_by_one_run_wherever_they_come_from_and_who_caught_up_with_them(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let visitor = app.visitor(Alpha);
        let mut sockets = Vec::new();
        for place in 2..7 {
            let mut socket = Socket::from_place(&visitor, Ipv4Addr::new(127, 0, 0, place)).await;
            socket.listens("1", CHANGED, json!({ "project": project.id })).await;
            sockets.push(socket);
        }
        let before = told(&app).await;
        let first = published(&project.society, &project.owner, &phase, "One.").await;
        let mut cursor = String::new();
        for socket in &mut sockets {
            let (id, at) = hears(socket).await;
            assert_eq!(id, json!(first));
            cursor = at;
        }
        assert_eq!(told(&app).await, before + 1);

        // Two go on from there, one of them when more has happened.
        sockets.push(listening(&visitor, 7, &project.id, Some(&cursor)).await);
        app.clock.advance(chrono::Duration::milliseconds(1));
        let second = published(&project.society, &project.owner, &phase, "Two.").await;
        sockets.push(listening(&visitor, 8, &project.id, Some(&cursor)).await);
        for socket in &mut sockets {
            assert_eq!(hears(socket).await.0, json!(second));
        }
        // Once they missed nothing more they are told with the others, everything once.
        eventually(async || {
            app.clock.advance(chrono::Duration::milliseconds(1));
            let before = told(&app).await;
            let id = published(&project.society, &project.owner, &phase, "Three.").await;
            for socket in &mut sockets {
                assert_eq!(hears(socket).await.0, json!(id));
            }
            told(&app).await == before + 1
        })
        .await;
        for socket in sockets.iter_mut().skip(4) {
            socket.is_silent().await;
        }
        // Whoever leaves takes nobody along.
        sockets.remove(0).close().await;
        let last = published(&project.society, &project.owner, &phase, "Last.").await;
        for socket in &mut sockets {
            assert_eq!(hears(socket).await.0, json!(last));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_who_has_spent_their_budget_waits_alone_and_loses_nothing() {
    let limits = [
        ("TRIALOGUE_LIMITS__COST", "300"),
        ("TRIALOGUE_LIMITS__CALLER_COST_PER_MINUTE", "300"),
    ];
    let Served {
        server,
        project,
        phase,
        people: [owner, author, poor],
        ..
    } = Served::to([Staff, Member, Auditor], &limits).await;
    let visitor = server.stranger().with("trialogue-tenant", "alpha");
    let mut sockets = Vec::new();
    for who in [&poor, &visitor] {
        let mut socket = Socket::of(who).await;
        socket.listens("1", CHANGED, json!({ "project": project })).await;
        sockets.push(socket);
    }
    while poor.asks("{ viewer { kind } }").await.status == 200 {}
    let mut ids = Vec::new();
    for words in ["One.", "Two."] {
        ids.push(json!(published(&author, &owner, &phase, words).await));
    }
    for socket in sockets.iter_mut().rev() {
        for id in &ids {
            assert_eq!(hears(socket).await.0, *id);
        }
        socket.is_silent().await;
    }
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_has_spent_its_budget_waits_alone_and_loses_nothing() {
    let limits = [
        ("TRIALOGUE_LIMITS__COST", "300"),
        ("TRIALOGUE_LIMITS__CALLER_COST_PER_MINUTE", "300"),
        ("TRIALOGUE_PROXIES", "127.0.0.1/32"),
    ];
    let Served {
        server,
        project,
        phase,
        people: [owner, author],
        ..
    } = Served::to([Staff, Member], &limits).await;
    let visitor = server.stranger().with("trialogue-tenant", "alpha");
    let [poor, rich] = ["192.0.2.1", "192.0.2.2"].map(|place| visitor.with("x-forwarded-for", place));
    let mut sockets = Vec::new();
    for who in [&poor, &rich] {
        let mut socket = Socket::of(who).await;
        socket.listens("1", CHANGED, json!({ "project": project })).await;
        sockets.push(socket);
    }
    while poor.asks("{ viewer { kind } }").await.status == 200 {}
    let mut ids = Vec::new();
    for words in ["One.", "Two."] {
        ids.push(json!(published(&author, &owner, &phase, words).await));
    }
    for socket in sockets.iter_mut().rev() {
        for id in &ids {
            assert_eq!(hears(socket).await.0, *id);
        }
        socket.is_silent().await;
    }
    server.kill();
}
