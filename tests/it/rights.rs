//! The rights of a person: a copy of what is theirs, and an erasure after which nothing of it is anywhere.

use std::{fs, process::Command};

use chrono::TimeDelta;
use entity::vocabulary::{
    ContributionState,
    TenantRole::{Administrator, DataProtectionOfficer, DataSteward, Member, Staff},
};
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    cluster::Role,
    contribution::{drafts, published, submitted},
    database::{Database, Kind, column},
    on_both,
    project::Project,
    world::{
        Agency::{Alpha, Beta},
        PASSWORD,
    },
};
use sea_orm::{ActiveEnum as _, Iterable as _};
use serde_json::{Value, json};

const REQUEST: &str = "request { id version state right details receivedAt dueAt isOverdue extensionReason
    isIdentityVerified closedAt outcomes { purpose isDone code because } export { document byteSize sha256 } }";
const SEEN: &str = "query($id: ID!) { node(id: $id) { ... on DataSubjectRequest { version state } } }";

/// Has somebody take a step with a request, from the version of now.
pub(crate) async fn step(who: &Actor, verb: &str, request: &str, more: Value) -> Answer {
    let seen = who.graphql(SEEN, json!({ "id": request })).await;
    let version = seen.body.pointer("/data/node/version").and_then(Value::as_str);
    let mut input = json!({ "request": request, "version": version.unwrap_or("v0") });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    who.does(verb, input, REQUEST).await
}

/// The copy of somebody's data.
async fn copy(who: &Actor) -> (Value, Answer) {
    let made = who.does("exportMyData", json!({}), REQUEST).await.ok();
    let document = made.text("/exportMyData/request/export/document");
    (serde_json::from_str(&document).expect("it is JSON"), made)
}

fn rows<'c>(copy: &'c Value, table: &str) -> &'c Vec<Value> {
    let tables = copy["tables"].as_array().expect("tables");
    let found = tables.iter().find(|found| found["name"] == table);
    found.unwrap_or_else(|| panic!("no table {table}"))["rows"]
        .as_array()
        .expect("rows")
}

/// A person with words in a project, published and not, with stands, and read by others.
pub(crate) async fn active_life(app: &App) -> (Project, String, String) {
    let project = Project::active(app).await;
    let phase = project.open_phase("CO_DESIGN").await;
    let owner = project.owner.administering();
    let public = published(&project.society, &owner, &phase, "A zebra crossing by the mill.").await;
    submitted(&project.society, &phase, "Unseen heron words.").await;
    drafts(&project.society, &phase, "Drafted badger words.", json!({}))
        .await
        .ok();
    let reply = json!({ "inReplyTo": public });
    harness::contribution::submits(&project.owner, &phase, "Agreed, says the owner.", reply)
        .await
        .ok();
    let stand = json!({ "contribution": public, "stand": "AGREE" });
    project
        .economy
        .does("reactToContribution", stand, "contribution { id }")
        .await
        .ok();
    (project, phase, public)
}

on_both! {
    async fn r24_a_copy_holds_all_that_is_ones_own_and_nobody_elses(app: App) {
        let (project, _, public) = active_life(&app).await;
        let author = "query($id: ID!) { node(id: $id) { ... on Contribution { author { id } } } }";
        project.owner.administering().graphql(author, json!({ "id": public })).await.ok();
        let (document, made) = copy(&project.society).await;
        assert_eq!(made.data("/exportMyData/request/state"), "FULFILLED");
        let text = document.to_string();
        assert_eq!(rows(&document, "person").len(), 1);
        assert_eq!(rows(&document, "person")[0]["email"], "member@alpha.example.org");
        // The account's own row is there, without what guards it.
        let account = &rows(&document, "account")[0];
        assert_eq!(account["email"], "member@alpha.example.org");
        assert!(account["created_at"].is_string() && account.get("password_hash").is_none() && account.get("email_key").is_none());
        for own in ["A zebra crossing by the mill.", "Unseen heron words.", "Drafted badger words."] {
            assert!(text.contains(own), "{own}");
        }
        for other in ["says the owner", "Legal staff", "staff@alpha", "Legal auditor"] {
            assert!(!text.contains(other), "{other} is somebody else's");
        }
        // Who read it stands there, and not by name.
        let reads = rows(&document, "access_log_entry");
        assert!(reads.iter().any(|read| read["reader_role"] == "OWNER"), "{reads:?}");
        // Nor by a project, of which a person may not know any more.
        assert!(reads.iter().all(|read| read.get("membership_id").is_none() && read.get("project_id").is_none()));
        assert_eq!(rows(&document, "participation").len(), 1);
        assert_eq!(document["controller"], "Agency alpha");
        assert_eq!(made.data("/exportMyData/request/export/byteSize"), &json!(made.text("/exportMyData/request/export/document").len()));

        // Nobody else reads the copy, not even who handles requests.
        let id = made.text("/exportMyData/request/id");
        let query = "query($id: ID!) { node(id: $id) { ... on DataSubjectRequest { state export { document } } } }";
        for role in [DataSteward, DataProtectionOfficer] {
            let seen = app.person(Alpha, role).administering().graphql(query, json!({ "id": id })).await.ok();
            assert_eq!(seen.redacted(), ["FIELD_FORBIDDEN node.export"]);
        }
        for stranger in [app.person(Alpha, Administrator), app.person(Beta, DataSteward), app.visitor(Alpha)] {
            assert!(stranger.graphql(query, json!({ "id": id })).await.ok().data("/node").is_null());
        }
    }

    async fn r24_a_copy_says_what_for_the_data_are_kept_how_long_and_from_whom(app: App) {
        let (project, _, _) = active_life(&app).await;
        let rule = json!({ "class": "PERSONAL", "purpose": "SECURITY_AUDIT", "trigger": "CREATED", "duration": "P12M", "disposal": "DELETE" });
        app.person(Alpha, DataSteward).does("createRetentionRule", rule, "rule { id }").await.ok();
        crate::consents::publishes(&app, "REPRESENTATIVENESS", false, harness::app::NOW).await;
        let (document, made) = copy(&project.society).await;
        let tables = document["tables"].as_array().unwrap();
        let table = |name: &str| tables.iter().find(|table| table["name"] == name).unwrap();
        // Of every column that is there.
        for table in tables {
            assert!(table["source"].as_str().is_some_and(|source| !source.is_empty()), "{table}");
            assert!(table["retention"]["besides"].is_string(), "{table}");
            let purposes = table["purposes"].as_object().unwrap();
            assert!(purposes.keys().eq(table["classes"].as_object().unwrap().keys()), "{table}");
            assert!(purposes.values().all(|of| of.as_array().is_some_and(|of| !of.is_empty())), "{table}");
        }
        assert_eq!(table("person")["purposes"]["email"], json!(["PARTICIPATION_ADMIN", "CONTACT_NEWS"]));
        assert_eq!(table("contribution")["purposes"]["body"], json!(["PARTICIPATION_ADMIN"]));
        let rule = json!({ "purpose": "SECURITY_AUDIT", "class": "PERSONAL", "duration": "P12M", "from": "CREATED", "then": "DELETE" });
        assert_eq!(table("access_log_entry")["retention"]["rules"], json!([rule]));
        assert_eq!(table("person")["retention"]["rules"], json!([]));
        let purposes = document["purposes"].as_array().unwrap();
        let of = |name: &str| purposes.iter().find(|purpose| purpose["name"] == name).unwrap();
        let said = json!({ "name": "REPRESENTATIVENESS", "legalBasis": "CONSENT", "retention": "P24M" });
        assert_eq!((of("REPRESENTATIVENESS"), &of("SECURITY_AUDIT")["retention"]), (&said, &json!(null)));
        assert!(made.text("/exportMyData/request/export/document").contains("DataSubjectRequest.recipients"));
    }

    async fn r24_what_one_takes_along_is_what_one_gave_on_consent_and_the_rest_is_named_with_its_article(app: App) {
        let (project, _, _) = active_life(&app).await;
        let member = &project.society;
        let notice = crate::consents::publishes(&app, "REPRESENTATIVENESS", false, harness::app::NOW).await;
        crate::consents::gives(member, "REPRESENTATIVENESS", &notice, json!({ "attribute": "BIRTH_YEAR" })).await.ok();
        member.does("updateMyProfile", json!({ "birthYear": 1984 }), "profile { birthYear }").await.ok();
        let made = member.does("exportMyPortableData", json!({}), REQUEST).await.ok();
        let request = made.data("/exportMyPortableData/request");
        assert_eq!((&request["state"], &request["right"]), (&json!("FULFILLED"), &json!("PORTABILITY")));
        let document: Value = serde_json::from_str(&made.text("/exportMyPortableData/request/export/document")).unwrap();
        let profile = &rows(&document, "participant_profile")[0];
        assert_eq!(profile["birth_year"], 1984);
        assert!(profile.get("person_id").is_none());
        assert_eq!(rows(&document, "person"), &[json!({ "email": "member@alpha.example.org" })]);
        // Words are given for a public task, and others' words are nobody's to take.
        let text = document.to_string();
        assert!(!text.contains("zebra crossing") && !text.contains("says the owner") && !text.contains("stand"), "{text}");
        let outcomes = request["outcomes"].as_array().unwrap();
        let of = |purpose: &str| outcomes.iter().find(|outcome| outcome["purpose"] == purpose).unwrap();
        assert_eq!((&of("REPRESENTATIVENESS")["isDone"], &of("REPRESENTATIVENESS")["code"]), (&json!(true), &json!(null)));
        for kept in ["PARTICIPATION_ADMIN", "LEGAL_RECORD", "EVALUATION"] {
            assert_eq!((&of(kept)["isDone"], &of(kept)["code"]), (&json!(false), &json!("RIGHT_NOT_APPLICABLE")), "{kept}");
            assert!(of(kept)["because"].as_str().unwrap().contains("article 20(1)(a)"));
        }
        app.visitor(Alpha).does("exportMyPortableData", json!({}), REQUEST).await.refused("FORBIDDEN");

        // Where the agency rests them on a contract, names and words are the person's to take along.
        let steward = app.person(Alpha, DataSteward);
        let seen = steward.asks("{ purposes { purpose version } }").await.ok();
        let all = seen.data("/purposes").as_array().unwrap();
        let version = &all.iter().find(|purpose| purpose["purpose"] == "PARTICIPATION_ADMIN").unwrap()["version"];
        let contract = json!({ "purpose": "PARTICIPATION_ADMIN", "version": version, "legalBasis": "CONTRACT" });
        steward.does("updateProcessingPurpose", contract, "processingPurpose { id }").await.ok();
        let made = member.does("exportMyPortableData", json!({}), REQUEST).await.ok();
        let document: Value = serde_json::from_str(&made.text("/exportMyPortableData/request/export/document")).unwrap();
        assert_eq!(rows(&document, "person")[0]["legal_name"], "Legal member");
        let text = document.to_string();
        assert!(text.contains("zebra crossing") && !text.contains("says the owner"), "{text}");
    }

    async fn a_copy_tells_nothing_that_is_not_published_yet(app: App) {
        let (project, phase, public) = active_life(&app).await;
        for verb in ["closePhase", "startPhaseReview"] {
            project.moves_phase(verb, &phase, json!({})).await.ok();
        }
        let owner = project.owner.administering();
        harness::contribution::moves(&owner, "startContributionReview", &public, json!({})).await.ok();
        let decided = json!({ "outcome": "DECLINED", "reason": "Sealed until all are told." });
        harness::contribution::moves(&owner, "disposeContribution", &public, decided).await.ok();
        let (document, _) = copy(&project.society).await;
        assert!(!document.to_string().contains("Sealed until all are told."));
    }

    async fn a_request_has_its_month_and_the_person_follows_it(app: App) {
        let member = app.person(Alpha, Member);
        let asked = member.does("requestErasure", json!({ "details": "I moved away." }), REQUEST).await.ok();
        let request = asked.text("/requestErasure/request/id");
        assert_eq!(asked.data("/requestErasure/request/state"), "RECEIVED");
        let (received, due) = (asked.text("/requestErasure/request/receivedAt"), asked.text("/requestErasure/request/dueAt"));
        let at = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap();
        assert_eq!(at(&due), at(&received).checked_add_months(chrono::Months::new(1)).unwrap());
        member.does("requestErasure", json!({}), REQUEST).await.refused("PRECONDITION_UNMET");

        let steward = app.person(Alpha, DataSteward).administering();
        step(&steward, "fulfilDataSubjectRequest", &request, json!({})).await.refused("INVALID_TRANSITION");
        step(&steward, "startIdentityCheck", &request, json!({})).await.ok();
        step(&steward, "confirmRequestIdentity", &request, json!({})).await.ok();
        let long = json!({ "months": 3, "reason": "Much to look through." });
        step(&steward, "extendDataSubjectRequest", &request, long).await.refused("BAD_INPUT");
        let unsaid = json!({ "months": 2, "reason": " " });
        step(&steward, "extendDataSubjectRequest", &request, unsaid).await.refused("REASON_REQUIRED");
        let longer = json!({ "months": 2, "reason": "Much to look through." });
        let extended = step(&steward, "extendDataSubjectRequest", &request, longer).await.ok();
        let due = extended.text("/extendDataSubjectRequest/request/dueAt");
        assert_eq!(at(&due), at(&received).checked_add_months(chrono::Months::new(3)).unwrap());
        let named = json!({ "article": "17, as Legal member knows", "reason": "A court asked for it." });
        step(&steward, "refuseDataSubjectRequest", &request, named).await.refused("BAD_INPUT");
        let no = json!({ "article": "17(3)(b)", "reason": "A court asked for it." });
        step(&steward, "refuseDataSubjectRequest", &request, no).await.ok();
        step(&steward, "closeDataSubjectRequest", &request, json!({})).await.ok();

        let own = "{ viewer { dataSubjectRequests { totalCount nodes { id state details extensionReason isIdentityVerified
            outcomes { isDone code because } handler { id } } } } }";
        let seen = member.asks(own).await.ok();
        let node = seen.data("/viewer/dataSubjectRequests/nodes/0");
        assert_eq!((&node["state"], &node["details"]), (&json!("CLOSED"), &json!("I moved away.")));
        assert_eq!(node["handler"]["id"], json!(app.world.person(Alpha, DataSteward).membership));
        let outcome = json!([{ "isDone": false, "code": "RIGHT_NOT_APPLICABLE", "because": "17(3)(b): A court asked for it." }]);
        assert_eq!(node["outcomes"], outcome);
        assert!(app.person(Alpha, Staff).asks(own).await.ok().data("/viewer/dataSubjectRequests/totalCount") == 0);
    }

    async fn t156_what_is_overdue_shows_to_who_oversees_and_to_nobody_else(app: App) {
        let member = app.person(Alpha, Member);
        member.does("requestErasure", json!({}), "request { id }").await.ok();
        let list = "query($late: Boolean) { dataSubjectRequests(filter: { isOverdue: $late }) { nodes { isOverdue right } } }";
        let officer = app.person(Alpha, DataProtectionOfficer).administering();
        let count = |seen: Answer| seen.data("/dataSubjectRequests/nodes").as_array().map(Vec::len);
        assert_eq!(count(officer.graphql(list, json!({ "late": true })).await.ok()), Some(0));
        assert_eq!(count(officer.graphql(list, json!({ "late": false })).await.ok()), Some(1));
        // What the fields do not tell without a purpose no filter does.
        for filter in ["isOverdue: false", "rights: [ERASURE]"] {
            let asked = format!("{{ dataSubjectRequests(filter: {{ {filter} }}) {{ totalCount }} }}");
            app.person(Alpha, DataProtectionOfficer).asks(&asked).await.refused("FILTER_FORBIDDEN");
        }
        for role in [Administrator, Staff, Member] {
            let seen = app.person(Alpha, role).administering().graphql(list, json!({})).await.ok();
            assert_eq!(seen.redacted(), ["FIELD_FORBIDDEN dataSubjectRequests"], "{role:?}");
        }
        assert_eq!(count(app.person(Beta, DataSteward).administering().graphql(list, json!({})).await.ok()), Some(0));
    }

    async fn r24_what_the_law_keeps_is_not_erased_and_the_answer_says_why(app: App) {
        let member = app.person(Alpha, Member);
        let of = async |purpose: &str| member.does("requestErasure", json!({ "purpose": purpose }), "request { id }").await;
        of("LEGAL_RECORD").await.refused("RIGHT_NOT_APPLICABLE");
        of("SECURITY_AUDIT").await.refused("RIGHT_NOT_APPLICABLE");
        of("CONTACT_NEWS").await.refused("BAD_INPUT");
        assert_eq!(member.asks("{ viewer { dataSubjectRequests { totalCount } } }").await.ok().data("/viewer/dataSubjectRequests/totalCount"), 0);
    }

    async fn nobody_handles_who_was_not_named_for_it_nor_their_own(app: App) {
        let member = app.person(Alpha, Member);
        let asked = member.does("requestErasure", json!({}), "request { id version }").await.ok();
        let input = json!({ "request": asked.text("/requestErasure/request/id"), "version": asked.text("/requestErasure/request/version") });
        for role in [Administrator, Staff] {
            app.person(Alpha, role).does("startIdentityCheck", input.clone(), "request { id }").await.refused("NOT_FOUND");
        }
        app.person(Alpha, DataProtectionOfficer).does("startIdentityCheck", input.clone(), "request { id }").await.refused("FORBIDDEN");
        member.does("startIdentityCheck", input.clone(), "request { id }").await.refused("FORBIDDEN");
        app.person(Beta, DataSteward).does("startIdentityCheck", input.clone(), "request { id }").await.refused("NOT_FOUND");
        let steward = app.person(Alpha, DataSteward);
        let own = steward.does("requestErasure", json!({}), "request { id version }").await.ok();
        let own = json!({ "request": own.text("/requestErasure/request/id"), "version": own.text("/requestErasure/request/version") });
        steward.does("startIdentityCheck", own, "request { id }").await.refused("FORBIDDEN");
        for verb in ["requestErasure", "exportMyData"] {
            app.visitor(Alpha).does(verb, json!({}), "request { id }").await.refused("FORBIDDEN");
        }
        let (no, long) = (json!({ "article": "17", "reason": "No." }), json!({ "months": 1, "reason": "Much." }));
        for (verb, more) in [
            ("confirmRequestIdentity", json!({})),
            ("extendDataSubjectRequest", long),
            ("fulfilDataSubjectRequest", json!({})),
            ("refuseDataSubjectRequest", no),
            ("closeDataSubjectRequest", json!({})),
        ] {
            let request = input["request"].as_str().unwrap();
            step(&app.person(Alpha, DataProtectionOfficer), verb, request, more.clone()).await.refused("FORBIDDEN");
            step(&app.person(Alpha, Administrator), verb, request, more).await.refused("NOT_FOUND");
        }
        steward.does("startIdentityCheck", input, "request { id state }").await.ok();
    }

    async fn r9_after_an_erasure_thread_and_counts_stand_and_nothing_of_the_person(app: App) {
        let (project, _, public) = active_life(&app).await;
        let stands = "query($id: ID!) { node(id: $id) { ... on Contribution { state title body byline { name } author { id }
            replies { totalCount } phase { contributions(first: 50) { totalCount nodes { id body state } } } } } }";
        let count = async |who: &Actor| {
            let seen = who.graphql(stands, json!({ "id": public })).await.ok();
            seen.data("/node/phase/contributions/totalCount").clone()
        };
        assert_eq!((count(&app.visitor(Alpha)).await, count(&project.owner).await), (json!(1), json!(3)));
        let search = "{ search(query: \"zebra\") { nodes { __typename } } }";
        assert_eq!(app.visitor(Alpha).asks(search).await.ok().data("/search/nodes").as_array().map(Vec::len), Some(1));
        erased(&app, &project.society).await;

        let after = project.owner.administering().graphql(stands, json!({ "id": public })).await.ok();
        let node = after.data("/node");
        assert_eq!(node["state"], "REDACTED");
        for gone in ["title", "body", "byline", "author"] {
            assert!(node[gone].is_null(), "{gone}: {node}");
        }
        assert_eq!(node["replies"]["totalCount"], 1);
        // What was public keeps its place; of what waited or was drafted nobody knew but who moderates.
        assert_eq!((count(&app.visitor(Alpha)).await, count(&project.owner).await), (json!(1), json!(2)));
        assert!(!after.text.contains("heron") && !after.text.contains("badger"));
        assert_eq!(app.visitor(Alpha).asks(search).await.ok().data("/search/nodes"), &json!([]));

        // They cannot come back in, and their place in the project is nobody's.
        assert_eq!(project.society.asks("{ viewer { kind } }").await.codes(), ["UNAUTHENTICATED"]);
        let again = json!({ "tenant": "alpha", "email": "member@alpha.example.org", "password": PASSWORD });
        app.stranger().does("signIn", again, "accessToken { value }").await.refused("INVALID_CREDENTIALS");
        let people = "query($id: ID!) { node(id: $id) { ... on Project { participations(first: 10) { nodes { state byline { name } person { legalName } } } } } }";
        let seen = project.owner.administering().graphql(people, json!({ "id": project.id })).await.ok();
        assert!(!seen.text.contains("Legal member"), "{}", seen.text);
    }

    async fn r9_words_are_redacted_in_whatever_state_they_are_and_drafts_go(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let raw = app.database.raw().await;
        let states: Vec<String> = ContributionState::iter().map(|state| state.to_value()).collect();
        for state in &states {
            submitted(&project.society, &phase, &format!("Words that are {state}.")).await;
            let sql = format!("UPDATE contribution SET state = '{state}' WHERE body = 'Words that are {state}.'");
            harness::database::rows(&raw, &sql).await.expect("the superuser may");
        }
        erased(&app, &project.society).await;
        let left = async |also: &str| column::<i64>(&raw, &format!("SELECT count(*) FROM contribution{also}")).await[0];
        let but_the_draft = i64::try_from(states.len()).unwrap() - 1;
        assert_eq!(left(" WHERE state = 'REDACTED' AND body IS NULL AND author_id IS NULL").await, but_the_draft);
        assert_eq!(left("").await, but_the_draft);
    }

    async fn t154_what_somebody_writes_while_they_are_erased_is_erased_too_or_refused(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let (member, steward) = (&project.society, app.person(Alpha, DataSteward).administering());
        let asked = member.does("requestErasure", json!({}), "request { id }").await.ok();
        let request = asked.text("/requestErasure/request/id");
        for verb in ["startIdentityCheck", "confirmRequestIdentity"] {
            step(&steward, verb, &request, json!({})).await.ok();
        }
        let writes = async || {
            // Refused at last; the number bounds it.
            for _ in 0..200 {
                let input = json!({ "phase": phase, "kind": "IDEA", "title": "T", "body": "Unwritten heron words.", "language": "en" });
                let answer = member.does("submitContribution", input, "contribution { id }").await;
                if answer.codes().iter().any(|code| code == "UNAUTHENTICATED") {
                    return;
                }
                answer.ok();
            }
            panic!("the person was never erased");
        };
        let erases = async || {
            step(&steward, "fulfilDataSubjectRequest", &request, json!({})).await.ok();
        };
        tokio::join!(writes(), writes(), writes(), writes(), erases());
        app.clock.advance(TimeDelta::minutes(1));
        let database = app.stop().await;
        assert!(!holds(&everything(&database), "heron words"));
    }

    async fn who_is_erased_from_one_agency_keeps_the_other_and_may_come_again(app: App) {
        let email = app.world.person(Beta, Member).email.clone();
        let comes = async || {
            let input = json!({ "email": email, "roles": ["MEMBER"] });
            let invited = app.founder(Alpha).does("inviteMember", input, "invitationToken").await.ok();
            let token = invited.text("/inviteMember/invitationToken");
            let input = json!({ "token": token, "password": PASSWORD, "legalName": "Guest of Alpha" });
            let accepted = app.stranger().does("acceptInvitation", input, "accessToken { value }").await.ok();
            app.stranger().bearing(&accepted.text("/acceptInvitation/accessToken/value"))
        };
        let guest = comes().await;
        erased(&app, &guest).await;
        let signs_in = async |tenant: &str| {
            let input = json!({ "tenant": tenant, "email": email, "password": PASSWORD });
            app.stranger().does("signIn", input, "accessToken { value }").await
        };
        signs_in("beta").await.ok();
        signs_in("alpha").await.refused("INVALID_CREDENTIALS");
        assert_eq!(guest.asks("{ viewer { kind } }").await.codes(), ["UNAUTHENTICATED"]);
        let again = comes().await;
        let own = again.asks("{ viewer { membership { person { legalName participations { totalCount } } } } }").await.ok();
        assert_eq!(own.data("/viewer/membership/person/legalName"), "Guest of Alpha");
        signs_in("alpha").await.ok();
    }

    async fn a_project_does_not_lose_its_last_owner_to_an_erasure(app: App) {
        let project = Project::active(&app).await;
        let steward = app.person(Alpha, DataSteward).administering();
        let asked = project.owner.does("requestErasure", json!({}), "request { id }").await.ok();
        let request = asked.text("/requestErasure/request/id");
        for verb in ["startIdentityCheck", "confirmRequestIdentity"] {
            step(&steward, verb, &request, json!({})).await.ok();
        }
        step(&steward, "fulfilDataSubjectRequest", &request, json!({})).await.refused("PRECONDITION_UNMET");
        let cancelled = json!({ "reason": "Nobody is left to run it." });
        project.moves("cancelProject", cancelled).await.ok();
        step(&steward, "fulfilDataSubjectRequest", &request, json!({})).await.ok();
    }

    async fn an_agency_does_not_lose_its_last_administrator_to_an_erasure(app: App) {
        let founder = app.founder(Alpha);
        let steward = app.person(Alpha, DataSteward).administering();
        let administrator = app.world.person(Alpha, Administrator).membership.clone();
        let version = "query($id: ID!) { node(id: $id) { ... on Membership { version } } }";
        let version = founder.graphql(version, json!({ "id": administrator })).await.ok().text("/node/version");
        let gone = json!({ "membership": administrator, "version": version, "reason": "Left." });
        founder.does("suspendMembership", gone, "membership { id }").await.ok();
        let asked = founder.does("requestErasure", json!({}), "request { id }").await.ok();
        let request = asked.text("/requestErasure/request/id");
        step(&steward, "startIdentityCheck", &request, json!({})).await.ok();
        step(&steward, "confirmRequestIdentity", &request, json!({})).await.ok();
        step(&steward, "fulfilDataSubjectRequest", &request, json!({})).await.refused("LAST_ADMINISTRATOR");
        founder.asks("{ viewer { kind } }").await.ok();
    }
}

/// Has somebody erased, from their request to the answer.
pub(crate) async fn erased(app: &App, who: &Actor) {
    let steward = app.person(Alpha, DataSteward).administering();
    let asked = who
        .does("requestErasure", json!({ "details": "I asked so." }), "request { id }")
        .await
        .ok();
    let request = asked.text("/requestErasure/request/id");
    for verb in ["startIdentityCheck", "confirmRequestIdentity"] {
        step(&steward, verb, &request, json!({})).await.ok();
    }
    let done = step(&steward, "fulfilDataSubjectRequest", &request, json!({}))
        .await
        .ok();
    let request = done.data("/fulfilDataSubjectRequest/request");
    assert_eq!(
        (&request["state"], &request["details"]),
        (&json!("PARTLY_FULFILLED"), &json!(null))
    );
    let outcomes = request["outcomes"].as_array().expect("outcomes");
    // What PostgreSQL has not cleaned up yet the server does not see.
    let done = if app.database.kind() == Kind::Postgres { 1 } else { 2 };
    assert_eq!(
        outcomes.iter().filter(|outcome| outcome["isDone"] == true).count(),
        done,
        "{outcomes:?}"
    );
    assert!(outcomes.iter().all(|outcome| {
        outcome["because"]
            .as_str()
            .is_some_and(|why| why.contains("GDPR article"))
    }));
}

/// Every byte that the database keeps: the files of SQLite and beside them, the dump of PostgreSQL.
pub(crate) fn everything(database: &Database) -> Vec<u8> {
    if database.kind() == Kind::Postgres {
        let dump = Command::new(harness::cluster::dump_program())
            .arg("--dbname")
            .arg(database.url_as(Role::Superuser).expect("PostgreSQL has one"))
            .arg("--data-only")
            .output()
            .expect("pg_dump runs");
        assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
        return dump.stdout;
    }
    let files = fs::read_dir(database.folder()).expect("the folder is there").flatten();
    let sqlite = files.filter(|file| file.file_name().to_string_lossy().contains("sqlite"));
    sqlite.flat_map(|file| fs::read(file.path()).expect("a file")).collect()
}

pub(crate) fn holds(all: &[u8], value: &str) -> bool {
    all.windows(value.len()).any(|window| window == value.as_bytes())
}
