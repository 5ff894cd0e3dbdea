//! How long the database takes, for whoever watches the server.

use std::time::{Duration, Instant};

use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use tracing::Span;

type ByWhom = Family<[(&'static str, &'static str); 1], Histogram, fn() -> Histogram>;

/// From a tenth of a millisecond to some seven seconds.
fn histogram() -> Histogram {
    Histogram::new(exponential_buckets(0.000_1, 2.0, 17))
}

/// Times that were taken. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Times {
    /// Of statements, by whether a request or the server itself had them run.
    pub statements: ByWhom,
    /// Until there was a connection.
    pub waits: Histogram,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            statements: Family::new_with_constructor(histogram),
            waits: histogram(),
        }
    }
}

impl Times {
    /// Where the statements of a transaction are noted.
    pub(super) fn statements(&self, in_background: bool) -> Histogram {
        let by = if in_background { "server" } else { "request" };
        self.statements.get_or_create_owned(&[("by", by)])
    }

    /// Notes how long a connection was waited for.
    pub(super) fn waited(&self, time: Duration) {
        self.waits.observe(time.as_secs_f64());
    }
}

/// Notes a time when it is dropped, and ends a span.
pub(in crate::store) struct Timed<'h> {
    histogram: &'h Histogram,
    began: Instant,
    _span: Span,
}

impl<'h> Timed<'h> {
    /// From now on, for a statement of this text, of which the span tells the first word alone.
    pub(in crate::store) fn from_now(histogram: &'h Histogram, sql: &str) -> Self {
        let word = sql.split_ascii_whitespace().next().unwrap_or_default();
        Self {
            histogram,
            began: Instant::now(),
            _span: tracing::debug_span!("statement", "db.operation.name" = word),
        }
    }
}

impl Drop for Timed<'_> {
    fn drop(&mut self) {
        self.histogram.observe(self.began.elapsed().as_secs_f64());
    }
}
