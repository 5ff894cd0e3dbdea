//! Measures the server against a handler written by hand, on both databases, in one run (`docs/benchmarks.md`).
//!
//! `bench [--quick] [--only postgres|sqlite] [--item NAME]`, `bench personal [--quick] [--only postgres|sqlite]`, or
//! `bench streams [LISTENERS]`. It may use the harness for databases, and of the product the store to
//! write rows with, token keys, global ids and disclosure control, which the handler shares with the server.

mod drive;
mod fault;
mod handler;
mod histogram;
mod items;
mod measure;
mod personal;
mod plan;
mod process;
mod report;
mod seed;
mod statements;
mod streams;
mod target;

use std::{env, io::Write as _, process::ExitCode, time::Instant};

use harness::database::{Database, Kind};

use self::{
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

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match go(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when this fails.
            let _ = writeln!(std::io::stderr(), "bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn go(arguments: &[String]) -> Result<()> {
    if arguments.first().is_some_and(|first| first == "handler") {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        return runtime.block_on(handler::serve());
    }
    if let Some(("streams", rest)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        let listeners = rest.first().map_or(Ok(1_000), |number| number.parse())?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        return runtime.block_on(Box::pin(streams::measure(listeners)));
    }
    let (is_personal, rest) = match arguments.split_first() {
        Some((first, rest)) if first == "personal" => (true, rest),
        _ => (false, arguments),
    };
    let options = options(rest)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if is_personal {
        return runtime.block_on(Box::pin(personal::measure(&options.kinds, options.size)));
    }
    runtime.block_on(Box::pin(all(&options)))
}

fn options(arguments: &[String]) -> Result<Options> {
    let mut options = Options {
        size: Size::FULL,
        run: Run { rounds: 5, part: 1 },
        kinds: vec![Kind::Postgres, Kind::Sqlite],
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
            _ => return Err("bench [--quick] [--only postgres|sqlite] [--item NAME]".into()),
        }
    }
    Ok(options)
}

async fn all(options: &Options) -> Result<()> {
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
        let database = Database::fresh(*kind).await;
        let store = database.store().await;
        seed::write(&store, options.size).await?;
        store.close().await;
        if *kind == Kind::Postgres {
            analyse(&database).await?;
        }
        let written = begun.elapsed().as_secs();
        let requests = Requests::new(options.size)?;
        let results = measure(&database, &requests, options.run, &options.items).await?;
        write!(out, "{}", report::table(&results)?)?;
        let took = begun.elapsed().as_secs();
        writeln!(out, "Rows written in {written} s, all done in {took} s.")?;
    }
    Ok(())
}

/// What autovacuum would do in its own time, done before: a plan must not depend on when it comes.
async fn analyse(database: &Database) -> Result<()> {
    use sea_orm::ConnectionTrait as _;
    let raw = database.raw().await;
    raw.execute_unprepared("VACUUM ANALYZE").await?;
    Ok(())
}
