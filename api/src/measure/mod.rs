//! How much somebody may have at once, and how it comes back: evenly, so that who was quiet for long has all of it again
//! (a token bucket, kept as the moment at which it will be as if nothing had been taken).
//!
//! It is taken at once, from what this server knows: whoever takes waits for nobody. What was taken can be told to the
//! other servers of a database, and what they tell be heard ([`Measures::untold`], [`Measures::hear`]). Times mean the
//! same at all of them, and who took what stands there under a name that only this instance can make.

mod names;
mod rate;
mod sharing;
#[cfg(test)]
mod tests;

use std::{
    convert::Infallible,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use quick_cache::sync::Cache;
use uuid::Uuid;

pub use self::{
    rate::{Rate, Wait},
    sharing::{Measures, Untold},
};

use self::names::Names;
use crate::clock::Clock;

/// Payers remembered by one measure; whoever is forgotten has all of it again, as far as this server knows.
const REMEMBERED: usize = 20_000;

/// What is less than this part of the most is too little to tell of.
const LIGHT: u32 = 1_000;

/// For how long so little is gathered until it is enough; what took longer comes back faster than it goes.
const GATHERED: Duration = Duration::from_secs(10);

/// What payers of one kind took.
pub struct Measure {
    name: &'static str,
    clock: Clock,
    names: Names,
    held: Cache<Uuid, Held>,
    /// Those who took enough to tell of; none where nobody is told.
    to_tell: Option<Mutex<Vec<(Uuid, Held)>>>,
}

type Held = Arc<Mutex<Account>>;

/// What one payer took, as time that it takes to come back. Moments are those of the clock that runs.
struct Account {
    /// When it will be as if nothing had been taken.
    whole_again: Duration,
    /// Taken, and not yet sure to stay so.
    pending: Duration,
    /// Taken for good, and not yet told.
    untold: Duration,
    /// When the first of that was taken.
    since: Duration,
    /// Whether it is among those to tell of.
    waits: bool,
}

/// Something that was taken; it stays so when this is dropped.
pub struct Taken<'m> {
    measure: &'m Measure,
    payer: Uuid,
    held: Held,
    rate: Rate,
    time: Duration,
    at: Duration,
    owed: Duration,
}

impl Measure {
    fn new(name: &'static str, clock: Clock, names: Names, is_shared: bool) -> Self {
        Self {
            name,
            clock,
            names,
            held: Cache::new(REMEMBERED),
            to_tell: is_shared.then(Mutex::default),
        }
    }

    /// Takes so much for whom these bytes name, or nothing where there is not enough.
    pub fn take(&self, payer: &[u8], amount: u64, rate: Rate) -> Result<Taken<'_>, Wait> {
        let now = self.clock.elapsed();
        let payer = self.names.of(self.name, payer);
        let held = self.account(payer, now);
        let time = rate.time_for(amount);
        let mut account = lock(&held);
        let then = account.whole_again.max(now).saturating_add(time);
        let owed = then.saturating_sub(now);
        if let Some(wait) = owed.checked_sub(rate.over).filter(|wait| !wait.is_zero()) {
            return Err(Wait(wait));
        }
        account.whole_again = then;
        account.pending += time;
        drop(account);
        Ok(Taken {
            measure: self,
            payer,
            held,
            rate,
            time,
            at: now,
            owed,
        })
    }

    fn account(&self, payer: Uuid, now: Duration) -> Held {
        let new = || {
            Ok::<_, Infallible>(Arc::new(Mutex::new(Account {
                whole_again: now,
                pending: Duration::ZERO,
                untold: Duration::ZERO,
                since: now,
                waits: false,
            })))
        };
        let Ok(held) = self.held.get_or_insert_with(&payer, new);
        held
    }

    /// Notes that something stays taken, to be told of.
    fn keep(&self, taken: &Taken<'_>) {
        let mut account = lock(&taken.held);
        account.pending = account.pending.saturating_sub(taken.time);
        let Some(to_tell) = &self.to_tell else { return };
        let is_light = |time: Duration| time < taken.rate.over / LIGHT;
        if is_light(account.untold) && taken.at.saturating_sub(account.since) > GATHERED {
            account.untold = Duration::ZERO;
        }
        account.since = if account.untold.is_zero() {
            taken.at
        } else {
            account.since.min(taken.at)
        };
        account.untold += taken.time;
        if account.waits || is_light(account.untold) {
            return;
        }
        let mut to_tell = lock(to_tell);
        // Who tells is held up where there are more: then each server counts for itself.
        if to_tell.len() < REMEMBERED {
            account.waits = true;
            to_tell.push((taken.payer, Arc::clone(&taken.held)));
        }
    }
}

impl Taken<'_> {
    /// How much was left behind it.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.rate.left(self.owed)
    }

    /// Gives it back, as if it had not been taken.
    pub fn give_back(mut self) {
        let time = std::mem::take(&mut self.time);
        let mut account = lock(&self.held);
        account.whole_again = account.whole_again.saturating_sub(time);
        account.pending = account.pending.saturating_sub(time);
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if !self.time.is_zero() {
            self.measure.keep(self);
        }
    }
}

/// Bytes that no other place has.
#[must_use]
pub fn place(network: Option<IpAddr>) -> [u8; 17] {
    let address = network.map(|network| match network {
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
        IpAddr::V6(address) => address.octets(),
    });
    let mut bytes = [0; 17];
    if let (Some(address), [known, rest @ ..]) = (address, &mut bytes) {
        *known = 1;
        *rest = address;
    }
    bytes
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
