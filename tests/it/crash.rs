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
    actor::Actor, app::App, contribution::published, database::column, on_both, process::Process, project::Project,
    soon::eventually, world::Agency::Alpha,
};
use serde_json::{Value, json};

const WRITERS: usize = 4;

on_both! {
    async fn what_was_acknowledged_survives_sigkill_and_nothing_is_half_there(app: App) {
        let email = app.world.person(Alpha, Staff).email.clone();
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let contribution = published(&project.society, &project.owner, &phase, "A crossing at the bakery.").await;
        let database = app.stop().await;
        let mut acknowledged = BTreeSet::new();
        for (round, pause) in [40, 90, 150].into_iter().enumerate() {
            let server = Process::serve(&database);
            let staff = server.stranger().signed_in(&email).await;
            all_there(&staff, &acknowledged).await;
            let (answered, said) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
            let writers: Vec<_> = (0..WRITERS).map(|_| tokio::spawn(write(staff.clone(), Arc::clone(&answered)))).collect();
            let speaker = tokio::spawn(speak(
                staff.clone(),
                phase.clone(),
                contribution.clone(),
                Arc::clone(&said),
            ));
            eventually(async || answered.load(Ordering::Relaxed) >= WRITERS && said.load(Ordering::Relaxed) > 0).await;
            tokio::time::sleep(Duration::from_millis(pause)).await;
            server.kill();
            let before = acknowledged.len();
            for writer in writers {
                acknowledged.extend(writer.await.expect("a writer ends with the server"));
            }
            speaker.await.expect("so does who speaks");
            assert!(acknowledged.len() >= before + WRITERS, "round {round}");
        }

        let server = Process::serve(&database);
        all_there(&server.stranger().signed_in(&email).await, &acknowledged).await;
        server.kill();
        let raw = database.raw().await;
        let count = async |sql: &str| column::<i64>(&raw, sql).await[0];
        let of_writers = "p.title LIKE 'Written%'";
        let projects = count(&format!("SELECT count(*) FROM project p WHERE {of_writers}")).await;
        assert!(projects >= i64::try_from(acknowledged.len()).unwrap());
        // Each change is there with its step, its event and its version, or not at all.
        let whole = format!("SELECT count(*) FROM project p WHERE {of_writers}
              AND (SELECT count(*) FROM participation o WHERE o.tenant_id = p.tenant_id AND o.project_id = p.id) = 1
              AND (SELECT count(*) FROM project_state_change s WHERE s.tenant_id = p.tenant_id AND s.project_id = p.id)
                  = CASE p.state WHEN 'DRAFT' THEN 1 ELSE 2 END
              AND (SELECT count(*) FROM event e WHERE e.tenant_id = p.tenant_id AND e.object_id = p.id
                   AND e.kind = 'project.created') = 1
              AND (SELECT count(*) FROM event e WHERE e.tenant_id = p.tenant_id AND e.object_id = p.id) = p.version
              AND CASE p.title WHEN 'Written' THEN p.version = 1 ELSE p.version > 1 END");
        assert_eq!(count(&whole).await, projects);
        assert_eq!(count("SELECT count(*) FROM participation").await, projects + 3);
        assert!(count("SELECT count(*) FROM project WHERE title = 'Written anew'").await > 0);
        // A stand is counted once where it is kept, and every contribution has its event.
        let tallied = "SELECT CAST(sum(agree_tally + disagree_tally) AS BIGINT) FROM contribution";
        assert_eq!(count(tallied).await, count("SELECT count(*) FROM reaction").await);
        // What was there before was told under a clock of its own, and goes with its age.
        let given = "SELECT count(*) FROM contribution c WHERE c.state = 'SUBMITTED' AND (SELECT count(*) FROM event e
            WHERE e.tenant_id = c.tenant_id AND e.object_id = c.id) = 1";
        let submitted = "SELECT count(*) FROM contribution WHERE state = 'SUBMITTED'";
        assert_eq!(count(given).await, count(submitted).await);
        assert!(count("SELECT count(*) FROM contribution").await > 1);
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

/// Takes stands and takes them back, and gives contributions, until the server is gone.
async fn speak(staff: Actor, phase: String, contribution: String, said: Arc<AtomicUsize>) {
    let words = json!({ "phase": phase, "kind": "IDEA", "body": "Another bench." });
    for round in 0..2000 {
        let stand = json!({ "contribution": contribution, "stand": if round % 2 == 0 { "AGREE" } else { "DISAGREE" } });
        let back = json!({ "contribution": contribution });
        for (name, input) in [
            ("reactToContribution", &stand),
            ("submitContribution", &words),
            ("withdrawReaction", &back),
        ] {
            if name == "withdrawReaction" && round % 3 > 0 {
                continue;
            }
            let Some(answer) = sent(&staff, name, input, "contribution { id }").await else {
                return;
            };
            if answer.pointer("/data/submitContribution/contribution/id").is_some() {
                said.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// What came of a mutation; nothing once the server is gone.
async fn sent(staff: &Actor, name: &str, input: &Value, selection: &str) -> Option<Value> {
    let capital = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
    let document = format!("mutation($input: {capital}Input!) {{ {name}(input: $input) {{ {selection} }} }}");
    let body = json!({ "query": document, "variables": { "input": input } }).to_string();
    let request = staff
        .request(reqwest::Method::POST, "/graphql")
        .header("content-type", "application/json");
    request.body(body).send().await.ok()?.json::<Value>().await.ok()
}

/// Makes projects, and changes every one, until the server is gone; the ids of those that it said were made.
async fn write(staff: Actor, answered: Arc<AtomicUsize>) -> Vec<String> {
    let input = json!({ "title": "Written", "summary": "How?", "objectOfCocreation": "SERVICE",
                        "visibility": "PUBLIC", "joining": "OPEN" });
    let mut made = Vec::new();
    for _ in 0..2000 {
        let Some(answer) = sent(&staff, "createProject", &input, "project { id version }").await else {
            break;
        };
        let part = |name: &str| answer.pointer(&format!("/data/createProject/project/{name}")).cloned();
        let (Some(Value::String(id)), Some(version)) = (part("id"), part("version")) else {
            continue;
        };
        made.push(id.clone());
        answered.fetch_add(1, Ordering::Relaxed);
        let change = json!({ "project": id, "version": version, "title": "Written anew" });
        let Some(answer) = sent(&staff, "updateProject", &change, "project { version }").await else {
            break;
        };
        let step = json!({ "project": id, "version": answer.pointer("/data/updateProject/project/version") });
        if sent(&staff, "startProjectReadiness", &step, "project { id }")
            .await
            .is_none()
        {
            break;
        }
    }
    made
}
