//! `trialogue migrate`: brings the database to this version's schema.

use super::{Failure, block_on, log, options::Options, output::say, wiring};

/// Runs the command.
pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let config = options.load(&[])?;
    log::start(&config.log)?;
    block_on(wiring::migrate(config))?;
    say("The database has this version's schema.")
}
