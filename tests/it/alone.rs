//! An embedded database has one server; commands work beside it, and servers share PostgreSQL.

use std::process::{Command, Output, Stdio};

use harness::{
    database::{Database, Kind, column},
    on_both,
    process::{self, Process, command},
    source::root,
};
use serde_json::json;

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

on_both! {
    async fn a_second_server_is_refused_in_a_folder_and_not_on_postgresql(database: Database) {
        let server = Process::serve(&database);
        if database.kind() == Kind::Postgres {
            let other = Process::serve(&database);
            for each in [&server, &other] {
                answers(each).await;
            }
            return;
        }
        for second in [command(&database, None, &SERVE), process::demo(database.folder())] {
            let refused = ends(second);
            let why = String::from_utf8_lossy(&refused.stderr);
            let last = why.lines().last().unwrap_or_default();
            assert_eq!(refused.status.code(), Some(1), "{why}");
            assert!(last.starts_with("trialogue: Another server runs in ") && last.contains("stop it first"), "{why}");
        }
        // Nothing came of it, and the first goes on.
        answers(&server).await;
        assert_eq!(column::<i64>(&database.raw().await, "SELECT count(*) FROM tenant").await, [0]);
        assert!(!database.folder().join("demo.json").exists());
        // However a server ends, the next may start.
        server.kill();
        answers(&Process::serve(&database)).await;
    }

    async fn commands_work_beside_a_server(database: Database) {
        let server = Process::serve(&database);
        let create = ["tenant", "create", "--slug", "graz", "--name", "Graz", "--admin", "ada@example.org", "--jurisdiction", "AT"];
        let schemas = root().join("tests/data/interlink/schemas.json");
        let import = ["import", "interlink", "--tenant", "graz", schemas.to_str().unwrap()];
        for arguments in [
            &create[..], &import, &["audit", "verify"], &["audit", "head"], &["erasures", "list"], &["policy", "check", "--agencies"],
        ] {
            let done = ends(command(&database, database.url(), arguments));
            assert_eq!(done.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        }
        let visitor = server.stranger().with("trialogue-tenant", "graz");
        let seen = visitor.asks("{ tenant { slug } projectTemplates { totalCount } }").await.ok();
        assert_eq!(seen.body["data"], json!({ "tenant": { "slug": "graz" }, "projectTemplates": { "totalCount": 4 } }));
    }
}

async fn answers(server: &Process) {
    server.stranger().asks("{ viewer { kind } }").await.ok();
}

fn ends(mut command: Command) -> Output {
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.output().expect("the binary runs")
}
