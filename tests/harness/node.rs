//! Programs of others that run under Node.js, installed from the lock file in `tests/clients`.

use std::{path::Path, time::Duration};

use serde_json::Value;
use tokio::process::Command;

use crate::source::root;

/// Longer than any of them takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// Runs a script of `tests/clients`, or a program of its packages such as `node_modules/.bin/tsc`, and answers what it
/// wrote.
pub async fn node(script: &str, arguments: &[&str], folder: &Path) -> String {
    let clients = root().join("tests/clients");
    assert!(clients.join("node_modules").is_dir(), "run script/setup --tests first");
    let mut command = Command::new("node");
    command
        .arg(clients.join(script))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .kill_on_drop(true);
    let run = tokio::time::timeout(PATIENCE, command.output()).await;
    let run = run.expect("it ends in time").expect("node can be started");
    let (said, errors) = (
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr),
    );
    assert!(run.status.success(), "{script}: {said}\n{errors}");
    said.into_owned()
}

/// The same for a script that writes one JSON value a line.
pub async fn lines(script: &str, arguments: &[&str]) -> Vec<Value> {
    let said = node(script, arguments, &root().join("tests/clients")).await;
    let values = serde_json::Deserializer::from_str(&said).into_iter();
    values.collect::<Result<_, _>>().expect("each line is JSON")
}
