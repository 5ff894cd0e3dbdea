//! Legal holds: who places and reads them, and what they keep.

use chrono::Duration;
use entity::vocabulary::TenantRole::{self, Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    app::App,
    contribution::drafts,
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

use crate::{
    consents::{again, consents_to_a_name, person_of},
    retention::{PROFILES, RUNS, number, ran, rules, tells, withheld},
};

pub(crate) const HOLD: &str = "hold { id version reason liftedAt subject { id } readers { id } }";
const KEPT: &str = "query($id: ID!) { node(id: $id) { ... on LegalHold { reason records(first: 10) { totalCount
    nodes { kind document keptOn } } } } }";

/// Places a hold that who has this role reads.
pub(crate) async fn places(app: &App, target: Value, reader: TenantRole) -> String {
    let reader = app.world.person(Alpha, reader).membership.clone();
    let order = json!({ "target": target, "readers": [reader], "reason": "Case 12/26." });
    let placed = app.person(Alpha, DataSteward).does("placeLegalHold", order, HOLD).await;
    placed.ok().text("/placeLegalHold/hold/id")
}

/// Places a hold on somebody, whose reader is the auditor.
pub(crate) async fn holds(app: &App, who: &Actor) -> String {
    places(app, json!({ "person": person_of(who).await }), Auditor).await
}

/// What a hold keeps: from which table, and what of the row.
pub(crate) async fn documents(reader: &Actor, hold: &str) -> Vec<(String, Value)> {
    let kept = reader
        .reading_for("LEGAL_RECORD")
        .graphql(KEPT, json!({ "id": hold }))
        .await
        .ok();
    let records = kept.data("/node/records/nodes").as_array().unwrap().clone();
    let one = |record: &Value| {
        let document = serde_json::from_str(record["document"].as_str().unwrap()).unwrap();
        (record["kind"].as_str().unwrap().to_owned(), document)
    };
    records.iter().map(one).collect()
}

on_both! {
    async fn r27_a_person_whom_a_hold_keeps_is_not_taken_out_before_it_is_lifted(app: App) {
        let steward = app.person(Alpha, DataSteward);
        rules(&steward, ["PERSONAL", "PARTICIPATION_ADMIN", "LAST_ACTIVITY", "P12M", "ANONYMISE"]).await;
        let person = person_of(&app.person(Alpha, Member)).await;
        let reader = app.world.person(Alpha, Auditor).membership.clone();
        let order = json!({ "target": { "person": person }, "readers": [reader], "reason": "Case 13/26." });
        let placed = steward.does("placeLegalHold", order, HOLD).await.ok();
        let app = app.later(Duration::days(400)).await;
        assert_eq!(ran(&app, 1).await, [("PARTICIPATION_ADMIN".into(), [0, 0, 0])]);
        let hold = placed.text("/placeLegalHold/hold/id");
        let lift = json!({ "hold": hold, "version": placed.text("/placeLegalHold/hold/version"), "reason": "Over." });
        again(&app, DataSteward).await.does("liftLegalHold", lift, HOLD).await.ok();
        let app = app.later(Duration::days(1)).await;
        assert_eq!(ran(&app, 2).await, [("PARTICIPATION_ADMIN".into(), [0, 1, 0])]);
    }

    async fn r27_t72_a_hold_keeps_what_is_over_for_its_readers_and_its_purpose_alone(app: App) {
        let steward = app.person(Alpha, DataSteward);
        rules(&steward, ["SENSITIVE", "REPRESENTATIVENESS", "LAST_ACTIVITY", "P12M", "DELETE"]).await;
        let member = app.person(Alpha, Member);
        tells(&app, &member).await;
        let person = person_of(&member).await;
        let reader = app.world.person(Alpha, Auditor).membership.clone();
        let order = json!({ "target": { "person": person }, "readers": [reader], "reason": "Case 12/26." });
        for nobody in [app.person(Alpha, Staff), app.person(Alpha, Administrator), app.person(Alpha, Auditor), member.clone()] {
            nobody.does("placeLegalHold", order.clone(), HOLD).await.refused("FORBIDDEN");
        }
        app.founder(Beta).does("placeLegalHold", order.clone(), HOLD).await.refused("NOT_FOUND");
        let mut silent = order.clone();
        silent["reason"] = json!(" ");
        steward.does("placeLegalHold", silent, HOLD).await.refused("REASON_REQUIRED");
        // Neither who places it nor whom it is about is let in by it.
        for role in [DataSteward, Member] {
            let mut own = order.clone();
            own["readers"] = json!([reader, app.world.person(Alpha, role).membership]);
            let refused = steward.does("placeLegalHold", own, HOLD).await.refused("BAD_INPUT");
            assert_eq!(refused.inputs(), ["input.readers.1"]);
        }
        for nobody in [json!("membership_"), json!(person), json!(app.world.person(Beta, Auditor).membership)] {
            let mut lost = order.clone();
            lost["readers"] = json!([reader, reader, nobody]);
            let refused = steward.does("placeLegalHold", lost, HOLD).await.refused("NOT_FOUND");
            assert_eq!(refused.inputs(), ["input.readers.2"], "{nobody}");
        }
        for (target, place) in [(json!({ "person": "heron" }), "person"), (json!({ "project": person }), "project")] {
            let mut lost = order.clone();
            lost["target"] = target;
            let refused = steward.does("placeLegalHold", lost, HOLD).await.refused("NOT_FOUND");
            assert_eq!(refused.inputs(), [format!("input.target.{place}")]);
        }
        let placed = steward.reading_for("LEGAL_RECORD").does("placeLegalHold", order, HOLD).await.ok();
        let hold = placed.text("/placeLegalHold/hold/id");
        assert_eq!(placed.data("/placeLegalHold/hold/subject/id"), &json!(person));
        assert_eq!(placed.data("/placeLegalHold/hold/readers/0/id"), &json!(reader));

        // It can serve a case against the person, who does not learn of it before somebody reads what it keeps.
        let copy = member.does("exportMyData", json!({}), "request { export { document } }").await.ok();
        let access = member.asks("{ myDataAccess(first: 100) { nodes { fields } } }").await.ok();
        assert!(!copy.text.contains("legal_hold") && !access.text.contains("LegalHold"), "{}", access.text);

        let app = app.later(Duration::days(370)).await;
        let auditor = again(&app, Auditor).await;
        assert_eq!(ran(&app, 1).await, [("REPRESENTATIVENESS".into(), [1, 0, 1])]);
        assert_eq!(number(&app, PROFILES).await, 0, "out of its place");
        // Nobody finds a hold on themselves by counting.
        for role in [Administrator, Staff, Auditor] {
            let counted = again(&app, role).await.asks(RUNS).await.ok();
            assert_eq!(counted.data("/retentionRuns/nodes/0/byRule/0/deletedCount"), &withheld());
            assert_eq!(counted.redacted(), ["FIELD_FORBIDDEN retentionRuns.nodes[*].byRule[*].heldCount"]);
        }
        let of = json!({ "id": hold });
        let kept = auditor.reading_for("LEGAL_RECORD").graphql(KEPT, of.clone()).await.ok();
        assert_eq!(kept.data("/node/records/nodes/0/kind"), "participant_profile");
        let document: Value = serde_json::from_str(&kept.text("/node/records/nodes/0/document")).unwrap();
        assert_eq!(kept.data("/node/records/nodes/0/keptOn"), "2027-06-20", "the day, and not the instant");
        assert_eq!((&document["postal_address"], &document["birth_year"]), (&json!("Heron Street 5, 12345 Exampleton"), &json!(1984)));
        // For another purpose, and by whoever placed it, it is not read; others do not know of it.
        let other = auditor.administering().graphql(KEPT, of.clone()).await.ok();
        assert_eq!((other.data("/node/records"), other.redacted()), (&json!(null), vec!["PURPOSE_NOT_PERMITTED node.records".to_owned()]));
        assert_eq!(auditor.graphql(KEPT, of.clone()).await.ok().redacted(), ["PURPOSE_REQUIRED node.records"]);
        let placer = again(&app, DataSteward).await.reading_for("LEGAL_RECORD").graphql(KEPT, of.clone()).await.ok();
        assert_eq!((placer.data("/node/reason"), placer.redacted()), (&json!("Case 12/26."), vec!["FIELD_FORBIDDEN node.records".to_owned()]));
        for role in [Staff, Administrator, Member] {
            assert!(again(&app, role).await.reading_for("LEGAL_RECORD").graphql(KEPT, of.clone()).await.ok().data("/node").is_null());
        }
        // The read is on record, as the person finds.
        let told = again(&app, Member).await.asks("{ myDataAccess(filter: { purposes: [LEGAL_RECORD] }) { nodes { fields outcome } } }").await.ok();
        assert!(told.text.contains("HeldRecord.document"), "{}", told.text);

        // Lifted, it lets go with the next run.
        let officer = again(&app, DataProtectionOfficer).await;
        let seen = officer.graphql("query($id: ID!) { node(id: $id) { ... on LegalHold { version } } }", of.clone()).await.ok();
        let lift = json!({ "hold": hold, "version": seen.text("/node/version"), "reason": "The case is over." });
        auditor.does("liftLegalHold", lift.clone(), HOLD).await.refused("FORBIDDEN");
        again(&app, Staff).await.does("liftLegalHold", lift.clone(), HOLD).await.refused("NOT_FOUND");
        officer.does("liftLegalHold", lift.clone(), HOLD).await.ok();
        assert_eq!(number(&app, "SELECT count(*) FROM held_record").await, 0, "at once");
        officer.does("liftLegalHold", lift, HOLD).await.refused("INVALID_TRANSITION");
        let app = app.later(Duration::days(1)).await;
        ran(&app, 2).await;
        assert_eq!(number(&app, "SELECT count(*) FROM held_record").await, 0);
    }

    async fn a_hold_keeps_a_person_from_being_erased_and_a_project_what_is_unlinked_in_it(app: App) {
        let project = Project::active(&app).await;
        let steward = app.person(Alpha, DataSteward);
        let reader = app.world.person(Alpha, Auditor).membership.clone();
        let order = json!({ "target": { "project": project.id }, "readers": [reader], "reason": "Audit office." });
        let placed = steward.does("placeLegalHold", order, HOLD).await.ok();
        let hold = placed.text("/placeLegalHold/hold/id");
        let asked = project.society.does("requestErasure", json!({}), "request { id version }").await.ok();
        let request = asked.text("/requestErasure/request/id");
        let mut version = asked.text("/requestErasure/request/version");
        for verb in ["startIdentityCheck", "confirmRequestIdentity"] {
            let done = steward.does(verb, json!({ "request": request, "version": version }), "request { version }").await.ok();
            version = done.text(&format!("/{verb}/request/version"));
        }
        steward.does("fulfilDataSubjectRequest", json!({ "request": request, "version": version }), "request { state }").await.refused("ON_LEGAL_HOLD");

        let phase = project.open_phase("CO_DESIGN").await;
        drafts(&project.society, &phase, "Not handed in.", json!({})).await.ok();
        rules(&steward, ["PERSONAL", "PARTICIPATION_ADMIN", "PROJECT_CONCLUDED", "P6M", "ANONYMISE"]).await;
        project.moves("cancelProject", json!({ "reason": "No budget." })).await.ok();
        let app = app.later(Duration::days(190)).await;
        let auditor = again(&app, Auditor).await;
        let told = ran(&app, 1).await;
        assert_eq!(told, [("PARTICIPATION_ADMIN".into(), [1, 3, 4])], "a draft that nobody can hand in any more, and three links");
        assert_eq!(number(&app, "SELECT count(*) FROM participation WHERE person_id IS NOT NULL").await, 0);
        assert_eq!(number(&app, "SELECT count(*) FROM contribution WHERE state = 'DRAFT'").await, 0);
        let kept = auditor.reading_for("LEGAL_RECORD").graphql(KEPT, json!({ "id": hold })).await.ok();
        assert_eq!(kept.data("/node/records/totalCount"), 4);
        // Of a link the copy holds what went, and not the rest of the row.
        let records = kept.data("/node/records/nodes").as_array().unwrap();
        let link = records.iter().find(|record| record["kind"] == "participation").unwrap();
        let link: Value = serde_json::from_str(link["document"].as_str().unwrap()).unwrap();
        let mut names: Vec<_> = link.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["id", "person_id"]);
    }

    async fn r26_r27_whose_office_places_holds_neither_finds_nor_lifts_one_on_themselves(app: App) {
        let officer = app.person(Alpha, DataProtectionOfficer).reading_for("LEGAL_RECORD");
        let hold = holds(&app, &officer).await;
        let one = "query($id: ID!) { legalHolds { totalCount } node(id: $id) { ... on LegalHold { version subject { id } } } }";
        let seen = async |who: &Actor| who.graphql(one, json!({ "id": hold })).await.ok();
        let hidden = seen(&officer).await;
        assert_eq!((hidden.data("/legalHolds/totalCount"), hidden.data("/node")), (&json!(0), &Value::Null));
        let steward = app.person(Alpha, DataSteward).reading_for("LEGAL_RECORD");
        let known = seen(&steward).await;
        assert_eq!((known.data("/legalHolds/totalCount"), known.data("/node/subject/id")), (&json!(1), &json!(person_of(&officer).await)));
        let lift = json!({ "hold": hold, "version": known.text("/node/version"), "reason": "The case is over." });
        officer.does("liftLegalHold", lift.clone(), "hold { id }").await.refused("NOT_FOUND");
        // Who reads the whole log finds in their own what everybody does.
        let reads = async || officer.asks("{ myDataAccess(first: 50) { nodes { fields } } }").await.ok().text.contains("LegalHold.subject");
        let auditing = officer.reading_for("SECURITY_AUDIT");
        let log = async || auditing.asks("{ accessLog(first: 50) { nodes { fields } } }").await.ok().text.contains("LegalHold.subject");
        assert!(!reads().await && !log().await);
        steward.does("liftLegalHold", lift, "hold { id }").await.ok();
        assert!(reads().await && log().await);
        assert_eq!(seen(&officer).await.data("/legalHolds/totalCount"), 1);
    }

    async fn r27_a_hold_keeps_what_a_person_clears(app: App) {
        let member = app.person(Alpha, Member);
        tells(&app, &member).await;
        let hold = holds(&app, &member).await;
        let seen = member.asks("{ viewer { profile { version } } }").await.ok();
        let clear = json!({ "version": seen.data("/viewer/profile/version"), "attributes": ["BIRTH_YEAR"] });
        member.does("clearMyProfile", clear, "profile { birthYear postalAddress }").await.ok();
        let kept = documents(&app.person(Alpha, Auditor), &hold).await;
        let [(kind, profile)] = kept.as_slice() else { panic!("{kept:?}") };
        assert_eq!(kind, "participant_profile");
        assert_eq!((&profile["birth_year"], profile.get("postal_address")), (&json!(1984), None), "what went, and no more");
    }

    async fn r27_a_hold_keeps_the_names_that_somebody_gives_up(app: App) {
        let project = Project::active(&app).await;
        let member = &project.society;
        consents_to_a_name(&app, member).await;
        let choose = async |precision: &str| {
            let part = member.asks("{ viewer { participations { nodes { id version } } } }").await.ok();
            let part = part.data("/viewer/participations/nodes/0").clone();
            let input = json!({ "participation": part["id"], "version": part["version"], "precision": precision });
            member.does("chooseByline", input, "participation { byline { name } }").await.ok();
        };
        let renamed = async |names: Value| {
            let seen = member.asks("{ viewer { membership { person { version } } } }").await.ok();
            let mut input = json!({ "version": seen.data("/viewer/membership/person/version") });
            input.as_object_mut().unwrap().extend(names.as_object().unwrap().clone());
            member.does("updateMyPerson", input, "person { id }").await.ok();
        };
        choose("DISPLAY_NAME").await;
        let hold = holds(&app, member).await;
        let order = json!({ "target": { "project": project.id }, "readers": [app.world.person(Alpha, Auditor).membership], "reason": "Case 13/26." });
        let placed = app.person(Alpha, DataSteward).does("placeLegalHold", order, HOLD).await;
        let of_project = placed.ok().text("/placeLegalHold/hold/id");
        // What stays is not kept.
        choose("DISPLAY_NAME").await;
        renamed(json!({ "displayName": "Legal member", "language": "en" })).await;
        renamed(json!({ "displayName": "Heron" })).await;
        renamed(json!({ "legalName": "Grey Heron" })).await;
        choose("PSEUDONYM").await;
        let expected = [
            r#"participation {"public_name":"Heron"}"#,
            r#"participation {"public_name":"Legal member"}"#,
            r#"person {"display_name":"Legal member"}"#,
            r#"person {"legal_name":"Legal member"}"#,
        ];
        for hold in [hold, of_project] {
            let kept = documents(&app.person(Alpha, Auditor), &hold).await.into_iter().map(|(kind, mut document)| {
                document.as_object_mut().unwrap().remove("id");
                format!("{kind} {document}")
            });
            let mut kept: Vec<String> = kept.collect();
            kept.sort();
            assert_eq!(kept, expected);
        }
    }
}
