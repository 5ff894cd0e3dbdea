//! The figures as text: a table for each database, in Markdown, so that a run can be kept.

use std::fmt::Write as _;

use harness::database::Kind;

use crate::{
    aims::Aims,
    measure::{Figures, Measured, Results},
};

/// What the server should hold at most.
const MEGABYTES: f64 = 80.0;

/// The table of one database.
pub(crate) fn table(results: &Results) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let system = match results.kind {
        Kind::Postgres => "PostgreSQL",
        Kind::Sqlite => "SQLite",
    };
    writeln!(text, "\n## {system}\n")?;
    writeln!(
        text,
        "| item | who | requests/s | p50 ms | p99 ms | CPU s of 1000: process | database | messages | CPU ratio | aim |"
    )?;
    writeln!(text, "|---|---|---|---|---|---|---|---|---|---|")?;
    for measured in &results.items {
        let ratio = format!("**{:.2}** ({})", median(&measured.ratios), spread(&measured.ratios));
        line(&mut text, measured, "server", &measured.server, &ratio)?;
        line(&mut text, measured, "handler", &measured.handler, "1")?;
    }
    let [server, handler] = results.memory.map(|kibibytes| kibibytes / 1024);
    writeln!(text, "\nPeak memory: server {server} MB, handler {handler} MB.")?;
    Ok(text)
}

/// What each ratio should be at most, and the server's memory.
pub(crate) fn aims(results: &Results) -> Aims {
    let mut aims = Aims::default();
    for measured in &results.items {
        let name = measured.item.name();
        let what = format!("{:?}, {name}: processor time by the handler's", results.kind);
        aims.at_most(what, median(&measured.ratios), measured.item.aim());
    }
    let [server, _] = results.memory;
    let megabytes = u32::try_from(server / 1024).unwrap_or(u32::MAX);
    aims.at_most(
        format!("{:?}: MB of the server", results.kind),
        f64::from(megabytes),
        MEGABYTES,
    );
    aims
}

fn line(
    text: &mut String,
    measured: &Measured,
    who: &str,
    figures: &Figures,
    ratio: &str,
) -> Result<(), std::fmt::Error> {
    let requests = f64::from(figures.requests);
    let per_second = requests / figures.elapsed.as_secs_f64().max(f64::EPSILON);
    let milliseconds = |percent| figures.latencies.percentile(percent).as_secs_f64() * 1000.0;
    let messages = figures
        .statements
        .map_or_else(|| "–".to_owned(), |each| format!("{each:.1}"));
    let aim = if who == "server" {
        format!("{:.1}", measured.item.aim())
    } else {
        String::new()
    };
    writeln!(
        text,
        "| {} | {who} | {per_second:.0} | {:.1} | {:.1} | {:.3} | {:.3} | {messages} | {ratio} | {aim} |",
        measured.item.name(),
        milliseconds(50),
        milliseconds(99),
        thousand(figures.process, figures.requests),
        thousand(figures.database, figures.requests),
    )
}

/// What a thousand requests took, in seconds.
pub(crate) fn thousand(time: std::time::Duration, requests: u32) -> f64 {
    time.as_secs_f64() / f64::from(requests.max(1)) * 1000.0
}

/// The least and the most of the rounds.
pub(crate) fn spread(values: &[f64]) -> String {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(0.0, f64::max);
    format!("{least:.2} to {most:.2}")
}

/// The middle one of the rounds, so that one disturbed round does not count.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.get(values.len() / 2).copied().unwrap_or(f64::NAN);
    if values.len() % 2 == 1 {
        return middle;
    }
    let before = values.len().checked_sub(2).and_then(|place| values.get(place / 2));
    f64::midpoint(before.copied().unwrap_or(f64::NAN), middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one_or_between_the_two() {
        assert!((median(&[3.0, 1.0, 9.0]) - 3.0).abs() < 1e-9);
        assert!((median(&[4.0, 1.0, 2.0, 9.0]) - 3.0).abs() < 1e-9);
    }
}
