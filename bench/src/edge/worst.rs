//! Time and memory of a server under each of the worst documents.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use harness::database::Database;
use serde_json::Value;

use super::documents::{ACCEPTED, REFUSED, Worst};
use crate::{
    drive::{Answer, CONNECTIONS, Connection},
    fault::Result,
    items::post,
    process::{forget_peak, peak_memory},
    target::{self, Target},
};

/// How often each is sent alone.
const ALONE: u32 = 9;

/// An answer that takes longer is none.
const LONGEST: Duration = Duration::from_mins(1);

/// MB that one such document may take for several to be sent at once.
const MUCH: u64 = 400;

/// The table of all documents; each meets a server that has just started.
pub(super) async fn table(database: &Database, token: &str) -> Result<String> {
    let mut table = "| document | bytes | answer | its bytes | ms | MB before | alone | 16 at once |\n\
                     |---|---|---|---|---|---|---|---|\n"
        .to_owned();
    for (documents, accepted) in [(&ACCEPTED[..], true), (&REFUSED[..], false)] {
        let group = if accepted { "accepted" } else { "refused" };
        writeln!(table, "| *{group}* ||||||||")?;
        for worst in documents {
            let bytes = (worst.body)(0).len();
            let found = found(database, token, worst, accepted).await;
            let found = found.unwrap_or_else(|error| format!("**none: {error}** |||||"));
            writeln!(table, "| {} | {bytes} | {found} |", worst.name)?;
        }
    }
    Ok(table)
}

async fn found(database: &Database, token: &str, worst: &Worst, accepted: bool) -> Result<String> {
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
    if told.has_data != accepted {
        return Err(format!("it is not as it should be: {}", told.answer).into());
    }
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    let alone = peak_memory(server.pid())? / 1024;
    let together = if alone < MUCH {
        let all = (0..u32::try_from(CONNECTIONS)?).map(|number| {
            let (server, request) = (&server, request(ALONE + number));
            async move { sent(server, &request).await }
        });
        join_all(all).await.into_iter().collect::<Result<Vec<_>>>()?;
        (peak_memory(server.pid())? / 1024).to_string()
    } else {
        "not tried".to_owned()
    };
    Ok(format!(
        "{} | {} | {:.1} | {before} | {alone} | {together}",
        told.answer,
        told.bytes,
        median.as_secs_f64() * 1000.0,
    ))
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
