//! Conversations of the Polis software, imported by the command line: whole, once, and no more of people than needed.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::Duration,
};

use harness::{
    app::App,
    database::{Database, column, rows},
    on_both,
    process::command,
    source::root,
    world::Agency::{Alpha, Beta},
};
use sea_orm::{ConnectionTrait as _, TryGetable};
use serde_json::{Value, json};

pub(crate) const LONDON: &str = "london.youth.policing";
const SEATTLE: &str = "15-per-hour-seattle";
const BIODIVERSITY: &str = "scoop-hivemind.biodiversity";
const UBERX: &str = "vtaiwan.uberx";

on_both! {
    async fn a_conversation_is_imported_whole_and_a_second_run_changes_nothing(app: App) {
        let database = app.stop().await;
        for (name, figures, people, moderated) in [
            (LONDON, [39, 640, 638, 392, 192, 54, 26], 27, [3, 0, 36]),
            (SEATTLE, [54, 2995, 2872, 1358, 922, 592, 339], 339, [23, 1, 30]),
            (BIODIVERSITY, [316, 29_802, 29_719, 19_229, 5472, 5018, 536], 536, [162, 0, 154]),
        ] {
            let slug = name.replace('.', "-");
            let report = imported(&database, &slug, &data(name));
            let written = json!({ "projects": 1, "phases": 1, "participants": people, "statements": figures[0],
                                  "stands": figures[2], "figures": figures[0] });
            assert_eq!(report["written"], written, "{name}");
            assert_eq!(told(&report), (figures, 0), "{name}");

            let before = everything(&database).await;
            let again = imported(&database, &slug, &data(name));
            assert_eq!(told(&again), (figures, 0), "{name}");
            assert_eq!(again["written"], nothing(), "{name}");
            assert_eq!(everything(&database).await, before, "{name}");

            let of_project = format!("project_id = (SELECT id FROM project WHERE slug = '{slug}')");
            for (state, expected) in ["REJECTED_MODERATION", "SUBMITTED", "PUBLISHED"].into_iter().zip(moderated) {
                let sql = format!("SELECT count(*) FROM contribution WHERE kind = 'IDEA' AND state = '{state}'
                                   AND (published_at IS NOT NULL) = (state = 'PUBLISHED') AND {of_project}");
                assert_eq!(one::<i64>(&database, &sql).await, expected, "{name} {state}");
            }
            let sql = format!("SELECT count(*) FROM participation WHERE person_id IS NULL AND sector IS NULL
                               AND expertise IS NULL AND joined_via = 'IMPORT' AND roles = 8 AND {of_project}");
            assert_eq!(one::<i64>(&database, &sql).await, people, "{name}");
            let sql = format!("SELECT count(*) FROM contribution c WHERE {of_project}
                AND c.agree_tally = (SELECT count(*) FROM reaction r WHERE r.contribution_id = c.id AND r.stand = 'AGREE')
                AND c.disagree_tally = (SELECT count(*) FROM reaction r WHERE r.contribution_id = c.id AND r.stand = 'DISAGREE')
                AND c.pass_tally = (SELECT count(*) FROM reaction r WHERE r.contribution_id = c.id AND r.stand = 'PASS')
                AND c.stands_published_at IS NOT NULL AND c.agree_settled = c.agree_tally AND c.pass_settled = c.pass_tally");
            assert_eq!(one::<i64>(&database, &sql).await, figures[0], "{name}");
            let sql = format!("SELECT state FROM phase WHERE phase_type = 'CO_DESIGN' AND {of_project}");
            assert_eq!(one::<String>(&database, &sql).await, "CLOSED", "{name}");
        }
    }

    async fn the_project_is_public_and_says_where_it_comes_from(app: App) {
        let url = app.database.url();
        let run = run(&app.database, &["--tenant", "alpha", "--project", "policing", "--language", "EN-gb"], &data(LONDON));
        assert_eq!(run.status.code(), Some(0), "{}", said(&run));
        let query = r#"{ project(slug: "policing") { title summary language objectOfCocreation visibility state attribution } }"#;
        let seen = app.visitor(Alpha).asks(query).await.ok();
        let title = "What is the best way to engage more young people in local scrutiny of policing?";
        assert_eq!(*seen.data("/project"), json!({
            "title": title, "summary": title, "language": "en-GB", "objectOfCocreation": "POLICY", "visibility": "PUBLIC",
            "state": "ACTIVE",
            "attribution": "Data was gathered using the Polis software (compdemocracy.org/polis) and is sub-licensed under \
                            CC BY 4.0 with Attribution to The Computational Democracy Project. Source: https://pol.is/9xxwa9jpkm",
        }));
        assert_eq!(app.visitor(Beta).asks(query).await.ok().data("/project"), &Value::Null);
        assert_eq!(url, app.database.url());
    }

    async fn figures_of_few_people_are_withheld(app: App) {
        let database = app.stop().await;
        imported(&database, "policing", &data(LONDON));
        // A statement that fewer than 5 took a stand on shows no figure at all.
        let few = "SELECT count(*) FROM contribution WHERE agree_tally + disagree_tally + pass_tally BETWEEN 1 AND 4";
        assert!(one::<i64>(&database, few).await > 0);
        let shown = format!("{few} AND coalesce(agree_published, disagree_published, pass_published, total_published) IS NOT NULL");
        assert_eq!(one::<i64>(&database, &shown).await, 0);
        let small = "SELECT count(*) FROM contribution WHERE agree_published BETWEEN 1 AND 4
                     OR disagree_published BETWEEN 1 AND 4 OR pass_published BETWEEN 1 AND 4";
        assert_eq!(one::<i64>(&database, small).await, 0);
        assert!(one::<i64>(&database, "SELECT count(*) FROM contribution WHERE total_published >= 5").await > 0);
    }

    async fn t73_t76_nothing_that_is_stored_tells_a_voter_of_the_export(app: App) {
        let database = app.stop().await;
        imported(&database, "one", &data(LONDON));
        imported(&database, "two", &data(LONDON));
        let pseudonyms = all::<String>(&database, "SELECT DISTINCT pseudonym FROM participation WHERE person_id IS NULL").await;
        assert_eq!(pseudonyms.len(), 2 * 27);
        let expected = |name: &String| name.len() == 28 && name.starts_with("participant-");
        assert!(pseudonyms.iter().all(expected), "{pseudonyms:?}");
        let salts = all::<String>(&database, "SELECT DISTINCT salt FROM import_source").await;
        assert_eq!(salts.len(), 2);
    }

    async fn of_several_votes_the_latest_counts_and_of_equal_times_the_later_line(app: App) {
        let database = app.stop().await;
        let folder = export(&["1,x,7,3,0,0,1,A statement"], &[
            "500,x,7,1,1", "400,x,7,1,-1", // the first is the latest
            "500,x,7,2,1", "500,x,7,2,0",  // of equal times the second
            "86400000,x,7,3,-1", "0,x,7,3,1",
        ]);
        let report = imported(&database, "stands", folder.path());
        assert_eq!(told(&report), ([1, 6, 3, 1, 1, 1, 3], 0));
        let days = "SELECT CAST(reacted_on AS TEXT) FROM reaction ORDER BY 1";
        assert_eq!(all::<String>(&database, days).await, ["1970-01-01", "1970-01-01", "1970-01-02"]);
        assert_eq!(one::<String>(&database, "SELECT stand FROM reaction WHERE CAST(reacted_on AS TEXT) = '1970-01-02'").await, "DISAGREE");

        // A later export of the same conversation changes what changed.
        let later = export(&["1,x,7,3,0,0,-1,A statement"], &["500,x,7,1,1", "600,x,7,1,-1", "500,x,7,2,0", "86400000,x,7,3,-1"]);
        let report = imported(&database, "stands", later.path());
        let written = json!({ "projects": 0, "phases": 0, "participants": 0, "statements": 1, "stands": 1, "figures": 1 });
        assert_eq!(report["written"], written);
        assert_eq!(one::<String>(&database, "SELECT state FROM contribution").await, "REJECTED_MODERATION");
    }

    async fn months_and_days_are_those_of_the_agency(app: App) {
        let database = app.stop().await;
        // Half past eleven on 30 April in UTC, which is half an hour into May in London, and the day after.
        let folder = export(&["1777591800000,x,7,3,0,0,1,A statement"], &["1777591800000,x,7,1,1", "1777629600000,x,7,2,0"]);
        imported(&database, "stands", folder.path());
        let noted = "SELECT kind || ' ' || CAST(month AS TEXT) || ' ' || number || ' ' || people FROM activity ORDER BY 1";
        assert_eq!(all::<String>(&database, noted).await, ["CONTRIBUTION 2026-05-01 1 1", "REACTION 2026-05-01 2 2"]);
        let days = "SELECT CAST(reacted_on AS TEXT) FROM reaction";
        assert_eq!(all::<String>(&database, days).await, ["2026-05-01", "2026-05-01"]);
    }

    async fn a_later_export_overrules_no_moderator_and_hides_what_it_rejects(app: App) {
        let database = app.stop().await;
        let of = |moderated: i32| {
            let rows: Vec<String> = (1..=3).map(|number| format!("7,x,{number},3,0,0,{moderated},A statement")).collect();
            export(&rows.iter().map(String::as_str).collect::<Vec<_>>(), &["500,x,1,1,1"])
        };
        imported(&database, "again", of(1).path());
        let raw = database.raw().await;
        for sql in [
            "UPDATE contribution SET moderated_at = updated_at WHERE import_key = '1'",
            "UPDATE contribution SET published_at = (SELECT created_at FROM project) WHERE import_key = '2'",
        ] {
            raw.execute_unprepared(sql).await.unwrap();
        }
        assert_eq!(imported(&database, "again", of(-1).path())["written"]["statements"], 1);
        let states = "SELECT state FROM contribution ORDER BY import_key";
        assert_eq!(all::<String>(&database, states).await, ["PUBLISHED", "PUBLISHED", "REJECTED_MODERATION"]);
        let public = "SELECT count(*) FROM contribution WHERE published_at IS NOT NULL";
        assert_eq!(one::<i64>(&database, public).await, 2);
    }

    async fn bad_rows_are_named_by_file_and_line_and_left_out(app: App) {
        let database = app.stop().await;
        let long = format!("4,x,8,3,0,0,1,{}", "x".repeat(300_000));
        let folder = export(
            &["1,x,7,3,0,0,1,\"Two\nlines\"", "2,x,8", "3,x,eight,3,0,0,1,Text", &long, "5,x,9,3,0,0,2,Text", "6,x,7,3,0,0,1,Again",
              "7,x,10,3,0,0,1,  ", "8,x,11,3,0,0,0,Good"],
            &["1,x,7,1,1", "1,x,99,1,1", "1,x,7,1", "soon,x,7,1,1", "1,x,7,-1,1", "1,x,7,1,2", "", "2,x,11,1,-1", "9,x,7,2,\"1"],
        );
        let votes = folder.path().join("votes.csv");
        let mut bytes = fs::read(&votes).unwrap();
        bytes.truncate(bytes.len() - 1);
        let at = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        bytes.splice(at..at, b"1,\xff,7,1,1\n".iter().copied());
        fs::write(&votes, bytes).unwrap();

        let file = folder.path().join("report.json");
        let arguments = ["--tenant", "alpha", "--project", "bad", "--report", file.to_str().unwrap()];
        let run = run(&database, &arguments, folder.path());
        assert_eq!(run.status.code(), Some(0), "{}", said(&run));
        let report: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        assert_eq!(told(&report), ([2, 2, 2, 1, 1, 0, 1], 13));
        let named: Vec<String> = report["skippedRows"].as_array().unwrap().iter()
            .map(|row| format!("{}:{}: {}", row["file"].as_str().unwrap(), row["line"], row["why"].as_str().unwrap()))
            .collect();
        let width = "the row has not as many fields as there are columns";
        assert_eq!(named, [
            format!("comments.csv:4: {width}"),
            "comments.csv:5: comment-id is not a number".to_owned(),
            "comments.csv:6: the row is longer than 262144 bytes".to_owned(),
            "comments.csv:7: moderated is not 1, 0 or -1".to_owned(),
            "comments.csv:8: a statement with this number stands before it".to_owned(),
            "comments.csv:9: comment-body is empty, longer than 20000 characters or holds control characters".to_owned(),
            "votes.csv:2: the text is not UTF-8".to_owned(),
            "votes.csv:4: there is no such statement".to_owned(),
            format!("votes.csv:5: {width}"),
            "votes.csv:6: timestamp is not a number of milliseconds since 1970".to_owned(),
            "votes.csv:7: voter-id is not a number".to_owned(),
            "votes.csv:8: vote is not 1, 0 or -1".to_owned(),
            "votes.csv:11: a quoted field does not end".to_owned(),
        ]);
        for row in &named {
            assert!(said(&run).contains(row), "{row}");
        }
    }

    async fn what_is_no_export_is_refused_and_changes_nothing(app: App) {
        let database = app.stop().await;
        let before = everything(&database).await;
        let folder = export(&["1,x,7,3,0,0,1,Text"], &["1,x,7,1,1"]);
        let to = ["--tenant", "alpha", "--project", "none"];
        let refused = |arguments: &[&str], folder: &Path, code: i32, what: &str| {
            let run = run(&database, arguments, folder);
            assert_eq!(run.status.code(), Some(code), "{}", said(&run));
            assert!(said(&run).contains(what), "{what}: {}", said(&run));
        };
        refused(&["--tenant", "gamma", "--project", "none"], folder.path(), 1, "no agency");
        refused(&["--tenant", "alpha", "--project", "Not a slug"], folder.path(), 2, "a-z, 0-9 and hyphen");
        refused(&["--tenant", "alpha", "--project", "none", "--language", "english!"], folder.path(), 2, "pt-BR");
        refused(&to, &folder.path().join("nowhere"), 2, "is not a folder");
        let broken = |name: &str, content: &str, what: &str| {
            let folder = export(&["1,x,7,3,0,0,1,Text"], &["1,x,7,1,1"]);
            fs::write(folder.path().join(name), content).unwrap();
            refused(&to, folder.path(), 1, what);
        };
        broken("votes.csv", "", "votes.csv:1: The file is empty.");
        broken("votes.csv", "timestamp,comment-id,vote\n", "votes.csv:1: There is no column `voter-id`.");
        broken("comments.csv", "", "comments.csv:1: The file is empty.");
        fs::remove_file(folder.path().join("comments.csv")).unwrap();
        refused(&to, folder.path(), 1, "comments.csv cannot be read");
        assert_eq!(everything(&database).await, before);
    }

    async fn a_hidden_project_is_not_made_public_by_an_import(app: App) {
        let input = json!({ "title": "Ours", "summary": "Ours.", "slug": "ours", "objectOfCocreation": "SERVICE",
                            "visibility": "PARTICIPANTS", "joining": "INVITATION" });
        app.founder(Alpha).does("createProject", input, "project { id }").await.ok();
        let database = app.stop().await;
        let before = everything(&database).await;
        let run = run(&database, &["--tenant", "alpha", "--project", "ours"], &data(LONDON));
        assert_eq!(run.status.code(), Some(1), "{}", said(&run));
        assert!(said(&run).contains("not public"), "{}", said(&run));
        assert_eq!(everything(&database).await, before);
    }

    async fn two_runs_at_once_double_nothing(app: App) {
        let database = app.stop().await;
        let to = ["--tenant", "alpha", "--project", "policing"];
        let before = everything(&database).await;
        let runs: Vec<_> = (0..3)
            .map(|_| {
                let mut call = call(&database, &to, &data(LONDON));
                call.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs")
            })
            .collect();
        for mut run in runs {
            run.wait().expect("it ends");
        }
        let report = imported(&database, "policing", &data(LONDON));
        assert_eq!(told(&report), ([39, 640, 638, 392, 192, 54, 26], 0));
        let more = [1, 2, 1, 1, 27, 39, 638, 1, 1, 39];
        let expected: Vec<i64> = before.iter().zip(more).map(|(before, more)| before + more).collect();
        assert_eq!(everything(&database).await, expected);
    }

    async fn a_run_that_is_killed_is_finished_by_the_next(app: App) {
        let fresh = app.stop().await;
        let (undisturbed, mut disturbed) = (fresh.copy().await, fresh.copy().await);
        let to = ["--tenant", "alpha", "--project", "uberx"];
        let runs = |database: &Database, written: &str, progress: &[&str]| {
            let run = run(database, &to, &data(UBERX));
            assert_eq!(run.status.code(), Some(0), "{}", said(&run));
            let read = "Read: 197 statements; 49997 votes of 1921 voters, which are 49443 stands: 31029 agree, 11894 disagree, 6520 pass.";
            let report = format!("{read}\nWritten: {written}, figures of 197 statements.\nLeft out: 0 rows.\n");
            assert_eq!(String::from_utf8_lossy(&run.stdout), report);
            let told = said(&run);
            let told: Vec<_> = told.lines().filter(|line| progress.contains(line)).collect();
            assert_eq!(told, progress, "{}", said(&run));
        };
        runs(&undisturbed, "1 projects, 1 phases, 1921 participants, 197 statements, 49443 stands", &[
            "comments.csv: 197 statements", "votes.csv: 49997 votes read", "participants: 1921 written", "statements: 197 written",
            "stands: 40000 seen, 40000 written", "stands: 49443 seen, 49443 written",
        ]);
        let mut killed = 0;
        for pause in [30, 120, 300] {
            let mut call = call(&disturbed, &to, &data(UBERX));
            let mut child = call.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs");
            tokio::time::sleep(Duration::from_millis(pause)).await;
            child.kill().expect("it is ours");
            killed += i32::from(!child.wait().expect("it ends").success());
        }
        assert!(killed > 0);
        // And in the middle of the stands: when it has said that the first of two batches is written.
        let mut stands = 0;
        for _ in 0..5 {
            let mut call = call(&disturbed, &to, &data(UBERX));
            let mut child = call.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary runs");
            let mut told = BufReader::new(child.stderr.take().expect("it is ours")).lines().map_while(Result::ok);
            assert!(told.any(|line| line.starts_with("stands: 40000 seen, ")));
            child.kill().expect("it is ours");
            child.wait().expect("it ends");
            stands = one::<i64>(&disturbed, "SELECT count(*) FROM reaction").await;
            if stands == 40_000 {
                break;
            }
            disturbed = fresh.copy().await;
        }
        assert_eq!(stands, 40_000, "no kill landed between the batches");
        runs(&disturbed, "0 projects, 0 phases, 0 participants, 0 statements, 9443 stands", &[
            "statements: 0 written", "stands: 40000 seen, 0 written", "stands: 49443 seen, 9443 written",
        ]);
        assert_eq!(content(&disturbed).await, content(&undisturbed).await);
        let again = imported(&disturbed, "uberx", &data(UBERX));
        assert_eq!(told(&again), ([197, 49_997, 49_443, 31_029, 11_894, 6520, 1921], 0));
        assert_eq!(again["written"], nothing());
    }
}

on_both! {
    async fn t23_a_column_that_no_export_has_is_refused_with_its_place_and_nothing_is_stored(app: App) {
        let database = app.stop().await;
        let before = everything(&database).await;
        for (file, column, place) in [
            ("comments.csv", "tenant_id", 9), ("comments.csv", "id", 9), ("comments.csv", "authorId", 9),
            ("comments.csv", "state", 9), ("comments.csv", "createdAt", 9), ("comments.csv", "sourceId", 9),
            ("comments.csv", "author-id", 9), ("votes.csv", "version", 6), ("votes.csv", "", 6),
        ] {
            let folder = tempfile::tempdir().unwrap();
            for name in ["comments.csv", "votes.csv", "summary.csv"] {
                let text = fs::read_to_string(data(LONDON).join(name)).unwrap();
                let mut lines: Vec<_> = text.lines().map(ToOwned::to_owned).collect();
                if name == file {
                    for (at, line) in lines.iter_mut().enumerate() {
                        *line = format!("{line},{}", [column, "1"][at.min(1)]);
                    }
                }
                fs::write(folder.path().join(name), lines.join("\n") + "\n").unwrap();
            }
            let run = run(&database, &["--tenant", "alpha", "--project", "policing"], folder.path());
            assert_eq!(run.status.code(), Some(1), "{}", said(&run));
            let sentence = format!("{file}:1: The column with number {place} ");
            assert!(said(&run).contains(&sentence), "{column}: {}", said(&run));
            assert_eq!(everything(&database).await, before, "{file} {column}");
        }
        let report = imported(&database, "policing", &data(LONDON));
        assert_eq!(report["written"]["statements"], 39);
    }
}

fn nothing() -> Value {
    json!({ "projects": 0, "phases": 0, "participants": 0, "statements": 0, "stands": 0, "figures": 0 })
}

pub(crate) fn data(name: &str) -> PathBuf {
    root().join("tests/data/polis").join(name)
}

/// A made-up export.
pub(crate) fn export(comments: &[&str], votes: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, header: &str, rows: &[&str]| {
        let content = format!("{header}\n{}\n", rows.join("\n"));
        fs::write(folder.path().join(name), content).unwrap();
    };
    let header = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body";
    write("comments.csv", header, comments);
    write("votes.csv", "timestamp,datetime,comment-id,voter-id,vote", votes);
    folder
}

fn call(database: &Database, arguments: &[&str], folder: &Path) -> std::process::Command {
    let all: Vec<&str> = ["import", "polis"]
        .into_iter()
        .chain(arguments.iter().copied())
        .collect();
    let mut call = command(database, database.url(), &all);
    call.arg(folder);
    call
}

pub(crate) fn run(database: &Database, arguments: &[&str], folder: &Path) -> Output {
    let mut call = call(database, arguments, folder);
    call.stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .expect("the binary runs")
}

/// The report of an import that works.
pub(crate) fn imported(database: &Database, project: &str, folder: &Path) -> Value {
    let kept = tempfile::tempdir().unwrap();
    let file = kept.path().join("report.json");
    let arguments = [
        "--tenant",
        "alpha",
        "--project",
        project,
        "--report",
        file.to_str().unwrap(),
    ];
    let run = run(database, &arguments, folder);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

pub(crate) fn said(run: &Output) -> String {
    String::from_utf8_lossy(&run.stderr).into_owned()
}

/// What a report tells of the files: its figures in their order, and how many rows were left out.
fn told(report: &Value) -> ([i64; 7], i64) {
    let number = |name: &str| report[name].as_i64().unwrap_or_else(|| panic!("no {name} in {report}"));
    let names = [
        "statements",
        "voteRows",
        "stands",
        "agree",
        "disagree",
        "pass",
        "voters",
    ];
    (names.map(number), number("skipped"))
}

async fn one<T: TryGetable>(database: &Database, sql: &str) -> T {
    all(database, sql).await.pop().expect("a row")
}

pub(crate) async fn all<T: TryGetable>(database: &Database, sql: &str) -> Vec<T> {
    column(&database.raw().await, sql).await
}

const WRITTEN: [&str; 9] = [
    "project",
    "project_state_change",
    "phase",
    "phase_state_change",
    "participation",
    "contribution",
    "reaction",
    "import_source",
    "event",
];

/// How many rows each table has, and what is versioned of them.
pub(crate) async fn everything(database: &Database) -> Vec<i64> {
    let raw = database.raw().await;
    let mut all = Vec::new();
    for table in WRITTEN {
        all.extend(column::<i64>(&raw, &format!("SELECT count(*) FROM {table}")).await);
    }
    all.extend(
        column::<i64>(
            &raw,
            "SELECT CAST(coalesce(sum(version), 0) AS BIGINT) FROM contribution",
        )
        .await
        .iter()
        .copied(),
    );
    all
}

/// What an import wrote, without ids, names and moments that are made anew each time.
async fn content(database: &Database) -> Vec<String> {
    let raw = database.raw().await;
    let mut all = Vec::new();
    for sql in [
        "SELECT slug || ' ' || state || ' ' || title || ' ' || version FROM project ORDER BY 1",
        "SELECT from_state || '-' || to_state FROM project_state_change WHERE from_state IS NOT NULL ORDER BY 1",
        "SELECT state || ' ' || position || ' ' || CAST(opened_at AS TEXT) || ' ' || CAST(closed_at AS TEXT) FROM phase ORDER BY 1",
        "SELECT CAST(joined_on AS TEXT) || ' ' || count(*) FROM participation GROUP BY joined_on ORDER BY 1",
        "SELECT import_key || ' ' || state || ' ' || body || ' ' || CAST(created_at AS TEXT) || ' ' || agree_tally || ' ' ||
            disagree_tally || ' ' || pass_tally || ' ' || coalesce(total_published, -1) || ' ' || version
            FROM contribution ORDER BY 1",
        "SELECT import_key || ' ' || stand || ' ' || CAST(reacted_on AS TEXT) || ' ' || count(*) FROM reaction
            JOIN contribution ON contribution.id = contribution_id GROUP BY import_key, stand, reacted_on ORDER BY 1",
        "SELECT CAST(count(*) AS TEXT) || ' ' || CAST(count(DISTINCT participation_id) AS TEXT) FROM reaction",
        "SELECT kind || ' ' || count(*) FROM event GROUP BY kind ORDER BY 1",
    ] {
        let found = rows(&raw, sql).await.expect("the query works");
        all.extend(found.iter().map(|row| row.try_get_by_index::<String>(0).expect("a text")));
    }
    all
}
