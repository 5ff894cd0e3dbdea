//! Data that are stored only: by a restriction that was granted, and by an objection from the moment it comes in.

use chrono::TimeDelta;
use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    app::{App, NOW},
    contribution::{published, seen, submits, submitted},
    database::Kind,
    on_both,
    project::Project,
    socket::Socket,
    soon::eventually,
    world::Agency::{Alpha, Beta},
};
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};

use crate::{
    consents::{again, consents_to_a_name, gives, person_of, publishes},
    demand::blocked,
    judged::{self, Story},
    rights::step,
};

const REQUEST: &str =
    "request { id version state right purpose restrictsFrom restrictsUntil outcomes { purpose code because } }";
const PEOPLE: &str = "query($id: ID!) { node(id: $id) { ... on Project { participations(first: 10) { totalCount nodes {
    organisation { name } byline { name precision } person { legalName displayName } } } } } }";
const WORDS: &str = "query($id: ID!) { node(id: $id) { ... on Contribution { state title body byline { name }
    author { id } trace { kind } phase { contributions(first: 50) { totalCount } } } } }";

/// Asks for a restriction and has it granted; answers with the request's id.
pub(crate) async fn restricted(app: &App, who: &Actor, purpose: Option<&str>) -> String {
    let input = json!({ "details": "What you have of me is wrong.", "purpose": purpose });
    let asked = who.does("requestRestriction", input, REQUEST).await.ok();
    let request = asked.text("/requestRestriction/request/id");
    assert_eq!(asked.data("/requestRestriction/request/restrictsFrom"), &Value::Null);
    let steward = app.person(Alpha, DataSteward).administering();
    for verb in ["startIdentityCheck", "confirmRequestIdentity"] {
        step(&steward, verb, &request, json!({})).await.ok();
    }
    let done = step(&steward, "fulfilDataSubjectRequest", &request, json!({}))
        .await
        .ok();
    assert_eq!(done.data("/fulfilDataSubjectRequest/request/state"), "FULFILLED");
    request
}

/// Objects to a purpose; answers with the request's id.
pub(crate) async fn objects(who: &Actor, purpose: &str) -> String {
    let input = json!({ "purpose": purpose, "details": "I have my reasons." });
    let asked = who.does("objectToProcessing", input, REQUEST).await.ok();
    let request = asked.data("/objectToProcessing/request");
    assert_eq!(
        (&request["state"], &request["right"], &request["purpose"]),
        (&json!("RECEIVED"), &json!("OBJECTION"), &json!(purpose))
    );
    asked.text("/objectToProcessing/request/id")
}

/// The names that a reader gets of the people of a project, with what was refused.
async fn names(reader: &Actor, project: &Project) -> (Vec<Value>, Vec<String>) {
    let seen = reader.graphql(PEOPLE, json!({ "id": project.id })).await.ok();
    assert_eq!(
        seen.data("/node/participations/totalCount"),
        3,
        "lists keep their place"
    );
    let nodes = seen
        .data("/node/participations/nodes")
        .as_array()
        .expect("a page")
        .clone();
    let name = |node: &Value| node["person"]["legalName"].clone();
    let mut all: Vec<Value> = nodes.iter().map(name).filter(|name| !name.is_null()).collect();
    all.sort_by_key(ToString::to_string);
    (all, seen.redacted())
}

on_both! {
    async fn r25_what_is_restricted_is_read_by_nobody_but_the_person_and_keeps_its_place(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let (member, owner) = (&project.society, project.owner.administering());
        let public = published(member, &owner, &phase, "A zebra crossing by the mill.").await;
        let waiting = submitted(member, &phase, "Unseen heron words.").await;
        consents_to_a_name(&app, member).await;
        let part = member.asks("{ viewer { participations { nodes { id version } } } }").await.ok();
        let choice = json!({ "participation": part.data("/viewer/participations/nodes/0/id"),
            "version": part.data("/viewer/participations/nodes/0/version"), "precision": "DISPLAY_NAME" });
        member.does("chooseByline", choice, "participation { byline { name } }").await.ok();
        assert_eq!(names(&owner, &project).await, (vec![json!("Legal auditor"), json!("Legal member"), json!("Legal staff")], vec![]));
        let words = async |who: &Actor, id: &str| who.graphql(WORDS, json!({ "id": id })).await.ok();
        let search = "{ search(query: \"zebra\") { totalCount nodes { title } } }";
        let found = async || app.visitor(Alpha).asks(search).await.ok().data("/search/totalCount").clone();
        let before = words(&app.visitor(Alpha), &public).await;
        assert_eq!((before.data("/node/body"), found().await), (&json!("A zebra crossing by the mill."), json!(1)));

        restricted(&app, member, None).await;
        let (left, refused) = names(&owner, &project).await;
        assert_eq!(left, [json!("Legal auditor"), json!("Legal staff")]);
        assert_eq!(refused, ["FIELD_FORBIDDEN node.participations.nodes[*].person"]);
        let seen = owner.graphql(PEOPLE, json!({ "id": project.id })).await.ok();
        assert!(!seen.text.contains("DISPLAY_NAME") && !seen.text.contains("Legal member"), "{}", seen.text);
        // The place stays, and nothing in it: for everybody as after an erasure.
        for (reader, known) in [(app.visitor(Alpha), 1), (owner.clone(), 2), (app.founder(Alpha).administering(), 1)] {
            let seen = words(&reader, &public).await;
            let node = seen.data("/node");
            assert_eq!(node["state"], "REDACTED");
            for gone in ["title", "body", "byline", "author"] {
                assert!(node[gone].is_null(), "{gone}: {node}");
            }
            assert_eq!(node["phase"]["contributions"]["totalCount"], known);
        }
        assert_eq!(found().await, 0);
        // It is found as the mark that it is shown as, and by its author as what it is.
        let in_state = async |who: &Actor, state: &str| {
            let query = "query($phase: ID!, $states: [ContributionState!]) { node(id: $phase) { ... on Phase {
                contributions(filter: { states: $states }) { totalCount } } } }";
            let seen = who.graphql(query, json!({ "phase": phase, "states": [state] })).await.ok();
            seen.data("/node/contributions/totalCount").clone()
        };
        for (reader, published, redacted) in [(&app.visitor(Alpha), 0, 1), (&owner, 0, 1), (member, 1, 0)] {
            assert_eq!(in_state(reader, "PUBLISHED").await, published);
            assert_eq!(in_state(reader, "REDACTED").await, redacted);
        }
        let held = words(&owner, &waiting).await;
        assert_eq!((held.data("/node/state"), held.data("/node/body")), (&json!("SUBMITTED"), &Value::Null));
        assert!(held.redacted().contains(&"FIELD_FORBIDDEN node.body".to_owned()), "{:?}", held.redacted());

        // The person goes on, and has a copy of all of it.
        let own = words(member, &public).await;
        assert_eq!((own.data("/node/state"), own.data("/node/body")), (&json!("PUBLISHED"), &json!("A zebra crossing by the mill.")));
        let own = member.asks("{ viewer { membership { person { legalName email } } } }").await.ok();
        assert_eq!(own.data("/viewer/membership/person/legalName"), "Legal member");
        let copy = member.does("exportMyData", json!({}), "request { export { document } }").await.ok();
        assert!(copy.text.contains("Unseen heron words.") && copy.text.contains("RESTRICTION"));
        let joined = Project::under_way(&app, "PUBLIC").await;
        joined.joined(member, "SOCIETY", "LAY").await;
        let elsewhere = joined.owner.administering().graphql(PEOPLE, json!({ "id": joined.id })).await.ok();
        assert!(!elsewhere.text.contains("Legal member"), "a later part rests too: {}", elsewhere.text);
    }

    async fn t36_that_somebody_is_restricted_is_told_to_the_data_steward_alone(app: App) {
        let member = app.person(Alpha, Member);
        let (id, other) = (person_of(&member).await, person_of(&app.person(Alpha, Auditor)).await);
        let notice = publishes(&app, "CONTACT_NEWS", false, NOW).await;
        gives(&member, "CONTACT_NEWS", &notice, json!({})).await.ok();
        let query = "query($id: ID!) { node(id: $id) { ... on Person { email participations { totalCount } } } }";
        let news = app.person(Alpha, Staff).reading_for("CONTACT_NEWS");
        assert_eq!(news.graphql(query, json!({ "id": id })).await.ok().data("/node/email"), "member@alpha.example.org");
        restricted(&app, &member, None).await;
        // For others it is as for who never consented, byte for byte.
        let rests = news.graphql(query, json!({ "id": id })).await.ok();
        assert_eq!(rests.text, news.graphql(query, json!({ "id": other })).await.ok().text);
        assert_eq!(rests.redacted(), ["CONSENT_REQUIRED node.email", "FIELD_FORBIDDEN node.participations"]);
        let steward = app.person(Alpha, DataSteward).administering();
        let seen = steward.graphql(query, json!({ "id": id })).await.ok();
        assert_eq!(seen.redacted(), ["FIELD_FORBIDDEN node.email", "PROCESSING_RESTRICTED node.participations"]);
        assert_eq!(steward.graphql(query, json!({ "id": other })).await.ok().redacted(), ["FIELD_FORBIDDEN node.email"]);
        for role in [Administrator, DataProtectionOfficer, Auditor] {
            let reader = app.person(Alpha, role).administering();
            let rests = reader.graphql(query, json!({ "id": id })).await.ok();
            let free = reader.graphql(query, json!({ "id": person_of(&news).await })).await.ok();
            assert_eq!(rests.redacted(), free.redacted(), "{role:?}");
        }
        // Consent that is given since opens what it is for.
        app.clock.advance(TimeDelta::milliseconds(1));
        gives(&member, "CONTACT_NEWS", &notice, json!({})).await.ok();
        assert_eq!(news.graphql(query, json!({ "id": id })).await.ok().data("/node/email"), "member@alpha.example.org");
    }

    async fn what_handles_requests_and_who_oversees_reads_on(app: App) {
        let member = app.person(Alpha, Member);
        let request = restricted(&app, &member, None).await;
        let officer = app.person(Alpha, DataProtectionOfficer);
        let list = "{ dataSubjectRequests { nodes { id right details restrictsFrom outcomes { because } } } }";
        for reader in [officer.administering(), app.person(Alpha, DataSteward).administering()] {
            let seen = reader.asks(list).await.ok();
            let node = seen.data("/dataSubjectRequests/nodes/0");
            assert_eq!((&node["id"], &node["right"], &node["details"]), (&json!(request), &json!("RESTRICTION"), &json!("What you have of me is wrong.")));
            assert!(node["restrictsFrom"].is_string());
        }
        let log = "{ accessLog(first: 5) { nodes { purpose outcome } } auditEntries(first: 50) { nodes { kind action outcome } } }";
        let read = async || officer.reading_for("SECURITY_AUDIT").asks(log).await.ok();
        let told = |kind: &str, action: &str| json!({ "kind": kind, "action": action, "outcome": "DONE" });
        let told = [told("TRANSITION", "requestRestriction"), told("ERASURE", "fulfilDataSubjectRequest")];
        eventually(async || {
            let seen = read().await;
            let entries = seen.data("/auditEntries/nodes").as_array().unwrap();
            told.iter().all(|entry| entries.contains(entry))
        })
        .await;
        assert_eq!(read().await.redacted(), Vec::<String>::new());
    }

    async fn a_restriction_ends_some_days_after_the_person_was_told(app: App) {
        let project = Project::active(&app).await;
        let member = &project.society;
        let request = restricted(&app, member, None).await;
        let steward = app.person(Alpha, DataSteward).administering();
        step(&steward, "closeDataSubjectRequest", &request, json!({})).await.ok();
        let reason = json!({ "reason": "It was corrected." });
        for (who, code) in [(&app.person(Alpha, DataProtectionOfficer), "FORBIDDEN"), (&app.person(Alpha, Administrator), "NOT_FOUND"), (member, "FORBIDDEN")] {
            step(who, "liftRestriction", &request, reason.clone()).await.refused(code);
        }
        step(&steward, "liftRestriction", &request, json!({ "reason": " " })).await.refused("REASON_REQUIRED");
        let mut socket = Socket::of(member).await;
        socket.listens("1", "subscription { dataSubjectRequestChanged { kind node { restrictsUntil outcomes { because } } } }", json!({})).await;
        step(&steward, "liftRestriction", &request, reason.clone()).await.ok();
        let told = socket.answer("1").await;
        let node = &told["data"]["dataSubjectRequestChanged"]["node"];
        assert_eq!(node["restrictsUntil"], "2026-06-18T10:00:00+00:00");
        assert!(node["outcomes"][1]["because"].as_str().unwrap().ends_with("It was corrected."), "{told}");
        step(&steward, "liftRestriction", &request, reason).await.refused("INVALID_TRANSITION");

        let days = TimeDelta::days(3);
        app.clock.advance(days - TimeDelta::milliseconds(1));
        let owner = again(&app, Staff).await.administering();
        assert_eq!(names(&owner, &project).await.0.len(), 2, "the person knows before");
        app.clock.advance(TimeDelta::milliseconds(1));
        assert_eq!(names(&owner, &project).await.0.len(), 3);
    }

    async fn t66_a_restriction_that_is_granted_between_two_events_counts_at_the_second(app: App) {
        let project = Project::active(&app).await;
        let query = "subscription($project: ID!) { projectChanged(project: $project) { node { state
            participations { nodes { person { displayName } } } } } }";
        let mut socket = Socket::of(&project.owner.administering()).await;
        socket.listens("1", query, json!({ "project": project.id })).await;
        project.moves("pauseProject", json!({ "reason": "The hall is closed." })).await.ok();
        assert!(socket.answer("1").await.to_string().contains("Legal member"));
        restricted(&app, &project.society, None).await;
        project.moves("resumeProject", json!({})).await.ok();
        let told = socket.answer("1").await;
        assert!(told.to_string().contains("Legal auditor") && !told.to_string().contains("Legal member"), "{told}");
    }

    async fn an_objection_stops_its_purpose_at_once_and_until_grounds_are_shown(app: App) {
        let project = Project::active(&app).await;
        let (member, owner) = (&project.society, project.owner.administering());
        let request = objects(member, "PARTICIPATION_ADMIN").await;
        assert_eq!(names(&owner, &project).await.0.len(), 2);
        member.does("objectToProcessing", json!({ "purpose": "PARTICIPATION_ADMIN", "details": "Again." }), REQUEST).await.refused("PRECONDITION_UNMET");
        let person = person_of(member).await;
        let query = "query($id: ID!) { node(id: $id) { ... on Person { participations { totalCount } } } }";
        let steward = app.person(Alpha, DataSteward).administering();
        let seen = steward.graphql(query, json!({ "id": person })).await.ok();
        assert_eq!(seen.redacted(), ["PROCESSING_RESTRICTED node.participations"]);
        // Another agency, and another purpose, is no matter of it.
        objects(&app.person(Beta, Member), "RESEARCH").await;
        objects(member, "RESEARCH").await;

        for verb in ["startIdentityCheck", "confirmRequestIdentity"] {
            step(&steward, verb, &request, json!({})).await.ok();
        }
        let grounds = json!({ "article": "21(1)", "reason": "The vote is under way, and must be run." });
        let refused = step(&steward, "refuseDataSubjectRequest", &request, grounds).await.ok();
        assert_eq!(refused.data("/refuseDataSubjectRequest/request/state"), "REFUSED");
        assert_eq!(names(&owner, &project).await.0.len(), 3);

        // One that is upheld stays, and is nothing that the agency could lift.
        let request = objects(member, "PARTICIPATION_ADMIN").await;
        for verb in ["startIdentityCheck", "confirmRequestIdentity", "fulfilDataSubjectRequest"] {
            step(&steward, verb, &request, json!({})).await.ok();
        }
        step(&steward, "liftRestriction", &request, json!({ "reason": "We want to." })).await.refused("INVALID_TRANSITION");
        assert_eq!(names(&owner, &project).await.0.len(), 2);

        // The person alone takes it back, and the data are used again at once.
        for (who, code) in [(&steward, "FORBIDDEN"), (&app.person(Alpha, DataProtectionOfficer), "FORBIDDEN"), (&app.person(Alpha, Auditor), "NOT_FOUND")] {
            step(who, "withdrawDataSubjectRequest", &request, json!({})).await.refused(code);
        }
        let taken = step(member, "withdrawDataSubjectRequest", &request, json!({})).await.ok();
        assert_eq!(taken.data("/withdrawDataSubjectRequest/request/state"), "CLOSED");
        assert_eq!(names(&owner, &project).await.0.len(), 3);
        step(member, "withdrawDataSubjectRequest", &request, json!({})).await.refused("INVALID_TRANSITION");
    }

    async fn who_no_longer_wants_what_they_asked_takes_it_back(app: App) {
        let member = app.person(Alpha, Member);
        let steward = app.person(Alpha, DataSteward).administering();
        let asked = member.does("requestErasure", json!({}), REQUEST).await.ok();
        let request = asked.text("/requestErasure/request/id");
        for verb in ["startIdentityCheck", "confirmRequestIdentity"] {
            step(&steward, verb, &request, json!({})).await.ok();
        }
        step(&member, "withdrawDataSubjectRequest", &request, json!({})).await.ok();
        step(&steward, "fulfilDataSubjectRequest", &request, json!({})).await.refused("INVALID_TRANSITION");
        let own = member.asks("{ viewer { membership { person { legalName } } } }").await.ok();
        assert_eq!(own.data("/viewer/membership/person/legalName"), "Legal member");
        // It was closed by its person: whoever handled it last stays on record.
        let seen = "query($id: ID!) { node(id: $id) { ... on DataSubjectRequest { state isOverdue closedAt handler { id } outcomes { because } } } }";
        let seen = steward.graphql(seen, json!({ "id": request })).await.ok();
        assert_eq!((seen.data("/node/state"), seen.data("/node/isOverdue")), (&json!("CLOSED"), &json!(false)));
        assert_ne!(seen.data("/node/closedAt"), &Value::Null);
        assert_eq!(seen.data("/node/handler/id"), &json!(app.world.person(Alpha, DataSteward).membership));
        assert_eq!(seen.data("/node/outcomes"), &json!([{ "because": "You took this back on 2026-06-15." }]));
        let request = restricted(&app, &member, None).await;
        step(&steward, "closeDataSubjectRequest", &request, json!({})).await.ok();
        // Three days it would still rest.
        step(&steward, "liftRestriction", &request, json!({ "reason": "It is right now." })).await.ok();
        step(&member, "withdrawDataSubjectRequest", &request, json!({})).await.ok();
        let seen = "query($id: ID!) { node(id: $id) { ... on DataSubjectRequest { restrictsUntil } } }";
        let seen = member.graphql(seen, json!({ "id": request })).await.ok();
        assert_eq!(seen.data("/node/restrictsUntil"), "2026-06-15T10:00:00+00:00");
        // What was refused stays so.
        let asked = member.does("requestErasure", json!({}), REQUEST).await.ok();
        let request = asked.text("/requestErasure/request/id");
        for verb in ["startIdentityCheck", "confirmRequestIdentity"] {
            step(&steward, verb, &request, json!({})).await.ok();
        }
        let grounds = json!({ "article": "17(3)(b)", "reason": "The law keeps it." });
        step(&steward, "refuseDataSubjectRequest", &request, grounds).await.ok();
        step(&member, "withdrawDataSubjectRequest", &request, json!({})).await.refused("INVALID_TRANSITION");
    }

    async fn r24_a_right_that_the_basis_does_not_give_is_answered_with_its_article(app: App) {
        let member = app.person(Alpha, Member);
        for (purpose, article) in [
            ("CONTACT_NEWS", "withdraw it instead"),
            ("LEGAL_RECORD", "article 21(1)"),
            ("SECURITY_AUDIT", "articles 5(2) and 32"),
        ] {
            let asked = json!({ "purpose": purpose, "details": "No." });
            let refused = member.does("objectToProcessing", asked, REQUEST).await.refused("RIGHT_NOT_APPLICABLE");
            assert!(refused.text.contains(article), "{}", refused.text);
        }
        for purpose in ["LEGAL_RECORD", "SECURITY_AUDIT"] {
            let asked = json!({ "purpose": purpose, "details": "No." });
            let refused = member.does("requestRestriction", asked, REQUEST).await.refused("RIGHT_NOT_APPLICABLE");
            assert!(refused.text.contains("article 18(2)"), "{}", refused.text);
        }
        assert_eq!(member.asks("{ viewer { dataSubjectRequests { totalCount } } }").await.ok().data("/viewer/dataSubjectRequests/totalCount"), 0);
        let nobody = app.visitor(Alpha);
        nobody.does("objectToProcessing", json!({ "purpose": "RESEARCH", "details": "No." }), REQUEST).await.refused("FORBIDDEN");
        nobody.does("requestRestriction", json!({ "details": "No." }), REQUEST).await.refused("FORBIDDEN");
    }

    async fn a_restriction_of_public_attribution_takes_the_name_and_leaves_the_words(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner.administering(), &phase, "A crossing.").await;
        consents_to_a_name(&app, &project.society).await;
        let part = project.society.asks("{ viewer { participations { nodes { id version } } } }").await.ok();
        let choice = json!({ "participation": part.data("/viewer/participations/nodes/0/id"),
            "version": part.data("/viewer/participations/nodes/0/version"), "precision": "DISPLAY_NAME" });
        project.society.does("chooseByline", choice, "participation { byline { name } }").await.ok();
        let seen = async || app.visitor(Alpha).graphql(WORDS, json!({ "id": id })).await.ok();
        assert_eq!(seen().await.data("/node/byline/name"), "Legal member");
        restricted(&app, &project.society, Some("PUBLIC_ATTRIBUTION")).await;
        let after = seen().await;
        assert_eq!(after.data("/node/body"), "A crossing.");
        assert!(!after.text.contains("Legal member"), "{}", after.text);
    }

    async fn a_restriction_of_one_purpose_closes_that_one_alone(app: App) {
        let project = Project::active(&app).await;
        let owner = project.owner.administering();
        restricted(&app, &project.society, Some("EVALUATION")).await;
        assert_eq!(names(&owner, &project).await.0.len(), 3);
        restricted(&app, &project.society, Some("PARTICIPATION_ADMIN")).await;
        assert_eq!(names(&owner, &project).await.0.len(), 2);
    }

    async fn r25_figures_that_are_made_later_leave_out_who_is_restricted_and_published_ones_stand(app: App) {
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        let gave = |score: i32| json!([{ "criterion": judged::criterion("UC-01"), "answer": { "score": score } }]);
        for score in 1..=5 {
            let person = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
            story.answers(&person, gave(score)).await.ok();
        }
        let last = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        story.answers(&last, gave(1)).await.ok();
        objects(&last, "EVALUATION").await;
        let closed = story.closed(&app).await;
        let computed = story.moves("computeEvaluation", &closed).await;
        story.moves("releaseEvaluation", &computed).await;
        let read = "query($id: ID!) { evaluation(id: $id) { results { criteria { groups { sector relation figures { n } } } } } }";
        let released = app.visitor(Alpha).graphql(read, json!({ "id": story.id })).await.ok();
        let groups = released.data("/evaluation/results/criteria/0/groups").as_array().unwrap();
        let of = |group: &&Value| group["sector"] == "SOCIETY" && group["relation"] == "PARTICIPANT";
        assert_eq!(groups.iter().find(of).unwrap()["figures"]["n"], 5, "{}", released.text);
        restricted(&app, &last, None).await;
        assert_eq!(app.visitor(Alpha).graphql(read, json!({ "id": story.id })).await.ok().text, released.text);
    }

    async fn words_that_are_stored_only_take_no_stands_and_no_answers(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner.administering(), &phase, "A crossing.").await;
        let other = &project.economy;
        let may_react = async || {
            let query = "query($id: ID!) { node(id: $id) { ... on Contribution { viewerCan(actions: [REACT_TO_CONTRIBUTION]) {
                allowed reasons { code } } } } }";
            other.graphql(query, json!({ "id": id })).await.ok().data("/node/viewerCan/0").clone()
        };
        let reacts = async || other.does("reactToContribution", json!({ "contribution": id, "stand": "AGREE" }), "reaction { id }").await;
        assert_eq!(may_react().await["allowed"], true);
        objects(&project.society, "PARTICIPATION_ADMIN").await;
        assert_eq!(may_react().await, json!({ "allowed": false, "reasons": [{ "code": "INVALID_TRANSITION" }] }));
        reacts().await.refused("INVALID_TRANSITION");
        submits(other, &phase, "I answer.", json!({ "inReplyTo": id })).await.refused("PRECONDITION_UNMET");
    }

    async fn an_answer_goes_by_the_rules_of_when_it_was_made_and_not_of_when_it_was_asked_for(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = submitted(&project.society, &phase, "Unseen heron words.").await;
        let owner = project.owner.administering();
        let marks = async || {
            let input = json!({ "contribution": id, "mayContainSpecialCategory": true, "version": seen(&owner, &id).await.text("/node/version") });
            owner.does("markSpecialCategory", input, "contribution { body mayContainSpecialCategory }").await.ok()
        };
        assert_eq!(marks().await.data("/markSpecialCategory/contribution/body"), "Unseen heron words.");
        let answer = if app.database.kind() == Kind::Sqlite {
            // Who writes there waits for nobody who has not written yet.
            objects(&project.society, "PARTICIPATION_ADMIN").await;
            marks().await
        } else {
            let raw = app.database.raw().await;
            let holds = raw.begin().await.unwrap();
            holds.execute_unprepared("SELECT FROM contribution FOR UPDATE").await.unwrap();
            let meanwhile = async {
                eventually(async || blocked(&app.database).await == 1).await;
                objects(&project.society, "PARTICIPATION_ADMIN").await;
                holds.commit().await.unwrap();
            };
            tokio::join!(marks(), meanwhile).0
        };
        assert_eq!(answer.data("/markSpecialCategory/contribution"), &json!({ "body": null, "mayContainSpecialCategory": true }));
    }
}
