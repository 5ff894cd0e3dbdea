//! Programs of others, installed by `script/setup --tests` from the lock files in `tests/clients`.

use std::{path::Path, time::Duration};

use serde_json::Value;
use tokio::process::Command;

use crate::source::root;

/// Longer than any of them takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// What a script for Node.js writes, one JSON value a line.
pub async fn node(script: &str, arguments: &[&str]) -> Vec<Value> {
    run(Path::new("node"), "node_modules", script, arguments).await
}

/// What a script for Python writes, one JSON value a line.
pub async fn python(script: &str, arguments: &[&str]) -> Vec<Value> {
    let python = root().join("tests/clients/.venv/bin/python");
    run(&python, ".venv", script, arguments).await
}

async fn run(program: &Path, installed: &str, script: &str, arguments: &[&str]) -> Vec<Value> {
    let clients = root().join("tests/clients");
    assert!(clients.join(installed).is_dir(), "run script/setup --tests first");
    let mut command = Command::new(program);
    command
        .arg(script)
        .args(arguments)
        .current_dir(&clients)
        // Proxies of the environment have nothing to do with what runs here.
        .env("no_proxy", "127.0.0.1")
        .env("NO_COLOR", "1")
        .kill_on_drop(true);
    let run = tokio::time::timeout(PATIENCE, command.output()).await;
    let run = run.expect("it ends in time").expect("the program can be started");
    let (said, errors) = (
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr),
    );
    assert!(run.status.success(), "{script}: {said}\n{errors}");
    let values = serde_json::Deserializer::from_str(&said).into_iter();
    values.collect::<Result<_, _>>().expect("each line is JSON")
}
