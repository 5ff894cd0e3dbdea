//! Budgets and wrong passwords of two servers on one database: what is spent at one counts at the other within a second.

use std::{
    fs,
    time::{Duration, Instant},
};

use entity::vocabulary::TenantRole::{Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    database::{Kind, column},
    listen::Stream,
    process::Process,
    soon::eventually,
    story::Fixture,
    world::{Agency::Alpha, PASSWORD},
};
use sea_orm::ConnectionTrait;
use serde_json::json;

/// Costs 99.
const DEAR: &str = "{ projects(first: 98) { nodes { id } } }";
const PROXY: (&str, &str) = ("TRIALOGUE_PROXIES", "127.0.0.1/32");
const LIMITS: &[(&str, &str)] = &[
    ("TRIALOGUE_LIMITS__COST", "100"),
    ("TRIALOGUE_LIMITS__CALLER_COST_PER_MINUTE", "100"),
    // Little enough that what comes back meanwhile pays for nothing dear, however slow the machine is.
    ("TRIALOGUE_LIMITS__AGENCY_COST_PER_MINUTE", "240"),
    ("TRIALOGUE_LIMITS__VISITORS_PERCENT", "90"),
    PROXY,
];

/// So long may it take until the other server knows: a second, and more on a machine that is busy.
const KNOWN: Duration = Duration::from_secs(3);

const ROWS: &str = "SELECT count(*) FROM spending";

#[tokio::test(flavor = "multi_thread")]
async fn who_has_spent_a_budget_at_one_server_has_none_at_the_other_and_nobody_else_pays() {
    let app = App::fresh(Kind::Postgres).await;
    let emails = [Staff, Member].map(|role| app.world.person(Alpha, role).email.clone());
    let database = app.stop().await;
    let (one, _) = Process::serve_with(&database, LIMITS);
    let (other, _) = Process::serve_with(&database, LIMITS);
    let of = |server: &Process, agency: &str| server.stranger().with("trialogue-tenant", agency);
    let mut members = Vec::new();
    for email in &emails {
        let answer = sign_in(&other.stranger(), email, PASSWORD).await.ok();
        members.push(answer.text("/signIn/accessToken/value"));
    }

    of(&one, "alpha").asks(DEAR).await.ok();
    spent(&of(&one, "alpha").asks(DEAR).await);
    tokio::time::sleep(KNOWN).await;
    let wait = spent(&of(&other, "alpha").asks(DEAR).await);
    assert!((45..=60).contains(&wait), "{wait}");

    // Others of the agency, of another place and of another agency have their own.
    other.stranger().bearing(&members[0]).asks(DEAR).await.ok();
    of(&other, "alpha")
        .with("x-forwarded-for", "192.0.2.1")
        .asks("{ viewer { kind } }")
        .await
        .ok();
    of(&other, "beta").asks(DEAR).await.ok();
    // What the agency has spent it has spent at both: 99 and 99 of 240.
    tokio::time::sleep(KNOWN).await;
    spent(&one.stranger().bearing(&members[1]).asks(DEAR).await);
    of(&one, "beta")
        .with("x-forwarded-for", "192.0.2.1")
        .asks(DEAR)
        .await
        .ok();
    one.kill();
    other.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn t122_t123_wrong_passwords_at_one_server_wait_at_the_other_and_right_ones_are_told_to_nobody() {
    let app = App::fresh(Kind::Postgres).await;
    let [victim, neighbour] = [Staff, Member].map(|role| app.world.person(Alpha, role).email.clone());
    let database = app.stop().await;
    let (one, _) = Process::serve_with(&database, &[PROXY]);
    let (other, _) = Process::serve_with(&database, &[PROXY]);
    let raw = database.raw().await;
    let from = |server: &Process, place: &str| server.stranger().with("x-forwarded-for", place);
    // Those who live here came by an invitation each.
    let measures = "SELECT measure FROM spending WHERE measure LIKE 'password%' AND measure NOT LIKE '%invitations%'";
    let at_passwords = async || column::<String>(&raw, measures).await;

    for _ in 0..3 {
        sign_in(&from(&one, "192.0.2.1"), &victim, PASSWORD).await.ok();
    }
    tokio::time::sleep(KNOWN).await;
    assert_eq!(at_passwords().await, Vec::<String>::new());
    for _ in 0..10 {
        let wrong = sign_in(&from(&one, "192.0.2.1"), &victim, "wrong horse battery").await;
        wrong.refused("INVALID_CREDENTIALS");
    }
    tokio::time::sleep(KNOWN).await;
    sign_in(&from(&other, "192.0.2.1"), &victim, PASSWORD)
        .await
        .refused("RATE_LIMITED");
    // The victim elsewhere, and others from there, are not kept out.
    sign_in(&from(&other, "203.0.113.9"), &victim, PASSWORD).await.ok();
    sign_in(&from(&other, "192.0.2.1"), &neighbour, PASSWORD).await.ok();
    // One row for the address there and one for the place, and neither tells of either.
    assert_eq!(at_passwords().await.len(), 2);
    one.kill();
    other.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn while_nothing_can_be_shared_each_server_counts_for_itself() {
    let database = App::fresh(Kind::Postgres).await.stop().await;
    let raw = database.raw().await;
    raw.execute_unprepared("ALTER TABLE spending RENAME TO gone")
        .await
        .unwrap();
    let began = Instant::now();
    let (server, log) = Process::serve_with(&database, LIMITS);
    let visitor = server.stranger().with("trialogue-tenant", "alpha");
    visitor.asks(DEAR).await.ok();
    spent(&visitor.asks(DEAR).await);
    tokio::time::sleep(KNOWN).await;
    visitor.asks("{ viewer { kind } }").await.ok();
    let said = fs::read_to_string(log).unwrap();
    assert_eq!(said.matches("each counts for itself").count(), 1, "{said}");
    // It tries again every five seconds, and a try that fails is a line.
    let tries = usize::try_from(1 + began.elapsed().as_secs() / 5).unwrap();
    assert!((1..=tries).contains(&said.matches("fault").count()), "{said}");
    raw.execute_unprepared("ALTER TABLE gone RENAME TO spending")
        .await
        .unwrap();
    // What is spent from now on is told again, at the latest with the next try.
    let elsewhere = visitor.with("x-forwarded-for", "192.0.2.1");
    elsewhere.asks(DEAR).await.ok();
    eventually(async || column::<i64>(&raw, ROWS).await[0] >= 2).await;
    server.kill();
    let rows = column::<i64>(&raw, ROWS).await[0];
    // A row that says nothing any more goes, and one that does stays.
    let over = "UPDATE spending SET whole_again = CASE WHEN id = (SELECT min(id::text)::uuid FROM spending) THEN 0
        ELSE whole_again + 3600000000 END";
    raw.execute_unprepared(over).await.unwrap();
    database.store().await.forget_spending().await.unwrap();
    assert_eq!(column::<i64>(&raw, ROWS).await, [rows - 1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_cannot_be_paid_for_is_refused_before_a_stream_begins() {
    let limits = [
        ("TRIALOGUE_LIMITS__COST", "100"),
        ("TRIALOGUE_LIMITS__CALLER_COST_PER_MINUTE", "100"),
    ];
    let (server, _) = Process::serve_with(&App::fresh(Kind::Sqlite).await.stop().await, &limits);
    let visitor = server.stranger().with("trialogue-tenant", "alpha");
    let long = |words: &str| format!("{words}{}", " ".repeat(64 * 90));
    visitor.asks(&long("{ __typename }")).await.ok();
    let other = long("{ again: __typename }");
    let stream = Stream::asked(&visitor, "text/event-stream", &other, json!({})).await;
    assert_eq!(stream.status(), 429);
    assert!(stream.header("retry-after").parse::<u32>().unwrap() > 1);
    server.kill();
}

/// Refused as a whole, since a budget is spent; after how many seconds it is enough again.
fn spent(answer: &Answer) -> u32 {
    assert_eq!(
        (answer.status, answer.codes()),
        (429, vec!["RATE_LIMITED".to_owned()]),
        "{}",
        answer.text
    );
    let wait: u32 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert_eq!(
        answer.body["errors"][0]["extensions"]["retryAfter"], wait,
        "{}",
        answer.text
    );
    let second = if wait == 1 { "second" } else { "seconds" };
    assert_eq!(
        answer.body["errors"][0]["extensions"]["hint"],
        format!("Wait for {wait} {second}, or ask for less at once.")
    );
    wait
}

async fn sign_in(actor: &Actor, email: &str, password: &str) -> Answer {
    let input = json!({ "tenant": "alpha", "email": email, "password": password });
    actor.does("signIn", input, "accessToken { value }").await
}
