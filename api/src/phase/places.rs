//! The places of a project's phases: from 1, without gaps.

use entity::{
    id::{PhaseId, ProjectId},
    phase::{ActiveModel, Column, Entity},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use crate::{error::Result, store::Tx};

/// The most phases that a project has.
pub(super) const MOST: i32 = 100;

/// Makes room for `phase` at the place that it is to have, the end when none or one beyond is named, and answers with
/// it. The others move; the phase itself is left to the caller, who holds the project.
pub(super) async fn give_place(tx: &Tx, project: ProjectId, phase: PhaseId, wanted: Option<i32>) -> Result<i32> {
    let mut others = tx
        .lock_all::<Entity>(Condition::all().add(Column::ProjectId.eq(project)))
        .await?;
    others.retain(|other| other.id != phase);
    others.sort_by_key(|other| (other.position, other.id));
    let end = i32::try_from(others.len()).unwrap_or(i32::MAX).saturating_add(1);
    let place = wanted.unwrap_or(end).min(end);
    for (other, position) in others.iter().zip(places_without(place)) {
        if other.position != position {
            let moved = ActiveModel {
                position: Set(position),
                version: Set(other.version + 1),
                ..Default::default()
            };
            tx.update::<Entity>(other.id.uuid(), moved).await?;
        }
    }
    Ok(place)
}

/// All places but one, in order.
fn places_without(taken: i32) -> impl Iterator<Item = i32> {
    (1..).filter(move |place| *place != taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_others_stand_round_the_taken_place() {
        assert_eq!(places_without(1).take(3).collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(places_without(2).take(3).collect::<Vec<_>>(), [1, 3, 4]);
        assert_eq!(places_without(9).take(3).collect::<Vec<_>>(), [1, 2, 3]);
    }
}
