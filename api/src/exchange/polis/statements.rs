//! Writes statements as contributions of those who wrote them.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use entity::{
    contribution::{ActiveModel, Column, Entity, Model},
    id::{ContributionId, Id},
    vocabulary::{ContributionKind, ContributionState},
};
use sea_orm::{
    ActiveValue::{NotSet, Set as Is},
    ColumnTrait, Condition,
};

use super::{
    Place, Work, count,
    read::{Comments, Statement},
};
use crate::{contribution, error::Result, operation::gate::Duty, store::Tx};

/// How many are written at once: at most some 20 MB of text.
const BATCH: usize = 200;

/// Writes those of the statements in the folder that the first reading found; answers with what became of each number.
pub(super) async fn write(
    work: &mut Work<'_>,
    folder: &Path,
    known: &HashSet<i64>,
) -> Result<HashMap<i64, ContributionId>> {
    let mut written = HashMap::with_capacity(known.len());
    let mut comments = Comments::open(folder)?;
    let mut batch = Vec::with_capacity(BATCH);
    while let Some(read) = comments.next()? {
        // What is wrong with a row was told at the first reading.
        batch.extend(read.ok().filter(|statement| known.contains(&statement.number)));
        if batch.len() >= BATCH {
            store(work, std::mem::take(&mut batch), &mut written).await?;
        }
    }
    store(work, batch, &mut written).await?;
    let told = format!("statements: {} written", work.report.written.statements);
    (work.progress)(&told);
    Ok(written)
}

async fn store(work: &mut Work<'_>, batch: Vec<Statement>, written: &mut HashMap<i64, ContributionId>) -> Result<()> {
    let tx = work.batch().await?;
    let there = by_number(&tx, &work.place, batch.iter().map(|statement| statement.number)).await?;
    let (mut missing, mut changed) = (Vec::new(), 0);
    let mut words = Vec::new();
    for statement in batch {
        let state = state(statement.moderated);
        let id = there.get(&statement.number).map(|row| row.id);
        let id = id.unwrap_or_else(|| Id::from_uuid(work.clock.id()));
        written.insert(statement.number, id);
        match there.get(&statement.number) {
            None => {
                missing.push(row(id, &work.place, statement, state));
                words.push(id);
            }
            // Decided anew in a later export; what people here made of it stays.
            Some(row) if row.state != state && IMPORTED.contains(&row.state) && !is_decided_here(row) => {
                let published = (state == ContributionState::Published).then_some(statement.at);
                let change = ActiveModel {
                    state: Is(state),
                    published_at: Is(published),
                    updated_at: Is(work.clock.now()),
                    version: Is(row.version + 1),
                    ..Default::default()
                };
                tx.update::<Entity>(row.id.uuid(), change).await?;
                changed += 1;
                words.push(id);
            }
            Some(_) => {}
        }
    }
    let made = count(missing.len()) + changed;
    if made > 0 {
        tx.insert_all::<Entity>(missing).await?;
        for id in words {
            contribution::index(&tx, work.clock, id).await?;
        }
        tx.commit().await?;
    }
    work.report.written.statements += made;
    Ok(())
}

/// The contributions of the import with these numbers.
async fn by_number(tx: &Tx, place: &Place, numbers: impl Iterator<Item = i64>) -> Result<HashMap<i64, Model>> {
    let keys: Vec<String> = numbers.map(|number| number.to_string()).collect();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let most = count(keys.len());
    let own = Condition::all()
        .add(Column::PhaseId.eq(place.phase))
        .add(Column::ImportKey.is_in(keys));
    // Held, so that a moderator decides before this looks or sees what it wrote.
    let rows = tx.lock_some::<Entity>(own, most).await?;
    let numbered = |row: Model| Some((row.import_key.as_deref()?.parse().ok()?, row));
    Ok(rows.into_iter().filter_map(numbered).collect())
}

/// The states that an import sets.
const IMPORTED: [ContributionState; 3] = [
    ContributionState::RejectedModeration,
    ContributionState::Submitted,
    ContributionState::Published,
];

/// Whether a moderator of the project decided on it, whose word counts more than that of an export. What was published
/// here before that left a mark differs by its moment: an import publishes as of when the statement was written.
fn is_decided_here(row: &Model) -> bool {
    let is_marked = Duty::Import.open(&row.moderated_at).is_some();
    is_marked || row.published_at.is_some_and(|at| at != row.created_at)
}

const fn state(moderated: i64) -> ContributionState {
    match moderated {
        ..0 => ContributionState::RejectedModeration,
        0 => ContributionState::Submitted,
        1.. => ContributionState::Published,
    }
}

fn row(id: ContributionId, place: &Place, statement: Statement, state: ContributionState) -> ActiveModel {
    let published = (state == ContributionState::Published).then_some(statement.at);
    ActiveModel {
        is_rectified: Is(false),
        tenant_id: NotSet,
        id: Is(id),
        project_id: Is(place.project),
        phase_id: Is(place.phase),
        author_id: Is(Some(place.names.person(statement.author)).into()),
        import_key: Is(Some(statement.number.to_string())),
        kind: Is(ContributionKind::Idea),
        state: Is(state),
        title: Is(None.into()),
        body: Is(Some(statement.body).into()),
        language: Is(place.language.clone()),
        may_contain_special_category: Is(false.into()),
        in_reply_to_id: Is(None),
        thread_depth: Is(0),
        created_at: Is(statement.at),
        submitted_at: Is(Some(statement.at)),
        published_at: Is(published),
        review_started_at: Is(None),
        updated_at: Is(statement.at),
        moderation_rule: Is(None.into()),
        moderation_reason: Is(None.into()),
        moderated_at: Is(None.into()),
        moderator_id: Is(None.into()),
        outcome: Is(None.into()),
        outcome_reason: Is(None.into()),
        merged_into_id: Is(None.into()),
        disposed_at: Is(None),
        implementation_reason: Is(None),
        implemented_at: Is(None),
        agree_tally: Is(0.into()),
        disagree_tally: Is(0.into()),
        pass_tally: Is(0.into()),
        agree_settled: Is(0.into()),
        disagree_settled: Is(0.into()),
        pass_settled: Is(0.into()),
        agree_published: Is(None),
        disagree_published: Is(None),
        pass_published: Is(None),
        total_published: Is(None),
        stands_published_at: Is(None),
        version: Is(1),
    }
}
