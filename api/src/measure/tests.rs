#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::DateTime;

use super::*;

const RATE: Rate = Rate {
    most: 100,
    over: Duration::from_secs(100),
};

/// Two servers under one clock.
fn two() -> (Clock, [(Measures, Arc<Measure>); 2]) {
    let clock = Clock::fixed(DateTime::UNIX_EPOCH);
    let one = || {
        let mut measures = Measures::new(clock.clone(), [7; 32], true);
        let measure = measures.add("test");
        (measures, measure)
    };
    let both = [one(), one()];
    (clock, both)
}

/// How much is left, which takes nothing.
fn left(measure: &Measure) -> u64 {
    let taken = measure.take(b"payer", 0, RATE).unwrap();
    taken.left()
}

/// The one thing that is to be told.
fn told(measures: &Measures) -> Untold {
    let told = measures.untold();
    assert_eq!(told.len(), 1);
    told.into_iter().next().unwrap()
}

#[test]
fn what_comes_back_comes_back_evenly_and_what_is_given_back_at_once() {
    let (clock, [(_, measure), _]) = two();
    drop(measure.take(b"payer", 60, RATE).unwrap());
    assert_eq!(left(&measure), 40);
    let refused = measure.take(b"payer", 41, RATE).map(drop).unwrap_err();
    assert_eq!((refused, refused.seconds()), (Wait(Duration::from_secs(1)), 2));
    clock.advance(chrono::Duration::seconds(10));
    let taken = measure.take(b"payer", 50, RATE).unwrap();
    assert_eq!(taken.left(), 0);
    taken.give_back();
    assert_eq!(left(&measure), 50);
    clock.advance(chrono::Duration::seconds(1_000));
    assert_eq!(left(&measure), 100);
    assert!(measure.take(b"payer", u64::MAX, RATE).is_err());
    assert_eq!(measure.take(b"another", 1, RATE).unwrap().left(), 99);
}

#[test]
fn what_one_server_spent_counts_at_the_other_and_nowhere_twice() {
    let (clock, [(one, here), (other, there)]) = two();
    drop(here.take(b"payer", 60, RATE).unwrap());
    let said = told(&one);
    assert_eq!((said.measure, said.time), ("test", Duration::from_mins(1)));
    assert_eq!(one.untold(), []);
    // The database says what all owe: those 60. Whoever told it owes no more by that, whoever did not does.
    for measures in [&one, &other, &one, &other] {
        measures.hear("test", said.payer, Duration::from_mins(1));
    }
    assert_eq!((left(&here), left(&there)), (40, 40));
    // What is under way, or not yet told, is not among it and stays on top.
    let under_way = there.take(b"payer", 10, RATE).unwrap();
    drop(there.take(b"payer", 5, RATE).unwrap());
    other.hear("test", said.payer, Duration::from_secs(80));
    assert_eq!(left(&there), 5);
    under_way.give_back();
    assert_eq!(left(&there), 15);
    let said = told(&other);
    assert_eq!(said.time, Duration::from_secs(5));
    clock.advance(chrono::Duration::seconds(40));
    other.hear("test", said.payer, Duration::from_secs(45));
    assert_eq!(left(&there), 55);
}

#[test]
fn what_is_told_was_kept_is_enough_to_tell_of_and_tells_how_old_it_is() {
    let (clock, [(one, measure), _]) = two();
    measure.take(b"payer", 50, RATE).unwrap().give_back();
    assert_eq!(one.untold(), []);
    let small = Rate {
        most: 1_000_000,
        ..RATE
    };
    for _ in 0..999 {
        drop(measure.take(b"payer", 1, small).unwrap());
    }
    assert_eq!(one.untold(), []);
    clock.advance(chrono::Duration::seconds(3));
    drop(measure.take(b"payer", 1, small).unwrap());
    let said = told(&one);
    assert_eq!(
        (said.time, said.ago),
        (Duration::from_millis(100), Duration::from_secs(3))
    );
    // So little in so long is not worth a word.
    drop(measure.take(b"payer", 999, small).unwrap());
    clock.advance(chrono::Duration::seconds(11));
    drop(measure.take(b"payer", 999, small).unwrap());
    assert_eq!(one.untold(), []);
}

#[test]
fn a_server_alone_gathers_nothing_and_a_name_tells_nothing() {
    let clock = Clock::fixed(DateTime::UNIX_EPOCH);
    let mut alone = Measures::new(clock, [7; 32], false);
    let measure = alone.add("test");
    drop(measure.take(b"payer", 50, RATE).unwrap());
    assert_eq!(alone.untold(), []);
    let (name, other) = (Names::new([7; 32]), Names::new([8; 32]));
    assert_eq!(name.of("test", b"payer"), name.of("test", b"payer"));
    assert_ne!(name.of("test", b"payer"), other.of("test", b"payer"));
    assert_ne!(name.of("test", b"payer"), name.of("other", b"payer"));
}
