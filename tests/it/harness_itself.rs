//! The ground that the other tests stand on.

use harness::{
    cluster::{Cluster, Role},
    database::{Database, Kind},
    on_both,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

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
        let rows = raw
            .query_all_raw(Statement::from_string(raw.get_database_backend(), sql))
            .await
            .unwrap();
        assert_eq!(rows.len(), 1, "{role:?}");
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

async fn count(raw: &DatabaseConnection, table: &str) -> i64 {
    let sql = format!("SELECT count(*) AS n FROM {table}");
    let row = raw
        .query_one_raw(Statement::from_string(raw.get_database_backend(), sql))
        .await
        .unwrap()
        .unwrap();
    row.try_get("", "n").unwrap()
}
