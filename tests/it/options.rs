//! What is said to somebody who gives an option that cannot be, before anything is made.

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

use harness::{
    app::App,
    database::{Database, Kind},
    on_both,
    process::{self, Process, binary},
};

const BY_HOST: &str = "TRIALOGUE_TENANTS__BY_HOST";

#[tokio::test(flavor = "multi_thread")]
async fn what_an_option_has_to_be_is_told_in_plain_words_and_nothing_is_made() {
    let database = Database::fresh(Kind::Sqlite).await;
    let good = [
        ("TRIALOGUE_TOKEN__MINUTES", "60"),
        (BY_HOST, "graz.example.org=graz,linz.example.org=stadt-linz"),
    ];
    let (server, _) = Process::serve_with(&database, &good);
    server.stranger().asks("{ viewer { kind } }").await.ok();
    server.kill();

    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("data");
    let [blanks, empty] = ["City of Graz", ""].map(|slug| {
        format!(
            "`tenants.by_host` gives \"graz.example.org\" the short name {slug:?}, which no agency can have: it must have 2 to 60 \
             characters of a-z, 0-9 and hyphen, no hyphen at an end."
        )
    });
    for (variable, value, expected) in [
        (
            "TRIALOGUE_TOKEN__MINUTES",
            "61",
            "`token.minutes` must be a whole number from 1 to 60.",
        ),
        (
            "TRIALOGUE_TOKEN__MINUTES",
            "soon",
            "`TRIALOGUE_TOKEN__MINUTES` must be a whole number from 1 to 60.",
        ),
        (
            "TRIALOGUE_DATABASE__MAX_CONNECTIONS",
            "-1",
            "`database.max_connections` must be a whole number from 2 to 1000000000.",
        ),
        // So many cannot be counted, and nobody was told so before somebody listened.
        (
            "TRIALOGUE_STREAMS__OPERATIONS",
            "9223372036854775807",
            "`streams.operations` must be a whole number from 1 to 1000000000.",
        ),
        (
            "TRIALOGUE_METRICS__LISTEN",
            "localhost:80",
            "`metrics.listen` must be an IP address and a port, such as 127.0.0.1:8080.",
        ),
        (BY_HOST, "graz.example.org=City of Graz", blanks.as_str()),
        (BY_HOST, "graz.example.org=", empty.as_str()),
        (
            BY_HOST,
            "graz.example.org=graz, linz.example.org=linz, graz.example.org=wien",
            "`TRIALOGUE_TENANTS__BY_HOST` names \"graz.example.org\" twice, and only one can hold; leave one out.",
        ),
    ] {
        let mut serve = process::serve_in(&folder);
        serve.env(variable, value);
        refused(&ends(serve), expected);
        assert!(!folder.exists(), "{variable}={value}");
    }
    let mut nowhere = Command::new(binary());
    nowhere.args(["serve", "--listen", "here", "--data-dir"]).arg(&folder);
    let expected = "`listen` must be an IP address and a port, such as 127.0.0.1:8080.";
    refused(&ends(nowhere), expected);
    assert!(!folder.exists());
}

on_both! {
    async fn a_host_name_that_leads_to_no_agency_is_told_in_the_log_until_there_is_one(app: App) {
        let database = app.stop().await;
        let both = [(BY_HOST, "alpha.example.org=alpha,graz.example.org=graz")];
        let warned = |log: &Path| {
            let said = fs::read_to_string(log).unwrap();
            let lines = said.lines().filter(|line| line.contains("tenants.by_host leads to an agency that is not there"));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        let (server, log) = Process::serve_with(&database, &both);
        let lines = warned(&log);
        assert!(lines.len() == 1 && lines[0].contains("WARN") && lines[0].contains("graz.example.org"), "{lines:?}");
        server.kill();
        let create = ["tenant", "create", "--slug", "graz", "--name", "Graz", "--admin", "ada@example.org", "--jurisdiction", "AT"];
        let made = ends(process::command(&database, database.url(), &create));
        assert_eq!(made.status.code(), Some(0));
        let (server, log) = Process::serve_with(&database, &both);
        assert_eq!(warned(&log), Vec::<String>::new());
        server.kill();
    }
}

#[test]
fn a_parameter_that_no_address_has_is_refused_and_its_value_told_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let mut serve = process::serve_in(folder.path());
    serve.env(
        "TRIALOGUE_DATABASE_URL",
        "postgres://u@127.0.0.1:1/d?sslmode=disable&pasword=s3cret",
    );
    let run = ends(serve);
    let said = String::from_utf8_lossy(&run.stderr);
    let last = said.lines().last().unwrap_or_default();
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert!(
        last.starts_with("trialogue: The database address has a parameter that is none; there are application_name, "),
        "{said}"
    );
    assert!(!said.contains("s3cret"), "{said}");
}

#[test]
fn a_demo_has_a_database_and_a_folder_of_its_own_as_its_help_says() {
    let mut help = Command::new(binary());
    help.args(["demo", "--help"]);
    let help = ends(help);
    assert_eq!(help.status.code(), Some(0));
    let said = String::from_utf8_lossy(&help.stdout);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("not for `demo`, which has its own"), "{said}");
    assert!(said.contains("for `demo` always `data/demo`"), "{said}");

    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("data");
    let mut demo = process::demo(&folder);
    demo.env("TRIALOGUE_DATABASE_URL", "postgres://localhost/none");
    let expected = "The demo has an embedded database of its own: leave out `database.url`, be it given as --database-url, as a \
                    variable or in a file.";
    refused(&ends(demo), expected);
    assert!(!folder.exists());
}

fn ends(mut command: Command) -> Output {
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.output().expect("the binary runs")
}

/// That the options were to blame, in one sentence.
#[track_caller]
fn refused(run: &Output, expected: &str) {
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(
        (run.status.code(), said.trim_end()),
        (Some(2), format!("trialogue: {expected}").as_str())
    );
}
