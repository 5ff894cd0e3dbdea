//! Who answers for a project and who took its steps: told to those whom it concerns, and to nobody else.

use chrono::Duration;
use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

const STEPS: &str = "query($id: ID!) { node(id: $id) {
    ... on Project { history(first: 100) { nodes { actor { id } } } }
    ... on Phase { history(first: 100) { nodes { actor { id } } } } } }";
const LEAD: &str = "query($id: ID!) { node(id: $id) { ... on Project { lead { id legalName } } } }";

on_both! {
    async fn staff_read_who_took_a_step_and_others_that_it_was_taken(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let by = app.world.person(Alpha, Staff).membership.clone();
        for reader in [app.person(Alpha, Staff), app.person(Alpha, Administrator), app.person(Alpha, DataSteward),
                       app.person(Alpha, DataProtectionOfficer)] {
            for (id, steps) in [(&project.id, 4), (&phase, 2)] {
                let seen = reader.graphql(STEPS, json!({ "id": id })).await.ok();
                assert_eq!(actors(&seen), vec![Some(by.clone()); steps]);
            }
        }
        for reader in [project.economy.clone(), project.society.clone(), app.person(Alpha, Auditor), app.visitor(Alpha)] {
            for (id, steps) in [(&project.id, 4), (&phase, 2)] {
                let seen = reader.graphql(STEPS, json!({ "id": id })).await.ok();
                assert_eq!(actors(&seen), vec![None; steps]);
                assert_eq!(seen.redacted(), ["FIELD_FORBIDDEN node.history.nodes[*].actor"]);
                assert!(!seen.text.contains(&by));
            }
        }
        for reader in [app.person(Beta, Staff), app.founder(Beta)] {
            assert_eq!(reader.graphql(STEPS, json!({ "id": project.id })).await.ok().data("/node"), &json!(null));
        }
    }

    async fn owners_and_facilitators_read_who_answers_for_a_project_and_nobody_else(app: App) {
        let project = Project::active(&app).await;
        let seen = project.owner.administering().graphql(LEAD, json!({ "id": project.id })).await.ok();
        assert_eq!(seen.data("/node/lead/legalName"), "Legal staff");
        let others = [Administrator, Auditor, DataSteward, DataProtectionOfficer, Member];
        let mut others: Vec<_> = others.into_iter().map(|role| app.person(Alpha, role)).collect();
        others.extend([app.founder(Alpha), app.visitor(Alpha)]);
        for other in others {
            refused(&other.administering().graphql(LEAD, json!({ "id": project.id })).await.ok());
        }
        assert_eq!(app.founder(Beta).graphql(LEAD, json!({ "id": project.id })).await.ok().data("/node"), &json!(null));

        grants(&project, &project.society, "FACILITATOR").await;
        let seen = project.society.administering().graphql(LEAD, json!({ "id": project.id })).await.ok();
        assert_eq!(seen.data("/node/lead/legalName"), "Legal staff");
    }

    async fn the_longest_standing_owner_leads_until_they_leave(app: App) {
        let project = Project::announced(&app).await;
        app.clock.advance(Duration::days(2));
        let later = project.again(&app).await;
        later.joined(&later.society, "SOCIETY", "LAY").await;
        grants(&later, &later.society, "OWNER").await;
        let lead = async |reader: &Actor| {
            reader.administering().graphql(LEAD, json!({ "id": project.id })).await.ok().text("/node/lead/legalName")
        };
        assert_eq!((lead(&later.owner).await, lead(&later.society).await), ("Legal staff".to_owned(), "Legal staff".to_owned()));
        let own = own_part(&later.owner, &project.id).await;
        later.owner.does("leaveProject", own, "participation { id }").await.ok();
        assert_eq!(lead(&later.society).await, "Legal member");
        refused(&later.owner.administering().graphql(LEAD, json!({ "id": project.id })).await.ok());
    }

    async fn each_project_of_a_page_has_its_own_lead(app: App) {
        let first = Project::draft(&app, "PUBLIC").await;
        let founder = app.founder(Alpha);
        let input = json!({ "title": "Another", "summary": "How?", "objectOfCocreation": "SERVICE", "visibility": "PUBLIC",
                            "joining": "OPEN" });
        let second = founder.does("createProject", input, "project { id }").await.ok().text("/createProject/project/id");
        let query = "{ projects { nodes { id lead { legalName } } } }";
        let leads = |seen: &Answer| -> Vec<(Value, Value)> {
            let nodes = seen.data("/projects/nodes").as_array().cloned().unwrap_or_default();
            let mut leads: Vec<_> = nodes.iter().map(|node| (node["id"].clone(), node["lead"]["legalName"].clone())).collect();
            leads.sort_by_key(|(id, _)| *id != first.id);
            leads
        };
        let seen = founder.administering().asks(query).await.ok();
        assert_eq!(leads(&seen), [(json!(first.id), json!(null)), (json!(second), json!("Legal founder"))]);
        assert_eq!(seen.redacted(), ["FIELD_FORBIDDEN projects.nodes[*].lead"]);
        let seen = first.owner.administering().asks(query).await.ok();
        assert_eq!(leads(&seen), [(json!(first.id), json!("Legal staff")), (json!(second), json!(null))]);
    }
}

fn actors(answer: &Answer) -> Vec<Option<String>> {
    let nodes = answer
        .data("/node/history/nodes")
        .as_array()
        .cloned()
        .unwrap_or_default();
    let id = |node: &Value| node.pointer("/actor/id").and_then(Value::as_str).map(str::to_owned);
    nodes.iter().map(id).collect()
}

fn refused(answer: &Answer) {
    assert_eq!(answer.data("/node/lead"), &json!(null));
    assert_eq!(answer.redacted(), ["FIELD_FORBIDDEN node.lead"]);
}

/// What a verb needs of somebody's own part: the participation and its version.
async fn own_part(who: &Actor, project: &str) -> Value {
    let own = "query($id: ID!) { node(id: $id) { ... on Project { viewerParticipation { id version } } } }";
    let seen = who.graphql(own, json!({ "id": project })).await.ok();
    let part = |name: &str| seen.text(&format!("/node/viewerParticipation/{name}"));
    json!({ "participation": part("id"), "version": part("version") })
}

/// Has the owner give a participant a role.
async fn grants(project: &Project, to: &Actor, role: &str) {
    let mut input = own_part(to, &project.id).await;
    input["role"] = json!(role);
    project
        .owner
        .does("grantProjectRole", input, "participation { id }")
        .await
        .ok();
}
