//! Who asks for the data of many people is told of, whatever number of names they ask under.

use entity::vocabulary::TenantRole::{Administrator, Auditor, Staff};
use harness::{
    actor::Actor, app::App, contribution::published, database::column, on_both, project::Project, soon::eventually,
    world::Agency::Alpha,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{client_partner::program_of, consents::again, edge::figure, recipients::organisation};

const ALERTS: &str =
    "{ auditEntries(filter: { kinds: [ALERT] }, first: 50) { nodes { kind action actor object outcome code
    count purpose } } }";
const LEAD: &str = "query($id: ID!) { node(id: $id) { ... on Project { lead { displayName } } } }";
const AUTHOR: &str = "query($id: ID!) { node(id: $id) { ... on Contribution { author { id } } } }";
const PEOPLE: &str = "query($id: ID!) { node(id: $id) { ... on Project { participations(first: 10) { nodes {
    person { displayName } } } } } }";

/// Has the agency be told of who asks for the data of more people than this.
async fn limited(app: &App, limit: i32) {
    let administrator = app.person(Alpha, Administrator);
    let seen = administrator.asks("{ tenant { id version } }").await.ok();
    let input =
        json!({ "tenant": seen.text("/tenant/id"), "version": seen.text("/tenant/version"), "spreadLimit": limit });
    administrator.does("updateTenant", input, "tenant { id }").await.ok();
}

/// What an auditor is told, once there are so many alerts.
async fn told(app: &App, auditor: &Actor, number: i64) -> Vec<Value> {
    let raw = app.database.raw().await;
    let count = "SELECT count(*) FROM audit_entry WHERE kind = 'ALERT'";
    eventually(async || column::<i64>(&raw, count).await == [number]).await;
    let log = auditor.reading_for("SECURITY_AUDIT").asks(ALERTS).await.ok();
    log.data("/auditEntries/nodes").as_array().unwrap().clone()
}

on_both! {
    async fn t152_what_the_programs_of_one_organisation_ask_for_together_is_told_of_once(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let words = published(&project.society, &project.owner, &phase, "A crossing.").await;
        let (wheels, rails) = (organisation(&project.owner, "Wheels").await, organisation(&project.owner, "Rails").await);
        limited(&app, 1).await;
        // Each asks about one person, and is refused, which is on record too.
        let (lead, author) = ((LEAD, &project.id, "FIELD_FORBIDDEN"), (AUTHOR, &words, "CONSENT_REQUIRED"));
        for (partner, (query, id, code)) in [(&rails, lead), (&wheels, lead), (&wheels, author)] {
            let (program, _) = program_of(&app, partner, &[&project.id]).await;
            let asked = program.reading_for("SHARE_WITH_PARTNER").graphql(query, json!({ "id": id })).await.ok();
            assert_eq!(asked.redactions(), [code]);
        }
        let expected = json!({ "kind": "ALERT", "action": null, "actor": null, "object": wheels, "outcome": "DONE", "code": null,
                               "count": 2, "purpose": "SHARE_WITH_PARTNER" });
        assert_eq!(told(&app, &app.person(Alpha, Auditor), 1).await, [expected]);
        eventually(async || {
            let text = app.stranger().at(&app.metrics).request(Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
            figure(&text, "trialogue_access_alerts_total") == Some(1)
        }).await;
    }

    async fn t64_who_pages_through_people_for_a_purpose_is_told_of_once_an_hour_and_who_does_not_is_not(app: App) {
        let project = Project::active(&app).await;
        limited(&app, 1).await;
        for _ in 0..2 {
            project.owner.administering().graphql(PEOPLE, json!({ "id": project.id })).await.ok();
        }
        // One person each, or no purpose.
        for reader in [project.society.administering(), project.economy.reading_for("RESEARCH")] {
            reader.graphql(LEAD, json!({ "id": project.id })).await.ok();
        }
        project.economy.graphql(PEOPLE, json!({ "id": project.id })).await.ok();
        let staff = &app.world.person(Alpha, Staff).membership;
        let expected = json!({ "kind": "ALERT", "action": null, "actor": staff, "object": null, "outcome": "DONE", "code": null,
                               "count": 2, "purpose": "PARTICIPATION_ADMIN" });
        assert_eq!(told(&app, &app.person(Alpha, Auditor), 1).await, std::slice::from_ref(&expected));

        // In the next hour again, and the hour before is counted once more by then.
        app.clock.advance(chrono::TimeDelta::minutes(62));
        let project = project.again(&app).await;
        project.owner.administering().graphql(PEOPLE, json!({ "id": project.id })).await.ok();
        let auditor = again(&app, Auditor).await;
        assert_eq!(told(&app, &auditor, 2).await, [expected.clone(), expected]);
        let unsaid = auditor.asks("{ auditEntries(filter: { kinds: [ALERT] }, first: 1) { nodes { count actor } } }").await.ok();
        assert_eq!(unsaid.redacted(), ["PURPOSE_REQUIRED auditEntries.nodes[*].actor"]);
        let log = again(&app, Staff).await.asks(ALERTS).await.ok();
        assert_eq!(log.redacted(), ["FIELD_FORBIDDEN auditEntries"]);
    }

    async fn t64_what_others_laid_out_is_counted_in_the_hour_in_which_it_was_read(app: App) {
        let project = Project::active(&app).await;
        limited(&app, 1).await;
        project.owner.administering().graphql(PEOPLE, json!({ "id": project.id })).await.ok();
        // Whoever asks who read lays the record out, and the task that counts finds nothing left of it.
        project.society.asks("{ myDataAccess(first: 1) { nodes { count } } }").await.ok();
        app.clock.advance(chrono::TimeDelta::minutes(80));
        assert_eq!(told(&app, &again(&app, Auditor).await, 1).await.len(), 1);
    }

    async fn t64_an_alert_is_in_no_copy_of_whom_it_names(app: App) {
        let project = Project::active(&app).await;
        limited(&app, 1).await;
        project.owner.administering().graphql(PEOPLE, json!({ "id": project.id })).await.ok();
        told(&app, &app.person(Alpha, Auditor), 1).await;
        let made = project.owner.does("exportMyData", json!({}), "request { export { document } }").await.ok();
        let document = made.text("/exportMyData/request/export/document");
        let document: Value = serde_json::from_str(&document).unwrap();
        let tables = document["tables"].as_array().unwrap();
        let acts = tables.iter().filter(|table| ["audit_entry", "audit_waiting"].contains(&table["name"].as_str().unwrap()));
        let acts: Vec<&Value> = acts.flat_map(|table| table["rows"].as_array().unwrap()).collect();
        assert!(!acts.is_empty() && acts.iter().all(|act| act["kind"] != "ALERT"), "{acts:?}");
    }
}
