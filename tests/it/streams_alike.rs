//! What everybody may read alike is made once, for visitors and members; who may know more, or less, has a run of their own.

use std::collections::BTreeMap;

use entity::{
    set::Member as _,
    vocabulary::TenantRole::{self, Administrator, Auditor, DataSteward, Member},
};
use harness::{
    actor::Actor,
    app::App,
    contribution::{moves, published, submitted},
    on_both,
    project::Project,
    socket::Socket,
    soon::eventually,
    world::Agency::Alpha,
};
use serde_json::{Value, json};

use crate::{judged::Story, streams_shared::told};

const FIELDS: &str = "id version kind state title body language threadDepth createdAt submittedAt publishedAt updatedAt isRectified
    byline { name precision } stands { total { value status } agree { value status } publishedAt }
    implementation { isImplemented }
    phase { id version type title state methods eligibleSectors openedAt isBlindReview project { id slug title state visibility } }";

/// All that is told alike, but what becomes of contributions, which is under embargo for a while.
fn changed(more: &str) -> String {
    format!(
        "subscription($project: ID!, $after: String) {{
            contributionChanged(project: $project, after: $after) {{ id kind occurredAt cursor node {{ {FIELDS} {more} }} }} }}"
    )
}

async fn listening(who: &Actor, query: &str, project: &str) -> Socket {
    let mut socket = Socket::of(who).await;
    socket.listens("1", query, json!({ "project": project })).await;
    socket
}

/// A visitor, and somebody of each role in the agency; some of them run the project or take part in it.
fn everybody(app: &App) -> BTreeMap<String, Actor> {
    let roles = TenantRole::ALL.iter();
    let mut all: BTreeMap<String, Actor> = roles
        .map(|role| (format!("{role:?}"), app.person(Alpha, *role)))
        .collect();
    all.insert("visitor".to_owned(), app.visitor(Alpha));
    all.insert("founder".to_owned(), app.founder(Alpha));
    all
}

/// Puts a rule in force that closes a field to a role.
async fn closes(app: &App, field: &str, role: &str) {
    let founder = app.founder(Alpha);
    let closed =
        json!({ "name": "Closed", "field": field, "roles": [role], "purposes": [], "reason": "It is not for them." });
    let drafted = founder
        .does("draftTenantPolicy", closed, "policy { id version }")
        .await
        .ok();
    let policy = drafted.data("/draftTenantPolicy/policy");
    let input = json!({ "policy": policy["id"], "version": policy["version"] });
    founder.does("activateTenantPolicy", input, "policy { id }").await.ok();
}

on_both! {
    async fn what_a_visitor_is_told_every_member_is_told_by_the_same_run_and_would_be_by_their_own(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = submitted(&project.society, &phase, "A crossing at the library.").await;
        let (mut together, mut alone) = (Vec::new(), Vec::new());
        let all = everybody(&app);
        for (name, who) in &all {
            together.push((name, listening(who, &changed(""), &project.id).await));
            // Nobody else asks in these words.
            let own = format!("{} # {name}", changed(""));
            alone.push((name, listening(who, &own, &project.id).await));
        }
        let before = told(&app).await;
        moves(&project.owner, "publishContribution", &id, json!({})).await.ok();
        let mut first = None;
        for (name, socket) in together.iter_mut().chain(&mut alone) {
            let answer = socket.answer("1").await;
            let first = first.get_or_insert_with(|| answer.clone());
            assert_eq!(answer.to_string(), first.to_string(), "{name}");
            assert_eq!(answer["data"]["contributionChanged"]["node"]["body"], "A crossing at the library.", "{name}");
        }
        let runs = u64::try_from(all.len()).unwrap();
        assert_eq!(told(&app).await, before + 1 + runs, "one for all, and one for each who asks otherwise");
        // Each may read it, too, and reads the same.
        let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on Contribution {{ {FIELDS} }} }} }}");
        let first = first.unwrap();
        let node = &first["data"]["contributionChanged"]["node"];
        for (name, who) in &all {
            let read = who.graphql(&query, json!({ "id": id })).await.ok();
            assert_eq!(read.data("/node").to_string(), node.to_string(), "{name}");
        }
        for (_, socket) in together.iter_mut().chain(&mut alone).take(2) {
            socket.is_silent().await;
        }
    }

    async fn the_same_holds_for_projects_and_phases(app: App) {
        let project = Project::active(&app).await;
        let phases = "subscription($project: ID!) { phaseChanged(project: $project) { id kind cursor node {
            id version type title description position state stateReason methods eligibleSectors opensAt closesAt openedAt closedAt
            dispositionsPublishedAt isBlindReview createdAt project { id title } } } }";
        let projects = "subscription($project: ID!) { projectChanged(project: $project) { id kind cursor node {
            id version slug title summary problemStatement expectedResults language objectOfCocreation attribution visibility joining
            state stateReason decisionOn createdAt announcedAt updatedAt } } }";
        let (mut of_phases, mut of_projects) = (Vec::new(), Vec::new());
        for who in everybody(&app).values() {
            of_phases.push(listening(who, phases, &project.id).await);
            of_projects.push(listening(who, projects, &project.id).await);
        }
        let before = told(&app).await;
        for state in ["PAUSED", "ACTIVE", "PLANNED"] {
            let sockets = match state {
                "PAUSED" => {
                    project.moves("pauseProject", json!({ "reason": "The hall is closed." })).await.ok();
                    &mut of_projects
                }
                "ACTIVE" => {
                    project.moves("resumeProject", json!({})).await.ok();
                    &mut of_projects
                }
                _ => {
                    project.phase("CO_DESIGN", json!({})).await;
                    &mut of_phases
                }
            };
            let mut first = None;
            for socket in sockets {
                let answer = socket.answer("1").await.to_string();
                assert!(answer.contains(&format!(r#""state":"{state}""#)), "{answer}");
                assert_eq!(answer, *first.get_or_insert_with(|| answer.clone()));
            }
        }
        assert_eq!(told(&app).await, before + 3, "one run for each event");
    }

    async fn the_same_holds_for_evaluations(app: App) {
        let story = Story::draft(&app, "CONCURRENT", &["CV-DE"]).await;
        let query = "subscription($project: ID!) { evaluationChanged(project: $project) { id kind cursor node {
            id version title timing population disclosureThreshold state closesAt lockedAt releasedAt createdAt
            project { id state } phase { id state } } } }";
        let mut sockets = Vec::new();
        for who in everybody(&app).values() {
            sockets.push(listening(who, query, &story.project).await);
        }
        let before = told(&app).await;
        story.moves("lockEvaluation", &story.version).await;
        let mut first = None;
        for socket in &mut sockets {
            let answer = socket.answer("1").await.to_string();
            assert!(answer.contains(&story.id), "{answer}");
            assert_eq!(answer, *first.get_or_insert_with(|| answer.clone()));
        }
        assert_eq!(told(&app).await, before + 1);
    }

    async fn members_alone_are_told_of_what_is_for_the_agency_each_by_their_own_run(app: App) {
        let project = Project::draft(&app, "TENANT").await;
        for verb in ["startProjectReadiness", "announceProject", "activateProject"] {
            project.moves(verb, json!({})).await.ok();
        }
        project.joined(&project.society, "SOCIETY", "LAY").await;
        let phase = project.open_phase("CO_DESIGN").await;
        let query = changed("");
        let mut visitor = Socket::of(&app.visitor(Alpha)).await;
        visitor.subscribe("1", &query, json!({ "project": project.id })).await;
        assert_eq!(visitor.refusal("1").await, ["NOT_FOUND"]);
        let mut sockets = Vec::new();
        for role in [Member, Auditor, Administrator] {
            sockets.push(listening(&app.person(Alpha, role), &query, &project.id).await);
        }
        for words in ["One.", "Two.", "Three."] {
            app.clock.advance(chrono::Duration::milliseconds(1));
            if words == "Two." {
                // It is asked whether they may still listen, and visitors may not.
                project.moves("pauseProject", json!({ "reason": "The hall is closed." })).await.ok();
                project.moves("resumeProject", json!({})).await.ok();
            }
            let id = submitted(&project.society, &phase, words).await;
            // Its author is told of it before others are.
            let answer = sockets[0].answer("1").await;
            assert_eq!(answer["data"]["contributionChanged"]["node"]["state"], "SUBMITTED");
            moves(&project.owner, "publishContribution", &id, json!({})).await.ok();
            for socket in &mut sockets {
                let answer = socket.answer("1").await;
                let event = &answer["data"]["contributionChanged"];
                assert_eq!((&event["id"], &event["node"]["state"]), (&json!(id), &json!("PUBLISHED")));
            }
        }
        for socket in &mut sockets {
            socket.is_silent().await;
        }
    }

    async fn whoever_was_told_apart_misses_nothing_and_is_told_with_the_others_again(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let query = changed("");
        let mut visitor = listening(&app.visitor(Alpha), &query, &project.id).await;
        let mut auditor = listening(&app.person(Alpha, Auditor), &query, &project.id).await;
        let mut author = listening(&project.society, &query, &project.id).await;
        let mut last = String::new();
        eventually(async || {
            app.clock.advance(chrono::Duration::milliseconds(1));
            let id = submitted(&project.society, &phase, "A crossing.").await;
            let answer = author.answer("1").await;
            assert_eq!(answer["data"]["contributionChanged"]["node"]["state"], "SUBMITTED");
            let before = told(&app).await;
            moves(&project.owner, "publishContribution", &id, json!({})).await.ok();
            for socket in [&mut visitor, &mut auditor, &mut author] {
                let answer = socket.answer("1").await;
                let event = &answer["data"]["contributionChanged"];
                assert_eq!((&event["id"], &event["node"]["state"]), (&json!(id), &json!("PUBLISHED")));
                event["cursor"].as_str().unwrap().clone_into(&mut last);
            }
            told(&app).await == before + 1
        })
        .await;
        // Who was away goes on from a cursor that all have alike.
        let id = submitted(&project.society, &phase, "While away.").await;
        author.answer("1").await;
        let mut back = Socket::of(&app.person(Alpha, DataSteward)).await;
        back.subscribe("1", &query, json!({ "project": project.id, "after": last })).await;
        moves(&project.owner, "publishContribution", &id, json!({})).await.ok();
        for socket in [&mut visitor, &mut auditor, &mut author, &mut back] {
            let answer = socket.answer("1").await;
            assert_eq!(answer["data"]["contributionChanged"]["id"], json!(id));
            socket.is_silent().await;
        }
    }

    async fn what_tells_of_the_viewer_is_each_ones_own(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = submitted(&project.society, &phase, "A crossing.").await;
        let query = changed("viewerCan(actions: [WITHDRAW_CONTRIBUTION]) { allowed }");
        let mut sockets = Vec::new();
        for who in [&app.visitor(Alpha), &project.economy, &project.society] {
            sockets.push(listening(who, &query, &project.id).await);
        }
        let before = told(&app).await;
        moves(&project.owner, "publishContribution", &id, json!({})).await.ok();
        for (place, socket) in sockets.iter_mut().enumerate() {
            let answer = socket.answer("1").await;
            let can = &answer["data"]["contributionChanged"]["node"]["viewerCan"];
            assert_eq!(*can, json!([{ "allowed": place == 2 }]), "{place}");
        }
        assert_eq!(told(&app).await, before + 3);
    }

    async fn what_is_kept_from_visitors_is_told_to_whom_it_is_open(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner, &phase, "A crossing.").await;
        let query = changed("");
        let mut visitor = listening(&app.visitor(Alpha), &query, &project.id).await;
        let mut auditor = listening(&project.economy, &query, &project.id).await;
        let mut author = listening(&project.society, &query, &project.id).await;
        moves(&project.society, "withdrawContribution", &id, json!({})).await.ok();
        for socket in [&mut visitor, &mut auditor] {
            let answer = socket.answer("1").await;
            assert_eq!(answer["data"]["contributionChanged"]["node"]["body"], Value::Null);
            assert!(answer.pointer("/extensions/redactions/0/code").is_some(), "{answer}");
        }
        let answer = author.answer("1").await;
        assert_eq!(answer["data"]["contributionChanged"]["node"]["body"], "A crossing.");
        assert_eq!(answer.pointer("/extensions"), None, "{answer}");
    }

    async fn what_is_tried_for_all_where_no_visitor_listens_is_on_nobodys_record(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner, &phase, "A crossing.").await;
        let query = "subscription($project: ID!) { contributionChanged(project: $project) { id node { body } } }";
        let mut auditor = listening(&project.economy, query, &project.id).await;
        let mut author = listening(&project.society, query, &project.id).await;
        moves(&project.society, "withdrawContribution", &id, json!({})).await.ok();
        for (socket, body) in [(&mut auditor, Value::Null), (&mut author, json!("A crossing."))] {
            let answer = socket.answer("1").await;
            assert_eq!(answer["data"]["contributionChanged"]["node"]["body"], body, "{answer}");
        }
        let mine = "{ myDataAccess(first: 100) { nodes { readerRole outcome fields } } }";
        let mine = project.society.asks(mine).await.ok();
        let mut roles = Vec::new();
        for entry in mine.data("/myDataAccess/nodes").as_array().unwrap() {
            if entry["outcome"] == "REFUSED" && entry["fields"].to_string().contains("Contribution.body") {
                roles.push(entry["readerRole"].clone());
            }
        }
        assert!(roles.contains(&json!("AUDITOR")), "whoever was refused: {}", mine.text);
        assert!(!roles.contains(&json!("OTHER")), "and nobody made up: {}", mine.text);
    }

    async fn in_a_blind_review_the_author_alone_is_told_their_name(app: App) {
        let project = Project::active(&app).await;
        let phase = project.phase("CO_DESIGN", json!({ "isBlindReview": true })).await;
        project.moves_phase("openPhase", &phase, json!({})).await.ok();
        let id = submitted(&project.society, &phase, "A crossing.").await;
        let query = changed("");
        let mut visitor = listening(&app.visitor(Alpha), &query, &project.id).await;
        let mut owner = listening(&project.owner, &query, &project.id).await;
        let mut author = listening(&project.society, &query, &project.id).await;
        moves(&project.owner, "publishContribution", &id, json!({})).await.ok();
        for (socket, is_author) in [(&mut visitor, false), (&mut owner, false), (&mut author, true)] {
            let answer = socket.answer("1").await;
            let node = &answer["data"]["contributionChanged"]["node"];
            assert_eq!((&node["state"], node["byline"].is_object()), (&json!("PUBLISHED"), is_author), "{answer}");
        }
    }

    async fn a_rule_of_the_agency_that_names_a_role_holds_for_it(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = submitted(&project.society, &phase, "A crossing.").await;
        let query = changed("");
        let mut open = Vec::new();
        for who in [app.visitor(Alpha), app.person(Alpha, Administrator), project.society.clone()] {
            open.push(listening(&who, &query, &project.id).await);
        }
        let mut auditor = listening(&app.person(Alpha, Auditor), &query, &project.id).await;
        closes(&app, "Contribution.body", "AUDITOR").await;
        moves(&project.owner, "publishContribution", &id, json!({})).await.ok();
        for socket in &mut open {
            let answer = socket.answer("1").await;
            assert_eq!(answer["data"]["contributionChanged"]["node"]["body"], "A crossing.", "{answer}");
            assert_eq!(answer.pointer("/extensions"), None, "{answer}");
        }
        let answer = auditor.answer("1").await;
        assert_eq!(answer["data"]["contributionChanged"]["node"]["body"], Value::Null, "{answer}");
        assert_eq!(answer.pointer("/extensions/redactions/0/code"), Some(&json!("FIELD_FORBIDDEN")), "{answer}");
    }

    async fn rights_that_end_of_one_end_for_nobody_else(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = submitted(&project.society, &phase, "A crossing.").await;
        let query = changed("");
        let mut visitor = listening(&app.visitor(Alpha), &query, &project.id).await;
        let auditor = listening(&app.person(Alpha, Auditor), &query, &project.id).await;
        let mut author = listening(&project.society, &query, &project.id).await;
        let membership = &app.world.person(Alpha, Auditor).membership;
        let seen = "query($id: ID!) { node(id: $id) { ... on Membership { version } } }";
        let version = app.founder(Alpha).graphql(seen, json!({ "id": membership })).await.ok().text("/node/version");
        let input = json!({ "membership": membership, "version": version, "reason": "Left the agency." });
        app.founder(Alpha).does("suspendMembership", input, "membership { id }").await.ok();
        assert_eq!(auditor.closed().await, (4403, "Forbidden".to_owned()));
        let before = told(&app).await;
        moves(&project.owner, "publishContribution", &id, json!({})).await.ok();
        for socket in [&mut visitor, &mut author] {
            assert_eq!(socket.answer("1").await["data"]["contributionChanged"]["id"], json!(id));
        }
        assert_eq!(told(&app).await, before + 1);
    }
}
