//! Writes votes as stands, the latest of each voter on each statement, and counts them.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate};
use entity::{
    contribution,
    id::{ContributionId, ParticipationId, ProjectId, ReactionId},
    reaction::{ActiveModel, Column, Entity},
    scalar::Day,
    vocabulary::Stand,
};
use sea_orm::{
    ActiveValue::{NotSet, Set as Is},
    ColumnTrait, Condition,
};

use super::{Work, count as counted, on_disk, read::vote_of};
use crate::{
    clock::calendar::day_of,
    error::Result,
    exchange::sorter::{Record, Sorted},
    operation::gate::Duty,
    stands::{self, Occasion},
    statistics::Threshold,
    store::Tx,
};

/// How many are written in one transaction. Large, because their ids are random: each page of the index that a
/// transaction changes is written once for all of them.
const BATCH: usize = 40_000;
/// How many of them are looked for and written in one statement.
const PIECE: usize = 2000;
/// Statements whose stands are counted in one transaction.
const PAGE: u64 = 50;

/// The stand of somebody on a statement.
struct Vote {
    id: ReactionId,
    statement: ContributionId,
    voter: ParticipationId,
    stand: Stand,
    day: NaiveDate,
}

/// Writes the last of the rows of each voter and statement, which stand together in the order of time.
pub(super) async fn write(work: &mut Work<'_>, votes: Sorted, statements: &HashMap<i64, ContributionId>) -> Result<()> {
    let mut batch: Vec<Record> = Vec::with_capacity(BATCH);
    for record in votes {
        let record = record.map_err(|error| on_disk(&error))?;
        match batch.last_mut() {
            Some(last) if last.iter().zip(record).take(3).all(|(a, b)| *a == b) => *last = record,
            _ => {
                if batch.len() >= BATCH {
                    store(work, &batch, statements).await?;
                    batch.clear();
                }
                batch.push(record);
            }
        }
    }
    store(work, &batch, statements).await
}

/// Writes a batch, in the order of ids.
async fn store(work: &mut Work<'_>, batch: &[Record], statements: &HashMap<i64, ContributionId>) -> Result<()> {
    let (names, zone) = (&work.place.names, &work.zone);
    let vote = |[_, voter, statement, at, ranked]: &Record| {
        Some(Vote {
            id: names.stand(*statement, *voter),
            statement: *statements.get(statement)?,
            voter: names.person(*voter),
            stand: match vote_of(*ranked) {
                1 => Stand::Agree,
                0 => Stand::Pass,
                _ => Stand::Disagree,
            },
            day: day_of(DateTime::from_timestamp_millis(*at).unwrap_or_default(), zone),
        })
    };
    let mut votes: Vec<Vote> = batch.iter().filter_map(vote).collect();
    votes.sort_unstable_by_key(|vote| vote.id);
    let report = &mut work.report;
    report.stands += counted(votes.len());
    for vote in &votes {
        *match vote.stand {
            Stand::Agree => &mut report.agree,
            Stand::Disagree => &mut report.disagree,
            Stand::Pass => &mut report.pass,
        } += 1;
    }
    let tx = work.batch().await?;
    let mut written = 0;
    for piece in votes.chunks(PIECE) {
        written += store_piece(&tx, work.place.project, piece).await?;
    }
    if written > 0 {
        tx.commit().await?;
    }
    let report = &mut work.report;
    report.written.stands += written;
    let told = format!("stands: {} seen, {} written", report.stands, report.written.stands);
    (work.progress)(&told);
    Ok(())
}

/// How many of these were not there, or were otherwise.
async fn store_piece(tx: &Tx, project: ProjectId, votes: &[Vote]) -> Result<u64> {
    let ids: Vec<_> = votes.iter().map(|vote| vote.id).collect();
    let there = tx.by_ids::<Entity>(&ids).await?;
    let there: HashMap<_, _> = there.into_iter().map(|row| (row.id, row)).collect();
    let (mut missing, mut changed) = (Vec::new(), 0);
    for vote in votes {
        let (stand, day) = (Is(vote.stand.into()), Is(Day::from(vote.day).into()));
        match there.get(&vote.id) {
            None => missing.push(ActiveModel {
                tenant_id: NotSet,
                id: Is(vote.id),
                project_id: Is(project),
                contribution_id: Is(vote.statement),
                participation_id: Is(vote.voter.into()),
                stand,
                reacted_on: day,
            }),
            Some(row)
                if *Duty::Import.open(&row.stand) != vote.stand
                    || Duty::Import.open(&row.reacted_on).date() != vote.day =>
            {
                let change = ActiveModel {
                    stand,
                    reacted_on: day,
                    ..Default::default()
                };
                tx.update::<Entity>(vote.id.uuid(), change).await?;
                changed += 1;
            }
            Some(_) => {}
        }
    }
    let made = counted(missing.len());
    tx.insert_all::<Entity>(missing).await?;
    Ok(made + changed)
}

/// Counts the stands of every statement, and publishes what may be known of them. The statements are held meanwhile: who
/// takes a stand comes before the count or after it.
pub(super) async fn count(work: &mut Work<'_>) -> Result<()> {
    let mut after = None;
    loop {
        let tx = work.batch().await?;
        // What was written here is counted with each stand.
        let mut page = Condition::all()
            .add(contribution::Column::PhaseId.eq(work.place.phase))
            .add(contribution::Column::ImportKey.is_not_null());
        if let Some(after) = after {
            page = page.add(contribution::Column::Id.gt(after));
        }
        let rows = tx.lock_some::<contribution::Entity>(page, PAGE).await?;
        let k = stands::threshold(&tx).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(last.id);
        let mut changed = 0;
        for row in &rows {
            if let Some(change) = figures(&tx, work, row, k).await? {
                tx.update::<contribution::Entity>(row.id.uuid(), change).await?;
                changed += 1;
            }
        }
        if changed > 0 {
            tx.commit().await?;
        }
        work.report.written.figures += changed;
    }
}

/// The figures of a statement as they should be, if they are not. What is published once is published anew when k stands
/// at least have changed, so that two looks never differ by one person.
async fn figures(
    tx: &Tx,
    work: &Work<'_>,
    row: &contribution::Model,
    k: Threshold,
) -> Result<Option<contribution::ActiveModel>> {
    let mut now = [0; 3];
    for (tally, stand) in now.iter_mut().zip([Stand::Agree, Stand::Disagree, Stand::Pass]) {
        let own = Condition::all()
            .add(Column::ContributionId.eq(row.id))
            .add(Column::Stand.eq(stand));
        *tally = u32::try_from(tx.count_all::<Entity>(own).await?).unwrap_or(u32::MAX);
    }
    if now == stands::tally(row) && row.stands_published_at.is_some() {
        return Ok(None);
    }
    let (change, _) = stands::figures(row, now, k, work.place.span.1, Occasion::Closing);
    Ok(Some(change))
}
