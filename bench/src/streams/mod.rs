//! Many who listen to one project: how long after an act they are told of it, whether all are told all of it once and in
//! order, and in how much memory of a server that does nothing else and is configured as it comes.

mod acts;
mod kinds;
mod listener;
mod tally;

use std::{fmt::Write as _, io::Write as _, time::Duration};

use harness::database::{Database, Kind as System};
use tokio::{sync::watch, task::JoinSet};

use self::{
    acts::{Act, Acts},
    kinds::{Kind, Listener},
    listener::{Heard, Resumes},
    tally::{Sum, tally},
};
use crate::{
    aims::Aims,
    fault::Result,
    histogram::Histogram,
    measure::cluster,
    plan::Size,
    precedence,
    process::{cluster_time, forget_peak, peak_memory, processor_time},
    seed,
    target::{self, Target},
};

/// Events, and the time between two.
const EVENTS: usize = 100;
const BETWEEN: Duration = Duration::from_millis(100);

/// What comes later than so long after the last act is lost.
const LATE: Duration = Duration::from_secs(5);

/// What is aimed at.
const MEDIAN_MILLISECONDS: f64 = 250.0;
const MEGABYTES: f64 = 150.0;
/// Seconds in which ten events a second are done that take ten.
const SECONDS: f64 = 11.0;

/// One agency, and people enough for each member to be somebody else.
const SIZE: Size = Size {
    agencies: 1,
    projects: 4,
    people: 500,
};

/// Lets so many listen on PostgreSQL, each on a socket of their own, and one who reads slowly beside them, and says how long
/// the events took to reach them: from when an act is due to when the message is read.
pub(crate) async fn measure(listeners: usize) -> Result<Aims> {
    writeln!(std::io::stdout(), "{}\n", precedence::taken()?)?;
    let database = seed::database(System::Postgres, SIZE).await?;
    let server = Target::start(target::product(&database, &[("TRIALOGUE_PROXIES", kinds::PROXY)])?)?;
    precedence::not_of(&server)?;
    let acts = Acts::prepare(&database, &server.address, SIZE, EVENTS).await?;
    let mut memory = vec![peak(&server)?];
    let (over, is_over) = watch::channel(false);
    let (said, acted) = watch::channel(0);
    let mut tasks = JoinSet::new();
    for number in 0..listeners {
        let listener = Listener::of(number, SIZE, &acts)?;
        let resumes = Resumes::of(&listener, number, EVENTS);
        let line = listener.listens(&server.address, &acts.project).await?;
        let (address, project, is_over) = (server.address.clone(), acts.project.clone(), is_over.clone());
        tasks.spawn(async move {
            let heard = listener::hear(line, &listener, resumes, (&address, &project), is_over).await;
            (listener.kind, heard)
        });
    }
    let (address, project) = (&server.address, &acts.project);
    let slow = listener::asks_for_much(address, project).await?;
    let slow = tokio::spawn(listener::slow(slow, acted));
    memory.push(peak(&server)?);
    let before = times(&server, &database).await?;
    let done = acts.run(BETWEEN, &said).await?;
    let after = times(&server, &database).await?;
    tokio::time::sleep(LATE).await;
    memory.push(peak(&server)?);
    over.send(true)?;
    let mut all = Vec::new();
    while let Some(heard) = tasks.join_next().await {
        all.push(heard?);
    }
    let closed = slow.await?;
    let run = Run {
        done,
        all,
        closed,
        memory,
        process: after.0.saturating_sub(before.0),
        database: after.1.saturating_sub(before.1),
    };
    write!(std::io::stdout(), "{}", run.table()?)?;
    Ok(run.aims())
}

/// MB that the server held at most since this was last asked.
fn peak(server: &Target) -> Result<f64> {
    let megabytes = peak_memory(server.pid())? / 1024;
    forget_peak(server.pid())?;
    Ok(f64::from(u32::try_from(megabytes)?))
}

/// Processor time of server and database.
async fn times(server: &Target, database: &Database) -> Result<(Duration, Duration)> {
    let folder = cluster(database.kind()).await.ok_or("a database without a cluster")?;
    Ok((processor_time(server.pid())?, cluster_time(&folder)?))
}

/// What a run found.
struct Run {
    done: Vec<Act>,
    all: Vec<(Kind, Heard)>,
    /// How the one ended who reads slowly.
    closed: Option<u16>,
    /// MB: before anybody listened, when all did, and while they were told.
    memory: Vec<f64>,
    process: Duration,
    database: Duration,
}

impl Run {
    fn sum(&self, is_in: impl Fn(Kind) -> bool) -> Sum {
        let mut sum = Sum::default();
        for (kind, heard) in &self.all {
            if is_in(*kind) {
                sum.add(&tally(&self.done, heard));
            }
        }
        sum
    }

    /// How long it took from when the first act was due until the last was done.
    fn seconds(&self) -> f64 {
        let begun = self.done.first().map(|act| act.due);
        let ended = self.done.iter().map(|act| act.done).max();
        let took = begun.zip(ended).map_or(Duration::MAX, |(begun, ended)| ended - begun);
        took.as_secs_f64()
    }

    fn table(&self) -> Result<String> {
        let mut text = "| listeners | of them | told | lost | doubled | out of order | RESYNC | ended early | median ms | p95 | p99 | \
                        at most |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n"
            .to_owned();
        for kind in Kind::ALL {
            line(&mut text, kind.name(), &self.sum(|other| other == kind))?;
        }
        line(&mut text, "all", &self.sum(|_| true))?;
        let closed = self.closed.map_or("was not cut off with a code".to_owned(), |code| {
            format!("was cut off with {code}")
        });
        let memory: Vec<_> = self.memory.iter().map(|megabytes| format!("{megabytes:.0}")).collect();
        writeln!(
            text,
            "\n{} events in {:.1} s took {:.2} s of processor time of the server and {:.2} s of the database. Who reads slowly {closed}. \
             MB of the server before anybody listened, when all did, and then: {}.",
            self.done.len(),
            self.seconds(),
            self.process.as_secs_f64(),
            self.database.as_secs_f64(),
            memory.join(", "),
        )?;
        Ok(text)
    }

    fn aims(&self) -> Aims {
        let all = self.sum(|_| true);
        let mut aims = Aims::default();
        aims.at_most("seconds for ten events a second in ten", self.seconds(), SECONDS);
        let median = if all.told == 0 {
            f64::NAN
        } else {
            milliseconds(&all.latencies, 50)
        };
        aims.at_most("median ms to each listener", median, MEDIAN_MILLISECONDS);
        aims.never("lost", all.lost);
        aims.never("doubled", all.doubled);
        aims.never("out of order", all.out_of_order);
        aims.never("RESYNC in the place of events", all.resyncs);
        aims.never("ended early", all.ended);
        aims.never(
            "not cut off with 1013 though slow",
            u32::from(self.closed != Some(1013)),
        );
        let most = self.memory.iter().copied().fold(0.0, f64::max);
        aims.at_most("MB of the server", most, MEGABYTES);
        aims
    }
}

fn line(text: &mut String, name: &str, sum: &Sum) -> Result<()> {
    let [median, p95, p99, most] = [50, 95, 99, 100].map(|percent| milliseconds(&sum.latencies, percent));
    writeln!(
        text,
        "| {name} | {} | {} | {} | {} | {} | {} | {} | **{median:.0}** | {p95:.0} | {p99:.0} | {most:.0} |",
        sum.listeners, sum.told, sum.lost, sum.doubled, sum.out_of_order, sum.resyncs, sum.ended,
    )?;
    Ok(())
}

fn milliseconds(latencies: &Histogram, percent: u64) -> f64 {
    latencies.percentile(percent).as_secs_f64() * 1000.0
}
