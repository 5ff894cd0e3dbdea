//! How much one caller, and all callers of one agency together, and of these all visitors, may ask for in a minute, in the unit of a document's cost.
//!
//! A caller who has been quiet has a whole minute's worth at once; it comes back evenly.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::Denied;
use crate::{
    actor::{Actor, Who},
    error::{Code, Refusal, counted},
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
        let hint = format!("Wait for {}, or ask for less at once.", counted(seconds, "second"));
        Refusal::new(Code::RateLimited, "You asked for more than your budget of a minute.")
            .hint(hint)
            .retry_after(seconds)
    }
}

impl From<Wait> for Exhausted {
    fn from(wait: Wait) -> Self {
        Self(wait.seconds())
    }
}

impl From<Exhausted> for Denied {
    fn from(exhausted: Exhausted) -> Self {
        Self::from(exhausted.refusal())
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
        let Some(caller) = payer(actor, network) else {
            return Ok(self.caller.most);
        };
        let of_caller = self.spent.take(&caller.bytes(), cost, self.caller)?;
        let left = of_caller.left();
        match self.take_shared(cost, actor) {
            Ok(of_all) => Ok(left.min(of_all)),
            Err(wait) => {
                of_caller.give_back();
                Err(wait)
            }
        }
    }

    /// Takes what is run once for several networks from the budget of each, and from what they share once; which of them
    /// cannot pay. From these nothing is taken, and where none can pay, nothing at all.
    pub(super) fn take_once(
        &self,
        cost: u64,
        actor: Option<&Actor>,
        networks: &BTreeSet<Option<IpAddr>>,
    ) -> BTreeMap<Option<IpAddr>, Exhausted> {
        let (mut taken, mut poor) = (Vec::with_capacity(networks.len()), BTreeMap::new());
        for network in networks {
            let Some(caller) = payer(actor, *network) else { continue };
            match self.spent.take(&caller.bytes(), cost, self.caller) {
                Ok(of_one) => taken.push(of_one),
                Err(wait) => {
                    poor.insert(*network, Exhausted::from(wait));
                }
            }
        }
        if !taken.is_empty()
            && let Err(wait) = self.take_shared(cost, actor)
        {
            taken.into_iter().for_each(Taken::give_back);
            for network in networks {
                poor.entry(*network).or_insert(wait);
            }
        }
        poor
    }

    /// Takes what is run once for several members of an agency from what they share; each of them pays beside that
    /// ([`Self::take_of_members`]).
    pub(super) fn take_of_agency(&self, cost: u64, member: &Actor) -> Result<(), Exhausted> {
        self.take_shared(cost, Some(member)).map(drop)
    }

    /// Takes what was run once for several members of an agency from the budget of each; which of them can pay. From the
    /// others nothing is taken.
    pub(super) fn take_of_members(&self, cost: u64, members: &[&Actor]) -> Vec<bool> {
        let can_pay = |member: &&Actor| {
            payer(Some(*member), None).is_some_and(|payer| self.spent.take(&payer.bytes(), cost, self.caller).is_ok())
        };
        members.iter().map(can_pay).collect()
    }

    /// Takes from what all callers of an agency share, and its visitors of that; what is left of it.
    fn take_shared(&self, cost: u64, actor: Option<&Actor>) -> Result<u64, Exhausted> {
        let Some(actor) = actor else { return Ok(u64::MAX) };
        let tenant = actor.tenant.uuid();
        let visitors = matches!(actor.who, Who::Visitor)
            .then(|| self.spent.take(&Payer::Visitors(tenant).bytes(), cost, self.visitors))
            .transpose()?;
        match self.spent.take(&Payer::Agency(tenant).bytes(), cost, self.agency) {
            Ok(of_all) => Ok(visitors
                .map_or(u64::MAX, |of_visitors| of_visitors.left())
                .min(of_all.left())),
            Err(wait) => {
                if let Some(of_visitors) = visitors {
                    of_visitors.give_back();
                }
                Err(wait.into())
            }
        }
    }
}

/// Who pays for what an actor asks from a network; nobody for what the server does for itself.
fn payer(actor: Option<&Actor>, network: Option<IpAddr>) -> Option<Payer> {
    let tenant = actor.map(|actor| actor.tenant.uuid());
    match actor.map(|actor| &actor.who) {
        Some(Who::Person(person)) => Some(Payer::Membership(person.membership.uuid())),
        Some(Who::Client(program)) => Some(Payer::Client(program.client.uuid())),
        Some(Who::Job(_)) => None,
        Some(Who::Visitor) | None => Some(Payer::Visitor(tenant, network)),
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
    fn t129_what_is_run_once_for_many_networks_is_paid_once_by_what_they_share() {
        let budgets = self::budgets(100, 300);
        let visitor = visitor(1);
        let networks: BTreeSet<_> = (1..40)
            .map(|number| format!("2001:db8:{number:x}::").parse::<IpAddr>().ok())
            .collect();
        let first = networks.first().copied().unwrap();
        assert_eq!(budgets.take_once(30, Some(&visitor), &networks), BTreeMap::new());
        // Each has paid its own, and the visitors' 150 once.
        assert_eq!(budgets.take(70, Some(&visitor), first), Ok(0));
        let poor = budgets.take_once(40, Some(&visitor), &networks);
        assert_eq!(poor.into_keys().collect::<Vec<_>>(), [first]);
        // Of the 150 there are 10 left: none can pay, and from none is anything taken.
        assert_eq!(budgets.take_once(25, Some(&visitor), &networks).len(), networks.len());
        budgets
            .take(10, Some(&visitor), networks.last().copied().unwrap())
            .unwrap();
        assert_eq!(budgets.take_once(1, Some(&visitor), &BTreeSet::new()), BTreeMap::new());
        // A member pays once, wherever they are.
        let here = BTreeSet::from([first]);
        assert_eq!(budgets.take_once(100, Some(&member(1, 1)), &here), BTreeMap::new());
        assert_eq!(budgets.take_once(1, Some(&member(1, 1)), &here).len(), 1);
    }

    #[test]
    fn t129_what_is_run_once_for_members_is_paid_by_each_and_once_by_their_agency() {
        let budgets = self::budgets(100, 200);
        let (one, other) = (&member(1, 1), &member(1, 2));
        budgets.take(80, Some(one), None).unwrap();
        assert_eq!(budgets.take_of_agency(50, one), Ok(()));
        assert_eq!(budgets.take_of_members(50, &[one, other]), [false, true]);
        // The agency has 70 left, and who could not pay the 20 that they had.
        assert_eq!(budgets.take_of_members(20, &[one, other]), [true, true]);
        assert_eq!(budgets.take(30, Some(other), None), Ok(0));
        let more = &member(1, 3);
        assert!(budgets.take_of_agency(50, more).is_err());
        // Where the agency has not enough, who has keeps it.
        assert_eq!(budgets.take_of_members(100, &[more]), [true]);
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
