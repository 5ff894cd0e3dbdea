//! The processes that are measured, over one database.

use std::{
    env,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use harness::database::Database;

use crate::{
    fault::Result,
    items::{ISSUER, SECRET},
};

/// What the handler reads where its database is from: an address or a file.
pub(crate) const DATABASE: &str = "BENCH_DATABASE";

/// A running process; it is killed when this is dropped.
pub(crate) struct Target {
    child: Child,
    /// Host and port.
    pub(crate) address: String,
}

impl Target {
    /// Starts it, and waits until it listens.
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn()?;
        let said = BufReader::new(child.stdout.take().ok_or("a process without output")?);
        let address = said.lines().map_while(std::result::Result::ok).find_map(|line| {
            let (_, address) = line.split_once("Listening on http://")?;
            address.split_once('/').map(|(address, _)| address.to_owned())
        });
        Ok(Self {
            child,
            address: address.ok_or("a process ended before it listened")?,
        })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The server, whose budgets suffice for what is measured.
pub(crate) fn server(database: &Database) -> Result<Command> {
    let mut command = serving(database)?;
    generous(&mut command);
    Ok(command)
}

/// The server as it comes, but for these options, by their names in the environment.
pub(crate) fn product(database: &Database, options: &[(&str, &str)]) -> Result<Command> {
    let mut command = serving(database)?;
    command.envs(options.iter().copied());
    Ok(command)
}

fn serving(database: &Database) -> Result<Command> {
    product_command(database, &["serve"])
}

/// The import of an export of the Polis software; which, and where to, is to be added.
pub(crate) fn importing(database: &Database) -> Result<Command> {
    product_command(database, &["import", "polis"])
}

fn product_command(database: &Database, arguments: &[&str]) -> Result<Command> {
    let binary = env::current_exe()?.with_file_name("trialogue");
    if !binary.exists() {
        return Err("build the server first: cargo build --release --workspace".into());
    }
    let mut command = Command::new(binary);
    command.args(arguments);
    configure(&mut command, database);
    Ok(command)
}

/// The same schema behind the GraphQL library's own handler.
pub(crate) fn plain(database: &Database) -> Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.arg("plain");
    configure(&mut command, database);
    generous(&mut command);
    Ok(command)
}

fn configure(command: &mut Command, database: &Database) {
    command
        .env("TRIALOGUE_LISTEN", "127.0.0.1:0")
        .env("TRIALOGUE_DATA_DIR", database.folder())
        .env("TRIALOGUE_PUBLIC_URL", ISSUER)
        .env("TRIALOGUE_INSTANCE_SECRET", SECRET)
        .env("TRIALOGUE_LOG__FILTER", "warn");
    if let Some(url) = database.url() {
        command.env("TRIALOGUE_DATABASE__URL", url);
    }
}

/// All requests of a run are few callers'.
fn generous(command: &mut Command) {
    command
        .env("TRIALOGUE_LIMITS__CALLER_COST_PER_MINUTE", "1000000000")
        .env("TRIALOGUE_LIMITS__AGENCY_COST_PER_MINUTE", "1000000000");
}

/// The handler written by hand.
pub(crate) fn handler(database: &Database) -> Result<Command> {
    let place = match database.url() {
        Some(url) => PathBuf::from(url),
        None => database.folder().join("trialogue.sqlite"),
    };
    let mut command = Command::new(env::current_exe()?);
    command.arg("handler").env(DATABASE, place);
    Ok(command)
}
