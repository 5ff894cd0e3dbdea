//! How many operations run at once and how many wait, where nothing else is said.

use std::{num::NonZeroUsize, ops::RangeInclusive};

use super::{Config, MOST_WAITING};

impl Config {
    /// How many operations run at once, at least and at most: as configured, or as many as the cores can keep up with, from one
    /// for each, or two, to eight for each, and no more than there are connections to the database.
    #[must_use]
    pub fn concurrent(&self) -> RangeInclusive<usize> {
        if let Some(concurrent) = self.limits.concurrent {
            return concurrent.get()..=concurrent.get();
        }
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let connections = usize::try_from(self.database.max_connections).unwrap_or(usize::MAX);
        let most = cores.saturating_mul(8).min(connections).max(1);
        cores.max(2).min(most)..=most
    }

    /// How many more wait for that: as configured, or eight for each.
    #[must_use]
    pub fn waiting(&self) -> usize {
        let eightfold = self.concurrent().end().saturating_mul(8);
        self.limits.waiting.unwrap_or(eightfold.min(MOST_WAITING.into()))
    }

    /// How many beside them have passwords hashed at once: half as many at most, and fewer than run at least, since each of them
    /// takes a core.
    #[must_use]
    pub fn hashing(&self) -> usize {
        let (least, most) = self.concurrent().into_inner();
        most.div_ceil(2).min(least.saturating_sub(1)).max(1)
    }
}
