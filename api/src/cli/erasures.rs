//! `trialogue erasures`: what a restored backup must not bring back.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};

use super::{Failure, block_on, kept, options::Options, output::say};
use crate::{error::io_words, privacy::Repetition};

/// Arguments of `erasures`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print who was erased and whose data rest, as keyed hashes that tell nothing by themselves. Keep that where backups are
    /// not, and make it anew more often than a backup.
    List(List),
    /// After a restore, and before anybody is served: erase again whom a list says to have been erased, and let data rest
    /// again that rested. It may be repeated; ends with 1 while somebody could not be erased.
    Repeat(Repeat),
}

#[derive(Debug, Args)]
struct List {
    /// Short name of the agency; all of them when not given.
    #[arg(long, value_name = "SLUG")]
    tenant: Option<String>,
}

#[derive(Debug, Args)]
struct Repeat {
    /// What `erasures list` printed.
    file: PathBuf,
}

/// Runs the command.
pub(super) fn run(options: &Options, arguments: Arguments) -> Result<(), Failure> {
    let config = options.logging()?;
    match arguments.command {
        Command::List(List { tenant }) => say(&block_on(kept::erasures(config, tenant.as_deref()))?),
        Command::Repeat(Repeat { file }) => {
            let text = read(&file)?;
            let list = kept::read_erasures(&config, &text);
            let list = list.map_err(|why| Failure::usage(format!("{} {why}.", file.display())))?;
            say(&format!("the newest list is of {}", list.made_at()))?;
            told(&block_on(kept::repeat_erasures(config, &list))?)
        }
    }
}

fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file)
        .map_err(|error| Failure::usage(format!("{} cannot be read: {}.", file.display(), io_words(&error))))
}

fn told(repetition: &Repetition) -> Result<(), Failure> {
    let mut left = Vec::new();
    for done in &repetition.agencies {
        say(&format!(
            "{}: {} erased again, {} stored only again, {} were so already",
            done.agency, done.erased, done.rested, done.stood
        ))?;
        left.extend(done.left.iter().map(|who| format!("{}: {who}", done.agency)));
    }
    say(&format!("{} lines are about nobody who is here", repetition.unknown))?;
    if left.is_empty() {
        return Ok(());
    }
    left.push("These were not erased: mend what stands in the way, and repeat the command.".to_owned());
    Err(Failure::failed(left.join("\n")))
}
