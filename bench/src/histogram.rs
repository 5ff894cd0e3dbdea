//! Latencies in buckets of a thirty-second of their size, so that a figure is right to 3 %.

use std::time::Duration;

/// Buckets of one doubling.
const STEPS: u64 = 32;

/// How often which latency was seen, in microseconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Histogram {
    buckets: Vec<u64>,
    total: u64,
}

impl Histogram {
    pub(crate) fn add(&mut self, latency: Duration) {
        let micros = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX).max(1);
        let place = usize::try_from(bucket(micros)).unwrap_or(usize::MAX);
        if self.buckets.len() <= place {
            self.buckets.resize(place.saturating_add(1), 0);
        }
        if let Some(count) = self.buckets.get_mut(place) {
            *count += 1;
        }
        self.total += 1;
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        if self.buckets.len() < other.buckets.len() {
            self.buckets.resize(other.buckets.len(), 0);
        }
        for (count, more) in self.buckets.iter_mut().zip(&other.buckets) {
            *count += more;
        }
        self.total += other.total;
    }

    /// The latency that so many percent stay below.
    pub(crate) fn percentile(&self, percent: u64) -> Duration {
        let wanted = (self.total * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let place = self.buckets.iter().position(|count| {
            seen += count;
            seen >= wanted
        });
        Duration::from_micros(start(u64::try_from(place.unwrap_or_default()).unwrap_or_default()))
    }
}

/// Below the first doubling of `STEPS` each microsecond has a bucket of its own.
const fn bucket(micros: u64) -> u64 {
    if micros < STEPS {
        return micros;
    }
    let doublings = (micros / STEPS).ilog2();
    STEPS * (doublings as u64 + 1) + (micros >> doublings) - STEPS
}

/// The least latency of a bucket.
const fn start(bucket: u64) -> u64 {
    if bucket < STEPS {
        return bucket;
    }
    (STEPS + bucket % STEPS) << (bucket / STEPS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_begins_at_most_a_thirty_second_below_what_is_in_it() {
        for micros in (1..100_000).step_by(7) {
            let least = start(bucket(micros));
            assert!(least <= micros && micros - least <= micros / STEPS, "{micros} {least}");
        }
    }

    #[test]
    fn percentiles_are_of_all_that_was_added() {
        let mut histogram = Histogram::default();
        for micros in 1..=100 {
            histogram.add(Duration::from_micros(micros));
        }
        let mut both = Histogram::default();
        both.merge(&histogram);
        assert_eq!(both.percentile(50), Duration::from_micros(50));
        assert_eq!(both.percentile(99), Duration::from_micros(98));
    }
}
