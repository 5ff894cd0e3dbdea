//! Two agencies on one server: how long one waits for its answers while the other asks for more than the server carries (T129).

use std::{io::Write as _, time::Duration};

use futures_util::future::try_join;

use crate::{
    Options,
    aims::Aims,
    drive::CONNECTIONS,
    fault::Result,
    fresh::{carries, each},
    items::{Item, Requests},
    offer::{Fate, Offer, Outcome, offer},
};

/// Who floods, and who is beside them.
const NOISY: u32 = 0;
const BESIDE: u32 = 1;

/// What the one beside asks a second, of what the server carries: so little that nobody waits for it.
const PART: f64 = 0.05;
const LASTING: Duration = Duration::from_secs(20);

/// What the other asks a second, of the same, and from how many connections.
const TIMES: f64 = 4.0;
const MANY: usize = 400;

/// What is aimed at, of the 95th percentile.
const TIMES_UNLOADED: f64 = 2.0;

const HEAD: &str = "| item | carried/s | beside: asked/s | p95 ms alone | p95 ms beside the flood | times | not accepted | load late: p99 ms | \
                    flood: accepted/s | refused/s |\n|---|---|---|---|---|---|---|---|---|---|";

/// Measures some items on each database, each at a server that has just started.
pub(crate) async fn measure(options: &Options) -> Result<Aims> {
    let measured = each(
        options,
        HEAD,
        &[Item::Point, Item::List, Item::Levels],
        |item| item,
        async |item, requests, server, aims| -> Result<()> {
            let found = beside(&server.address, requests, item, options).await?;
            writeln!(std::io::stdout(), "{}", found.line(item))?;
            found.aims(item, aims);
            Ok(())
        },
    );
    Box::pin(measured).await
}

/// What was found of one item.
struct Found {
    carried: f64,
    alone: Outcome,
    beside: Outcome,
    flood: Outcome,
}

async fn beside(address: &str, requests: &Requests, item: Item, options: &Options) -> Result<Found> {
    let noisy = |number: u32| requests.of_agency(NOISY, item, number);
    let quiet = |number: u32| requests.of_agency(BESIDE, item, number);
    let mut carried = 0.0;
    // The first warms up, as it does for the other benches.
    for round in 0..2 {
        carried = carries(address, options.run.numbers(item, round), &noisy).await?;
    }
    let few = Offer {
        rate: carried * PART,
        lasting: LASTING,
        connections: CONNECTIONS,
        is_exact: false,
    };
    let much = Offer {
        rate: carried * TIMES,
        lasting: LASTING,
        connections: MANY,
        is_exact: false,
    };
    let alone = offer(address, few, &quiet).await?;
    let (beside, flood) = try_join(offer(address, few, &quiet), offer(address, much, &noisy)).await?;
    Ok(Found {
        carried,
        alone,
        beside,
        flood,
    })
}

impl Found {
    fn line(&self, item: Item) -> String {
        let each_second = |fate| f64::from(self.flood.of(fate).0) / self.flood.elapsed.as_secs_f64();
        format!(
            "| {} | {:.0} | {:.1} | {:.1} | {:.1} | **{:.1}** | {} | {:.2} | {:.0} | {:.0} |",
            item.name(),
            self.carried,
            self.carried * PART,
            milliseconds(&self.alone),
            milliseconds(&self.beside),
            self.times(),
            refused(&self.beside),
            self.beside.late.percentile(99).as_secs_f64() * 1000.0,
            each_second(Fate::Accepted),
            each_second(Fate::Shed),
        )
    }

    /// How many times what one waits alone they wait beside the flood; no number where they were not answered.
    fn times(&self) -> f64 {
        milliseconds(&self.beside) / milliseconds(&self.alone)
    }

    fn aims(&self, item: Item, aims: &mut Aims) {
        let of = |what: &str| format!("{}: {what}", item.name());
        aims.at_most(
            of("p95 beside a flood of another agency by the one alone"),
            self.times(),
            TIMES_UNLOADED,
        );
        aims.never(of("not accepted for another agency's flood"), refused(&self.beside));
        aims.never(of("not accepted alone"), refused(&self.alone));
    }
}

/// What was due and not accepted, for whatever reason.
fn refused(outcome: &Outcome) -> u32 {
    outcome.of(Fate::Shed).0 + outcome.of(Fate::Other).0 + outcome.unsent
}

fn milliseconds(outcome: &Outcome) -> f64 {
    let (accepted, latencies) = outcome.of(Fate::Accepted);
    if accepted == 0 {
        return f64::NAN;
    }
    latencies.percentile(95).as_secs_f64() * 1000.0
}
