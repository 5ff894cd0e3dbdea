//! What is left of an erasure in files, and what a restored backup must not bring back: who was erased is erased again, and
//! what rested rests again.

use std::{fs, process::Stdio, sync::Arc};

use entity::vocabulary::TenantRole::{Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    app::App,
    database::{Database, Kind, column},
    on_both,
    process::command,
    project::Project,
    soon::eventually,
    world::Agency::Alpha,
};
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::json;
use trialogue::clock::Clock;

use crate::{
    audit::chained,
    consents::person_of,
    erasures::own_version,
    restrictions::{objects, restricted},
    rights::{active_life, erased, everything, holds, step},
};

const OWN: &str = "{ viewer { dataSubjectRequests { nodes { right state } } } }";
const LOG: &str = "{ auditEntries(filter: { kinds: [ERASURE] }, first: 50) { nodes { action object } } }";

on_both! {
    async fn t154_after_a_restore_who_was_erased_is_erased_again_and_what_rested_rests(app: App) {
        let (project, _, _) = active_life(&app).await;
        let named = json!({ "legalName": "Quetzalina Vork", "version": own_version(&project.society).await });
        project.society.does("updateMyPerson", named, "person { id }").await.ok();
        let (person, world) = (person_of(&project.society).await, Arc::clone(&app.world));
        let database = app.stop().await;
        let backup = database.copy().await;

        // After the backup one is erased, one restricted, and one objects.
        let app = App::over(database, Arc::clone(&world)).await;
        let people = project.again(&app).await;
        restricted(&app, &people.economy, None).await;
        objects(&people.owner, "PARTICIPATION_ADMIN").await;
        erased(&app, &people.society).await;
        let database = app.stop().await;
        let (code, list, complaint) = run(&database, &["list"]);
        assert_eq!(code, Some(0), "{complaint}");
        assert_eq!(kinds(&list), ["trialogue-erasures/2", "erased", "objected", "restricted", "end"]);
        // A line is a hash and no id.
        for line in list.lines().skip(1).take(3) {
            assert_eq!(line.split_once(' ').map(|(_, hash)| hash.len()), Some(64), "{line}");
        }
        let (code, none, _) = run(&database, &["list", "--tenant", "beta"]);
        assert_eq!((code, kinds(&none)), (Some(0), vec!["trialogue-erasures/2", "end"]));
        assert_eq!(run(&database, &["list", "--tenant", "nowhere"]).0, Some(1));

        let file = kept(&backup, &list);
        let (code, said, complaint) = run(&backup, &["repeat", &file]);
        assert_eq!(code, Some(0), "{complaint}");
        assert_eq!(said, format!("the newest list is of {}\nalpha: 1 erased again, 2 stored only again, 0 were so already\n\
                          0 lines are about nobody who is here\n", made_at(&list)));
        let all = everything(&backup);
        for value in ["member@alpha.example.org", "Quetzalina", "zebra crossing", "heron words", "badger words"] {
            assert!(!holds(&all, value), "{value} is back");
        }
        // A repetition finds it done, and so does one by two lists at once.
        let file = kept(&backup, &format!("{list}{none}"));
        let (code, said, _) = run(&backup, &["repeat", &file]);
        assert_eq!(code, Some(0));
        let done = "alpha: 0 erased again, 0 stored only again, 3 were so already\n0 lines are about nobody who is here\n";
        assert_eq!(said, format!("the newest list is of {}\n{done}", made_at(&none)));
        assert_eq!(without_end(&run(&backup, &["list"]).1), without_end(&list));
        // What came to its end after the list was made does not begin again.
        let now = Clock::system().now().to_rfc3339();
        let ended = format!("UPDATE data_subject_request SET rests_until = '{now}' WHERE used_right = 'RESTRICTION'");
        backup.raw().await.execute_unprepared(&ended).await.unwrap();
        let (code, said, _) = run(&backup, &["repeat", &kept(&backup, &list)]);
        assert_eq!((code, said), (Some(0), format!("the newest list is of {}\n{done}", made_at(&list))));

        let app = App::over(backup, world).await;
        assert_eq!(app.person(Alpha, Member).asks("{ viewer { kind } }").await.codes(), ["UNAUTHENTICATED"]);
        let search = "{ search(query: \"zebra\") { nodes { __typename } } }";
        assert_eq!(app.visitor(Alpha).asks(search).await.ok().data("/search/nodes"), &json!([]));
        for (role, right, state) in [(Auditor, "RESTRICTION", "FULFILLED"), (Staff, "OBJECTION", "RECEIVED")] {
            let own = app.person(Alpha, role).asks(OWN).await.ok();
            assert_eq!(own.data("/viewer/dataSubjectRequests/nodes"), &json!([{ "right": right, "state": state }]));
        }
        // The log tells of each, as done by nobody's mutation.
        chained(&app).await;
        let log = app.person(Alpha, DataProtectionOfficer).reading_for("SECURITY_AUDIT").asks(LOG).await.ok();
        let entries = log.data("/auditEntries/nodes").as_array().unwrap();
        assert_eq!((entries.len(), entries.iter().all(|entry| entry["action"].is_null())), (3, true), "{entries:?}");
        assert!(entries.iter().any(|entry| entry["object"] == json!(person)), "{entries:?}");
        let database = app.stop().await;
        assert_eq!(trialogue(&database, &["audit", "verify"]).0, Some(0));
    }

    async fn t154_whom_a_hold_of_the_backup_keeps_is_told_and_erased_once_it_is_lifted(app: App) {
        let (project, _, _) = active_life(&app).await;
        let world = Arc::clone(&app.world);
        // What was asked before the backup is answered by the repetition.
        project.society.does("requestErasure", json!({}), "request { id }").await.ok();
        let reader = world.person(Alpha, Auditor).membership.clone();
        let person = person_of(&project.society).await;
        let order = json!({ "target": { "person": person }, "readers": [reader], "reason": "Case 12/26." });
        let placed = app.person(Alpha, DataSteward).does("placeLegalHold", order, "hold { id version }").await.ok();
        let lift = json!({ "hold": placed.text("/placeLegalHold/hold/id"),
            "version": placed.text("/placeLegalHold/hold/version"), "reason": "Over." });
        let lifts = async |app: &App| {
            app.person(Alpha, DataSteward).does("liftLegalHold", lift.clone(), "hold { id }").await.ok();
        };
        let database = app.stop().await;
        let backup = database.copy().await;

        let app = App::over(database, Arc::clone(&world)).await;
        lifts(&app).await;
        let people = project.again(&app).await;
        let own = people.society.asks("{ viewer { dataSubjectRequests { nodes { id version } } } }").await.ok();
        let own = own.data("/viewer/dataSubjectRequests/nodes/0").clone();
        let taken = json!({ "request": own["id"], "version": own["version"] });
        people.society.does("withdrawDataSubjectRequest", taken, "request { id }").await.ok();
        erased(&app, &people.society).await;
        let list = run(&app.stop().await, &["list"]).1;

        let file = kept(&backup, &list);
        let (code, said, complaint) = run(&backup, &["repeat", &file]);
        assert_eq!(code, Some(1));
        assert!(said.contains("alpha: 0 erased again"), "{said}");
        assert!(complaint.contains(&format!("alpha: {person}: A legal hold keeps data of the person.")), "{complaint}");
        let gone = "SELECT count(*) FROM person WHERE email = ''";
        assert_eq!(column::<i64>(&backup.raw().await, gone).await, [0]);

        let app = App::over(backup, Arc::clone(&world)).await;
        lifts(&app).await;
        let backup = app.stop().await;
        let (code, said, complaint) = run(&backup, &["repeat", &file]);
        assert!(code == Some(0) && said.contains("alpha: 1 erased again"), "{said} {complaint}");
        let raw = backup.raw().await;
        assert_eq!(column::<i64>(&raw, gone).await, [1]);
        let states = "SELECT state FROM data_subject_request WHERE used_right = 'ERASURE'";
        assert_eq!(column::<String>(&raw, states).await, ["PARTLY_FULFILLED"]);
    }

    async fn t154_a_restriction_that_the_backup_holds_unanswered_is_granted_and_not_made_twice(app: App) {
        let project = Project::active(&app).await;
        let world = Arc::clone(&app.world);
        let asked = project.society.does("requestRestriction", json!({ "details": "It is wrong." }), "request { id }").await.ok();
        let request = asked.text("/requestRestriction/request/id");
        let database = app.stop().await;
        let backup = database.copy().await;

        let app = App::over(database, world).await;
        let steward = app.person(Alpha, DataSteward).administering();
        for verb in ["startIdentityCheck", "confirmRequestIdentity", "fulfilDataSubjectRequest"] {
            step(&steward, verb, &request, json!({})).await.ok();
        }
        let list = run(&app.stop().await, &["list"]).1;
        let (code, said, complaint) = run(&backup, &["repeat", &kept(&backup, &list)]);
        assert_eq!(code, Some(0), "{complaint}");
        assert!(said.contains("alpha: 0 erased again, 1 stored only again, 0 were so already"), "{said}");
        let raw = backup.raw().await;
        let states = "SELECT state FROM data_subject_request WHERE used_right = 'RESTRICTION'";
        assert_eq!(column::<String>(&raw, states).await, ["FULFILLED"]);
        let outcomes = "SELECT count(*) FROM request_outcome WHERE is_done";
        assert_eq!(column::<i64>(&raw, outcomes).await, [1]);
    }

    async fn t156_that_files_hold_nothing_more_is_said_once_it_is_so(app: App) {
        let project = Project::active(&app).await;
        let (kind, world) = (app.database.kind(), Arc::clone(&app.world));
        let steward = app.person(Alpha, DataSteward).administering();
        let asked = project.society.does("requestErasure", json!({}), "request { id }").await.ok();
        let request = asked.text("/requestErasure/request/id");
        for verb in ["startIdentityCheck", "confirmRequestIdentity"] {
            step(&steward, verb, &request, json!({})).await.ok();
        }
        // Somebody reads the state of before, whose pages must stay.
        let raw = app.database.raw().await;
        let reader = raw.begin().await.unwrap();
        column::<i64>(&reader, "SELECT count(*) FROM person").await;
        let answered = step(&steward, "fulfilDataSubjectRequest", &request, json!({})).await.ok();
        let answered = answered.data("/fulfilDataSubjectRequest/request");
        let files = &answered["outcomes"][3];
        assert_eq!((&answered["state"], &files["isDone"]), (&json!("PARTLY_FULFILLED"), &json!(false)));
        assert_eq!(files["code"], "PRECONDITION_UNMET", "{files}");
        reader.rollback().await.unwrap();
        raw.close().await.unwrap();

        // Also where the server ended before it could be said.
        let app = App::over(app.stop().await, world).await;
        let steward = app.person(Alpha, DataSteward).administering();
        let seen = async || {
            let seen = "query($id: ID!) { node(id: $id) { ... on DataSubjectRequest { version outcomes { isDone code } } } }";
            steward.graphql(seen, json!({ "id": request })).await.ok().data("/node").clone()
        };
        if kind == Kind::Sqlite {
            eventually(async || seen().await["outcomes"][3] == json!({ "isDone": true, "code": null })).await;
            assert_ne!(seen().await["version"], answered["version"]);
        } else {
            // PostgreSQL cleans up by itself, and the server does not see when.
            assert_eq!(seen().await["outcomes"][3], json!({ "isDone": false, "code": "PRECONDITION_UNMET" }));
        }
    }

    async fn t154_a_list_that_is_cut_off_or_of_another_secret_is_not_followed_at_all(app: App) {
        let project = Project::active(&app).await;
        let world = Arc::clone(&app.world);
        let database = app.stop().await;
        let backup = database.copy().await;
        let app = App::over(database, world).await;
        erased(&app, &project.again(&app).await.society).await;
        let list = run(&app.stop().await, &["list"]).1;
        let (cut, _) = list.trim_end().rsplit_once('\n').unwrap();
        let missing = backup.folder().join("nowhere").to_string_lossy().into_owned();
        for (file, why) in [
            (kept(&backup, cut), "is cut off"),
            (kept_as(&backup, "other", "person_1"), "line 1 is none of one"),
            (missing, "cannot be read"),
        ] {
            let (code, said, complaint) = run(&backup, &["repeat", &file]);
            assert_eq!((code, said.as_str()), (Some(2), ""));
            assert!(complaint.contains(why), "{complaint}");
        }
        let file = kept(&backup, &list);
        let secret = backup.folder().join("instance.secret");
        fs::write(&secret, "0123456789abcdef".repeat(4)).unwrap();
        let (code, _, complaint) = run(&backup, &["repeat", &file]);
        assert!(code == Some(2) && complaint.contains("another instance secret"), "{complaint}");
        // Nor is a secret made, with which a list would be good for nothing.
        fs::remove_file(&secret).unwrap();
        for arguments in [vec!["list"], vec!["repeat", &file]] {
            let (code, said, complaint) = run(&backup, &arguments);
            assert!(code == Some(2) && said.is_empty() && complaint.contains("instance.secret"), "{complaint}");
        }
        assert!(!secret.exists());
        let gone = "SELECT count(*) FROM person WHERE email = ''";
        assert_eq!(column::<i64>(&backup.raw().await, gone).await, [0]);
    }
}

fn kinds(list: &str) -> Vec<&str> {
    list.lines().filter_map(|line| line.split(' ').next()).collect()
}

fn made_at(list: &str) -> &str {
    let end = list.lines().last().and_then(|end| end.split(' ').nth(2));
    end.expect("a list says when it was made")
}

fn without_end(list: &str) -> Vec<&str> {
    list.lines().filter(|line| !line.starts_with("end ")).collect()
}

/// The list in a file beside a database.
fn kept(database: &Database, list: &str) -> String {
    kept_as(database, "erasures", list)
}

fn kept_as(database: &Database, name: &str, list: &str) -> String {
    let file = database.folder().join(name);
    fs::write(&file, list).expect("the folder is ours");
    file.to_string_lossy().into_owned()
}

/// What `trialogue erasures` ends with, and what it says.
fn run(database: &Database, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut all = vec!["erasures"];
    all.extend(arguments);
    trialogue(database, &all)
}

fn trialogue(database: &Database, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut call = command(database, database.url(), arguments);
    call.stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = call.output().expect("the binary runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}
