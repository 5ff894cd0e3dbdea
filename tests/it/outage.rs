//! The database goes away, is locked or may not grow: requests fail with a reference, the server stays and recovers.

use std::time::Duration;

use entity::vocabulary::TenantRole::Staff;
use harness::{
    actor::Actor,
    app::App,
    database::{Kind, column},
    process::Process,
    soon::eventually,
    story::Fixture,
    world::Agency::Alpha,
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

const LIST: &str = "{ projects { totalCount } }";

#[tokio::test(flavor = "multi_thread")]
async fn a_postgresql_that_goes_away_and_comes_back_needs_no_restart() {
    let app = App::fresh(Kind::Postgres).await;
    let staff = app.person(Alpha, Staff);
    staff.does("createProject", project(1), "project { id }").await.ok();
    app.database.shut(true).await;
    for _ in 0..3 {
        away(&staff.asks(LIST).await, 503, "UNAVAILABLE");
        away(
            &staff.does("createProject", project(2), "project { id }").await,
            503,
            "UNAVAILABLE",
        );
    }
    app.database.shut(false).await;
    // Each connection that was cut off is found out by the request that gets it.
    eventually(async || staff.asks(LIST).await.status == 200).await;
    let listed = staff.asks(LIST).await.ok();
    assert_eq!(listed.data("/projects/totalCount"), 1);
    staff.does("createProject", project(3), "project { id }").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_sqlite_file_is_read_and_written_again_when_it_is_free() {
    let app = App::fresh(Kind::Sqlite).await;
    let staff = app.person(Alpha, Staff);
    let raw = app.database.raw().await;
    raw.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    let locked = staff.does("createProject", project(1), "project { id }").await;
    assert_eq!(locked.codes(), ["UNAVAILABLE"]);
    assert!(locked.body["errors"][0]["extensions"]["reference"].is_string());
    assert_eq!(staff.asks(LIST).await.ok().data("/projects/totalCount"), 0);
    raw.execute_unprepared("ROLLBACK").await.unwrap();
    staff.does("createProject", project(1), "project { id }").await.ok();
    assert_eq!(staff.asks(LIST).await.ok().data("/projects/totalCount"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sqlite_file_that_may_not_grow_loses_nothing_that_was_acknowledged() {
    let app = App::fresh(Kind::Sqlite).await;
    let email = app.world.person(Alpha, Staff).email.clone();
    let database = app.stop().await;
    let server = Process::serve_in_little_room(&database, 600);
    let staff = signed_in(&server.stranger(), &email).await;
    let mut acknowledged = 0;
    let full = loop {
        let answer = staff
            .does("createProject", project(acknowledged), "project { id }")
            .await;
        if answer.body.get("errors").is_some() {
            break answer;
        }
        acknowledged += 1;
        assert!(acknowledged < 2000, "the file grew beyond its room");
    };
    let code = full.codes()[0].clone();
    assert!(["INTERNAL", "UNAVAILABLE"].contains(&code.as_str()), "{code}");
    assert!(full.body["errors"][0]["extensions"]["reference"].is_string());
    assert_eq!(staff.asks(LIST).await.ok().data("/projects/totalCount"), acknowledged);
    server.kill();

    let server = Process::serve(&database);
    let staff = signed_in(&server.stranger(), &email).await;
    assert_eq!(staff.asks(LIST).await.ok().data("/projects/totalCount"), acknowledged);
    staff.does("createProject", project(0), "project { id }").await.ok();
    server.kill();
    let owners = "SELECT count(*) FROM participation UNION ALL SELECT count(*) FROM project";
    let counts: Vec<i64> = column(&database.raw().await, owners).await;
    assert_eq!(counts, [acknowledged + 1, acknowledged + 1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sqlite_file_that_is_taken_away_or_replaced_takes_nothing_that_would_be_lost() {
    let app = App::fresh(Kind::Sqlite).await;
    let staff = app.person(Alpha, Staff);
    staff.does("createProject", project(1), "project { id }").await.ok();
    for name in ["trialogue.sqlite", "access-log.sqlite"] {
        let (file, aside) = (app.database.folder().join(name), app.database.folder().join("aside"));
        for is_replaced in [false, true] {
            std::fs::rename(&file, &aside).unwrap();
            if is_replaced {
                std::fs::write(&file, "another").unwrap();
            }
            away(&staff.asks(LIST).await, 503, "UNAVAILABLE");
            away(
                &staff.does("createProject", project(2), "project { id }").await,
                503,
                "UNAVAILABLE",
            );
            std::fs::rename(&aside, &file).unwrap();
            assert_eq!(staff.asks(LIST).await.ok().data("/projects/totalCount"), 1);
        }
    }
    staff.does("createProject", project(3), "project { id }").await.ok();
    assert_eq!(staff.asks(LIST).await.ok().data("/projects/totalCount"), 2);
}

fn away(answer: &harness::answer::Answer, status: u16, code: &str) {
    assert_eq!(
        (answer.status, answer.codes()),
        (status, vec![code.to_owned()]),
        "{}",
        answer.text
    );
    let told = &answer.body["errors"][0]["extensions"];
    assert!(told["reference"].is_string());
    assert_eq!(
        told["retryAfter"].as_u64(),
        (code == "UNAVAILABLE").then_some(1),
        "{}",
        answer.text
    );
}

async fn signed_in(stranger: &Actor, email: &str) -> Actor {
    let signed = tokio::time::timeout(Duration::from_secs(30), stranger.signed_in(email));
    signed.await.expect("it answers")
}

fn project(number: i64) -> Value {
    json!({ "title": format!("Project {number}"), "summary": "s".repeat(1500), "objectOfCocreation": "SERVICE",
            "visibility": "PUBLIC", "joining": "OPEN" })
}
