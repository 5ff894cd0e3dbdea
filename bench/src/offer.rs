//! An open loop: requests that come when they come, whatever became of those before them.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
    time::{Duration, Instant},
};

use futures_util::future::{try_join, try_join_all};
use tokio::{
    sync::Semaphore,
    task::yield_now,
    time::{interval, sleep_until},
};

use crate::{
    drive::{Answer, Connection},
    fault::Result,
    histogram::Histogram,
};

/// How often it is looked for what is due, and as late may be what is sent.
const BEAT: Duration = Duration::from_millis(1);

/// What is offered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offer {
    /// Requests a second.
    pub(crate) rate: f64,
    /// For so long.
    pub(crate) lasting: Duration,
    /// From so many connections. As many more wait for one of them, and what is due beyond that is not sent.
    pub(crate) connections: usize,
    /// Whether each is waited for exactly, at the cost of a processor: where it has nothing else to do.
    pub(crate) is_exact: bool,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    /// 200, and no errors.
    Accepted,
    /// 503.
    Shed,
    /// Anything else, errors with 200 too.
    Other,
}

impl Fate {
    fn of(answer: &Answer) -> Self {
        const ERRORS: &[u8] = br#""errors":["#;
        let has_errors = || answer.body.windows(ERRORS.len()).any(|part| part == ERRORS);
        match answer.status {
            200 if !has_errors() => Self::Accepted,
            503 => Self::Shed,
            _ => Self::Other,
        }
    }
}

/// What became of all.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// How long each took, from when it was due and not from when a connection was free for it: whoever comes when all
    /// connections are taken waits, too.
    pub(crate) answered: BTreeMap<Fate, (u32, Histogram)>,
    /// How late each was sent, from when it was due or, if that was later, from when a connection was free: what the load itself
    /// takes, and no server has a part in.
    pub(crate) late: Histogram,
    /// What was due while too many waited already.
    pub(crate) unsent: u32,
    pub(crate) elapsed: Duration,
}

impl Outcome {
    /// How many met this fate, and how long it took them.
    pub(crate) fn of(&self, fate: Fate) -> (u32, Histogram) {
        self.answered.get(&fate).cloned().unwrap_or_default()
    }
}

/// Offers requests to a server.
pub(crate) async fn offer(address: &str, offer: Offer, request: &dyn Fn(u32) -> Vec<u8>) -> Result<Outcome> {
    let outcome = RefCell::new(Outcome::default());
    let (permits, next) = (Semaphore::new(0), Cell::new(0));
    let waiting: RefCell<VecDeque<Instant>> = RefCell::default();
    let connections = (0..offer.connections).map(|_| Connection::open(address));
    let connections = try_join_all(connections).await?;
    let begun = Instant::now();
    let due = |number: f64| begun + Duration::from_secs_f64(number / offer.rate);
    let pace = async {
        let mut beat = interval(BEAT);
        let mut told = 0.0;
        while begun.elapsed() < offer.lasting {
            if offer.is_exact {
                exactly(due(told + 1.0)).await;
            } else {
                beat.tick().await;
            }
            let wanted = (begun.elapsed().as_secs_f64() * offer.rate).floor();
            while told < wanted {
                told += 1.0;
                let mut waiting = waiting.borrow_mut();
                if waiting.len() < offer.connections {
                    waiting.push_back(due(told));
                    permits.add_permits(1);
                } else {
                    outcome.borrow_mut().unsent += 1;
                }
            }
        }
        permits.close();
        Ok(())
    };
    let connection = async |mut connection: Connection| -> Result<()> {
        let mut free = begun;
        while let Ok(one) = permits.acquire().await {
            one.forget();
            let due = waiting.borrow_mut().pop_front().unwrap_or(begun);
            let number = next.get();
            next.set(number + 1);
            let bytes = request(number);
            outcome.borrow_mut().late.add(due.max(free).elapsed());
            let answer = connection.exchange(&bytes).await?;
            let took = due.elapsed();
            free = Instant::now();
            let mut outcome = outcome.borrow_mut();
            let (count, latencies) = outcome.answered.entry(Fate::of(&answer)).or_default();
            *count += 1;
            latencies.add(took);
        }
        Ok(())
    };
    try_join(pace, try_join_all(connections.into_iter().map(connection))).await?;
    let mut outcome = outcome.into_inner();
    // What still waited when the time was over was due, and nobody sent it.
    outcome.unsent += u32::try_from(waiting.into_inner().len())?;
    outcome.elapsed = begun.elapsed();
    Ok(outcome)
}

/// Waits until a moment: the runtime's own clock goes by milliseconds, so the last two are waited for without sleeping.
async fn exactly(moment: Instant) {
    if let Some(before) = moment.checked_sub(2 * BEAT) {
        sleep_until(before.into()).await;
    }
    while Instant::now() < moment {
        yield_now().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_waited_for_exactly_does_not_come_too_soon() {
        for milliseconds in [0, 1, 5] {
            let moment = Instant::now() + Duration::from_millis(milliseconds);
            exactly(moment).await;
            assert!(Instant::now() >= moment);
        }
    }

    #[test]
    fn an_answer_with_errors_is_not_one_that_was_accepted() {
        for (status, body, fate) in [
            (200, r#"{"data":{"project":{"title":"errors: none"}}}"#, Fate::Accepted),
            (200, r#"{"data":null,"errors":[{"message":"no"}]}"#, Fate::Other),
            (503, r#"{"errors":[{"message":"later"}]}"#, Fate::Shed),
            (429, "", Fate::Other),
        ] {
            let body = body.as_bytes().to_vec();
            assert_eq!(Fate::of(&Answer { status, body }), fate, "{status}");
        }
    }
}
