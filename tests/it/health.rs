//! A server whose database is read and takes nothing: it is not ready, says which part fails, and is ready again by itself.

use std::time::{Duration, Instant};

use entity::vocabulary::TenantRole::Staff;
use harness::{
    actor::Actor,
    app::App,
    database::{Kind, column},
    process::Process,
    soon::eventually,
    story::Fixture as _,
    world::Agency::Alpha,
};
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

const LIST: &str = "{ projects { totalCount } }";

/// What is told of a server, and whether it is ready.
async fn told(stranger: &Actor) -> (u16, Value) {
    let response = stranger.request(Method::GET, "/health/ready").send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn found(writes: bool) -> (u16, Value) {
    let status = if writes { 200 } else { 503 };
    let parts = json!({ "database": true, "migrations": true, "writes": writes, "keys": true });
    (status, parts)
}

fn project() -> Value {
    json!({ "title": "A project", "summary": "s", "objectOfCocreation": "SERVICE", "visibility": "PUBLIC", "joining": "OPEN" })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgresql_that_takes_no_changes_makes_a_server_that_is_not_ready() {
    let app = App::fresh(Kind::Postgres).await;
    let (stranger, staff) = (app.stranger(), app.person(Alpha, Staff));
    assert_eq!(told(&stranger).await, found(true));
    let raw = app.database.raw().await;
    // As a standby is after a failover: sessions are new, and may not write.
    let becomes = async |how: &str| {
        let change = format!("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I {how}', current_database()); END $$");
        raw.execute_unprepared(&change).await.unwrap();
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        raw.execute_unprepared(end).await.unwrap();
    };
    becomes("SET default_transaction_read_only = on").await;
    eventually(async || told(&stranger).await == found(false)).await;
    // Each connection that was cut off is found out by the request that gets it.
    let lists = async |count: i64| staff.asks(LIST).await.body["data"]["projects"]["totalCount"] == count;
    eventually(async || lists(0).await).await;
    let refused = staff.does("createProject", project(), "project { id }").await;
    assert_eq!(refused.codes(), ["UNAVAILABLE"], "{}", refused.text);
    becomes("RESET default_transaction_read_only").await;
    eventually(async || told(&stranger).await == found(true)).await;
    let created = async || staff.does("createProject", project(), "project { id }").await;
    eventually(async || created().await.codes().is_empty()).await;
    eventually(async || lists(1).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_makes_a_server_that_is_not_ready_until_there_is_room() {
    let app = App::fresh(Kind::Sqlite).await;
    let email = app.world.person(Alpha, Staff).email.clone();
    let database = app.stop().await;
    let server = Process::serve_in_little_room(&database, 600);
    let stranger = server.stranger();
    let staff = stranger.signed_in(&email).await;
    assert_eq!(told(&stranger).await, found(true));
    // What comes behind this is beyond what the server may write.
    let raw = database.raw().await;
    let fills = "PRAGMA wal_autocheckpoint = 0; CREATE TABLE filling AS SELECT zeroblob(16000000) AS room";
    raw.execute_unprepared(fills).await.unwrap();
    eventually(async || told(&stranger).await == found(false)).await;
    assert_eq!(staff.asks(LIST).await.ok().data("/projects/totalCount"), 0);
    let refused = staff.does("createProject", project(), "project { id }").await;
    let code = refused.codes()[0].clone();
    assert!(["INTERNAL", "UNAVAILABLE"].contains(&code.as_str()), "{code}");
    let health = stranger.request(Method::GET, "/health/live").send().await.unwrap();
    assert_eq!(health.status(), 200);
    eventually(async || column::<i64>(&raw, "PRAGMA wal_checkpoint(TRUNCATE)").await == [0]).await;
    eventually(async || told(&stranger).await == found(true)).await;
    staff.does("createProject", project(), "project { id }").await.ok();
    assert_eq!(staff.asks(LIST).await.ok().data("/projects/totalCount"), 1);
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_writes_to_an_embedded_database_for_long_makes_no_server_that_is_not_ready() {
    let app = App::fresh(Kind::Sqlite).await;
    let stranger = app.stranger();
    let tried = "SELECT tried FROM instance";
    let raw = app.database.raw().await;
    raw.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    let before: Vec<i64> = column(&raw, tried).await;
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(4) {
        assert_eq!(told(&stranger).await, found(true));
    }
    assert_eq!(column::<i64>(&raw, tried).await, before);
    raw.execute_unprepared("ROLLBACK").await.unwrap();
    // It is tried no more often than once a second, however often somebody asks.
    eventually(async || {
        told(&stranger).await;
        column::<i64>(&raw, tried).await > before
    })
    .await;
    let (before, began) = (column::<i64>(&raw, tried).await[0], Instant::now());
    for _ in 0..50 {
        assert_eq!(told(&stranger).await, found(true));
    }
    let (after, seconds) = (column::<i64>(&raw, tried).await[0], began.elapsed().as_secs());
    assert!(
        after - before <= i64::try_from(seconds).unwrap() + 1,
        "{before} {after}"
    );
}
