//! What it takes to charge a caller and an agency for a document.

use std::{hint::black_box, thread, time::Duration};

use entity::id::TenantId;
use trialogue::{actor::Actor, clock::Clock, http::Budgets, measure::Measures};

use crate::{fault::Result, plan, process::processor_time};

/// Threads that charge at once, as those of a server do.
const THREADS: u32 = 2;
const CALLS: u32 = 500_000;
const CALLERS: u8 = 5;

/// Says what one charge takes, and which part that is of a point read.
pub(super) fn told(point: Duration) -> Result<String> {
    let charge = charge()?;
    let part = charge.as_secs_f64() / point.as_secs_f64() * 100.0;
    Ok(format!(
        "To charge for a document takes {} ns, which is {part:.2} % of the server's {} µs for a point read; the aim is 3 %.",
        charge.as_nanos(),
        point.as_micros(),
    ))
}

/// Processor time of one charge.
fn charge() -> Result<Duration> {
    // As on PostgreSQL, where it is told to other servers what is spent.
    let mut measures = Measures::new(Clock::system(), [0; 32], true);
    let budgets = Budgets::new(1_000_000, 5_000_000, 2_500_000, &mut measures);
    let before = processor_time(std::process::id())?;
    thread::scope(|scope| {
        for number in 0..THREADS {
            let budgets = &budgets;
            scope.spawn(move || charge_many(budgets, number));
        }
    });
    Ok(processor_time(std::process::id())?.saturating_sub(before) / (THREADS * CALLS))
}

fn charge_many(budgets: &Budgets, agency: u32) {
    let visitor = Actor::visitor(TenantId::from_uuid(plan::tenant(agency)));
    for caller in (0..CALLERS).cycle().take(CALLS as usize) {
        let network = Some([192, 0, 2, caller].into());
        let _ = black_box(budgets.take(1, Some(&visitor), network));
    }
}
