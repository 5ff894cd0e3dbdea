//! Measures the server against a handler written by hand, on both databases, in one run (`docs/benchmarks.md`).
//!
//! `USAGE` says how it is called. It ends with 2 where an aim is missed, and with 1 where something could not be measured.
//! It may use the harness for databases, and of the product the store to write rows with, token keys, global ids and
//! disclosure control, which the handler shares with the server, and budgets. `plain` stands on the server's own engine.

// As the server: its nouns refer to one another in circles.
#![recursion_limit = "256"]

mod aims;
mod drive;
mod edge;
mod fault;
mod fresh;
mod handler;
mod histogram;
mod import;
mod items;
mod load;
mod measure;
mod neighbour;
mod offer;
mod personal;
mod plain;
mod plan;
mod precedence;
mod process;
mod report;
mod seed;
mod statements;
mod streams;
mod target;

use std::{env, io::Write as _, process::ExitCode, time::Instant};

use harness::database::Kind;

use self::{
    aims::Aims,
    fault::Result,
    items::{Item, Requests},
    measure::{Run, measure},
    plan::Size,
};

// As the server's, so that the handler has the same.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What was asked for.
struct Options {
    size: Size,
    run: Run,
    kinds: Vec<Kind>,
    items: Vec<Item>,
}

/// How a run ends in which everything was measured and an aim was missed.
const MISSED: u8 = 2;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match go(&arguments) {
        Ok(aims) if aims.are_met() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(MISSED),
        Err(error) => {
            // Nobody is left to tell when this fails.
            let _ = writeln!(std::io::stderr(), "bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn go(arguments: &[String]) -> Result<Aims> {
    let (what, rest) = match arguments.split_first() {
        Some((first, rest)) if !first.starts_with('-') => (first.as_str(), rest),
        _ => ("", arguments),
    };
    let of_many = || tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let of_one = || tokio::runtime::Builder::new_current_thread().enable_all().build();
    let (both, postgres) = (&[Kind::Postgres, Kind::Sqlite][..], &[Kind::Postgres][..]);
    let aims = match what {
        "" => of_one()?.block_on(Box::pin(all(&options(rest, both)?)))?,
        "personal" => {
            let options = options(rest, both)?;
            of_one()?.block_on(Box::pin(personal::measure(&options.kinds, options.size)))?
        }
        "edge" => of_one()?.block_on(Box::pin(edge::measure(&options(rest, postgres)?)))?,
        "load" => of_one()?.block_on(Box::pin(load::measure(&options(rest, postgres)?)))?,
        "neighbour" => of_one()?.block_on(Box::pin(neighbour::measure(&options(rest, postgres)?)))?,
        "import" => of_one()?.block_on(Box::pin(import::measure(&options(rest, both)?)))?,
        "streams" => {
            let listeners = rest.first().map_or(Ok(1_000), |number| number.parse())?;
            of_one()?.block_on(Box::pin(streams::measure(listeners)))?
        }
        "handler" => {
            of_many()?.block_on(handler::serve())?;
            return Ok(Aims::default());
        }
        "plain" => {
            of_many()?.block_on(Box::pin(plain::serve()))?;
            return Ok(Aims::default());
        }
        _ => return Err(USAGE.into()),
    };
    write!(std::io::stdout(), "{}", aims.table()?)?;
    Ok(aims)
}

const USAGE: &str = "bench [personal|edge|load|neighbour|import] [--quick] [--only postgres|sqlite] [--item NAME], or \
     bench streams [LISTENERS]";

/// Options, with these databases where none is named.
fn options(arguments: &[String], kinds: &[Kind]) -> Result<Options> {
    let mut options = Options {
        size: Size::FULL,
        run: Run { rounds: 5, part: 1 },
        kinds: kinds.to_vec(),
        items: Item::ALL.to_vec(),
    };
    let mut arguments = arguments.iter().map(String::as_str);
    while let Some(argument) = arguments.next() {
        let takes_one = matches!(argument, "--only" | "--item");
        match (argument, takes_one.then(|| arguments.next()).flatten()) {
            ("--quick", _) => {
                options.size = Size::QUICK;
                options.run = Run { rounds: 3, part: 3 };
            }
            ("--only", Some("postgres")) => options.kinds = vec![Kind::Postgres],
            ("--only", Some("sqlite")) => options.kinds = vec![Kind::Sqlite],
            ("--item", Some(name)) => options.items.retain(|item| item.name() == name),
            _ => return Err(USAGE.into()),
        }
    }
    Ok(options)
}

async fn all(options: &Options) -> Result<Aims> {
    let mut aims = Aims::default();
    let Size {
        agencies,
        projects,
        people,
    } = options.size;
    let contributions = agencies * projects * plan::PHASES * plan::CONTRIBUTIONS;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{agencies} agencies, {projects} projects and {people} people each, {contributions} contributions; {} connections, \
         {} rounds.",
        drive::CONNECTIONS,
        options.run.rounds
    )?;
    for kind in &options.kinds {
        let begun = Instant::now();
        let database = seed::database(*kind, options.size).await?;
        let written = begun.elapsed().as_secs();
        let requests = Requests::new(options.size)?;
        let results = measure(&database, &requests, options.run, &options.items).await?;
        write!(out, "{}", report::table(&results)?)?;
        aims.add(report::aims(&results));
        let took = begun.elapsed().as_secs();
        writeln!(out, "Rows written in {written} s, all done in {took} s.")?;
    }
    Ok(aims)
}
