//! Disclosure control against its worked examples, and against a reader who tries every table.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::HashMap;

use entity::vocabulary::StatisticStatus::{Published, Suppressed, Undefined};

use super::disclosure::{
    Acts, Group, Sources, Table, Threshold, acts, count, group, margin, table, table_again, total,
};

/// What is shown: the total, then the cells.
type Shown = (Option<u32>, [Option<u32>; 3]);

fn shown(of: Table) -> Shown {
    (of.total.into_value(), of.cells.map(super::Statistic::into_value))
}

fn k(k: i32) -> Threshold {
    Threshold::of(k)
}

#[test]
fn the_worked_tables_are_withheld_as_worked() {
    let worked: &[([u32; 3], Shown)] = &[
        // Subject-matter 2.10: primary 3, secondary 14.
        ([14, 3, 21], (Some(38), [None, None, Some(21)])),
        ([0, 0, 0], (Some(0), [Some(0), Some(0), Some(0)])),
        ([8, 7, 6], (Some(21), [Some(8), Some(7), Some(6)])),
        ([5, 0, 5], (Some(10), [Some(5), Some(0), Some(5)])),
        // Fewer than k.
        ([2, 1, 1], (None, [None; 3])),
        // All alike: hidden below 3k, whatever the size.
        ([0, 5, 0], (None, [None; 3])),
        ([14, 0, 0], (None, [None; 3])),
        ([15, 0, 0], (Some(15), [Some(15), Some(0), Some(0)])),
        // Two withheld cells of fewer than k together take the third with them.
        ([1, 2, 20], (Some(23), [None; 3])),
        ([3, 14, 0], (Some(17), [None, None, Some(0)])),
        // A reader who knows the rule would learn that the cells are 4 and 5, so the third goes too.
        ([4, 5, 6], (Some(15), [None; 3])),
        // Equal cells go together, so that their order tells nothing.
        ([3, 9, 9], (Some(21), [None; 3])),
        // Too few to show even the total.
        ([2, 3, 0], (None, [None; 3])),
        ([2, 2, 2], (None, [None; 3])),
    ];
    for (cells, expected) in worked {
        assert_eq!(shown(table(*cells, k(5))), *expected, "{cells:?}");
    }
}

#[test]
fn a_count_that_is_small_is_withheld_and_nobody_is_not_small() {
    let shown: Vec<_> = (0..=6).map(|n| count(n, k(5)).into_value()).collect();
    assert_eq!(shown, [Some(0), None, None, None, None, Some(5), Some(6)]);
    assert_eq!(count(2, k(1)).status(), Suppressed, "no threshold is below 3");
    assert_eq!((k(-1).get(), k(3).get(), k(10).get()), (3, 3, 10));
}

#[test]
fn a_small_group_and_one_that_agrees_look_alike() {
    let of = |scores: &[i32], non_answers: &[u32], whole| group(scores, 1..=5, non_answers, whole, k(5));
    let small = of(&[1, 2, 3, 4], &[0], Group::Whole);
    assert_eq!(small.status(), Suppressed);
    for alike in [[4; 5].as_slice(), &[4; 14], &[4; 400]] {
        assert_eq!(of(alike, &[0], Group::Part), small);
    }
    assert_eq!(
        of(&[4, 4, 4, 4, 5], &[1], Group::Part),
        small,
        "who gave the 5 would know what each of the others gave"
    );
    assert_eq!(of(&[4; 14], &[0], Group::Whole), small);
    assert_eq!(of(&[4; 15], &[0], Group::Whole).value().unwrap().n, 15);
    assert_eq!(of(&[4, 4, 4, 5, 5], &[1], Group::Part).status(), Published);
    assert_eq!(
        of(&[4, 4, 4, 5], &[9], Group::Part),
        small,
        "what is not a score does not count"
    );
    assert_eq!(
        of(&[], &[0, 7], Group::Part),
        small,
        "that all declined is told of nobody"
    );
    assert_eq!(of(&[], &[0, 0], Group::Part).status(), Undefined);
}

/// Every table of at most `most` people.
fn tables(most: u32) -> impl Iterator<Item = [u32; 3]> {
    (0..=most).flat_map(move |a| (0..=most - a).flat_map(move |b| (0..=most - a - b).map(move |c| [a, b, c])))
}

/// What follows from each publication for each number, for who knows the rule: its smallest and largest value.
fn follows(most: u32, publish: impl Fn([u32; 3]) -> Shown) -> HashMap<Shown, [(u32, u32); 4]> {
    let mut follows: HashMap<Shown, [(u32, u32); 4]> = HashMap::new();
    for cells in tables(most) {
        let [a, b, c] = cells;
        let numbers = [a + b + c, a, b, c];
        let ranges = follows.entry(publish(cells)).or_insert_with(|| numbers.map(|n| (n, n)));
        for ((least, greatest), n) in ranges.iter_mut().zip(numbers) {
            *least = n.min(*least);
            *greatest = n.max(*greatest);
        }
    }
    follows
}

fn assert_open(ranges: &HashMap<Shown, [(u32, u32); 4]>, k: u32) {
    for ((total, [a, b, c]), ranges) in ranges {
        for (number, (least, greatest)) in [total, a, b, c].into_iter().zip(ranges) {
            let context = format!("k {k}: {total:?} {:?} leaves {ranges:?}", [a, b, c]);
            match number {
                Some(_) => assert_eq!(least, greatest, "{context}"),
                None => assert!(greatest - least >= k, "{context}"),
            }
        }
    }
}

#[test]
fn t52_nobody_who_knows_the_rule_narrows_a_withheld_number_below_the_threshold() {
    for threshold in 3..=6 {
        let ranges = follows(36, |cells| shown(table(cells, k(threshold))));
        assert_open(&ranges, k(threshold).get());
        assert!(
            ranges
                .keys()
                .any(|(total, cells)| total.is_some() && cells.iter().flatten().count() == 1)
        );
        assert!(
            ranges
                .keys()
                .any(|(total, cells)| total.is_some() && cells == &[None; 3])
        );
    }
}

#[test]
fn t63_a_higher_threshold_withholds_at_once_and_a_lower_one_shows_no_more() {
    for (before, now) in [(3, 4), (3, 6), (4, 5), (5, 6), (5, 12)] {
        let again = |cells| {
            let (total, cells) = shown(table(cells, k(before)));
            shown(table_again(total, cells, k(now)))
        };
        assert_open(&follows(42, again), k(now).get());
    }
    for cells in tables(24) {
        let (total, published) = shown(table(cells, k(6)));
        assert_eq!(shown(table_again(total, published, k(3))), (total, published));
        let again = shown(table_again(total, published, k(6)));
        assert_eq!(again, (total, published), "the same threshold changes nothing");
    }
}

#[test]
fn who_stands_alone_does_not_learn_where_all_others_stand() {
    for threshold in 3..=6 {
        for others in 1..=36 {
            for cells in [[others, 1, 0], [0, others, 1], [1, 0, others]] {
                let (_, told) = shown(table(cells, k(threshold)));
                let mut taken = cells.iter().zip(told).filter(|(cell, _)| **cell > 0);
                assert!(taken.all(|(_, told)| told.is_none()), "k {threshold}: {cells:?}");
            }
        }
    }
}

#[test]
fn a_margin_of_withheld_groups_tells_only_that_nobody_is_in_any() {
    let shown = [0, 1, 5, 400].map(|n| margin(n).into_value());
    assert_eq!(shown, [Some(0), None, None, None]);
}

#[test]
fn no_small_number_is_ever_shown() {
    for threshold in 3..=6 {
        for cells in tables(36) {
            let (total, shown) = shown(table(cells, k(threshold)));
            for number in shown.iter().chain([&total]).flatten() {
                assert!(!(1..k(threshold).get()).contains(number), "{cells:?}");
            }
        }
    }
}

#[test]
fn a_total_does_not_tell_what_its_parts_withhold() {
    let k = Threshold::of(5);
    let by = |number, people| Sources {
        here: Acts { number, people },
        ..Sources::default()
    };
    assert_eq!(acts(by(40, 4), k).status(), Suppressed);
    assert_eq!(acts(by(0, 0), k).value(), Some(&0));
    let total = |parts: &[Sources]| total(parts, k).into_value();
    assert_eq!(total(&[]), Some(0));
    assert_eq!(total(&[by(0, 0), by(7, 5), by(12, 9)]), Some(19));
    // One is withheld, and would follow from the total.
    assert_eq!(total(&[by(40, 4), by(7, 7)]), None);
    // Two are: of 6 acts, each is known to 1 to 5; of 7, to 1 to 6.
    assert_eq!(total(&[by(3, 2), by(3, 3), by(7, 7)]), None);
    assert_eq!(total(&[by(3, 2), by(4, 3), by(7, 7)]), Some(14));
    // What is withheld is a number of acts by four people, however many those are; here and where nothing else is told.
    assert_eq!(total(&[by(3, 2), by(40, 2), by(7, 7)]), None);
    assert_eq!(total(&[by(30, 1), by(40, 1)]), None);
    assert_eq!(total(&[by(30, 1), by(40, 4)]), Some(70));
}

#[test]
fn t51_an_export_that_is_subtracted_leaves_nothing_that_few_did() {
    let k = Threshold::of(5);
    let of = |here: (u32, u32), imported: (u32, u32)| {
        let acts = |(number, people)| Acts { number, people };
        Sources {
            here: acts(here),
            imported: acts(imported),
        }
    };
    let told = |here, imported| acts(of(here, imported), k).into_value();
    assert_eq!(told((0, 0), (40, 12)), Some(40));
    assert_eq!(told((1, 1), (40, 12)), None);
    assert_eq!(told((90, 4), (40, 12)), None);
    assert_eq!(told((5, 5), (40, 12)), Some(45));
    // Whoever has no export subtracts nothing.
    assert_eq!(told((5, 5), (3, 2)), Some(8));
    assert_eq!(told((3, 3), (3, 2)), None);

    let total = |parts: &[Sources]| total(parts, k).into_value();
    let shown = of((7, 7), (0, 0));
    assert_eq!(total(&[shown, of((0, 0), (40, 12))]), Some(47));
    assert_eq!(total(&[shown, of((1, 1), (40, 12))]), None);
    // Of two the sum is of many, and less the exports it is what four did here.
    assert_eq!(total(&[shown, of((9, 2), (40, 12)), of((9, 2), (40, 12))]), None);
    assert_eq!(total(&[shown, of((9, 2), (40, 12)), of((9, 3), (40, 12))]), Some(105));
    // One of the two did nothing here, so that what is left is what the other did.
    assert_eq!(total(&[shown, of((9, 3), (40, 12)), of((0, 0), (9, 3))]), None);
}
