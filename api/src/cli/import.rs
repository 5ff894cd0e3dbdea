//! `trialogue import`: what comes in from elsewhere.

use entity::scalar::LanguageTag;
use std::{
    fs::{File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};

use super::{Failure, block_on, options::Options, output::say, wiring};
use crate::{
    config::Config,
    error::io_words,
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
    ///
    /// A later export of the same conversation adds what is new, changes what changed, and dates the phase anew. The conversation
    /// is the one of the address in summary.csv, or of the topic where there is none, or the one in the project that has the
    /// statements of comments.csv, with their times, under another address. An export whose statements are not those that the
    /// project holds under the same address or topic is refused.
    ///
    /// The figures of a past month stay until a later export brings as many more acts, of as many more people, as the agency's
    /// disclosure threshold at least: two figures that differ by less would tell of single people. So they may lag behind a
    /// little. A month that fewer people took part in, when it came in, is in none of the agency's own figures.
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
    #[arg(long, value_name = "TAG", value_parser = exchange::language)]
    language: Option<LanguageTag>,
    /// A file for what was read, written and left out, as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The folder of the export, with comments.csv, votes.csv and summary.csv.
    #[arg(value_name = "FOLDER")]
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
    // Before anything is written: what a run changed is told by its own report alone.
    let file = polis.report.as_deref().map(opened).transpose()?;
    let import = PolisImport {
        tenant: polis.tenant,
        project: polis.project,
        folder: polis.folder,
        language: polis.language,
    };
    let report = block_on(wiring::import_polis(config, import, &mut told))?;
    let said = say(&report.to_string());
    if let (Some(file), Some(name)) = (file, &polis.report) {
        keep(file, &report).map_err(|error| unwritten(name, &error))?;
    }
    said
}

/// Says on standard error how far the work is. Where that is gone, the work goes on.
fn told(progress: &str) {
    let _ = writeln!(std::io::stderr(), "{progress}");
}

/// The file of the report. What an earlier run left in it stays until there is another.
fn opened(name: &Path) -> Result<File, Failure> {
    let open = OpenOptions::new().write(true).create(true).truncate(false).open(name);
    open.map_err(|error| Failure::usage(unwritten(name, &error).to_string()))
}

fn keep(mut file: File, report: &Report) -> io::Result<()> {
    let json = serde_json::to_string_pretty(report)?;
    // A pipe has no length.
    if file.metadata()?.is_file() {
        file.set_len(0)?;
    }
    writeln!(file, "{json}")
}

fn unwritten(name: &Path, error: &io::Error) -> Failure {
    Failure::failed(format!("{} cannot be written: {}.", name.display(), io_words(error)))
}
