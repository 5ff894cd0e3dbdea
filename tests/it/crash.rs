//! Killed under writes and started again: what was acknowledged is there, and nothing is half there.

use std::{
    collections::{BTreeMap, BTreeSet},
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
        let mut told = Told::default();
        for (round, pause) in [40, 90, 150].into_iter().enumerate() {
            let server = Process::serve(&database);
            let staff = server.stranger().signed_in(&email).await;
            all_there(&staff, &told, &contribution).await;
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
            let (projects, words) = (told.projects.len(), told.words.len());
            for writer in writers {
                told.projects.extend(writer.await.expect("a writer ends with the server"));
            }
            let (ids, stands) = speaker.await.expect("so does who speaks");
            told.words.extend(ids);
            told.stands = stands;
            assert!(told.projects.len() >= projects + WRITERS && told.words.len() > words, "round {round}");
        }

        let server = Process::serve(&database);
        all_there(&server.stranger().signed_in(&email).await, &told, &contribution).await;
        server.kill();
        let raw = database.raw().await;
        let count = async |sql: &str| column::<i64>(&raw, sql).await[0];
        let of_writers = "p.title LIKE 'Written%'";
        let projects = count(&format!("SELECT count(*) FROM project p WHERE {of_writers}")).await;
        assert!(projects >= i64::try_from(told.projects.len()).unwrap());
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

/// What was acknowledged until a server was killed.
#[derive(Default)]
struct Told {
    /// Projects, and how many of their steps: they are made, get another title and move on.
    projects: BTreeMap<String, usize>,
    /// Contributions.
    words: BTreeSet<String>,
    /// The stand that was acknowledged last, and the one that was asked for when the server was killed.
    stands: [Value; 2],
}

/// Everything that was acknowledged is there.
async fn all_there(staff: &Actor, told: &Told, contribution: &str) {
    let one = "query($id: ID!) { node(id: $id) { ... on Project { id title state } ... on Contribution {
        viewerReaction { stand } } } }";
    for (id, steps) in &told.projects {
        let seen = staff.graphql(one, json!({ "id": id })).await.ok();
        assert_eq!(seen.data("/node/id"), &json!(id));
        assert!(
            *steps < 2 || *seen.data("/node/title") == "Written anew",
            "{}",
            seen.text
        );
        assert!(*steps < 3 || *seen.data("/node/state") == "READINESS", "{}", seen.text);
    }
    for ids in told.words.iter().collect::<Vec<_>>().chunks(50) {
        let seen = staff.graphql("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ids }));
        let expected: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
        assert_eq!(seen.await.ok().data("/nodes"), &json!(expected));
    }
    let seen = staff.graphql(one, json!({ "id": contribution })).await.ok();
    let kept = &seen.data("/node/viewerReaction")["stand"];
    assert!(told.stands.contains(kept), "{kept} and not {:?}", told.stands);
}

/// Takes stands and takes them back, and gives contributions, until the server is gone. The contributions that were
/// acknowledged, the stand that was, and the one that was asked for then.
async fn speak(staff: Actor, phase: String, contribution: String, said: Arc<AtomicUsize>) -> (Vec<String>, [Value; 2]) {
    let words = json!({ "phase": phase, "kind": "IDEA", "body": "Another bench." });
    let (mut ids, mut kept) = (Vec::new(), Value::Null);
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
            let asked = match name {
                "submitContribution" => kept.clone(),
                _ => input["stand"].clone(),
            };
            let Some(answer) = sent(&staff, name, input, "contribution { id }").await else {
                return (ids, [kept, asked]);
            };
            let Some(Value::String(id)) = answer.pointer(&format!("/data/{name}/contribution/id")) else {
                continue;
            };
            kept = asked;
            if name == "submitContribution" {
                ids.push(id.clone());
                said.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
    (ids, [kept.clone(), kept])
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

/// Makes projects, and leads every one on, until the server is gone; those that it said were made, and how far it said
/// that they came.
async fn write(staff: Actor, answered: Arc<AtomicUsize>) -> Vec<(String, usize)> {
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
        answered.fetch_add(1, Ordering::Relaxed);
        let steps = led(&staff, &id, &version).await;
        made.push((id, steps));
    }
    made
}

/// Gives a project another title and moves it on; how many of its steps were acknowledged, that it was made included.
async fn led(staff: &Actor, id: &str, version: &Value) -> usize {
    let part = |answer: Option<Value>, name: &str| answer?.pointer(&format!("/data/{name}/project/version")).cloned();
    let change = json!({ "project": id, "version": version, "title": "Written anew" });
    let changed = sent(staff, "updateProject", &change, "project { version }").await;
    let Some(version) = part(changed, "updateProject") else {
        return 1;
    };
    let step = json!({ "project": id, "version": version });
    let moved = sent(staff, "startProjectReadiness", &step, "project { version }").await;
    2 + usize::from(part(moved, "startProjectReadiness").is_some())
}
