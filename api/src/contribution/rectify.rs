//! Corrects words that their author had corrected by request (GDPR article 16). The old ones are nowhere any more.

use entity::{
    contribution::{ActiveModel, Column, Entity},
    id::ContributionId,
    vocabulary::ContributionState,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use super::search::index;
use crate::{
    clock::Clock,
    error::{Code, Refusal, Result},
    store::{Event, Tx},
};

/// Which of the words of a contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// Its title.
    Title,
    /// Its text.
    Body,
}

/// Whether the words of a contribution in this state are corrected: of a draft its author changes them, and a mark has none.
#[must_use]
pub const fn is_rectifiable(state: ContributionState) -> bool {
    !matches!(
        state,
        ContributionState::Draft | ContributionState::Withdrawn | ContributionState::Redacted
    )
}

/// Puts what is right in the place of what was wrong. What was public before bears a mark, search finds the new words, and
/// whoever listens is told.
pub async fn rectify(tx: &Tx, clock: &Clock, id: ContributionId, words: Words, right: String) -> Result<()> {
    let row = tx.hidden::<Entity>(Condition::all().add(Column::Id.eq(id))).await?;
    let row = row.filter(|row| is_rectifiable(row.state)).ok_or_else(|| {
        let message = "There are no words of it any more that could be corrected.";
        Refusal::new(Code::PreconditionUnmet, message).hint("Refuse the request, and say so.")
    })?;
    let right = Some(right).into();
    let (title, body) = match words {
        Words::Title => (Set(right), NotSet),
        Words::Body => (NotSet, Set(right)),
    };
    let change = ActiveModel {
        title,
        body,
        is_rectified: Set(row.is_rectified || row.published_at.is_some()),
        updated_at: Set(clock.now()),
        version: Set(row.version + 1),
        ..Default::default()
    };
    tx.update::<Entity>(id.uuid(), change).await?;
    index(tx, clock, id).await?;
    let (kind, object) = ("contribution.rectified", id.uuid());
    tx.emit(clock, Event { kind, object }).await
}
