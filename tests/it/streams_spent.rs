//! Listeners of an agency that has spent its budget: what happens waits for them, whoever asks is refused, and all of it is told
//! once there is something of the budget again (T129).
//!
//! On SQLite alone: what is spent is shared through PostgreSQL by the database's own clock, which a story does not move on.

use std::net::Ipv4Addr;

use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member};
use harness::{
    actor::Actor,
    app::App,
    contribution::published,
    database::{Kind, column},
    listen::Stream,
    project::Project,
    socket::{PROTOCOL, Socket},
    soon::eventually,
    story,
    world::Agency::{Alpha, Beta},
};
use reqwest::Method;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::{edge::figure, streams_late::happens, streams_shared::told};

const LIMITS: &[(&str, &str)] = &[
    ("limits.cost", "300"),
    ("limits.caller_cost_per_minute", "300"),
    ("limits.agency_cost_per_minute", "600"),
];

const WORDS: &str = "A crossing at the library.";
const WHO: &str = "{ viewer { kind } }";
const EVENTS: &str = "text/event-stream";
const CHANGED: &str = "subscription($project: ID!) { contributionChanged(project: $project) { id kind } }";

/// What tells of the viewer is run for each by themselves.
const OWN: &str = "subscription($project: ID!) { contributionChanged(project: $project) {
    id kind node { viewerCan(actions: [WITHDRAW_CONTRIBUTION]) { allowed } } } }";

/// A server over a project, and the ids of that and of a contribution to it.
async fn limited(app: App) -> (App, String, String) {
    let project = Project::active(&app).await;
    let phase = project.open_phase("CO_DESIGN").await;
    let id = published(&project.society, &project.owner, &phase, WORDS).await;
    (app.limited(LIMITS).await, project.id, id)
}

/// Has people who do not listen spend all that their agency has left. The clock stands, so that nothing of it comes back.
async fn spends(app: &App) {
    for who in [app.founder(Alpha), app.person(Alpha, DataProtectionOfficer)] {
        for query in ["{ projects(first: 98) { nodes { id } } }", WHO] {
            while who.asks(query).await.status == 200 {}
        }
    }
}

/// Has something happen, and waits until the server knows of it.
async fn has_happened(app: &App) {
    happens(&app.database, 1, WORDS).await;
    let raw = app.database.raw().await;
    let waiting = "SELECT count(*) FROM event WHERE position IS NULL";
    eventually(async || column::<i64>(&raw, waiting).await == [0]).await;
}

/// How many statements requests and events have had the database run.
async fn statements(app: &App) -> u64 {
    let request = app.stranger().at(&app.metrics).request(Method::GET, "/metrics");
    let text = request.send().await.unwrap().text().await.unwrap();
    let name = "trialogue_database_statement_seconds_count{by=\"request\"}";
    figure(&text, name).unwrap_or_default()
}

async fn are_silent(sockets: &mut [Socket]) {
    for socket in sockets {
        socket.is_silent().await;
    }
}

async fn hear(sockets: &mut [Socket], id: &str) {
    for socket in sockets {
        heard(&socket.answer("1").await, id);
    }
}

fn heard(answer: &Value, id: &str) {
    let event = &answer["data"]["contributionChanged"];
    assert_eq!(
        (&event["id"], &event["kind"]),
        (&json!(id), &json!("CHANGED")),
        "{answer}"
    );
}

async fn listening(who: &Actor, query: &str, project: &str) -> Socket {
    let mut socket = Socket::of(who).await;
    socket.listens("1", query, json!({ "project": project })).await;
    socket
}

#[test]
fn t129_who_listens_in_an_agency_that_has_spent_its_budget_waits_and_loses_nothing() {
    story::tell(Kind::Sqlite, async |app: App| {
        let (app, project, id) = limited(app).await;
        let [auditor, member, administrator, steward] =
            [Auditor, Member, Administrator, DataSteward].map(|role| app.person(Alpha, role));
        let mut sockets = vec![listening(&administrator, OWN, &project).await];
        for who in [&auditor, &member, &app.visitor(Alpha)] {
            sockets.push(listening(who, CHANGED, &project).await);
        }
        let variables = json!({ "project": project });
        let mut stream = Stream::asked(&auditor, EVENTS, CHANGED, variables.clone()).await;
        assert_eq!(stream.status(), 200);
        let leaves = listening(&steward, CHANGED, &project).await;
        let before = told(&app).await;

        spends(&app).await;
        // Nothing happens that says so.
        let suspends = format!(
            "UPDATE membership SET state = 'SUSPENDED' WHERE account_id IN (SELECT id FROM account WHERE email = '{}')",
            app.world.person(Alpha, DataSteward).email
        );
        app.database.raw().await.execute_unprepared(&suspends).await.unwrap();
        has_happened(&app).await;
        assert_eq!(leaves.closed().await, (4403, "Forbidden".to_owned()));
        are_silent(&mut sockets).await;
        assert_eq!(told(&app).await, before);
        // Whoever asks is refused, also to listen to more; the neighbour is not.
        let refused = auditor.asks(WHO).await;
        assert_eq!(
            (refused.status, refused.codes()),
            (429, vec!["RATE_LIMITED".to_owned()])
        );
        assert!(refused.headers.contains_key("retry-after"));
        let more = Stream::asked(&member, EVENTS, CHANGED, variables.clone()).await;
        assert_eq!((more.status(), more.header("retry-after")), (429, "1"));
        sockets[1].subscribe("2", CHANGED, variables).await;
        assert_eq!(sockets[1].refusal("2").await, ["RATE_LIMITED"]);
        let mut late = Socket::open(&member, PROTOCOL).await.expect("it opens");
        late.send(json!({ "type": "connection_init" })).await;
        assert_eq!(late.closed().await, (1013, "RATE_LIMITED".to_owned()));
        app.person(Beta, Member).asks(WHO).await.ok();

        app.clock.advance(chrono::Duration::minutes(1));
        hear(&mut sockets, &id).await;
        heard(&stream.event().await.expect("it is told").1, &id);
        assert_eq!(told(&app).await, before + 2, "once for all who are told alike");
        happens(&app.database, 2, WORDS).await;
        let _rings = listening(&member, CHANGED, &project).await;
        hear(&mut sockets, &id).await;
        heard(&stream.event().await.expect("it is told").1, &id);
        are_silent(&mut sockets).await;
    });
}

#[test]
fn t129_visitors_of_an_agency_that_has_spent_its_budget_wait_without_its_members_too() {
    story::tell(Kind::Sqlite, async |app: App| {
        let (app, project, id) = limited(app).await;
        let mut sockets = Vec::new();
        for place in [2, 3] {
            let mut socket = Socket::from_place(&app.visitor(Alpha), Ipv4Addr::new(127, 0, 0, place)).await;
            socket.listens("1", CHANGED, json!({ "project": project })).await;
            sockets.push(socket);
        }
        let before = told(&app).await;
        spends(&app).await;
        let asked = statements(&app).await;
        has_happened(&app).await;
        // Before they try to pay it is asked who they are, and nobody else asks for anything.
        eventually(async || statements(&app).await > asked).await;
        are_silent(&mut sockets).await;
        assert_eq!(told(&app).await, before);
        app.clock.advance(chrono::Duration::minutes(1));
        hear(&mut sockets, &id).await;
        assert_eq!(told(&app).await, before + 1, "wherever they come from");
        happens(&app.database, 2, WORDS).await;
        let _rings = listening(&app.visitor(Alpha), CHANGED, &project).await;
        hear(&mut sockets, &id).await;
        are_silent(&mut sockets).await;
    });
}
