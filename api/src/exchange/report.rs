//! What an import read, wrote and left out.

use std::collections::BTreeMap;

use serde::Serialize;

/// How many rows that were left out are named one by one; the rest is counted by reason.
const NAMED: u64 = 1000;

/// Says how far the work is, and which rows it leaves out, while it runs.
pub type Progress<'p> = &'p mut (dyn FnMut(&str) + Send);

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The file.
    pub file: &'static str,
    /// The line that the row begins on, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: &'static str,
}

/// What one run changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Written {
    /// Projects that were made.
    pub projects: u64,
    /// Phases that were made.
    pub phases: u64,
    /// Participants that were made.
    pub participants: u64,
    /// Statements that were made or changed.
    pub statements: u64,
    /// Stands that were made or changed.
    pub stands: u64,
    /// Statements whose figures were counted anew.
    pub figures: u64,
}

/// What an import of a deliberation read, wrote and left out. All but `written` tells of the files alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Statements that could be used.
    pub statements: u64,
    /// Rows of votes that could be used.
    pub vote_rows: u64,
    /// Pairs of a voter and a statement: the latest row of each is the stand.
    pub stands: u64,
    /// Stands that agree.
    pub agree: u64,
    /// Stands that disagree.
    pub disagree: u64,
    /// Stands that pass.
    pub pass: u64,
    /// People who voted.
    pub voters: u64,
    /// Rows that were left out.
    pub skipped: u64,
    /// The first thousand of them.
    pub skipped_rows: Vec<Skipped>,
    /// All of them, by reason.
    pub skipped_because: BTreeMap<&'static str, u64>,
    /// What this run changed.
    pub written: Written,
}

impl Report {
    /// Notes a row that is left out, and says so.
    pub(super) fn skip(&mut self, progress: Progress<'_>, file: &'static str, line: u64, why: &'static str) {
        self.skipped += 1;
        *self.skipped_because.entry(why).or_default() += 1;
        if self.skipped <= NAMED {
            progress(&format!("{file}:{line}: {why}; left out"));
            self.skipped_rows.push(Skipped { file, line, why });
        } else if self.skipped == NAMED + 1 {
            progress("more rows are left out than are named one by one");
        }
    }
}

/// The report in words.
impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let written = &self.written;
        writeln!(
            f,
            "Read: {} statements; {} votes of {} voters, which are {} stands: {} agree, {} disagree, {} pass.",
            self.statements, self.vote_rows, self.voters, self.stands, self.agree, self.disagree, self.pass
        )?;
        writeln!(
            f,
            "Written: {} projects, {} phases, {} participants, {} statements, {} stands, figures of {} statements.",
            written.projects, written.phases, written.participants, written.statements, written.stands, written.figures
        )?;
        writeln!(f, "Left out: {} rows.", self.skipped)?;
        for (why, count) in &self.skipped_because {
            writeln!(f, "  {count}: {why}")?;
        }
        for row in self.skipped_rows.iter().take(20) {
            writeln!(f, "  {}:{}: {}", row.file, row.line, row.why)?;
        }
        Ok(())
    }
}
