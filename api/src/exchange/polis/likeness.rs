//! How alike an export is to the conversations that are there.

use std::{collections::HashMap, path::Path};

use entity::{
    contribution::{Column, Entity, Model},
    id::PhaseId,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    count,
    read::{Comments, Statement},
};
use crate::{actor::Actor, error::Result, operation::gate::Duty, store::Store};

/// How many statements are compared at once: at most some 20 MB of text.
const BATCH: usize = 200;

/// How many of the statements that have one number in the export and in a conversation that is there are the same.
#[derive(Clone, Copy, Default)]
pub(super) struct Likeness {
    same: u64,
    /// Those of them whose time tells something: some exports have 0 for all.
    timed: u64,
    other: u64,
}

impl Likeness {
    /// Whether the export is of that conversation: a few that differ were mended.
    pub(super) const fn is_same(self) -> bool {
        self.same > 0 && self.same >= self.other
    }

    /// Whether it is for sure, whatever the conversation is called.
    pub(super) const fn is_same_by_times(self) -> bool {
        self.is_same() && self.timed > 0
    }

    fn compare(&mut self, row: &Model, statement: &Statement) {
        let words = Duty::Import.open(&row.body).as_deref();
        // What was erased or corrected here has other words.
        let are_alike = row.is_rectified || words.is_none_or(|words| words == statement.body);
        if are_alike && row.created_at == statement.at {
            self.same += 1;
            self.timed += u64::from(statement.at.timestamp_millis() > 0);
        } else {
            self.other += 1;
        }
    }
}

/// How alike the statements in the folder are to those of the phases, where they have a number in common. None where there is
/// nothing to compare.
pub(super) async fn alike(
    store: &Store,
    actor: &Actor,
    folder: &Path,
    phases: &[PhaseId],
) -> Result<Option<HashMap<PhaseId, Likeness>>> {
    if phases.is_empty() {
        return Ok(None);
    }
    let mut comments = Comments::open(folder)?;
    let mut alike: Option<HashMap<PhaseId, Likeness>> = None;
    loop {
        let statements = batch(&mut comments)?;
        if statements.is_empty() {
            return Ok(alike);
        }
        let alike = alike.get_or_insert_default();
        let same_number = Condition::all()
            .add(Column::PhaseId.is_in(phases.iter().copied()))
            .add(Column::ImportKey.is_in(statements.keys().map(String::as_str)));
        let most = count(statements.len().saturating_mul(phases.len()));
        let tx = store.read(actor.clone()).await?;
        for row in tx.rows::<Entity>().filter(same_number).all(most).await? {
            if let Some(statement) = row.import_key.as_deref().and_then(|key| statements.get(key)) {
                alike.entry(row.phase_id).or_default().compare(&row, statement);
            }
        }
    }
}

/// The next statements, by their numbers. What is wrong with a row is told when all are read.
fn batch(comments: &mut Comments) -> Result<HashMap<String, Statement>> {
    let mut statements = HashMap::with_capacity(BATCH);
    while statements.len() < BATCH
        && let Some(read) = comments.next()?
    {
        statements.extend(read.ok().map(|statement| (statement.number.to_string(), statement)));
    }
    Ok(statements)
}
