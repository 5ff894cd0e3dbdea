//! What the command line says to somebody who errs, and what it leaves then.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output, Stdio},
};

use harness::{
    cluster::Role,
    database::{Database, Kind, column},
    process::{self, binary, command},
    source::root,
};

const NEW: [&str; 8] = [
    "tenant",
    "create",
    "--slug",
    "graz",
    "--admin",
    "ada@example.org",
    "--jurisdiction",
    "AT",
];

#[test]
fn every_command_takes_the_options_that_say_which_database() {
    let (mut asked, mut paths) = (Vec::new(), vec![Vec::<String>::new()]);
    while let Some(path) = paths.pop() {
        let mut command = Command::new(binary());
        command.args(&path).arg("--help");
        let help = String::from_utf8(ends(command).stdout).unwrap();
        for option in ["--config <FILE>", "--data-dir <FOLDER>", "--database-url <URL>"] {
            assert!(help.contains(option), "{path:?} knows no {option}");
        }
        let below = help.lines().skip_while(|line| *line != "Commands:").skip(1);
        let below = below.take_while(|line| !line.is_empty());
        let names = below.filter_map(|line| line.split_whitespace().next());
        for name in names.filter(|name| *name != "help") {
            paths.push([&path[..], &[name.to_owned()]].concat());
        }
        asked.push(path.join(" "));
    }
    for command in [
        "serve",
        "demo",
        "migrate",
        "tenant create",
        "import polis",
        "import interlink",
    ] {
        assert!(
            asked.iter().any(|path| path == command),
            "{command} is not in {asked:?}"
        );
    }
}

#[test]
fn a_data_folder_that_is_made_is_for_its_owner_alone_and_nothing_is_said_of_migrations() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("new/data");
    let made = in_folder(&data, &[&NEW[..], &["--name", "Graz"]].concat());
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    assert!(!said(&made).contains("migration"), "{}", said(&made));
    let rights = fs::metadata(&data).unwrap().permissions().mode();
    assert_eq!(rights & 0o777, 0o700);
}

#[test]
fn the_files_of_a_folder_that_everybody_may_read_are_for_their_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    let made = in_folder(&data, &[&NEW[..], &["--name", "Graz"]].concat());
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    for name in ["trialogue.sqlite", "access-log.sqlite"] {
        let rights = fs::metadata(data.join(name)).unwrap().permissions().mode();
        assert_eq!(rights & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_folder_without_a_database_is_told_and_nothing_is_made_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("mistyped");
    let schemas = root().join("tests/data/interlink/schemas.json");
    let import = ["import", "interlink", "--tenant", "graz", schemas.to_str().unwrap()];
    let role = ["migrate", "--role", "trialogue_server"];
    for (arguments, why) in [
        (&import[..], "There is no database in the folder"),
        (&["audit", "head"], "There is no database in the folder"),
        (&["policy", "check", "--agencies"], "There is no database in the folder"),
        (&role, "--role names a role of PostgreSQL"),
    ] {
        refused(&in_folder(&nowhere, arguments), 2, why);
        assert!(!nowhere.exists(), "{arguments:?}");
    }
}

#[test]
fn a_file_that_is_no_database_stays_as_it_is_and_is_told_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("trialogue.sqlite");
    let letter = "Dear all, this is a letter and no database. ".repeat(100);
    fs::write(&file, &letter).unwrap();
    let head = in_folder(folder.path(), &["audit", "head"]);
    refused(&head, 1, "a file that is no SQLite database");
    refused(
        &head,
        1,
        &format!(
            "The file {} of the data folder (`data_dir`) cannot be used: ",
            file.display()
        ),
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), letter);
    // The other file is told from it.
    fs::remove_file(&file).unwrap();
    let log = folder.path().join("access-log.sqlite");
    fs::write(&log, &letter).unwrap();
    let made = in_folder(folder.path(), &[&NEW[..], &["--name", "Graz"]].concat());
    refused(&made, 1, &format!("The file {} of the data folder", log.display()));
    refused(&made, 1, "a file that is no SQLite database");
    assert_eq!(fs::read_to_string(&log).unwrap(), letter);
}

#[test]
fn a_file_that_may_only_be_read_is_told_with_what_to_do_before_anybody_is_served() {
    for name in ["trialogue.sqlite", "access-log.sqlite"] {
        let folder = tempfile::tempdir().unwrap();
        let made = in_folder(folder.path(), &[&NEW[..], &["--name", "Graz"]].concat());
        assert_eq!(made.status.code(), Some(0), "{}", said(&made));
        let file = folder.path().join(name);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
        // No mode binds an administrator of the system; `store/connection/own_files.rs` has what is decided then.
        if fs::OpenOptions::new().append(true).open(&file).is_ok() {
            return;
        }
        let refusal = ends(process::serve_in(folder.path()));
        refused(&refusal, 1, &format!("The file {} of the data folder", file.display()));
        refused(&refusal, 1, &format!("`chmod u+w {}*`", file.display()));
    }
}

#[test]
fn what_is_wrong_with_a_new_agency_names_what_it_is_about() {
    let folder = tempfile::tempdir().unwrap();
    let unnamed = in_folder(folder.path(), &[&NEW[..], &["--name", ""]].concat());
    refused(&unnamed, 1, "The agency's name has 1 to 200 characters");
}

#[test]
fn a_short_name_that_no_agency_has_is_told_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let made = in_folder(folder.path(), &[&NEW[..], &["--name", "Graz"]].concat());
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let lift = [
        "client",
        "operations",
        "lift",
        "--client",
        "client_01m170x82nf089vwnxg47mwy1r",
    ];
    for command in [&["audit", "verify"][..], &["audit", "head"], &lift] {
        let there_is_none = in_folder(folder.path(), &[command, &["--tenant", "linz"]].concat());
        refused(&there_is_none, 1, "There is no agency with this short name.");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn why_postgresql_lets_nobody_in_is_told_in_words() {
    let database = Database::blank(Kind::Postgres).await;
    let head = |url: String| ends(command(&database, Some(url), &["audit", "head"]));
    let url = database.url().unwrap();
    let (_, place) = url.split_once('@').unwrap();
    refused(&head(format!("postgres://nobody:wrong@{place}")), 1, "a wrong password");
    // Nothing listens on the port that is for that.
    let closed = "postgres://nobody:wrong@127.0.0.1:9/none".to_owned();
    refused(&head(closed), 1, "connection refused");
    // Longer than a part of a name may be, so that nobody has to be asked.
    let unknown = format!("postgres://nobody:wrong@{}.invalid/none", "a".repeat(70));
    refused(&head(unknown), 1, "failed to lookup address information");
    let migrate = ends(command(&database, Some(url), &["migrate"]));
    refused(&migrate, 1, "a right that this role lacks");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_no_server_may_have_is_refused_before_anything_is_made() {
    let database = Database::blank(Kind::Postgres).await;
    let migrate = |role: Role| {
        let arguments = ["migrate", "--role", role.name()];
        ends(command(&database, database.owner_url(), &arguments))
    };
    for role in [Role::Owner, Role::Superuser] {
        refused(&migrate(role), 1, "No server may serve as");
    }
    let raw = database.raw().await;
    let made = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(column::<i64>(&raw, made).await, [0]);
    let fit = migrate(Role::Server);
    assert_eq!(fit.status.code(), Some(0), "{}", said(&fit));
}

/// A run of the binary with a data folder, to its end.
fn in_folder(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(binary());
    command.args(arguments).arg("--data-dir").arg(folder);
    ends(command)
}

fn ends(mut command: Command) -> Output {
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.output().expect("the binary runs")
}

fn said(run: &Output) -> String {
    String::from_utf8_lossy(&run.stderr).into_owned()
}

#[track_caller]
fn refused(run: &Output, code: i32, why: &str) {
    let said = said(run);
    assert_eq!(run.status.code(), Some(code), "{said}");
    let last = said.lines().last().unwrap_or_default();
    assert!(last.starts_with("trialogue: ") && last.contains(why), "{why}: {said}");
}
