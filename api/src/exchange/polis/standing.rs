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
        disclosure::{self, Acts, Sources},
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
    all: Sources,
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
        let is_shown = |of: Sources| disclosure::acts(of, k).value().is_some();
        if now == self.own {
            return None;
        }
        if is_over && self.all.whole().number > 0 {
            // What few did is among what the agency's figure does not show, and would follow once the project showed more.
            let may_show = self.is_left_out || is_shown(self.all);
            let hidden = self.row.as_ref().map_or(0, |row| row.hidden);
            return (may_show && renewal::may_grow(self.own, now, k)).then_some(hidden);
        }
        let after = Sources {
            imported: self.all.imported.without(self.own).and(now),
            ..self.all
        };
        // What few did would be what the agency's figure grew by (T51). What many did and is left out all the same was done in
        // the month in which the project became public, which stays out.
        let stays_out = self.is_left_out && is_shown(self.all);
        let may_join = is_shown(after) && !stays_out;
        Some(if may_join { 0 } else { stored(now.number) })
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
        let here = Acts::of(sum.here_number, sum.here_people);
        there.all = Sources::of(Acts::of(sum.number, sum.people), here);
        there.is_left_out = sum.hidden > 0;
    }
    for row in rows {
        let there = standing.entry((row.month, row.kind)).or_default();
        there.own = Acts::of(row.number.into(), row.people.into());
        there.row = Some(row);
    }
    Ok(standing)
}

fn stored(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What so many people did once each.
    fn by(people: u32) -> Acts {
        Acts { number: people, people }
    }

    fn hides(there: &Standing, now: u32, is_over: bool) -> Option<i32> {
        there.hides(by(now), is_over, Threshold::of(5))
    }

    /// A month of this conversation, of which so many did something here.
    fn month(own: u32, here: u32, is_left_out: bool) -> Standing {
        Standing {
            row: None,
            own: by(own),
            all: Sources {
                here: by(here),
                imported: by(own),
            },
            is_left_out,
        }
    }

    #[test]
    fn t51_a_month_that_goes_on_stays_out_where_the_project_became_public_in_it() {
        assert_eq!(hides(&month(12, 0, false), 13, false), Some(0));
        assert_eq!(hides(&month(12, 0, true), 13, false), Some(13));
        // What few did was left out for that alone.
        assert_eq!(hides(&month(3, 0, true), 12, false), Some(0));
        assert_eq!(hides(&month(3, 0, true), 4, false), Some(4));
        assert_eq!(hides(&month(12, 0, false), 12, false), None);
    }

    #[test]
    fn t51_what_few_did_here_is_left_out_with_what_is_imported_beside_it() {
        assert_eq!(hides(&month(0, 2, false), 12, false), Some(12));
        assert_eq!(hides(&month(0, 5, false), 12, false), Some(0));
        // A month that is over stays as it is while its figure is withheld.
        assert_eq!(hides(&month(12, 2, false), 40, true), None);
        assert_eq!(hides(&month(12, 2, true), 40, true), Some(0));
        assert_eq!(hides(&month(12, 5, false), 40, true), Some(0));
        assert_eq!(hides(&Standing::default(), 12, true), Some(0));
    }
}
