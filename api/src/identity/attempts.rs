//! How often passwords may be tried wrongly: so often for one address from one network, and so often from one network for
//! whatever addresses. Nobody is locked out by somebody elsewhere, nor does it matter which verb, alias, agency,
//! connection or server it is tried by (T122, T123).
//!
//! Whoever tries on and on leaves nothing of that to others behind their network. So there is a share beside it for addresses
//! that signed in from that network lately. What is spent is shared between servers; which addresses those are each server
//! knows for itself, of those who signed in to it: tokens end within minutes, so that whoever works signs in to each.
//!
//! With invitations passwords are tried apart from that, so that no tries of others keep a newcomer out: so often for one
//! address in one agency, whoever makes how many invitations to it there (ADR 5).

use std::{net::IpAddr, sync::Arc, time::Duration};

use entity::id::TenantId;
use quick_cache::sync::Cache;

use crate::{
    error::{Code, Error, Refusal, counted},
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

/// The same for those of its addresses that are known, once all others have spent that: then one in six seconds.
const OF_KNOWN: Rate = Rate {
    most: 100,
    over: Duration::from_mins(10),
};

/// With invitations of one agency to one address: ten in a day.
const OF_INVITED: Rate = Rate {
    most: 10,
    over: Duration::from_hours(24),
};

/// Addresses known to have signed in, each from one network; who signed in least is forgotten first.
const KNOWN: usize = 10_000;

/// What was tried wrongly.
pub struct Attempts {
    of_address: Arc<Measure>,
    of_network: Arc<Measure>,
    of_known: Arc<Measure>,
    of_invited: Arc<Measure>,
    known: Cache<Vec<u8>, ()>,
}

/// A try under way; it counts as wrong unless it is said to have been right.
pub(super) struct Attempt<'a> {
    attempts: &'a Attempts,
    of_address: Vec<u8>,
    taken: [Taken<'a>; 2],
    /// What whoever is not known would have been told in its place.
    otherwise: Option<Refusal>,
}

impl Attempts {
    /// None yet.
    #[must_use]
    pub fn new(measures: &mut Measures) -> Self {
        Self {
            of_address: measures.add("password of an address"),
            of_network: measures.add("passwords from a network"),
            of_known: measures.add("passwords of the known from a network"),
            of_invited: measures.add("passwords with invitations to an address"),
            known: Cache::new(KNOWN),
        }
    }

    /// Begins a try with an invitation of an agency to an address, whether or not there is an account of it. It counts unless
    /// it is given back.
    pub(super) fn begin_invited(&self, agency: TenantId, address: &str) -> Result<Taken<'_>, Refusal> {
        let invited = [agency.uuid().as_bytes().as_slice(), address.as_bytes()].concat();
        self.of_invited.take(&invited, 1, OF_INVITED).map_err(refusal)
    }

    /// Begins a try at the password of an address, whether or not there is an account of it.
    pub(super) fn begin(&self, address: &str, network: Option<IpAddr>) -> Result<Attempt<'_>, Refusal> {
        let network = place(network);
        let of_address = [&network[..], address.as_bytes()].concat();
        // Before the address is remembered: a network that is refused makes nobody forget.
        let (from_network, otherwise) = match self.of_network.take(&network, 1, OF_NETWORK) {
            Ok(from_network) => (from_network, None),
            Err(wait) => {
                let told = refusal(wait);
                if !self.known.contains_key(&of_address) {
                    return Err(told);
                }
                let from_known = self.of_known.take(&network, 1, OF_KNOWN);
                (from_known.map_err(|_| told.clone())?, Some(told))
            }
        };
        match self.of_address.take(&of_address, 1, OF_ADDRESS) {
            Ok(taken) => Ok(Attempt {
                attempts: self,
                of_address,
                taken: [from_network, taken],
                otherwise,
            }),
            Err(wait) => {
                from_network.give_back();
                Err(otherwise.unwrap_or_else(|| refusal(wait)))
            }
        }
    }
}

impl Attempt<'_> {
    /// The password was right.
    pub(super) fn succeeded(self) {
        self.attempts.known.insert(self.of_address, ());
        self.taken.into_iter().for_each(Taken::give_back);
    }

    /// It was wrong. Who is known and who is not are told the same: what `wrong` says only where all may try.
    pub(super) fn failed(self, wrong: Error) -> Error {
        self.otherwise.map_or(wrong, Error::from)
    }
}

fn refusal(wait: Wait) -> Refusal {
    let seconds = wait.seconds();
    Refusal::new(Code::RateLimited, "Too many wrong passwords were tried.")
        .hint(format!("Wait for {} before you try again.", counted(seconds, "second")))
        .retry_after(seconds)
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

    #[test]
    fn t89_an_address_has_ten_tries_a_day_with_the_invitations_of_an_agency() {
        let (attempts, clock) = self::attempts();
        let agency = |number| TenantId::from_uuid(uuid::Uuid::from_u128(number));
        for _ in 0..10 {
            drop(attempts.begin_invited(agency(1), "a@example.org").unwrap());
        }
        let refused = attempts
            .begin_invited(agency(1), "a@example.org")
            .map(drop)
            .unwrap_err();
        assert_eq!(refused.code, Code::RateLimited);
        for (agency, address) in [(agency(2), "a@example.org"), (agency(1), "b@example.org")] {
            for _ in 0..20 {
                attempts.begin_invited(agency, address).unwrap().give_back();
            }
        }
        // Neither measure uses up the other.
        attempts.begin("a@example.org", Some(at(1))).unwrap().succeeded();
        clock.advance(chrono::Duration::minutes(144));
        drop(attempts.begin_invited(agency(1), "a@example.org").unwrap());
        assert!(attempts.begin_invited(agency(1), "a@example.org").is_err());
    }

    #[test]
    fn t123_who_signed_in_from_a_network_signs_in_there_whatever_others_tried() {
        let (attempts, _) = self::attempts();
        let known = |address: &str| attempts.begin(address, Some(at(1))).map(Attempt::succeeded);
        let colleagues = || (0..90).map(|number| format!("{number}@example.org"));
        colleagues().for_each(|address| known(&address).unwrap());
        known("a@example.org").unwrap();
        known("b@example.org").unwrap();
        for number in 0..300 {
            drop(attempts.begin(&format!("{number}@example.com"), Some(at(1))).unwrap());
        }
        let stranger = attempts.begin("c@example.org", Some(at(1))).map(drop).unwrap_err();
        for _ in 0..200 {
            known("a@example.org").unwrap();
        }
        // A wrong one is told what a stranger is, moves nothing of theirs, and counts.
        let wrong = Error::from(Refusal::new(Code::InvalidCredentials, "wrong"));
        for _ in 0..10 {
            let attempt = attempts.begin("a@example.org", Some(at(1))).unwrap();
            assert_eq!(attempt.failed(wrong.clone()), Error::from(stranger.clone()));
        }
        for address in ["a@example.org", "c@example.org"] {
            assert_eq!(attempts.begin(address, Some(at(1))).map(drop).unwrap_err(), stranger);
        }
        known("b@example.org").unwrap();
        // Known there and nowhere else.
        for number in 0..300 {
            drop(attempts.begin(&format!("{number}@example.com"), Some(at(2))).unwrap());
        }
        assert!(attempts.begin("b@example.org", Some(at(2))).is_err());
        // Nor is that share without end.
        colleagues().for_each(|address| drop(attempts.begin(&address, Some(at(1))).unwrap()));
        assert_eq!(known("b@example.org").unwrap_err(), stranger);
    }
}
