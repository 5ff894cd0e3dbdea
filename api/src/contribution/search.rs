//! What search finds of a contribution: its words, while they are public.

use entity::{
    contribution::{Column, Entity, Model},
    id::ContributionId,
    vocabulary::{ContributionState, SearchKind},
};
use sea_orm::{ColumnTrait, Condition};

use super::contribution::Contribution;
use crate::{
    clock::Clock,
    error::{Fault, Result},
    operation::{
        Operation,
        gate::{self, Duty},
    },
    policy::{Field, FieldQuestion, RecordState},
    store::{Tx, search::Document},
};

/// Makes a contribution found by its words if everybody may read them now, and by nothing if not (T45).
pub async fn index(tx: &Tx, clock: &Clock, id: ContributionId) -> Result<()> {
    let row = tx.hidden::<Entity>(Condition::all().add(Column::Id.eq(id))).await?;
    let row = row.ok_or_else(|| Fault::logged("a contribution that was just written is not there"))?;
    match row.published_at.filter(|_| has_public_words(&row)) {
        None => tx.unindex(id.uuid()).await,
        Some(dated_at) => {
            let body = Duty::Index.open(&row.body).as_deref();
            let texts: Vec<&str> = body.into_iter().collect();
            let document = Document {
                kind: SearchKind::Contribution,
                object: id.uuid(),
                project: Some(row.project_id),
                dated_at,
                title: Duty::Index.open(&row.title).as_deref(),
                texts: &texts,
            };
            tx.index(clock, &document).await
        }
    }
}

/// Whether the reader may have the words of what is public. Where a rule of the agency closes them, they find nothing: that they
/// do would tell what stands in them.
pub fn are_words_open(operation: &Operation) -> Result<bool> {
    let roles = operation.actor()?.roles();
    let is_open = |field| {
        gate::is_open(
            operation,
            &FieldQuestion::of(field, roles).in_state(RecordState::Published),
        )
    };
    Ok(is_open(Field::ContributionTitle) && is_open(Field::ContributionBody))
}

impl Contribution {
    /// Its title and its text, where their reader may have them.
    pub(crate) fn words(&self, operation: &Operation) -> (Option<&str>, Option<&str>) {
        (
            self.title.open_for(operation).and_then(Option::as_deref),
            self.body.open_for(operation).and_then(Option::as_deref),
        )
    }
}

const fn has_public_words(row: &Model) -> bool {
    use ContributionState as State;
    row.published_at.is_some()
        && !matches!(
            row.state,
            State::Draft
                | State::Submitted
                | State::Held
                | State::RejectedModeration
                | State::Withdrawn
                | State::Redacted
        )
}
