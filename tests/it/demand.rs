//! What one request and one caller may ask for: cost, budgets, room, time.

use entity::vocabulary::TenantRole;
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    contribution::published,
    database::{Database, Kind, column},
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

use crate::streams_shared;

const LIST: &str = "{ projects { totalCount } }";

const EVENTS: &str = "text/event-stream";
const PARTS: &str = "multipart/mixed;subscriptionSpec=1.0";

/// What reference tools ask.
const INTROSPECTION: &str = "query IntrospectionQuery {
    __schema { description queryType { name kind } mutationType { name kind } subscriptionType { name kind }
        types { ...FullType } directives { name description isRepeatable locations args { ...InputValue } } } }
fragment FullType on __Type { kind name description specifiedByURL
    fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
    inputFields { ...InputValue } interfaces { ...TypeRef }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
    ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";

/// A document with variables, which asks to be told its cost.
async fn told(who: &Actor, query: &str, variables: Value) -> Answer {
    let body = json!({ "query": query, "variables": variables, "extensions": { "cost": true } });
    who.post(body.to_string()).await
}

fn requested(answer: &Answer) -> u64 {
    answer.body["extensions"]["cost"]["requested"]
        .as_u64()
        .expect("it was told")
}

/// A stream of this form, of what this body asks for.
async fn streamed(who: &Actor, accept: &str, body: &Value) -> Stream {
    let request = who
        .request(Method::POST, "/graphql")
        .header("content-type", "application/json");
    let mut request = request.body(body.to_string()).build().unwrap();
    request.headers_mut().insert("accept", accept.parse().unwrap());
    Stream::sent(who, request).await
}

/// The next answer of a stream of this form.
async fn next(stream: &mut Stream, accept: &str) -> Value {
    if accept == EVENTS {
        return stream.event().await.expect("it is answered").1;
    }
    let mut part = stream.part().await.expect("it is answered");
    part["payload"].take()
}

on_both! {
    async fn a_document_is_told_its_cost_where_it_asks(app: App) {
        let visitor = app.visitor(Alpha);
        let answer = told(&visitor, "{ projects(first: 2) { nodes { id title } totalCount } }", json!({})).await.ok();
        let cost = &answer.body["extensions"]["cost"];
        assert_eq!((&cost["requested"], &cost["limit"]), (&json!(4), &json!(30_000)));
        assert!(cost["remaining"].as_u64().unwrap() <= 1_000_000 - 4, "{cost}");
        assert_eq!(visitor.asks(LIST).await.ok().body.get("extensions"), None);
        for (query, expected) in [
            ("{ __typename }", 0),
            ("{ viewer { kind } }", 1),
            ("{ projects { nodes { id } } }", 21),
            ("{ projects(last: 3) { edges { node { id } } nodes { id } pageInfo { hasNextPage } } }", 1 + 3 * 2 + 3 + 1),
            ("{ ...a ...a } fragment a on Query { projects(first: 2) { nodes { ... on Project { phases(first: 5) { nodes { id } } } } } }",
             2 * (1 + 2 * (1 + 1 + 5))),
            ("{ nodes(ids: [\"a\", \"b\", \"c\"]) { id } }", 3),
            // A text again is as dear as another object, and what is short is not.
            ("{ projects(first: 2) { nodes { a: title ...b c: title id d: id } } } fragment b on Project { b: title title }",
             1 + 2 * (1 + 3)),
        ] {
            assert_eq!(requested(&told(&visitor, query, json!({})).await), expected, "{query}");
        }
        // By what it can tell, which grows with the schema.
        let types = requested(&told(&visitor, "{ __schema { types { fields { name } } } }", json!({})).await);
        assert!((400..1_000).contains(&types), "{types}");
    }

    async fn over_sockets_and_streams_a_document_is_told_its_cost_too(app: App) {
        let visitor = app.visitor(Alpha);
        let asks = json!({ "query": "{ projects(first: 2) { nodes { id } } }", "extensions": { "cost": true } });
        let is_told = |answer: &Value| {
            let cost = &answer["extensions"]["cost"];
            assert_eq!((&cost["requested"], &cost["limit"]), (&json!(3), &json!(30_000)), "{answer}");
            assert!(cost["remaining"].as_u64().unwrap() <= 1_000_000 - 3, "{answer}");
        };
        let mut socket = Socket::of(&visitor).await;
        socket.send(json!({ "id": "1", "type": "subscribe", "payload": asks })).await;
        is_told(&socket.answer("1").await);
        for accept in [EVENTS, PARTS] {
            is_told(&next(&mut streamed(&visitor, accept, &asks).await, accept).await);
        }
    }

    async fn over_sockets_and_streams_what_is_too_dear_says_how_dear_too(app: App) {
        let visitor = app.visitor(Alpha);
        let pages = "phases(first: 100) { nodes { contributions(first: 100) { nodes { id } } } }";
        let asks = format!("{{ projects(first: 100) {{ nodes {{ {pages} }} }} }}");
        let listens = format!("subscription {{ projectChanged(project: \"x\") {{ node {{ a: {pages} b: {pages} c: {pages} }} }} }}");
        let mut socket = Socket::of(&visitor).await;
        for (query, requested) in [(asks, 1_020_201), (listens, 2 + 3 * 10_201)] {
            let cost = json!({ "requested": requested, "limit": 30_000 });
            let is_told = |error: &Value, told: &Value| {
                assert_eq!((&error["extensions"]["code"], told), (&json!("TOO_EXPENSIVE"), &cost), "{error}");
            };
            socket.subscribe("1", &query, json!({})).await;
            let message = socket.next().await;
            assert_eq!(message["type"], "error", "{message}");
            let error = &message["payload"][0];
            is_told(error, &error["extensions"]["cost"]);
            for accept in [EVENTS, PARTS] {
                let mut stream = Stream::asked(&visitor, accept, &query, json!({})).await;
                assert_eq!(stream.status(), 200);
                let answer = next(&mut stream, accept).await;
                is_told(&answer["errors"][0], &answer["extensions"]["cost"]);
                assert_eq!(answer.get("data"), None);
            }
        }
        // The socket goes on.
        socket.subscribe("1", "{ __typename }", json!({})).await;
        assert_eq!(socket.answer("1").await, json!({ "data": { "__typename": "Query" } }));
    }

    async fn an_event_is_told_alike_to_who_asks_for_its_cost_and_who_does_not(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let visitor = app.visitor(Alpha);
        let query = "subscription($project: ID!) { contributionChanged(project: $project) { id } }";
        let (mut sockets, mut streams) = (Vec::new(), Vec::new());
        for cost in [true, false] {
            let asks = json!({ "query": query, "variables": { "project": project.id }, "extensions": { "cost": cost } });
            let mut socket = Socket::of(&visitor).await;
            socket.send(json!({ "id": "1", "type": "subscribe", "payload": asks })).await;
            socket.send(json!({ "type": "ping" })).await;
            assert_eq!(socket.next().await, json!({ "type": "pong" }), "it listens");
            sockets.push(socket);
            for accept in [EVENTS, PARTS] {
                streams.push((streamed(&visitor, accept, &asks).await, accept));
            }
        }
        let before = streams_shared::told(&app).await;
        let id = published(&project.society, &project.owner, &phase, "One.").await;
        let event = json!({ "data": { "contributionChanged": { "id": id } } });
        for socket in &mut sockets {
            assert_eq!(socket.answer("1").await, event);
        }
        for (stream, accept) in &mut streams {
            assert_eq!(next(stream, accept).await, event, "{accept}");
        }
        assert_eq!(streams_shared::told(&app).await, before + 1, "one answer goes to all of them");
    }

    async fn t118_tools_are_told_the_schema_whole_and_little_that_is_asked_a_hundred_times_is_much(app: App) {
        let visitor = app.visitor(Alpha);
        let whole = told(&visitor, INTROSPECTION, json!({})).await.ok();
        assert!((5_000..15_000).contains(&requested(&whole)), "{}", whole.body["extensions"]);
        let names = |times: usize| {
            let names = (0..times).map(|at| format!("a{at}: __schema {{ types {{ name fields {{ name }} }} }} "));
            format!("{{ {} }}", names.collect::<Vec<_>>().concat())
        };
        visitor.asks(&names(5)).await.ok();
        let refused = visitor.asks(&names(180)).await;
        assert_eq!((refused.status, refused.codes()), (400, vec!["TOO_EXPENSIVE".to_owned()]));
    }

    async fn t116_the_cost_is_that_of_the_values_that_run(app: App) {
        let query = "query($n: Int, $m: Int = 7, $skip: Boolean! = true) { projects(first: $n) { nodes { phases(first: $m) @skip(if: $skip) { nodes { id } } } } }";
        let visitor = app.visitor(Alpha);
        for (variables, expected) in [
            (json!({}), 1 + 20 * (1 + 1 + 7)),
            (json!({ "n": null, "m": null }), 1 + 20 * (1 + 1 + 20)),
            (json!({ "n": 3 }), 1 + 3 * (1 + 1 + 7)),
            (json!({ "n": 3, "m": 1, "skip": false }), 1 + 3 * (1 + 1 + 1)),
            // A page that is too large is refused where it is read, and costs no more than the largest.
            (json!({ "n": i32::MAX, "m": 1 }), 1 + 100 * (1 + 1 + 1)),
            (json!({ "n": -1 }), 1),
        ] {
            assert_eq!(requested(&told(&visitor, query, variables.clone()).await), expected, "{variables}");
        }
        let too_large = visitor.asks("{ projects(first: 2147483647) { nodes { id } } }").await;
        assert_eq!(too_large.codes(), ["BAD_INPUT"]);
    }

    async fn t117_pages_within_pages_multiply_and_what_is_too_dear_never_runs(app: App) {
        let nested = |size: &str| format!("projects(first: {size}) {{ nodes {{ phases(first: {size}) {{ nodes {{ contributions(first: {size}) {{ nodes {{ id }} }} }} }} }} }}");
        let visitor = app.visitor(Alpha);
        for (query, variables) in [
            (format!("{{ {} }}", nested("100")), json!({})),
            (format!("query($n: Int = 100) {{ {} }}", nested("$n")), json!({})),
            (format!("query($n: Int) {{ ... @skip(if: true) {{ {} }} }}", nested("$n")), json!({ "n": 100 })),
        ] {
            let answer = visitor.graphql(&query, variables).await;
            assert_eq!((answer.status, answer.codes()), (400, vec!["TOO_EXPENSIVE".to_owned()]), "{}", answer.text);
            assert_eq!(answer.body.get("data"), None);
            assert_eq!(answer.body["extensions"]["cost"], json!({ "requested": 1_020_201, "limit": 30_000 }));
            let hint = answer.body["errors"][0]["extensions"]["hint"].as_str().unwrap();
            assert!(hint.contains("projects.nodes.phases.nodes.contributions:"), "{hint}");
        }
        visitor.asks(&format!("{{ {} }}", nested("20"))).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t129_who_asked_for_a_minute_s_worth_comes_back_later_and_visitors_keep_nobody_out_whom_the_agency_knows() {
    let app = App::fresh(Kind::Sqlite).await;
    let emails = [TenantRole::Staff, TenantRole::Member].map(|role| app.world.person(Alpha, role).email.clone());
    let database = app.stop().await;
    let (server, _) = Process::serve_with(
        &database,
        &[
            ("TRIALOGUE_LIMITS__COST", "100"),
            ("TRIALOGUE_LIMITS__CALLER_COST_PER_MINUTE", "100"),
            // Of which visitors have 105.
            ("TRIALOGUE_LIMITS__AGENCY_COST_PER_MINUTE", "210"),
            ("TRIALOGUE_PROXIES", "127.0.0.1/32"),
        ],
    );
    let dear = "{ projects(first: 98) { nodes { id } } }";
    let stranger = server.stranger();
    let mut members = Vec::new();
    for email in emails {
        members.push(stranger.signed_in(&email).await);
    }
    let (alpha, beta) = (
        stranger.with("trialogue-tenant", "alpha"),
        stranger.with("trialogue-tenant", "beta"),
    );

    alpha.asks(dear).await.ok();
    let spent = alpha.asks(dear).await;
    assert_eq!(
        (spent.status, spent.codes()),
        (429, vec!["RATE_LIMITED".to_owned()]),
        "{}",
        spent.text
    );
    let wait: u32 = spent.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((50..=60).contains(&wait), "{wait}");
    alpha.asks("{ __typename }").await.ok();
    // From as many networks as one likes, visitors have no more together; and the neighbour's have their own.
    for network in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] {
        let elsewhere = alpha.with("x-forwarded-for", network);
        assert_eq!(elsewhere.asks(dear).await.codes(), ["RATE_LIMITED"]);
    }
    beta.asks(dear).await.ok();
    // A member has what visitors leave.
    members[0].asks(dear).await.ok();
    // The next has a budget of their own and the agency has not enough for it.
    assert_eq!(members[1].asks(dear).await.codes(), ["RATE_LIMITED"]);
    members[1].asks(LIST).await.ok();
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_makes_the_server_ask_who_they_are_pays_for_it() {
    let database = App::fresh(Kind::Sqlite).await.stop().await;
    let limits = [
        ("TRIALOGUE_LIMITS__COST", "4"),
        ("TRIALOGUE_LIMITS__CALLER_COST_PER_MINUTE", "4"),
        ("TRIALOGUE_PROXIES", "127.0.0.1/32"),
    ];
    let (server, _) = Process::serve_with(&database, &limits);
    let from = |place: &str| {
        let visitor = server.stranger().with("trialogue-tenant", "alpha");
        visitor.with("x-forwarded-for", place)
    };
    // A page that nobody lets in: the database was asked for it each time.
    let page = from("192.0.2.1").with("origin", "https://app.example");
    for _ in 0..4 {
        assert_eq!(page.asks(LIST).await.codes(), ["FORBIDDEN"]);
    }
    let spent = page.asks(LIST).await;
    assert_eq!((spent.status, spent.codes()), (429, vec!["RATE_LIMITED".to_owned()]));
    assert!(spent.headers.contains_key("retry-after"));
    from("192.0.2.2").asks("{ viewer { kind } }").await.ok();
    // An agency that is not there was looked for.
    let lost = from("192.0.2.4").with("trialogue-tenant", "nowhere");
    for _ in 0..4 {
        assert_eq!(lost.asks("{ viewer { kind } }").await.codes(), ["NOT_FOUND"]);
    }
    assert_eq!(lost.asks("{ viewer { kind } }").await.codes(), ["RATE_LIMITED"]);
    // A document that was read in vain.
    let invalid = from("192.0.2.5");
    for number in 0..4 {
        let answer = invalid.asks(&format!("{{ nothing{number} }}")).await;
        assert_eq!(answer.codes(), ["DOCUMENT_INVALID"]);
    }
    assert_eq!(invalid.asks("{ nothing }").await.codes(), ["RATE_LIMITED"]);
    // One that is known costs its visitors nothing but what it asks for.
    invalid.asks("{ viewer { kind } }").await.ok();
    // A socket that says who opens it, and then nothing.
    let greets = async |who: &Actor| {
        let mut socket = Socket::open(who, PROTOCOL).await.expect("it opens");
        socket.send(json!({ "type": "connection_init" })).await;
        socket
    };
    for _ in 0..4 {
        greets(&from("192.0.2.3")).await.acknowledged().await;
    }
    let closed = greets(&from("192.0.2.3")).await.closed().await;
    // A client gives up at 4429, and comes again after this.
    assert_eq!(closed, (1013, "RATE_LIMITED".to_owned()));
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_for_which_nothing_is_left_is_refused_as_any_request_is() {
    let database = App::fresh(Kind::Sqlite).await.stop().await;
    let limits = [
        ("TRIALOGUE_LIMITS__COST", "100"),
        ("TRIALOGUE_LIMITS__CALLER_COST_PER_MINUTE", "100"),
    ];
    let (server, _) = Process::serve_with(&database, &limits);
    let visitor = server.stranger().with("trialogue-tenant", "alpha");
    let half = "{ projects(first: 49) { nodes { id } } }";
    visitor.asks(half).await.ok();
    let dear = "{ projects(first: 98) { nodes { id } } }";
    for accept in [EVENTS, PARTS] {
        // There is enough to ask who it is, and not enough for what they ask.
        let stream = Stream::asked(&visitor, accept, dear, json!({})).await;
        assert_eq!(stream.status(), 429, "{accept}");
        let wait: u32 = stream.header("retry-after").parse().unwrap();
        assert!((20..=60).contains(&wait), "{wait}");
    }
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_too_many_is_sent_away_at_once_and_what_takes_too_long_is_given_up_in_the_database_too() {
    let database = App::fresh(Kind::Postgres).await.stop().await;
    let (server, _) = Process::serve_with(
        &database,
        &[
            ("TRIALOGUE_LIMITS__CONCURRENT", "1"),
            ("TRIALOGUE_LIMITS__WAITING", "0"),
            ("TRIALOGUE_LIMITS__SECONDS", "5"),
            ("TRIALOGUE_DATABASE__STATEMENT_TIMEOUT_MS", "120000"),
        ],
    );
    let visitor = server.stranger().with("trialogue-tenant", "alpha");
    visitor.asks(LIST).await.ok();
    let raw = database.raw().await;
    raw.execute_unprepared("BEGIN; LOCK TABLE project IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    let stuck = tokio::spawn({
        let visitor = visitor.clone();
        async move { visitor.asks(LIST).await }
    });
    eventually(async || blocked(&database).await == 1).await;
    let away = visitor.asks("{ viewer { kind } }").await;
    assert_eq!((away.status, away.codes()), (503, vec!["UNAVAILABLE".to_owned()]));
    assert_eq!(away.headers["retry-after"], "1");
    let stuck = stuck.await.unwrap();
    assert_eq!((stuck.status, stuck.codes()), (503, vec!["UNAVAILABLE".to_owned()]));
    // Long before the database would have given up by itself, which it does after two minutes.
    eventually(async || blocked(&database).await == 0).await;
    raw.execute_unprepared("ROLLBACK").await.unwrap();
    visitor.asks(LIST).await.ok();
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_costs_much_waits_for_what_costs_much_and_keeps_nothing_else_waiting() {
    let database = App::fresh(Kind::Postgres).await.stop().await;
    // Room for one of these, and not for two.
    let (server, _) = Process::serve_with(&database, &[("TRIALOGUE_LIMITS__COST", "3000")]);
    let dear = "{ projects(first: 50) { nodes { phases(first: 40) { nodes { id } } } } }";
    let visitor = server.stranger().with("trialogue-tenant", "alpha");
    visitor.asks(dear).await.ok();
    let raw = database.raw().await;
    raw.execute_unprepared("BEGIN; LOCK TABLE project IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    let runs = tokio::spawn({
        let visitor = visitor.clone();
        async move { visitor.asks(dear).await }
    });
    eventually(async || blocked(&database).await == 1).await;
    let away = visitor.asks(dear).await;
    assert_eq!((away.status, away.codes()), (503, vec!["UNAVAILABLE".to_owned()]));
    assert_eq!(away.headers["retry-after"], "1");
    visitor.asks("{ viewer { kind } }").await.ok();
    raw.execute_unprepared("ROLLBACK").await.unwrap();
    runs.await.unwrap().ok();
    visitor.asks(dear).await.ok();
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn t110_the_deepest_document_that_is_let_through_ends_no_process() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let app = App::fresh(kind).await;
        let project = Project::active(&app).await;
        project.open_phase("CO_DESIGN").await;
        let database = app.stop().await;
        let (server, _) = Process::serve_with(&database, &[]);
        let visitor = server.stranger().with("trialogue-tenant", "alpha");
        let deep = |sets: usize| {
            let mut down = String::new();
            for field in ["phases(first: 1)", "nodes", "project"].iter().cycle().take(sets) {
                down += &["{ ", field, " "].concat();
            }
            format!(
                "{{ projects(first: 1) {{ nodes {down} {{ id }} {} }} }}",
                "} ".repeat(sets)
            )
        };
        let mut sets = 40;
        let answer = loop {
            let answer = visitor.asks(&deep(sets)).await;
            if answer.codes().is_empty() {
                break answer.ok();
            }
            assert_eq!(answer.codes(), ["REQUEST_TOO_LARGE"]);
            sets -= 1;
        };
        assert!(sets > 25, "{sets}");
        assert_eq!(
            answer.text.matches("\"phases\"").count(),
            sets.div_ceil(3),
            "{}",
            answer.text
        );
        visitor.asks(LIST).await.ok();
        server.kill();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t117_an_answer_that_is_too_long_is_not_sent_whichever_way_it_would_go() {
    let app = App::fresh(Kind::Sqlite).await;
    let project = Project::active(&app).await;
    let phase = project.open_phase("CO_DESIGN").await;
    published(&project.society, &project.owner, &phase, &"x".repeat(10_000)).await;
    let database = app.stop().await;
    let (server, _) = Process::serve_with(&database, &[("TRIALOGUE_LIMITS__ANSWER_BYTES", "65536")]);
    let visitor = server.stranger().with("trialogue-tenant", "alpha");
    let bodies = |times: usize| {
        let bodies = (0..times).map(|n| format!("b{n}: body "));
        let bodies = bodies.collect::<Vec<_>>().concat();
        let one = ["projects", "phases", "contributions"].map(|list| format!("{{ {list}(first: 5) {{ nodes "));
        format!("{}{{ {bodies} }}{}", one.concat(), " } }".repeat(3))
    };
    visitor.asks(&bodies(6)).await.ok();
    assert_eq!(visitor.asks(&bodies(7)).await.codes(), ["TOO_EXPENSIVE"]);
    let long = "{ __schema { types { name description fields { name description } } } }";
    let refused = visitor.asks(long).await;
    assert_eq!(
        (refused.status, refused.codes()),
        (400, vec!["TOO_EXPENSIVE".to_owned()])
    );
    assert_eq!(refused.body.get("data"), None);
    let mut socket = Socket::of(&visitor).await;
    socket.subscribe("1", long, json!({})).await;
    assert_eq!(socket.refusal("1").await, ["TOO_EXPENSIVE"]);
    let mut stream = Stream::asked(&visitor, EVENTS, long, json!({})).await;
    let (_, data) = stream.event().await.expect("it says what is wrong");
    assert_eq!(data["errors"][0]["extensions"]["code"], "TOO_EXPENSIVE");
    visitor.asks(LIST).await.ok();
    server.kill();
}

/// How many statements of the server wait for a lock.
pub(crate) async fn blocked(database: &Database) -> i64 {
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'trialogue_app' AND wait_event_type = 'Lock'
        AND datname = current_database()";
    let counts: Vec<i64> = column(&database.raw().await, sql).await;
    counts[0]
}
