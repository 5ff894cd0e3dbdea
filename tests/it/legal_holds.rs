//! Legal holds: what they keep for their readers alone, and what none of them keeps.

use chrono::Duration;
use entity::vocabulary::TenantRole::{self, Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    app::App,
    contribution::{drafts, published},
    database::{Kind, column, rows},
    on_both,
    process::command,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

use crate::{
    consents::{again, consents_to_a_name, person_of},
    judged::{Story, criterion},
    pseudonyms,
    reports::{OF_CONTRIBUTION, closes, reported, reports},
    retention::{PROFILES, RUNS, number, ran, rules, tells},
    rights::erased,
};

const HOLD: &str = "hold { id version reason liftedAt subject { id } readers { id } }";
const KEPT: &str = "query($id: ID!) { node(id: $id) { ... on LegalHold { reason records(first: 10) { totalCount
    nodes { kind document keptOn } } } } }";

/// Places a hold that who has this role reads.
async fn places(app: &App, target: Value, reader: TenantRole) -> String {
    let reader = app.world.person(Alpha, reader).membership.clone();
    let order = json!({ "target": target, "readers": [reader], "reason": "Case 12/26." });
    let placed = app.person(Alpha, DataSteward).does("placeLegalHold", order, HOLD).await;
    placed.ok().text("/placeLegalHold/hold/id")
}

/// Places a hold on somebody, whose reader is the auditor.
async fn holds(app: &App, who: &Actor) -> String {
    places(app, json!({ "person": person_of(who).await }), Auditor).await
}

/// What a hold keeps: from which table, and what of the row.
async fn documents(reader: &Actor, hold: &str) -> Vec<(String, Value)> {
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
            own["readers"] = json!([app.world.person(Alpha, role).membership]);
            steward.does("placeLegalHold", own, HOLD).await.refused("BAD_INPUT");
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
            assert_eq!(counted.data("/retentionRuns/nodes/0/byRule/0/deletedCount"), 1);
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

    async fn r24_r27_why_a_name_was_revealed_goes_with_the_link_to_it_and_a_hold_on_whose_it_was_keeps_it(app: App) {
        let project = Project::active(&app).await;
        let steward = app.person(Alpha, DataSteward);
        let part = pseudonyms::part(&project).await;
        pseudonyms::reveals(&steward.reading_for("LEGAL_RECORD"), &part).await.ok();
        let hold = holds(&app, &project.society).await;
        rules(&steward, ["PERSONAL", "PARTICIPATION_ADMIN", "PROJECT_CONCLUDED", "P6M", "ANONYMISE"]).await;
        project.moves("cancelProject", json!({ "reason": "No budget." })).await.ok();
        let app = app.later(Duration::days(190)).await;
        let auditor = again(&app, Auditor).await;
        ran(&app, 1).await;
        assert_eq!(number(&app, "SELECT count(*) FROM participation WHERE person_id IS NOT NULL").await, 0);
        assert_eq!(number(&app, "SELECT count(*) FROM pseudonym_reveal WHERE reason <> ''").await, 0);
        let kept = documents(&auditor, &hold).await;
        let (_, reveal) = kept.iter().find(|(kind, _)| kind == "pseudonym_reveal").unwrap();
        assert_eq!(reveal["reason"], "Order 7 of the court.");
    }

    async fn r27_what_staff_wrote_of_who_was_erased_before_stays_where_a_hold_keeps_it(app: App) {
        let (project, other) = (Project::active(&app).await, Project::active(&app).await);
        let steward = app.person(Alpha, DataSteward).reading_for("LEGAL_RECORD");
        for (project, body) in [(&project, "A crossing."), (&other, "A lamp.")] {
            let phase = project.open_phase("CO_DESIGN").await;
            published(&project.society, &project.owner, &phase, body).await;
            pseudonyms::reveals(&steward, &pseudonyms::part(project).await).await.ok();
        }
        places(&app, json!({ "project": project.id }), Auditor).await;
        holds(&app, &project.society).await;
        let database = app.stop().await;
        let raw = database.raw().await;
        // Of one of the two links the hold on the person keeps a copy.
        for sql in [
            "INSERT INTO held_record (tenant_id, id, hold_id, table_name, row_id, person_id, document, kept_on)
             SELECT r.tenant_id, r.id, h.id, 'participation', r.participation_id, h.person_id, '{}', '2026-06-15'
             FROM pseudonym_reveal r, legal_hold h WHERE h.person_id IS NOT NULL AND r.id = (SELECT id FROM pseudonym_reveal ORDER BY id LIMIT 1)",
            "UPDATE participation SET person_id = NULL WHERE id IN (SELECT participation_id FROM pseudonym_reveal)",
            "UPDATE contribution SET state = 'REDACTED', outcome_reason = 'Heron said so.'",
            "DELETE FROM seaql_migrations WHERE version LIKE '%what_staff_wrote'",
        ] {
            rows(&raw, sql).await.expect("the superuser may");
        }
        raw.close().await.expect("it is open");
        let role: &[&str] = if database.kind() == Kind::Sqlite { &["migrate"] } else { &["migrate", "--role", "trialogue_app"] };
        assert!(command(&database, database.owner_url(), role).status().expect("the binary runs").success());
        let raw = database.raw().await;
        for left in ["SELECT count(*) FROM pseudonym_reveal WHERE reason <> ''", "SELECT count(*) FROM contribution WHERE outcome_reason IS NOT NULL"] {
            assert_eq!(column::<i64>(&raw, left).await, [1], "{left}");
        }
    }

    async fn r27_what_holds_left_of_what_staff_wrote_of_who_was_erased_goes_with_the_last_of_them(app: App) {
        let (project, steward) = (Project::active(&app).await, app.person(Alpha, DataSteward).reading_for("LEGAL_RECORD"));
        published(&project.society, &project.owner, &project.open_phase("CO_DESIGN").await, "A crossing.").await;
        pseudonyms::reveals(&steward, &pseudonyms::part(&project).await).await.ok();
        let (person, place) = (json!({ "person": person_of(&project.society).await }), json!({ "project": project.id }));
        let mut placed = Vec::new();
        for target in [&place, &place, &person, &person] {
            placed.push(places(&app, target.clone(), Auditor).await);
        }
        for sql in [
            "INSERT INTO held_record (tenant_id, id, hold_id, table_name, row_id, person_id, document, kept_on) SELECT r.tenant_id, h.id,
             h.id, 'participation', r.participation_id, h.person_id, '{}', '2026-06-15' FROM pseudonym_reveal r, legal_hold h WHERE h.person_id IS NOT NULL",
            "UPDATE participation SET person_id = NULL WHERE id IN (SELECT participation_id FROM pseudonym_reveal)",
            "UPDATE contribution SET state = 'REDACTED', outcome_reason = 'Heron said so.'",
        ] {
            rows(&app.database.raw().await, sql).await.expect("the superuser may");
        }
        let (revealed, said) = ("SELECT count(*) FROM pseudonym_reveal WHERE reason <> ''", "SELECT count(*) FROM contribution WHERE outcome_reason IS NOT NULL");
        for (hold, left) in placed.iter().zip([(1, 1), (1, 0), (1, 0), (0, 0)]) {
            let seen = steward.graphql("query($id: ID!) { node(id: $id) { ... on LegalHold { version } } }", json!({ "id": hold })).await.ok();
            steward.does("liftLegalHold", json!({ "hold": hold, "version": seen.text("/node/version"), "reason": "Over." }), HOLD).await.ok();
            assert_eq!((number(&app, revealed).await, number(&app, said).await), left);
        }
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

    async fn r12_t73_t74_no_hold_keeps_how_somebody_answered(app: App) {
        rules(&app.person(Alpha, DataSteward), ["PERSONAL", "EVALUATION", "RESULTS_RELEASED", "P90D", "DELETE"]).await;
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        let member = person_of(&app.person(Alpha, Member)).await;
        let mut placed = Vec::new();
        for target in [json!({ "person": member }), json!({ "project": story.project })] {
            placed.push(places(&app, target, DataProtectionOfficer).await);
        }
        let score = |score: i32| json!([{ "criterion": criterion("UC-01"), "answer": { "score": score } }]);
        let mut last = None;
        for first in 1..=5 {
            let person = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
            story.answers(&person, score(first)).await.ok();
            let revised = story.answers(&person, score(6 - first)).await.ok();
            last = Some((person, revised.data("/submitAssessment/assessment").clone()));
        }
        let (person, last) = last.unwrap();
        let back = json!({ "assessment": last["id"], "version": last["version"] });
        person.does("withdrawAssessment", back, "evaluation { id }").await.ok();
        let closed = story.closed(&app).await;
        let computed = story.moves("computeEvaluation", &closed).await;
        story.moves("releaseEvaluation", &computed).await;
        let app = app.later(Duration::days(91)).await;
        let told = ran(&app, 1).await;
        assert_eq!((told[0].0.as_str(), told[0].1[2]), ("EVALUATION", 0));
        assert_eq!(number(&app, "SELECT (SELECT count(*) FROM assessment) + (SELECT count(*) FROM assessment_answer)").await, 0);
        for hold in placed {
            assert!(documents(&again(&app, DataProtectionOfficer).await, &hold).await.is_empty());
        }
    }

    async fn r12_t73_t74_no_hold_keeps_a_stand_that_was_taken_back(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let words = published(&project.economy, &project.owner, &phase, "A zebra crossing by the mill.").await;
        let mut placed = Vec::new();
        for target in [json!({ "person": person_of(&project.society).await }), json!({ "project": project.id })] {
            placed.push(places(&app, target, DataProtectionOfficer).await);
        }
        let stand = json!({ "contribution": words, "stand": "AGREE" });
        project.society.does("reactToContribution", stand, "contribution { id }").await.ok();
        project.society.does("withdrawReaction", json!({ "contribution": words }), "contribution { id }").await.ok();
        assert_eq!(number(&app, "SELECT count(*) FROM reaction").await, 0);
        for hold in placed {
            assert!(documents(&app.person(Alpha, DataProtectionOfficer), &hold).await.is_empty());
        }
    }

    async fn neither_moderators_nor_who_is_reported_find_in_a_hold_who_reported_it(app: App) {
        let (project, ..) = reported(&app).await;
        let (reporter, project_id) = (json!({ "person": person_of(&project.society).await }), json!({ "project": project.id }));
        // The auditor's words were reported, and staff moderate.
        let own = places(&app, reporter.clone(), DataProtectionOfficer).await;
        let mut bare = Vec::new();
        for (target, reader) in [(project_id, DataProtectionOfficer), (reporter.clone(), Auditor), (reporter, Staff)] {
            bare.push((places(&app, target, reader).await, reader));
        }
        rules(&app.person(Alpha, DataSteward), ["CONFIDENTIAL", "PARTICIPATION_ADMIN", "PROJECT_CONCLUDED", "P6M", "DELETE"]).await;
        project.moves("cancelProject", json!({ "reason": "No budget." })).await.ok();
        let app = app.later(Duration::days(190)).await;
        ran(&app, 1).await;
        assert_eq!(number(&app, "SELECT count(*) FROM contribution_report WHERE reason IS NOT NULL").await, 0);
        let kept = documents(&again(&app, DataProtectionOfficer).await, &own).await;
        let [(kind, report)] = kept.as_slice() else { panic!("{kept:?}") };
        assert_eq!((kind.as_str(), &report["reason"]), ("contribution_report", &json!("It insults the heron.")));
        for (hold, reader) in bare {
            assert!(documents(&again(&app, reader).await, &hold).await.is_empty(), "{reader:?}");
        }
    }

    async fn r24_an_erasure_takes_what_was_said_of_ones_words_and_a_hold_on_who_said_it_keeps_it(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let words = published(&project.society, &project.owner, &phase, "Herons are silly.").await;
        let made = reports(&project.economy, &words).await.ok();
        closes(&project.owner, made.data("/reportContribution/report"), "UPHELD").await.ok();
        let hold = places(&app, json!({ "person": person_of(&project.economy).await }), DataProtectionOfficer).await;
        erased(&app, &project.society).await;
        let seen = project.owner.administering().graphql(OF_CONTRIBUTION, json!({ "id": words })).await.ok();
        let left = seen.data("/node/reports/nodes/0");
        assert_eq!((&left["state"], &left["reason"], &left["closingReason"]), (&json!("UPHELD"), &Value::Null, &Value::Null));
        let kept = documents(&app.person(Alpha, DataProtectionOfficer), &hold).await;
        let [(kind, report)] = kept.as_slice() else { panic!("{kept:?}") };
        assert_eq!((kind.as_str(), &report["reason"]), ("contribution_report", &json!("It insults the heron.")));
    }

    async fn t151_a_read_of_an_invitation_that_a_hold_keeps_is_on_record_for_whom_it_was_made(app: App) {
        let hold = holds(&app, &app.person(Alpha, Member)).await;
        rules(&app.person(Alpha, DataSteward), ["PERSONAL", "PARTICIPATION_ADMIN", "CREATED", "P1M", "DELETE"]).await;
        let app = app.later(Duration::days(90)).await;
        ran(&app, 1).await;
        assert_eq!(number(&app, "SELECT count(*) FROM invitation WHERE email_key LIKE 'member@alpha%'").await, 0);
        let kept = documents(&again(&app, Auditor).await, &hold).await;
        let [(kind, invitation)] = kept.as_slice() else { panic!("{kept:?}") };
        assert_eq!((kind.as_str(), &invitation["email"]), ("invitation", &json!(app.world.person(Alpha, Member).email)));
        let reads = "{ myDataAccess(filter: { purposes: [LEGAL_RECORD] }) { nodes { fields outcome } } }";
        let told = again(&app, Member).await.asks(reads).await.ok();
        assert!(told.text.contains("HeldRecord.document"), "{}", told.text);
    }

    async fn r26_t151_who_asked_about_a_hold_stays_on_record_while_it_stands_and_goes_into_no_other_hold(app: App) {
        let member = app.person(Alpha, Member);
        let hold = holds(&app, &member).await;
        let other = places(&app, json!({ "person": person_of(&member).await }), DataProtectionOfficer).await;
        let steward = app.person(Alpha, DataSteward);
        let whose = "query($id: ID!) { node(id: $id) { ... on LegalHold { version subject { id } } } }";
        let seen = steward.reading_for("LEGAL_RECORD").graphql(whose, json!({ "id": hold })).await.ok();
        rules(&steward, ["PERSONAL", "SECURITY_AUDIT", "CREATED", "P1M", "DELETE"]).await;
        let reads = |lifted: &str| format!("SELECT count(*) FROM access_log_entry e JOIN legal_hold h ON h.tenant_id = e.tenant_id \
            AND h.id = e.hold_id WHERE e.occurred_at < '2026-07-01' AND h.lifted_at IS {lifted} AND e.outcome = 'SHOWN'");
        let app = app.later(Duration::days(40)).await;
        ran(&app, 1).await;
        assert_ne!(number(&app, &reads("NULL")).await, 0, "the person was not told");
        let lift = json!({ "hold": hold, "version": seen.text("/node/version"), "reason": "The case is over." });
        again(&app, DataSteward).await.does("liftLegalHold", lift, "hold { id }").await.ok();
        assert_ne!(number(&app, &reads("NOT NULL")).await, 0);
        let app = app.later(Duration::days(1)).await;
        ran(&app, 2).await;
        assert_eq!(number(&app, &reads("NOT NULL")).await, 0);
        let kept = documents(&again(&app, DataProtectionOfficer).await, &other).await;
        assert!(kept.iter().all(|(_, document)| !document.to_string().contains("LegalHold")), "{kept:?}");
    }

    async fn r26_t151_who_asked_about_a_hold_is_told_to_the_officer_at_once_and_to_the_person_once_it_is_lifted(app: App) {
        let member = app.person(Alpha, Member);
        let hold = holds(&app, &member).await;
        let steward = app.person(Alpha, DataSteward);
        let whose = "query($id: ID!) { node(id: $id) { ... on LegalHold { version subject { id } } } }";
        let seen = steward.reading_for("LEGAL_RECORD").graphql(whose, json!({ "id": hold })).await.ok();
        assert_eq!(seen.data("/node/subject/id"), &json!(person_of(&member).await));
        let unsaid = steward.graphql(whose, json!({ "id": hold })).await.ok();
        assert_eq!(unsaid.redacted(), ["PURPOSE_REQUIRED node.subject"]);

        let read = |outcome: &str| json!({ "fields": ["LegalHold.subject"], "outcome": outcome });
        let log = "{ accessLog(first: 10, filter: { purposes: [LEGAL_RECORD] }) { nodes { fields outcome } } }";
        let officer = app.person(Alpha, DataProtectionOfficer).reading_for("SECURITY_AUDIT");
        let told = officer.asks(log).await.ok();
        assert!(told.data("/accessLog/nodes").as_array().unwrap().contains(&read("SHOWN")), "{}", told.text);
        // That the officer looked at it tells of it as well.
        let looked = member.asks("{ myDataAccess(filter: { purposes: [SECURITY_AUDIT] }) { totalCount } }").await.ok();
        assert_eq!(looked.data("/myDataAccess/totalCount"), 0);
        let own = "{ myDataAccess(first: 50) { nodes { fields outcome } } }";
        let before = member.asks(own).await.ok();
        assert!(!before.text.contains("LegalHold"), "{}", before.text);
        let copy = member.does("exportMyData", json!({}), "request { export { document } }").await.ok();
        assert!(!copy.text.contains("LegalHold"), "{}", copy.text);

        let lift = json!({ "hold": hold, "version": seen.text("/node/version"), "reason": "The case is over." });
        steward.does("liftLegalHold", lift, "hold { id }").await.ok();
        let after = member.asks(own).await.ok();
        for outcome in ["SHOWN", "REFUSED"] {
            assert!(after.data("/myDataAccess/nodes").as_array().unwrap().contains(&read(outcome)), "{}", after.text);
        }
        let copy = member.does("exportMyData", json!({}), "request { export { document } }").await.ok();
        assert!(copy.text.contains("LegalHold.subject"), "{}", copy.text);
    }

    async fn r26_t151_what_is_read_of_a_person_through_a_hold_is_told_to_them_once_it_is_lifted(app: App) {
        let member = app.person(Alpha, Member);
        let hold = holds(&app, &member).await;
        let steward = app.person(Alpha, DataSteward);
        let through = "query($id: ID!) { node(id: $id) { ... on LegalHold { version subject { id email } } } }";
        let seen = steward.reading_for("LEGAL_RECORD").graphql(through, json!({ "id": hold })).await.ok();
        assert!(seen.data("/node/subject/email").is_null() && !seen.data("/node/subject/id").is_null(), "{}", seen.text);
        // What is read without it is told at once.
        let email = "query($id: ID!) { node(id: $id) { ... on Person { email } } }";
        steward.administering().graphql(email, json!({ "id": seen.data("/node/subject/id") })).await.ok();

        let read = json!({ "fields": ["Person.email"], "outcome": "REFUSED" });
        let log = "{ accessLog(first: 10, filter: { purposes: [LEGAL_RECORD] }) { nodes { fields outcome } } }";
        let told = app.person(Alpha, DataProtectionOfficer).reading_for("SECURITY_AUDIT").asks(log).await.ok();
        assert!(told.data("/accessLog/nodes").as_array().unwrap().contains(&read), "{}", told.text);
        let own = async |purpose: &str| {
            let own = format!("{{ myDataAccess(filter: {{ purposes: [{purpose}] }}) {{ nodes {{ fields outcome }} }} }}");
            member.asks(&own).await.ok().data("/myDataAccess/nodes").clone()
        };
        assert_eq!((own("LEGAL_RECORD").await, own("PARTICIPATION_ADMIN").await), (json!([]), json!([read])));

        let lift = json!({ "hold": hold, "version": seen.text("/node/version"), "reason": "The case is over." });
        steward.does("liftLegalHold", lift, "hold { id }").await.ok();
        assert!(own("LEGAL_RECORD").await.as_array().unwrap().contains(&read));
    }
}
