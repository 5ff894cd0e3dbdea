//! Who read my data: every read of somebody else's, shown or refused, is on record before its answer leaves.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, Member, Staff};
use futures_util::future::join_all;
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    contribution::{drafts, published, submitted},
    database::{Database, Kind},
    on_both,
    process::Process,
    project::Project,
    soon::eventually,
    world::Agency::{Alpha, Beta},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

const MINE: &str = "{ myDataAccess(first: 100) { totalCount nodes { id occurredAt readerOrganisation readerRole purpose
    classes fields outcome code count reader { __typename } } } }";
const PEOPLE: &str = "query($id: ID!) { node(id: $id) { ... on Project { participations(first: 10) { nodes {
    person { displayName legalName } } } } } }";

/// What is on record of the person, oldest first: role, purpose, outcome, code, count and fields.
async fn mine(who: &Actor) -> Vec<String> {
    let seen = who.asks(MINE).await.ok();
    let entries = seen.data("/myDataAccess/nodes").as_array().expect("a page").clone();
    let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or("-").to_owned();
    let mut lines: Vec<String> = entries
        .iter()
        .map(|entry| {
            let fields: Vec<&str> = entry["fields"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect();
            format!(
                "{} {} {} {} {}: {}",
                text(entry, "readerRole"),
                text(entry, "purpose"),
                text(entry, "outcome"),
                text(entry, "code"),
                entry["count"],
                fields.join(" ")
            )
        })
        .collect();
    lines.sort();
    lines
}

async fn people(reader: &Actor, project: &Project) -> Answer {
    reader.graphql(PEOPLE, json!({ "id": project.id })).await
}

/// What somebody is answered who comes again as long as there are too many before them.
async fn answered(asks: impl AsyncFn() -> Answer) -> Answer {
    loop {
        let answer = asks().await;
        if answer.status != 503 {
            return answer.ok();
        }
        assert_eq!(answer.codes(), ["UNAVAILABLE"]);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

const NAMES: &str = "Participation.person Person.displayName Person.legalName";

on_both! {
    async fn t126_two_hundred_who_read_at_once_keep_no_writer_waiting_and_all_of_it_is_on_record(app: App) {
        const READERS: u32 = 200;
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let reader = project.owner.administering();
        let reading = (0..READERS).map(|_| answered(async || people(&reader, &project).await));
        let writing = async {
            let mut longest = Duration::ZERO;
            for number in 0..10 {
                let begun = Instant::now();
                let text = format!("Crossing {number}.");
                answered(async || drafts(&project.society, &phase, &text, json!({})).await).await;
                longest = longest.max(begun.elapsed());
            }
            longest
        };
        let (read, longest) = tokio::join!(join_all(reading), writing);
        assert!(read.iter().all(|answer| answer.text.contains("Legal member")));
        assert!(longest < Duration::from_secs(10), "{longest:?}");
        // Whoever was sent away has read nothing, and whoever read is counted.
        let shown = format!("OWNER PARTICIPATION_ADMIN SHOWN - {READERS}: {NAMES}");
        eventually(async || mine(&project.society).await == [shown.as_str()]).await;
    }

    async fn r26_every_read_shown_or_refused_is_in_the_persons_own_record_once(app: App) {
        let project = Project::active(&app).await;
        people(&project.owner.administering(), &project).await.ok();
        let shown = format!("OWNER PARTICIPATION_ADMIN SHOWN - 1: {NAMES}");
        assert_eq!(mine(&project.society).await, [shown]);

        // Equal reads of an hour are one entry; aliases and nesting make no second one, and escape none.
        let nested = "query($id: ID!) { node(id: $id) { ... on Project { a: participations(first: 10) { nodes { person {
            displayName legalName again: legalName participations(first: 1) { nodes { person { legalName } } } } } }
            participations(first: 10) { nodes { person { displayName } } } } } }";
        let variables = json!({ "id": project.id });
        project.owner.administering().graphql(nested, variables).await;
        project.owner.reading_for("SHARE_WITH_PARTNER").graphql(PEOPLE, json!({ "id": project.id })).await.ok();
        let expected = [
            "OWNER PARTICIPATION_ADMIN REFUSED FIELD_FORBIDDEN 1: Person.participations".to_owned(),
            format!("OWNER PARTICIPATION_ADMIN SHOWN - 2: {NAMES}"),
            "OWNER SHARE_WITH_PARTNER REFUSED CONSENT_REQUIRED 1: Participation.person".to_owned(),
        ];
        assert_eq!(mine(&project.society).await, expected);

        app.clock.advance(chrono::TimeDelta::minutes(14));
        people(&project.owner, &project).await.ok();
        let seen = mine(&project.society).await;
        assert!(seen.contains(&"OWNER - REFUSED PURPOSE_REQUIRED 1: Participation.person".to_owned()), "{seen:?}");
    }

    async fn an_entry_keeps_the_project_in_which_it_was_read(app: App) {
        let (project, other) = (Project::active(&app).await, Project::active(&app).await);
        let owner = project.owner.administering();
        for inside in [&project, &other, &project] {
            people(&owner, inside).await.ok();
        }
        let lead = "query($id: ID!) { node(id: $id) { ... on Project { lead { displayName legalName } } } }";
        project.society.administering().graphql(lead, json!({ "id": other.id })).await.ok();
        let person = "query($id: ID!) { node(id: $id) { ... on Person { displayName } } }";
        owner.graphql(person, json!({ "id": crate::consents::person_of(&project.society).await })).await.ok();
        let query = "{ myDataAccess(first: 100) { nodes { count fields project { id } } } }";
        let told = async |who: &Actor| {
            let seen = who.asks(query).await.ok();
            let mut told: Vec<_> = seen.data("/myDataAccess/nodes").as_array().unwrap().iter().map(Value::to_string).collect();
            told.sort();
            told
        };
        let entry = |count: i32, fields: &str, inside: Option<&Project>| {
            let fields: Vec<&str> = fields.split(' ').collect();
            json!({ "count": count, "fields": fields, "project": inside.map(|inside| json!({ "id": inside.id })) }).to_string()
        };
        let mut expected = [entry(2, NAMES, Some(&project)), entry(1, NAMES, Some(&other)), entry(1, "Person.displayName", None)];
        expected.sort();
        assert_eq!(told(&project.society).await, expected);
        assert_eq!(told(&project.owner).await, [entry(1, "Project.lead", Some(&other))]);

        let all = "{ accessLog(first: 50) { nodes { project { id } } } }";
        let seen = app.person(Alpha, DataProtectionOfficer).reading_for("SECURITY_AUDIT").asks(all).await.ok();
        assert!([&project, &other].iter().all(|inside| seen.text.contains(&inside.id)), "{}", seen.text);
    }

    async fn the_record_says_who_for_and_not_by_whom(app: App) {
        let project = Project::active(&app).await;
        people(&project.owner.administering(), &project).await.ok();
        let seen = project.society.asks(MINE).await.ok();
        let entry = seen.data("/myDataAccess/nodes/0");
        assert_eq!(entry["readerOrganisation"], json!("Agency alpha"));
        assert_eq!(entry["classes"], json!(["PERSONAL"]));
        assert_eq!(entry["reader"], json!(null), "the names of staff are for who oversees them");
        assert_eq!(seen.redacted(), ["FIELD_FORBIDDEN myDataAccess.nodes[*].reader"]);
        assert_eq!(seen.data("/myDataAccess/totalCount"), 1);
    }

    async fn ones_own_reads_and_what_is_public_leave_no_entry(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner.administering(), &phase, "A crossing.").await;
        let before = mine(&project.society).await;
        project.society.asks("{ viewer { membership { person { legalName email } } participations { totalCount } } }").await.ok();
        let public = "query($id: ID!) { node(id: $id) { ... on Contribution { body byline { name } } } }";
        app.visitor(Alpha).graphql(public, json!({ "id": id })).await.ok();
        project.owner.administering().graphql(public, json!({ "id": id })).await.ok();
        assert_eq!(mine(&project.society).await, before);
    }

    async fn words_that_wait_and_whose_they_are_go_on_record(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = submitted(&project.society, &phase, "A crossing at the school.").await;
        assert_eq!(mine(&project.society).await, Vec::<String>::new());
        let words = "query($id: ID!) { node(id: $id) { ... on Contribution { body author { id } } } }";
        project.owner.administering().graphql(words, json!({ "id": id })).await.ok();
        let shown = "OWNER PARTICIPATION_ADMIN SHOWN - 1: Contribution.author Contribution.body";
        assert_eq!(mine(&project.society).await, [shown]);
        // A mutation's answer reads too.
        let verb = "publishContribution";
        let version = project.owner.graphql("query($id: ID!) { node(id: $id) { ... on Contribution { version } } }", json!({ "id": id }));
        let input = json!({ "contribution": id, "version": version.await.text("/node/version") });
        project.owner.administering().does(verb, input, "contribution { author { person { email } } }").await;
        let refused = "OWNER PARTICIPATION_ADMIN REFUSED FIELD_FORBIDDEN 1: Person.email";
        let seen = mine(&project.society).await;
        assert!(seen.contains(&refused.to_owned()), "{seen:?}");
        assert!(seen.contains(&"OWNER PARTICIPATION_ADMIN SHOWN - 1: Contribution.author Participation.person".to_owned()));
    }

    async fn r26_a_read_is_on_record_though_the_way_to_whom_it_was_of_goes_right_after_it(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = submitted(&project.society, &phase, "A crossing at the school.").await;
        let words = "query($id: ID!) { node(id: $id) { ... on Contribution { body } } }";
        let read = project.owner.administering().graphql(words, json!({ "id": id })).await.ok();
        assert_eq!(read.data("/node/body"), "A crossing at the school.");
        // As a rule of retention does, before anybody has laid the record out.
        let unlinked = "UPDATE participation SET person_id = NULL WHERE person_id IN (SELECT m.person_id FROM membership m
            JOIN account a ON a.id = m.account_id WHERE a.email_key = 'member@alpha.example.org')";
        app.database.raw().await.execute_unprepared(unlinked).await.unwrap();
        let shown = "OWNER PARTICIPATION_ADMIN SHOWN - 1: Contribution.body";
        assert_eq!(mine(&project.society).await, [shown]);
    }

    async fn t150_a_visitor_who_tries_for_long_is_one_entry(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner.administering(), &phase, "A crossing.").await;
        let before = mine(&project.society).await.len();
        let author = "query($id: ID!) { node(id: $id) { ... on Contribution { author { id } } } }";
        for _ in 0..30 {
            app.visitor(Alpha).graphql(author, json!({ "id": id })).await.ok();
        }
        let seen = mine(&project.society).await;
        let tried = "OTHER - REFUSED FIELD_FORBIDDEN 30: Contribution.author".to_owned();
        assert!(seen.len() == before + 1 && seen.contains(&tried), "{seen:?}");
    }

    async fn t153_the_log_is_for_the_officer_alone_and_reading_it_is_on_record(app: App) {
        let project = Project::active(&app).await;
        people(&project.owner.administering(), &project).await.ok();
        let all = "{ accessLog(first: 50) { nodes { id fields count reader { ... on Membership { id } } } } }";
        for role in [Administrator, Staff, Auditor, Member] {
            let refused = app.person(Alpha, role).reading_for("SECURITY_AUDIT").asks(all).await.ok();
            assert_eq!(refused.data("/accessLog"), &json!(null), "{role:?}");
            assert_eq!(refused.redacted(), ["FIELD_FORBIDDEN accessLog"], "{role:?}");
        }
        let officer = app.person(Alpha, DataProtectionOfficer);
        let unsaid = officer.asks(all).await.ok();
        assert_eq!(unsaid.redacted(), ["PURPOSE_REQUIRED accessLog"]);
        let seen = officer.reading_for("SECURITY_AUDIT").asks(all).await.ok();
        let membership = &app.world.person(Alpha, Staff).membership;
        assert!(seen.text.contains(membership), "{}", seen.text);
        assert_eq!(seen.redacted(), Vec::<String>::new());
        let looked = mine(&project.society).await;
        let by_officer = "DATA_PROTECTION_OFFICER SECURITY_AUDIT SHOWN - 1: AccessLogEntry.count AccessLogEntry.fields AccessLogEntry.reader";
        assert!(looked.contains(&by_officer.to_owned()), "{looked:?}");

        // One's own entry is found by its id, that of another is not, and a neighbour's officer finds none.
        let id = seen.text("/accessLog/nodes/0/id");
        let node = "query($id: ID!) { node(id: $id) { id } }";
        let found = async |who: &Actor| who.graphql(node, json!({ "id": id })).await.ok().data("/node").is_null();
        assert!(!found(&officer).await);
        assert!(found(&app.person(Alpha, Administrator)).await);
        assert!(found(&app.person(Beta, DataProtectionOfficer)).await);
        let neighbour = app.person(Beta, DataProtectionOfficer).reading_for("SECURITY_AUDIT").asks(all).await.ok();
        assert_eq!(neighbour.data("/accessLog/nodes"), &json!([]));
    }

    async fn entries_are_filtered_and_paged_by_the_one_they_are_about(app: App) {
        let project = Project::active(&app).await;
        for purpose in ["PARTICIPATION_ADMIN", "SHARE_WITH_PARTNER", "RESEARCH"] {
            people(&project.owner.reading_for(purpose), &project).await.ok();
        }
        let count = async |filter: &str| {
            let query = format!("{{ myDataAccess(filter: {filter}) {{ totalCount }} }}");
            project.society.asks(&query).await.ok().data("/myDataAccess/totalCount").clone()
        };
        assert_eq!(count("{ outcomes: [REFUSED] }").await, json!(2));
        assert_eq!(count("{ purposes: [RESEARCH] }").await, json!(1));
        assert_eq!(count("{ to: \"2020-01-01T00:00:00Z\" }").await, json!(0));
        assert_eq!(count("{ from: \"2020-01-01T00:00:00Z\" }").await, json!(3));
        let first = project.society.asks("{ myDataAccess(first: 2) { pageInfo { endCursor hasNextPage } } }").await.ok();
        let after = json!({ "after": first.text("/myDataAccess/pageInfo/endCursor") });
        let rest = "query($after: String) { myDataAccess(first: 2, after: $after) { nodes { id } } }";
        let rest = project.society.graphql(rest, after).await.ok();
        assert_eq!(rest.data("/myDataAccess/nodes").as_array().map(Vec::len), Some(1));
        assert_eq!(app.visitor(Alpha).asks("{ myDataAccess { totalCount } }").await.ok().data("/myDataAccess"), &json!(null));
    }

    async fn t143_what_cannot_be_put_on_record_does_not_leave(app: App) {
        let project = Project::active(&app).await;
        people(&project.owner.administering(), &project).await.ok();
        take_the_log_away(&app.database).await;
        let refused = people(&project.owner.administering(), &project).await;
        assert_eq!((refused.status, refused.codes()), (503, vec!["UNAVAILABLE".to_owned()]));
        assert!(!refused.text.contains("Legal"), "{}", refused.text);
        // What tells of nobody else is answered.
        let public = "query($id: ID!) { node(id: $id) { ... on Project { title } } }";
        project.owner.administering().graphql(public, json!({ "id": project.id })).await.ok();
    }

    async fn t143_killed_at_any_moment_no_answer_was_sent_without_its_record(app: App) {
        let project = Project::active(&app).await;
        let (reader, subject) = (app.world.person(Alpha, Staff).email.clone(), app.world.person(Alpha, Member).email.clone());
        let database = app.stop().await;
        let mut answered = 0;
        for pause in [20, 70, 120] {
            let server = Process::serve(&database);
            let staff = server.stranger().signed_in(&reader).await.administering();
            let (done, id) = (Arc::new(AtomicUsize::new(0)), project.id.clone());
            let readers: Vec<_> = (0..4).map(|_| tokio::spawn(read(staff.clone(), id.clone(), Arc::clone(&done)))).collect();
            eventually(async || done.load(Ordering::Relaxed) >= 4).await;
            // Some of it is laid out when the end comes.
            let _ = server.stranger().signed_in(&subject).await.asks(MINE).await;
            tokio::time::sleep(Duration::from_millis(pause)).await;
            server.kill();
            for reader in readers {
                reader.await.expect("a reader ends with the server");
            }
            answered += done.load(Ordering::Relaxed);
        }
        let server = Process::serve(&database);
        let seen = server.stranger().signed_in(&subject).await.asks(MINE).await.ok();
        let counts = seen.data("/myDataAccess/nodes").as_array().unwrap().iter().map(|entry| entry["count"].as_u64().unwrap());
        let (on_record, answered) = (counts.sum::<u64>(), u64::try_from(answered).unwrap());
        assert!(on_record >= answered, "{on_record} of {answered}");
        // A record without its answer is one that was under way when the server ended.
        assert!(on_record <= answered + 3 * 4, "{on_record} of {answered}");
        server.kill();
    }
}

/// Reads until the server is gone, and counts the answers.
async fn read(staff: Actor, project: String, done: Arc<AtomicUsize>) {
    let body = json!({ "query": PEOPLE, "variables": { "id": project } }).to_string();
    for _ in 0..20_000 {
        let request = staff
            .request(reqwest::Method::POST, "/graphql")
            .header("content-type", "application/json");
        let Ok(answer) = request.body(body.clone()).send().await else {
            return;
        };
        if answer.text().await.is_ok_and(|text| text.contains("Legal member")) {
            done.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Leaves the server no place for its records.
async fn take_the_log_away(database: &Database) {
    let raw = match database.kind() {
        Kind::Postgres => database.raw().await,
        Kind::Sqlite => {
            let file = database.folder().join("access-log.sqlite");
            let url = format!("sqlite://{}", file.display());
            sea_orm::Database::connect(url).await.expect("the log is a file")
        }
    };
    raw.execute_unprepared("ALTER TABLE access_record RENAME TO gone")
        .await
        .expect("the log can be taken away");
}
