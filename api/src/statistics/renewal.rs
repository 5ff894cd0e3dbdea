//! When figures that are published may be followed by newer ones: two looks that lie too close tell of the few people
//! between them, however well each is protected (T58).

use super::{
    Threshold,
    disclosure::{self, Acts, Table},
};

/// How many people moved at least between two counts of the same cells: who changes from one cell to another leaves one
/// and enters the other, and is one person. Who moves there and back moved nothing, so that nobody brings about a look
/// at others by moving often (T56).
#[must_use]
pub fn moved(before: [u32; 3], now: [u32; 3]) -> u32 {
    let (came, went) = step(cells(before, now));
    came.people.max(went.people)
}

/// Whether the figures of `now` may follow those of `before`. The step between them is a group of people too: all of
/// them having come to the same cell, or having left the same one for none, would tell what each did, and all but one
/// would tell that one, unless they are 3k at least (3.7 rule 6). It is judged by what both show, so that the choice
/// tells no more; where a cell comes to be shown again, by the counts of the last look, because readers remember what
/// was shown before. Nothing that is shown vanishes but where fewer than k people are left: that would tell of the
/// counts, and there would be nothing to compare with.
#[must_use]
pub fn may_follow(before: &Table, looked_at: [u32; 3], counts: [u32; 3], k: Threshold) -> bool {
    let now = disclosure::table(counts, k);
    if now.total.value().is_none() {
        let total = counts.into_iter().fold(0, u32::saturating_add);
        return before.total.value().is_some() && total < k.get();
    }
    let shown = || before.cells.iter().zip(&now.cells);
    if shown().any(|(before, now)| before.value().is_some() && now.value().is_none()) {
        return false;
    }
    let appears = shown().any(|(before, now)| before.value().is_none() && now.value().is_some());
    if appears && is_alike(cells(looked_at, counts), k) {
        return false;
    }
    parts(before, &now).is_none_or(|parts| !is_alike(parts.into_iter(), k))
}

/// Whether acts that are told of may be followed by these: k more of them at least, and of k people more at least, so that two
/// looks never tell of fewer. Acts do not become fewer: whoever changes their mind moves no figure of the past.
#[must_use]
pub const fn may_grow(before: Acts, now: Acts, k: Threshold) -> bool {
    let (more, others) = (
        now.number.saturating_sub(before.number),
        now.people.saturating_sub(before.people),
    );
    more >= k.get() && others >= k.get()
}

/// Whether all who moved came to one cell, or left one for none, or all but one did, and are too few to hide among; or
/// whether nothing moved.
fn is_alike(parts: impl Iterator<Item = Part>, k: Threshold) -> bool {
    let (came, went) = step(parts);
    let way = if came.cells > 0 { came } else { went };
    let people = came.people.max(went.people);
    let others = people.saturating_sub(came.most.max(went.most));
    way.cells == 0 || ((way.cells == 1 || others <= 1) && people < k.get().saturating_mul(3))
}

fn cells(before: [u32; 3], now: [u32; 3]) -> impl Iterator<Item = Part> {
    before.into_iter().zip(now).map(|(before, now)| (before, now, 1))
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
    /// How many at the most are known to have moved alike.
    most: u32,
}

impl Way {
    fn add(&mut self, people: u32, cells: u32) {
        if people > 0 {
            self.cells += cells;
            self.people = self.people.saturating_add(people);
            if cells == 1 {
                self.most = self.most.max(people);
            }
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
        may_follow(&table(before, k), before, now, k)
    }

    #[test]
    fn t58_no_way_round_leads_to_a_step_that_is_not_shown_itself() {
        let (k, eight) = (Threshold::of(K), Threshold::of(8));
        // The figures of the first look are remembered, though a higher threshold took them out of the rows.
        let withheld = disclosure::table_again(Some(24), [None; 3], eight);
        assert!(!may_follow(&withheld, [9, 8, 7], [17, 8, 7], eight));
        assert!(may_follow(&withheld, [9, 8, 7], [13, 12, 8], eight));
        // Nor does a look between that shows less open it: what is shown stays until more can be shown.
        assert!(!follows([9, 8, 7], [11, 11, 4]));
        assert!(!may_follow(&table([9, 8, 7], k), [11, 11, 4], [14, 8, 7], k));
    }

    #[test]
    fn figures_that_show_nothing_follow_no_others_that_show_nothing() {
        assert!(!follows([4, 0, 0], [9, 0, 0]));
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
    fn t58_who_alone_did_otherwise_does_not_learn_what_the_others_of_a_step_did() {
        assert!(
            !follows([9, 8, 7], [13, 9, 7]),
            "four agree, and who disagrees knows that they do"
        );
        assert!(!follows([9, 8, 7], [14, 9, 6]), "one of them came round");
        assert!(!follows([20, 10, 7], [16, 9, 7]), "four took the same back");
        assert!(
            !follows([19, 8, 7], [13, 10, 10]),
            "six agreed before, whatever they think now"
        );
        assert!(!follows([9, 8, 7], [22, 9, 7]), "fourteen are no many");
        assert!(follows([9, 8, 7], [23, 9, 7]), "fifteen are");
        assert!(follows([9, 8, 7], [12, 10, 7]), "of five two think otherwise");
    }

    #[test]
    fn only_what_both_show_can_be_compared() {
        assert!(follows([2, 1, 0], [9, 8, 7]), "nothing was shown before");
        assert!(!follows([2, 1, 0], [14, 1, 0]), "nothing can be shown now");
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

    #[test]
    fn t58_acts_grow_by_k_of_k_people_or_not_at_all() {
        let acts = |number, people| Acts { number, people };
        let grows = |before, now| may_grow(before, now, Threshold::of(K));
        assert!(grows(acts(12, 12), acts(17, 17)));
        assert!(!grows(acts(12, 12), acts(16, 16)), "four people");
        assert!(!grows(acts(12, 12), acts(90, 16)), "four people, who did much");
        assert!(!grows(acts(12, 6), acts(16, 11)), "five people, and somebody did less");
        assert!(!grows(acts(12, 12), acts(7, 7)), "nothing falls");
        assert!(grows(acts(0, 0), acts(5, 5)));
    }
}
