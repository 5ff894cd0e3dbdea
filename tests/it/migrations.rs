//! Migrations: many at once, killed half-way, and servers of another version.

use std::{
    fs,
    process::{Command, Stdio},
    time::Duration,
};

use harness::{
    database::{Database, Kind, column, rows},
    on_both,
    process::{Process, binary, command},
    source::{Source, sources},
    world::PASSWORD,
};
use reqwest::Method;
use sea_orm::DatabaseConnection;
use serde_json::json;

const APPLIED: &str = "SELECT count(*) FROM seaql_migrations";

on_both! {
    async fn the_embedded_database_is_built_as_this_server_wants_it(database: Database) {
        if database.kind() == Kind::Sqlite {
            let built: Vec<String> = column(&database.raw().await, "PRAGMA compile_options").await;
            assert!(built.iter().any(|option| option == "ENABLE_QPSG"), "plans are made anew: {built:?}");
            assert!(built.iter().any(|option| option == "DEFAULT_MEMSTATUS=0"), "connections wait to count: {built:?}");
            assert!(!built.iter().any(|option| option == "ENABLE_MEMORY_MANAGEMENT"), "and for pages: {built:?}");
        }
    }

    async fn several_may_migrate_at_once(empty: Database) {
        let database = Database::blank(empty.kind()).await;
        let calls: Vec<_> = (0..4).map(|_| migrate(&database).spawn().expect("the binary runs")).collect();
        for mut call in calls {
            assert!(call.wait().expect("it ends").success());
        }
        assert_eq!(count(&database, APPLIED).await, migrations());
        assert_eq!(count(&database, "SELECT count(*) FROM project").await, 0);
    }

    async fn one_that_is_killed_leaves_all_or_nothing(empty: Database) {
        let database = Database::blank(empty.kind()).await;
        for pause in [2, 8, 15, 25, 40] {
            let mut call = migrate(&database).spawn().expect("the binary runs");
            tokio::time::sleep(Duration::from_millis(pause)).await;
            call.kill().expect("it is ours");
            call.wait().expect("it ends");
        }
        assert!(migrate(&database).status().expect("the binary runs").success());
        assert_eq!(count(&database, APPLIED).await, migrations());
        assert_eq!(count(&database, "SELECT count(*) FROM idempotency").await, 0);
    }

    async fn one_that_is_killed_between_the_first_and_the_last_is_finished_by_the_next(empty: Database) {
        let (mut database, mut applied) = (Database::blank(empty.kind()).await, 0);
        for _ in 0..20 {
            let raw = database.raw().await;
            let mut call = migrate(&database).spawn().expect("the binary runs");
            // Not a pause but what it has done so far says when it is killed.
            for _ in 0..10_000 {
                if applied_so_far(&raw).await > 0 {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            call.kill().expect("it is ours");
            call.wait().expect("it ends");
            applied = applied_so_far(&raw).await;
            if applied < migrations() {
                break;
            }
            database = Database::blank(empty.kind()).await;
        }
        assert!(applied > 0 && applied < migrations(), "no kill landed between the first and the last: {applied}");
        assert!(migrate(&database).status().expect("the binary runs").success());
        assert_eq!(count(&database, APPLIED).await, migrations());
        assert_eq!(count(&database, "SELECT count(*) FROM idempotency").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_in_a_folder_that_is_not_there_makes_what_it_needs_and_finds_it_again() {
    let parent = tempfile::tempdir().expect("a folder can be made");
    let folder = parent.path().join("data");
    let who = "{ viewer { kind } tenant { slug } }";
    let server = Process::serve_in(&folder);
    let ready = server.stranger().request(Method::GET, "/health/ready").send().await;
    assert_eq!(ready.expect("it answers").status(), 200);
    let nobody = server.stranger().asks(who).await.ok();
    assert_eq!(
        nobody.body["data"],
        json!({ "viewer": { "kind": "VISITOR" }, "tenant": null })
    );
    let secret = folder.join("instance.secret");
    let made = fs::read(&secret).expect("it is there");

    // The operator makes an agency while it runs; who joins that is known by the next server too.
    let mut call = Command::new(binary());
    call.args([
        "tenant",
        "create",
        "--slug",
        "graz",
        "--name",
        "Graz",
        "--admin",
        "ada@example.org",
    ]);
    call.args(["--jurisdiction", "AT", "--data-dir"]).arg(&folder);
    let output = call.output().expect("the binary runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let input = json!({ "token": said.lines().next_back(), "password": PASSWORD, "legalName": "Ada Example" });
    let someone = server.stranger();
    let accepted = someone.does("acceptInvitation", input, "accessToken { value }");
    let token = accepted.await.ok().text("/acceptInvitation/accessToken/value");
    server.kill();
    let server = Process::serve_in(&folder);
    let ada = server.stranger().bearing(&token).asks(who).await.ok();
    assert_eq!(
        ada.body["data"],
        json!({ "viewer": { "kind": "PERSON" }, "tenant": { "slug": "graz" } })
    );
    assert_eq!(fs::read(&secret).expect("it is there"), made);
}

#[tokio::test]
async fn a_server_that_waits_for_another_to_migrate_says_so_and_stops_when_it_is_told_to() {
    let database = Database::fresh(Kind::Sqlite).await;
    let lock = fs::File::create(database.folder().join("migrate.lock")).expect("the folder is ours");
    lock.lock().expect("nobody else has it");
    let log = database.folder().join("server.log");
    let mut call = command(&database, None, &["serve", "--listen", "127.0.0.1:0"]);
    call.stderr(fs::File::create(&log).expect("the folder is ours"));
    let mut server = call.spawn().expect("the binary runs");
    let said = || fs::read_to_string(&log).expect("it is ours");
    for _ in 0..600 {
        if said().contains("waiting for it") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let stop = format!("kill -TERM {}", server.id());
    let told = Command::new("bash").args(["-c", &stop]).status();
    assert!(told.expect("there is a shell").success());
    let mut ended = None;
    for _ in 0..600 {
        ended = server.try_wait().expect("it is ours");
        if ended.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // It may have ended, and must not be left where it has not.
    drop(server.kill());
    drop(server.wait());
    assert_eq!(ended.and_then(|status| status.code()), Some(1), "{}", said());
    assert!(said().contains("Stopped before the server was ready."), "{}", said());
}

#[tokio::test]
async fn a_server_refuses_a_database_of_another_version() {
    let database = Database::blank(Kind::Postgres).await;
    let serve = || {
        let mut call = command(&database, database.url(), &["serve", "--listen", "127.0.0.1:0"]);
        let output = call.stderr(Stdio::piped()).output().expect("the binary runs");
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let (code, said) = serve();
    assert_eq!(code, Some(1));
    assert!(said.contains("trialogue migrate"), "{said}");

    let mut without_role = command(&database, database.owner_url(), &["migrate"]);
    assert!(without_role.status().expect("the binary runs").success());
    let (code, said) = serve();
    assert_eq!(code, Some(1));
    assert!(said.contains("trialogue migrate --role"), "{said}");

    assert!(migrate(&database).status().expect("the binary runs").success());
    let raw = database.raw().await;
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m99991231_000001_later', 0)";
    harness::database::rows(&raw, newer).await.expect("the superuser may");
    let (code, said) = serve();
    assert_eq!(code, Some(1));
    assert!(said.contains("newer version"), "{said}");
}

fn migrate(database: &Database) -> std::process::Command {
    let url = database.owner_url();
    let role: &[&str] = if url.is_some() {
        &["migrate", "--role", "trialogue_app"]
    } else {
        &["migrate"]
    };
    command(database, url, role)
}

async fn count(database: &Database, sql: &str) -> i64 {
    column(&database.raw().await, sql).await[0]
}

/// How many are applied, while another process is at it.
async fn applied_so_far(raw: &DatabaseConnection) -> i64 {
    let found = rows(raw, APPLIED).await.ok();
    found
        .and_then(|found| found.first()?.try_get_by_index(0).ok())
        .unwrap_or(0)
}

/// How many there are: one a file.
fn migrations() -> i64 {
    let of_a_migration = |source: &Source| source.path.contains("/m2");
    let count = sources("migration")
        .iter()
        .filter(|source| of_a_migration(source))
        .count();
    i64::try_from(count).expect("few")
}
