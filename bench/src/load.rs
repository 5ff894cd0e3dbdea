//! Four times what a server can carry: what it still does, how fast, and in how much memory.

use std::{io::Write as _, ops::Range, time::Duration};

use tokio::time::sleep;

use crate::{
    Options,
    aims::Aims,
    fault::Result,
    fresh::{carries, each},
    histogram::Histogram,
    items::{Item, Requests, Side},
    measure::Run,
    offer::{Fate, Offer, Outcome, offer},
    process::peak_memory,
    target::Target,
};

/// What is offered: an item, and how the server meets its document.
const OFFERED: [(Item, Document); 6] = [
    (Item::Point, Document::Known),
    (Item::Point, Document::Unknown),
    (Item::Point, Document::Large),
    (Item::List, Document::Known),
    (Item::Levels, Document::Known),
    (Item::Levels, Document::Unknown),
];

/// How a server meets a document.
#[derive(Clone, Copy, Debug)]
enum Document {
    Known,
    /// Another text each time, so that each is parsed and validated.
    Unknown,
    /// The same, and most of what a document may have, so that this takes longer than the answer.
    Large,
}

/// How much more is offered than is carried.
const TIMES: f64 = 4.0;
const LASTING: Duration = Duration::from_secs(10);
const MANY: usize = 400;

/// What leaves a server unloaded: one connection, and a part of what is carried, so that one request has been answered long
/// before the next is due.
const PART: f64 = 0.05;

/// So many requests say what takes longest of a hundred; within these times.
const SAID: f64 = 300.0;
const SHORT: Duration = Duration::from_secs(5);
const LONG: Duration = Duration::from_mins(1);

/// As long as whoever is refused is told to stay away: the load asks again at once, so that a queue of the round before would
/// stand.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// What is aimed at.
const TIMES_UNLOADED: f64 = 5.0;
const MEGABYTES: f64 = 150.0;
/// Percent of four times the load that may be left out before it is no longer that.
const LEFT_OUT: f64 = 5.0;
/// Percent of what the accepted take that may be the load's own lateness before the figure says nothing of the server.
const LATE: f64 = 20.0;

const HEAD: &str = "| item | document | unloaded p99 ms | carried/s | offered/s | accepted/s | refused/s | others/s | not sent/s | p50 ms | \
                    p99 ms | times unloaded | refusals' p99 ms | load late, unloaded: p99 ms | load late: p99 ms | MB at most \
                    |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|";

/// Measures some items on each database, in so many rounds; each item meets a server that has just started.
pub(crate) async fn measure(options: &Options) -> Result<Aims> {
    let measured = each(
        options,
        HEAD,
        &OFFERED,
        |(item, _)| item,
        async |(item, document), requests, server, aims| -> Result<()> {
            let bench = Bench {
                requests,
                server,
                item,
                document,
            };
            // Pools fill, statements are prepared, pages read: of this nothing counts.
            bench.carried(options.run.numbers(item, 0)).await?;
            for round in 1..=options.run.rounds {
                let found = bench.round(options.run, round).await?;
                writeln!(std::io::stdout(), "{}", bench.line(&found))?;
                bench.aims(&found, aims);
            }
            Ok(())
        },
    );
    Box::pin(measured).await
}

struct Bench<'r> {
    requests: &'r Requests,
    server: Target,
    item: Item,
    document: Document,
}

/// What one round found.
struct Found {
    unloaded: Duration,
    /// How late the load itself was then, at the 99th percentile.
    late_unloaded: Duration,
    carried: f64,
    offered: f64,
    outcome: Outcome,
    megabytes: u64,
}

impl Bench<'_> {
    fn request(&self, number: u32) -> Vec<u8> {
        match self.document {
            Document::Known => self.requests.request(Side::Server, self.item, number),
            Document::Unknown => self.requests.unknown(self.item, number),
            Document::Large => self.requests.large(self.item, number),
        }
    }

    async fn carried(&self, numbers: Range<u32>) -> Result<f64> {
        carries(&self.server.address, numbers, &|number| self.request(number)).await
    }

    async fn round(&self, run: Run, round: u32) -> Result<Found> {
        let address = &self.server.address;
        sleep(RETRY_AFTER).await;
        let carried = self.carried(run.numbers(self.item, round)).await?;
        // Numbers that no other part of the run has, so that no document of theirs is known.
        let begin = |part: u32| (part << 28) + (round << 22);
        let rate = carried * PART;
        let quiet = Offer {
            rate,
            lasting: Duration::from_secs_f64(SAID / rate).clamp(SHORT, LONG),
            connections: 1,
            is_exact: true,
        };
        let quiet = offer(address, quiet, &|number| self.request(begin(1) + number)).await?;
        let (answered, unloaded) = quiet.of(Fate::Accepted);
        if answered == 0 || quiet.of(Fate::Other).0 > 0 {
            return Err("an unloaded server does not answer".into());
        }
        let offered = Offer {
            rate: TIMES * carried,
            lasting: LASTING,
            connections: MANY,
            is_exact: false,
        };
        Ok(Found {
            unloaded: unloaded.percentile(99),
            late_unloaded: quiet.late.percentile(99),
            carried,
            offered: offered.rate,
            outcome: offer(address, offered, &|number| self.request(begin(2) + number)).await?,
            megabytes: peak_memory(self.server.pid())? / 1024,
        })
    }

    fn line(&self, found: &Found) -> String {
        let [(accepted, latencies), (shed, refusals), (others, _)] =
            [Fate::Accepted, Fate::Shed, Fate::Other].map(|fate| found.outcome.of(fate));
        let each_second = |count: u32| f64::from(count) / found.outcome.elapsed.as_secs_f64();
        format!(
            "| {} | {:?} | {:.1} | {:.0} | {:.0} | {:.0} | {:.0} | {:.0} | {:.0} | {:.1} | {:.1} | **{:.1}** | {:.1} | {:.2} | {:.2} | {} |",
            self.item.name(),
            self.document,
            found.unloaded.as_secs_f64() * 1000.0,
            found.carried,
            found.offered,
            each_second(accepted),
            each_second(shed),
            each_second(others),
            each_second(found.outcome.unsent),
            milliseconds(&latencies, 50),
            milliseconds(&latencies, 99),
            found.times_unloaded(),
            milliseconds(&refusals, 99),
            found.late_unloaded.as_secs_f64() * 1000.0,
            milliseconds(&found.outcome.late, 99),
            found.megabytes,
        )
    }

    fn aims(&self, found: &Found, aims: &mut Aims) {
        let of = |what: &str| format!("{}, {:?}: {what}", self.item.name(), self.document);
        aims.at_most(
            of("p99 of the accepted by the unloaded"),
            found.times_unloaded(),
            TIMES_UNLOADED,
        );
        let megabytes = u32::try_from(found.megabytes).unwrap_or(u32::MAX);
        aims.at_most(of("MB of the server"), f64::from(megabytes), MEGABYTES);
        aims.at_most(of("% of the load not sent"), found.left_out(), LEFT_OUT);
        aims.at_most(
            of("% of that p99 by which the load itself was late"),
            found.late(),
            LATE,
        );
        aims.never(
            of("answers that are neither accepted nor 503"),
            found.outcome.of(Fate::Other).0,
        );
    }
}

impl Found {
    /// How many times the unloaded p99 that of the accepted is; no number where none was accepted.
    fn times_unloaded(&self) -> f64 {
        let (accepted, latencies) = self.outcome.of(Fate::Accepted);
        if accepted == 0 {
            return f64::NAN;
        }
        latencies.percentile(99).as_secs_f64() / self.unloaded.as_secs_f64()
    }

    /// By how much the load itself was late, in percent of what the accepted took, both at the 99th percentile: that much of the
    /// figure says nothing of the server.
    fn late(&self) -> f64 {
        let (accepted, latencies) = self.outcome.of(Fate::Accepted);
        if accepted == 0 {
            return f64::NAN;
        }
        self.outcome.late.percentile(99).as_secs_f64() / latencies.percentile(99).as_secs_f64() * 100.0
    }

    /// Which part of what was due was not sent, in percent.
    fn left_out(&self) -> f64 {
        let sent: u32 = self.outcome.answered.values().map(|(count, _)| count).sum();
        let unsent = self.outcome.unsent;
        f64::from(unsent) / f64::from((sent + unsent).max(1)) * 100.0
    }
}

fn milliseconds(latencies: &Histogram, percent: u64) -> f64 {
    latencies.percentile(percent).as_secs_f64() * 1000.0
}
