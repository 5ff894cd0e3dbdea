//! What it takes to charge a caller and an agency for a document, and to tell other servers of it.

use std::{
    hint::black_box,
    net::IpAddr,
    thread::{self, available_parallelism},
    time::Duration,
};

use entity::id::TenantId;
use harness::database::{Database, Kind};
use trialogue::{actor::Actor, clock::Clock, http::Budgets, measure::Measures};

use crate::{
    aims::Aims,
    fault::{Result, stored},
    measure::cluster,
    plan,
    process::{cluster_time, processor_time},
};

/// Threads that charge at once, as those of a server do: callers of one agency, whose account all of them need.
const THREADS: u8 = 2;
const CALLS: u32 = 500_000;
/// Networks that visitors of each thread come from.
const CALLERS: u8 = 200;

/// As a server does (`api/src/app/sharing.rs`).
const SHARED: Duration = Duration::from_millis(400);
const SHARES: u32 = 200;

/// Percent of a point read.
const AIM: f64 = 3.0;

/// Says what one charge takes, and which part that and the sharing are of a point read's processor time: the server's own
/// alone, and not the database's.
pub(super) async fn told(database: &Database, point: Duration, aims: &mut Aims) -> Result<String> {
    let clock = Clock::system();
    let is_shared = database.kind() == Kind::Postgres;
    let mut measures = Measures::new(clock.clone(), [0; 32], is_shared);
    let budgets = Budgets::new(1_000_000, 5_000_000, 2_500_000, &mut measures);
    let charge = charge(&budgets, &measures)?;
    let share = if is_shared {
        share(database, charge).await?
    } else {
        Duration::ZERO
    };
    // Reading all that its cores let it, a server shares once in so long, for all reads together.
    let cores = u32::try_from(available_parallelism()?.get())?;
    let sharing = share.as_secs_f64() / (SHARED * cores).as_secs_f64() * 100.0;
    let charging = charge.as_secs_f64() / point.as_secs_f64() * 100.0;
    aims.at_most("budgets: % of a point read", charging + sharing, AIM);
    Ok(format!(
        "To charge for a document takes {} ns, {charging:.2} % of the server's {} µs for a point read. To share what was spent takes {} µs \
         of server and database, {sharing:.2} % of what {cores} cores do in the {} ms until it is shared again.",
        charge.as_nanos(),
        point.as_micros(),
        share.as_micros(),
        SHARED.as_millis(),
    ))
}

fn here() -> Result<Duration> {
    processor_time(std::process::id())
}

/// Processor time of one charge, with what it takes to gather what is told.
fn charge(budgets: &Budgets, measures: &Measures) -> Result<Duration> {
    let before = here()?;
    thread::scope(|scope| {
        let charging: Vec<_> = (0..THREADS)
            .map(|number| scope.spawn(move || charge_many(budgets, number, CALLS, 1)))
            .collect();
        while charging.iter().any(|thread| !thread.is_finished()) {
            thread::sleep(SHARED);
            for told in measures.untold() {
                measures.hear(told.measure, told.payer, told.time);
            }
        }
    });
    Ok(here()?.saturating_sub(before) / (u32::from(THREADS) * CALLS))
}

fn charge_many(budgets: &Budgets, thread: u8, calls: u32, cost: u64) {
    let visitor = Actor::visitor(TenantId::from_uuid(plan::tenant(0)));
    let mut callers = (0..CALLERS).cycle();
    for _ in 0..calls {
        let network: Option<IpAddr> = callers.next().map(|caller| [192, 0, thread, caller].into());
        let _ = black_box(budgets.take(cost, Some(&visitor), network));
    }
}

/// Processor time of server and database for sharing once what many callers spent.
async fn share(database: &Database, charge: Duration) -> Result<Duration> {
    // So much that nobody runs out of it, and each charge is enough to be told of.
    const MUCH: u64 = 1_000_000_000;
    const COST: u64 = MUCH / 500;
    let mut measures = Measures::new(Clock::system(), [0; 32], true);
    let budgets = Budgets::new(MUCH, MUCH * 1_000, MUCH * 1_000, &mut measures);
    let store = database.store().await;
    let folder = cluster(database.kind()).await.ok_or("a database without a cluster")?;
    let server = Clock::system().id();
    let times = || -> Result<Duration> { Ok(here()? + cluster_time(&folder)?) };
    let before = times()?;
    for _ in 0..SHARES {
        charge_many(&budgets, 0, CALLERS.into(), COST);
        for owed in stored(store.share_spending(server, SHARED, || measures.untold()).await)? {
            measures.hear(&owed.measure, owed.payer, owed.time);
        }
    }
    let taken = times()?.saturating_sub(before) / SHARES;
    store.close().await;
    Ok(taken.saturating_sub(charge * u32::from(CALLERS)))
}
