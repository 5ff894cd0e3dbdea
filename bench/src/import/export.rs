//! A made-up export of the Polis software, in the shape of those in `tests/data/polis`: the same bytes in each run.

use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::Path,
};

use harness::soon::Seeded;

use crate::fault::Result;

/// Rows of votes on a statement, of which so many are by somebody who voted on it before.
const VOTES: u32 = 1_000;
const AGAIN: u32 = 10;

/// How many voters there are for each statement, who are spread over all of them: each votes on twenty.
const VOTERS: u32 = 50;

/// Prime, so that the voters of a statement are different people.
const STEP: u32 = 31;

/// 27 July 2022, from when on people voted for sixty days.
const BEGUN: u64 = 1_658_880_000_000;
const LASTED: u64 = 60 * 24 * 60 * 60 * 1_000;

/// Nobody relies on it: in the exports it is in the zone of whoever made them.
const DATETIME: &str = "Wed Jul 27 22:09:49 WIB 2022";

/// What a reader of the files must find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Expected {
    pub(super) statements: u32,
    pub(super) rows: u32,
    pub(super) stands: u32,
    pub(super) voters: u32,
}

/// Writes an export with at most so many rows of votes, in whole statements.
pub(super) fn write(folder: &Path, rows: u32) -> Result<Expected> {
    let statements = rows / VOTES;
    let mut chance = Seeded::new(1);
    fs::create_dir_all(folder)?;
    let totals = votes(folder, statements, &mut chance)?;
    comments(folder, &totals, &mut chance)?;
    let summary = format!(
        "topic,How shall the streets by the river be used?\nurl,https://pol.is/bench\nviews,{rows}\nvoters,{voters}\n\
         voters-in-conv,{voters}\ncommenters,{statements}\ncomments,{statements}\ngroups,2\n\
         conversation-description,\"People on foot, on bicycles and in cars, and those who live there:\nwhat do they want?\"\n",
        voters = statements * VOTERS,
    );
    fs::write(folder.join("summary.csv"), summary)?;
    Ok(Expected {
        statements,
        rows: statements * VOTES,
        stands: statements * (VOTES - AGAIN),
        voters: statements * VOTERS,
    })
}

/// Who votes on a statement in one of its rows: the last ones voted on it already.
const fn voter(statements: u32, statement: u32, row: u32) -> u32 {
    let distinct = VOTES - AGAIN;
    // Each statement begins with other people, all of whom come within it.
    (statement * VOTERS + (row % distinct) * STEP) % (statements * VOTERS)
}

/// Writes the votes, statement by statement and in no order of time, and answers how many agree and disagree with each.
fn votes(folder: &Path, statements: u32, chance: &mut Seeded) -> Result<Vec<[u32; 2]>> {
    let mut file = BufWriter::new(File::create(folder.join("votes.csv"))?);
    writeln!(file, "timestamp,datetime,comment-id,voter-id,vote")?;
    let mut totals = Vec::new();
    for statement in 0..statements {
        let (mut agree, mut disagree) = (0, 0);
        for row in 0..VOTES {
            let at = BEGUN + chance.below(LASTED);
            let vote = match chance.below(10) {
                0..5 => 1,
                5..8 => -1,
                _ => 0,
            };
            agree += u32::from(vote == 1);
            disagree += u32::from(vote == -1);
            let voter = voter(statements, statement, row);
            writeln!(file, "{at},{DATETIME},{statement},{voter},{vote}")?;
        }
        totals.push([agree, disagree]);
    }
    file.flush()?;
    Ok(totals)
}

/// Writes the statements, by one in fifty of the voters each; one in seven waits, and one in seven was rejected.
fn comments(folder: &Path, totals: &[[u32; 2]], chance: &mut Seeded) -> Result<()> {
    let mut file = BufWriter::new(File::create(folder.join("comments.csv"))?);
    let names = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body";
    writeln!(file, "{names}")?;
    for (statement, [agree, disagree]) in (0_u32..).zip(totals) {
        let at = BEGUN + chance.below(LASTED);
        let moderated = match statement % 7 {
            0 => -1,
            1 => 0,
            _ => 1,
        };
        let author = statement * VOTERS;
        let words = "The street by the \"\"old mill\"\", which is dark from four on, should be lit, \n\
                     and cars should give way to who crosses there. 夜間照明應改善。";
        writeln!(
            file,
            "{at},{DATETIME},{statement},{author},{agree},{disagree},{moderated},\"{statement}: {words}\""
        )?;
    }
    Ok(file.flush()?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_statement_has_so_many_voters_and_everybody_votes() {
        for statements in [20, 100] {
            let mut all = BTreeSet::new();
            for statement in 0..statements {
                let voters: BTreeSet<_> = (0..VOTES).map(|row| voter(statements, statement, row)).collect();
                assert_eq!(voters.len(), 990);
                all.extend(voters);
            }
            assert_eq!(all.len(), 50 * usize::try_from(statements).unwrap_or_default());
        }
    }
}
