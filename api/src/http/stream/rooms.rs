//! Room to run events: for so many at once, and of each agency for no more than every second of them, and every fourth beside
//! them that costs much.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use uuid::Uuid;

use crate::http::{Heavy, Share};

/// Room for one event while it is run: among those of its agency, in what costs much, and among all.
pub(super) type Room<'r> = (OfAgency, Share, Option<SemaphorePermit<'r>>);

/// Room among those of its agency.
pub(super) struct OfAgency {
    _room: Option<OwnedSemaphorePermit>,
    /// Keeps what there is of the agency.
    _own: Arc<Own>,
}

/// What there is of one agency while an event of it is run, or waits.
struct Own {
    light: Arc<Semaphore>,
    /// Of its own, so that nothing light waits for what waits among what costs much of all agencies.
    dear: Arc<Semaphore>,
    /// One of them waits there at a time: the events of one agency do not stand before the requests of all.
    turn: Semaphore,
}

/// The room that there is.
pub(super) struct Rooms {
    all: Semaphore,
    /// How many there are of one agency: of those that cost little, and of those that cost much.
    of_one: (usize, usize),
    /// Those of the agencies for which an event is run.
    agencies: Mutex<BTreeMap<Uuid, Weak<Own>>>,
}

impl Rooms {
    /// For so many events at once.
    pub(super) fn new(most: usize) -> Self {
        let most = most.min(Semaphore::MAX_PERMITS);
        Self {
            all: Semaphore::new(most),
            of_one: (most.div_ceil(2), most.div_ceil(4)),
            agencies: Mutex::default(),
        }
    }

    /// Room for one event of an agency more that costs so much, in turn. Whoever waits for those of their own agency keeps
    /// nobody else waiting, and so stands before what costs much of all agencies; whoever waits for that keeps no room that what
    /// costs little, or happens to others, could be run in.
    pub(super) async fn enter(&self, agency: Uuid, heavy: &Heavy, cost: u64) -> Room<'_> {
        let own = self.of(agency);
        let among = if heavy.weighs(cost) { &own.dear } else { &own.light };
        let room = Arc::clone(among).acquire_owned().await.ok();
        let share = if heavy.weighs(cost) {
            let _turn = own.turn.acquire().await;
            heavy.wait(cost).await
        } else {
            Share::default()
        };
        let of_agency = OfAgency { _room: room, _own: own };
        (of_agency, share, self.all.acquire().await.ok())
    }

    fn of(&self, agency: Uuid) -> Arc<Own> {
        let mut agencies = self.agencies.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = agencies.get(&agency).and_then(Weak::upgrade) {
            return own;
        }
        agencies.retain(|_, own| own.strong_count() > 0);
        let (light, dear) = self.of_one;
        let own = Arc::new(Own {
            light: Arc::new(Semaphore::new(light)),
            dear: Arc::new(Semaphore::new(dear)),
            turn: Semaphore::new(1),
        });
        agencies.insert(agency, Arc::downgrade(&own));
        own
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
        // Of agencies for which nothing is run nothing is kept.
        let _other = enter(other).await;
        assert!(rooms.agencies.lock().is_ok_and(|agencies| agencies.len() == 1));
    }

    #[tokio::test]
    async fn events_that_cost_much_together_cost_no_more_than_one_request_may() {
        let [one, other] = [1, 2].map(Uuid::from_u128);
        let (rooms, heavy) = (Rooms::new(2), Heavy::new(30_000, 1));
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
    async fn of_one_agency_one_event_at_a_time_waits_among_what_costs_much() {
        let [one, other] = [1, 2].map(Uuid::from_u128);
        let (rooms, heavy) = (Rooms::new(8), Heavy::new(30_000, 1));
        let first = rooms.enter(one, &heavy, 30_000).await;
        let mut second = Box::pin(rooms.enter(one, &heavy, 30_000));
        assert!(second.as_mut().now_or_never().is_none());
        drop(first);
        let second = second.await;
        let [mut third, mut fourth] = [(); 2].map(|()| Box::pin(rooms.enter(one, &heavy, 20_000)));
        assert!(third.as_mut().now_or_never().is_none() && fourth.as_mut().now_or_never().is_none());
        let mut of_other = Box::pin(rooms.enter(other, &heavy, 20_000));
        assert!(of_other.as_mut().now_or_never().is_none());
        drop(second);
        drop(third.await);
        // The fourth had its turn once the third did not wait any more, behind the other agency.
        assert!(fourth.as_mut().now_or_never().is_none());
        drop(of_other.await);
        assert!(fourth.now_or_never().is_some());
    }
}
