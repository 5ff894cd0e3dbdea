//! A plain query at the server and at the GraphQL library's own handler (`crate::plain`), in turns.

use std::{fmt::Write as _, path::PathBuf, time::Duration};

use harness::database::Database;

use crate::{
    Options,
    aims::Aims,
    drive,
    fault::Result,
    items::{Item, Requests, Side, is_same},
    measure::{Figures, Run, cluster, turn},
    report::{median, spread, thousand},
    target::{self, Target},
};

const ITEMS: [Item; 2] = [Item::Point, Item::Levels];

/// What was found.
pub(super) struct Compared {
    pub(super) table: String,
    /// Processor time of the server for one point read of a document that it knows.
    pub(super) point: Option<Duration>,
}

/// Whether the server has seen a document before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Document {
    Known,
    Unknown,
}

impl Document {
    /// What the ratio of the processes should be at most.
    const fn aim(self) -> f64 {
        match self {
            Self::Known => 1.15,
            Self::Unknown => 1.5,
        }
    }
}

struct Bench<'r> {
    cluster: Option<PathBuf>,
    requests: &'r Requests,
    server: Target,
    plain: Target,
}

/// Compares both over a database that has its rows.
pub(super) async fn compare(
    database: &Database,
    requests: &Requests,
    options: &Options,
    aims: &mut Aims,
) -> Result<Compared> {
    let bench = Bench {
        cluster: cluster(database.kind()).await,
        requests,
        server: Target::start(target::server(database)?)?,
        plain: Target::start(target::plain(database)?)?,
    };
    let mut compared = Compared {
        table: "| item | document | CPU s of 1000: server | its database | plain | its database | ratio of processes | ratio \
                of all | aim |\n|---|---|---|---|---|---|---|---|---|\n"
            .to_owned(),
        point: None,
    };
    for item in ITEMS.into_iter().filter(|item| options.items.contains(item)) {
        for document in [Document::Known, Document::Unknown] {
            bench.answer_alike(item, document).await?;
            let measured = bench.measured(item, document, options).await?;
            measured.line(&mut compared.table, item, document)?;
            let what = format!(
                "{}, {document:?}: processor time by the library's handler's",
                item.name()
            );
            aims.at_most(what, median(&measured.processes), document.aim());
            if (item, document) == (Item::Point, Document::Known) {
                compared.point = Some(measured.server.process / measured.server.requests.max(1));
            }
        }
    }
    Ok(compared)
}

impl Bench<'_> {
    fn request(&self, item: Item, document: Document, number: u32) -> Vec<u8> {
        match document {
            Document::Known => self.requests.request(Side::Server, item, number),
            Document::Unknown => self.requests.unknown(item, number),
        }
    }

    /// Both must answer alike, or the figures would compare different work.
    async fn answer_alike(&self, item: Item, document: Document) -> Result<()> {
        for number in 0..40 {
            let request = self.request(item, document, number);
            let server = drive::ask(&self.server.address, &request).await?;
            let plain = drive::ask(&self.plain.address, &request).await?;
            if !is_same(item, server.clone(), plain.clone()) {
                return Err(format!("{item:?} {number}: the server says\n{server}\nand plain\n{plain}").into());
            }
        }
        Ok(())
    }

    async fn measured(&self, item: Item, document: Document, options: &Options) -> Result<Measured> {
        let mut measured = Measured::default();
        let request = |number| self.request(item, document, number);
        let run = decisive(options.run, item);
        for round in 0..=run.rounds {
            let numbers = run.numbers(item, round);
            let turn = async |target| turn(target, self.cluster.as_deref(), numbers.clone(), &request).await;
            // Whoever goes first finds the machine as somebody else left it.
            let (server, plain) = if round % 2 == 0 {
                let server = turn(&self.server).await?;
                (server, turn(&self.plain).await?)
            } else {
                let plain = turn(&self.plain).await?;
                (turn(&self.server).await?, plain)
            };
            if round > 0 {
                measured.add(&server, &plain);
            }
        }
        Ok(measured)
    }
}

/// So many requests that each turn takes a second of processor time at least: the kernel tells it in hundredths, and so a
/// ratio is right to 3 %. A quick run saves rows and not requests where one takes little. The number of rounds is even, so
/// that each side goes first as often.
fn decisive(run: Run, item: Item) -> Run {
    Run {
        rounds: run.rounds.next_multiple_of(2),
        part: if item == Item::Point { 1 } else { run.part },
    }
}

/// An item of both sides.
#[derive(Default)]
struct Measured {
    server: Figures,
    plain: Figures,
    /// The ratios of each round: of the processes alone, and with the database.
    processes: Vec<f64>,
    all: Vec<f64>,
}

impl Measured {
    fn add(&mut self, server: &Figures, plain: &Figures) {
        self.processes
            .push(server.process.as_secs_f64() / plain.process.as_secs_f64());
        self.all.push(server.per_thousand() / plain.per_thousand());
        self.server.add(server);
        self.plain.add(plain);
    }

    fn line(&self, text: &mut String, item: Item, document: Document) -> Result<()> {
        let times = [&self.server, &self.plain].map(|of| {
            let [process, database] = [of.process, of.database].map(|time| thousand(time, of.requests));
            format!("{process:.3} | {database:.3}")
        });
        let ratios =
            [&self.processes, &self.all].map(|ratios| format!("**{:.2}** ({})", median(ratios), spread(ratios)));
        writeln!(
            text,
            "| {} | {document:?} | {} | {} | {:.2} |",
            item.name(),
            times.join(" | "),
            ratios.join(" | "),
            document.aim(),
        )?;
        Ok(())
    }
}
