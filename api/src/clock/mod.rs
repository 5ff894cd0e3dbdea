//! Time and randomness, from one place: tests fix the one, and the other comes from the operating system alone.

pub mod calendar;

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;

/// The clock of the process; cheap to clone, all clones are one clock.
#[derive(Clone)]
pub struct Clock(Arc<Source>);

enum Source {
    System(Instant),
    Fixed(Mutex<DateTime<Utc>>),
}

impl Clock {
    /// The machine's clock and the operating system's randomness.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(Source::System(Instant::now())))
    }

    /// A clock that stands at `at` until [`Clock::advance`]; for tests.
    #[must_use]
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self(Arc::new(Source::Fixed(Mutex::new(at))))
    }

    /// Now, in whole milliseconds: the precision that both databases keep.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match &*self.0 {
            Source::System(_) => {
                #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
                let now = Utc::now();
                now.trunc_subsecs(3)
            }
            Source::Fixed(at) => *lock(at),
        }
    }

    /// How long it has run, from a moment that means nothing: this never goes back, whoever sets the machine's time.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        match &*self.0 {
            Source::System(began) => began.elapsed(),
            Source::Fixed(at) => (*lock(at) - DateTime::UNIX_EPOCH).to_std().unwrap_or_default(),
        }
    }

    /// Moves a fixed clock on; a system clock moves by itself and ignores this.
    pub fn advance(&self, by: chrono::Duration) {
        if let Source::Fixed(at) = &*self.0 {
            let mut at = lock(at);
            *at += by;
        }
    }

    /// Random bytes that nobody can guess.
    ///
    /// A kernel without randomness is a machine without security, so this ends the process rather than going on.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        if getrandom::fill(&mut bytes).is_err() {
            std::process::abort();
        }
        bytes
    }

    /// `N` random bytes in hexadecimal.
    #[must_use]
    pub fn random_hex<const N: usize>(&self) -> String {
        use std::fmt::Write;
        self.random::<N>().iter().fold(String::new(), |mut text, byte| {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// An id that tells its moment and sorts by it (UUIDv7, RFC 9562).
    #[must_use]
    pub fn id(&self) -> Uuid {
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.random()).into_uuid()
    }

    /// An id that tells nothing (UUIDv4), for what must not be joined to a person by its moment (T73), and for what others know
    /// of than those who may know when it came to be.
    #[must_use]
    pub fn blind_id(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.random()).into_uuid()
    }
}

fn lock(at: &Mutex<DateTime<Utc>>) -> std::sync::MutexGuard<'_, DateTime<Utc>> {
    at.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
