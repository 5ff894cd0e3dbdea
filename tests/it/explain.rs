//! Why one is shown something or refused, and who reads what, asked of the server itself.

use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    app::App,
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

const EXPLAIN: &str = "query($field: String!, $project: ID, $reader: ID, $purpose: Purpose) {
    explainAccess(field: $field, project: $project, reader: $reader, purpose: $purpose) {
        field class purposes decision reasons { code because lift } facts { name value } policies } }";
const MATRIX: &str =
    "query($fields: [String!]!) { accessMatrix(fields: $fields) { field class tenantRole projectRole isParticipant
    relation state purpose hasConsent decision refusal { code because } } }";

on_both! {
    async fn what_the_server_says_of_a_read_is_what_it_does(app: App) {
        let project = Project::active(&app).await;
        let people = "query($id: ID!) { node(id: $id) { ... on Project { participations(first: 10) { nodes {
            person { legalName } } } } } }";
        for reader in [&project.owner, &project.society] {
            for purpose in ["PARTICIPATION_ADMIN", "SHARE_WITH_PARTNER", "RESEARCH"] {
                let asked = json!({ "field": "Participation.person", "project": project.id, "purpose": purpose });
                let told = reader.graphql(EXPLAIN, asked).await.ok();
                let codes: Vec<Value> = told.data("/explainAccess/reasons").as_array().unwrap().iter().map(|reason| reason["code"].clone()).collect();
                let seen = reader.reading_for(purpose).graphql(people, json!({ "id": project.id })).await.ok();
                let refused: Vec<Value> = seen.redactions().into_iter().map(Value::from).collect();
                assert_eq!(codes, refused, "{purpose}: {}", told.text);
                assert_eq!(told.data("/explainAccess/decision"), if codes.is_empty() { "ALLOWED" } else { "REFUSED" });
            }
        }
        let told = project.owner.graphql(EXPLAIN, json!({ "field": "Person.email", "project": project.id, "purpose": "PARTICIPATION_ADMIN" })).await.ok();
        let facts = told.data("/explainAccess/facts");
        assert!(facts.as_array().unwrap().contains(&json!({ "name": "projectRole", "value": "OWNER" })), "{facts}");
        assert!(facts.as_array().unwrap().contains(&json!({ "name": "purpose", "value": "PARTICIPATION_ADMIN" })), "{facts}");
        project.owner.graphql(EXPLAIN, json!({ "field": "Person.shoeSize" })).await.refused("BAD_INPUT");
    }

    async fn t39_others_are_asked_about_by_officer_and_steward_alone_and_on_record(app: App) {
        let project = Project::active(&app).await;
        let staff = app.world.person(Alpha, Staff).membership.clone();
        let about = |reader: &str| json!({ "field": "Person.legalName", "project": project.id, "reader": reader, "purpose": "PARTICIPATION_ADMIN" });
        for role in [Staff, Member, Administrator, Auditor] {
            let other = if role == Staff { &app.world.person(Alpha, Member).membership } else { &staff };
            let asked = app.person(Alpha, role).reading_for("SECURITY_AUDIT");
            let refused = asked.graphql(EXPLAIN, about(other)).await.ok();
            assert_eq!((refused.data("/explainAccess"), refused.redacted()), (&Value::Null, vec!["FIELD_FORBIDDEN explainAccess".to_owned()]));
            let nobody = asked.graphql(EXPLAIN, about("membership_01h455vb4pex5vsknk084sn02q")).await.ok();
            assert_eq!(nobody.text, refused.text, "whether there is such a member is not told");
        }
        let neighbour = app.person(Beta, DataProtectionOfficer).reading_for("SECURITY_AUDIT");
        neighbour.graphql(EXPLAIN, about(&staff)).await.refused("NOT_FOUND");
        for role in [DataProtectionOfficer, DataSteward] {
            let purposeless = app.person(Alpha, role).graphql(EXPLAIN, about(&staff)).await.ok();
            assert_eq!(purposeless.redacted(), ["PURPOSE_REQUIRED explainAccess"]);
            let told = app.person(Alpha, role).reading_for("SECURITY_AUDIT").graphql(EXPLAIN, about(&staff)).await.ok();
            assert_eq!(told.data("/explainAccess/decision"), "ALLOWED", "{}", told.text);
        }
        let mine = "{ myDataAccess(first: 100) { nodes { readerRole purpose fields outcome } } }";
        let mine = project.owner.asks(mine).await.ok();
        for role in ["DATA_PROTECTION_OFFICER", "DATA_STEWARD"] {
            let entry = json!({ "readerRole": role, "purpose": "SECURITY_AUDIT", "fields": ["Query.explainAccess"], "outcome": "SHOWN" });
            assert!(mine.data("/myDataAccess/nodes").as_array().unwrap().contains(&entry), "{}", mine.text);
        }
        // Of another's part in a project it counts whether they run it; who merely takes part is not told.
        let member = &app.world.person(Alpha, Member).membership;
        for (reader, part) in [(&staff, Some("OWNER")), (member, None)] {
            let told = app.person(Alpha, DataProtectionOfficer).reading_for("SECURITY_AUDIT").graphql(EXPLAIN, about(reader)).await.ok();
            let facts = told.data("/explainAccess/facts").as_array().unwrap();
            let role = facts.iter().find(|fact| fact["name"] == "projectRole").map(|fact| fact["value"].clone());
            assert_eq!(role, part.map(Value::from), "{}", told.text);
        }
        // What somebody consented to is no fact of the answer.
        let asked = json!({ "field": "Person.email", "reader": staff, "purpose": "CONTACT_NEWS" });
        let told = app.person(Alpha, DataSteward).reading_for("SECURITY_AUDIT").graphql(EXPLAIN, asked).await.ok();
        assert_eq!(told.data("/explainAccess/reasons/0/code"), "CONSENT_REQUIRED");
    }

    async fn the_matrix_is_that_of_the_policies_and_of_what_the_agency_added(app: App) {
        for role in [Staff, Member] {
            let refused = app.person(Alpha, role).graphql(MATRIX, json!({ "fields": ["Person.email"] })).await.ok();
            assert_eq!(refused.redacted(), ["FIELD_FORBIDDEN accessMatrix"]);
        }
        let officer = app.person(Alpha, DataProtectionOfficer);
        let cells = async |field: &str| {
            let seen = officer.graphql(MATRIX, json!({ "fields": [field] })).await.ok();
            seen.data("/accessMatrix").as_array().unwrap().clone()
        };
        let before = cells("Person.email").await;
        let allowed = |cells: &[Value], role: &str| {
            cells.iter().any(|cell| cell["projectRole"] == role && cell["relation"] == "NONE" && cell["decision"] == "ALLOWED" && cell["tenantRole"].is_null())
        };
        assert_eq!((&before[0]["decision"], &before[0]["refusal"]["code"]), (&json!("REFUSED"), &json!("FIELD_FORBIDDEN")));
        assert!(allowed(&before, "FACILITATOR") && !allowed(&before, "PARTICIPANT"), "{before:?}");
        assert!(before.iter().any(|cell| cell["relation"] == "SELF" && cell["decision"] == "ALLOWED"));
        assert!(before.iter().any(|cell| cell["purpose"] == "CONTACT_NEWS" && cell["hasConsent"] == true));
        let sensitive = cells("ParticipantProfile.gender").await;
        assert_eq!(sensitive[0]["decision"], "AGGREGATE_ONLY");
        let input = json!({ "name": "No addresses", "field": "Person.email", "reason": "Too many letters." });
        let made = app.person(Alpha, Administrator).does("draftTenantPolicy", input, "policy { id version }").await.ok();
        let part = |name: &str| made.text(&format!("/draftTenantPolicy/policy/{name}"));
        let activate = json!({ "policy": part("id"), "version": part("version") });
        app.person(Alpha, Administrator).does("activateTenantPolicy", activate, "policy { id }").await.ok();
        let after = cells("Person.email").await;
        assert!(!allowed(&after, "FACILITATOR"), "{after:?}");
        assert!(after.iter().any(|cell| cell["relation"] == "SELF" && cell["decision"] == "ALLOWED"), "one's own stays");
        officer.graphql(MATRIX, json!({ "fields": ["Project.title"] })).await.refused("BAD_INPUT");
        // Several at once are answered one after another, each once.
        let fields = ["ParticipantProfile.gender", "Person.email", "ParticipantProfile.gender"];
        let both = officer.graphql(MATRIX, json!({ "fields": fields })).await.ok();
        assert_eq!(both.data("/accessMatrix").as_array().unwrap(), &[sensitive, after].concat());
        for number in [0, 11] {
            let refused = officer.graphql(MATRIX, json!({ "fields": vec!["Person.email"; number] })).await.refused("BAD_INPUT");
            assert_eq!(refused.data("/accessMatrix"), &json!(null));
        }
    }
}
