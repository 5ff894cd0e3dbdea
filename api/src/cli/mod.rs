//! The command line: one file a command, each with its arguments and a `run`.
//!
//! A fault is one sentence on standard error; the process ends with 2 where the call or the options are wrong, with 1
//! where the work failed. To add a command: a file, a line in [`Command`] and one in `dispatch`.

mod audit;
mod client;
mod demo;
mod doc;
mod erasures;
mod failure;
mod import;
mod kept;
mod log;
mod migrate;
mod options;
mod output;
mod policy;
mod schema;
mod secret;
mod serve;
mod tenant;
mod traces;
mod wiring;

use std::{future::Future, io::Write as _, process::ExitCode};

use clap::{Parser, Subcommand};

use failure::Failure;

use crate::error::io_words;

/// Trialogue, the co-creation server.
#[derive(Debug, Parser)]
#[command(name = "trialogue", version, about, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    options: options::Options,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server until Ctrl-C or SIGTERM.
    Serve(serve::Arguments),
    /// Run a server with an embedded database and made-up data, to try things on.
    Demo(demo::Arguments),
    /// Bring the database to this version's structure; an embedded one is brought to it by whatever uses it.
    Migrate(migrate::Arguments),
    /// Make the agencies of this server.
    Tenant(tenant::Arguments),
    /// Hold programs of partners to lists of documents.
    Client(client::Arguments),
    /// Bring in what the Polis software or the INTERLINK project wrote.
    Import(import::Arguments),
    /// Say whether the audit log is whole, and where it ends.
    Audit(audit::Arguments),
    /// Keep what was erased from coming back with a backup.
    Erasures(erasures::Arguments),
    /// Say which instance secret the database is served with.
    Secret(secret::Arguments),
    /// Say who may what, and why.
    Policy(policy::Arguments),
    /// Print the GraphQL schema.
    Schema,
    /// Print a page of the documentation that is made from the code.
    Doc(doc::Arguments),
}

/// Runs the command that the arguments of this process name.
#[must_use]
pub fn run() -> ExitCode {
    match dispatch(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Where even standard error is gone, the exit code still says it.
            let _ = writeln!(std::io::stderr(), "trialogue: {failure}");
            ExitCode::from(failure.code())
        }
    }
}

fn dispatch(cli: Cli) -> Result<(), Failure> {
    let options = &cli.options;
    match cli.command {
        Command::Serve(arguments) => serve::run(options, &arguments),
        Command::Demo(arguments) => demo::run(options, &arguments),
        Command::Migrate(arguments) => migrate::run(options, arguments),
        Command::Tenant(arguments) => tenant::run(options, arguments),
        Command::Client(arguments) => client::run(options, arguments),
        Command::Import(arguments) => import::run(options, arguments),
        Command::Audit(arguments) => audit::run(options, arguments),
        Command::Policy(arguments) => policy::run(options, arguments),
        Command::Erasures(arguments) => erasures::run(options, arguments),
        Command::Secret(arguments) => secret::run(options, &arguments),
        Command::Schema => schema::run(),
        Command::Doc(arguments) => doc::run(&arguments),
    }
}

/// Stack of a thread that work runs on, in bytes; what is not used of it takes no memory. A document as deep as
/// the edge lets it be overflows the usual 2 MB in a build without optimisation, which would end the process.
const STACK: usize = 16 << 20;

/// Runs a command's work on a runtime of its own.
fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().thread_stack_size(STACK).build();
    let runtime =
        runtime.map_err(|error| Failure::failed(format!("The runtime does not start: {}.", io_words(&error))))?;
    runtime.block_on(work)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_are_well_formed() {
        super::Cli::command().debug_assert();
    }
}
