//! An open loop: requests that come when they come, whatever became of those before them.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    time::{Duration, Instant},
};

use futures_util::future::{try_join, try_join_all};
use tokio::sync::Semaphore;

use crate::{drive::Connection, fault::Result, histogram::Histogram};

/// What is offered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offer {
    /// Requests a second.
    pub(crate) rate: f64,
    /// For so long.
    pub(crate) lasting: Duration,
    /// From so many connections; what is due while all of them wait is not sent.
    pub(crate) connections: usize,
}

/// What became of it.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// By status: how long each answer took from when its request was sent.
    pub(crate) answered: BTreeMap<u16, (u32, Histogram)>,
    /// What was due while all connections waited.
    pub(crate) unsent: u32,
    pub(crate) elapsed: Duration,
}

/// Offers requests to a server.
pub(crate) async fn offer(address: &str, offer: Offer, request: &dyn Fn(u32) -> Vec<u8>) -> Result<Outcome> {
    let outcome = RefCell::new(Outcome::default());
    let (due, next) = (Semaphore::new(0), Cell::new(0));
    let connections = (0..offer.connections).map(|_| Connection::open(address));
    let connections = try_join_all(connections).await?;
    let begun = Instant::now();
    let pace = async {
        let mut beat = tokio::time::interval(Duration::from_millis(1));
        let mut told = 0.0;
        while begun.elapsed() < offer.lasting {
            beat.tick().await;
            let wanted = (begun.elapsed().as_secs_f64() * offer.rate).floor();
            while told < wanted {
                told += 1.0;
                // Whoever waits for this has a connection that is free.
                if due.available_permits() < offer.connections {
                    due.add_permits(1);
                } else {
                    outcome.borrow_mut().unsent += 1;
                }
            }
        }
        due.close();
        Ok(())
    };
    let connection = async |mut connection: Connection| -> Result<()> {
        while let Ok(one) = due.acquire().await {
            one.forget();
            let number = next.get();
            next.set(number + 1);
            let bytes = request(number);
            let sent = Instant::now();
            let answer = connection.exchange(&bytes).await?;
            let mut outcome = outcome.borrow_mut();
            let (count, latencies) = outcome.answered.entry(answer.status).or_default();
            *count += 1;
            latencies.add(sent.elapsed());
        }
        Ok(())
    };
    try_join(pace, try_join_all(connections.into_iter().map(connection))).await?;
    let mut outcome = outcome.into_inner();
    outcome.elapsed = begun.elapsed();
    Ok(outcome)
}
