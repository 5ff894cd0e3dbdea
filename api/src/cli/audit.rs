//! `trialogue audit`: whether the audit log is whole.

use clap::{Args, Subcommand};

use super::{Failure, block_on, kept, options::Options, output::say};
use crate::audit::KeptHead;

/// Arguments of `audit`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Follow the chain of entries, and say where one was altered, removed, moved or cut off; ends with 1 then. Prints
    /// where the chain ends.
    Verify(Verify),
    /// Print where the chain ends, signed: keep that elsewhere, and give it as --head to `audit verify`. What is cut off at
    /// the end shows to who kept a head alone.
    Head(Heads),
}

#[derive(Debug, Args)]
struct Verify {
    /// Short name of the agency; all of them when not given.
    #[arg(long, value_name = "SLUG")]
    tenant: Option<String>,
    /// Where the chain ended before, which it must still hold; with its signature, that must be this server's. What was cut
    /// off at the end is found by this alone.
    #[arg(long, value_name = "POSITION:HASH[:SIGNATURE]", requires = "tenant")]
    head: Option<KeptHead>,
}

#[derive(Debug, Args)]
struct Heads {
    /// Short name of the agency; all of them when not given.
    #[arg(long, value_name = "SLUG")]
    tenant: Option<String>,
}

/// What does not show, for who might take a chain that is whole so far for one to which nothing happened.
const UNSEEN: &str = "Entries that were cut off at the end do not show here: that takes --head, with a head that was kept \
                      elsewhere (`trialogue audit head`).";

/// Runs the command.
pub(super) fn run(options: &Options, arguments: Arguments) -> Result<(), Failure> {
    let config = options.logging()?;
    match arguments.command {
        Command::Head(Heads { tenant }) => say(&block_on(kept::audit_heads(config, tenant.as_deref()))?.join("\n")),
        Command::Verify(Verify { tenant, head }) => {
            let chains = block_on(kept::verified_audit(config, tenant.as_deref(), head))?;
            let (mut whole, mut broken) = (Vec::new(), Vec::new());
            for chain in chains {
                match chain.found {
                    Ok(end) => whole.push(format!("{}: whole, {end}", chain.agency)),
                    Err(how) => broken.push(format!("{}: {how}.", chain.agency)),
                }
            }
            if head.is_none() && !whole.is_empty() {
                whole.push(UNSEEN.to_owned());
            }
            if !whole.is_empty() {
                say(&whole.join("\n"))?;
            }
            if broken.is_empty() {
                Ok(())
            } else {
                Err(Failure::failed(broken.join("\n")))
            }
        }
    }
}
