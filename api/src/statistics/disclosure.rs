//! Disclosure control: the only way out for a number about people.
//!
//! What stays possible is documented where it is decided: who knows k and these rules learns of two withheld cells that
//! one of them is small, though not which.

use std::ops::RangeInclusive;

use entity::vocabulary::StatisticStatus;

use super::describe::{Description, describe};

/// A number about people after disclosure control: shown, withheld, or undefined. Only this file makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statistic<T>(Inner<T>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inner<T> {
    Published(T),
    Suppressed,
    Undefined,
}

impl<T> Statistic<T> {
    const SUPPRESSED: Self = Self(Inner::Suppressed);

    /// The value, where it is shown.
    pub const fn value(&self) -> Option<&T> {
        match &self.0 {
            Inner::Published(value) => Some(value),
            Inner::Suppressed | Inner::Undefined => None,
        }
    }

    /// The value, where it is shown, taken out.
    pub fn into_value(self) -> Option<T> {
        match self.0 {
            Inner::Published(value) => Some(value),
            Inner::Suppressed | Inner::Undefined => None,
        }
    }

    /// Whether it is shown.
    #[must_use]
    pub const fn status(&self) -> StatisticStatus {
        match self.0 {
            Inner::Published(_) => StatisticStatus::Published,
            Inner::Suppressed => StatisticStatus::Suppressed,
            Inner::Undefined => StatisticStatus::Undefined,
        }
    }
}

/// The smallest number of people that a published figure stands on (k), never below the floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold(u32);

impl Threshold {
    /// The floor of every agency.
    const FLOOR: u32 = 3;

    /// The threshold of an agency, raised to the floor.
    #[must_use]
    pub fn of(k: i32) -> Self {
        Self(u32::try_from(k).unwrap_or(Self::FLOOR).max(Self::FLOOR))
    }

    /// k.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    const fn is_small(self, n: u32) -> bool {
        0 < n && n < self.0
    }
}

/// A count that stands alone. Nobody is not a small group: a zero is shown.
#[must_use]
pub const fn count(n: u32, k: Threshold) -> Statistic<u32> {
    if k.is_small(n) {
        Statistic::SUPPRESSED
    } else {
        Statistic(Inner::Published(n))
    }
}

/// What some people did, such as taking stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Acts {
    /// How often.
    pub number: u32,
    /// By how many people.
    pub people: u32,
}

impl Acts {
    /// As they are counted.
    #[must_use]
    pub fn of(number: i64, people: i64) -> Self {
        let whole = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            number: whole(number),
            people: whole(people),
        }
    }

    /// These and others, of other people.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self {
            number: self.number.saturating_add(others.number),
            people: self.people.saturating_add(others.people),
        }
    }

    /// These without some of them.
    #[must_use]
    pub const fn without(self, some: Self) -> Self {
        Self {
            number: self.number.saturating_sub(some.number),
            people: self.people.saturating_sub(some.people),
        }
    }

    const fn are_of_few(self, k: Threshold) -> bool {
        self.number > 0 && self.people < k.0
    }
}

/// What was done here, and what was done elsewhere and imported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// Here.
    pub here: Acts,
    /// Elsewhere. Many have the export, and subtract.
    pub imported: Acts,
}

impl Sources {
    /// Of acts, and of what was done here of them.
    #[must_use]
    pub const fn of(whole: Acts, here: Acts) -> Self {
        Self {
            here,
            imported: whole.without(here),
        }
    }

    /// Both together.
    #[must_use]
    pub const fn whole(self) -> Acts {
        self.here.and(self.imported)
    }
}

/// How often something was done, wherever; withheld where fewer than k people did it, and where fewer than k did what was
/// done here, which would be left for whoever has the export.
#[must_use]
pub const fn acts(of: Sources, k: Threshold) -> Statistic<u32> {
    if of.whole().are_of_few(k) || of.here.are_of_few(k) {
        Statistic::SUPPRESSED
    } else {
        Statistic(Inner::Published(of.whole().number))
    }
}

/// The total of acts that are published one by one beside it, each by [`acts`]. Less what is shown it tells what all of
/// the withheld hold together, to whoever has the exports what was done here of that: it is shown if neither tells of few.
#[must_use]
pub fn total(parts: &[Sources], k: Threshold) -> Statistic<u32> {
    let withheld = parts.iter().filter(|part| acts(**part, k).value().is_none());
    let here = parts.iter().map(|part| part.here).filter(|here| here.are_of_few(k));
    if !may_be_left(withheld.map(|part| part.whole()), k) || !may_be_left(here, k) {
        return Statistic::SUPPRESSED;
    }
    let whole = parts.iter().fold(Acts::default(), |sum, part| sum.and(part.whole()));
    Statistic(Inner::Published(whole.number))
}

/// Whether it may be known how many these acts are together, each of which is withheld: if there are none of them, or k
/// people did them, there are two at least, and each stays open by k. Each is one act at least, and nobody knows a most,
/// because few people may do much.
fn may_be_left(withheld: impl Iterator<Item = Acts>, k: Threshold) -> bool {
    let (cells, sum) = withheld.fold((0, Acts::default()), |(cells, sum), part| (cells + 1, sum.and(part)));
    let open = sum.number.saturating_sub(cells);
    cells == 0 || (cells > 1 && open >= k.0 && sum.people >= k.0)
}

/// Which people a group of answers is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Everybody who answered.
    Whole,
    /// Some of them, such as a sector.
    Part,
}

/// Describes a group of answers, or withholds all of it, its size too: where fewer than k gave a score, and where all
/// gave the same one, or all but one, who would know what each of the others gave, unless they are everybody and 3k at
/// least. All of these look alike. A group that nobody answered in is undefined.
#[must_use]
pub fn group(
    scores: &[i32],
    scale: RangeInclusive<i32>,
    non_answers: &[u32],
    group: Group,
    k: Threshold,
) -> Statistic<Description> {
    let Some(description) = describe(scores, scale, non_answers) else {
        // That all declined to answer is a fact about each of them.
        return if non_answers.iter().all(|count| *count == 0) {
            Statistic(Inner::Undefined)
        } else {
            Statistic::SUPPRESSED
        };
    };
    let n = description.n;
    let alike = description.distribution.iter().any(|(_, count)| n - count <= 1);
    let alike_may_show = group == Group::Whole && n >= k.0.saturating_mul(3);
    if n < k.0 || (alike && !alike_may_show) {
        return Statistic::SUPPRESSED;
    }
    Statistic(Inner::Published(description))
}

/// The total of groups that are told of one by one, some of them withheld: it would tell how many the withheld ones hold
/// together, and so is shown only where it is of nobody.
#[must_use]
pub const fn margin(n: u32) -> Statistic<u32> {
    match n {
        0 => Statistic(Inner::Published(0)),
        _ => Statistic::SUPPRESSED,
    }
}

/// A table of three cells and their total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// All cells together.
    pub total: Statistic<u32>,
    /// The cells, in the order in which they were given.
    pub cells: [Statistic<u32>; 3],
}

/// What may be shown of a table of three cells that partition a group of people. Together and not cell by cell,
/// because what is withheld must not follow from what is shown:
///
/// 1. fewer than k people, or all in one cell and fewer than 3k: nothing;
/// 2. a cell of 1 to k-1 is withheld, and then the next smallest that is not empty (equal ones together), until two
///    at least are withheld and they hold k people at least;
/// 3. the third cell is shown if what then follows for each withheld one is a range at least k wide, for a reader who
///    knows k and these rules; if not, the total alone; if that tells too much, nothing.
///
/// Each step looks only at what it would show, so that the choice itself tells no more.
#[must_use]
pub fn table(cells: [u32; 3], k: Threshold) -> Table {
    let total = cells.iter().fold(0, |sum: u32, cell| sum.saturating_add(*cell));
    table_again(Some(total), cells.map(Some), k)
}

/// What may still be shown of a table that was published before, with what was withheld then as none: a higher
/// threshold withholds more at once, a lower one shows no more.
#[must_use]
pub fn table_again(total: Option<u32>, cells: [Option<u32>; 3], k: Threshold) -> Table {
    let shown = shown(total, cells, k);
    let statistic = |value: Option<u32>, shown: bool| match value {
        Some(value) if shown => Statistic(Inner::Published(value)),
        _ => Statistic::SUPPRESSED,
    };
    let [a, b, c] = cells;
    let [show_a, show_b, show_c] = shown.cells;
    Table {
        total: statistic(total, shown.total),
        cells: [statistic(a, show_a), statistic(b, show_b), statistic(c, show_c)],
    }
}

/// Which numbers of a table are shown.
struct Shown {
    total: bool,
    cells: [bool; 3],
}

impl Shown {
    const NOTHING: Self = Self {
        total: false,
        cells: [false; 3],
    };
    const TOTAL: Self = Self {
        total: true,
        cells: [false; 3],
    };
}

fn shown(total: Option<u32>, cells: [Option<u32>; 3], k: Threshold) -> Shown {
    let Some(total) = total else {
        return Shown::NOTHING;
    };
    let alike = cells.contains(&Some(total)) && total < k.0.saturating_mul(3);
    if total > 0 && (total < k.0 || alike) {
        return Shown::NOTHING;
    }
    let mut open = cells.map(|cell| cell.filter(|n| !k.is_small(*n)));
    let mut withheld;
    loop {
        withheld = total.saturating_sub(open.iter().flatten().sum());
        match open.iter().flatten().count() {
            3 => {
                return Shown {
                    total: true,
                    cells: [true; 3],
                };
            }
            0 | 1 if withheld >= k.0 => break,
            _ => {}
        }
        let Some(next) = open.iter().flatten().copied().filter(|n| *n > 0).min() else {
            return Shown::NOTHING;
        };
        open = open.map(|cell| cell.filter(|n| *n != next));
    }
    let cells_shown = open.map(|cell| cell.is_some());
    match open.iter().flatten().next() {
        Some(third) if is_open(withheld, *third, k) => Shown {
            total: true,
            cells: cells_shown,
        },
        _ if total >= k.0.saturating_add(3) => Shown::TOTAL,
        _ => Shown::NOTHING,
    }
}

/// Whether two withheld cells that hold `withheld` people together stay open by k beside the shown `third`. Neither is
/// empty, because that would be shown, and neither reaches a third that is not empty, because that would be withheld
/// in its place; so each lies between what `most` leaves of the sum and `most`.
fn is_open(withheld: u32, third: u32, k: Threshold) -> bool {
    let least = 1;
    let most = match third {
        0 => withheld.saturating_sub(least),
        third => withheld.saturating_sub(least).min(third - 1),
    };
    most.saturating_mul(2) >= withheld.saturating_add(k.0)
}
