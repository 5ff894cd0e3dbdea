//! What the servers of one database tell one another of what was taken.

use std::{sync::Arc, time::Duration};

use uuid::Uuid;

use super::{Measure, Names, lock};
use crate::clock::Clock;

/// All measures of a server.
pub struct Measures {
    clock: Clock,
    names: Names,
    is_shared: bool,
    all: Vec<Arc<Measure>>,
}

/// What a payer took since it was last told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untold {
    /// The measure.
    pub measure: &'static str,
    /// The payer's name.
    pub payer: Uuid,
    /// How much, as the time in which it comes back.
    pub time: Duration,
    /// How long ago the first of it was taken.
    pub ago: Duration,
}

impl Measures {
    /// None yet. All servers of a database have the same key; where there are no others, nothing is gathered for them.
    #[must_use]
    pub fn new(clock: Clock, key: [u8; 32], is_shared: bool) -> Self {
        Self {
            clock,
            names: Names::new(key),
            is_shared,
            all: Vec::new(),
        }
    }

    /// One more, under a name that all servers know it by.
    pub fn add(&mut self, name: &'static str) -> Arc<Measure> {
        let measure = Measure::new(name, self.clock.clone(), self.names.clone(), self.is_shared);
        let measure = Arc::new(measure);
        self.all.push(Arc::clone(&measure));
        measure
    }

    /// What was taken since this was last asked. It is told once: where that fails, it counted here alone.
    #[must_use]
    pub fn untold(&self) -> Vec<Untold> {
        self.all.iter().flat_map(|measure| measure.untold()).collect()
    }

    /// Hears that a payer owes so much time to all servers together, what this one told included.
    pub fn hear(&self, measure: &str, payer: Uuid, owed: Duration) {
        if let Some(measure) = self.all.iter().find(|known| known.name == measure) {
            measure.hear(payer, owed);
        }
    }
}

impl Measure {
    fn untold(&self) -> Vec<Untold> {
        let now = self.clock.elapsed();
        let to_tell = self.to_tell.as_ref().map(|to_tell| std::mem::take(&mut *lock(to_tell)));
        let told = |(payer, held): (Uuid, super::Held)| {
            let mut account = lock(&held);
            account.waits = false;
            Untold {
                measure: self.name,
                payer,
                time: std::mem::take(&mut account.untold),
                ago: now.saturating_sub(account.since),
            }
        };
        to_tell.unwrap_or_default().into_iter().map(told).collect()
    }

    /// What was taken here and is not among what all owe comes on top; what is known already is not taken twice.
    fn hear(&self, payer: Uuid, owed: Duration) {
        let now = self.clock.elapsed();
        let held = self.account(payer, now);
        let mut account = lock(&held);
        let here = account.pending.saturating_add(account.untold);
        let then = now.saturating_add(owed).saturating_add(here);
        account.whole_again = account.whole_again.max(then);
    }
}
