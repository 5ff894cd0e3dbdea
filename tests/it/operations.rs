//! The operations of `tests/operations`: what each answers, the same on both databases, and which statements it costs.
//!
//! An operation is a document with a head: `# actor:` who asks, `# variables:` as JSON, in which `$name` is the id of
//! something in `street.rs`. `UPDATE_GOLDENS=1 cargo test --workspace operations` writes what is compared.

use std::{collections::BTreeSet, env, fs, path::PathBuf};

use entity::vocabulary::TenantRole;
use harness::{
    actor::Actor,
    app::App,
    database::{Database, Kind},
    on_both,
    redact::redacted,
    source::root,
    statements::during,
    world::Agency::{Alpha, Beta},
};
use serde_json::Value;

use crate::street::{self, Street};

on_both! {
    async fn each_operation_answers_and_costs_what_is_written_down(empty: Database) {
        let street = Street::of(empty.kind()).await;
        let database = if empty.kind() == Kind::Sqlite { "sqlite" } else { "postgres" };
        let reading = street.server().await;
        let mut different = Vec::new();
        for operation in operations() {
            let changes = operation.document.contains("\nmutation");
            let of_its_own = if changes { Some(street.server().await) } else { None };
            let app = of_its_own.as_ref().unwrap_or(&reading);
            let actor = actor(app, &operation.head("actor"));
            let actor = operation.purpose().map_or(actor.clone(), |purpose| actor.reading_for(&purpose));
            let variables = operation.variables(street);
            let (answer, mut statements) = during(actor.graphql(&operation.document, variables)).await;
            // What is read side by side has no order; what a mutation does up to its last commit has.
            let done = statements.iter().rposition(|sql| sql == "COMMIT").map_or(0, |at| at + 1);
            statements[done..].sort();
            let sql = format!("{}\n", statements.join("\n\n"));
            for (ending, found) in [("json", redacted(&answer.body)), (&format!("{database}.sql"), sql)] {
                let file = operation.path.with_extension(ending);
                if env::var_os("UPDATE_GOLDENS").is_some() {
                    fs::write(&file, &found).expect("the workspace can be written");
                }
                let golden = fs::read_to_string(&file).unwrap_or_default();
                if golden != found {
                    different.push(format!("{}\n--- is written\n{golden}\n+++ was answered\n{found}", file.display()));
                }
            }
        }
        assert!(different.is_empty(), "{}", different.join("\n\n"));
    }
}

on_both! {
    async fn as_many_statements_for_ten_of_everything_as_for_one(app: App) {
        let document = fs::read_to_string(root().join("tests/operations/project/nested.graphql")).expect("it is there");
        let document = document.replace("contributions(first: 5", "contributions(filter: { isReply: false }, first: 5").replace("first: 5", "first: 10");
        let staff = app.person(Alpha, TenantRole::Staff);
        let mut seen = Vec::new();
        for (from, to) in [(0, 1), (1, 3), (3, 10)] {
            // One server goes on growing: each project has as many phases as there are projects, and so on.
            street::grow(&app, from, to).await;
            let (answer, mut statements) = during(staff.asks(&document)).await;
            let answer = answer.ok();
            let nodes = |value: &Value, place: &str| value.pointer(place).and_then(Value::as_array).map_or(0, Vec::len);
            assert_eq!(nodes(&answer.body, "/data/projects/nodes"), to);
            let first = answer.data("/projects/nodes/0");
            assert_eq!(nodes(first, "/phases/nodes"), to);
            assert_eq!(nodes(first, "/phases/nodes/0/contributions/nodes"), to);
            // What is asked of a single id compares it, and of several at once looks it up among them.
            for sql in &mut statements {
                *sql = sql.replace("= ANY(?)", "= ?");
            }
            statements.sort();
            seen.push(statements);
        }
        for more in &seen[1..] {
            let (fewer, more): (BTreeSet<_>, BTreeSet<_>) = (seen[0].iter().collect(), more.iter().collect());
            assert_eq!(fewer.difference(&more).collect::<Vec<_>>(), more.difference(&fewer).collect::<Vec<_>>());
        }
        assert_eq!(seen.iter().map(Vec::len).collect::<Vec<_>>(), [seen[0].len(); 3]);
    }
}

#[test]
fn every_golden_belongs_to_an_operation_and_both_databases_have_theirs() {
    let operations = operations();
    assert!(operations.len() >= 20);
    let mut expected: Vec<PathBuf> = operations
        .iter()
        .flat_map(|operation| {
            ["graphql", "json", "postgres.sql", "sqlite.sql"].map(|e| operation.path.with_extension(e))
        })
        .collect();
    expected.sort();
    let mut found = files();
    found.sort();
    assert_eq!(found, expected);
}

struct Operation {
    path: PathBuf,
    document: String,
}

impl Operation {
    fn head(&self, name: &str) -> String {
        let start = format!("# {name}:");
        let line = self.document.lines().find_map(|line| line.strip_prefix(&start));
        line.unwrap_or_else(|| panic!("{} has no {name}", self.path.display()))
            .trim()
            .to_owned()
    }

    /// What it is read for, where it says so.
    fn purpose(&self) -> Option<String> {
        let line = self.document.lines().find_map(|line| line.strip_prefix("# purpose:"));
        line.map(|purpose| purpose.trim().to_owned())
    }

    fn variables(&self, street: &Street) -> Value {
        let mut text = self.head("variables");
        // The longer names first, because some begin with others.
        for (name, id) in street.ids.iter().rev() {
            text = text.replace(&format!("${name}"), id);
        }
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", self.path.display()))
    }
}

fn operations() -> Vec<Operation> {
    let mut paths: Vec<_> = files()
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "graphql"))
        .collect();
    paths.sort();
    let read = |path: PathBuf| Operation {
        document: fs::read_to_string(&path).expect("a document is text"),
        path,
    };
    paths.into_iter().map(read).collect()
}

fn files() -> Vec<PathBuf> {
    let folders = fs::read_dir(root().join("tests/operations"))
        .expect("they are there")
        .flatten();
    let inside = folders.flat_map(|folder| fs::read_dir(folder.path()).expect("one for each domain").flatten());
    inside.map(|file| file.path()).collect()
}

/// Somebody of agency Alpha, by role; `visitor`, `founder`, and `neighbour` for the founder of Beta.
pub(crate) fn actor(app: &App, name: &str) -> Actor {
    match name {
        "visitor" => app.visitor(Alpha),
        "founder" => app.founder(Alpha),
        "neighbour" => app.founder(Beta),
        "administrator" => app.person(Alpha, TenantRole::Administrator),
        "staff" => app.person(Alpha, TenantRole::Staff),
        "auditor" => app.person(Alpha, TenantRole::Auditor),
        "member" => app.person(Alpha, TenantRole::Member),
        "data steward" => app.person(Alpha, TenantRole::DataSteward),
        _ => panic!("nobody is called {name}"),
    }
}
