//! What was done beside what was told: each by its id.

use std::collections::{BTreeMap, BTreeSet};

use super::{acts::Act, listener::Heard};
use crate::histogram::Histogram;

/// What became of the events at some listeners.
#[derive(Debug, Default)]
pub(super) struct Sum {
    pub(super) listeners: u32,
    /// Events that came at least once.
    pub(super) told: u32,
    pub(super) lost: u32,
    /// How often one came again.
    pub(super) doubled: u32,
    /// How often one came after one that was done later.
    pub(super) out_of_order: u32,
    pub(super) resyncs: u32,
    pub(super) ended: u32,
    /// From when an event was due, for whoever was there then.
    pub(super) latencies: Histogram,
}

impl Sum {
    pub(super) fn add(&mut self, other: &Self) {
        self.listeners += other.listeners;
        self.told += other.told;
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.out_of_order += other.out_of_order;
        self.resyncs += other.resyncs;
        self.ended += other.ended;
        self.latencies.merge(&other.latencies);
    }
}

/// What one listener was told of what was done.
pub(super) fn tally(done: &[Act], heard: &Heard) -> Sum {
    let places: BTreeMap<&str, (usize, &Act)> = (0..)
        .zip(done)
        .map(|(place, act)| (act.id.as_str(), (place, act)))
        .collect();
    let mut sum = Sum {
        listeners: 1,
        resyncs: heard.resyncs,
        ended: heard.ended.into(),
        ..Sum::default()
    };
    let (mut seen, mut last) = (BTreeSet::new(), 0);
    for (id, at) in &heard.told {
        // What others do is not counted.
        let Some((place, act)) = places.get(id.as_str()) else {
            continue;
        };
        if !seen.insert(*place) {
            sum.doubled += 1;
            continue;
        }
        sum.told += 1;
        if *place < last {
            sum.out_of_order += 1;
        }
        last = last.max(*place);
        // What was done while somebody was away they are told when they are back, and not before.
        let was_away = heard.back.is_some_and(|back| act.due < back && *at >= back);
        if !was_away {
            sum.latencies.add(at.saturating_duration_since(act.due));
        }
    }
    let missed = places.len().saturating_sub(seen.len());
    sum.lost = u32::try_from(missed).unwrap_or(u32::MAX);
    sum
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn acts(begun: Instant, ids: &[&str]) -> Vec<Act> {
        let act = |(place, id): (u32, &&str)| {
            let due = begun + Duration::from_millis(100) * place;
            Act {
                id: (*id).to_owned(),
                due,
                done: due,
            }
        };
        (0..).zip(ids).map(act).collect()
    }

    fn told(begun: Instant, ids: &[&str]) -> Vec<(String, Instant)> {
        let at = begun + Duration::from_secs(1);
        ids.iter().map(|id| ((*id).to_owned(), at)).collect()
    }

    #[test]
    fn one_that_came_twice_does_not_stand_for_one_that_did_not_come() {
        let begun = Instant::now();
        let done = acts(begun, &["a", "b", "c"]);
        let of = |ids: &[&str]| {
            let heard = Heard {
                told: told(begun, ids),
                ..Heard::default()
            };
            let sum = tally(&done, &heard);
            (sum.told, sum.lost, sum.doubled, sum.out_of_order)
        };
        assert_eq!(of(&["a", "b", "c"]), (3, 0, 0, 0));
        assert_eq!(of(&["a", "b", "b"]), (2, 1, 1, 0));
        assert_eq!(of(&["a", "c", "b"]), (3, 0, 0, 1));
        assert_eq!(of(&["another", "c"]), (1, 2, 0, 0));
    }

    #[test]
    fn what_was_done_while_somebody_was_away_says_nothing_of_how_long_it_takes() {
        let begun = Instant::now();
        let done = acts(begun, &["a"]);
        let mut heard = Heard {
            told: told(begun, &["a"]),
            ..Heard::default()
        };
        assert!(tally(&done, &heard).latencies.percentile(50) >= Duration::from_millis(900));
        heard.back = Some(begun + Duration::from_millis(900));
        let sum = tally(&done, &heard);
        assert_eq!((sum.told, sum.latencies.percentile(50)), (1, Duration::ZERO));
    }
}
