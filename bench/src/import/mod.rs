//! `trialogue import polis` of a file as large as one may be, as a process of its own: how much memory it takes, how long, and
//! that a second run finds all of it there.

mod export;

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use harness::database::{Database, column};
use serde_json::Value;

use self::export::Expected;
use crate::{
    Options,
    aims::Aims,
    fault::Result,
    plan::Size,
    process::{peak_memory, processor_time},
    seed, target,
};

/// Rows of votes.
const FULL: u32 = 2_000_000;
const QUICK: u32 = 100_000;

/// An agency to import into.
const SIZE: Size = Size {
    agencies: 1,
    projects: 1,
    people: 100,
};

/// What is aimed at.
const MEGABYTES: f64 = 200.0;

/// How often the kernel is asked how much memory there is.
const ASKED: Duration = Duration::from_millis(20);

/// What an import writes, table by table.
const TABLES: [&str; 4] = ["project", "participation", "contribution", "reaction"];

/// Imports a made-up export twice on each database.
pub(crate) async fn measure(options: &Options) -> Result<Aims> {
    let mut out = std::io::stdout();
    let mut aims = Aims::default();
    let rows = if options.size == Size::QUICK { QUICK } else { FULL };
    writeln!(
        out,
        "\n| database | run | votes | s | votes/s | CPU s of the process | MB at most |\n|---|---|---|---|---|---|---|"
    )?;
    for kind in &options.kinds {
        let database = seed::database(*kind, SIZE).await?;
        let export = database.folder().join("export");
        let expected = export::write(&export, rows)?;
        let first = imported(&database, &export).await?;
        read_all(&first.report, &expected)?;
        let before = counts(&database).await;
        let second = imported(&database, &export).await?;
        let doubled = before != counts(&database).await || told(&second.report) != told(&first.report);
        for (name, run) in [("first", &first), ("second", &second)] {
            let (seconds, megabytes) = (run.took.as_secs_f64(), run.megabytes);
            let each_second = f64::from(expected.rows) / seconds;
            let process = run.process.as_secs_f64();
            writeln!(
                out,
                "| {kind:?} | {name} | {} | {seconds:.1} | {each_second:.0} | {process:.1} | {megabytes:.0} |",
                expected.rows,
            )?;
            aims.at_most(format!("{kind:?}: MB of the {name} run"), megabytes, MEGABYTES);
        }
        aims.never(
            format!("{kind:?}: rows that a second run wrote"),
            written(&second.report),
        );
        aims.never(
            format!("{kind:?}: a second run leaves or tells anything else"),
            doubled.into(),
        );
    }
    Ok(aims)
}

/// One run of the command.
struct Run {
    report: Value,
    took: Duration,
    process: Duration,
    megabytes: f64,
}

async fn imported(database: &Database, export: &Path) -> Result<Run> {
    let folder = database.folder();
    let (report, log) = (folder.join("report.json"), folder.join("import.log"));
    let mut command = target::importing(database)?;
    command
        .args(["--tenant", "agency-0", "--project", "imported", "--report"])
        .arg(&report)
        .arg(export)
        .stdout(Stdio::null())
        .stderr(fs::File::create(&log)?);
    let begun = Instant::now();
    let mut child = command.spawn()?;
    let (mut kibibytes, mut process) = (0, Duration::ZERO);
    let status = loop {
        // Of one that has ended there is nothing to tell.
        kibibytes = kibibytes.max(peak_memory(child.id()).unwrap_or_default());
        process = process.max(processor_time(child.id()).unwrap_or_default());
        if let Some(status) = child.try_wait()? {
            break status;
        }
        tokio::time::sleep(ASKED).await;
    };
    let took = begun.elapsed();
    if !status.success() {
        return Err(format!("the import ended with {status}: {}", fs::read_to_string(log)?).into());
    }
    Ok(Run {
        report: serde_json::from_str(&fs::read_to_string(&report)?)?,
        took,
        process,
        megabytes: f64::from(u32::try_from(kibibytes / 1024)?),
    })
}

/// Whether the files were read whole, or a figure would tell of something else.
fn read_all(report: &Value, expected: &Expected) -> Result<()> {
    for (name, number) in [
        ("statements", expected.statements),
        ("voteRows", expected.rows),
        ("stands", expected.stands),
        ("voters", expected.voters),
        ("skipped", 0),
    ] {
        if report.get(name) != Some(&Value::from(number)) {
            return Err(format!("{name} should be {number} in {report}").into());
        }
    }
    Ok(())
}

/// What a report tells of the files alone.
fn told(report: &Value) -> Value {
    let mut told = report.clone();
    if let Some(told) = told.as_object_mut() {
        told.remove("written");
    }
    told
}

/// How many rows of any kind a run wrote, as its report says; no number where it does not say so.
fn written(report: &Value) -> u32 {
    let written = report.get("written").and_then(Value::as_object);
    let numbers = written.map(|written| written.values().map(|number| number.as_u64().unwrap_or(u64::MAX)));
    let sum = numbers.map(|numbers| numbers.fold(0, u64::saturating_add));
    sum.and_then(|sum| u32::try_from(sum).ok()).unwrap_or(u32::MAX)
}

/// How many rows there are of what an import writes.
async fn counts(database: &Database) -> Vec<i64> {
    let raw = database.raw().await;
    let mut counts = Vec::new();
    for table in TABLES {
        counts.extend(column::<i64>(&raw, &format!("SELECT count(*) FROM {table}")).await);
    }
    counts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_second_run_tells_the_same_of_the_files_and_writes_nothing() {
        let report = |stands: u32| json!({ "stands": 990, "written": { "stands": stands, "figures": 0 } });
        assert_eq!(told(&report(990)), told(&report(0)));
        assert_eq!([990, 0].map(|stands| written(&report(stands))), [990, 0]);
        assert_eq!(written(&json!({})), u32::MAX);
    }
}
