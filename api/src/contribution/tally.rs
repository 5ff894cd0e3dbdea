//! How a stand changes the counts of a contribution, and when they are published anew.
//!
//! What is counted toward the next publication is people, not clicks: who changes their mind back and forth must not be
//! able to bring about a look at the next one's stand (T56, T59). Where it is not known whether a stand is in the
//! published figures, it is counted rather not; figures then move a little later.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    contribution::{ActiveModel, Model},
    vocabulary::Stand,
};
use sea_orm::ActiveValue::Set;

use crate::{
    operation::gate::Duty,
    phase::{Occasion, figures},
    statistics::Threshold,
};

/// A stand and the day on which it was taken.
pub(super) type Taken = (Stand, NaiveDate);

/// What becomes of the counts of a contribution.
pub(super) struct Tally {
    /// Agree, disagree, pass.
    pub(super) counts: [i32; 3],
    /// How many people moved since the figures were published.
    pub(super) moved: i32,
}

impl Tally {
    /// The counts of `row` after a stand was taken, changed or taken back.
    pub(super) fn after(row: &Model, before: Option<Taken>, now: Option<Stand>) -> Self {
        let counts = [&row.agree_tally, &row.disagree_tally, &row.pass_tally];
        let mut counts = counts.map(|count| *Duty::Count.open(count));
        for (stand, count) in [Stand::Agree, Stand::Disagree, Stand::Pass]
            .into_iter()
            .zip(&mut counts)
        {
            if before.is_some_and(|(before, _)| before == stand) {
                *count = (*count - 1).max(0);
            }
            if now == Some(stand) {
                *count += 1;
            }
        }
        let moved = *Duty::Count.open(&row.unpublished_stands);
        let published_on = row.stands_published_at.map(|at| at.date_naive());
        Self {
            counts,
            moved: (moved + step(before.map(|(_, on)| on), now.is_some(), published_on)).max(0),
        }
    }

    /// What is written: the counts, and the figures once k people moved. Also whether the figures were published.
    pub(super) fn change(&self, row: &Model, k: Threshold, now: DateTime<Utc>) -> (ActiveModel, bool) {
        let is_renewed = u32::try_from(self.moved).is_ok_and(|moved| moved >= k.get());
        let [agree, disagree, pass] = self.counts;
        let published = if is_renewed {
            figures(row, self.counts, k, now, Occasion::Live)
        } else {
            ActiveModel {
                unpublished_stands: Set(self.moved.into()),
                ..Default::default()
            }
        };
        let is_published = published.stands_published_at.is_set();
        let change = ActiveModel {
            agree_tally: Set(agree.into()),
            disagree_tally: Set(disagree.into()),
            pass_tally: Set(pass.into()),
            ..published
        };
        (change, is_published)
    }
}

/// By how many people the counts moved away from the published figures.
fn step(taken_on: Option<NaiveDate>, is_taken: bool, published_on: Option<NaiveDate>) -> i32 {
    let is_in_figures = taken_on.is_some_and(|taken| published_on.is_some_and(|published| taken < published));
    match (taken_on, is_taken) {
        (None, true) => 1,
        (Some(_), _) if is_in_figures => 1,
        (Some(_), false) => -1,
        (Some(_), true) | (None, false) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2026, 6, day)
    }

    #[test]
    fn t56_nobody_moves_the_count_of_people_by_changing_their_mind_again_and_again() {
        assert_eq!(step(None, true, None), 1, "a new stand");
        assert_eq!(step(day(3), true, None), 0, "counted when it was new");
        assert_eq!(step(day(3), false, None), -1, "as if it had never been");
        assert_eq!(step(day(3), true, day(4)), 1, "the figures hold the stand before");
        assert_eq!(
            step(day(4), true, day(4)),
            0,
            "perhaps changed since they were published"
        );
        assert_eq!(step(day(5), true, day(4)), 0, "changed since they were published");
        assert_eq!(step(day(3), false, day(4)), 1, "the figures hold what was taken back");
        assert_eq!(step(day(5), false, day(4)), -1, "they never held it");
    }
}
