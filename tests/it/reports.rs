//! Reports on contributions: for moderators, by who is not named to them, and unknown to whose words they are about.

use entity::vocabulary::TenantRole::{Administrator, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    contribution::{published, seen, submitted},
    database::column,
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

use crate::{
    audit::chained,
    interests::part,
    rights::{erased, everything, holds},
};

const SHOWN: &str = "report { id version state rule reason reportedOn closedOn closingReason contribution { id }
    reporter { id } closedBy { id } }";
pub(crate) const OF_CONTRIBUTION: &str =
    "query($id: ID!) { node(id: $id) { ... on Contribution { reports { totalCount nodes { id version
    state rule reason reportedOn closingReason } } } } }";
const OF_PROJECT: &str = "query($id: ID!, $filter: ContributionReportFilter) { node(id: $id) { ... on Project {
    contributionReports(filter: $filter) { totalCount nodes { id state contribution { id body } } } } } }";
const REPORTER: &str =
    "query($id: ID!) { node(id: $id) { ... on ContributionReport { rule reporter { id byline { name } } } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { __typename id } }";
/// All that could tell somebody of a report, asked about a contribution and its project.
const AROUND: &str = "query($id: ID!, $project: ID!) {
    c: node(id: $id) { ... on Contribution { version updatedAt state stands { total { value } } trace { kind } moderation { rule }
        reports { totalCount nodes { id } } viewerCan { action allowed reasons { code } } } }
    p: node(id: $project) { ... on Project { version updatedAt contributionReports { totalCount nodes { id } }
        contributions { totalCount nodes { id version updatedAt state } } } }
    viewer { contributionReports { totalCount } } myDataAccess(first: 50) { totalCount nodes { fields } }
    auditEntries(first: 50) { totalCount nodes { action object } } }";

/// Has somebody report a contribution as an insult.
pub(crate) async fn reports(who: &Actor, contribution: &str) -> Answer {
    let input = json!({ "contribution": contribution, "rule": "ABUSE", "reason": "It insults the heron." });
    who.does("reportContribution", input, SHOWN).await
}

/// Has somebody close a report.
pub(crate) async fn closes(who: &Actor, report: &Value, outcome: &str) -> Answer {
    let input =
        json!({ "report": report["id"], "version": report["version"], "outcome": outcome, "reason": "Looked at." });
    who.does("closeContributionReport", input, SHOWN).await
}

/// Has somebody take a report back.
async fn takes_back(who: &Actor, report: &Value) -> Answer {
    let input = json!({ "report": report["id"], "version": report["version"] });
    who.does("withdrawContributionReport", input, SHOWN).await
}

/// A contribution of economy's that society reported: the project, the contribution, and the report.
pub(crate) async fn reported(app: &App) -> (Project, String, Value) {
    let project = Project::active(app).await;
    let phase = project.open_phase("CO_DESIGN").await;
    let words = published(&project.economy, &project.owner, &phase, "Herons are silly.").await;
    let made = reports(&project.society, &words).await.ok();
    let report = made.data("/reportContribution/report").clone();
    (project, words, report)
}

on_both! {
    async fn moderators_see_what_was_reported_and_not_by_whom(app: App) {
        let (project, words, report) = reported(&app).await;
        let (own, _) = part(&project.society, &project).await;
        assert_eq!((&report["state"], &report["rule"], &report["reportedOn"]), (&json!("OPEN"), &json!("ABUSE"), &json!("2026-06-15")));
        assert_eq!((&report["reporter"]["id"], &report["contribution"]["id"]), (&json!(own), &json!(words)));
        let owner = project.owner.administering();
        let of = async |reader: &Actor| reader.graphql(OF_CONTRIBUTION, json!({ "id": words })).await.ok();
        let seen = of(&owner).await;
        assert_eq!(seen.data("/node/reports/totalCount"), 1);
        assert_eq!(seen.data("/node/reports/nodes/0/reason"), "It insults the heron.");
        assert_eq!(of(&project.owner).await.redacted(), ["PURPOSE_REQUIRED node.reports.nodes[*].reason"]);
        let all = async |states: Value| {
            let filter = json!({ "states": states });
            owner.graphql(OF_PROJECT, json!({ "id": project.id, "filter": filter })).await.ok()
        };
        assert_eq!(all(json!(["OPEN"])).await.data("/node/contributionReports/nodes/0/contribution/body"), "Herons are silly.");
        assert_eq!(all(json!(["UPHELD", "DISMISSED"])).await.data("/node/contributionReports/totalCount"), 0);

        // Who it was is for the data protection officer, for a purpose and on record; for moderators by no purpose.
        let officer = app.person(Alpha, DataProtectionOfficer);
        for purpose in ["LEGAL_RECORD", "SECURITY_AUDIT"] {
            let seen = officer.reading_for(purpose).graphql(REPORTER, json!({ "id": report["id"] })).await.ok();
            assert_eq!(seen.data("/node/reporter/id"), &json!(own));
            let refused = project.owner.reading_for(purpose).graphql(REPORTER, json!({ "id": report["id"] })).await.ok();
            assert_eq!((refused.data("/node/reporter"), refused.redacted()), (&Value::Null, vec!["FIELD_FORBIDDEN node.reporter".to_owned()]));
        }
        let unsaid = officer.graphql(REPORTER, json!({ "id": report["id"] })).await.ok();
        assert_eq!(unsaid.redacted(), ["PURPOSE_REQUIRED node.reporter"]);
        let other = officer.administering().graphql(REPORTER, json!({ "id": report["id"] })).await.ok();
        assert_eq!(other.redacted(), ["PURPOSE_NOT_PERMITTED node.reporter"]);
        let reads = project.society.asks("{ myDataAccess(first: 50) { nodes { readerRole fields outcome } } }").await.ok();
        let told = |role: &str, field: &str, outcome: &str| {
            let read = json!({ "readerRole": role, "fields": [format!("ContributionReport.{field}")], "outcome": outcome });
            assert!(reads.data("/myDataAccess/nodes").as_array().unwrap().contains(&read), "{read} {}", reads.text);
        };
        told("DATA_PROTECTION_OFFICER", "reporter", "SHOWN");
        told("OWNER", "reporter", "REFUSED");
        told("OWNER", "reason", "SHOWN");
    }

    async fn nobody_else_learns_of_a_report(app: App) {
        let (project, words, report) = reported(&app).await;
        let strangers = [
            app.visitor(Alpha), app.founder(Beta), app.person(Alpha, Administrator), app.person(Alpha, DataSteward), project.economy.clone(),
        ];
        for stranger in strangers {
            let seen = stranger.graphql(NODE, json!({ "id": report["id"] })).await.ok();
            assert!(seen.data("/node").is_null());
            closes(&stranger, &report, "DISMISSED").await.refused("NOT_FOUND");
        }
        for stranger in [app.visitor(Alpha), app.person(Alpha, Administrator), project.economy.clone(), project.society.clone()] {
            let seen = stranger.graphql(OF_CONTRIBUTION, json!({ "id": words })).await.ok();
            assert_eq!((seen.data("/node/reports"), seen.redacted()), (&Value::Null, vec!["FIELD_FORBIDDEN node.reports".to_owned()]));
            let seen = stranger.graphql(OF_PROJECT, json!({ "id": project.id })).await.ok();
            assert_eq!(seen.redacted(), ["FIELD_FORBIDDEN node.contributionReports"]);
        }
    }

    async fn who_is_reported_learns_it_by_nothing_not_even_as_a_moderator_or_auditor(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let auditors = published(&project.economy, &project.owner, &phase, "Herons are silly.").await;
        let facilitator = app.person(Alpha, DataProtectionOfficer);
        project.facilitated_by(&facilitator).await;
        let owners = published(&project.owner, &facilitator, &phase, "Herons are vain.").await;
        let officers = published(&facilitator, &project.owner, &phase, "Herons are late.").await;
        // The auditor reads the log, the owner moderates, and the officer does both and oversees.
        let authors = [(&project.economy, &auditors), (&project.owner, &owners), (&facilitator, &officers)];
        let around = async |who: &Actor, words: &str| {
            let who = who.reading_for("SECURITY_AUDIT");
            who.graphql(AROUND, json!({ "id": words, "project": project.id })).await.ok().text
        };
        let raw = app.database.raw().await;
        let events = async || column::<i64>(&raw, "SELECT count(*) FROM event").await[0];
        let told = "SELECT (SELECT count(*) FROM audit_entry) + (SELECT count(*) FROM audit_waiting) + (SELECT count(*) FROM audit_refusal)";
        let entries = async || column::<i64>(&raw, told).await[0];
        for (author, words) in authors {
            // What was done before is in the log by now.
            chained(&app).await;
            // And so is what was read of the author.
            author.reading_for("SECURITY_AUDIT").asks("{ myDataAccess { totalCount } }").await.ok();
            let before = (around(author, words).await, events().await, entries().await);
            let made = reports(&project.society, words).await.ok();
            let report = made.data("/reportContribution/report").clone();
            assert_eq!((around(author, words).await, events().await, entries().await), before);
            // Not to be found by its id either.
            let (never, id) = (json!("contributionreport_01h455vb4pex5vsknk084sn02q"), &report["id"]);
            let node = author.graphql(NODE, json!({ "id": id })).await.ok();
            assert_eq!(node.text, author.graphql(NODE, json!({ "id": never })).await.ok().text);
            let closed = closes(author, &report, "DISMISSED").await.refused("NOT_FOUND");
            let none = json!({ "id": never, "version": report["version"] });
            assert_eq!(closed.text, closes(author, &none, "DISMISSED").await.text);
            // Nor is what a moderator finds, nor who is refused to say it.
            let moderator = if words == &owners { &facilitator } else { &project.owner };
            closes(&project.society, &report, "DISMISSED").await.refused("FORBIDDEN");
            if words == &owners {
                // Who moderates does not read who it was, as a data protection officer either.
                let seen = facilitator.reading_for("SECURITY_AUDIT").graphql(REPORTER, json!({ "id": report["id"] })).await.ok();
                assert_eq!(seen.redacted(), ["FIELD_FORBIDDEN node.reporter"]);
            }
            closes(moderator, &report, "UPHELD").await.ok();
            assert_eq!((around(author, words).await, events().await, entries().await), before);
            // Nor that somebody reported it and took that back, or tried to.
            let again = reports(&project.society, words).await.ok();
            let report = again.data("/reportContribution/report");
            takes_back(moderator, report).await.refused("FORBIDDEN");
            takes_back(&project.society, report).await.ok();
            let refused = takes_back(author, report).await.refused("NOT_FOUND");
            let none = json!({ "id": never, "version": report["version"] });
            assert_eq!(refused.text, takes_back(author, &none).await.text);
            assert_eq!((around(author, words).await, events().await, entries().await), before);
        }
        let copy = project.economy.does("exportMyData", json!({}), "request { export { document } }").await.ok();
        assert!(!copy.text.contains("insults the heron"), "{}", copy.text);
        let copy: Value = serde_json::from_str(&copy.text("/exportMyData/request/export/document")).unwrap();
        let tables = copy["tables"].as_array().unwrap().iter().filter(|table| table["name"] == "contribution_report");
        assert_eq!(tables.map(|table| table["rows"].clone()).collect::<Vec<_>>(), [json!([])]);
    }

    async fn who_takes_part_reports_what_is_published_once_while_it_is_open(app: App) {
        let (project, words, report) = reported(&app).await;
        let again = reports(&project.society, &words).await.refused("ALREADY_EXISTS");
        assert_eq!(again.inputs(), ["input.contribution"]);
        reports(&project.economy, &words).await.refused("FORBIDDEN");
        for outsider in [app.person(Alpha, Administrator), app.person(Alpha, DataProtectionOfficer), app.visitor(Alpha)] {
            reports(&outsider, &words).await.refused("FORBIDDEN");
        }
        reports(&app.founder(Beta), &words).await.refused("NOT_FOUND");
        let bare = json!({ "contribution": words, "rule": "SPAM", "reason": " " });
        project.owner.does("reportContribution", bare, SHOWN).await.refused("REASON_REQUIRED");
        // Two moments of one person are one report.
        let keyed = json!({ "contribution": words, "rule": "SPAM", "reason": "Noise.", "idempotencyKey": "one" });
        let [first, second] = [project.owner.does("reportContribution", keyed.clone(), SHOWN).await.ok(), project.owner.does("reportContribution", keyed, SHOWN).await.ok()];
        assert_eq!(first.data("/reportContribution/report/id"), second.data("/reportContribution/report/id"));
        let phase = seen(&project.owner, &words).await.text("/node/phase/id");
        let more = published(&project.economy, &project.owner, &phase, "Herons are late.").await;
        let both = tokio::join!(reports(&project.society, &more), reports(&project.society, &more));
        let mut codes = [both.0.codes(), both.1.codes()].concat();
        codes.sort();
        assert_eq!(codes, ["ALREADY_EXISTS"]);
        // What waits is read by moderators anyway, and by nobody else.
        let waits = submitted(&project.economy, &phase, "Herons are loud.").await;
        reports(&project.society, &waits).await.refused("NOT_FOUND");
        reports(&project.owner, &waits).await.refused("INVALID_TRANSITION");

        closes(&project.owner, &report, "DISMISSED").await.ok();
        reports(&project.society, &words).await.ok();
        let list = "{ viewer { contributionReports { totalCount nodes { state closingReason reporter { id } } } } }";
        let own = project.society.asks(list).await.ok();
        assert_eq!(own.data("/viewer/contributionReports/totalCount"), 3);
        assert!(own.text.contains("Looked at."), "{}", own.text);
        assert_eq!(project.economy.asks(list).await.ok().data("/viewer/contributionReports/totalCount"), 0);
        assert!(app.visitor(Alpha).asks(list).await.ok().data("/viewer/contributionReports").is_null());
    }

    async fn a_moderator_closes_a_report_of_another_with_a_reason_and_the_words_stay_as_they_are(app: App) {
        let (project, words, report) = reported(&app).await;
        let before = seen(&project.economy, &words).await.text;
        closes(&project.society, &report, "DISMISSED").await.refused("FORBIDDEN");
        closes(&app.person(Alpha, DataProtectionOfficer), &report, "DISMISSED").await.refused("FORBIDDEN");
        let silent = json!({ "report": report["id"], "version": report["version"], "outcome": "UPHELD", "reason": "" });
        project.owner.does("closeContributionReport", silent, SHOWN).await.refused("REASON_REQUIRED");
        let stale = json!({ "id": report["id"], "version": "old" });
        closes(&project.owner, &stale, "UPHELD").await.refused("CONFLICT");
        let done = closes(&project.owner, &report, "UPHELD").await.ok();
        let done = done.data("/closeContributionReport/report");
        assert_eq!((&done["state"], &done["closedOn"], &done["closingReason"]), (&json!("UPHELD"), &json!("2026-06-15"), &json!("Looked at.")));
        assert_eq!((&done["closedBy"]["id"], &done["reporter"]), (&json!(app.world.person(Alpha, Staff).membership), &Value::Null));
        closes(&project.owner, done, "DISMISSED").await.refused("INVALID_TRANSITION");
        assert_eq!(seen(&project.economy, &words).await.text, before);
        let own = "query($id: ID!) { node(id: $id) { ... on ContributionReport { state closingReason closedBy { id } } } }";
        let own = project.society.graphql(own, json!({ "id": report["id"] })).await.ok();
        assert_eq!(own.data("/node"), &json!({ "state": "UPHELD", "closingReason": "Looked at.", "closedBy": null }));
        // A moderator who reports leaves the answer to another.
        let own = reports(&project.owner, &words).await.ok();
        closes(&project.owner, own.data("/reportContribution/report"), "UPHELD").await.refused("FORBIDDEN");
    }

    async fn who_closed_a_report_is_told_to_moderators_who_are_not_staff_and_to_no_reporter(app: App) {
        let (project, words, report) = reported(&app).await;
        closes(&project.owner, &report, "UPHELD").await.ok();
        let (own, version) = part(&project.economy, &project).await;
        let grant = json!({ "participation": own, "version": version, "role": "FACILITATOR" });
        project.owner.does("grantProjectRole", grant, "participation { id }").await.ok();
        let officer = app.person(Alpha, DataProtectionOfficer);
        let asked = "query($id: ID!) { node(id: $id) { ... on ContributionReport { state closedBy { id roles } } } }";
        let of = async |who: &Actor, report: &Value| who.graphql(asked, json!({ "id": report["id"] })).await.ok();
        let by = app.world.person(Alpha, Staff).membership.clone();
        for reader in [&project.owner, &officer] {
            assert_eq!(of(reader, &report).await.data("/node/closedBy"), &json!({ "id": by, "roles": ["STAFF", "MEMBER"] }));
        }
        let reporter = of(&project.society, &report).await;
        assert_eq!((reporter.data("/node/closedBy"), reporter.redacted()), (&Value::Null, vec!["FIELD_FORBIDDEN node.closedBy".to_owned()]));
        // Whose words they are finds no report, as a moderator either.
        assert_eq!(of(&project.economy, &report).await.data("/node"), &Value::Null);
        let (own, version) = part(&project.society, &project).await;
        let grant = json!({ "participation": own, "version": version, "role": "FACILITATOR" });
        project.owner.does("grantProjectRole", grant, "participation { id }").await.ok();
        // By whom, and nothing else of a member whom they may not know of.
        let told = of(&project.society, &report).await;
        assert_eq!((told.data("/node/state"), told.data("/node/closedBy")), (&json!("UPHELD"), &json!({ "id": by, "roles": null })));
        let member = project.society.graphql(NODE, json!({ "id": by })).await.ok();
        assert_eq!(member.data("/node"), &Value::Null);
        let again = reports(&project.society, &words).await.ok();
        assert_eq!(of(&project.society, again.data("/reportContribution/report")).await.data("/node/closedBy"), &Value::Null);
    }

    async fn who_reported_takes_it_back_while_it_is_open_and_nobody_else_does(app: App) {
        let (project, words, report) = reported(&app).await;
        for stranger in [app.visitor(Alpha), app.founder(Beta), app.person(Alpha, Administrator), project.economy.clone()] {
            takes_back(&stranger, &report).await.refused("NOT_FOUND");
        }
        for reader in [&project.owner, &app.person(Alpha, DataProtectionOfficer)] {
            takes_back(reader, &report).await.refused("FORBIDDEN");
        }
        takes_back(&project.society, &json!({ "id": report["id"], "version": "old" })).await.refused("CONFLICT");
        let keyed = json!({ "report": report["id"], "version": report["version"], "idempotencyKey": "one" });
        for _ in 0..2 {
            let done = project.society.does("withdrawContributionReport", keyed.clone(), SHOWN).await.ok();
            let done = done.data("/withdrawContributionReport/report");
            assert_eq!((&done["state"], &done["closedOn"], &done["closingReason"]), (&json!("WITHDRAWN"), &json!("2026-06-15"), &Value::Null));
        }
        // For who moderates it is a closed one, which nobody answers any more.
        let owner = project.owner.administering();
        let withdrawn = async || {
            let filter = json!({ "states": ["OPEN", "UPHELD", "DISMISSED", "WITHDRAWN"] });
            let all = owner.graphql(OF_PROJECT, json!({ "id": project.id, "filter": filter })).await.ok();
            assert_eq!(all.data("/node/contributionReports/totalCount"), 1);
            owner.graphql(OF_CONTRIBUTION, json!({ "id": words })).await.ok().data("/node/reports/nodes/0").clone()
        };
        let left = withdrawn().await;
        assert_eq!((&left["state"], &left["reason"], &left["closingReason"]), (&json!("WITHDRAWN"), &json!("It insults the heron."), &Value::Null));
        closes(&project.owner, &left, "UPHELD").await.refused("INVALID_TRANSITION");
        takes_back(&project.society, &left).await.refused("INVALID_TRANSITION");
        // The erasure of whose words they are takes the reporter's words too, and leaves no mark of an answer.
        erased(&app, &project.economy).await;
        let left = withdrawn().await;
        assert_eq!((&left["state"], &left["reason"], &left["closingReason"]), (&json!("WITHDRAWN"), &Value::Null, &Value::Null));
    }

    async fn one_reports_anew_what_one_took_back_and_takes_it_back_after_leaving_too(app: App) {
        let (project, words, report) = reported(&app).await;
        takes_back(&project.society, &report).await.ok();
        let again = reports(&project.society, &words).await.ok();
        let again = again.data("/reportContribution/report");
        assert_eq!((&again["state"], again["id"] == report["id"]), (&json!("OPEN"), false));
        let (_, version) = part(&project.society, &project).await;
        let leaves = json!({ "participation": again["reporter"]["id"], "version": version });
        project.society.does("leaveProject", leaves, "participation { state }").await.ok();
        let done = takes_back(&project.society, again).await.ok();
        assert_eq!(done.data("/withdrawContributionReport/report/state"), "WITHDRAWN");
    }

    async fn r24_the_reporters_copy_holds_the_report_and_an_erasure_leaves_it_without_them(app: App) {
        let (project, words, report) = reported(&app).await;
        let made = project.society.does("exportMyData", json!({}), "request { export { document } }").await.ok();
        let document: Value = serde_json::from_str(&made.text("/exportMyData/request/export/document")).unwrap();
        let tables = document["tables"].as_array().unwrap();
        let own = tables.iter().find(|table| table["name"] == "contribution_report").unwrap()["rows"].clone();
        assert_eq!((&own[0]["reason"], &own[0]["rule"], own.as_array().map(Vec::len)), (&json!("It insults the heron."), &json!("ABUSE"), Some(1)));
        assert!(own[0]["reporter_id"].is_string() && own[0].get("closed_by_id").is_none());

        erased(&app, &project.society).await;
        let seen = project.owner.administering().graphql(OF_CONTRIBUTION, json!({ "id": words })).await.ok();
        let left = seen.data("/node/reports/nodes/0").clone();
        assert_eq!((&left["id"], &left["state"], &left["rule"], &left["reason"]), (&report["id"], &json!("OPEN"), &json!("ABUSE"), &Value::Null));
        let officer = app.person(Alpha, DataProtectionOfficer).reading_for("SECURITY_AUDIT");
        let gone = officer.graphql(REPORTER, json!({ "id": report["id"] })).await.ok();
        assert_eq!(gone.data("/node"), &json!({ "rule": "ABUSE", "reporter": null }));
        closes(&project.owner, &left, "DISMISSED").await.ok();
        app.clock.advance(chrono::TimeDelta::minutes(1));
        assert!(!holds(&everything(&app.stop().await), "insults the heron"));
    }

    async fn r25_a_restricted_reporters_words_are_read_by_nobody_else(app: App) {
        let (project, words, report) = reported(&app).await;
        let member = &project.society;
        let objects = json!({ "purpose": "PARTICIPATION_ADMIN", "details": "I have my reasons." });
        member.does("objectToProcessing", objects, "request { id }").await.ok();
        // A data protection officer who decides on reports as well is a moderator here.
        let officer = app.person(Alpha, DataProtectionOfficer);
        project.facilitated_by(&officer).await;
        for moderator in [&project.owner, &officer] {
            let seen = moderator.administering().graphql(OF_CONTRIBUTION, json!({ "id": words })).await.ok();
            assert_eq!((seen.data("/node/reports/nodes/0/rule"), seen.data("/node/reports/nodes/0/reason")), (&json!("ABUSE"), &Value::Null));
            assert_eq!(seen.redacted(), [""; 0], "as after an erasure, so that it does not say whose it is");
        }
        let own = "query($id: ID!) { node(id: $id) { ... on ContributionReport { reason } } }";
        assert_eq!(member.graphql(own, json!({ "id": report["id"] })).await.ok().data("/node/reason"), "It insults the heron.");
        // What rests others find as a mark, and there is nothing in it to report.
        let phase = harness::contribution::seen(&project.owner, &words).await.text("/node/phase/id");
        let rests = app.person(Alpha, Member);
        let hidden = published(&rests, &project.owner, &phase, "Resting words.").await;
        reports(&project.economy, &hidden).await.refused("INVALID_TRANSITION");
    }
}
