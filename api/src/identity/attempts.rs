//! How often passwords may be tried wrongly: so often for one address from one network, and so often from one network for
//! whatever addresses. Nobody is locked out by somebody elsewhere, nor does it matter which verb, alias, agency or
//! connection it is tried by (T122, T123). Each server counts for itself.

use std::{
    convert::Infallible,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Duration, Utc};
use quick_cache::sync::Cache;

use crate::error::{Code, Refusal};

/// Addresses and networks remembered.
const REMEMBERED: usize = 20_000;

/// So many wrong tries at once, and then one in so long.
struct Measure {
    at_once: i32,
    then_each: Duration,
}

const OF_ADDRESS: Measure = Measure {
    at_once: 10,
    then_each: Duration::seconds(60),
};

/// Whole agencies stand behind one network.
const OF_NETWORK: Measure = Measure {
    at_once: 300,
    then_each: Duration::seconds(2),
};

/// When it will be as if nothing had been tried.
type Forgotten = Arc<Mutex<DateTime<Utc>>>;

/// What was tried wrongly.
pub struct Attempts {
    of_address: Cache<(String, Option<IpAddr>), Forgotten>,
    of_network: Cache<Option<IpAddr>, Forgotten>,
}

/// A try under way; it counts as wrong unless it is said to have been right.
pub(super) struct Attempt([(Forgotten, Duration); 2]);

impl Default for Attempts {
    fn default() -> Self {
        Self {
            of_address: Cache::new(REMEMBERED),
            of_network: Cache::new(REMEMBERED),
        }
    }
}

impl Attempts {
    /// Begins a try at the password of an address, whether or not there is an account of it.
    pub(super) fn begin(&self, address: &str, network: Option<IpAddr>, now: DateTime<Utc>) -> Result<Attempt, Refusal> {
        let new = || Ok::<_, Infallible>(Forgotten::new(Mutex::new(now)));
        let Ok(of_network) = self.of_network.get_or_insert_with(&network, new);
        // Before the address is remembered: a network that is refused makes nobody forget.
        OF_NETWORK.take(&of_network, now)?;
        let place = (address.to_owned(), network);
        let Ok(of_address) = self.of_address.get_or_insert_with(&place, new);
        if let Err(refusal) = OF_ADDRESS.take(&of_address, now) {
            give_back(&of_network, OF_NETWORK.then_each);
            return Err(refusal);
        }
        Ok(Attempt([
            (of_address, OF_ADDRESS.then_each),
            (of_network, OF_NETWORK.then_each),
        ]))
    }
}

impl Attempt {
    /// The password was right.
    pub(super) fn succeeded(self) {
        for (forgotten, each) in &self.0 {
            give_back(forgotten, *each);
        }
    }
}

impl Measure {
    fn take(&self, forgotten: &Forgotten, now: DateTime<Utc>) -> Result<(), Refusal> {
        let mut forgotten = forgotten.lock().unwrap_or_else(PoisonError::into_inner);
        let then = (*forgotten).max(now) + self.then_each;
        let wait = then - now - self.then_each * self.at_once;
        if wait > Duration::zero() {
            let seconds = wait.num_seconds() + 1;
            let hint = format!("Wait for {seconds} seconds before you try again.");
            return Err(Refusal::new(Code::RateLimited, "Too many wrong passwords were tried.").hint(hint));
        }
        *forgotten = then;
        Ok(())
    }
}

fn give_back(forgotten: &Forgotten, each: Duration) {
    let mut forgotten = forgotten.lock().unwrap_or_else(PoisonError::into_inner);
    *forgotten -= each;
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn at(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn wrong_tries_wait_for_that_address_from_there_alone_and_right_ones_never() {
        let (attempts, now) = (Attempts::default(), DateTime::UNIX_EPOCH);
        for _ in 0..10 {
            drop(attempts.begin("a@example.org", Some(at(1)), now).unwrap());
        }
        let refused = attempts.begin("a@example.org", Some(at(1)), now).map(drop).unwrap_err();
        assert_eq!(refused.code, Code::RateLimited);
        for (address, network) in [
            ("a@example.org", Some(at(2))),
            ("b@example.org", Some(at(1))),
            ("a@example.org", None),
        ] {
            for _ in 0..20 {
                attempts.begin(address, network, now).unwrap().succeeded();
            }
        }
        let later = now + Duration::seconds(60);
        drop(attempts.begin("a@example.org", Some(at(1)), later).unwrap());
        assert!(attempts.begin("a@example.org", Some(at(1)), later).is_err());
    }

    #[test]
    fn a_network_that_goes_through_addresses_waits_too() {
        let (attempts, now) = (Attempts::default(), DateTime::UNIX_EPOCH);
        for number in 0..300 {
            drop(
                attempts
                    .begin(&format!("{number}@example.org"), Some(at(1)), now)
                    .unwrap(),
            );
        }
        assert!(attempts.begin("a@example.org", Some(at(1)), now).is_err());
        assert!(attempts.begin("a@example.org", Some(at(2)), now).is_ok());
        assert!(
            attempts
                .begin("a@example.org", Some(at(1)), now + Duration::seconds(2))
                .is_ok()
        );
    }
}
