//! Tests of room for operations that cost much.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::pin::Pin;

use async_graphql::futures_util::FutureExt as _;
use uuid::Uuid;

use super::*;

const fn agency(number: u128) -> Owner {
    Owner::Agency(Uuid::from_u128(number))
}

/// One more of an agency, who waits.
fn waits(heavy: &Heavy, number: u128, cost: u64) -> Pin<Box<impl Future<Output = Option<Share>>>> {
    let mut waits = Box::pin(heavy.enter(agency(number), cost));
    assert!(waits.as_mut().now_or_never().is_none());
    waits
}

#[tokio::test]
async fn what_costs_much_runs_at_once_as_far_as_one_alone_might_cost_as_much() {
    let heavy = Heavy::new(30_000, 4);
    let first = heavy.enter(agency(1), 20_000).await.unwrap();
    let second = heavy.enter(agency(1), 10_000).await.unwrap();
    let dearest = waits(&heavy, 1, u64::MAX);
    assert_eq!(heavy.waiting(), 1);
    drop(first);
    // There would be room for this one, and the dearest would wait for ever.
    assert!(heavy.at_once(&agency(2), 2_000).is_none());
    let next = waits(&heavy, 1, 2_000);
    assert!(heavy.enter(agency(1), 2_000).await.is_none(), "two wait already");
    assert!(heavy.enter(agency(1), 500).await.is_some(), "it costs little");
    drop(second);
    let dearest = dearest.await.unwrap();
    assert!(next.await.is_none(), "it takes all, and ends too late");
    assert_eq!(heavy.waiting(), 0);
    assert!(heavy.at_once(&agency(2), 2_000).is_none() && heavy.at_once(&agency(2), 500).is_some());
    drop(dearest);
    let all = heavy.at_once(&agency(1), 30_000).unwrap();
    assert!(heavy.at_once(&agency(1), 2_000).is_none());
    drop(all);
    assert!(heavy.enter(agency(1), 30_000).await.is_some());
}

#[tokio::test]
async fn an_event_waits_for_its_turn_as_long_as_that_takes() {
    let heavy = Heavy::new(30_000, 4);
    let first = heavy.enter(agency(1), 20_000).await.unwrap();
    let mut event = Box::pin(heavy.wait(agency(1), 30_000));
    assert!(event.as_mut().now_or_never().is_none());
    let light = heavy.wait(agency(1), 500);
    assert!(light.now_or_never().is_some(), "what costs little passes by");
    assert!(heavy.enter(agency(1), 2_000).await.is_none(), "the event is before it");
    assert!(event.as_mut().now_or_never().is_none());
    drop(first);
    let event = event.await;
    assert!(heavy.enter(agency(1), 2_000).now_or_never().is_none());
    drop(event);
    assert!(heavy.enter(agency(1), 2_000).await.is_some());
}

#[tokio::test]
async fn an_event_that_waits_takes_no_request_s_place_among_those_who_may() {
    let heavy = Heavy::new(30_000, 1);
    let first = heavy.enter(agency(1), 20_000).await.unwrap();
    let mut event = Box::pin(heavy.wait(agency(1), 30_000));
    assert!(event.as_mut().now_or_never().is_none());
    let request = waits(&heavy, 1, 2_000);
    let more = heavy.enter(agency(1), 2_000).now_or_never();
    assert!(matches!(more, Some(None)), "one waits already");
    drop(first);
    drop(event.await);
    assert!(request.await.is_some());
}

#[tokio::test]
async fn whoever_stands_behind_the_dearest_goes_on_where_that_gives_up() {
    let heavy = Heavy::new(30_000, 4);
    let _first = heavy.enter(agency(1), 20_000).await.unwrap();
    let dearest = waits(&heavy, 1, 30_000);
    let next = waits(&heavy, 1, 10_000);
    drop(dearest);
    assert!(next.now_or_never().is_some());
}

#[tokio::test]
async fn t129_whoever_gives_up_has_had_their_turn_and_the_next_of_theirs_keeps_nobody_out() {
    let heavy = Heavy::new(30_000, 64);
    let first = heavy.enter(agency(3), 20_000).await.unwrap();
    let [dearest, next] = [(); 2].map(|()| waits(&heavy, 1, 30_000));
    let [behind, other] = [30_000, 10_000].map(|cost| waits(&heavy, 2, cost));
    // Whoever stood behind another agency's has not had it.
    drop(behind);
    drop(dearest);
    let other = other.now_or_never().flatten().unwrap();
    drop((first, other));
    assert!(next.now_or_never().flatten().is_some());
}

#[tokio::test]
async fn t129_another_agency_s_goes_on_before_those_who_came_earlier() {
    let heavy = Heavy::new(30_000, 64);
    let first = heavy.enter(agency(1), 20_000).await.unwrap();
    let [mut second, mut third] = [(); 2].map(|()| waits(&heavy, 1, 20_000));
    let other = waits(&heavy, 2, 20_000);
    drop(first);
    let other = other.await.unwrap();
    assert!(second.as_mut().now_or_never().is_none());
    drop(other);
    let second = second.await.unwrap();
    assert!(third.as_mut().now_or_never().is_none());
    drop(second);
    assert!(third.await.is_some());
}

#[tokio::test]
async fn t129_of_one_agency_as_much_runs_little_by_little_as_of_another_at_once() {
    let heavy = Heavy::new(30_000, 64);
    let first = heavy.enter(agency(1), 30_000).await.unwrap();
    let mut dearest = waits(&heavy, 1, 30_000);
    let others = [(); 3].map(|()| waits(&heavy, 2, 10_000));
    drop(first);
    let mut running = Vec::new();
    for other in others {
        running.push(other.await.unwrap());
    }
    // They had as much now, and leave the dearest its turn.
    let mut next = waits(&heavy, 2, 10_000);
    for other in running {
        assert!(dearest.as_mut().now_or_never().is_none());
        drop(other);
        assert!(next.as_mut().now_or_never().is_none());
    }
    drop(dearest.await.unwrap());
    assert!(next.await.is_some());
}

#[tokio::test]
async fn t129_of_one_agency_half_may_wait_and_one_of_each_other_always() {
    let heavy = Heavy::new(30_000, 4);
    let _first = heavy.enter(agency(1), 30_000).await.unwrap();
    let _all = [1, 1, 2, 2].map(|number| waits(&heavy, number, 10_000));
    assert!(heavy.enter(agency(1), 10_000).await.is_none(), "two wait already");
    let _other = waits(&heavy, 3, 10_000);
    assert!(heavy.enter(agency(3), 10_000).await.is_none(), "one does");
    assert_eq!(heavy.waiting(), 5);
}
