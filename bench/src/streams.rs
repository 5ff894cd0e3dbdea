//! Many who listen to one project: how long after an act they are told of it, and whether all are told all of it.

use std::{
    io::Write as _,
    time::{Duration, Instant},
};

use harness::{
    actor::Actor,
    app::App,
    contribution::{moves, submitted},
    database::Kind,
    project::Project,
    socket::Socket,
    story::Fixture as _,
    world::Agency,
};
use serde_json::json;
use tokio::task::JoinSet;

use crate::{fault::Result, process::peak_memory};

const QUERY: &str = "subscription($project: ID!) { contributionChanged(project: $project) {
    id kind occurredAt cursor node { id state kind title body language byline { name } stands { total { value status } } } } }";

/// Events, and the time between two.
const EVENTS: usize = 100;
const BETWEEN: Duration = Duration::from_millis(100);

/// Lets so many listen on PostgreSQL, each on a socket of their own, and says how long the events took to reach them: from
/// before the act is sent to when the message is read. Who acts, who listens and the server are one process here.
pub(crate) async fn measure(listeners: usize) -> Result<()> {
    let app = App::fresh(Kind::Postgres).await;
    let project = Project::active(&app).await;
    let phase = project.open_phase("CO_DESIGN").await;
    let mut waiting = Vec::new();
    for number in 0..EVENTS {
        let words = format!("Proposal {number}: a crossing at the library.");
        waiting.push(submitted(&project.society, &phase, &words).await);
    }
    let visitor = app.visitor(Agency::Alpha);
    let mut tasks = JoinSet::new();
    for _ in 0..listeners {
        let socket = listening(&visitor, &project.id).await;
        tasks.spawn(heard(socket));
    }
    let before = peak_memory(std::process::id())?;
    let begun = Instant::now();
    let mut sent = Vec::new();
    for (number, id) in waiting.iter().enumerate() {
        let due = begun + BETWEEN * u32::try_from(number)?;
        tokio::time::sleep_until(due.into()).await;
        sent.push(Instant::now());
        let done = moves(&project.owner, "publishContribution", id, json!({})).await;
        if done.status != 200 {
            return Err("an act was refused".into());
        }
    }
    let acted = begun.elapsed();
    let (mut latencies, mut lost) = (Vec::new(), 0);
    while let Some(told) = tasks.join_next().await {
        let told = told?;
        lost += EVENTS - told.len();
        latencies.extend(
            told.iter()
                .zip(&sent)
                .map(|(at, sent)| at.saturating_duration_since(*sent)),
        );
    }
    latencies.sort_unstable();
    let at = |share: usize| {
        latencies
            .get(latencies.len() * share / 100)
            .copied()
            .unwrap_or_default()
    };
    let longest = latencies.last().copied().unwrap_or_default();
    writeln!(
        std::io::stdout(),
        "{listeners} listeners, {EVENTS} events in {} ms: {} told, {lost} lost; median {} ms, p95 {} ms, p99 {} ms, at most {} ms; \
         at most {} MiB, {} MiB before the first event.",
        acted.as_millis(),
        latencies.len(),
        at(50).as_millis(),
        at(95).as_millis(),
        at(99).as_millis(),
        longest.as_millis(),
        peak_memory(std::process::id())? / 1024,
        before / 1024,
    )?;
    Ok(())
}

async fn listening(who: &Actor, project: &str) -> Socket {
    let mut socket = Socket::of(who).await;
    socket.listens("1", QUERY, json!({ "project": project })).await;
    socket
}

/// When each event came, in their order; none is told twice, or one would be too many.
async fn heard(mut socket: Socket) -> Vec<Instant> {
    let mut told = Vec::with_capacity(EVENTS);
    for _ in 0..EVENTS {
        if tokio::time::timeout(Duration::from_secs(20), socket.answer("1"))
            .await
            .is_err()
        {
            break;
        }
        told.push(Instant::now());
    }
    told
}
