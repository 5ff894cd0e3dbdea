//! Room to run events: for so many at once, and of each agency for no more than every second of them, every fourth beside them
//! that costs much, and one less than there are.

use uuid::Uuid;

use crate::http::{
    Heavy, Owner, Share,
    admission::{Fair, Taken},
};

/// Room for one event while it is run: among those of its agency that cost as much and all of them, in what costs much, and among
/// all.
pub(super) type Room = ([Option<Taken>; 2], Share, Option<Taken>);

/// The room that there is.
pub(super) struct Rooms {
    all: Fair,
    /// Of each agency all.
    own: Fair,
    /// Of each agency those that cost little.
    light: Fair,
    /// Those that cost much: of their own, so that nothing light waits for what waits among what costs much of all agencies.
    dear: Fair,
    /// One of them waits there at a time: the events of an agency do not stand before all its requests.
    turn: Fair,
}

impl Rooms {
    /// For so many events at once.
    pub(super) fn new(most: usize) -> Self {
        let of_each = |most| Fair::new(usize::MAX, most);
        Self {
            all: Fair::new(most, most),
            // Where there are few, all others have one of them all the same.
            own: of_each(most.saturating_sub(1).max(1)),
            light: of_each(most.div_ceil(2)),
            dear: of_each(most.div_ceil(4)),
            turn: of_each(1),
        }
    }

    /// Room for one event of an agency more that costs so much, in turn. Whoever waits for those of their own agency keeps
    /// nobody else waiting, and so stands before what costs much of all agencies; whoever waits for that keeps no room that what
    /// happens to others could be run in, nor what costs little of their own, but where their agency has one alone.
    pub(super) async fn enter(&self, agency: Uuid, heavy: &Heavy, cost: u64) -> Room {
        let owner = Owner::Agency(agency);
        let (own, share) = if heavy.weighs(cost) {
            let dear = self.dear.enter(&owner, 1).await;
            let _turn = self.turn.enter(&owner, 1).await;
            let own = [dear, self.own.enter(&owner, 1).await];
            (own, heavy.wait(owner.clone(), cost).await)
        } else {
            let light = self.light.enter(&owner, 1).await;
            ([light, self.own.enter(&owner, 1).await], Share::default())
        };
        (own, share, self.all.enter(&owner, 1).await)
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn what_happens_to_one_agency_leaves_room_for_what_happens_to_others() {
        let [one, other] = [1, 2].map(Uuid::from_u128);
        let (rooms, heavy) = (Rooms::new(4), Heavy::new(30_000, 1));
        let enter = |agency| rooms.enter(agency, &heavy, 1);
        let mut held = vec![enter(one).await, enter(one).await];
        assert!(enter(one).now_or_never().is_none());
        held.push(enter(other).await);
        held.push(enter(other).await);
        drop(held);
        assert!(enter(one).now_or_never().is_some());
    }

    #[tokio::test]
    async fn t129_of_however_few_rooms_one_agency_leaves_one_to_others() {
        let [one, other] = [1, 2].map(Uuid::from_u128);
        for most in 2..=5 {
            let (rooms, heavy) = (Rooms::new(most), Heavy::new(30_000, 1));
            let mut held = Vec::new();
            for cost in [1, 1_000] {
                while let Some(room) = rooms.enter(one, &heavy, cost).now_or_never() {
                    held.push(room);
                }
            }
            assert!(held.len() < most, "{} of {most}", held.len());
            assert!(rooms.enter(other, &heavy, 1).now_or_never().is_some(), "{most}");
        }
    }

    #[tokio::test]
    async fn t129_a_room_goes_to_the_agency_whose_turn_is_longest_ago() {
        let [one, other, third] = [1, 2, 3].map(Uuid::from_u128);
        let (rooms, heavy) = (Rooms::new(3), Heavy::new(30_000, 1));
        let enter = |agency| Box::pin(rooms.enter(agency, &heavy, 1));
        let first = enter(one).await;
        let _held = (enter(one).await, enter(other).await);
        let [mut second, mut third] = [other, third].map(enter);
        assert!(second.as_mut().now_or_never().is_none() && third.as_mut().now_or_never().is_none());
        drop(first);
        let third = third.await;
        assert!(second.as_mut().now_or_never().is_none());
        drop(third);
        assert!(second.now_or_never().is_some());
    }

    #[tokio::test]
    async fn events_that_cost_much_together_cost_no_more_than_one_request_may() {
        let [one, other] = [1, 2].map(Uuid::from_u128);
        let (rooms, heavy) = (Rooms::new(3), Heavy::new(30_000, 1));
        let first = rooms.enter(one, &heavy, 30_000).await;
        let mut second = Box::pin(rooms.enter(other, &heavy, 30_000));
        assert!(second.as_mut().now_or_never().is_none());
        let third = Uuid::from_u128(3);
        assert!(
            rooms.enter(third, &heavy, 1).now_or_never().is_some(),
            "whoever waits for that keeps no room"
        );
        assert!(
            rooms.enter(other, &heavy, 0).now_or_never().is_some(),
            "nor one of their own agency"
        );
        drop(first);
        assert!(second.now_or_never().is_some());
    }

    #[tokio::test]
    async fn t129_an_event_that_costs_much_waits_behind_those_of_its_agency_before_it_takes_what_others_wait_for() {
        let [one, other] = [1, 2].map(Uuid::from_u128);
        for (most, cost) in [(1, 30_000), (2, 30_000), (3, 30_000), (5, 15_000)] {
            let (rooms, heavy) = (Rooms::new(most), Heavy::new(30_000, 1));
            let mut light = Vec::new();
            while let Some(room) = rooms.enter(one, &heavy, 0).now_or_never() {
                light.push(room);
            }
            let mut dear = Vec::new();
            while let Some(room) = rooms.enter(one, &heavy, cost).now_or_never() {
                dear.push(room);
            }
            let mut waits = Box::pin(rooms.enter(one, &heavy, cost));
            assert!(waits.as_mut().now_or_never().is_none());
            let request = heavy.enter(Owner::Agency(other), 501).now_or_never();
            assert!(request.flatten().is_some(), "{most}");
            drop((light, dear));
            assert!(waits.now_or_never().is_some(), "{most}");
        }
    }

    #[tokio::test]
    async fn of_one_agency_one_event_at_a_time_waits_among_what_costs_much() {
        let [one, other] = [1, 2].map(Uuid::from_u128);
        let (rooms, heavy) = (Rooms::new(12), Heavy::new(30_000, 4));
        let first = rooms.enter(one, &heavy, 30_000).await;
        let mut second = Box::pin(rooms.enter(one, &heavy, 30_000));
        assert!(second.as_mut().now_or_never().is_none());
        drop(first);
        let second = second.await;
        let [mut third, mut fourth] = [(); 2].map(|()| Box::pin(rooms.enter(one, &heavy, 20_000)));
        assert!(third.as_mut().now_or_never().is_none() && fourth.as_mut().now_or_never().is_none());
        let mut request = Box::pin(heavy.enter(Owner::Agency(one), 20_000));
        assert!(request.as_mut().now_or_never().is_none());
        let mut of_other = Box::pin(rooms.enter(other, &heavy, 20_000));
        assert!(of_other.as_mut().now_or_never().is_none());
        drop(second);
        assert!(third.as_mut().now_or_never().is_none(), "it is the other agency's turn");
        drop(of_other.await);
        drop(third.await);
        // The fourth had its turn once the third did not wait any more, behind the request.
        assert!(fourth.as_mut().now_or_never().is_none());
        assert!(request.await.is_some());
        assert!(fourth.now_or_never().is_some());
    }
}
