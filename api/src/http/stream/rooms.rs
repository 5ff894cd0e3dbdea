//! Room to run events: for so many at once, and of each agency for no more than every second of them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use uuid::Uuid;

/// Room for one event while it is run: among those of its agency, and among all.
pub(super) type Room<'r> = (Option<OwnedSemaphorePermit>, Option<SemaphorePermit<'r>>);

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

    /// Room for one event of an agency more, in turn. Whoever waits for those of their own agency keeps nobody else waiting.
    pub(super) async fn enter(&self, agency: Uuid) -> Room<'_> {
        let own = self.of(agency).acquire_owned().await.ok();
        (own, self.all.acquire().await.ok())
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
        let rooms = Rooms::new(4);
        let mut held = vec![rooms.enter(one).await, rooms.enter(one).await];
        assert!(rooms.enter(one).now_or_never().is_none());
        held.push(rooms.enter(other).await);
        held.push(rooms.enter(other).await);
        drop(held);
        assert!(rooms.enter(one).now_or_never().is_some());
        // Of agencies for which nothing is run nothing is kept.
        let _other = rooms.enter(other).await;
        assert!(rooms.agencies.lock().is_ok_and(|agencies| agencies.len() == 1));
    }
}
