//! How much one caller, and all callers of one agency together, and of these all visitors, may ask for in a minute, in the unit of a document's cost.
//!
//! A caller who has been quiet has a whole minute's worth at once; it comes back evenly.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::Denied;
use crate::{
    actor::{Actor, Who},
    error::{Code, Refusal},
    identity::token::{Kind, Verified},
    measure::{Measure, Measures, Rate, Taken, Wait, place},
};

/// Who pays.
#[derive(Clone, Copy, Debug)]
enum Payer {
    Agency(Uuid),
    /// All visitors of an agency.
    Visitors(Uuid),
    Membership(Uuid),
    Client(Uuid),
    /// Visitors, by agency and by the network that they come from.
    Visitor(Option<Uuid>, Option<IpAddr>),
}

impl Payer {
    /// Bytes that no other payer has.
    fn bytes(self) -> Vec<u8> {
        let (kind, id, network) = match self {
            Self::Agency(id) => (b'a', id, None),
            Self::Visitors(id) => (b'w', id, None),
            Self::Membership(id) => (b'm', id, None),
            Self::Client(id) => (b'c', id, None),
            Self::Visitor(Some(agency), network) => (b'v', agency, network),
            Self::Visitor(None, network) => (b'n', Uuid::nil(), network),
        };
        [&[kind][..], id.as_bytes(), &place(network)].concat()
    }
}

/// What is left to callers.
pub struct Budgets {
    caller: Rate,
    agency: Rate,
    visitors: Rate,
    spent: Arc<Measure>,
    /// What documents cost that had to be read. It is kept apart: what is left of a budget tells nobody whether somebody else
    /// sent the same document (T12).
    read: Arc<Measure>,
}

/// The budget does not suffice now; it will after so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exhausted(pub(super) u32);

impl Exhausted {
    /// What the caller is told.
    pub(super) fn refusal(self) -> Refusal {
        let Self(seconds) = self;
        let hint = format!("Wait for {seconds} seconds, or ask for less at once.");
        Refusal::new(Code::RateLimited, "You asked for more than your budget of a minute.").hint(hint)
    }
}

impl From<Wait> for Exhausted {
    fn from(wait: Wait) -> Self {
        Self(wait.seconds())
    }
}

impl From<Exhausted> for Denied {
    fn from(exhausted: Exhausted) -> Self {
        Self::from(exhausted.refusal()).retry_after(exhausted.0)
    }
}

impl Budgets {
    /// So much a minute for each caller, for each agency, and of that for its visitors together.
    #[must_use]
    pub fn new(caller: u64, agency: u64, visitors: u64, measures: &mut Measures) -> Self {
        let a_minute = |most: u64| Rate {
            most: most.max(1),
            over: Duration::from_mins(1),
        };
        Self {
            caller: a_minute(caller),
            agency: a_minute(agency),
            visitors: a_minute(visitors),
            spent: measures.add("budget"),
            read: measures.add("documents"),
        }
    }

    /// Takes the price of a document that is to be read from who shows a token that is good by itself, or else from the
    /// network, before it is known who they are now. There is as much for that as for all else.
    pub(super) fn take_of(
        &self,
        shown: Option<&Verified>,
        network: Option<IpAddr>,
        price: u64,
    ) -> Result<(), Exhausted> {
        let payer = match shown {
            Some(shown) if shown.kind == Kind::Client => Payer::Client(shown.subject),
            Some(shown) => Payer::Membership(shown.subject),
            None => Payer::Visitor(None, network),
        };
        self.read.take(&payer.bytes(), price, self.caller)?;
        Ok(())
    }

    /// Takes what a document costs from the budgets of its caller, and answers what is left. Where one does not suffice,
    /// nothing is taken. Visitors have a budget together, since anybody can be many of them: what is beyond that is for
    /// those whom the agency knows.
    pub fn take(&self, cost: u64, actor: Option<&Actor>, network: Option<IpAddr>) -> Result<u64, Exhausted> {
        let tenant = actor.map(|actor| actor.tenant.uuid());
        let caller = match actor.map(|actor| &actor.who) {
            Some(Who::Person(person)) => Payer::Membership(person.membership.uuid()),
            Some(Who::Client(program)) => Payer::Client(program.client.uuid()),
            // What the server does for itself pays nothing.
            Some(Who::Job(_)) => return Ok(self.caller.most),
            Some(Who::Visitor) | None => Payer::Visitor(tenant, network),
        };
        let of_caller = self.spent.take(&caller.bytes(), cost, self.caller)?;
        let mut left = of_caller.left();
        let Some(tenant) = tenant else { return Ok(left) };
        let visitors = matches!(caller, Payer::Visitor(..)).then_some((Payer::Visitors(tenant), self.visitors));
        let mut taken = Vec::with_capacity(3);
        taken.push(of_caller);
        for (payer, rate) in visitors.into_iter().chain([(Payer::Agency(tenant), self.agency)]) {
            match self.spent.take(&payer.bytes(), cost, rate) {
                Ok(of_all) => {
                    left = left.min(of_all.left());
                    taken.push(of_all);
                }
                Err(wait) => {
                    taken.into_iter().for_each(Taken::give_back);
                    return Err(wait.into());
                }
            }
        }
        Ok(left)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use chrono::DateTime;
    use entity::{id::Id, set::Set};

    use super::*;
    use crate::{actor::Person, clock::Clock};

    fn budgets(caller: u64, agency: u64) -> Budgets {
        let clock = Clock::fixed(DateTime::UNIX_EPOCH);
        Budgets::new(caller, agency, agency / 2, &mut Measures::new(clock, [0; 32], false))
    }

    fn visitor(tenant: u128) -> Actor {
        Actor::visitor(Id::from_uuid(Uuid::from_u128(tenant)))
    }

    fn member(tenant: u128, number: u128) -> Actor {
        let id = Uuid::from_u128(number);
        let person = Person {
            membership: Id::from_uuid(id),
            person: Id::from_uuid(id),
            account: Id::from_uuid(id),
            roles: Set::EMPTY,
        };
        Actor {
            who: Who::Person(person),
            ..visitor(tenant)
        }
    }

    #[test]
    fn a_minute_s_worth_is_there_at_once_and_no_more() {
        let budgets = self::budgets(100, 10_000);
        let (one, other) = ("10.0.0.1".parse().ok(), "10.0.0.2".parse().ok());
        assert_eq!(budgets.take(40, Some(&visitor(1)), one), Ok(60));
        assert_eq!(budgets.take(50, Some(&visitor(1)), one), Ok(10));
        // 10 more than there are: they come back in 6 seconds.
        assert_eq!(budgets.take(20, Some(&visitor(1)), one), Err(Exhausted(7)));
        // What was refused was not taken, and others have their own.
        budgets.take(9, Some(&visitor(1)), one).unwrap();
        budgets.take(100, Some(&visitor(1)), other).unwrap();
        budgets.take(100, Some(&visitor(2)), one).unwrap();
        budgets.take(100, None, one).unwrap();
        assert!(budgets.take(101, Some(&visitor(3)), one).is_err());
        assert!(budgets.take(u64::MAX, Some(&visitor(3)), one).is_err());
    }

    #[test]
    fn t129_callers_of_an_agency_share_what_it_has_and_take_nothing_of_another() {
        let budgets = self::budgets(100, 150);
        let (one, other) = (&member(1, 1), &member(1, 2));
        budgets.take(100, Some(one), None).unwrap();
        assert_eq!(budgets.take(100, Some(other), None), Err(Exhausted(21)));
        // The caller got back what the agency did not have.
        budgets.take(50, Some(other), None).unwrap();
        budgets.take(100, Some(&member(2, 3)), None).unwrap();
    }

    #[test]
    fn t129_visitors_however_many_leave_the_rest_of_an_agency_to_those_whom_it_knows() {
        let budgets = self::budgets(100, 300);
        let network = |number: u16| format!("2001:db8:{number:x}::").parse().ok();
        budgets.take(100, Some(&visitor(1)), network(1)).unwrap();
        budgets.take(50, Some(&visitor(1)), network(2)).unwrap();
        for number in 2..40 {
            assert!(budgets.take(50, Some(&visitor(1)), network(number)).is_err());
        }
        // The neighbour's have their own.
        assert_eq!(budgets.take(100, Some(&visitor(2)), network(2)), Ok(0));
        budgets.take(100, Some(&member(1, 1)), network(1)).unwrap();
        budgets.take(50, Some(&member(1, 2)), network(1)).unwrap();
        // And the agency has what it has.
        assert!(budgets.take(1, Some(&member(1, 3)), network(1)).is_err());
    }
}
