//! `trialogue import`: what comes in from elsewhere.

use entity::scalar::LanguageTag;
use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};

use super::{Failure, block_on, options::Options, output::say, wiring};
use crate::{
    config::Config,
    exchange::{self, PolisImport, Report},
};

/// Arguments of `import`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Import what the Polis software exported of a conversation. It may be repeated, and goes on where it was cut off.
    Polis(Polis),
    /// Import the co-production processes of the INTERLINK project as templates. What is there already stays as it is.
    Interlink(Interlink),
}

#[derive(Debug, Args)]
struct Polis {
    /// Short name of the agency.
    #[arg(long, value_name = "SLUG")]
    tenant: String,
    /// Short name of the project; it is made if it is not there.
    #[arg(long, value_name = "SLUG", value_parser = exchange::short_name)]
    project: String,
    /// Language of the statements (BCP 47); the agency's when not given.
    #[arg(long, value_parser = exchange::language)]
    language: Option<LanguageTag>,
    /// A file for what was read, written and left out, as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The folder of the export, with comments.csv, votes.csv and summary.csv.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

#[derive(Debug, Args)]
struct Interlink {
    /// Short name of the agency.
    #[arg(long, value_name = "SLUG")]
    tenant: String,
    /// The file with the process schemas (JSON).
    file: PathBuf,
}

/// Runs the command.
pub(super) fn run(options: &Options, arguments: Arguments) -> Result<(), Failure> {
    let config = options.logging()?;
    match arguments.command {
        Command::Polis(polis) => import_polis(config, polis),
        Command::Interlink(Interlink { tenant, file }) => {
            let done = block_on(wiring::import_interlink(config, &tenant, &file))?;
            let left = done.read.saturating_sub(done.made);
            say(&format!(
                "Read: {} processes. Written: {} templates; {left} were there already.",
                done.read, done.made
            ))
        }
    }
}

fn import_polis(config: Config, polis: Polis) -> Result<(), Failure> {
    if !polis.folder.is_dir() {
        return Err(Failure::usage(format!("{} is not a folder.", polis.folder.display())));
    }
    let import = PolisImport {
        tenant: polis.tenant,
        project: polis.project,
        folder: polis.folder,
        language: polis.language,
    };
    let report = block_on(wiring::import_polis(config, import, &mut told))?;
    if let Some(file) = &polis.report {
        keep(file, &report)?;
    }
    say(&report.to_string())
}

/// Says on standard error how far the work is. Where that is gone, the work goes on.
fn told(progress: &str) {
    let _ = writeln!(std::io::stderr(), "{progress}");
}

fn keep(file: &Path, report: &Report) -> Result<(), Failure> {
    let json = serde_json::to_string_pretty(report)
        .map_err(|error| Failure::failed(format!("The report cannot be written: {error}.")))?;
    std::fs::write(file, json + "\n")
        .map_err(|error| Failure::failed(format!("{} cannot be written: {}.", file.display(), error.kind())))
}
