//! How much comes back in how long, and how long one waits for it.

use std::time::Duration;

/// How much, and how fast it comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// So much at once.
    pub most: u64,
    /// In so long all of it comes back.
    pub over: Duration,
}

impl Rate {
    /// How long it takes until so much has come back; what is not possible takes for ever.
    pub(super) fn time_for(self, amount: u64) -> Duration {
        let nanoseconds = u128::from(amount) * self.over.as_nanos() / u128::from(self.most.max(1));
        let longest = Duration::from_hours(24);
        u64::try_from(nanoseconds).map_or(longest, |nanoseconds| Duration::from_nanos(nanoseconds).min(longest))
    }

    /// How much is left to who owes so much time.
    pub(super) fn left(self, owed: Duration) -> u64 {
        let over = self.over.as_nanos().max(1);
        let left = u128::from(self.most) * self.over.saturating_sub(owed).as_nanos() / over;
        u64::try_from(left).unwrap_or(u64::MAX)
    }
}

/// There is not enough now; there will be after so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(pub Duration);

impl Wait {
    /// The first whole second at which there is.
    #[must_use]
    pub fn seconds(self) -> u32 {
        u32::try_from(self.0.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
    }
}
