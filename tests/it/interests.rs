//! What participants declare that could bias them: for everybody in short, in full for few, and changed by them alone.

use chrono::TimeDelta;
use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    database::rows,
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

use crate::{
    consents::{again, person_of},
    rights::{erased, everything, holds, step},
};

const SHOWN: &str = "declaration { id version state relationship publicSummary detail declaredOn updatedOn withdrawnOn
    byline { name } phase { id } }";
/// All that is said of what was declared in a project, but for what is for few.
const LIST: &str = "query($id: ID!, $filter: InterestDeclarationFilter) { node(id: $id) { ... on Project {
    interestDeclarations(filter: $filter) { totalCount nodes { id version state relationship publicSummary declaredOn
    updatedOn withdrawnOn byline { name precision } phase { id } project { id } } } } } }";
const DETAIL: &str = "query($id: ID!) { node(id: $id) { ... on InterestDeclaration { publicSummary detail } } }";
const OF_PART: &str =
    "query($id: ID!) { node(id: $id) { ... on Participation { interestDeclarations { totalCount nodes {
    relationship participation { id } } } } } }";

/// Id and version of somebody's own part in a project.
pub(crate) async fn part(who: &Actor, project: &Project) -> (String, String) {
    let query = "query($id: ID!) { node(id: $id) { ... on Project { viewerParticipation { id version } } } }";
    let seen = who.graphql(query, json!({ "id": project.id })).await.ok();
    let part = |name: &str| seen.text(&format!("/node/viewerParticipation/{name}"));
    (part("id"), part("version"))
}

/// Has a participant declare that they work for a bakery, and tell its name to few.
pub(crate) async fn declares(who: &Actor, part: &str, more: Value) -> Answer {
    let mut input = json!({ "participation": part, "relationship": "EMPLOYMENT",
        "publicSummary": "Works for a shop on the street.", "detail": "Heron Bakery, since 2019." });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    who.does("declareInterest", input, SHOWN).await
}

/// A project in which a member of society declared an interest, who weighs interests there, and what was declared.
async fn declared(app: &App) -> (Project, Actor, Value) {
    let project = Project::active(app).await;
    let facilitator = app.person(Alpha, Administrator);
    project.facilitated_by(&facilitator).await;
    let (own, _) = part(&project.society, &project).await;
    let made = declares(&project.society, &own, json!({})).await.ok();
    (project, facilitator, made.data("/declareInterest/declaration").clone())
}

/// Has somebody change what was declared, from this version.
async fn changes(who: &Actor, verb: &str, declaration: &Value, more: Value) -> Answer {
    let mut input = json!({ "declaration": declaration["id"], "version": declaration["version"] });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    who.does(verb, input, SHOWN).await
}

async fn list(who: &Actor, project: &Project, filter: Value) -> Answer {
    who.graphql(LIST, json!({ "id": project.id, "filter": filter }))
        .await
        .ok()
}

async fn detail(who: &Actor, declaration: &Value) -> Answer {
    who.graphql(DETAIL, json!({ "id": declaration["id"] })).await.ok()
}

on_both! {
    async fn that_there_is_an_interest_is_for_everybody_by_a_pseudonym(app: App) {
        let (project, _, declaration) = declared(&app).await;
        let (own, _) = part(&project.society, &project).await;
        let phase = project.phase("CO_DESIGN", json!({})).await;
        for stranger in [app.founder(Beta), app.visitor(Beta)] {
            assert!(detail(&stranger, &declaration).await.data("/node").is_null());
        }
        app.clock.advance(TimeDelta::days(1));
        let member = again(&app, Member).await;
        let more = json!({ "phase": phase, "relationship": "FAMILY", "publicSummary": "A sister sells lamps.", "detail": null });
        declares(&member, &own, more).await.ok();
        let pseudonym = declaration["byline"]["name"].clone();
        assert!(pseudonym.as_str().unwrap().starts_with("participant-"));
        let visitor = app.visitor(Alpha);
        let seen = list(&visitor, &project, json!({})).await;
        let all = seen.data("/node/interestDeclarations");
        assert_eq!(all["totalCount"], 2);
        let mut first = all["nodes"][1].clone();
        first["version"] = json!(null);
        assert_eq!(first, json!({ "id": declaration["id"], "version": null, "state": "DECLARED", "relationship": "EMPLOYMENT",
            "publicSummary": "Works for a shop on the street.", "declaredOn": "2026-06-15", "updatedOn": "2026-06-15",
            "withdrawnOn": null, "byline": { "name": pseudonym, "precision": "PSEUDONYM" }, "phase": null,
            "project": { "id": project.id } }));
        assert_eq!((&all["nodes"][0]["phase"]["id"], &all["nodes"][0]["declaredOn"]), (&json!(phase), &json!("2026-06-16")));
        assert!(!seen.text.contains("Legal member") && !seen.text.contains("Heron Bakery"), "{}", seen.text);
        for (filter, number) in [
            (json!({ "relationships": ["FAMILY"] }), 1), (json!({ "phase": phase }), 1), (json!({ "states": ["WITHDRAWN", "REDACTED"] }), 0),
            (json!({ "relationships": ["FAMILY", "EMPLOYMENT"] }), 2),
        ] {
            assert_eq!(list(&visitor, &project, filter.clone()).await.data("/node/interestDeclarations/totalCount"), number, "{filter}");
        }
        let long = visitor.graphql(LIST, json!({ "id": project.id, "filter": { "relationships": vec!["OTHER"; 7] } })).await;
        assert_eq!(long.codes(), ["BAD_INPUT"]);
        for id in ["phase_01h455vb4pex5vsknk084sn02q", project.id.as_str(), "x"] {
            let refused = visitor.graphql(LIST, json!({ "id": project.id, "filter": { "phase": id } })).await.refused("NOT_FOUND");
            assert_eq!(refused.inputs(), ["filter.phase"], "{id}");
        }

        // By who takes part in it, to who may know that.
        for reader in [&again(&app, Auditor).await, &again(&app, Staff).await, &member] {
            let seen = reader.graphql(OF_PART, json!({ "id": own })).await.ok();
            assert_eq!(seen.data("/node/interestDeclarations/totalCount"), 2);
            assert_eq!(seen.data("/node/interestDeclarations/nodes/0/participation/id"), &json!(own));
        }
        let of = "query($id: ID!) { node(id: $id) { ... on InterestDeclaration { participation { id } } } }";
        let refused = visitor.graphql(of, json!({ "id": declaration["id"] })).await.ok();
        assert_eq!(refused.redacted(), ["FIELD_FORBIDDEN node.participation"]);
        assert!(visitor.graphql(OF_PART, json!({ "id": own })).await.ok().data("/node").is_null());
    }

    async fn what_an_interest_is_in_full_is_read_by_who_weighs_it_for_a_purpose_and_on_record(app: App) {
        let (project, facilitator, declaration) = declared(&app).await;
        let officer = app.person(Alpha, DataProtectionOfficer);
        let full = json!({ "publicSummary": "Works for a shop on the street.", "detail": "Heron Bakery, since 2019." });
        assert_eq!(detail(&project.society, &declaration).await.data("/node"), &full, "one's own needs no purpose");
        for reader in [&facilitator, &officer] {
            assert_eq!(detail(&reader.administering(), &declaration).await.data("/node"), &full);
            assert_eq!(detail(reader, &declaration).await.redacted(), ["PURPOSE_REQUIRED node.detail"]);
            let other = detail(&reader.reading_for("LEGAL_RECORD"), &declaration).await;
            assert_eq!(other.redacted(), ["PURPOSE_NOT_PERMITTED node.detail"]);
        }
        let others = [app.person(Alpha, Staff), app.person(Alpha, DataSteward), app.person(Alpha, Auditor), app.visitor(Alpha)];
        for reader in others {
            let refused = detail(&reader.administering(), &declaration).await;
            assert_eq!((refused.data("/node/detail"), refused.redacted()), (&Value::Null, vec!["FIELD_FORBIDDEN node.detail".to_owned()]));
        }
        // A detail that there is none of is refused in the same words (T37).
        let (own, _) = part(&project.society, &project).await;
        let bare = declares(&project.society, &own, json!({ "detail": null })).await.ok();
        let bare = detail(&project.owner.administering(), bare.data("/declareInterest/declaration")).await;
        assert_eq!(bare.text, detail(&project.owner.administering(), &declaration).await.text);

        let reads = "{ myDataAccess(first: 20) { nodes { readerRole purpose fields classes outcome } } }";
        let reads = project.society.asks(reads).await.ok();
        for role in ["FACILITATOR", "DATA_PROTECTION_OFFICER"] {
            let read = json!({ "readerRole": role, "purpose": "PARTICIPATION_ADMIN", "fields": ["InterestDeclaration.detail"],
                "classes": ["CONFIDENTIAL"], "outcome": "SHOWN" });
            assert!(reads.data("/myDataAccess/nodes").as_array().unwrap().contains(&read), "{role}: {}", reads.text);
        }

        // An agency closes it further, and nobody is kept from their own.
        let administrator = app.person(Alpha, Administrator);
        let rule = json!({ "name": "No details", "field": "InterestDeclaration.detail", "reason": "Weighed on paper." });
        let rule = administrator.does("draftTenantPolicy", rule, "policy { id version }").await.ok();
        let active = json!({ "policy": rule.data("/draftTenantPolicy/policy/id"), "version": rule.data("/draftTenantPolicy/policy/version") });
        administrator.does("activateTenantPolicy", active, "policy { id }").await.ok();
        assert_eq!(detail(&officer.administering(), &declaration).await.redacted(), ["FIELD_FORBIDDEN node.detail"]);
        assert_eq!(detail(&project.society, &declaration).await.data("/node"), &full);
    }

    async fn nobody_declares_changes_or_takes_back_for_another(app: App) {
        let (project, facilitator, declaration) = declared(&app).await;
        let (own, _) = part(&project.society, &project).await;
        for other in [&project.owner, &facilitator, &project.economy, &app.person(Alpha, DataProtectionOfficer)] {
            declares(other, &own, json!({})).await.refused("FORBIDDEN");
            for verb in ["updateInterestDeclaration", "withdrawInterestDeclaration"] {
                changes(other, verb, &declaration, json!({})).await.refused("FORBIDDEN");
            }
        }
        let visitor = app.visitor(Alpha);
        declares(&visitor, &own, json!({})).await.refused("NOT_FOUND");
        changes(&visitor, "withdrawInterestDeclaration", &declaration, json!({})).await.refused("FORBIDDEN");
        declares(&app.founder(Beta), &own, json!({})).await.refused("NOT_FOUND");
        let never = json!({ "id": "interestdeclaration_01h455vb4pex5vsknk084sn02q", "version": "x" });
        for (verb, declaration) in [("updateInterestDeclaration", &declaration), ("withdrawInterestDeclaration", &declaration)] {
            let foreign = changes(&app.founder(Beta), verb, declaration, json!({})).await.refused("NOT_FOUND");
            let none = changes(&project.society, verb, &never, json!({})).await.refused("NOT_FOUND");
            assert_eq!(foreign.text, none.text);
        }
        let seen = list(&visitor, &project, json!({})).await;
        assert_eq!((seen.data("/node/interestDeclarations/totalCount"), seen.data("/node/interestDeclarations/nodes/0/state")),
            (&json!(1), &json!("DECLARED")), "nothing came of it");
    }

    async fn who_takes_part_declares_and_corrects_even_after_leaving_and_withdraws_once(app: App) {
        let (project, _, declaration) = declared(&app).await;
        let member = &project.society;
        let (own, version) = part(member, &project).await;
        let other = Project::active(&app).await.phase("CO_DESIGN", json!({})).await;
        let elsewhere = declares(member, &own, json!({ "phase": other })).await.refused("NOT_FOUND");
        assert_eq!(elsewhere.inputs(), ["input.phase"]);
        let wrong = declares(member, &own, json!({ "publicSummary": " ", "detail": "x".repeat(5001) })).await;
        assert_eq!((wrong.codes(), wrong.inputs()), (vec!["BAD_INPUT".to_owned(); 2], vec!["input.publicSummary".to_owned(), "input.detail".to_owned()]));
        let once = json!({ "idempotencyKey": "one", "relationship": "FINANCIAL" });
        let (first, second) = (declares(member, &own, once.clone()).await.ok(), declares(member, &own, once).await.ok());
        assert_eq!(first.data("/declareInterest/declaration/id"), second.data("/declareInterest/declaration/id"));

        let changed = json!({ "relationship": "CONTRACTUAL", "publicSummary": "Supplies a shop on the street." });
        let done = changes(member, "updateInterestDeclaration", &declaration, changed).await.ok();
        let now = done.data("/updateInterestDeclaration/declaration").clone();
        assert_eq!((&now["relationship"], &now["publicSummary"], &now["detail"]),
            (&json!("CONTRACTUAL"), &json!("Supplies a shop on the street."), &json!("Heron Bakery, since 2019.")));
        changes(member, "updateInterestDeclaration", &declaration, json!({})).await.refused("CONFLICT");
        let both = json!({ "detail": "More.", "removesDetail": true });
        let both = changes(member, "updateInterestDeclaration", &now, both).await.refused("BAD_INPUT");
        assert_eq!(both.inputs(), ["input.removesDetail"]);

        let leave = json!({ "participation": own, "version": version });
        member.does("leaveProject", leave, "participation { id }").await.ok();
        declares(member, &own, json!({})).await.refused("INVALID_TRANSITION");
        let done = changes(member, "updateInterestDeclaration", &now, json!({ "removesDetail": true })).await.ok();
        let now = done.data("/updateInterestDeclaration/declaration").clone();
        assert_eq!((&now["detail"], &now["publicSummary"]), (&Value::Null, &json!("Supplies a shop on the street.")));
        app.clock.advance(TimeDelta::days(1));
        let member = again(&app, Member).await;
        let done = changes(&member, "withdrawInterestDeclaration", &now, json!({})).await.ok();
        let now = done.data("/withdrawInterestDeclaration/declaration").clone();
        assert_eq!((&now["state"], &now["withdrawnOn"]), (&json!("WITHDRAWN"), &json!("2026-06-16")));
        changes(&member, "withdrawInterestDeclaration", &now, json!({})).await.refused("INVALID_TRANSITION");
    }

    async fn r24_what_was_withdrawn_is_corrected_by_who_declared_it_for_those_who_read_on(app: App) {
        let (project, facilitator, declaration) = declared(&app).await;
        let done = changes(&project.society, "withdrawInterestDeclaration", &declaration, json!({})).await.ok();
        let now = done.data("/withdrawInterestDeclaration/declaration").clone();
        changes(&facilitator, "updateInterestDeclaration", &now, json!({})).await.refused("FORBIDDEN");
        app.clock.advance(TimeDelta::days(1));
        let (member, officer) = (again(&app, Member).await, again(&app, DataProtectionOfficer).await);
        let right = json!({ "publicSummary": "Worked for a shop on the square.", "detail": "Badger Bakery, until 2019." });
        let done = changes(&member, "updateInterestDeclaration", &now, right.clone()).await.ok();
        let now = done.data("/updateInterestDeclaration/declaration").clone();
        // What is for few moves nothing that others see.
        assert_eq!((&now["state"], &now["updatedOn"]), (&json!("WITHDRAWN"), &json!("2026-06-15")));
        assert_eq!(detail(&officer.administering(), &declaration).await.data("/node"), &right);
        let done = changes(&member, "updateInterestDeclaration", &now, json!({ "relationship": "FINANCIAL" })).await.ok();
        assert_eq!(done.data("/updateInterestDeclaration/declaration/updatedOn"), "2026-06-16");
    }

    async fn once_a_project_is_over_nothing_more_is_declared_in_it(app: App) {
        let (project, _, declaration) = declared(&app).await;
        let (own, _) = part(&project.society, &project).await;
        project.moves("cancelProject", json!({ "reason": "No budget." })).await.ok();
        declares(&project.society, &own, json!({})).await.refused("INVALID_TRANSITION");
        changes(&project.society, "withdrawInterestDeclaration", &declaration, json!({})).await.ok();
    }

    async fn once_withdrawn_its_words_are_for_who_weighs_interests_alone(app: App) {
        let (project, facilitator, declaration) = declared(&app).await;
        changes(&project.society, "withdrawInterestDeclaration", &declaration, json!({})).await.ok();
        for reader in [app.visitor(Alpha), project.owner.administering(), project.economy.administering()] {
            let seen = list(&reader, &project, json!({ "states": ["WITHDRAWN"] })).await;
            let node = seen.data("/node/interestDeclarations/nodes/0");
            assert_eq!((&node["relationship"], &node["withdrawnOn"], &node["publicSummary"]), (&json!("EMPLOYMENT"), &json!("2026-06-15"), &Value::Null));
            assert_eq!(seen.redacted(), ["FIELD_FORBIDDEN node.interestDeclarations.nodes[*].publicSummary"]);
        }
        let words = json!("Works for a shop on the street.");
        for reader in [&facilitator, &app.person(Alpha, DataProtectionOfficer)] {
            assert_eq!(detail(&reader.administering(), &declaration).await.data("/node/publicSummary"), &words);
            let bare = detail(reader, &declaration).await;
            assert_eq!(bare.redacted(), ["PURPOSE_REQUIRED node.detail", "PURPOSE_REQUIRED node.publicSummary"]);
        }
        assert_eq!(detail(&project.society, &declaration).await.data("/node/publicSummary"), &words);
    }

    async fn t40_what_changes_for_few_moves_nothing_that_others_see(app: App) {
        let (project, facilitator, declaration) = declared(&app).await;
        let readers = [app.visitor(Alpha), project.economy.clone(), project.owner.clone(), facilitator];
        let mut before = Vec::new();
        for reader in &readers {
            before.push(list(reader, &project, json!({})).await.text);
        }
        app.clock.advance(TimeDelta::minutes(1));
        let told = json!({ "detail": "Heron Bakery, as its owner." });
        let told = changes(&project.society, "updateInterestDeclaration", &declaration, told).await.ok();
        assert_ne!(told.data("/updateInterestDeclaration/declaration/version"), &declaration["version"]);
        for (reader, before) in readers.iter().zip(before) {
            assert_eq!(list(reader, &project, json!({})).await.text, before);
        }
    }

    async fn r9_after_an_erasure_a_mark_keeps_the_place_and_no_word_is_anywhere(app: App) {
        let (project, facilitator, declaration) = declared(&app).await;
        let (own, _) = part(&project.society, &project).await;
        erased(&app, &project.society).await;
        let seen = list(&app.visitor(Alpha), &project, json!({})).await;
        let node = seen.data("/node/interestDeclarations/nodes/0");
        assert_eq!((&node["state"], &node["relationship"]), (&json!("REDACTED"), &json!("EMPLOYMENT")));
        assert_eq!((&node["publicSummary"], &node["byline"], seen.redacted()), (&Value::Null, &Value::Null, vec![]));
        let gone = detail(&facilitator.administering(), &declaration).await;
        assert_eq!(gone.data("/node"), &json!({ "publicSummary": null, "detail": null }));
        let of_part = project.owner.graphql(OF_PART, json!({ "id": own })).await.ok();
        assert_eq!(of_part.data("/node/interestDeclarations/totalCount"), 0);
        app.clock.advance(TimeDelta::minutes(1));
        let all = everything(&app.stop().await);
        assert!(!holds(&all, "Heron Bakery") && !holds(&all, "shop on the street"));
    }

    async fn r25_what_is_restricted_stands_as_a_mark_for_everybody_but_the_declarer(app: App) {
        let (project, facilitator, declaration) = declared(&app).await;
        let (own, _) = part(&project.society, &project).await;
        let member = &project.society;
        let asked = member.does("requestRestriction", json!({ "details": "It is wrong." }), "request { id }").await.ok();
        let request = asked.text("/requestRestriction/request/id");
        let steward = app.person(Alpha, DataSteward).administering();
        for verb in ["startIdentityCheck", "confirmRequestIdentity", "fulfilDataSubjectRequest"] {
            step(&steward, verb, &request, json!({})).await.ok();
        }
        for reader in [app.visitor(Alpha), project.owner.administering(), facilitator.administering(), app.person(Alpha, DataProtectionOfficer).administering()] {
            let seen = list(&reader, &project, json!({ "states": ["REDACTED"] })).await;
            let node = seen.data("/node/interestDeclarations/nodes/0");
            assert_eq!((&node["id"], &node["publicSummary"], &node["byline"]), (&declaration["id"], &Value::Null, &Value::Null));
            assert_eq!(list(&reader, &project, json!({ "states": ["DECLARED"] })).await.data("/node/interestDeclarations/totalCount"), 0);
        }
        for reader in [app.visitor(Alpha), project.owner.administering()] {
            let refused = detail(&reader, &declaration).await;
            assert_eq!((refused.data("/node/detail"), refused.redacted()), (&Value::Null, vec!["FIELD_FORBIDDEN node.detail".to_owned()]));
        }
        // To who reads details it is as after an erasure.
        for reader in [&facilitator, &app.person(Alpha, DataProtectionOfficer)] {
            let gone = detail(&reader.administering(), &declaration).await;
            assert_eq!((gone.data("/node"), gone.redacted()), (&json!({ "publicSummary": null, "detail": null }), vec![]));
        }
        let of_part = project.owner.graphql(OF_PART, json!({ "id": own })).await.ok();
        assert_eq!(of_part.data("/node/interestDeclarations/totalCount"), 0, "as after an erasure");
        // The declarer reads on, corrects it and takes it back.
        assert_eq!(list(member, &project, json!({ "states": ["DECLARED"] })).await.data("/node/interestDeclarations/totalCount"), 1);
        assert_eq!(member.graphql(OF_PART, json!({ "id": own })).await.ok().data("/node/interestDeclarations/totalCount"), 1);
        assert_eq!(detail(member, &declaration).await.data("/node/detail"), "Heron Bakery, since 2019.");
        changes(member, "withdrawInterestDeclaration", &declaration, json!({})).await.ok();
        let seen = list(&app.visitor(Alpha), &project, json!({})).await;
        assert_eq!((seen.data("/node/interestDeclarations/nodes/0/state"), seen.redacted()), (&json!("REDACTED"), vec![]));
    }

    async fn r24_the_copy_of_ones_data_holds_all_of_it_and_what_one_takes_along_what_one_gave(app: App) {
        let (project, _, _) = declared(&app).await;
        let (owners, _) = part(&project.owner, &project).await;
        declares(&project.owner, &owners, json!({ "publicSummary": "Of somebody else.", "detail": "Badger details." })).await.ok();
        let copy = async |verb: &str| {
            let made = project.society.does(verb, json!({}), "request { export { document } }").await.ok();
            let document: Value = serde_json::from_str(&made.text(&format!("/{verb}/request/export/document"))).unwrap();
            let tables = document["tables"].as_array().unwrap().clone();
            let rows = tables.into_iter().find(|table| table["name"] == "interest_declaration");
            (rows.map(|table| table["rows"].clone()), document.to_string())
        };
        let (rows, all) = copy("exportMyData").await;
        let rows = rows.unwrap();
        assert_eq!((&rows[0]["detail"], &rows[0]["public_summary"]), (&json!("Heron Bakery, since 2019."), &json!("Works for a shop on the street.")));
        assert_eq!(rows.as_array().map(Vec::len), Some(1));
        assert!(!all.contains("Of somebody else.") && !all.contains("Badger"));
        // It was given for a public task, and is taken along where the agency rests that on a contract.
        assert_eq!(copy("exportMyPortableData").await.0, None);
        let steward = app.person(Alpha, DataSteward);
        let seen = steward.asks("{ purposes { purpose version } }").await.ok();
        let purposes = seen.data("/purposes").as_array().unwrap();
        let version = &purposes.iter().find(|purpose| purpose["purpose"] == "PARTICIPATION_ADMIN").unwrap()["version"];
        let contract = json!({ "purpose": "PARTICIPATION_ADMIN", "version": version, "legalBasis": "CONTRACT" });
        steward.does("updateProcessingPurpose", contract, "processingPurpose { id }").await.ok();
        let (rows, _) = copy("exportMyPortableData").await;
        assert_eq!(rows.unwrap(), json!([{ "public_summary": "Works for a shop on the street.", "detail": "Heron Bakery, since 2019." }]));
    }

    async fn r27_a_rule_takes_the_detail_away_and_a_hold_keeps_it_for_its_readers(app: App) {
        let (project, _, declaration) = declared(&app).await;
        let steward = app.person(Alpha, DataSteward);
        let rule = json!({ "class": "CONFIDENTIAL", "purpose": "PARTICIPATION_ADMIN", "trigger": "PROJECT_CONCLUDED",
            "duration": "P1M", "disposal": "DELETE" });
        steward.does("createRetentionRule", rule, "rule { id }").await.ok();
        let reader = app.world.person(Alpha, Auditor).membership.clone();
        let order = json!({ "target": { "person": person_of(&project.society).await }, "readers": [reader], "reason": "Case 7." });
        let hold = steward.does("placeLegalHold", order, "hold { id }").await.ok().text("/placeLegalHold/hold/id");
        // What the declarer replaces meanwhile is kept too.
        let told = json!({ "detail": "Heron Bakery, as its owner." });
        changes(&project.society, "updateInterestDeclaration", &declaration, told).await.ok();
        let over = "UPDATE project_state_change SET to_state = 'CONCLUDED' WHERE from_state = 'ANNOUNCED'";
        for sql in ["UPDATE project SET state = 'CONCLUDED'", over] {
            rows(&app.database.raw().await, sql).await.unwrap();
        }
        let app = app.later(TimeDelta::days(40)).await;
        let member = again(&app, Member).await;
        harness::soon::eventually(async || detail(&member, &declaration).await.data("/node/detail").is_null()).await;
        assert_eq!(detail(&member, &declaration).await.data("/node/publicSummary"), "Works for a shop on the street.");
        let kept = "query($id: ID!) { node(id: $id) { ... on LegalHold { records(first: 10) { nodes { kind document } } } } }";
        let auditor = again(&app, Auditor).await.reading_for("LEGAL_RECORD");
        let kept = auditor.graphql(kept, json!({ "id": hold })).await.ok();
        let nodes = kept.data("/node/records/nodes").as_array().unwrap();
        assert!(nodes.iter().all(|node| node["kind"] == "interest_declaration"), "{}", kept.text);
        let detail = |node: &Value| serde_json::from_str::<Value>(node["document"].as_str().unwrap()).unwrap()["detail"].clone();
        let mut details: Vec<_> = nodes.iter().map(detail).collect();
        details.sort_by_key(ToString::to_string);
        assert_eq!(details, ["Heron Bakery, as its owner.", "Heron Bakery, since 2019."]);
    }
}
