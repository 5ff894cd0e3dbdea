//! What a panic in the run of an event leaves behind, over a server that is there and does not listen.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_graphql::Value;
use axum::http::HeaderMap;
use entity::vocabulary::AgencyKind;
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tokio::{sync::mpsc, time::timeout};

use super::{
    Asked, Holder, StreamLimits, Streams,
    group::{Group, Member, Seat},
    out::{Cuts, Out},
    party::Party,
};
use crate::{
    actor::Actor,
    app::Engine,
    clock::Clock,
    config::Config,
    events::{Feed, Feeds},
    http::{Edge, Limits, Pages, parameters::Parameters},
    relay::{EventKind, Interest},
    schema,
    tenancy::NewTenant,
};

const CHANGED: &str = "subscription($project: ID!) { projectChanged(project: $project) { node { state } } }";

/// A server, and a project of its one agency that everybody may know of.
struct House {
    engine: Engine,
    streams: Arc<Streams>,
    visitor: Actor,
    token: String,
    project: String,
    _folder: TempDir,
}

/// Somebody who listens.
struct Listener {
    out: mpsc::Receiver<Out>,
    _seat: Seat,
}

/// Breaks the first time.
#[expect(clippy::unnecessary_wraps, reason = "as an interest asks for it")]
fn breaks_once(_: &str) -> Option<EventKind> {
    static IS_BROKEN: AtomicBool = AtomicBool::new(false);
    assert!(IS_BROKEN.swap(true, Ordering::SeqCst), "it breaks, as it should here");
    Some(EventKind::Changed)
}

fn breaks(_: &str) -> Option<EventKind> {
    panic!("it breaks, as it should here")
}

/// What a document is answered that must succeed.
async fn asks(engine: &Engine, token: Option<&str>, document: &str, variables: Json) -> Json {
    let variables = Value::from_json(variables).expect("they are values");
    let response = Box::pin(engine.run(token, document, variables)).await;
    let response = response.expect("it runs");
    assert!(response.errors.is_empty(), "{:?}", response.errors);
    response.data.into_json().expect("it is JSON")
}

fn text(data: &Json, place: &str) -> String {
    let text = data.pointer(place).and_then(Json::as_str);
    text.unwrap_or_else(|| panic!("no text at {place} in {data}"))
        .to_owned()
}

impl House {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let flags = [("data_dir", folder.path().to_string_lossy().into_owned())];
        let config = Config::load(None, [], &flags).expect("they are options");
        let clock = Clock::system();
        let engine = Engine::start(&config, clock.clone()).await.expect("it starts");
        let executor = engine.executor().clone();
        let sdl = schema::sdl();
        let edge = Edge::new(
            &sdl,
            Limits::default(),
            Arc::new(executor.clone()),
            executor.metrics.clone(),
        );
        let feeds = Feeds::new(&executor.shared.store, clock);
        let limits = StreamLimits {
            connections: 9,
            of_one: 9,
            of_network: 9,
            operations: 9,
            waiting: 9,
            running: 2,
        };
        let pages = Pages::new(Vec::new(), Vec::new(), executor.clone());
        let streams = Streams::new(edge.expect("there is a schema"), executor, feeds, limits, pages);
        let new = NewTenant {
            slug: "alpha".to_owned(),
            name: "Alpha".to_owned(),
            admin: "founder@alpha.example.org".to_owned(),
            jurisdiction: "GB".to_owned(),
            kind: AgencyKind::LocalAuthority,
            language: "en".to_owned(),
            time_zone: "Europe/London".to_owned(),
        };
        let invited = engine.create_tenant(&new).await.expect("it can be made");
        let accept = json!({ "token": invited.token, "password": "kettle orchard 41 harbour", "legalName": "Founder" });
        let document =
            "mutation($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { accessToken { value } } }";
        let accepted = asks(&engine, None, document, json!({ "input": accept })).await;
        let token = text(&accepted, "/acceptInvitation/accessToken/value");
        let create = json!({ "title": "Safer ways to school", "summary": "How?", "objectOfCocreation": "SERVICE",
            "visibility": "PUBLIC", "joining": "OPEN" });
        let document = "mutation($input: CreateProjectInput!) { createProject(input: $input) { project { id } } }";
        let created = asks(&engine, Some(&token), document, json!({ "input": create })).await;
        let house = Self {
            engine,
            streams,
            visitor: Actor::visitor(invited.tenant),
            token,
            project: text(&created, "/createProject/project/id"),
            _folder: folder,
        };
        house.moves("startProjectReadiness", None).await;
        house.moves("announceProject", None).await;
        house
    }

    /// What happened until now; whoever listens hears of it.
    async fn feed(&self) -> Arc<Feed> {
        self.streams.feeds.of(&self.visitor).await.expect("it is read")
    }

    /// Has the project moved, and whoever listens hear of it.
    async fn moves(&self, verb: &str, reason: Option<&str>) {
        let token = Some(self.token.as_str());
        let query = "query($id: ID!) { node(id: $id) { ... on Project { version } } }";
        let seen = asks(&self.engine, token, query, json!({ "id": self.project })).await;
        let mut input = json!({ "project": self.project, "version": text(&seen, "/node/version") });
        if let (Some(input), Some(reason)) = (input.as_object_mut(), reason) {
            input.insert("reason".to_owned(), reason.into());
        }
        let (first, rest) = verb.split_at(1);
        let of_input = first.to_uppercase() + rest;
        let mutation = format!("mutation($input: {of_input}Input!) {{ {verb}(input: $input) {{ project {{ id }} }} }}");
        asks(&self.engine, token, &mutation, json!({ "input": input })).await;
        self.feed().await;
    }

    /// Who shows this header, what they ask and what they listen to.
    async fn party(&self, name: &'static str, value: &str) -> (Arc<Asked>, Interest, Arc<Party>) {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().expect("it is a header"));
        let holder = Holder::of(&self.streams, headers, None).await.expect("they are let in");
        let body = json!({ "query": CHANGED, "variables": { "project": self.project } }).to_string();
        let parameters = Parameters::from_json(body.as_bytes(), &Limits::default()).expect("it is a request");
        let Ok(asked) = Asked::of(&self.streams.edge, parameters, &holder).await else {
            panic!("it may not run")
        };
        let operation = self
            .streams
            .executor
            .operation(&holder.credential, &holder.declared, false)
            .await;
        let operation = operation.expect("they are known");
        let interest = self.streams.interest(&asked, &operation).await.expect("it listens");
        let party = Party::of(&holder, operation.actor().expect("they are somebody").clone());
        (Arc::new(asked), interest, party)
    }

    /// A group of those who show these headers, in which it is asked so what is listened to.
    async fn listen(&self, kind_of: fn(&str) -> Option<EventKind>, headers: &[(&'static str, &str)]) -> Vec<Listener> {
        let mut parties = Vec::new();
        for &(name, value) in headers {
            parties.push(Box::pin(self.party(name, value)).await);
        }
        let (asked, interest, first) = parties.first().cloned().expect("somebody listens");
        let feed = self.feed().await;
        let group = Group::new(asked, Interest { kind_of, ..interest }, first, feed.head());
        let seated = parties.iter().map(|(_, _, party)| {
            let (to, out) = mpsc::channel(9);
            let member = Member {
                operation: 7,
                to,
                cuts: Cuts::default(),
                over: Arc::default(),
            };
            let seat = group.join(&member, party, feed.head(), false);
            Listener {
                out,
                _seat: seat.expect("it has begun"),
            }
        });
        let listeners = seated.collect();
        group.open();
        self.streams.begin(group, feed);
        listeners
    }
}

impl Listener {
    /// What they are told next.
    async fn hears(&mut self) -> String {
        match timeout(Duration::from_secs(30), self.out.recv()).await {
            Ok(Some(Out::Next(7, told) | Out::Failed(7, told))) => told.to_string(),
            _ => panic!("nothing is told"),
        }
    }
}

fn is_now(state: &str) -> String {
    format!(r#"{{"data":{{"projectChanged":{{"node":{{"state":"{state}"}}}}}}}}"#)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_what_is_run_for_several_ends_nobody_and_who_listens_alone_is_told() {
    let house = Box::pin(House::new()).await;
    let (visits, bearer) = (("trialogue-tenant", "alpha"), format!("Bearer {}", house.token));
    let mut alone = Box::pin(house.listen(breaks, &[visits])).await;
    house.moves("activateProject", None).await;
    for listener in &mut alone {
        let told = listener.hears().await;
        assert!(told.contains(r#""code":"INTERNAL""#), "{told}");
    }
    let headers = [visits, ("authorization", bearer.as_str())];
    let mut several = Box::pin(house.listen(breaks_once, &headers)).await;
    house.moves("pauseProject", Some("The hall is closed.")).await;
    for listener in &mut several {
        assert_eq!(listener.hears().await, is_now("PAUSED"));
    }
    house.moves("resumeProject", None).await;
    for listener in &mut several {
        assert_eq!(listener.hears().await, is_now("ACTIVE"));
        assert!(listener.out.try_recv().is_err(), "it is told once");
    }
    house.streams.stop();
    house.engine.stop().await;
}
