//! The ground that the other tests stand on.

use std::{
    io::Read,
    path::PathBuf,
    process::{Command, Stdio},
};

use harness::{
    cluster::{Cluster, Role},
    database::{Database, Kind, column, rows},
    on_both,
    soon::eventually,
};
use sea_orm::{ConnectionTrait, DatabaseConnection};

on_both! {
    async fn two_databases_do_not_share_rows(first: Database) {
        let sql = "CREATE TABLE note (text TEXT)";
        first.raw().await.execute_unprepared(sql).await.unwrap();
        let second = Database::blank(first.kind()).await;
        second.raw().await.execute_unprepared(sql).await.unwrap();
        first.raw().await.execute_unprepared("INSERT INTO note VALUES ('first')").await.unwrap();
        assert_eq!(count(&second.raw().await, "note").await, 0);
    }

    async fn a_copy_has_the_rows_of_its_template(template: Database) {
        let raw = template.raw().await;
        raw.execute_unprepared("CREATE TABLE note (text TEXT)").await.unwrap();
        raw.execute_unprepared("INSERT INTO note VALUES ('kept')").await.unwrap();
        raw.close().await.unwrap();
        let copy = template.copy().await;
        assert_eq!(count(&copy.raw().await, "note").await, 1);
    }
}

#[tokio::test]
async fn the_servers_role_is_bound_by_row_security() {
    let database = Database::blank(Kind::Postgres).await;
    for role in [Role::Owner, Role::Server] {
        let raw = database.raw_as(role).await;
        let sql =
            "SELECT 1 FROM pg_roles WHERE rolname = current_user AND NOT (rolsuper OR rolbypassrls OR rolcreaterole)";
        assert_eq!(rows(&raw, sql).await.unwrap().len(), 1, "{role:?}");
    }
}

#[tokio::test]
async fn a_database_goes_with_its_test() {
    let database = Database::blank(Kind::Postgres).await;
    let (folder, url) = (database.folder().to_owned(), database.url().unwrap());
    drop(database);
    assert!(!folder.exists());
    assert!(sea_orm::Database::connect(url).await.is_err());
    assert!(Cluster::running().await.folder().exists());
}

/// Run by the next test, in a process of its own.
#[tokio::test]
async fn waits_to_be_killed() {
    let Some(report) = std::env::var_os("REPORT") else {
        return;
    };
    let database = Database::blank(Kind::Postgres).await;
    let folders = format!(
        "{}\n{}",
        Cluster::running().await.folder().display(),
        database.folder().display()
    );
    std::fs::write(report, folders).unwrap();
    // Until its parent ends, however that ends.
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

#[tokio::test]
async fn a_killed_test_leaves_nothing() {
    let report = tempfile::NamedTempFile::new().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "harness_itself::waits_to_be_killed"])
        .env("REPORT", report.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let folders = || -> Vec<PathBuf> {
        let text = std::fs::read_to_string(report.path()).unwrap();
        text.lines().map(PathBuf::from).collect()
    };
    eventually(async || folders().len() == 2).await;
    assert!(folders().iter().all(|folder| folder.exists()));
    child.kill().unwrap();
    child.wait().unwrap();
    eventually(async || folders().iter().all(|folder| !folder.exists())).await;
}

async fn count(raw: &DatabaseConnection, table: &str) -> i64 {
    column(raw, &format!("SELECT count(*) FROM {table}")).await[0]
}
