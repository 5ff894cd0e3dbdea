//! One database: both processes over the same rows, item by item in turns, so that noise meets both.

use std::{
    ops::Range,
    path::{Path, PathBuf},
    time::Duration,
};

use harness::{
    cluster::Cluster,
    database::{Database, Kind},
};

use crate::{
    drive::{self, drive},
    fault::Result,
    histogram::Histogram,
    items::{Item, Requests, Side, is_same},
    process::{cluster_time, peak_memory, processor_time},
    report::thousand,
    statements::Log,
    target::{self, Target},
};

/// How a run goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    /// How often each item has its turn.
    pub(crate) rounds: u32,
    /// By what the requests of a turn are divided.
    pub(crate) part: u32,
}

impl Run {
    /// The requests of a round. The first warms up: pools fill, statements are prepared, documents kept, pages read.
    pub(crate) const fn numbers(self, item: Item, round: u32) -> Range<u32> {
        let count = item.requests() / self.part;
        let from = round * count;
        from..from + if round == 0 { count / 4 } else { count }
    }
}

/// What one side took for one item, over all rounds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    pub(crate) requests: u32,
    pub(crate) elapsed: Duration,
    pub(crate) latencies: Histogram,
    pub(crate) process: Duration,
    pub(crate) database: Duration,
    pub(crate) statements: Option<f64>,
}

impl Figures {
    /// Processor time of process and database for a thousand requests, in seconds.
    pub(crate) fn per_thousand(&self) -> f64 {
        thousand(self.process + self.database, self.requests)
    }
}

/// An item of both sides.
pub(crate) struct Measured {
    pub(crate) item: Item,
    pub(crate) server: Figures,
    pub(crate) handler: Figures,
    /// The ratio of each round.
    pub(crate) ratios: Vec<f64>,
}

/// What was measured on one database.
pub(crate) struct Results {
    pub(crate) kind: Kind,
    pub(crate) items: Vec<Measured>,
    /// KiB, of server and handler.
    pub(crate) memory: [u64; 2],
}

/// The two processes and what they stand on.
struct Bench<'d> {
    database: &'d Database,
    /// The folder of the cluster.
    cluster: Option<PathBuf>,
    requests: &'d Requests,
    server: Target,
    handler: Target,
}

/// The folder of the cluster, if that is where rows are.
pub(crate) async fn cluster(kind: Kind) -> Option<PathBuf> {
    match kind {
        Kind::Postgres => Some(Cluster::running().await.folder().to_owned()),
        Kind::Sqlite => None,
    }
}

/// Measures everything over a database that has its rows.
pub(crate) async fn measure(database: &Database, requests: &Requests, run: Run, asked: &[Item]) -> Result<Results> {
    let bench = Bench {
        database,
        cluster: cluster(database.kind()).await,
        requests,
        server: Target::start(target::server(database)?)?,
        handler: Target::start(target::handler(database)?)?,
    };
    let mut items = Vec::new();
    for item in asked.iter().copied() {
        bench.compare(item).await?;
        items.push(Measured {
            item,
            server: Figures::default(),
            handler: Figures::default(),
            ratios: Vec::new(),
        });
    }
    bench.statements(&mut items).await?;
    for round in 0..=run.rounds {
        for measured in &mut items {
            let numbers = run.numbers(measured.item, round);
            // Whoever goes first finds the machine as somebody else left it.
            let (server, handler) = if round % 2 == 0 {
                let server = bench.turn(Side::Server, measured.item, numbers.clone()).await?;
                (server, bench.turn(Side::Handler, measured.item, numbers).await?)
            } else {
                let handler = bench.turn(Side::Handler, measured.item, numbers.clone()).await?;
                (bench.turn(Side::Server, measured.item, numbers).await?, handler)
            };
            if round > 0 {
                measured.ratios.push(server.per_thousand() / handler.per_thousand());
                measured.server.add(&server);
                measured.handler.add(&handler);
            }
        }
    }
    Ok(Results {
        kind: database.kind(),
        items,
        memory: [peak_memory(bench.server.pid())?, peak_memory(bench.handler.pid())?],
    })
}

/// What some requests take of a process and of the cluster.
pub(crate) async fn turn(
    target: &Target,
    cluster: Option<&Path>,
    numbers: Range<u32>,
    request: &dyn Fn(u32) -> Vec<u8>,
) -> Result<Figures> {
    // What the last turn left to do is not this one's.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let times = || -> Result<(Duration, Duration)> {
        let database = cluster.map_or(Ok(Duration::ZERO), cluster_time)?;
        Ok((processor_time(target.pid())?, database))
    };
    let (process, database) = times()?;
    let requests = numbers.end - numbers.start;
    let seen = drive(&target.address, numbers, request).await?;
    let (process_after, database_after) = times()?;
    Ok(Figures {
        requests,
        elapsed: seen.elapsed,
        latencies: seen.latencies,
        process: process_after.saturating_sub(process),
        database: database_after.saturating_sub(database),
        statements: None,
    })
}

impl Figures {
    pub(crate) fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        self.elapsed += other.elapsed;
        self.latencies.merge(&other.latencies);
        self.process += other.process;
        self.database += other.database;
    }
}

impl Bench<'_> {
    const fn target(&self, side: Side) -> &Target {
        match side {
            Side::Server => &self.server,
            Side::Handler => &self.handler,
        }
    }

    /// Both sides must answer alike, or the figures would compare different work.
    async fn compare(&self, item: Item) -> Result<()> {
        for number in 0..40 {
            let ask = async |side| {
                let request = self.requests.request(side, item, number);
                drive::ask(&self.target(side).address, &request).await
            };
            let (server, handler) = (ask(Side::Server).await?, ask(Side::Handler).await?);
            if !is_same(item, server.clone(), handler.clone()) {
                return Err(format!("{item:?} {number}: the server says\n{server}\nand the handler\n{handler}").into());
            }
        }
        Ok(())
    }

    async fn turn(&self, side: Side, item: Item, numbers: Range<u32>) -> Result<Figures> {
        let request = |number| self.requests.request(side, item, number);
        turn(self.target(side), self.cluster.as_deref(), numbers, &request).await
    }

    /// Messages to the database a request; on SQLite there are none to count, it is in the process.
    async fn statements(&self, items: &mut [Measured]) -> Result<()> {
        const REQUESTS: u32 = 20;
        let Some(folder) = &self.cluster else { return Ok(()) };
        let raw = self.database.raw().await;
        let log = Log::on(&raw, folder).await?;
        for measured in items {
            for side in [Side::Server, Side::Handler] {
                let mark = log.mark().await?;
                for number in 0..REQUESTS {
                    let request = self.requests.request(side, measured.item, number);
                    drive::ask(&self.target(side).address, &request).await?;
                }
                let each = f64::from(log.since(mark).await?) / f64::from(REQUESTS);
                let figures = match side {
                    Side::Server => &mut measured.server,
                    Side::Handler => &mut measured.handler,
                };
                figures.statements = Some(each);
            }
        }
        log.off().await
    }
}
