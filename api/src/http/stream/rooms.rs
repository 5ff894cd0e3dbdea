//! Room to run events: for so many at once, and of each agency for no more than every second of them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use uuid::Uuid;

use crate::http::{Heavy, Share};

/// Room for one event while it is run: among those of its agency, in what costs much, and among all.
pub(super) type Room<'r> = (Option<OwnedSemaphorePermit>, Share, Option<SemaphorePermit<'r>>);

/// The room that there is.
pub(super) struct Rooms {
    all: Semaphore,
    of_one: usize,
    /// Those of the agencies for which an event is run.
    agencies: Mutex<BTreeMap<Uuid, Weak<Semaphore>>>,
}

impl Rooms {
    /// For so many events at once.
    pub(super) fn new(most: usize) -> Self {
        let most = most.min(Semaphore::MAX_PERMITS);
        Self {
            all: Semaphore::new(most),
            of_one: most.div_ceil(2),
            agencies: Mutex::default(),
        }
    }

    /// Room for one event of an agency more that costs so much, in turn. Whoever waits for those of their own agency keeps
    /// nobody else waiting, and so stands before what costs much of all agencies; whoever waits for that keeps no room that what
    /// happens to others could be run in.
    pub(super) async fn enter(&self, agency: Uuid, heavy: &Heavy, cost: u64) -> Room<'_> {
        let own = self.of(agency).acquire_owned().await.ok();
        let share = heavy.wait(cost).await;
        (own, share, self.all.acquire().await.ok())
    }

    fn of(&self, agency: Uuid) -> Arc<Semaphore> {
        let mut agencies = self.agencies.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = agencies.get(&agency).and_then(Weak::upgrade) {
            return own;
        }
        agencies.retain(|_, own| own.strong_count() > 0);
        let own = Arc::new(Semaphore::new(self.of_one));
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
        drop(first);
        assert!(second.now_or_never().is_some());
    }
}
