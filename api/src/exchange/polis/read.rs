//! Reads the files of an export: what it is about, which statements there are, and all votes, sorted on disk.

use std::{
    collections::{BTreeSet, HashSet},
    io,
    path::Path,
};

use chrono::{DateTime, Datelike as _, DurationRound as _, NaiveDate, TimeDelta, Utc};

use super::{names::Names, on_disk};
use crate::{
    clock::Clock,
    error::{Code, Refusal, Result, io_words},
    exchange::{
        csv::{Csv, Row, refused},
        report::{Progress, Report},
        sorter::{Sorted, Sorter},
    },
    relay::check_text,
};

const COMMENTS: &str = "comments.csv";
const VOTES: &str = "votes.csv";
const SUMMARY: &str = "summary.csv";

/// The most statements of one conversation: their numbers are held in memory.
const MOST_STATEMENTS: usize = 200_000;
/// After how many rows it is told how far the reading is.
const STEP: u64 = 200_000;
/// The last millisecond of the year 9999.
const LAST: i64 = 253_402_300_799_999;

/// What the files hold.
pub(super) struct Files {
    /// The numbers of the statements that can be used.
    pub(super) statements: HashSet<i64>,
    /// Rank and number of the voter, statement, time, and line with vote: the last of each pair is the stand.
    pub(super) votes: Sorted,
    /// Person, day, and whether it is a vote: everybody who voted or wrote a statement.
    pub(super) people: Sorted,
    /// The first and the last hour that the files tell of: to the moment it would be when somebody took a stand (T73).
    pub(super) span: (DateTime<Utc>, DateTime<Utc>),
    /// The first days of the months, as UTC has them, in which something happened.
    pub(super) months: BTreeSet<NaiveDate>,
}

/// What the conversation says of itself; each may be empty.
#[derive(Debug, Default)]
pub(super) struct Summary {
    pub(super) topic: String,
    pub(super) url: String,
    pub(super) description: String,
}

/// A row of `comments.csv`.
pub(super) struct Statement {
    pub(super) at: DateTime<Utc>,
    pub(super) number: i64,
    pub(super) author: i64,
    pub(super) moderated: i64,
    pub(super) body: String,
}

/// Reads all files. What is wrong with a row is noted in the report, and the row left out; without any statement there is no
/// conversation.
pub(super) fn files(
    clock: &Clock,
    folder: &Path,
    names: &Names,
    report: &mut Report,
    progress: Progress<'_>,
) -> Result<Files> {
    let mut comments = Comments::open(folder)?;
    let columns = ["timestamp", "comment-id", "voter-id", "vote"];
    let mut csv = Csv::open(folder, VOTES, &columns, &["datetime"])?;
    let (mut votes, mut people) = (Sorter::new(clock), Sorter::new(clock));
    let mut span = (DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC);
    let mut months = BTreeSet::new();
    let mut seen = |at: DateTime<Utc>| {
        months.extend(at.date_naive().with_day(1));
        span = (span.0.min(at), span.1.max(at));
    };
    while let Some(read) = comments.next()? {
        match read {
            Ok(statement) => {
                report.statements += 1;
                seen(statement.at);
                let person = [statement.author, day(statement.at), 0, 0, 0];
                people.push(person).map_err(|error| on_disk(&error))?;
            }
            Err((line, why)) => report.skip(progress, COMMENTS, line, why),
        }
    }
    if comments.seen.is_empty() {
        let why = format!("{COMMENTS} has no statement that could be used.");
        let hint = "Look at the rows that were left out, and export the conversation anew.";
        return Err(Refusal::new(Code::BadInput, why).hint(hint).into());
    }
    progress(&format!("{COMMENTS}: {} statements", report.statements));
    while let Some(row) = csv.next()? {
        let read = row.and_then(|row| vote(&row).map_err(|why| (row.line, why)));
        match read {
            Ok(vote) if !comments.seen.contains(&vote.statement) => {
                report.skip(progress, VOTES, vote.line, "there is no such statement");
            }
            Ok(vote) => {
                report.vote_rows += 1;
                seen(vote.at);
                let rank = names.rank(vote.voter);
                let at = vote.at.timestamp_millis();
                let record = [rank, vote.voter, vote.statement, at, vote.ranked()];
                let kept = votes.push(record);
                kept.and_then(|()| people.push([vote.voter, day(vote.at), 1, 0, 0]))
                    .map_err(|error| on_disk(&error))?;
                if report.vote_rows.is_multiple_of(STEP) {
                    progress(&format!("{VOTES}: {} votes read", report.vote_rows));
                }
            }
            Err((line, why)) => report.skip(progress, VOTES, line, why),
        }
    }
    progress(&format!("{VOTES}: {} votes read", report.vote_rows));
    let sorted = |sorter: Sorter| -> io::Result<Sorted> { sorter.sorted() };
    Ok(Files {
        statements: comments.seen,
        votes: sorted(votes).map_err(|error| on_disk(&error))?,
        people: sorted(people).map_err(|error| on_disk(&error))?,
        span: (hour(span.0), hour(span.1)),
        months,
    })
}

fn hour(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::hours(1)).unwrap_or(at)
}

/// The statements of an export that can be used, in the order of the file.
pub(super) struct Comments {
    csv: Csv,
    seen: HashSet<i64>,
}

impl Comments {
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let columns = ["timestamp", "comment-id", "author-id", "moderated", "comment-body"];
        let csv = Csv::open(folder, COMMENTS, &columns, &["datetime", "agrees", "disagrees"])?;
        let seen = HashSet::new();
        Ok(Self { csv, seen })
    }

    /// The next statement, or why the row is none.
    pub(super) fn next(&mut self) -> Result<Option<std::result::Result<Statement, (u64, &'static str)>>> {
        let Some(row) = self.csv.next()? else { return Ok(None) };
        let read = row.and_then(|row| {
            let line = row.line;
            statement(&row).map(|found| (line, found)).map_err(|why| (line, why))
        });
        Ok(Some(match read {
            Ok((line, _)) if self.seen.len() >= MOST_STATEMENTS => {
                return Err(refused(COMMENTS, line, "There are more than 200000 statements."));
            }
            Ok((line, found)) if !self.seen.insert(found.number) => {
                let _ = found;
                Err((line, "a statement with this number stands before it"))
            }
            Ok((_, found)) => Ok(found),
            Err(bad) => Err(bad),
        }))
    }
}

struct Vote {
    line: u64,
    at: DateTime<Utc>,
    statement: i64,
    voter: i64,
    value: i64,
}

impl Vote {
    /// Line and vote in one number that goes by the line.
    fn ranked(&self) -> i64 {
        i64::try_from(self.line).unwrap_or(i64::MAX / 4) * 4 + self.value + 1
    }
}

/// The vote in a number that [`Vote::ranked`] made: 1 agrees, 0 passes, -1 disagrees.
pub(super) fn vote_of(ranked: i64) -> i64 {
    ranked.rem_euclid(4) - 1
}

/// The day of a moment, counted from 1970.
fn day(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(86_400)
}

fn vote(row: &Row<'_>) -> std::result::Result<Vote, &'static str> {
    Ok(Vote {
        line: row.line,
        at: moment(row.text(0))?,
        statement: number(row.text(1), "comment-id is not a number")?,
        voter: number(row.text(2), "voter-id is not a number")?,
        value: match row.text(3) {
            "1" => 1,
            "0" => 0,
            "-1" => -1,
            _ => return Err("vote is not 1, 0 or -1"),
        },
    })
}

fn statement(row: &Row<'_>) -> std::result::Result<Statement, &'static str> {
    Ok(Statement {
        at: moment(row.text(0))?,
        number: number(row.text(1), "comment-id is not a number")?,
        author: number(row.text(2), "author-id is not a number")?,
        moderated: match row.text(3) {
            "1" => 1,
            "0" => 0,
            "-1" => -1,
            _ => return Err("moderated is not 1, 0 or -1"),
        },
        body: check_text(&row.text(4).replace("\r\n", "\n"), 1, 20_000)
            .map_err(|_| "comment-body is empty, longer than 20000 characters or holds control characters")?,
    })
}

fn number(text: &str, why: &'static str) -> std::result::Result<i64, &'static str> {
    text.parse().ok().filter(|number| *number >= 0).ok_or(why)
}

fn moment(text: &str) -> std::result::Result<DateTime<Utc>, &'static str> {
    let why = "timestamp is not a number of milliseconds since 1970";
    let millis = number(text, why)?;
    if millis > LAST {
        return Err(why);
    }
    DateTime::from_timestamp_millis(millis).ok_or(why)
}

/// The summary, which may be missing. It has no line of column names: each row is a name and a value.
pub(super) fn summary(folder: &Path, report: &mut Report, progress: Progress<'_>) -> Result<Summary> {
    let mut summary = Summary::default();
    match std::fs::exists(folder.join(SUMMARY)) {
        Ok(true) => {}
        Ok(false) => return Ok(summary),
        Err(error) => {
            let message = format!("{SUMMARY} cannot be read: {}.", io_words(&error));
            return Err(Refusal::new(Code::BadInput, message).into());
        }
    }
    let mut csv = Csv::pairs(folder, SUMMARY)?;
    while let Some(row) = csv.next()? {
        match row {
            Ok(row) => match row.text(0) {
                "topic" => row.text(1).trim().clone_into(&mut summary.topic),
                "url" => row.text(1).trim().clone_into(&mut summary.url),
                "conversation-description" => row.text(1).trim().clone_into(&mut summary.description),
                _ => {}
            },
            Err((line, why)) => report.skip(progress, SUMMARY, line, why),
        }
    }
    Ok(summary)
}
