//! Time and memory of a server under each of the worst documents.

use std::{
    cell::Cell,
    fmt::Write as _,
    time::{Duration, Instant},
};

use futures_util::future::try_join_all;
use harness::database::Database;
use serde_json::Value;

use super::documents::{GROUPS, Worst};
use crate::{
    aims::Aims,
    drive::{Answer, CONNECTIONS, Connection},
    fault::Result,
    items::post,
    process::{forget_peak, peak_memory},
    target::{self, Target},
};

/// How often each is sent alone.
const ALONE: u32 = 9;

/// More than run at once, and for so long: others of its kind, so that what is kept of documents is full of them.
const TOGETHER: usize = 2 * CONNECTIONS;
const LASTING: Duration = Duration::from_secs(3);

/// An answer that takes longer is none.
const LONGEST: Duration = Duration::from_mins(1);

/// MB that one such document may take for several to be sent at once.
const MUCH: u64 = 400;

/// What is aimed at: MB of a server that met one document at a time, and for traps milliseconds, and MB more than before.
const MEGABYTES: f64 = 150.0;
const TRAP_MILLISECONDS: f64 = 20.0;
const TRAP_MEGABYTES: f64 = 16.0;

/// The table of all documents; each meets a server that has just started.
pub(super) async fn table(database: &Database, token: &str, aims: &mut Aims) -> Result<String> {
    let mut table = format!(
        "| document | bytes | answer | its bytes | ms | MB before | alone | {TOGETHER} at once for {} s |\n\
         |---|---|---|---|---|---|---|---|\n",
        LASTING.as_secs()
    );
    for (group, expected, documents) in GROUPS {
        writeln!(table, "| *{group}* ||||||||")?;
        for worst in documents {
            let bytes = (worst.body)(0).len();
            match found(database, token, worst).await {
                Ok(found) => {
                    let wrong = expected.is_some_and(|expected| expected != found.told.has_data);
                    aims.never(format!("{}: not {group}", worst.name), wrong.into());
                    found.aims(worst, aims);
                    writeln!(table, "| {} | {bytes} | {} |", worst.name, found.line())?;
                }
                Err(error) => {
                    aims.never(format!("{}: no answer", worst.name), 1);
                    writeln!(table, "| {} | {bytes} | **none: {error}** |||||", worst.name)?;
                }
            }
        }
    }
    Ok(table)
}

/// What became of one document; memory in MB.
struct Found {
    told: Told,
    median: Duration,
    before: u64,
    alone: u64,
    together: Option<u64>,
}

impl Found {
    fn line(&self) -> String {
        let together = self.together.map_or("not tried".to_owned(), |most| most.to_string());
        format!(
            "{} | {} | {:.1} | {} | {} | {together}",
            self.told.answer,
            self.told.bytes,
            self.median.as_secs_f64() * 1000.0,
            self.before,
            self.alone,
        )
    }

    fn aims(&self, worst: &Worst, aims: &mut Aims) {
        let number = |megabytes: u64| f64::from(u32::try_from(megabytes).unwrap_or(u32::MAX));
        let Worst { name, is_trap, .. } = worst;
        aims.at_most(format!("{name}: MB of the server"), number(self.alone), MEGABYTES);
        if *is_trap {
            let milliseconds = self.median.as_secs_f64() * 1000.0;
            aims.at_most(format!("{name}: ms"), milliseconds, TRAP_MILLISECONDS);
            let more = number(self.alone.saturating_sub(self.before));
            aims.at_most(format!("{name}: MB more"), more, TRAP_MEGABYTES);
        }
    }
}

async fn found(database: &Database, token: &str, worst: &Worst) -> Result<Found> {
    let server = Target::start(target::server(database)?)?;
    let request = |number| post("graphql", token, "", &(worst.body)(number));
    // What is needed for the first request of all is not this document's.
    let first = r#"{"query":"{ projects { nodes { id } } }"}"#;
    sent(&server, &post("graphql", token, "", first)).await?;
    forget_peak(server.pid())?;
    let before = peak_memory(server.pid())? / 1024;
    let mut times = Vec::new();
    let mut told = Told::default();
    for number in 0..ALONE {
        let (answer, took) = sent(&server, &request(number)).await?;
        times.push(took);
        told = Told::of(&answer)?;
    }
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    let alone = peak_memory(server.pid())? / 1024;
    let together = if alone < MUCH {
        many(&server, &request).await?;
        Some(peak_memory(server.pid())? / 1024)
    } else {
        None
    };
    Ok(Found {
        told,
        median,
        before,
        alone,
        together,
    })
}

/// Sends one after another from each of many connections for a while. Some are told to come again: there are too many.
async fn many(server: &Target, request: &dyn Fn(u32) -> Vec<u8>) -> Result<()> {
    let (next, begun) = (Cell::new(ALONE), Instant::now());
    let one_after_another = async || -> Result<()> {
        while begun.elapsed() < LASTING {
            let number = next.get();
            next.set(number + 1);
            sent(server, &request(number)).await?;
        }
        Ok(())
    };
    try_join_all((0..TOGETHER).map(|_| one_after_another())).await?;
    Ok(())
}

/// The answer to a request on a connection of its own, and the time from the request to it.
async fn sent(server: &Target, request: &[u8]) -> Result<(Answer, Duration)> {
    let mut connection = Connection::open(&server.address).await?;
    let began = Instant::now();
    let answer = tokio::time::timeout(LONGEST, connection.exchange(request)).await;
    Ok((answer.map_err(|_| "it takes too long")??, began.elapsed()))
}

/// What an answer says.
#[derive(Default)]
struct Told {
    answer: String,
    bytes: usize,
    has_data: bool,
}

impl Told {
    fn of(answer: &Answer) -> Result<Self> {
        let body: Value = serde_json::from_slice(&answer.body)?;
        let code = body.pointer("/errors/0/extensions/code").and_then(Value::as_str);
        Ok(Self {
            answer: format!("{} {}", answer.status, code.unwrap_or("data")),
            bytes: answer.body.len(),
            has_data: body.get("data").is_some(),
        })
    }
}
