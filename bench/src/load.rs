//! Four times what a server can carry: what it still does, how fast, and in how much memory.

use std::{io::Write as _, time::Duration};

use crate::{
    Options,
    drive::{CONNECTIONS, drive_with},
    fault::Result,
    histogram::Histogram,
    items::{Item, Requests, Side},
    offer::{Offer, Outcome, offer},
    process::peak_memory,
    seed,
    target::{self, Target},
};

const ITEMS: [Item; 3] = [Item::Point, Item::List, Item::Levels];

/// What leaves a server unloaded.
const FEW: usize = 2;

/// How much more is offered than is carried.
const TIMES: f64 = 4.0;
const LASTING: Duration = Duration::from_secs(10);
const MANY: usize = 400;

const HEAD: &str = "| item | unloaded p99 ms | carried/s | offered/s | accepted/s | refused/s | others/s | not sent/s | p50 ms | p99 ms | \
                    times unloaded | refusals' p99 ms | MB at most |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|";

/// Measures some items on each database, in so many rounds; each item meets a server that has just started.
pub(crate) async fn measure(options: &Options) -> Result<()> {
    let mut out = std::io::stdout();
    for kind in &options.kinds {
        let database = seed::database(*kind, options.size).await?;
        let requests = Requests::new(options.size)?;
        writeln!(out, "\n## {kind:?}\n\n{HEAD}")?;
        for item in ITEMS.into_iter().filter(|item| options.items.contains(item)) {
            let server = Target::start(target::server(&database)?)?;
            let bench = Bench {
                requests: &requests,
                server,
                item,
            };
            for round in 1..=options.run.rounds {
                writeln!(out, "{}", bench.line(options.run.numbers(item, round)).await?)?;
            }
        }
    }
    Ok(())
}

struct Bench<'r> {
    requests: &'r Requests,
    server: Target,
    item: Item,
}

impl Bench<'_> {
    async fn line(&self, numbers: std::ops::Range<u32>) -> Result<String> {
        let request = |number| self.requests.request(Side::Server, self.item, number);
        let address = &self.server.address;
        // Warms up, and shows what is carried.
        let full = drive_with(address, CONNECTIONS, numbers.clone(), &request).await?;
        let carried = f64::from(numbers.end - numbers.start) / full.elapsed.as_secs_f64();
        let unloaded = drive_with(address, FEW, numbers, &request).await?;
        let unloaded = milliseconds(&unloaded.latencies, 99);
        let offered = Offer {
            rate: TIMES * carried,
            lasting: LASTING,
            connections: MANY,
        };
        let outcome = offer(address, offered, &request).await?;
        let none = (0, Histogram::default());
        let of = |status| outcome.answered.get(&status).unwrap_or(&none);
        let ((accepted, latencies), (refused, refusals)) = (of(200), of(503));
        let p99 = milliseconds(latencies, 99);
        let others = answers(&outcome) - accepted - refused;
        let [accepted, refused, others, unsent] =
            [*accepted, *refused, others, outcome.unsent].map(|count| f64::from(count) / outcome.elapsed.as_secs_f64());
        Ok(format!(
            "| {} | {unloaded:.1} | {carried:.0} | {:.0} | {accepted:.0} | {refused:.0} | {others:.0} | {unsent:.0} | {:.1} | {p99:.1} | \
             **{:.1}** | {:.1} | {} |",
            self.item.name(),
            offered.rate,
            milliseconds(latencies, 50),
            p99 / unloaded,
            milliseconds(refusals, 99),
            peak_memory(self.server.pid())? / 1024,
        ))
    }
}

fn answers(outcome: &Outcome) -> u32 {
    outcome.answered.values().map(|(count, _)| count).sum()
}

fn milliseconds(latencies: &Histogram, percent: u64) -> f64 {
    latencies.percentile(percent).as_secs_f64() * 1000.0
}
