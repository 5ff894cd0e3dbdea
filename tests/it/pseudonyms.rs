//! Who is behind a pseudonym: brought out by duty, by who was named for it, on record.

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

use crate::{audit::chained, consents::person_of, rights::erased};

const SHOWN: &str = "reveal { id legalName person { id } ground reason revealedAt participation { id } }";
const ALL: &str = "{ pseudonymReveals(first: 10) { totalCount nodes { legalName reason ground revealedBy { id } } } }";

/// Has somebody reveal who takes part so.
pub(crate) async fn reveals(who: &Actor, part: &str) -> Answer {
    let input = json!({ "participation": part, "ground": "LEGAL_ORDER", "reason": "Order 7 of the court." });
    who.does("revealPseudonym", input, SHOWN).await
}

/// The participation of the project's member of society.
pub(crate) async fn part(project: &Project) -> String {
    let query = "query($id: ID!) { node(id: $id) { ... on Project { viewerParticipation { id } } } }";
    let seen = project.society.graphql(query, json!({ "id": project.id })).await.ok();
    seen.text("/node/viewerParticipation/id")
}

/// What a reader finds of the reveals of a pseudonym.
async fn found(who: &Actor, part: &str) -> Answer {
    let query = "query($id: ID!) { node(id: $id) { ... on Participation { reveals(first: 5) { totalCount nodes {
        ground revealedAt reason legalName revealedBy { id roles } } } } } }";
    who.graphql(query, json!({ "id": part })).await
}

on_both! {
    async fn a_pseudonym_is_revealed_by_duty_and_the_person_reads_that_and_when(app: App) {
        let project = Project::active(&app).await;
        let part = part(&project).await;
        let steward = app.person(Alpha, DataSteward).reading_for("LEGAL_RECORD");
        let done = reveals(&steward, &part).await.ok();
        let reveal = done.data("/revealPseudonym/reveal");
        assert_eq!((&reveal["legalName"], &reveal["reason"]), (&json!("Legal member"), &json!("Order 7 of the court.")));
        assert_eq!(reveal["person"]["id"], json!(person_of(&project.society).await));
        // What one is told of a reveal is for the oversight of it, and another purpose.
        assert_eq!((&reveal["ground"], &reveal["revealedAt"]), (&Value::Null, &Value::Null));

        let own = found(&project.society, &part).await.ok();
        let expected = json!({ "totalCount": 1, "nodes": [{ "ground": "LEGAL_ORDER", "revealedAt": "2026-06-15T10:00:00+00:00",
            "reason": null, "legalName": "Legal member",
            // By whom, for who asks the data protection officer, and nothing else of them.
            "revealedBy": { "id": app.world.person(Alpha, DataSteward).membership, "roles": null } }] });
        assert_eq!(own.data("/node/reveals"), &expected);
        let reads = project.society.asks("{ myDataAccess(first: 10) { nodes { readerRole purpose fields outcome } } }").await.ok();
        assert!(reads.text.contains("PseudonymReveal.legalName") && reads.text.contains("DATA_STEWARD"), "{}", reads.text);

        let officer = app.person(Alpha, DataProtectionOfficer);
        let all = officer.reading_for("LEGAL_RECORD").asks(ALL).await.ok();
        assert_eq!(all.data("/pseudonymReveals/nodes/0/legalName"), "Legal member");
        assert_eq!(all.data("/pseudonymReveals/nodes/0/reason"), "Order 7 of the court.");
        let overseen = officer.reading_for("SECURITY_AUDIT").asks(ALL).await.ok();
        assert_eq!(overseen.data("/pseudonymReveals/nodes/0/ground"), "LEGAL_ORDER");
        assert!(!overseen.data("/pseudonymReveals/nodes/0/revealedBy/id").is_null());
        assert_eq!(overseen.data("/pseudonymReveals/nodes/0/legalName"), &Value::Null);

        chained(&app).await;
        let log = app.person(Alpha, Auditor).asks("{ auditEntries(filter: { kinds: [REVEAL] }, first: 5) { totalCount nodes { kind } } }").await.ok();
        assert_eq!(log.data("/auditEntries/totalCount"), 1);
    }

    async fn nobody_else_reveals_or_learns_of_a_reveal(app: App) {
        let project = Project::active(&app).await;
        let part = part(&project).await;
        let record = |who: Actor| who.reading_for("LEGAL_RECORD");
        for role in [Administrator, Staff, DataProtectionOfficer] {
            let refused = reveals(&record(app.person(Alpha, role)), &part).await;
            assert!(["FORBIDDEN", "NOT_FOUND"].contains(&refused.codes()[0].as_str()), "{}", refused.text);
        }
        reveals(&record(app.person(Alpha, Member)), &part).await.refused("FORBIDDEN");
        reveals(&record(app.founder(Beta)), &part).await.refused("NOT_FOUND");
        let steward = app.person(Alpha, DataSteward);
        reveals(&steward, &part).await.refused("PURPOSE_REQUIRED");
        reveals(&steward.administering(), &part).await.refused("PURPOSE_NOT_PERMITTED");
        let bare = json!({ "participation": part, "ground": "SERIOUS_HARM", "reason": " " });
        record(steward.clone()).does("revealPseudonym", bare, SHOWN).await.refused("REASON_REQUIRED");
        let officer = app.person(Alpha, DataProtectionOfficer).reading_for("SECURITY_AUDIT");
        assert_eq!(officer.asks(ALL).await.ok().data("/pseudonymReveals/totalCount"), 0, "nothing came of it");

        let done = reveals(&record(steward), &part).await.ok();
        let id = done.text("/revealPseudonym/reveal/id");
        let node = "query($id: ID!) { node(id: $id) { id ... on PseudonymReveal { legalName } } }";
        let administrator = app.person(Alpha, Administrator);
        for stranger in [administrator.clone(), app.founder(Beta), app.visitor(Alpha), project.owner.clone(), project.economy.clone()] {
            let seen = record(stranger).graphql(node, json!({ "id": id })).await.ok();
            assert_eq!(seen.data("/node"), &Value::Null);
        }
        for stranger in [&project.owner, &project.economy] {
            let seen = found(&stranger.reading_for("SECURITY_AUDIT"), &part).await.ok();
            assert_eq!(seen.redacted(), ["FIELD_FORBIDDEN node.reveals"]);
        }
        let refused = administrator.asks(ALL).await.ok();
        assert_eq!(refused.redacted(), ["FIELD_FORBIDDEN pseudonymReveals"]);
    }

    async fn t39_a_data_steward_does_not_learn_of_what_another_one_revealed(app: App) {
        let project = Project::active(&app).await;
        let part = part(&project).await;
        let id = reveals(&app.person(Alpha, DataSteward).reading_for("LEGAL_RECORD"), &part).await.ok().text("/revealPseudonym/reveal/id");
        let (founder, membership) = (app.founder(Alpha), &app.world.person(Alpha, Administrator).membership);
        let seen = "query($id: ID!) { node(id: $id) { ... on Membership { version } } }";
        let seen = founder.graphql(seen, json!({ "id": membership })).await.ok();
        let grant = json!({ "membership": membership, "version": seen.data("/node/version"), "role": "DATA_STEWARD" });
        founder.does("grantTenantRole", grant, "membership { id }").await.ok();

        let other = app.person(Alpha, Administrator);
        let node = "query($id: ID!) { node(id: $id) { id ... on PseudonymReveal { legalName } } }";
        let known = async || {
            let mut known = Vec::new();
            for purpose in ["LEGAL_RECORD", "SECURITY_AUDIT"] {
                let reader = other.reading_for(purpose);
                assert_eq!(reader.graphql(node, json!({ "id": id })).await.ok().data("/node"), &Value::Null);
                known.push(found(&reader, &part).await.ok().body.pointer("/data/node/reveals/totalCount").cloned());
                known.push(reader.asks(ALL).await.ok().body.pointer("/data/pseudonymReveals/totalCount").cloned());
            }
            known
        };
        let before = known().await;
        assert!(!before.contains(&Some(json!(1))), "{before:?}");
        // What they revealed themselves they know of, and of nothing before it.
        let own = reveals(&other.reading_for("LEGAL_RECORD"), &part).await.ok().text("/revealPseudonym/reveal/id");
        let seen = other.reading_for("LEGAL_RECORD").graphql(node, json!({ "id": own })).await.ok();
        assert_eq!(seen.data("/node/legalName"), "Legal member");
        let after = known().await;
        assert!(!after.contains(&Some(json!(2))), "{after:?}");
        let officer = app.person(Alpha, DataProtectionOfficer).reading_for("SECURITY_AUDIT");
        assert_eq!(officer.asks(ALL).await.ok().data("/pseudonymReveals/totalCount"), 2);
    }

    async fn after_an_erasure_it_stands_that_there_was_a_reveal_and_no_longer_of_whom(app: App) {
        let project = Project::active(&app).await;
        let part = part(&project).await;
        let steward = app.person(Alpha, DataSteward).reading_for("LEGAL_RECORD");
        let id = reveals(&steward, &part).await.ok().text("/revealPseudonym/reveal/id");
        erased(&app, &project.society).await;
        let officer = app.person(Alpha, DataProtectionOfficer).reading_for("SECURITY_AUDIT");
        let left = officer.asks(ALL).await.ok();
        assert_eq!((left.data("/pseudonymReveals/nodes/0/ground"), left.data("/pseudonymReveals/nodes/0/reason")), (&json!("LEGAL_ORDER"), &Value::Null));
        assert!(!left.data("/pseudonymReveals/nodes/0/revealedBy/id").is_null());
        let seen = steward.graphql("query($id: ID!) { node(id: $id) { ... on PseudonymReveal { legalName person { id } reason } } }", json!({ "id": id })).await.ok();
        assert_eq!(seen.data("/node"), &json!({ "legalName": null, "person": null, "reason": null }));
        reveals(&steward, &part).await.refused("PRECONDITION_UNMET");
    }
}
