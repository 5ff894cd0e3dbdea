//! Who holds an office, and what is about themselves: by the office they learn nothing of it, and of others what it is for.

use entity::vocabulary::TenantRole::{DataProtectionOfficer, DataSteward, Staff};
use harness::{actor::Actor, app::App, contribution::published, on_both, project::Project, world::Agency::Alpha};
use serde_json::{Value, json};

use crate::{
    legal_holds::holds,
    pseudonyms::{part, reveals},
    reports::reports,
};

const REVEALS: &str = "{ pseudonymReveals { nodes { id reason ground } } }";
const READS: &str = "{ accessLog(first: 100) { nodes { fields reader { ... on Membership { id } } } } }";

on_both! {
    async fn r26_of_a_name_that_was_revealed_its_holder_reads_no_case_by_office(app: App) {
        let project = Project::active(&app).await;
        let officer = app.person(Alpha, DataProtectionOfficer);
        let own = project.joined(&officer, "SOCIETY", "LAY").await;
        let steward = app.person(Alpha, DataSteward).reading_for("LEGAL_RECORD");
        let mut made = Vec::new();
        for part in [own, part(&project).await] {
            made.push(reveals(&steward, &part).await.ok().text("/revealPseudonym/reveal/id"));
        }
        let seen = officer.reading_for("SECURITY_AUDIT").asks(REVEALS).await.ok();
        let nodes = seen.data("/pseudonymReveals/nodes").as_array().unwrap();
        for (id, reason) in made.iter().zip([Value::Null, json!("Order 7 of the court.")]) {
            // That there was one and by which duty everybody reads whom it is about.
            assert!(nodes.contains(&json!({ "id": id, "reason": reason, "ground": "LEGAL_ORDER" })), "{}", seen.text);
        }
        assert_eq!(seen.redacted(), ["FIELD_FORBIDDEN pseudonymReveals.nodes[*].reason"]);
        // Another who holds an office reads it.
        let node = "query($id: ID!) { node(id: $id) { ... on PseudonymReveal { reason } } }";
        let read = steward.graphql(node, json!({ "id": made[0] })).await.ok();
        assert_eq!(read.data("/node/reason"), "Order 7 of the court.");
    }

    async fn r26_by_whom_their_own_data_were_read_its_holder_does_not_learn_by_office(app: App) {
        let project = Project::active(&app).await;
        let officer = app.person(Alpha, DataProtectionOfficer);
        project.joined(&officer, "SOCIETY", "LAY").await;
        let people = "query($id: ID!) { node(id: $id) { ... on Project { participations { nodes { person { legalName } } } } } }";
        project.owner.administering().graphql(people, json!({ "id": project.id })).await.ok();
        let by = json!({ "id": app.world.person(Alpha, Staff).membership });
        let log = async |who: &Actor| who.reading_for("SECURITY_AUDIT").asks(READS).await.ok();
        let of = |fields: &str, reader: &Value| json!({ "fields": fields.split(' ').collect::<Vec<_>>(), "reader": reader });
        let names = "Participation.person Person.legalName";
        let seen = log(&officer).await;
        let nodes = seen.data("/accessLog/nodes").as_array().unwrap();
        // The owner read the names of the auditor and of the member, and the officer's.
        let number = |reader: &Value| nodes.iter().filter(|node| **node == of(names, reader)).count();
        assert_eq!((number(&by), number(&Value::Null)), (2, 1), "{}", seen.text);
        assert_eq!(seen.redacted(), ["FIELD_FORBIDDEN accessLog.nodes[*].reader"]);
        let own = "{ myDataAccess(first: 100) { nodes { readerRole fields reader { ... on Membership { id } } } } }";
        let own = officer.asks(own).await.ok();
        let read = json!({ "readerRole": "OWNER", "fields": names.split(' ').collect::<Vec<_>>(), "reader": null });
        assert!(own.data("/myDataAccess/nodes").as_array().unwrap().contains(&read), "{}", own.text);
        // Another who holds the office learns it.
        let other = log(&app.founder(Alpha)).await;
        let nodes = other.data("/accessLog/nodes").as_array().unwrap();
        assert_eq!(nodes.iter().filter(|node| **node == of(names, &by)).count(), 3, "{}", other.text);
    }

    async fn r26_holds_and_reports_about_its_holder_an_office_does_not_open(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let officer = app.person(Alpha, DataProtectionOfficer);
        project.joined(&officer, "SOCIETY", "LAY").await;
        let words = published(&officer, &project.owner, &phase, "Herons are late.").await;
        let others = published(&project.economy, &project.owner, &phase, "Herons are silly.").await;
        let mut found = Vec::new();
        for words in [&words, &others] {
            found.push(reports(&project.society, words).await.ok().text("/reportContribution/report/id"));
        }
        for who in [&officer, &project.society] {
            found.push(holds(&app, who).await);
        }
        let node = "query($id: ID!) { node(id: $id) { id } }";
        let mut seen = Vec::new();
        for id in &found {
            seen.push(officer.graphql(node, json!({ "id": id })).await.ok().data("/node").is_object());
        }
        assert_eq!(seen, [false, true, false, true]);
        let counted = "query($id: ID!) { legalHolds { totalCount } node(id: $id) { ... on Project { contributionReports { totalCount } } } }";
        let counted = officer.graphql(counted, json!({ "id": project.id })).await.ok();
        assert_eq!((counted.data("/legalHolds/totalCount"), counted.data("/node/contributionReports/totalCount")), (&json!(1), &json!(1)));
    }
}
