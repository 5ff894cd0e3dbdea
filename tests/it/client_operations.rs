//! A client with a list of documents runs these and no others.

use std::{fs, process::Output};

use entity::vocabulary::TenantRole::{Administrator, Staff};
use harness::{app::App, database::column, on_both, process, world::Agency::Alpha};
use serde_json::json;

use crate::persisted::{MISSING, by_hash, extension};

const LISTED: &str = "query Titles($n: Int) { projects(first: $n) { nodes { title } } }";
const OTHER: &str = "{ viewer { kind } }";

fn call(app: &App, arguments: &[&str]) -> Output {
    let mut call = process::command(&app.database, app.database.url(), arguments);
    let call = call
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    call.output().expect("the binary runs")
}

/// Publishes the documents for a client of `tenant`; what was said if it was not done.
fn publish(app: &App, tenant: &str, client: &str, manifest: &serde_json::Value) -> Result<(), String> {
    let file = app.database.folder().join("manifest.json");
    fs::write(&file, manifest.to_string()).unwrap();
    let file = file.to_str().unwrap();
    let done = call(
        app,
        &[
            "client",
            "operations",
            "publish",
            "--tenant",
            tenant,
            "--client",
            client,
            file,
        ],
    );
    if done.status.success() {
        return Ok(());
    }
    assert_eq!(done.status.code(), Some(1));
    Err(String::from_utf8(done.stderr).unwrap())
}

on_both! {
    async fn a_client_with_a_list_runs_nothing_beside_it(app: App) {
        let input = json!({ "name": "Partner", "sector": "SOCIETY", "expiresAt": "2026-12-01T00:00:00Z" });
        let administrator = app.person(Alpha, Administrator);
        let registered = administrator.does("registerClient", input, "client { id } clientSecret").await.ok();
        let id = registered.text("/registerClient/client/id");
        let program = app.client(&id, &registered.text("/registerClient/clientSecret")).await;
        program.asks(OTHER).await.ok();
        assert_eq!(by_hash(&program, LISTED).await.codes(), [MISSING]);

        // Its id of another agency is nobody's, and a document that is not valid changes nothing.
        let manifest = json!({ "format": "apollo-persisted-query-manifest", "version": 1,
            "operations": [{ "id": "x", "name": "Titles", "type": "query", "body": LISTED }] });
        assert!(publish(&app, "beta", &id, &manifest).unwrap_err().contains("no such object"));
        let wrong = publish(&app, "alpha", &id, &json!({ "1": LISTED, "2": "{ nothing }" })).unwrap_err();
        assert!(wrong.contains("nothing"), "{wrong}");
        program.asks(OTHER).await.ok();

        publish(&app, "alpha", &id, &manifest).unwrap();
        // By its hash alone, though nobody sent it before.
        let by_its_hash = json!({ "extensions": extension(LISTED), "variables": { "n": 1 } });
        program.post(by_its_hash.to_string()).await.ok();
        program.graphql(LISTED, json!({ "n": 2 })).await.ok();
        let nearly = format!("{LISTED} ");
        for other in [OTHER, nearly.as_str(), "{ __schema { queryType { name } } }"] {
            let refused = program.asks(other).await;
            assert_eq!((refused.status, refused.codes()), (400, vec!["FORBIDDEN".to_owned()]), "{other}");
            assert_eq!(refused.body.get("data"), None);
        }
        let whole = json!({ "query": OTHER, "extensions": extension(OTHER) });
        assert_eq!(program.post(whole.to_string()).await.codes(), ["FORBIDDEN"]);
        // What others of its agency sent with a hash does not become its own.
        app.person(Alpha, Staff).post(whole.to_string()).await.ok();
        assert_eq!(by_hash(&program, OTHER).await.codes(), ["FORBIDDEN"]);

        // A list takes the place of the one before.
        publish(&app, "alpha", &id, &json!({ "a": OTHER })).unwrap();
        program.asks(OTHER).await.ok();
        assert_eq!(program.graphql(LISTED, json!({})).await.codes(), ["FORBIDDEN"]);
        let kept: Vec<i64> = column(&app.database.raw().await, "SELECT count(*) FROM client_operation").await;
        assert_eq!(kept, [1]);

        assert!(call(&app, &["client", "operations", "lift", "--tenant", "alpha", "--client", &id]).status.success());
        program.graphql(LISTED, json!({})).await.ok();
    }
}
