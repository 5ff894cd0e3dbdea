//! How much one caller, and all callers of one agency together, may ask for in a minute, in the unit of a document's cost.
//!
//! Each server counts for itself. A caller who has been quiet has a whole minute's worth at once; it comes back evenly.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use quick_cache::sync::Cache;
use uuid::Uuid;

use super::Denied;
use crate::{
    actor::{Actor, Who},
    error::{Code, Refusal},
};

/// Callers remembered; whoever is forgotten has a whole minute's worth again.
const REMEMBERED: usize = 20_000;

const MINUTE: Duration = Duration::from_mins(1);

/// Who pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Payer {
    Agency(Uuid),
    Membership(Uuid),
    Client(Uuid),
    /// Visitors, by agency and by the network that they come from.
    Visitor(Option<Uuid>, Option<IpAddr>),
}

/// When it will be as if nothing had been asked for.
type Spent = Arc<Mutex<Instant>>;

/// What is left to callers.
pub struct Budgets {
    caller: u64,
    agency: u64,
    spent: Cache<Payer, Spent>,
}

/// The budget does not suffice now; it will after so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exhausted(pub(super) u32);

impl Exhausted {
    /// What the caller is told.
    pub(super) fn refusal(self) -> Refusal {
        let Self(seconds) = self;
        let hint = format!("Wait for {seconds} seconds, or ask for less at once.");
        Refusal::new(Code::RateLimited, "You asked for more than your budget of a minute.").hint(hint)
    }
}

impl From<Exhausted> for Denied {
    fn from(exhausted: Exhausted) -> Self {
        Self::from(exhausted.refusal()).retry_after(exhausted.0)
    }
}

impl Budgets {
    /// So much a minute for each caller, and for each agency.
    #[must_use]
    pub fn new(caller: u64, agency: u64) -> Self {
        Self {
            caller: caller.max(1),
            agency: agency.max(1),
            spent: Cache::new(REMEMBERED),
        }
    }

    /// Takes what a document costs from the budgets of its caller, and answers what is left. Where one does not suffice,
    /// nothing is taken.
    pub(super) fn take(&self, cost: u64, actor: Option<&Actor>, network: Option<IpAddr>) -> Result<u64, Exhausted> {
        let now = Instant::now();
        let tenant = actor.map(|actor| actor.tenant.uuid());
        let caller = match actor.map(|actor| &actor.who) {
            Some(Who::Person(person)) => Payer::Membership(person.membership.uuid()),
            Some(Who::Client(program)) => Payer::Client(program.client.uuid()),
            // What the server does for itself pays nothing.
            Some(Who::Job(_)) => return Ok(self.caller),
            Some(Who::Visitor) | None => Payer::Visitor(tenant, network),
        };
        let left = self.spend(caller, self.caller, cost, now)?;
        let Some(tenant) = tenant else { return Ok(left) };
        match self.spend(Payer::Agency(tenant), self.agency, cost, now) {
            Ok(of_agency) => Ok(left.min(of_agency)),
            Err(exhausted) => {
                self.give_back(caller, self.caller, cost);
                Err(exhausted)
            }
        }
    }

    fn spend(&self, payer: Payer, a_minute: u64, cost: u64, now: Instant) -> Result<u64, Exhausted> {
        let new = || Ok::<_, Infallible>(Spent::new(Mutex::new(now)));
        let Ok(spent) = self.spent.get_or_insert_with(&payer, new);
        let mut whole_again = spent.lock().unwrap_or_else(PoisonError::into_inner);
        let then = (*whole_again).max(now) + time_for(cost, a_minute);
        let owed = then.saturating_duration_since(now);
        if let Some(wait) = owed.checked_sub(MINUTE).filter(|wait| !wait.is_zero()) {
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
            return Err(Exhausted(seconds.saturating_add(1)));
        }
        *whole_again = then;
        drop(whole_again);
        let left = u128::from(a_minute) * MINUTE.saturating_sub(owed).as_nanos() / MINUTE.as_nanos();
        Ok(u64::try_from(left).unwrap_or(u64::MAX))
    }

    fn give_back(&self, payer: Payer, a_minute: u64, cost: u64) {
        if let Some(spent) = self.spent.get(&payer) {
            let mut whole_again = spent.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(before) = whole_again.checked_sub(time_for(cost, a_minute)) {
                *whole_again = before;
            }
        }
    }
}

/// How long it takes until so much has come back; what is not possible takes for ever.
fn time_for(cost: u64, a_minute: u64) -> Duration {
    let nanoseconds = u128::from(cost) * MINUTE.as_nanos() / u128::from(a_minute.max(1));
    let longest = Duration::from_hours(24);
    u64::try_from(nanoseconds).map_or(longest, |nanoseconds| Duration::from_nanos(nanoseconds).min(longest))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use entity::id::Id;

    use super::*;

    fn visitor(tenant: u128) -> Actor {
        Actor::visitor(Id::from_uuid(Uuid::from_u128(tenant)))
    }

    #[test]
    fn a_minute_s_worth_is_there_at_once_and_no_more() {
        let budgets = Budgets::new(100, 10_000);
        let (one, other) = ("10.0.0.1".parse().ok(), "10.0.0.2".parse().ok());
        assert!((59..=60).contains(&budgets.take(40, Some(&visitor(1)), one).unwrap()));
        assert!((9..=10).contains(&budgets.take(50, Some(&visitor(1)), one).unwrap()));
        // 20 more than there is: they come back in 6 seconds.
        let Exhausted(seconds) = budgets.take(20, Some(&visitor(1)), one).unwrap_err();
        assert!((6..=7).contains(&seconds), "{seconds}");
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
        let budgets = Budgets::new(100, 150);
        let (one, other) = ("2001:db8::1".parse().ok(), "2001:db8:1::1".parse().ok());
        budgets.take(100, Some(&visitor(1)), one).unwrap();
        let Exhausted(seconds) = budgets.take(100, Some(&visitor(1)), other).unwrap_err();
        assert!((20..=21).contains(&seconds), "{seconds}");
        // The caller got back what the agency did not have.
        budgets.take(50, Some(&visitor(1)), other).unwrap();
        budgets.take(100, Some(&visitor(2)), other).unwrap();
        // Another address of the same network is the same caller.
        assert!(
            budgets
                .take(100, Some(&visitor(2)), "2001:db8:1::2".parse().ok())
                .is_err()
        );
    }
}
