//! How long data are kept: what is over is gone.

use chrono::{DateTime, Duration, Utc};
use entity::{
    id::{Id, TenantId},
    participation, person,
    subject::{DataSubject, Since},
    vocabulary::{
        Purpose, ReaderRole, RetentionTrigger,
        TenantRole::{Administrator, DataProtectionOfficer, DataSteward, Member, Staff},
    },
};
use harness::{
    actor::Actor,
    app::{App, NOW},
    database::{column, rows},
    on_both,
    project::Project,
    soon::eventually,
    world::Agency::{Alpha, Beta},
};
use sea_orm::DatabaseConnection;
use serde_json::{Value, json};
use trialogue::{
    clock::Clock,
    store::{Access, AccessRecord, Due, Store},
};
use uuid::Uuid;

use crate::{
    consents::{again, gives, person_of, publishes},
    judged::{Story, criterion},
};

const RULE: &str = "rule { id version class purpose trigger duration disposal isActive }";
pub(crate) const RUNS: &str = "{ retentionRuns(first: 1) { totalCount nodes { startedAt finishedAt
    byRule { rule { purpose } deletedCount { ...Told } anonymisedCount { ...Told } heldCount { ...Told } } } } }
    fragment Told on Count { value status }";

/// What the last run did, as it stands underneath.
const UNDERNEATH: &str = "SELECT rule.purpose || ' ' || done.deleted || ' ' || done.anonymised || ' ' || done.held
    FROM retention_result done JOIN retention_rule rule ON rule.tenant_id = done.tenant_id AND rule.id = done.rule_id
    WHERE done.run_id = (SELECT id FROM retention_run ORDER BY day DESC LIMIT 1)";

/// What the agency's threshold of 5 lets be told of a number, and nothing of how many answered.
fn told(purpose: &str, number: i64) -> Value {
    if number == 0 || (number >= 5 && purpose != "EVALUATION") {
        json!({ "value": number, "status": "PUBLISHED" })
    } else {
        withheld()
    }
}

pub(crate) fn withheld() -> Value {
    json!({ "value": null, "status": "SUPPRESSED" })
}

/// Makes a rule.
pub(crate) async fn rules(who: &Actor, [class, purpose, trigger, duration, disposal]: [&str; 5]) -> String {
    let input =
        json!({ "class": class, "purpose": purpose, "trigger": trigger, "duration": duration, "disposal": disposal });
    let made = who.does("createRetentionRule", input, RULE).await.ok();
    made.text("/createRetentionRule/rule/id")
}

/// What the last run did for the rule of a purpose, once it has ended: deleted, anonymised, held. It is told as far as it may.
pub(crate) async fn ran(app: &App, runs: i64) -> Vec<(String, [i64; 3])> {
    let steward = again(app, DataSteward).await;
    for _ in 0..300 {
        let seen = steward.asks(RUNS).await.ok();
        let list = seen.data("/retentionRuns");
        if list["totalCount"] == runs && list["nodes"][0]["finishedAt"].is_string() {
            let mut all: Vec<_> = column::<String>(&app.database.raw().await, UNDERNEATH)
                .await
                .iter()
                .map(|text| {
                    let mut words = text.split(' ');
                    let purpose = words.next().unwrap().to_owned();
                    (purpose, [(); 3].map(|()| words.next().unwrap().parse::<i64>().unwrap()))
                })
                .collect();
            all.sort();
            let mut expected: Vec<_> = all
                .iter()
                .map(|(purpose, numbers)| json!([purpose, numbers.map(|number| told(purpose, number))]).to_string())
                .collect();
            let mut seen: Vec<_> = list["nodes"][0]["byRule"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| {
                    let counts = [&one["deletedCount"], &one["anonymisedCount"], &one["heldCount"]];
                    json!([one["rule"]["purpose"], counts]).to_string()
                })
                .collect();
            expected.sort();
            seen.sort();
            assert_eq!(seen, expected);
            return all;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the run did not end");
}

/// Has a member tell a profile, on consent.
pub(crate) async fn tells(app: &App, who: &Actor) {
    let notice = publishes(app, "REPRESENTATIVENESS", false, NOW).await;
    for attribute in ["BIRTH_YEAR", "POSTAL_ADDRESS"] {
        gives(who, "REPRESENTATIVENESS", &notice, json!({ "attribute": attribute }))
            .await
            .ok();
    }
    let told = json!({ "birthYear": 1984, "postalAddress": "Heron Street 5, 12345 Exampleton" });
    who.does("updateMyProfile", told, "profile { birthYear }").await.ok();
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

pub(crate) async fn number(app: &App, sql: &str) -> i64 {
    column::<i64>(&app.database.raw().await, sql).await[0]
}

/// Entries of what [`reads_the_member`] read.
const READS: &str =
    "SELECT count(*) FROM access_log_entry WHERE occurred_at > '2026-07-01' AND fields = 'Participation.person'";

/// Keeps that staff read who is behind the part of the member; of which agency.
async fn reads_the_member(raw: &DatabaseConnection, store: &Store, clock: &Clock) -> TenantId {
    let id = async |what: &str, role: &str| {
        let of = "FROM membership m JOIN account a ON a.id = m.account_id WHERE a.email_key =";
        let sql = format!("SELECT {what} {of} '{role}@alpha.example.org'");
        column::<Uuid>(raw, &sql).await[0]
    };
    let part = "(SELECT p.id FROM participation p WHERE p.tenant_id = m.tenant_id AND p.person_id = m.person_id)";
    let (part, reader) = (id(part, "member").await, id("m.id", "staff").await);
    let tenant = Id::from_uuid(id("m.tenant_id", "staff").await);
    let read = Access {
        field: "Participation.person",
        code: None,
        role: ReaderRole::Owner,
        project: None,
        subject: DataSubject::Participation(Id::from_uuid(part)),
    };
    let kept = AccessRecord {
        tenant,
        id: Uuid::new_v4(),
        occurred_at: clock.now(),
        membership: Some(Id::from_uuid(reader)),
        client: None,
        purpose: Some(Purpose::ParticipationAdmin),
        accesses: vec![read],
    };
    store.keep_access(&kept).await.unwrap();
    tenant
}

pub(crate) const PROFILES: &str =
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
        assert_eq!(ran(&app, 1).await, [("REPRESENTATIVENESS".into(), [0, 0, 0]), ("SECURITY_AUDIT".into(), [0, 0, 0])]);
        assert_eq!(number(&app, PROFILES).await, 1, "a day too early");
        let entries = number(&app, "SELECT count(*) FROM access_log_entry").await;
        assert!(entries > 0);
        let app = app.later(Duration::days(8)).await;
        assert_eq!(ran(&app, 2).await[0], ("REPRESENTATIVENESS".into(), [1, 0, 0]));
        assert_eq!(number(&app, PROFILES).await, 0);
        let app = app.later(Duration::days(370)).await;
        let told = ran(&app, 3).await;
        assert_eq!(told, [("REPRESENTATIVENESS".into(), [0, 0, 0]), ("SECURITY_AUDIT".into(), [entries, 0, 0])]);
        // Twice on one day it does nothing.
        let app = app.later(Duration::minutes(1)).await;
        assert_eq!(ran(&app, 3).await, told);
        app.clock.advance(Duration::minutes(1));
        let database = app.stop().await;
        let all = crate::rights::everything(&database);
        assert!(!crate::rights::holds(&all, "Heron Street"));
    }

    async fn t51_what_was_deleted_of_few_is_counted_for_nobody(app: App) {
        rules(&app.person(Alpha, DataSteward), ["PERSONAL", "SECURITY_AUDIT", "CREATED", "P24M", "DELETE"]).await;
        let app = app.later(Duration::days(1)).await;
        assert_eq!(ran(&app, 1).await, [("SECURITY_AUDIT".into(), [0, 0, 0])]);
        let published = |number: i64| json!({ "value": number, "status": "PUBLISHED" });
        let mut readers = Vec::new();
        for (role, reads_held) in [(DataSteward, true), (DataProtectionOfficer, true), (Administrator, false), (Staff, false)] {
            readers.push((again(&app, role).await, reads_held));
        }
        for (purpose, number, told) in [
            ("SECURITY_AUDIT", 0, published(0)), ("SECURITY_AUDIT", 1, withheld()), ("SECURITY_AUDIT", 4, withheld()),
            ("SECURITY_AUDIT", 5, published(5)),
            // Less what the results tell it would be how many answered in the groups that they withhold.
            ("EVALUATION", 0, published(0)), ("EVALUATION", 5, withheld()), ("EVALUATION", 400, withheld()),
        ] {
            let raw = app.database.raw().await;
            let sql = format!("UPDATE retention_result SET deleted = {number}, anonymised = {number}, held = {number}");
            rows(&raw, &sql).await.expect("the superuser may");
            rows(&raw, &format!("UPDATE retention_rule SET purpose = '{purpose}'")).await.expect("the superuser may");
            for (reader, reads_held) in &readers {
                let seen = reader.asks(RUNS).await.ok();
                let done = seen.data("/retentionRuns/nodes/0/byRule/0");
                assert_eq!((&done["deletedCount"], &done["anonymisedCount"]), (&told, &told), "{purpose} {number}");
                assert_eq!(&done["heldCount"], if *reads_held { &told } else { &Value::Null }, "{purpose} {number}");
            }
        }
    }

    async fn r27_a_person_who_is_active_keeps_what_they_told(app: App) {
        let steward = app.person(Alpha, DataSteward);
        rules(&steward, ["SENSITIVE", "REPRESENTATIVENESS", "LAST_ACTIVITY", "P12M", "DELETE"]).await;
        rules(&steward, ["PERSONAL", "PARTICIPATION_ADMIN", "LAST_ACTIVITY", "P24M", "ANONYMISE"]).await;
        tells(&app, &app.person(Alpha, Member)).await;
        let app = app.later(Duration::days(300)).await;
        ran(&app, 1).await;
        // They come to read, and do nothing more.
        again(&app, Member).await;
        let app = app.later(Duration::days(300)).await;
        ran(&app, 2).await;
        assert_eq!(number(&app, PROFILES).await, 1);
        let app = app.later(Duration::days(120)).await;
        assert_eq!(ran(&app, 3).await[1], ("REPRESENTATIVENESS".into(), [1, 0, 0]));
        assert_eq!(number(&app, "SELECT count(*) FROM person WHERE email = ''").await, 0);
        // After two years without a sign they are taken out of the agency, as at their own request; who holds an office is not.
        let app = app.later(Duration::days(320)).await;
        assert_eq!(ran(&app, 4).await[0], ("PARTICIPATION_ADMIN".into(), [0, 1, 0]));
        let gone = json!({ "tenant": "alpha", "email": "member@alpha.example.org", "password": harness::world::PASSWORD });
        app.stranger().does("signIn", gone, "accessToken { value }").await.refused("INVALID_CREDENTIALS");
        again(&app, Staff).await;
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
        assert_eq!(ran(&app, 1).await, [("EVALUATION".into(), [10, 0, 0])]);
        assert_eq!(number(&app, "SELECT (SELECT count(*) FROM assessment) + (SELECT count(*) FROM assessment_answer)").await, 0);
        assert_eq!(app.visitor(Alpha).graphql(read, json!({ "id": story.id })).await.ok().text, before.text);
    }

    async fn r27_who_can_still_answer_and_who_runs_what_is_not_over_keep_their_links(app: App) {
        rules(&app.person(Alpha, DataSteward), ["PERSONAL", "PARTICIPATION_ADMIN", "PROJECT_CONCLUDED", "P1M", "ANONYMISE"]).await;
        let mut story = Story::collecting(&app, "RETROSPECTIVE", &["UC-01"]).await;
        let person = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        is_over(&app, "CONCLUDED").await;
        let app = app.later(Duration::days(40)).await;
        assert_eq!(ran(&app, 1).await, [("PARTICIPATION_ADMIN".into(), [0, 0, 0])]);
        assert_eq!(number(&app, LINKED).await, 2);
        story.owner = again(&app, Staff).await;
        let mut version = story.version.clone();
        for verb in ["closeEvaluation", "computeEvaluation", "releaseEvaluation"] {
            version = story.moves(verb, &version).await;
        }
        let app = app.later(Duration::days(1)).await;
        assert_eq!(ran(&app, 2).await, [("PARTICIPATION_ADMIN".into(), [0, 1, 0])]);
        let owner = "SELECT count(*) FROM participation WHERE person_id IS NOT NULL AND roles & 1 <> 0";
        assert_eq!((number(&app, LINKED).await, number(&app, owner).await), (1, 1));
        is_over(&app, "EVALUATED").await;
        let app = app.later(Duration::days(1)).await;
        assert_eq!(ran(&app, 3).await, [("PARTICIPATION_ADMIN".into(), [0, 1, 0])]);
        drop(person);
    }

    async fn r25_the_link_that_data_rest_by_stays_until_they_do_not(app: App) {
        rules(&app.person(Alpha, DataSteward), ["PERSONAL", "PARTICIPATION_ADMIN", "PROJECT_CONCLUDED", "P1M", "ANONYMISE"]).await;
        let project = Project::active(&app).await;
        project.moves("cancelProject", json!({ "reason": "No budget." })).await.ok();
        let objects = json!({ "purpose": "PARTICIPATION_ADMIN", "details": "I have my reasons." });
        project.society.does("objectToProcessing", objects, "request { state }").await.ok();
        let app = app.later(Duration::days(40)).await;
        assert_eq!(ran(&app, 1).await, [("PARTICIPATION_ADMIN".into(), [0, 2, 0])]);
        assert_eq!(number(&app, LINKED).await, 1);
    }

    async fn r26_a_read_while_the_job_runs_is_on_record_for_whom_the_link_led_to(app: App) {
        let project = Project::active(&app).await;
        project.moves("cancelProject", json!({ "reason": "No budget." })).await.ok();
        let database = app.stop().await;
        let raw = database.raw().await;
        let store = database.store().await;
        let clock = Clock::fixed(NOW.parse::<DateTime<Utc>>().unwrap() + Duration::days(40));
        let tenant = reads_the_member(&raw, &store, &clock).await;
        let [retained] = participation::DECLARATION.retention else { panic!("one kind") };
        let due = Due {
            declaration: &participation::DECLARATION, retained, trigger: RetentionTrigger::ProjectConcluded,
            since: Since::Project("project_id"), disposing: retained.disposals[0].1, before: clock.now(),
        };
        let tx = store.write(trialogue::actor::Actor::job(tenant, "retention")).await.unwrap();
        assert_eq!(tx.dispose(&store, &due, &clock, 200).await.unwrap().number, 3);
        tx.commit().await.unwrap();
        store.unfold_access(tenant, &clock).await.unwrap();
        assert_eq!(column::<i64>(&raw, LINKED).await, [0]);
        assert_eq!(column::<i64>(&raw, READS).await, [1]);
    }

    async fn r26_a_read_while_the_job_takes_somebody_out_is_on_record_for_them(app: App) {
        let project = Project::active(&app).await;
        project.moves("cancelProject", json!({ "reason": "No budget." })).await.ok();
        let database = app.stop().await;
        let raw = database.raw().await;
        let store = database.store().await;
        let clock = Clock::fixed(NOW.parse::<DateTime<Utc>>().unwrap() + Duration::days(400));
        let tenant = reads_the_member(&raw, &store, &clock).await;
        let [retained] = person::DECLARATION.retention else { panic!("one kind") };
        let due = Due {
            declaration: &person::DECLARATION, retained, trigger: RetentionTrigger::LastActivity,
            since: Since::Activity, disposing: retained.disposals[0].1, before: clock.now() - Duration::days(365),
        };
        loop {
            let tx = store.write(trialogue::actor::Actor::job(tenant, "retention")).await.unwrap();
            let disposed = tx.dispose(&store, &due, &clock, 200).await.unwrap();
            tx.commit().await.unwrap();
            if !disposed.is_full {
                break;
            }
        }
        store.unfold_access(tenant, &clock).await.unwrap();
        assert_ne!(column::<i64>(&raw, "SELECT count(*) FROM person WHERE email = ''").await, [0]);
        assert_eq!(column::<i64>(&raw, READS).await, [1]);
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
        // Each ends by itself.
        let ended = "SELECT count(*) FROM consent WHERE state = 'EXPIRED'";
        eventually(async || number(&app, ended).await == 2 && number(&app, PROFILES).await == 0).await;
    }
}
