//! The server as a process of its own, which can be killed.

use std::{
    env,
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use reqwest::Client;

use crate::{actor::Actor, database::Database};

/// Serves on a free port.
const SERVE: &[&str] = &["serve", "--listen", "127.0.0.1:0"];

/// A running `trialogue` process; it is killed when this is dropped.
pub struct Process {
    child: Child,
    url: String,
    /// What it serves; none where that is a folder that the story has.
    database: Option<Database>,
}

impl Process {
    /// `trialogue serve` over a database, once it listens.
    #[must_use]
    pub fn serve(database: &Database) -> Self {
        Self::over(database, command(database, database.url(), SERVE))
    }

    /// The same, with every log line that `filter` lets through in a file.
    #[must_use]
    pub fn serve_logging(database: &Database, filter: &str) -> (Self, PathBuf) {
        Self::serve_with(database, &[("TRIALOGUE_LOG__FILTER", filter)])
    }

    /// The same with options as variables of the environment, and every log line in a file.
    #[must_use]
    pub fn serve_with(database: &Database, options: &[(&str, &str)]) -> (Self, PathBuf) {
        let path = database.folder().join("server.log");
        let file = File::create(&path).expect("the folder is ours");
        let mut command = command(database, database.url(), SERVE);
        command.envs(options.iter().copied()).stderr(file);
        (Self::over(database, command), path)
    }

    /// The same with files that may grow by no more than so many KiB beyond what the database has.
    #[must_use]
    pub fn serve_in_little_room(database: &Database, kibibytes: u64) -> Self {
        let serve = command(database, database.url(), SERVE);
        let file = database.folder().join("trialogue.sqlite");
        let size = std::fs::metadata(file).expect("the database is a file").len() / 1024;
        // A signal that is ignored stays so over exec; without that the first write beyond the limit ends the process.
        let limited = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", size + kibibytes);
        let mut shell = Command::new("bash");
        shell
            .args(["-c", &limited])
            .arg(serve.get_program())
            .args(serve.get_args())
            .stderr(Stdio::null());
        Self::over(database, shell)
    }

    /// `trialogue serve` over the file in a folder, which need not be there, once it listens.
    #[must_use]
    pub fn serve_in(folder: &Path) -> Self {
        Self::listening(serve_in(folder))
    }

    /// `trialogue demo` in a folder, once it listens, and what it said before.
    #[must_use]
    pub fn demo(folder: &Path) -> (Self, String) {
        Self::demo_with(folder, &[])
    }

    /// The same with options as variables of the environment.
    #[must_use]
    pub fn demo_with(folder: &Path, options: &[(&str, &str)]) -> (Self, String) {
        let (mut command, mut said) = (demo(folder), String::new());
        command.envs(options.iter().copied());
        let server = Self::said_until_listening(command, &mut said);
        (server, said)
    }

    /// A command that serves a database, which is there for as long as it runs.
    fn over(database: &Database, command: Command) -> Self {
        let mut server = Self::listening(command);
        server.database = Some(database.shared());
        server
    }

    fn listening(command: Command) -> Self {
        Self::said_until_listening(command, &mut String::new())
    }

    fn said_until_listening(mut command: Command, before: &mut String) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the binary runs");
        let said = BufReader::new(child.stdout.take().expect("its output is ours"));
        let mut lines = said.lines().map_while(Result::ok);
        let url = lines.find_map(|line| {
            let Some((_, address)) = line.split_once("Listening on ") else {
                before.push_str(&line);
                before.push('\n');
                return None;
            };
            address.split_once("/graphql").map(|(url, _)| url.to_owned())
        });
        Self {
            child,
            url: url.expect("it says where it listens"),
            database: None,
        }
    }

    /// Nobody, who names no agency.
    #[must_use]
    pub fn stranger(&self) -> Actor {
        let client = Client::builder().no_proxy().build().expect("a client can be made");
        Actor::new(client, self.url.clone())
    }

    /// Where it is, without a path.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends it as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// `trialogue demo` in a folder, on a free port.
#[must_use]
pub fn demo(folder: &Path) -> Command {
    let mut command = Command::new(binary());
    command
        .args(["demo", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// `trialogue serve` over the file in a folder, on a free port.
#[must_use]
pub fn serve_in(folder: &Path) -> Command {
    let mut command = Command::new(binary());
    command
        .args(SERVE)
        .arg("--data-dir")
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// A call of the binary with a database's options.
#[must_use]
pub fn command(database: &Database, url: Option<String>, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command
        .args(arguments)
        .arg("--data-dir")
        .arg(database.folder())
        // Whatever machine runs them, nobody in a story is sent away but where it asks for that.
        .env("TRIALOGUE_LIMITS__CONCURRENT", "64")
        .env("TRIALOGUE_LIMITS__WAITING", "64")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Some(url) = url {
        command.arg("--database-url").arg(url);
    }
    command
}

/// The binary beside the tests. Cargo builds it with the workspace, and not for a test of another package alone.
#[must_use]
pub fn binary() -> PathBuf {
    let tests = env::current_exe().expect("a test is a file");
    let folder = tests
        .parent()
        .and_then(|deps| deps.parent())
        .expect("tests lie in deps");
    let binary = folder.join("trialogue");
    assert!(binary.exists(), "build the server first: cargo build --workspace");
    binary
}
