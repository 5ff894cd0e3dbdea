//! `trialogue policy`: who may what, and why, from the policies of this build. No database is asked, unless for the rules
//! that agencies added.

use clap::{Args, Subcommand};

use super::{Failure, block_on, options::Options, output::say, wiring};
use crate::policy::Asked;

/// Arguments of `policy`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print for each guarded field and each action the fewest facts that decide it.
    Matrix,
    /// Say whether the policies hold together, and how many there are.
    Check(Check),
    /// Say why a field would be shown, or an action allowed, or not.
    Explain(Box<Question>),
}

#[derive(Debug, Args)]
struct Check {
    /// Look at the rules in the database too, and end with 1 where one names a field that this version does not have. Until
    /// it is retired, all is closed to those whom it binds that the field may have become.
    #[arg(long)]
    agencies: bool,
}

/// What is known of who asks; names are those of the GraphQL schema.
#[derive(Debug, Args)]
struct Question {
    /// A field such as Person.email, or an action such as openPhase.
    about: String,
    /// A role in the agency, such as STAFF; may be given again.
    #[arg(long)]
    role: Vec<String>,
    /// A role in the project, such as FACILITATOR; may be given again.
    #[arg(long)]
    project_role: Vec<String>,
    /// What the asker is to the row, such as SELF; may be given again.
    #[arg(long)]
    relation: Vec<String>,
    /// The asker takes part in the project.
    #[arg(long)]
    active_participant: bool,
    /// The asker's sector in the project: STATE, ECONOMY or SOCIETY.
    #[arg(long)]
    sector: Option<String>,
    /// Where the row stands, such as WAITING or PUBLISHED; PLAIN when not given, as where that decides nothing.
    #[arg(long)]
    state: Option<String>,
    /// What it would be read for, such as `PARTICIPATION_ADMIN`; nothing is declared when not given.
    #[arg(long)]
    purpose: Option<String>,
    /// What the person says to that, such as STANDING; MISSING when not given, if the purpose usually asks for consent.
    #[arg(long)]
    consent: Option<String>,
    /// Whether the person's data are stored only, such as RESTRICTED or OBJECTED; FREE when not given.
    #[arg(long)]
    processing: Option<String>,
    /// A role in the agency that the action would give; may be given again.
    #[arg(long)]
    giving: Vec<String>,
}

/// Runs the command.
pub(super) fn run(options: &Options, arguments: Arguments) -> Result<(), Failure> {
    match arguments.command {
        Command::Matrix => say(&wiring::matrix()?),
        Command::Check(check) => {
            say(&wiring::checked_policies()?)?;
            if check.agencies { agencies(options) } else { Ok(()) }
        }
        Command::Explain(question) => say(&wiring::explanation(&Asked {
            about: question.about,
            roles: question.role,
            project_roles: question.project_role,
            relations: question.relation,
            is_active_participant: question.active_participant,
            sector: question.sector,
            state: question.state,
            purpose: question.purpose,
            consent: question.consent,
            processing: question.processing,
            granted: question.giving,
        })?),
    }
}

fn agencies(options: &Options) -> Result<(), Failure> {
    let unfit = block_on(wiring::unfit_rules(options.logging()?))?;
    if unfit.is_empty() {
        say("The rules of all agencies fit them.")
    } else {
        Err(Failure::failed(unfit.join("\n")))
    }
}
