//! What is wrong is corrected by request, and stands nowhere any more.

use chrono::TimeDelta;
use entity::vocabulary::TenantRole::{Auditor, DataProtectionOfficer, DataSteward, Member};
use harness::{
    actor::Actor,
    app::App,
    contribution::{drafts, published},
    on_both,
    project::Project,
    socket::Socket,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

use crate::{
    audit::chained,
    consents::person_of,
    rights::{everything, holds, step},
};

const REQUEST: &str =
    "request { id version state right field correction contribution { id } outcomes { isDone because } }";
const WORDS: &str =
    "query($id: ID!) { node(id: $id) { ... on Contribution { version title body isRectified state } } }";

/// Asks for a correction; answers with the request's id.
async fn asks(who: &Actor, object: &str, field: &str, correction: &str) -> String {
    let input = json!({ "object": object, "field": field, "correction": correction, "details": "It is wrong." });
    let asked = who.does("requestRectification", input, REQUEST).await.ok();
    let request = asked.data("/requestRectification/request");
    assert_eq!(
        (
            &request["state"],
            &request["right"],
            &request["field"],
            &request["correction"]
        ),
        (
            &json!("RECEIVED"),
            &json!("RECTIFICATION"),
            &json!(field),
            &json!(correction)
        )
    );
    asked.text("/requestRectification/request/id")
}

/// Has a data steward take these steps with a request.
async fn handled(app: &App, request: &str, verbs: &[&str]) {
    let steward = app.person(Alpha, DataSteward).administering();
    for verb in verbs {
        step(&steward, verb, request, json!({})).await.ok();
    }
}

const CARRIED_OUT: [&str; 3] = [
    "startIdentityCheck",
    "confirmRequestIdentity",
    "fulfilDataSubjectRequest",
];

on_both! {
    async fn r24_t44_words_are_corrected_by_request_with_a_mark_and_what_was_wrong_is_in_no_history(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let member = &project.society;
        let id = published(member, &project.owner, &phase, "My neighbour Quetzalina sold the mill.").await;
        let words = async |who: &Actor| who.graphql(WORDS, json!({ "id": id })).await.ok().data("/node").clone();
        let before = words(member).await;
        assert_eq!((&before["isRectified"], &before["title"]), (&json!(false), &Value::Null));
        let query = "subscription($project: ID!) { contributionChanged(project: $project) { id kind node { body isRectified } } }";
        let mut socket = Socket::of(&app.visitor(Alpha)).await;
        socket.listens("1", query, json!({ "project": project.id })).await;
        let request = asks(member, &id, "Contribution.body", "Somebody sold the granary.").await;
        let again = json!({ "object": id, "field": "Contribution.body", "correction": "No: the barn." });
        member.does("requestRectification", again, REQUEST).await.refused("PRECONDITION_UNMET");
        asks(member, &id, "Contribution.title", "The granary").await;
        assert_eq!(words(&app.visitor(Alpha)).await, before, "nothing changes before it is carried out");

        handled(&app, &request, &CARRIED_OUT).await;
        let told = socket.answer("1").await;
        let expected = json!({ "id": id, "kind": "CHANGED", "node": { "body": "Somebody sold the granary.", "isRectified": true } });
        assert_eq!(told["data"]["contributionChanged"], expected);
        let after = words(&app.visitor(Alpha)).await;
        assert_eq!((&after["body"], &after["isRectified"], &after["state"]), (&json!("Somebody sold the granary."), &json!(true), &json!("PUBLISHED")));
        assert_ne!(after["version"], before["version"]);
        let found = async |word: &str| {
            let query = format!("{{ search(query: \"{word}\") {{ totalCount }} }}");
            app.visitor(Alpha).asks(&query).await.ok().data("/search/totalCount").clone()
        };
        assert_eq!((found("granary").await, found("quetzalina").await), (json!(1), json!(0)));
        let own = member.graphql("query($id: ID!) { node(id: $id) { ... on DataSubjectRequest { state correction contribution { id }
            outcomes { isDone because } } } }", json!({ "id": request })).await.ok();
        let node = own.data("/node");
        assert_eq!((&node["state"], &node["correction"], &node["contribution"]["id"]), (&json!("FULFILLED"), &Value::Null, &json!(id)));
        assert!(node["outcomes"][0]["because"].as_str().unwrap().contains("GDPR articles 16 and 19"));

        app.clock.advance(TimeDelta::minutes(1));
        let all = everything(&app.stop().await);
        for gone in ["Quetzalina", "quetzalina", "sold the mill"] {
            assert!(!holds(&all, gone), "{gone} is still there");
        }
        assert!(holds(&all, "sold the granary"));
    }

    async fn a_correction_that_is_refused_changes_nothing(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner, &phase, "A crossing by the mill.").await;
        let before = app.visitor(Alpha).graphql(WORDS, json!({ "id": id })).await.ok().text;
        let request = asks(&project.society, &id, "Contribution.body", "A bridge by the mill.").await;
        handled(&app, &request, &CARRIED_OUT[..2]).await;
        let no = json!({ "article": "16", "reason": "It is what you said." });
        step(&app.person(Alpha, DataSteward).administering(), "refuseDataSubjectRequest", &request, no).await.ok();
        assert_eq!(app.visitor(Alpha).graphql(WORDS, json!({ "id": id })).await.ok().text, before);
    }

    async fn what_a_legal_hold_keeps_is_not_corrected_away(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner, &phase, "A crossing by the mill.").await;
        let reader = app.world.person(Alpha, Auditor).membership.clone();
        let order = json!({ "target": { "project": project.id }, "readers": [reader], "reason": "Case 12/26." });
        app.person(Alpha, DataSteward).does("placeLegalHold", order, "hold { id }").await.ok();
        let request = asks(&project.society, &id, "Contribution.body", "A bridge by the mill.").await;
        handled(&app, &request, &CARRIED_OUT[..2]).await;
        let steward = app.person(Alpha, DataSteward).administering();
        step(&steward, "fulfilDataSubjectRequest", &request, json!({})).await.refused("ON_LEGAL_HOLD");
        assert_eq!(app.visitor(Alpha).graphql(WORDS, json!({ "id": id })).await.ok().data("/node/body"), "A crossing by the mill.");
    }

    async fn names_and_parts_are_corrected_by_request_too(app: App) {
        let project = Project::active(&app).await;
        let member = &project.society;
        let person = person_of(member).await;
        let part = member.asks("{ viewer { participations { nodes { id } } } }").await.ok().text("/viewer/participations/nodes/0/id");
        for (object, field, correction) in [
            (&person, "Person.legalName", "Vera Anna Vork"),
            (&person, "Person.displayName", "Vera"),
            (&part, "Participation.sector", "ECONOMY"),
            (&part, "Participation.expertise", "PROFESSIONAL"),
        ] {
            let request = asks(member, object, field, correction).await;
            handled(&app, &request, &CARRIED_OUT).await;
        }
        let own = "{ viewer { membership { person { legalName displayName } } participations { nodes { sector expertise } } } }";
        let own = member.asks(own).await.ok();
        let name = json!({ "legalName": "Vera Anna Vork", "displayName": "Vera" });
        assert_eq!(own.data("/viewer/membership/person"), &name);
        assert_eq!(own.data("/viewer/participations/nodes/0"), &json!({ "sector": "ECONOMY", "expertise": "PROFESSIONAL" }));
        // Entries of the audit log hold ids alone.
        let all = app.person(Alpha, DataProtectionOfficer).reading_for("SECURITY_AUDIT");
        chained(&app).await;
        let log = all.asks("{ auditEntries(first: 50) { nodes { kind action object } } }").await.ok();
        assert!(log.text.contains("fulfilDataSubjectRequest"), "{}", log.text);
        assert!(!log.text.contains("Vera"), "{}", log.text);
    }

    async fn nobody_has_corrected_what_is_not_theirs_nor_what_has_no_such_field(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let (member, other) = (&project.society, &project.economy);
        let id = published(member, &project.owner, &phase, "A crossing by the mill.").await;
        let draft = drafts(member, &phase, "Drafted.", json!({})).await.ok().text("/draftContribution/contribution/id");
        let person = person_of(member).await;
        let wants = |object: &str, field: &str| json!({ "object": object, "field": field, "correction": "SOCIETY" });
        let unknown = "contribution_01h455vb4pex5vsknk084sn02q";
        let missing = other.does("requestRectification", wants(unknown, "Contribution.body"), REQUEST).await.refused("NOT_FOUND");
        for (object, field) in [(&*id, "Contribution.body"), (&*draft, "Contribution.title"), (&*person, "Person.legalName"), (&*id, "Participation.sector")] {
            let refused = other.does("requestRectification", wants(object, field), REQUEST).await.refused("NOT_FOUND");
            assert_eq!(refused.text, missing.text, "{field}");
        }
        app.person(Beta, Member).does("requestRectification", wants(&id, "Contribution.body"), REQUEST).await.refused("NOT_FOUND");
        member.does("requestRectification", wants(&draft, "Contribution.body"), REQUEST).await.refused("PRECONDITION_UNMET");
        for (object, field) in [(&*id, "Contribution.state"), (&*person, "Person.email")] {
            member.does("requestRectification", wants(object, field), REQUEST).await.refused("BAD_INPUT");
        }
        let odd = json!({ "object": person, "field": "Participation.sector", "correction": "THIRD" });
        member.does("requestRectification", odd, REQUEST).await.refused("BAD_INPUT");
        let long = json!({ "object": id, "field": "Contribution.title", "correction": "x".repeat(201) });
        member.does("requestRectification", long, REQUEST).await.refused("BAD_INPUT");
        app.visitor(Alpha).does("requestRectification", wants(&id, "Contribution.body"), REQUEST).await.refused("FORBIDDEN");
        let none = member.asks("{ viewer { dataSubjectRequests { totalCount } } }").await.ok();
        assert_eq!(none.data("/viewer/dataSubjectRequests/totalCount"), 0);
    }
}
