//! `trialogue migrate`: brings the database to this version's structure.

use clap::Args;

use super::{Failure, block_on, options::Options, output::say, wiring};

/// Arguments of `migrate`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// PostgreSQL: the role that the server connects as. It is made if it is not there and may be made, and granted what the
    /// server needs and no more. Connect as the owner of the tables for this command.
    #[arg(long, value_name = "NAME")]
    role: Option<String>,
}

/// Runs the command.
pub(super) fn run(options: &Options, arguments: Arguments) -> Result<(), Failure> {
    let config = options.logging()?;
    block_on(wiring::migrate(config, arguments.role))?;
    say("The database has this version's structure.")
}
