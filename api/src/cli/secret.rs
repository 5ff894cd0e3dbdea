//! `trialogue secret`: which instance secret the database is served with.

use clap::{Args, Subcommand};

use super::{Failure, block_on, kept, options::Options, output::say};

/// Arguments of `secret`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// After the instance secret was replaced, and while no server runs: have the database served with the one at hand, and
    /// with no other. Tokens of before are good for nothing then; lists of erasures and signed heads of before are read with
    /// the secret that they were made with.
    Adopt,
}

/// Runs the command.
pub(super) fn run(options: &Options, arguments: &Arguments) -> Result<(), Failure> {
    let config = options.logging()?;
    match arguments.command {
        Command::Adopt => {
            block_on(kept::adopt_secret(config))?;
            say("The database is served with this instance secret from now on.")
        }
    }
}
