//! Killed under writes and started again: what was acknowledged is there, and nothing is half there.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use entity::vocabulary::TenantRole::Staff;
use harness::{
    actor::Actor,
    app::App,
    database::column,
    on_both,
    process::Process,
    soon::eventually,
    world::{Agency::Alpha, PASSWORD},
};
use serde_json::{Value, json};

const WRITERS: usize = 4;

on_both! {
    async fn what_was_acknowledged_survives_sigkill_and_nothing_is_half_there(app: App) {
        let email = app.world.person(Alpha, Staff).email.clone();
        let database = app.stop().await;
        let mut acknowledged = BTreeSet::new();
        for (round, pause) in [40, 90, 150].into_iter().enumerate() {
            let server = Process::serve(&database);
            let staff = signed_in(&server.stranger(), &email).await;
            all_there(&staff, &acknowledged).await;
            let answered = Arc::new(AtomicUsize::new(0));
            let writers: Vec<_> = (0..WRITERS).map(|_| tokio::spawn(write(staff.clone(), Arc::clone(&answered)))).collect();
            eventually(async || answered.load(Ordering::Relaxed) >= WRITERS).await;
            tokio::time::sleep(Duration::from_millis(pause)).await;
            server.kill();
            let before = acknowledged.len();
            for writer in writers {
                acknowledged.extend(writer.await.expect("a writer ends with the server"));
            }
            assert!(acknowledged.len() >= before + WRITERS, "round {round}");
        }

        let server = Process::serve(&database);
        all_there(&signed_in(&server.stranger(), &email).await, &acknowledged).await;
        server.kill();
        let raw = database.raw().await;
        let count = async |sql: &str| column::<i64>(&raw, sql).await[0];
        let projects = count("SELECT count(*) FROM project").await;
        assert!(projects >= i64::try_from(acknowledged.len()).unwrap());
        let whole = "SELECT count(*) FROM project p
            WHERE (SELECT count(*) FROM participation o WHERE o.tenant_id = p.tenant_id AND o.project_id = p.id) = 1
              AND (SELECT count(*) FROM project_state_change s WHERE s.tenant_id = p.tenant_id AND s.project_id = p.id) = 1
              AND (SELECT count(*) FROM event e WHERE e.tenant_id = p.tenant_id AND e.object_id = p.id
                   AND e.kind = 'project.created') = 1";
        assert_eq!(count(whole).await, projects);
        assert_eq!(count("SELECT count(*) FROM participation").await, projects);
    }
}

/// Every one of these projects is found by its id.
async fn all_there(staff: &Actor, ids: &BTreeSet<String>) {
    for id in ids {
        let seen = staff
            .graphql("query($id: ID!) { node(id: $id) { id } }", json!({ "id": id }))
            .await
            .ok();
        assert_eq!(seen.data("/node/id"), &json!(id));
    }
}

async fn signed_in(stranger: &Actor, email: &str) -> Actor {
    let input = json!({ "tenant": Alpha.slug(), "email": email, "password": PASSWORD });
    let answer = stranger.does("signIn", input, "accessToken { value }").await.ok();
    stranger.bearing(&answer.text("/signIn/accessToken/value"))
}

/// Makes projects until the server is gone; the ids of those that it said were made.
async fn write(staff: Actor, answered: Arc<AtomicUsize>) -> Vec<String> {
    let input = json!({ "title": "Safer ways to school", "summary": "How?", "objectOfCocreation": "SERVICE",
                        "visibility": "PUBLIC", "joining": "OPEN" });
    let document = "mutation($input: CreateProjectInput!) { createProject(input: $input) { project { id } } }";
    let body = json!({ "query": document, "variables": { "input": input } }).to_string();
    let mut made = Vec::new();
    for _ in 0..2000 {
        let request = staff
            .request(reqwest::Method::POST, "/graphql")
            .header("content-type", "application/json");
        let Ok(response) = request.body(body.clone()).send().await else {
            break;
        };
        let Ok(answer) = response.json::<Value>().await else {
            break;
        };
        let id = answer.pointer("/data/createProject/project/id").and_then(Value::as_str);
        if let Some(id) = id {
            made.push(id.to_owned());
            answered.fetch_add(1, Ordering::Relaxed);
        }
    }
    made
}
