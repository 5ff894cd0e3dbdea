//! A client with a list of documents runs these and no others.

use std::{fs, process::Output};

use entity::vocabulary::TenantRole::{Administrator, Staff};
use harness::{
    app::App, database::column, listen::Stream, on_both, process, project::Project, socket::Socket,
    world::Agency::Alpha,
};
use serde_json::{Value, json};

use crate::persisted::{MISSING, by_hash, extension, hash, over_socket, over_stream};

const LISTED: &str = "query Titles($n: Int) { projects(first: $n) { nodes { title } } }";
const OTHER: &str = "{ viewer { kind } }";

fn call(app: &App, arguments: &[&str]) -> Output {
    let mut call = process::command(&app.database, app.database.url(), arguments);
    let call = call
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    call.output().expect("the binary runs")
}

/// Publishes the documents for a client of `tenant`; what was said, that it was done or why not.
fn publish(app: &App, tenant: &str, client: &str, manifest: &Value) -> Result<String, String> {
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
    let complained = String::from_utf8(done.stderr).unwrap();
    if done.status.success() {
        assert!(!complained.contains("migrations"), "{complained}");
        return Ok(String::from_utf8(done.stdout).unwrap());
    }
    assert!(matches!(done.status.code(), Some(1 | 2)), "{complained}");
    Err(complained)
}

/// Documents by their hashes.
fn listing(queries: &[&str]) -> Value {
    queries.iter().map(|query| (hash(query), json!(query))).collect()
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
            "operations": [{ "id": hash(LISTED), "name": "Titles", "type": "query", "body": LISTED }] });
        for (agency, id) in [("beta", id.as_str()), ("alpha", "partner")] {
            let wrong = publish(&app, agency, id, &manifest).unwrap_err();
            assert!(wrong.contains("The agency has no client with this id."), "{wrong}");
        }
        let wrong = publish(&app, "alpha", &id, &listing(&[LISTED, "{ nothing }"])).unwrap_err();
        assert!(wrong.contains("nothing") && wrong.contains(". It begins: \"{ nothing }\"."), "{wrong}");
        // Nor does one under a hash that the server would never find it by.
        let wrong = publish(&app, "alpha", &id, &json!({ hash(OTHER): LISTED })).unwrap_err();
        assert!(wrong.contains("SHA-256"), "{wrong}");
        program.asks(OTHER).await.ok();

        let said = publish(&app, "alpha", &id, &manifest).unwrap();
        assert!(said.contains("1 in all"), "{said}");
        // By its hash alone, though nobody sent it before.
        let by_its_hash = json!({ "extensions": extension(LISTED), "variables": { "n": 1 } });
        program.post(by_its_hash.to_string()).await.ok();
        // What was found in its list is there for nobody else (T12).
        assert_eq!(by_hash(&app.person(Alpha, Staff), LISTED).await.codes(), [MISSING]);
        program.graphql(LISTED, json!({ "n": 2 })).await.ok();
        let nearly = format!("{LISTED} ");
        // Nor is it told what is wrong with another.
        for other in [OTHER, nearly.as_str(), "{ __schema { queryType { name } } }", "{ nothing }", "{"] {
            let refused = program.asks(other).await;
            assert_eq!((refused.status, refused.codes()), (400, vec!["FORBIDDEN".to_owned()]), "{other}");
            assert_eq!(refused.body.get("data"), None);
        }
        let whole = json!({ "query": OTHER, "extensions": extension(OTHER) });
        assert_eq!(program.post(whole.to_string()).await.codes(), ["FORBIDDEN"]);
        // What it may not run is not kept for it, nor does what others of its agency sent with a hash become its own.
        assert_eq!(by_hash(&program, OTHER).await.codes(), [MISSING]);
        app.person(Alpha, Staff).post(whole.to_string()).await.ok();
        assert_eq!(by_hash(&program, OTHER).await.codes(), [MISSING]);

        // A list takes the place of the one before.
        publish(&app, "alpha", &id, &listing(&[OTHER])).unwrap();
        program.asks(OTHER).await.ok();
        assert_eq!(program.graphql(LISTED, json!({})).await.codes(), ["FORBIDDEN"]);
        let kept: Vec<i64> = column(&app.database.raw().await, "SELECT count(*) FROM client_operation").await;
        assert_eq!(kept, [1]);

        assert!(call(&app, &["client", "operations", "lift", "--tenant", "alpha", "--client", &id]).status.success());
        program.graphql(LISTED, json!({})).await.ok();
    }

    async fn nor_does_it_over_a_socket_or_a_stream(app: App) {
        let listened = "subscription($project: ID!) { projectChanged(project: $project) { kind } }";
        let other = "subscription($project: ID!) { projectChanged(project: $project) { kind id } }";
        let project = Project::active(&app).await;
        let asked = json!({ "project": project.id });
        let input = json!({ "name": "Partner", "sector": "SOCIETY", "expiresAt": "2026-12-01T00:00:00Z" });
        let registered = app.person(Alpha, Administrator).does("registerClient", input, "client { id } clientSecret").await.ok();
        let id = registered.text("/registerClient/client/id");
        let program = app.client(&id, &registered.text("/registerClient/clientSecret")).await;
        publish(&app, "alpha", &id, &listing(&[listened, LISTED])).unwrap();

        let mut socket = Socket::of(&program).await;
        over_socket(&mut socket, "1", LISTED, json!({ "n": 1 })).await;
        assert_eq!(socket.answer("1").await["data"]["projects"]["nodes"].as_array().unwrap().len(), 1);
        assert_eq!(socket.next().await, json!({ "id": "1", "type": "complete" }));
        over_socket(&mut socket, "2", listened, asked.clone()).await;
        socket.send(json!({ "type": "ping" })).await;
        assert_eq!(socket.next().await, json!({ "type": "pong" }), "it listens");
        let mut stream = over_stream(&program, listened, asked.clone()).await;
        assert_eq!(stream.until("\n\n").await.as_deref(), Some(":"), "it listens");

        for (number, query) in [OTHER, other].into_iter().enumerate() {
            let id = format!("other {number}");
            socket.subscribe(&id, query, asked.clone()).await;
            assert_eq!(socket.refusal(&id).await, ["FORBIDDEN"], "{query}");
            let mut refused = Stream::asked(&program, "text/event-stream", query, asked.clone()).await;
            assert_eq!(refused.event().await.expect("it says so").1["errors"][0]["extensions"]["code"], "FORBIDDEN", "{query}");
            let mut refused = Stream::asked(&program, "multipart/mixed;subscriptionSpec=1.0", query, asked.clone()).await;
            let told = refused.part().await.expect("it says so");
            assert_eq!(told["payload"]["errors"][0]["extensions"]["code"], "FORBIDDEN", "{query}");
        }
        // What is taken off the list ends with the next event.
        publish(&app, "alpha", &id, &listing(&[LISTED])).unwrap();
        let state = project.owner.graphql("query($id: ID!) { node(id: $id) { ... on Project { version } } }", json!({ "id": project.id })).await.ok();
        let input = json!({ "project": project.id, "version": state.text("/node/version"), "title": "Another" });
        project.owner.does("updateProject", input, "project { id }").await.ok();
        assert_eq!(socket.refusal("2").await, ["FORBIDDEN"]);
        assert_eq!(stream.event().await.expect("it says why").1["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
}
