//! What is told of the months of a project already, and what a longer export may move of it: readers remember, and subtract
//! (docs/adr/0013).

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{
    activity::{ActiveModel, Column, Entity, Model},
    vocabulary::ActivityKind,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::Work;
use crate::{
    error::Result,
    statistics::{
        Threshold,
        disclosure::{self, Acts},
        renewal,
    },
    store::Tx,
};

/// A month, and what was done in it.
pub(super) type Month = (NaiveDate, ActivityKind);

/// A month of a project, and what was done in it, as they stand.
#[derive(Default)]
pub(super) struct Standing {
    /// The row of this conversation.
    pub(super) row: Option<Model>,
    /// What it holds.
    own: Acts,
    /// The same with live acts, and with other conversations of the project: what its figure is made of.
    whole: Acts,
    /// Whether the agency's figures leave it out.
    is_left_out: bool,
}

impl Standing {
    /// What changes of the row where `now` is what there is, if anything does.
    pub(super) fn change(&self, now: Acts, is_over: bool, k: Threshold) -> Option<ActiveModel> {
        let hidden = self.hides(now, is_over, k)?;
        Some(ActiveModel {
            number: Set(stored(now.number)),
            people: Set(stored(now.people)),
            hidden: Set(hidden),
            ..Default::default()
        })
    }

    /// Whether `now` is written, and how much of it counts as hidden. A month that is over and told of grows as figures may;
    /// what goes on nobody reads yet.
    fn hides(&self, now: Acts, is_over: bool, k: Threshold) -> Option<i32> {
        let is_shown = |of: Acts| disclosure::acts(of, k).value().is_some();
        if now == self.own {
            return None;
        }
        if is_over && self.whole.number > 0 {
            // What few did is among what the agency's figure does not show, and would follow once the project showed more.
            let may_show = self.is_left_out || is_shown(self.whole);
            let hidden = self.row.as_ref().map_or(0, |row| row.hidden);
            return (may_show && renewal::may_grow(self.own, now, k)).then_some(hidden);
        }
        let with = |whole: u32, own: u32, now: u32| whole.saturating_sub(own).saturating_add(now);
        let after = Acts {
            number: with(self.whole.number, self.own.number, now.number),
            people: with(self.whole.people, self.own.people, now.people),
        };
        // What few did would be what the agency's figure grew by (T51).
        Some(if is_shown(after) { 0 } else { stored(now.number) })
    }
}

/// The months of the project as they stand.
pub(super) async fn standing(tx: &Tx, work: &Work<'_>) -> Result<HashMap<Month, Standing>> {
    let own = Condition::all()
        .add(Column::PhaseId.eq(work.place.phase))
        .add(Column::IsImported.eq(true));
    let rows = tx.lock_all::<Entity>(own).await?;
    let of_project = Condition::all().add(Column::ProjectId.eq(work.place.project));
    let mut standing: HashMap<Month, Standing> = HashMap::new();
    for sum in tx.activity(of_project).await? {
        let there = standing.entry((sum.month, sum.kind)).or_default();
        there.whole = acts(sum.number, sum.people);
        there.is_left_out = sum.hidden > 0;
    }
    for row in rows {
        let there = standing.entry((row.month, row.kind)).or_default();
        there.own = acts(row.number.into(), row.people.into());
        there.row = Some(row);
    }
    Ok(standing)
}

/// Acts as they are counted.
pub(super) fn acts(number: i64, people: i64) -> Acts {
    let whole = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    Acts {
        number: whole(number),
        people: whole(people),
    }
}

fn stored(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
