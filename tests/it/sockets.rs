//! The protocol of sockets, rule by rule, on a bare one.

use chrono::Duration;
use entity::vocabulary::TenantRole::{Administrator, Auditor, Member, Staff};
use harness::{
    app::App,
    contribution::published,
    database::Kind,
    listen::Stream,
    on_both,
    process::Process,
    project::Project,
    served::Served,
    socket::{PROTOCOL, Socket},
    story::Fixture as _,
    world::Agency::Alpha,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::edge::figure;

async fn bare(app: &App) -> Socket {
    Socket::open(&app.visitor(Alpha), PROTOCOL).await.expect("it opens")
}

const LISTEN: &str = "subscription($project: ID!) { contributionChanged(project: $project) { id } }";

on_both! {
    async fn a_message_that_is_none_closes_with_4400(app: App) {
        for text in [
            "", "{", "[]", "null", "{}", r#"{"type":1}"#, r#"{"type":"start","id":"1","payload":{"query":"{__typename}"}}"#,
            r#"{"type":"stop","id":"1"}"#, r#"{"type":"connection_terminate"}"#, r#"{"type":"connection_ack"}"#,
            r#"{"type":"connection_init","payload":1}"#, r#"{"type":"connection_init","payload":{"authorization":1}}"#,
            r#"{"type":"ping","payload":"x"}"#, r#"{"type":"subscribe","payload":{"query":"{__typename}"}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{__typename}"}}"#, r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"1","payload":{}}"#, r#"{"type":"subscribe","id":"1","payload":{"query":"{__typename}","variables":[]}}"#,
            r#"{"type":"complete"}"#, r#"{"type":"ping","type":"pong"}"#,
        ] {
            let mut socket = bare(&app).await;
            socket.send_text(text).await;
            let (code, reason) = socket.closed().await;
            assert_eq!(code, 4400, "{text}");
            assert!(!reason.is_empty() && reason.len() < 123, "{reason}");
        }
        let mut socket = bare(&app).await;
        socket.frame(vec![1, 2].into()).await;
        assert_eq!(socket.closed().await.0, 4400);
    }

    async fn what_a_message_has_too_much_of_is_said_where_it_closes(app: App) {
        for (list, reason) in [
            ("[".repeat(64) + &"]".repeat(64), "The JSON is too deep at line 1"),
            (format!("[{}0]", "0,".repeat(10_000)), "The JSON has too many values at line 1"),
        ] {
            let mut socket = bare(&app).await;
            socket.send_text(&format!(r#"{{"type":"ping","payload":{{"a":{list}}}}}"#)).await;
            let (code, told) = socket.closed().await;
            assert_eq!((code, told.starts_with(reason)), (4400, true), "{told}");
        }
        let mut garbled = bare(&app).await;
        garbled.garbles().await;
        assert_eq!(garbled.closed().await, (1007, "A text is not UTF-8".to_owned()));
        let mut large = bare(&app).await;
        large.begins(300_000).await;
        large.ends(50_000).await;
        assert_eq!(large.closed().await, (1009, "The message is too large".to_owned()));
    }

    async fn what_is_refused_within_a_payload_ends_its_operation_and_no_other(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let mut socket = Socket::of(&app.visitor(Alpha)).await;
        socket.listens("live", LISTEN, json!({ "project": project.id })).await;
        let named = ["extensions", "persistedQuery"].as_slice();
        for (payload, input) in [
            (json!({ "query": "{ __typename }", "variables": { "a": ["\u{1}"] } }), ["variables", "a", "0"].as_slice()),
            (json!({ "query": "{ __typename }", "variables": { "\u{1}": 1 } }), ["variables"].as_slice()),
            (json!({ "query": "{ __typename }", "extensions": { "persistedQuery": 1 } }), named),
            (json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "x" } } }), named),
        ] {
            socket.send(json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
            let told = socket.next().await;
            let extensions = &told["payload"][0]["extensions"];
            assert_eq!((&told["id"], &told["type"]), (&json!("1"), &json!("error")), "{told}");
            assert_eq!((&extensions["code"], &extensions["input"]), (&json!("BAD_INPUT"), &json!(input)), "{told}");
        }
        let id = published(&project.society, &project.owner, &phase, "One.").await;
        assert_eq!(socket.answer("live").await["data"]["contributionChanged"]["id"], json!(id));
    }

    async fn who_says_nothing_of_who_they_are_is_closed_with_4408(app: App) {
        let mut socket = bare(&app).await;
        socket.send(json!({ "type": "ping" })).await;
        assert_eq!(socket.next().await, json!({ "type": "pong" }));
        assert_eq!(socket.closed().await, (4408, "Connection initialisation timeout".to_owned()));
    }

    async fn nothing_begins_before_the_acknowledgement(app: App) {
        let mut socket = bare(&app).await;
        socket.subscribe("1", "{ __typename }", json!({})).await;
        assert_eq!(socket.closed().await, (4401, "Unauthorized".to_owned()));
    }

    async fn a_second_initialisation_closes_with_4429(app: App) {
        let mut socket = Socket::of(&app.visitor(Alpha)).await;
        socket.send(json!({ "type": "connection_init" })).await;
        assert_eq!(socket.closed().await, (4429, "Too many initialisation requests".to_owned()));
    }

    async fn an_id_that_runs_closes_with_4409_and_may_be_used_again_after_its_end(app: App) {
        let project = Project::active(&app).await;
        let variables = json!({ "project": project.id });
        let mut socket = Socket::of(&app.visitor(Alpha)).await;
        socket.listens("one", LISTEN, variables.clone()).await;
        socket.send(json!({ "type": "complete", "id": "one" })).await;
        socket.listens("one", LISTEN, variables.clone()).await;
        socket.subscribe("one", LISTEN, variables).await;
        assert_eq!(socket.closed().await, (4409, "Subscriber for one already exists".to_owned()));
    }

    async fn another_protocol_is_not_spoken(app: App) {
        let none = Socket::open(&app.visitor(Alpha), "").await.expect("it opens");
        assert_eq!(none.closed().await, (4406, "Subprotocol not acceptable".to_owned()));
        let both = Socket::open(&app.visitor(Alpha), "graphql-ws, graphql-transport-ws").await;
        assert!(both.is_ok());
    }

    async fn a_request_for_a_socket_that_is_none_is_refused_in_the_one_shape(app: App) {
        let visitor = app.visitor(Alpha);
        for (method, version, status, allow) in [
            (Method::GET, "12", 400, None),
            (Method::POST, "13", 405, Some("GET")),
        ] {
            let request = visitor.request(method, "/graphql");
            let request = request
                .header("connection", "upgrade")
                .header("upgrade", "websocket")
                .header("sec-websocket-version", version)
                .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
            let answer = request.send().await.unwrap();
            let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
            assert_eq!(answer.status(), status);
            assert_eq!(header("content-type").as_deref(), Some("application/json; charset=utf-8"));
            assert_eq!(header("sec-websocket-version").as_deref(), Some("13"));
            assert_eq!(header("allow").as_deref(), allow);
            let body: Value = answer.json().await.unwrap();
            assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_INPUT");
        }
        let text = app.stranger().at(&app.metrics).request(Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
        let counted = figure(&text, "trialogue_requests_total{kind=\"none\",status=\"4xx\"}");
        assert_eq!(counted, Some(2));
    }

    async fn queries_and_mutations_go_over_a_socket_too(app: App) {
        let mut socket = Socket::of(&app.visitor(Alpha)).await;
        socket.subscribe("q", "{ b: __typename tenant { slug } a: __typename }", json!({})).await;
        let answer = socket.answer("q").await;
        assert_eq!(answer.to_string(), r#"{"data":{"b":"Query","tenant":{"slug":"alpha"},"a":"Query"}}"#);
        assert_eq!(socket.next().await, json!({ "id": "q", "type": "complete" }));

        let project = Project::draft(&app, "PUBLIC").await;
        let mut owner = Socket::of(&project.owner).await;
        let query = "query($id: ID!) { node(id: $id) { ... on Project { version } } }";
        owner.subscribe("v", query, json!({ "id": project.id })).await;
        let version = owner.answer("v").await["data"]["node"]["version"].clone();
        owner.next().await;
        let verb = "mutation($input: StartProjectReadinessInput!) { startProjectReadiness(input: $input) { project { state } } }";
        let input = json!({ "input": { "project": project.id, "version": version } });
        owner.subscribe("m", verb, input.clone()).await;
        assert_eq!(owner.answer("m").await["data"]["startProjectReadiness"]["project"]["state"], "READINESS");
        assert_eq!(owner.next().await, json!({ "id": "m", "type": "complete" }));
        owner.subscribe("m", verb, input).await;
        let refused = owner.answer("m").await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "INVALID_TRANSITION", "{refused}");
    }

    async fn a_request_error_is_told_as_error_and_nothing_follows(app: App) {
        let mut socket = Socket::of(&app.visitor(Alpha)).await;
        for (query, variables, code) in [
            ("{", json!({}), "DOCUMENT_INVALID"),
            ("{ nothing }", json!({}), "DOCUMENT_INVALID"),
            ("query($id: ID!) { node(id: $id) { id } }", json!({}), "BAD_INPUT"),
            ("subscription { contributionChanged(project: \"x\") { id } }", json!({}), "NOT_FOUND"),
            ("subscription($p: ID!) { contributionChanged(project: $p, after: \"x\") { id } }", json!({ "p": "x" }), "NOT_FOUND"),
        ] {
            socket.subscribe("1", query, variables).await;
            assert_eq!(socket.refusal("1").await, [code], "{query}");
        }
        socket.is_silent().await;
    }

    async fn a_credential_comes_with_the_payload_and_must_be_good(app: App) {
        let token = format!("Bearer {}", app.world.founder(Alpha).token);
        let mut socket = Socket::open(&app.stranger(), PROTOCOL).await.expect("it opens");
        socket.init(json!({ "Authorization": token, "Trialogue-Tenant": "alpha", "other": [1] })).await;
        socket.subscribe("1", "{ viewer { membership { id } } }", json!({})).await;
        let founder = socket.answer("1").await["data"]["viewer"]["membership"]["id"].clone();
        assert_eq!(founder, json!(app.world.founder(Alpha).membership));

        for (payload, expected) in [
            (json!({ "authorization": "Bearer nonsense" }), (4403, "UNAUTHENTICATED")),
            (json!({ "authorization": token, "trialogue-tenant": "beta" }), (4403, "UNAUTHENTICATED")),
            (json!({ "trialogue-tenant": "nowhere" }), (4403, "NOT_FOUND")),
            (json!({ "trialogue-purpose": "FUN" }), (4400, "BAD_INPUT")),
        ] {
            let mut socket = Socket::open(&app.stranger(), PROTOCOL).await.expect("it opens");
            socket.send(json!({ "type": "connection_init", "payload": payload })).await;
            assert_eq!(socket.closed().await, (expected.0, expected.1.to_owned()), "{payload}");
        }
        let mut socket = bare(&app).await;
        socket.send(json!({ "type": "connection_init", "payload": { "trialogue-tenant": "beta" } })).await;
        assert_eq!(socket.closed().await, (4400, "The payload contradicts the headers".to_owned()));
    }

    async fn a_purpose_is_declared_for_an_operation_and_not_twice_differently(app: App) {
        let project = Project::active(&app).await;
        let query = "query($id: ID!) { node(id: $id) { ... on Project { participations { nodes { person { legalName } } } } } }";
        let ask = |purpose: Value| json!({ "id": "1", "type": "subscribe", "payload": {
            "query": query, "variables": { "id": project.id }, "extensions": { "purpose": purpose } } });
        let mut socket = Socket::of(&project.owner).await;
        socket.send(ask(json!("PARTICIPATION_ADMIN"))).await;
        assert!(socket.answer("1").await.to_string().contains("Legal member"));
        socket.next().await;
        socket.send(ask(Value::Null)).await;
        assert_eq!(socket.answer("1").await["extensions"]["redactions"][0]["code"], "PURPOSE_REQUIRED");
        socket.next().await;
        socket.send(ask(json!("FUN"))).await;
        assert_eq!(socket.refusal("1").await, ["BAD_INPUT"]);
        let mut declared = Socket::of(&project.owner.administering()).await;
        declared.send(ask(json!("SECURITY_AUDIT"))).await;
        assert_eq!(declared.refusal("1").await, ["BAD_INPUT"]);
    }

    async fn a_socket_ends_with_its_token(app: App) {
        let project = Project::active(&app).await;
        let mut socket = Socket::of(&project.society).await;
        socket.listens("1", LISTEN, json!({ "project": project.id })).await;
        let mut visitor = Socket::of(&app.visitor(Alpha)).await;
        app.clock.advance(Duration::minutes(16));
        assert_eq!(socket.closed().await, (4403, "The access token has ended".to_owned()));
        visitor.is_silent().await;
    }

    async fn t124_a_socket_runs_so_many_operations_takes_so_large_messages_and_there_are_so_many_of_one(app: App) {
        let project = Project::active(&app).await;
        let variables = json!({ "project": project.id });
        let mut socket = Socket::of(&project.society).await;
        for number in 0..50 {
            socket.listens(&number.to_string(), LISTEN, variables.clone()).await;
        }
        socket.subscribe("more", LISTEN, variables).await;
        assert_eq!(socket.refusal("more").await, ["RATE_LIMITED"]);
        socket.send_text(&" ".repeat(300_000)).await;
        assert_eq!(socket.closed().await, (1009, "The message is too large".to_owned()));

        let mut sockets = Vec::new();
        for _ in 0..20 {
            sockets.push(Socket::of(&project.economy).await);
        }
        let mut more = Socket::open(&project.economy, PROTOCOL).await.expect("it opens");
        more.send(json!({ "type": "connection_init" })).await;
        assert_eq!(more.closed().await, (4429, "Too many sockets of this credential".to_owned()));
        assert_eq!(sockets.pop().expect("there are some").close().await, Some(1000));
        harness::soon::eventually(async || {
            let mut again = Socket::open(&project.economy, PROTOCOL).await.expect("it opens");
            again.send(json!({ "type": "connection_init" })).await;
            again.acknowledged().await
        }).await;
    }

    async fn t124_what_comes_in_part_is_bounded_over_all_sockets_and_holds_nobody_up(app: App) {
        let mut calm = Socket::of(&app.visitor(Alpha)).await;
        // From one network there is room for 512 KiB of it here; four of these have to go.
        let mut waiting = tokio::task::JoinSet::new();
        for _ in 0..5 {
            let mut socket = Socket::of(&app.visitor(Alpha)).await;
            socket.begins(300_000).await;
            waiting.spawn(socket.closed());
        }
        for _ in 0..4 {
            let (code, reason) = waiting.join_next().await.unwrap().unwrap();
            assert_eq!((code, reason.is_empty()), (1013, false));
        }
        calm.send(json!({ "type": "ping" })).await;
        assert_eq!(calm.next().await, json!({ "type": "pong" }));
        // Whoever sends theirs whole is read.
        let long = format!("{{ __typename }} #{}", "a".repeat(200_000));
        calm.subscribe("1", &long, json!({})).await;
        assert_eq!(calm.refusal("1").await, ["REQUEST_TOO_LARGE"]);
    }

    async fn a_client_that_closes_is_answered_and_a_stopping_server_says_so(app: App) {
        let socket = Socket::of(&app.visitor(Alpha)).await;
        assert_eq!(socket.close().await, Some(1000));
        let project = Project::active(&app).await;
        let mut socket = Socket::of(&app.visitor(Alpha)).await;
        socket.listens("1", LISTEN, json!({ "project": project.id })).await;
        let (_, closed) = tokio::join!(app.stop(), socket.closed());
        assert_eq!(closed, (1001, "Going away".to_owned()));
    }
}

/// On one database, since it takes as long as it says.
#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_for_half_a_minute_is_asked_whether_they_are_there() {
    let app = App::fresh(Kind::Sqlite).await;
    let mut socket = Socket::of(&app.visitor(Alpha)).await;
    // Nothing is waited for as long as that.
    socket.is_silent().await;
    socket.is_silent().await;
    assert_eq!(socket.next().await, json!({ "type": "ping" }));
    socket.send(json!({ "type": "pong" })).await;
    socket.subscribe("1", "{ __typename }", json!({})).await;
    assert_eq!(socket.answer("1").await, json!({ "data": { "__typename": "Query" } }));
}

#[tokio::test(flavor = "multi_thread")]
async fn t124_visitors_of_one_network_have_so_many_places_and_keep_nobody_else_out() {
    let app = App::fresh(Kind::Sqlite).await;
    let email = app.world.person(Alpha, Staff).email.clone();
    let limits = [
        ("TRIALOGUE_STREAMS__CONNECTIONS_OF_NETWORK", "2"),
        ("TRIALOGUE_PROXIES", "127.0.0.1/32"),
    ];
    let (server, _) = Process::serve_with(&app.stop().await, &limits);
    let from = |place: &str| server.stranger().with("x-forwarded-for", place);
    let visitor = |agency: &str| from("192.0.2.1").with("trialogue-tenant", agency);
    let mut open = vec![Socket::of(&visitor("alpha")).await, Socket::of(&visitor("beta")).await];
    let mut more = Socket::open(&visitor("alpha"), PROTOCOL).await.expect("it opens");
    more.send(json!({ "type": "connection_init" })).await;
    let full = "Too many sockets of visitors from this network".to_owned();
    assert_eq!(more.closed().await, (4429, full));
    let stream = Stream::asked(&visitor("alpha"), "text/event-stream", "{ __typename }", json!({})).await;
    assert_eq!(stream.status(), 429);
    assert_eq!(stream.header("retry-after"), "1");
    // Visitors of another place, and who signed in at the same, have places of their own.
    let elsewhere = from("192.0.2.2").with("trialogue-tenant", "alpha");
    open.push(Socket::of(&elsewhere).await);
    let staff = from("192.0.2.1").signed_in(&email).await;
    open.push(Socket::of(&staff).await);
    // Who says nothing of who they are has no more room either, and for a while only.
    let silent = [
        Socket::open(&elsewhere, PROTOCOL).await.expect("it opens"),
        Socket::open(&elsewhere, PROTOCOL).await.expect("it opens"),
    ];
    assert_eq!(Socket::open(&elsewhere, PROTOCOL).await.err(), Some(429));
    for socket in silent {
        assert_eq!(socket.closed().await.0, 4408);
    }
    open.push(Socket::of(&elsewhere).await);
    for socket in open {
        assert_eq!(socket.close().await, Some(1000));
    }
    server.kill();
}

/// Of what fills every room.
const EVENTS: usize = 60;

/// Many times the same words, so that a few events fill every room there is between server and reader.
const LOUD: &str = "subscription($project: ID!) { contributionChanged(project: $project) { kind node {
    a: body b: body c: body d: body e: body f: body g: body h: body i: body j: body k: body l: body m: body n: body } } }";

#[tokio::test(flavor = "multi_thread")]
async fn t124_who_does_not_read_is_cut_off_with_1013_and_delays_nobody() {
    let Served {
        server,
        project,
        phase,
        people: [staff, member],
        ..
    } = Served::to([Staff, Member], &[("TRIALOGUE_STREAMS__WAITING", "4")]).await;

    let visitor = server.stranger().with("trialogue-tenant", "alpha");
    let (mut reads, mut sleeps) = (Socket::of(&visitor).await, Socket::of(&visitor).await);
    for socket in [&mut reads, &mut sleeps] {
        socket.listens("1", LOUD, json!({ "project": project })).await;
    }
    let words = "A bench by the mill. ".repeat(450);
    let heard = tokio::spawn(async move {
        for _ in 0..EVENTS {
            assert_eq!(
                reads.answer("1").await["data"]["contributionChanged"]["kind"],
                "CREATED"
            );
        }
        reads
    });
    for _ in 0..EVENTS {
        published(&member, &staff, &phase, &words).await;
    }
    let reads = heard.await.expect("who reads hears all");
    assert_eq!(sleeps.closed().await.0, 1013);
    assert_eq!(reads.close().await, Some(1000));
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_too_long_to_be_told_says_so_and_the_next_is_told() {
    let least = ("TRIALOGUE_LIMITS__ANSWER_BYTES", "65536");
    let Served {
        server,
        project,
        phase,
        people: [staff, member],
        ..
    } = Served::to([Staff, Member], &[least]).await;
    let mut socket = Socket::of(&server.stranger().with("trialogue-tenant", "alpha")).await;
    socket.listens("1", LOUD, json!({ "project": project })).await;
    published(&member, &staff, &phase, &"A bench by the mill. ".repeat(450)).await;
    let told = socket.answer("1").await;
    assert_eq!(told["errors"][0]["extensions"]["code"], "TOO_EXPENSIVE", "{told}");
    published(&member, &staff, &phase, "A bench.").await;
    let told = socket.answer("1").await;
    assert_eq!(told["data"]["contributionChanged"]["node"]["a"], "A bench.", "{told}");
    assert_eq!(socket.close().await, Some(1000));
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_that_are_withdrawn_end_a_socket_before_what_still_waits_for_it() {
    let Served {
        server,
        project,
        phase,
        people: [staff, member, auditor, administrator],
        world,
    } = Served::to([Staff, Member, Auditor, Administrator], &[]).await;
    let membership = &world.person(Alpha, Auditor).membership;
    let (mut sleeps, mut hears) = (Socket::of(&auditor).await, Socket::of(&auditor).await);
    sleeps.listens("1", LOUD, json!({ "project": project })).await;
    hears.listens("1", LISTEN, json!({ "project": project })).await;
    let words = "A bench by the mill. ".repeat(450);
    for _ in 0..EVENTS {
        published(&member, &staff, &phase, &words).await;
    }
    let query = "query($id: ID!) { node(id: $id) { ... on Membership { version } } }";
    let version = administrator.graphql(query, json!({ "id": membership })).await.ok();
    let version = version.text("/node/version");
    let input = json!({ "membership": membership, "version": version, "reason": "Left the agency." });
    administrator
        .does("suspendMembership", input, "membership { id }")
        .await
        .ok();
    // Whoever reads is told at once, and who does not a moment later at the most.
    assert_eq!(hears.closed().await, (4403, "Forbidden".to_owned()));
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    // What was on its way arrives; what waited at the server does not.
    let (before, closed) = sleeps.heard_until_closed().await;
    assert_eq!(closed, (4403, "Forbidden".to_owned()));
    assert!(before < EVENTS, "{before}");
    server.kill();
}
