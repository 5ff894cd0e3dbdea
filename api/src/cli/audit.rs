//! `trialogue audit`: whether the audit log is whole.

use clap::{Args, Subcommand};

use super::{Failure, block_on, log, options::Options, output::say, wiring};
use crate::audit::Head;

/// Arguments of `audit`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Follow the chain of entries, and say where one was altered, removed, moved or cut off; ends with 1 then. Prints
    /// where the chain ends: keep that elsewhere, and give it as --head the next time.
    Verify(Verify),
}

#[derive(Debug, Args)]
struct Verify {
    /// Short name of the agency; all of them when not given.
    #[arg(long, value_name = "SLUG")]
    tenant: Option<String>,
    /// Where the chain ended before, which it must still hold. What was cut off at the end is found by this alone.
    #[arg(long, value_name = "POSITION:HASH", requires = "tenant")]
    head: Option<Head>,
}

/// Runs the command.
pub(super) fn run(options: &Options, arguments: Arguments) -> Result<(), Failure> {
    let config = options.load(&[])?;
    log::start(&config.log)?;
    let Command::Verify(verify) = arguments.command;
    let chains = block_on(wiring::verified_audit(config, verify.tenant.as_deref(), verify.head))?;
    let mut broken = Vec::new();
    for chain in chains {
        match chain.found {
            Ok(head) => say(&format!("{}: whole, {head}", chain.agency))?,
            Err(how) => broken.push(format!("{}: {how}.", chain.agency)),
        }
    }
    if broken.is_empty() {
        Ok(())
    } else {
        Err(Failure::failed(broken.join("\n")))
    }
}
