//! How often passwords may be tried wrongly: so often for one address from one network, and so often from one network for
//! whatever addresses. Nobody is locked out by somebody elsewhere, nor does it matter which verb, alias, agency,
//! connection or server it is tried by (T122, T123).

use std::{net::IpAddr, sync::Arc, time::Duration};

use crate::{
    error::{Code, Refusal},
    measure::{Measure, Measures, Rate, Taken, Wait, place},
};

/// So many wrong tries at once, and then one a minute.
const OF_ADDRESS: Rate = Rate {
    most: 10,
    over: Duration::from_mins(10),
};

/// Whole agencies stand behind one network: then one in two seconds.
const OF_NETWORK: Rate = Rate {
    most: 300,
    over: Duration::from_mins(10),
};

/// What was tried wrongly.
pub struct Attempts {
    of_address: Arc<Measure>,
    of_network: Arc<Measure>,
}

/// A try under way; it counts as wrong unless it is said to have been right.
pub(super) struct Attempt<'a>([Taken<'a>; 2]);

impl Attempts {
    /// None yet.
    #[must_use]
    pub fn new(measures: &mut Measures) -> Self {
        Self {
            of_address: measures.add("password of an address"),
            of_network: measures.add("passwords from a network"),
        }
    }

    /// Begins a try at the password of an address, whether or not there is an account of it.
    pub(super) fn begin(&self, address: &str, network: Option<IpAddr>) -> Result<Attempt<'_>, Refusal> {
        let network = place(network);
        // Before the address is remembered: a network that is refused makes nobody forget.
        let from_network = self.of_network.take(&network, 1, OF_NETWORK).map_err(refusal)?;
        let of_address = [&network[..], address.as_bytes()].concat();
        match self.of_address.take(&of_address, 1, OF_ADDRESS) {
            Ok(of_address) => Ok(Attempt([from_network, of_address])),
            Err(wait) => {
                from_network.give_back();
                Err(refusal(wait))
            }
        }
    }
}

impl Attempt<'_> {
    /// The password was right.
    pub(super) fn succeeded(self) {
        self.0.into_iter().for_each(Taken::give_back);
    }
}

fn refusal(wait: Wait) -> Refusal {
    let hint = format!("Wait for {} seconds before you try again.", wait.seconds());
    Refusal::new(Code::RateLimited, "Too many wrong passwords were tried.").hint(hint)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use chrono::DateTime;

    use super::*;
    use crate::clock::Clock;

    fn attempts() -> (Attempts, Clock) {
        let clock = Clock::fixed(DateTime::UNIX_EPOCH);
        let mut measures = Measures::new(clock.clone(), [0; 32], false);
        (Attempts::new(&mut measures), clock)
    }

    fn at(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn wrong_tries_wait_for_that_address_from_there_alone_and_right_ones_never() {
        let (attempts, clock) = self::attempts();
        for _ in 0..10 {
            drop(attempts.begin("a@example.org", Some(at(1))).unwrap());
        }
        let refused = attempts.begin("a@example.org", Some(at(1))).map(drop).unwrap_err();
        assert_eq!(refused.code, Code::RateLimited);
        for (address, network) in [
            ("a@example.org", Some(at(2))),
            ("b@example.org", Some(at(1))),
            ("a@example.org", None),
        ] {
            for _ in 0..20 {
                attempts.begin(address, network).unwrap().succeeded();
            }
        }
        clock.advance(chrono::Duration::seconds(60));
        drop(attempts.begin("a@example.org", Some(at(1))).unwrap());
        assert!(attempts.begin("a@example.org", Some(at(1))).is_err());
    }

    #[test]
    fn a_network_that_goes_through_addresses_waits_too() {
        let (attempts, clock) = self::attempts();
        for number in 0..300 {
            drop(attempts.begin(&format!("{number}@example.org"), Some(at(1))).unwrap());
        }
        assert!(attempts.begin("a@example.org", Some(at(1))).is_err());
        assert!(attempts.begin("a@example.org", Some(at(2))).is_ok());
        clock.advance(chrono::Duration::seconds(2));
        assert!(attempts.begin("a@example.org", Some(at(1))).is_ok());
    }
}
