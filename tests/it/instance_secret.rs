//! The instance secret: a database that was served with one is served with no other before the operator says so.

use std::{
    fs,
    process::{Command, Output, Stdio},
};

use harness::{
    cluster::Role,
    database::{Database, Kind, column},
    on_both,
    process::{Process, command},
};
use sea_orm::ConnectionTrait as _;

const SECRET: &str = "TRIALOGUE_INSTANCE_SECRET";
const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];
const ADOPT: [&str; 2] = ["secret", "adopt"];

on_both! {
    async fn a_server_with_another_secret_is_refused_and_no_secret_is_made(database: Database) {
        Process::serve(&database).kill();
        let file = database.folder().join("instance.secret");
        let (made, kept) = (fs::read(&file).unwrap(), marks(&database).await);
        assert_eq!(kept.len(), 1);
        // What is kept tells nothing of it.
        assert!(!String::from_utf8_lossy(&made).contains(&kept[0]), "{kept:?}");
        let another = [(SECRET, other())];
        refused(&run(&database, &SERVE, &another), "The database is served with another instance secret than this server's: ");
        fs::rename(&file, database.folder().join("aside")).unwrap();
        refused(&run(&database, &SERVE, &[]), "The database is served with an instance secret that this server does not have: ");
        assert!(!file.exists());
        assert_eq!(marks(&database).await, kept);
        fs::rename(database.folder().join("aside"), &file).unwrap();
        answers(&Process::serve(&database)).await;
        assert_eq!(fs::read(&file).unwrap(), made);
    }

    async fn a_secret_that_was_replaced_is_adopted_once_and_the_former_is_refused_then(database: Database) {
        Process::serve(&database).kill();
        let (before, another) = (marks(&database).await, [(SECRET, other())]);
        let adopted = run(&database, &ADOPT, &another);
        assert_eq!(adopted.status.code(), Some(0), "{}", said(&adopted));
        let after = marks(&database).await;
        assert!(after.len() == 1 && after != before, "{after:?}");
        let (server, _) = Process::serve_with(&database, &[(SECRET, another[0].1.as_str())]);
        answers(&server).await;
        server.kill();
        refused(&run(&database, &SERVE, &[]), "The database is served with another instance secret than this server's: ");
        // Without one at hand there is nothing to adopt, and none is made.
        let file = database.folder().join("instance.secret");
        fs::remove_file(&file).unwrap();
        let nothing = run(&database, &ADOPT, &[]);
        assert_eq!(nothing.status.code(), Some(2), "{}", said(&nothing));
        assert!(!file.exists());
        assert_eq!(marks(&database).await, after);
    }

    async fn of_servers_that_start_at_once_one_says_which_secret_it_is(database: Database) {
        let (one, beside) = (database.store().await, database.store().await);
        let (first, second) = tokio::join!(one.keep_fingerprint(&[1; 32]), beside.keep_fingerprint(&[2; 32]));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!(first, second);
        assert!(first == [1; 32] || first == [2; 32], "{first:?}");
        assert_eq!(one.fingerprint().await.unwrap(), Some(first));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_servers_role_keeps_the_mark_of_the_secret_and_cannot_take_it_away() {
    let database = Database::fresh(Kind::Postgres).await;
    database.store().await.keep_fingerprint(&[1; 32]).await.unwrap();
    let server = database.raw_as(Role::Server).await;
    let taken = server.execute_unprepared("DELETE FROM instance").await.unwrap_err();
    assert_eq!(harness::database::code(&taken).as_deref(), Some("42501"));
    assert_eq!(marks(&database).await.len(), 1);
}

fn other() -> String {
    "0123456789abcdef".repeat(4)
}

/// What is kept of the secret, as text.
async fn marks(database: &Database) -> Vec<String> {
    let sql = match database.kind() {
        Kind::Sqlite => "SELECT lower(hex(fingerprint)) FROM instance",
        Kind::Postgres => "SELECT encode(fingerprint, 'hex') FROM instance",
    };
    column(&database.raw().await, sql).await
}

async fn answers(server: &Process) {
    server.stranger().asks("{ viewer { kind } }").await.ok();
}

fn run(database: &Database, arguments: &[&str], options: &[(&str, String)]) -> Output {
    let mut call: Command = command(database, database.url(), arguments);
    call.envs(options.iter().map(|(name, value)| (*name, value)));
    call.stdout(Stdio::piped()).stderr(Stdio::piped());
    call.output().expect("the binary runs")
}

fn said(run: &Output) -> String {
    String::from_utf8_lossy(&run.stderr).into_owned()
}

/// That the start was refused for this, with what to do.
#[track_caller]
fn refused(run: &Output, why: &str) {
    let said = said(run);
    let last = said.lines().last().unwrap_or_default();
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert!(last.starts_with(&format!("trialogue: {why}")), "{said}");
    assert!(last.contains("`trialogue secret adopt`"), "{said}");
}
