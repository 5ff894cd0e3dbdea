//! How long data are kept: what is over is gone, and a hold keeps it for its readers alone.

use chrono::Duration;
use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    app::{App, NOW},
    contribution::drafts,
    database::{column, rows},
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

use crate::{
    consents::{again, consents_to_a_name, gives, person_of, publishes},
    judged::{Story, criterion},
};

const RULE: &str = "rule { id version class purpose trigger duration disposal isActive }";
const HOLD: &str = "hold { id version reason liftedAt subject { id } readers { id } }";
const RUNS: &str = "{ retentionRuns(first: 1) { totalCount nodes { startedAt finishedAt
    byRule { rule { purpose } deletedCount anonymisedCount heldCount } } } }";
const KEPT: &str = "query($id: ID!) { node(id: $id) { ... on LegalHold { reason records(first: 10) { totalCount
    nodes { kind document keptAt } } } } }";

/// Makes a rule.
async fn rules(who: &Actor, [class, purpose, trigger, duration, disposal]: [&str; 5]) -> String {
    let input =
        json!({ "class": class, "purpose": purpose, "trigger": trigger, "duration": duration, "disposal": disposal });
    let made = who.does("createRetentionRule", input, RULE).await.ok();
    made.text("/createRetentionRule/rule/id")
}

/// What the last run did for the rule of a purpose, once it has ended: deleted, anonymised, held.
async fn ran(who: &Actor, runs: i64) -> Vec<(String, [i64; 3])> {
    for _ in 0..100 {
        let seen = who.asks(RUNS).await.ok();
        let list = seen.data("/retentionRuns");
        if list["totalCount"] == runs && list["nodes"][0]["finishedAt"].is_string() {
            let all = list["nodes"][0]["byRule"].as_array().unwrap().clone();
            let counts =
                |one: &Value| ["deletedCount", "anonymisedCount", "heldCount"].map(|name| one[name].as_i64().unwrap());
            let mut all: Vec<_> = all
                .iter()
                .map(|one| (one["rule"]["purpose"].as_str().unwrap().to_owned(), counts(one)))
                .collect();
            all.sort();
            return all;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the run did not end");
}

/// Has a member tell a profile, on consent.
async fn tells(app: &App, who: &Actor) {
    let notice = publishes(app, "REPRESENTATIVENESS", false, NOW).await;
    for attribute in ["BIRTH_YEAR", "POSTAL_ADDRESS"] {
        gives(who, "REPRESENTATIVENESS", &notice, json!({ "attribute": attribute }))
            .await
            .ok();
    }
    let told = json!({ "birthYear": 1984, "postalAddress": "Heron Street 5, 12345 Exampleton" });
    who.does("updateMyProfile", told, "profile { birthYear }").await.ok();
}

/// Places a hold on somebody, whose reader is the auditor.
async fn holds(app: &App, who: &Actor) -> String {
    let reader = app.world.person(Alpha, Auditor).membership.clone();
    let order = json!({ "target": { "person": person_of(who).await }, "readers": [reader], "reason": "Case 12/26." });
    let placed = app.person(Alpha, DataSteward).does("placeLegalHold", order, HOLD).await;
    placed.ok().text("/placeLegalHold/hold/id")
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

/// Puts the only project into a state in which it is concluded at the least, since the day on which it began.
async fn is_over(app: &App, state: &str) {
    let raw = app.database.raw().await;
    for sql in [
        format!("UPDATE project SET state = '{state}'"),
        "UPDATE project_state_change SET to_state = 'CONCLUDED' WHERE from_state = 'ANNOUNCED'".to_owned(),
    ] {
        rows(&raw, &sql).await.expect("the superuser may");
    }
}

async fn number(app: &App, sql: &str) -> i64 {
    column::<i64>(&app.database.raw().await, sql).await[0]
}

const PROFILES: &str =
    "SELECT count(*) FROM participant_profile WHERE birth_year IS NOT NULL OR postal_address IS NOT NULL";

const LINKED: &str = "SELECT count(*) FROM participation WHERE person_id IS NOT NULL";

on_both! {
    async fn r27_what_is_over_is_physically_gone_and_counted(app: App) {
        let steward = app.person(Alpha, DataSteward);
        rules(&steward, ["SENSITIVE", "REPRESENTATIVENESS", "LAST_ACTIVITY", "P12M", "DELETE"]).await;
        rules(&steward, ["PERSONAL", "SECURITY_AUDIT", "CREATED", "P24M", "DELETE"]).await;
        tells(&app, &app.person(Alpha, Member)).await;
        let id = person_of(&app.person(Alpha, Member)).await;
        let read = "query($id: ID!) { node(id: $id) { ... on Person { email } } }";
        app.person(Alpha, Staff).administering().graphql(read, json!({ "id": id })).await.ok();
        let app = app.later(Duration::days(360)).await;
        assert_eq!(ran(&again(&app, Auditor).await, 1).await, [("REPRESENTATIVENESS".into(), [0, 0, 0]), ("SECURITY_AUDIT".into(), [0, 0, 0])]);
        assert_eq!(number(&app, PROFILES).await, 1, "a day too early");
        let entries = number(&app, "SELECT count(*) FROM access_log_entry").await;
        assert!(entries > 0);
        let app = app.later(Duration::days(8)).await;
        assert_eq!(ran(&again(&app, Auditor).await, 2).await[0], ("REPRESENTATIVENESS".into(), [1, 0, 0]));
        assert_eq!(number(&app, PROFILES).await, 0);
        let app = app.later(Duration::days(370)).await;
        let told = ran(&again(&app, Auditor).await, 3).await;
        assert_eq!(told, [("REPRESENTATIVENESS".into(), [0, 0, 0]), ("SECURITY_AUDIT".into(), [entries, 0, 0])]);
        // Twice on one day it does nothing.
        let app = app.later(Duration::minutes(1)).await;
        assert_eq!(ran(&again(&app, Auditor).await, 3).await, told);
        app.clock.advance(Duration::minutes(1));
        let database = app.stop().await;
        let all = crate::rights::everything(&database);
        assert!(!crate::rights::holds(&all, "Heron Street"));
    }

    async fn r27_a_person_who_is_active_keeps_what_they_told(app: App) {
        let steward = app.person(Alpha, DataSteward);
        rules(&steward, ["SENSITIVE", "REPRESENTATIVENESS", "LAST_ACTIVITY", "P12M", "DELETE"]).await;
        rules(&steward, ["PERSONAL", "PARTICIPATION_ADMIN", "LAST_ACTIVITY", "P24M", "ANONYMISE"]).await;
        tells(&app, &app.person(Alpha, Member)).await;
        let app = app.later(Duration::days(300)).await;
        ran(&again(&app, Auditor).await, 1).await;
        // They come to read, and do nothing more.
        again(&app, Member).await;
        let app = app.later(Duration::days(300)).await;
        ran(&again(&app, Auditor).await, 2).await;
        assert_eq!(number(&app, PROFILES).await, 1);
        let app = app.later(Duration::days(120)).await;
        assert_eq!(ran(&again(&app, Auditor).await, 3).await[1], ("REPRESENTATIVENESS".into(), [1, 0, 0]));
        assert_eq!(number(&app, "SELECT count(*) FROM person WHERE email = ''").await, 0);
        // After two years without a sign they are taken out of the agency, as at their own request; who holds an office is not.
        let app = app.later(Duration::days(320)).await;
        assert_eq!(ran(&again(&app, Auditor).await, 4).await[0], ("PARTICIPATION_ADMIN".into(), [0, 1, 0]));
        let gone = json!({ "tenant": "alpha", "email": "member@alpha.example.org", "password": harness::world::PASSWORD });
        app.stranger().does("signIn", gone, "accessToken { value }").await.refused("INVALID_CREDENTIALS");
        again(&app, Staff).await;
    }

    async fn r27_a_person_whom_a_hold_keeps_is_not_taken_out_before_it_is_lifted(app: App) {
        let steward = app.person(Alpha, DataSteward);
        rules(&steward, ["PERSONAL", "PARTICIPATION_ADMIN", "LAST_ACTIVITY", "P12M", "ANONYMISE"]).await;
        let person = person_of(&app.person(Alpha, Member)).await;
        let reader = app.world.person(Alpha, Auditor).membership.clone();
        let order = json!({ "target": { "person": person }, "readers": [reader], "reason": "Case 13/26." });
        let placed = steward.does("placeLegalHold", order, HOLD).await.ok();
        let app = app.later(Duration::days(400)).await;
        assert_eq!(ran(&again(&app, Auditor).await, 1).await, [("PARTICIPATION_ADMIN".into(), [0, 0, 0])]);
        let hold = placed.text("/placeLegalHold/hold/id");
        let lift = json!({ "hold": hold, "version": placed.text("/placeLegalHold/hold/version"), "reason": "Over." });
        again(&app, DataSteward).await.does("liftLegalHold", lift, HOLD).await.ok();
        let app = app.later(Duration::days(1)).await;
        assert_eq!(ran(&again(&app, Auditor).await, 2).await, [("PARTICIPATION_ADMIN".into(), [0, 1, 0])]);
    }

    async fn r27_answers_go_some_time_after_the_release_and_figures_stay(app: App) {
        rules(&app.person(Alpha, DataSteward), ["PERSONAL", "EVALUATION", "RESULTS_RELEASED", "P90D", "DELETE"]).await;
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        for score in 1..=5 {
            let person = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
            story.answers(&person, json!([{ "criterion": criterion("UC-01"), "answer": { "score": score } }])).await.ok();
        }
        let closed = story.closed(&app).await;
        let computed = story.moves("computeEvaluation", &closed).await;
        story.moves("releaseEvaluation", &computed).await;
        let read = "query($id: ID!) { evaluation(id: $id) { results { criteria { groups { figures { status n mean } } } } } }";
        let before = app.visitor(Alpha).graphql(read, json!({ "id": story.id })).await.ok();
        let app = app.later(Duration::days(91)).await;
        assert_eq!(ran(&again(&app, Auditor).await, 1).await, [("EVALUATION".into(), [10, 0, 0])]);
        assert_eq!(number(&app, "SELECT (SELECT count(*) FROM assessment) + (SELECT count(*) FROM assessment_answer)").await, 0);
        assert_eq!(app.visitor(Alpha).graphql(read, json!({ "id": story.id })).await.ok().text, before.text);
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
        assert_eq!(ran(&auditor, 1).await, [("REPRESENTATIVENESS".into(), [1, 0, 1])]);
        assert_eq!(number(&app, PROFILES).await, 0, "out of its place");
        let of = json!({ "id": hold });
        let kept = auditor.reading_for("LEGAL_RECORD").graphql(KEPT, of.clone()).await.ok();
        assert_eq!(kept.data("/node/records/nodes/0/kind"), "participant_profile");
        let document: Value = serde_json::from_str(&kept.text("/node/records/nodes/0/document")).unwrap();
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
        ran(&again(&app, Auditor).await, 2).await;
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
        let told = ran(&auditor, 1).await;
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

    async fn r27_a_hold_keeps_what_a_person_clears_and_takes_back(app: App) {
        let member = app.person(Alpha, Member);
        tells(&app, &member).await;
        let hold = holds(&app, &member).await;
        let seen = member.asks("{ viewer { profile { version } } }").await.ok();
        let clear = json!({ "version": seen.data("/viewer/profile/version"), "attributes": ["BIRTH_YEAR"] });
        member.does("clearMyProfile", clear, "profile { birthYear postalAddress }").await.ok();
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        let person = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        let given = story.answers(&person, json!([{ "criterion": criterion("UC-01"), "answer": { "score": 2 } }])).await.ok();
        let back = json!({ "assessment": given.data("/submitAssessment/assessment/id"), "version": given.data("/submitAssessment/assessment/version") });
        person.does("withdrawAssessment", back, "evaluation { id }").await.ok();
        let kept = documents(&app.person(Alpha, Auditor), &hold).await;
        let of = |kind: &str| kept.iter().filter(|(of, _)| of == kind).map(|(_, document)| document.clone()).collect::<Vec<_>>();
        assert_eq!(of("assessment_answer")[0]["score"], 2);
        let profile = &of("participant_profile")[0];
        assert_eq!((&profile["birth_year"], profile.get("postal_address")), (&json!(1984), None), "what went, and no more");
        assert_eq!(kept.len(), 2);
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

    async fn r27_a_hold_on_a_person_finds_what_was_theirs_after_their_links_went(app: App) {
        let steward = app.person(Alpha, DataSteward);
        rules(&steward, ["PERSONAL", "PARTICIPATION_ADMIN", "PROJECT_CONCLUDED", "P1M", "ANONYMISE"]).await;
        rules(&steward, ["PERSONAL", "EVALUATION", "RESULTS_RELEASED", "P90D", "DELETE"]).await;
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        let mut hold = String::new();
        for score in 1..=5 {
            let person = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
            hold = holds(&app, &person).await;
            story.answers(&person, json!([{ "criterion": criterion("UC-01"), "answer": { "score": score } }])).await.ok();
        }
        let closed = story.closed(&app).await;
        let computed = story.moves("computeEvaluation", &closed).await;
        story.moves("releaseEvaluation", &computed).await;
        is_over(&app, "CANCELLED").await;
        let app = app.later(Duration::days(40)).await;
        ran(&again(&app, Auditor).await, 1).await;
        assert_eq!(number(&app, "SELECT count(*) FROM participation WHERE person_id IS NOT NULL").await, 0);
        let app = app.later(Duration::days(60)).await;
        let auditor = again(&app, Auditor).await;
        ran(&auditor, 2).await;
        assert_eq!(number(&app, "SELECT count(*) FROM assessment_answer").await, 0);
        let mut kept: Vec<_> = documents(&auditor, &hold).await.into_iter().map(|(kind, document)| (kind, document["score"].clone())).collect();
        kept.sort_by(|one, other| one.0.cmp(&other.0));
        let expected = [("assessment", Value::Null), ("assessment_answer", json!(5)), ("participation", Value::Null)];
        assert_eq!(kept, expected.map(|(kind, score)| (kind.to_owned(), score)));
    }

    async fn r27_who_can_still_answer_and_who_runs_what_is_not_over_keep_their_links(app: App) {
        rules(&app.person(Alpha, DataSteward), ["PERSONAL", "PARTICIPATION_ADMIN", "PROJECT_CONCLUDED", "P1M", "ANONYMISE"]).await;
        let mut story = Story::collecting(&app, "RETROSPECTIVE", &["UC-01"]).await;
        let person = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        is_over(&app, "CONCLUDED").await;
        let app = app.later(Duration::days(40)).await;
        assert_eq!(ran(&again(&app, Auditor).await, 1).await, [("PARTICIPATION_ADMIN".into(), [0, 0, 0])]);
        assert_eq!(number(&app, LINKED).await, 2);
        story.owner = again(&app, Staff).await;
        let mut version = story.version.clone();
        for verb in ["closeEvaluation", "computeEvaluation", "releaseEvaluation"] {
            version = story.moves(verb, &version).await;
        }
        let app = app.later(Duration::days(1)).await;
        assert_eq!(ran(&again(&app, Auditor).await, 2).await, [("PARTICIPATION_ADMIN".into(), [0, 1, 0])]);
        let owner = "SELECT count(*) FROM participation WHERE person_id IS NOT NULL AND roles & 1 <> 0";
        assert_eq!((number(&app, LINKED).await, number(&app, owner).await), (1, 1));
        is_over(&app, "EVALUATED").await;
        let app = app.later(Duration::days(1)).await;
        assert_eq!(ran(&again(&app, Auditor).await, 3).await, [("PARTICIPATION_ADMIN".into(), [0, 1, 0])]);
        drop(person);
    }

    async fn r25_the_link_that_data_rest_by_stays_until_they_do_not(app: App) {
        rules(&app.person(Alpha, DataSteward), ["PERSONAL", "PARTICIPATION_ADMIN", "PROJECT_CONCLUDED", "P1M", "ANONYMISE"]).await;
        let project = Project::active(&app).await;
        project.moves("cancelProject", json!({ "reason": "No budget." })).await.ok();
        let objects = json!({ "purpose": "PARTICIPATION_ADMIN", "details": "I have my reasons." });
        project.society.does("objectToProcessing", objects, "request { state }").await.ok();
        let app = app.later(Duration::days(40)).await;
        assert_eq!(ran(&again(&app, Auditor).await, 1).await, [("PARTICIPATION_ADMIN".into(), [0, 2, 0])]);
        assert_eq!(number(&app, LINKED).await, 1);
    }

    async fn who_may_says_how_long_and_only_of_what_there_is(app: App) {
        let steward = app.person(Alpha, DataSteward);
        let input = json!({ "class": "PERSONAL", "purpose": "SECURITY_AUDIT", "trigger": "CREATED", "duration": "P24M", "disposal": "DELETE" });
        for nobody in [app.person(Alpha, Staff), app.person(Alpha, DataProtectionOfficer), app.person(Alpha, Member), app.visitor(Alpha)] {
            nobody.does("createRetentionRule", input.clone(), RULE).await.refused("FORBIDDEN");
        }
        let made = steward.does("createRetentionRule", input.clone(), RULE).await.ok();
        let rule = made.data("/createRetentionRule/rule").clone();
        assert_eq!((&rule["duration"], &rule["isActive"], &rule["trigger"]), (&json!("P24M"), &json!(true), &json!("CREATED")));
        app.person(Alpha, Administrator).does("createRetentionRule", input.clone(), RULE).await.refused("ALREADY_EXISTS");
        for (name, value) in [("trigger", "RESULTS_RELEASED"), ("class", "PUBLIC"), ("disposal", "ANONYMISE"), ("duration", "for ever")] {
            let mut wrong = input.clone();
            wrong[name] = json!(value);
            steward.does("createRetentionRule", wrong, RULE).await.refused("BAD_INPUT");
        }
        let change = json!({ "rule": rule["id"], "version": rule["version"], "duration": "P12M", "isActive": false });
        app.person(Alpha, DataProtectionOfficer).does("updateRetentionRule", change.clone(), RULE).await.refused("FORBIDDEN");
        app.person(Alpha, Member).does("updateRetentionRule", change.clone(), RULE).await.refused("NOT_FOUND");
        app.founder(Beta).does("updateRetentionRule", change.clone(), RULE).await.refused("NOT_FOUND");
        let mut wrong = change.clone();
        wrong["disposal"] = json!("ANONYMISE");
        steward.does("updateRetentionRule", wrong, RULE).await.refused("BAD_INPUT");
        let changed = steward.does("updateRetentionRule", change.clone(), RULE).await.ok();
        let now = changed.data("/updateRetentionRule/rule");
        assert_eq!((&now["duration"], &now["isActive"]), (&json!("P12M"), &json!(false)));
        steward.does("updateRetentionRule", change, RULE).await.refused("CONFLICT");
        let list = "{ retentionRules { id } retentionRuns { totalCount } legalHolds { totalCount } }";
        let seen = app.person(Alpha, Staff).asks(list).await.ok();
        assert_eq!((seen.data("/retentionRules/0/id"), seen.redacted()), (&rule["id"], vec!["FIELD_FORBIDDEN legalHolds".to_owned()]));
        let seen = app.person(Alpha, Member).asks(list).await.ok();
        assert_eq!(seen.redacted(), ["FIELD_FORBIDDEN legalHolds", "FIELD_FORBIDDEN retentionRules", "FIELD_FORBIDDEN retentionRuns"]);
        // A rule that is off does nothing.
        let app = app.later(Duration::days(800)).await;
        assert_eq!(number(&app, "SELECT count(*) FROM retention_run").await, 0);
    }

    async fn a_consent_that_is_over_takes_with_it_what_was_told(app: App) {
        tells(&app, &app.person(Alpha, Member)).await;
        let app = app.later(Duration::days(731)).await;
        for _ in 0..100 {
            if number(&app, PROFILES).await == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(number(&app, PROFILES).await, 0);
        assert_eq!(number(&app, "SELECT count(*) FROM consent WHERE state = 'EXPIRED'").await, 2);
    }
}
