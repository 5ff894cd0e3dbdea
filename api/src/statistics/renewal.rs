//! When figures that are published may be followed by newer ones: two looks that lie too close tell of the few people
//! between them, however well each is protected (subject-matter 2.10, 3.7 rule 5).

use super::{
    Threshold,
    disclosure::{self, Table},
};

/// How many people moved at least between two counts of the same cells: who changes from one cell to another leaves one
/// and enters the other, and is one person. Who moves there and back moved nothing, so that nobody brings about a look
/// at others by moving often (T56).
#[must_use]
pub fn moved(before: [u32; 3], now: [u32; 3]) -> u32 {
    let (came, went) = step(before.into_iter().zip(now).map(|(before, now)| (before, now, 1)));
    came.people.max(went.people)
}

/// Whether the figures of `now` may follow those of `before`. The step between them is a group of people too: all of
/// them having come to the same cell, or having left the same one for none, would tell what each did, unless they are
/// 3k at least (3.7 rule 6). Looks only at what both show, so that the choice tells no more. Figures do not vanish but where
/// fewer than k people are left: that would tell that they are alike.
#[must_use]
pub fn may_follow(before: &Table, counts: [u32; 3], k: Threshold) -> bool {
    let now = disclosure::table(counts, k);
    if before.total.value().is_some() && now.total.value().is_none() {
        return counts.into_iter().fold(0, u32::saturating_add) < k.get();
    }
    let Some(parts) = parts(before, &now) else { return true };
    let (came, went) = step(parts.into_iter());
    let way = if came.cells > 0 { came } else { went };
    let is_alike = way.cells <= 1;
    !is_alike || (way.cells > 0 && came.people.max(went.people) >= k.get().saturating_mul(3))
}

/// A number of two looks, and how many cells it holds.
type Part = (u32, u32, u32);

/// The numbers that a reader of both tables can compare: the cells that both show, and what is left of the total, which
/// is of two cells at least. None where that is nothing or the total alone.
fn parts(before: &Table, now: &Table) -> Option<Vec<Part>> {
    let both = before.cells.iter().zip(&now.cells);
    let mut parts: Vec<Part> = both
        .filter_map(|(before, now)| Some((*before.value()?, *now.value()?, 1)))
        .collect();
    if parts.is_empty() || parts.len() == now.cells.len() {
        return (!parts.is_empty()).then_some(parts);
    }
    let (then, today) = (*before.total.value()?, *now.total.value()?);
    let (seen_then, seen_today) = parts.iter().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    parts.push((then.saturating_sub(seen_then), today.saturating_sub(seen_today), 2));
    Some(parts)
}

/// What moved one way.
#[derive(Clone, Copy, Default)]
struct Way {
    cells: u32,
    people: u32,
}

impl Way {
    fn add(&mut self, people: u32, cells: u32) {
        if people > 0 {
            self.cells += cells;
            self.people = self.people.saturating_add(people);
        }
    }
}

/// The cells that people came to, and those that they left.
fn step(parts: impl Iterator<Item = Part>) -> (Way, Way) {
    let (mut came, mut went) = (Way::default(), Way::default());
    for (before, now, cells) in parts {
        came.add(now.saturating_sub(before), cells);
        went.add(before.saturating_sub(now), cells);
    }
    (came, went)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::disclosure::table;

    const K: i32 = 5;

    fn follows(before: [u32; 3], now: [u32; 3]) -> bool {
        let k = Threshold::of(K);
        may_follow(&table(before, k), now, k)
    }

    #[test]
    fn t56_people_are_counted_and_not_clicks() {
        assert_eq!(moved([5, 3, 0], [5, 3, 0]), 0, "there and back");
        assert_eq!(moved([5, 3, 0], [4, 4, 0]), 1, "from one cell to another is one person");
        assert_eq!(moved([5, 3, 0], [7, 3, 1]), 3);
        assert_eq!(moved([5, 3, 0], [3, 4, 0]), 2);
        assert_eq!(moved([5, 3, 0], [5, 0, 0]), 3, "taken back");
    }

    #[test]
    fn t58_a_step_of_people_who_all_did_the_same_is_not_shown() {
        assert!(!follows([9, 8, 7], [14, 8, 7]), "five who all agree");
        assert!(!follows([9, 8, 7], [22, 8, 7]), "thirteen who all agree");
        assert!(follows([9, 8, 7], [24, 8, 7]), "fifteen are many");
        assert!(
            follows([9, 8, 7], [13, 9, 7]),
            "one thinks otherwise, and nobody knows who"
        );
        assert!(!follows([9, 18, 7], [14, 13, 7]), "five who all came round");
        assert!(!follows([19, 8, 7], [14, 8, 7]), "five who all took theirs back");
        assert!(
            !follows([6, 6, 0], [12, 0, 0]),
            "nothing could be shown now, and that tells why"
        );
        assert!(
            follows([6, 6, 0], [2, 1, 0]),
            "few are left, however they came to be few"
        );
    }

    #[test]
    fn only_what_both_show_can_be_compared() {
        assert!(follows([2, 1, 0], [9, 8, 7]), "nothing was shown before");
        assert!(follows([9, 3, 2], [14, 3, 2]), "totals alone tell of no cell");
        assert!(
            !follows([20, 9, 3], [25, 9, 3]),
            "one cell and the rest, and all came to the one"
        );
        assert!(
            follows([20, 9, 3], [20, 12, 5]),
            "nobody knows to which of two they came"
        );
        assert!(!follows([9, 8, 7], [9, 8, 7]), "nothing to see");
    }
}
