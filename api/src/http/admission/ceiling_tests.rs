//! Tests of room for operations.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

use async_graphql::futures_util::FutureExt as _;
use tokio::sync::oneshot::error::TryRecvError;
use uuid::Uuid;

use super::*;

const fn agency(number: u128) -> Owner {
    Owner::Agency(Uuid::from_u128(number))
}

/// One more, who waits: for as long as nothing else is waited for, however slow the machine is.
fn waits(ceiling: &Ceiling, owner: Owner) -> Pin<Box<impl Future<Output = Option<Place>>>> {
    let mut waits = Box::pin(ceiling.enter(owner));
    assert!(waits.as_mut().now_or_never().is_none());
    waits
}

/// Whether one more is sent away at once.
fn is_sent_away(ceiling: &Ceiling, owner: Owner) -> bool {
    matches!(ceiling.enter(owner).now_or_never(), Some(None))
}

/// A queue for five of an agency, one of which has each of these places.
fn queues(places: usize) -> Queues {
    let mut queues = Queues {
        places,
        most_waiting: 10,
        lines: Lines::new(),
        full: BTreeMap::new(),
    };
    for _ in 0..places {
        assert!(matches!(queues.enters(&agency(1), Instant::now()), Turn::Now));
    }
    queues
}

fn running(queues: &Queues) -> Vec<usize> {
    queues.lines.of.values().map(|line| line.taken).collect()
}

/// Which of them wait no more, once one has what they waited for.
fn gone(next: Option<Next>, given: &mut [oneshot::Receiver<Place>]) -> Vec<bool> {
    drop(next);
    let gone = |given: &mut oneshot::Receiver<_>| matches!(given.try_recv(), Err(TryRecvError::Closed));
    given.iter_mut().map(gone).collect()
}

/// Comes into it: what is given to them, and how long they wait for that.
fn comes(queues: &mut Queues, number: u128, now: Instant) -> (oneshot::Receiver<Place>, Duration) {
    let turn = match queues.enters(&agency(number), now) {
        Turn::Later(given, patience) => Some((given, patience)),
        Turn::Now | Turn::Never => None,
    };
    turn.unwrap()
}

#[tokio::test]
async fn who_finds_no_room_waits_a_moment_or_is_sent_away() {
    let ceiling = Ceiling::new(1, 1);
    let first = ceiling.enter(agency(1)).await.unwrap();
    let second = waits(&ceiling, agency(1));
    assert!(ceiling.is_full(|| agency(1)));
    assert!(is_sent_away(&ceiling, agency(1)), "one waits already");
    drop(first);
    let second = second.await.unwrap();
    assert!(!ceiling.is_full(|| agency(1)));
    let began = Instant::now();
    assert!(ceiling.enter(agency(1)).await.is_none(), "nobody leaves");
    assert!(began.elapsed() >= PATIENCE);
    assert!(!ceiling.is_full(|| agency(1)), "who gave up waits no more");
    assert!(ceiling.enter(agency(1)).await.is_none());
    drop(second);
    assert!(ceiling.enter(agency(1)).await.is_some());
}

#[tokio::test]
async fn of_a_burst_each_goes_on_in_turn_and_who_gave_up_takes_no_place() {
    // More may wait, so that their queue never stands.
    let ceiling = Ceiling::new(1, 8);
    let place = ceiling.enter(agency(1)).await.unwrap();
    let [first, second, mut third] = [(); 3].map(|()| waits(&ceiling, agency(1)));
    drop(first);
    assert_eq!(ceiling.waiting(), 2);
    drop(place);
    let place = second.await.unwrap();
    assert!(third.as_mut().now_or_never().is_none());
    drop(place);
    drop(third.await.unwrap());
    assert!(ceiling.enter(agency(1)).await.is_some());
}

#[test]
fn a_queue_that_stands_serves_the_last_first_and_lets_nobody_wait_for_long() {
    let began = Instant::now();
    let (full, stands) = (began + STANDS / 2, began + STANDS * 3 / 2);
    let mut queues = queues(2);
    let (first, patience) = comes(&mut queues, 1, began);
    assert_eq!(patience, PATIENCE);
    let mut all = vec![first];
    all.extend([began, began, began, full].map(|now| comes(&mut queues, 1, now).0));
    assert!(matches!(queues.enters(&agency(1), full), Turn::Never));
    assert_eq!(
        gone(queues.leaves(&agency(1), full), &mut all),
        [true, false, false, false, false],
        "in turn"
    );
    all.push(comes(&mut queues, 1, full).0);
    assert!(
        queues.is_full(&agency(1), began + STANDS),
        "more come than go for a while"
    );
    assert_eq!(
        gone(queues.leaves(&agency(1), stands), &mut all),
        [true, false, false, false, false, true],
        "the last first"
    );
    // Those who have waited for too long make way, and no more wait than may run.
    for _ in 0..2 {
        let (late, patience) = comes(&mut queues, 1, stands);
        assert_eq!(patience, MOMENT);
        all.push(late);
    }
    assert!(matches!(queues.enters(&agency(1), stands), Turn::Never));
    assert!(queues.is_full(&agency(1), stands));
    let mut waits = all.split_off(6);
    assert_eq!(gone(None, &mut all), [true; 6]);
    assert_eq!(gone(queues.leaves(&agency(1), stands), &mut waits), [false, true]);
    assert_eq!(gone(queues.leaves(&agency(1), stands), &mut waits), [true, true]);
    // From when nobody was sent away for as long, whoever comes is but a burst.
    let later = stands + STANDS;
    assert!(queues.leaves(&agency(1), later).is_none());
    assert!(matches!(queues.enters(&agency(1), later), Turn::Now));
    assert_eq!(comes(&mut queues, 1, later).1, PATIENCE);
}

#[test]
fn a_queue_stands_for_as_long_as_more_come_than_go_however_few_of_them_wait() {
    let began = Instant::now();
    let mut queues = queues(1);
    let _full = [(); 5].map(|()| comes(&mut queues, 1, began).0);
    // None of these goes on before it stands, and one more is sent away.
    assert!(queues.is_full(&agency(1), began + STANDS / 2));
    assert!(queues.leaves(&agency(1), began + STANDS).is_some());
    for number in 1..50 {
        let now = began + STANDS + (STANDS / 2) * number;
        let (_given, patience) = comes(&mut queues, 1, now);
        assert_eq!(patience, MOMENT, "{number}");
        assert!(queues.is_full(&agency(1), now), "one more is sent away at the door");
        assert!(queues.leaves(&agency(1), now).is_some());
        assert!(queues.lines.waiting() == 0);
    }
}

#[test]
fn a_burst_that_nobody_comes_after_is_worked_off_to_its_end() {
    let began = Instant::now();
    let mut queues = queues(1);
    let mut all = [(); 5].map(|()| comes(&mut queues, 1, began).0);
    for went in [
        [true, false, false, false, false],
        [true, true, false, false, false],
        [true, true, true, false, false],
        [true, true, true, true, false],
        [true; 5],
    ] {
        assert_eq!(gone(queues.leaves(&agency(1), began + STANDS * 2), &mut all), went);
    }
}

#[test]
fn of_a_burst_only_who_comes_too_late_is_sent_away() {
    let began = Instant::now();
    let mut queues = queues(1);
    let mut all = [(); 5].map(|()| comes(&mut queues, 1, began).0);
    // What runs takes long, so that nobody went on yet.
    assert!(matches!(queues.enters(&agency(1), began + STANDS * 3 / 2), Turn::Never));
    assert_eq!(gone(None, &mut all), [false; 5]);
    for went in 1..=5 {
        let gone = gone(queues.leaves(&agency(1), began + STANDS * 5), &mut all);
        assert_eq!(gone.iter().position(|gone| !gone).unwrap_or(5), went, "in turn");
    }
}

#[test]
fn a_queue_that_stood_and_that_nobody_came_to_for_long_stands_no_more() {
    let began = Instant::now();
    let mut queues = queues(1);
    let _full = [(); 5].map(|()| comes(&mut queues, 1, began).0);
    assert!(queues.is_full(&agency(1), began + STANDS / 2));
    while queues.leaves(&agency(1), began + STANDS).is_some() {}
    assert!(queues.stands(&agency(1)) && queues.lines.of.is_empty());
    let later = began + STANDS * 100;
    assert!(matches!(queues.enters(&agency(1), later), Turn::Now));
    assert_eq!(comes(&mut queues, 1, later).1, PATIENCE);
}

#[test]
fn a_few_who_come_again_and_again_go_on_in_turn_for_ever() {
    let began = Instant::now();
    let mut queues = queues(1);
    let mut waits = VecDeque::from([comes(&mut queues, 1, began).0, comes(&mut queues, 1, began).0]);
    for number in 1..100 {
        let now = began + STANDS * number;
        let went = gone(queues.leaves(&agency(1), now), waits.make_contiguous());
        assert_eq!(went, [true, false]);
        waits.pop_front();
        let (next, patience) = comes(&mut queues, 1, now);
        assert_eq!(patience, PATIENCE);
        waits.push_back(next);
    }
}

#[test]
fn places_are_given_up_while_the_cores_are_late_and_come_back() {
    let (now, places) = (Instant::now(), 1..=2);
    let mut queues = queues(2);
    let mut waits = [comes(&mut queues, 1, now).0];
    for _ in 0..3 {
        assert!(queues.fits(&places, true, now).is_none());
    }
    // The place that one leaves is no more; the next one's is.
    assert!(queues.leaves(&agency(1), now).is_none());
    assert_eq!((queues.places, running(&queues)), (1, vec![1]));
    assert_eq!(gone(queues.fits(&places, false, now), &mut waits), [true]);
    assert_eq!((queues.places, running(&queues)), (2, vec![2]));
    assert!(queues.fits(&places, false, now).is_none());
    assert!(queues.leaves(&agency(1), now).is_none() && queues.leaves(&agency(1), now).is_none());
    assert!(queues.fits(&places, false, now).is_none());
    assert_eq!((queues.places, running(&queues)), (2, vec![]));
}

#[test]
fn one_place_is_left_while_the_cores_are_late_and_a_queue_stands() {
    let (began, places) = (Instant::now(), 2..=3);
    let mut queues = queues(3);
    let _waits: Vec<_> = [began; 5].map(|now| comes(&mut queues, 1, now)).into();
    for _ in 0..3 {
        assert!(queues.fits(&places, true, began).is_none());
    }
    assert_eq!(queues.places, 2, "it does not stand yet");
    let now = began + STANDS;
    assert!(matches!(queues.enters(&agency(1), now), Turn::Never));
    queues.settle(queues.part(), now);
    for _ in 0..3 {
        assert!(queues.fits(&places, true, now).is_none());
    }
    assert_eq!(queues.places, 1);
    // Once nobody was sent away for long enough it stands no more, however late the cores still are.
    let later = now + STANDS;
    queues.settle(queues.part(), later);
    assert!(queues.fits(&places, true, later).is_none());
    assert_eq!(queues.places, 2);
}

#[test]
fn t129_whoever_is_of_another_agency_goes_on_before_those_who_came_earlier() {
    let now = Instant::now();
    let mut queues = queues(1);
    let mut all = Vec::from([1, 1, 1, 1, 1, 2, 2].map(|number| comes(&mut queues, number, now).0));
    assert!(matches!(queues.enters(&agency(1), now), Turn::Never), "half are of it");
    for (leaves, went) in [
        (1, [false, false, false, false, false, true, false]),
        (2, [true, false, false, false, false, true, false]),
        (1, [true, false, false, false, false, true, true]),
        (2, [true, true, false, false, false, true, true]),
        (1, [true, true, true, false, false, true, true]),
        (1, [true, true, true, true, false, true, true]),
        (1, [true; 7]),
    ] {
        assert_eq!(gone(queues.leaves(&agency(leaves), now), &mut all), went);
    }
    assert!(queues.leaves(&agency(1), now).is_none());
    assert!(
        queues.lines.of.is_empty() && queues.full.is_empty(),
        "nothing stays of who is gone"
    );
}

#[test]
fn t129_places_come_to_be_shared_alike_and_a_queue_that_stands_keeps_no_other_from_its_turn() {
    let began = Instant::now();
    let mut queues = queues(4);
    let mut all = Vec::from([1; 5].map(|number| comes(&mut queues, number, began).0));
    let now = began + STANDS * 2;
    for _ in 0..3 {
        let (next, patience) = comes(&mut queues, 2, now);
        assert_eq!(patience, PATIENCE, "theirs does not stand");
        all.push(next);
    }
    for shared in [[3, 1], [2, 2], [2, 2], [2, 2]] {
        gone(queues.leaves(&agency(1), now), &mut all);
        assert_eq!(running(&queues), shared);
    }
}

#[tokio::test]
async fn t129_of_one_agency_half_may_wait_and_of_its_visitors_a_quarter() {
    let ceiling = Ceiling::new(1, 4);
    let place = ceiling.enter(agency(1)).await.unwrap();
    let visitors = Owner::Visitors("one".into());
    let mut all = Vec::new();
    for owner in [agency(1), agency(1), visitors.clone()] {
        all.push(waits(&ceiling, owner));
    }
    assert!(ceiling.is_full(|| agency(1)) && ceiling.is_full(|| visitors));
    assert!(!ceiling.is_full(|| agency(2)));
    all.push(waits(&ceiling, agency(2)));
    assert!(!ceiling.is_full(|| agency(3)), "the longest makes room");
    assert!(ceiling.is_full(|| agency(1)), "and nobody for the longest");
    drop(all);
    assert_eq!(ceiling.waiting(), 0);
    drop(place);
    assert!(ceiling.0.change(|queues| queues.lines.of.is_empty()));
}

#[tokio::test]
async fn what_is_fixed_is_not_fitted() {
    Ceiling::new(1, 1).fit().await;
}

/// Whether it is polled so often within this time: when that begins, whenever it wakes, and when it ends.
async fn is_polled(times: usize, within: Duration, mut fit: Pin<&mut impl Future<Output = ()>>) -> bool {
    let mut polls = 0;
    let polled = poll_fn(|context| {
        polls += 1;
        assert!(fit.as_mut().poll(context).is_pending());
        if polls < times { Poll::Pending } else { Poll::Ready(()) }
    });
    timeout(within, polled).await.is_ok()
}

#[tokio::test]
async fn nothing_is_looked_at_while_nobody_runs_and_all_places_are_there() {
    let ceiling = Ceiling::between(1..=2, 1);
    let mut fit = pin!(ceiling.fit());
    assert!(!is_polled(3, LOOKS * 20, fit.as_mut()).await);
    let place = ceiling.enter(agency(1)).await;
    let long = Duration::from_secs(30);
    assert!(is_polled(4, long, fit.as_mut()).await);
    drop(place);
}

#[test]
fn t129_the_longest_queue_makes_room_for_who_waits_less() {
    let now = Instant::now();
    let mut queues = queues(1);
    let numbers = [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3];
    let mut all = Vec::from(numbers.map(|number| comes(&mut queues, number, now).0));
    let gone = gone(None, &mut all);
    assert_eq!(gone.iter().filter(|gone| **gone).count(), 1);
    assert_eq!(queues.lines.waiting(), 10);
    assert!(matches!(queues.enters(&agency(1), now), Turn::Never));
}

#[test]
fn t129_who_asks_again_and_again_one_by_one_takes_no_turn_of_who_waits() {
    let now = Instant::now();
    let mut queues = queues(1);
    // Of one several wait always; three others have one request each, and ask as soon as they are answered.
    let mut waits = Vec::from([1, 1, 2, 3, 4].map(|number| comes(&mut queues, number, now).0));
    let (mut runs, mut turns) = (1, 0);
    for _ in 0..40 {
        let (owner, _) = queues.leaves(&agency(runs), now).unwrap();
        waits.push(comes(&mut queues, runs, now).0);
        runs = (1..5).find(|number| owner == agency(*number)).unwrap();
        turns += usize::from(runs == 1);
    }
    assert_eq!(turns, 10);
}

#[test]
fn t129_queues_that_fill_the_room_together_stand_though_none_fills_its_share() {
    let began = Instant::now();
    let mut queues = queues(1);
    let numbers = [1, 1, 1, 2, 2, 2, 3, 3, 4, 4];
    let mut all = Vec::from(numbers.map(|number| comes(&mut queues, number, began).0));
    let stands = began + STANDS * 3 / 2;
    assert!(matches!(queues.enters(&agency(4), began + STANDS), Turn::Never));
    let went = gone(queues.leaves(&agency(1), stands), &mut all);
    assert_eq!(went.iter().filter(|went| **went).count(), 1);
    let (_last, patience) = comes(&mut queues, 4, stands);
    assert_eq!(patience, MOMENT);
    let went = gone(None, &mut all);
    assert_eq!(
        went.iter().filter(|went| **went).count(),
        3,
        "who waited for too long, too"
    );
    assert!(matches!(queues.enters(&agency(4), stands), Turn::Never));
}
