//! The rate limit nobody published (section 10.2): a bucket of requests that fills steadily, by the sandbox's clock.

use std::sync::Mutex;

use jiff::Timestamp;

use super::quirks::Quirks;
use crate::lock;

/// Counts one environment's requests.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Mutex<Option<Bucket>>);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// Thousandths of a request.
    left: i64,
    at: Timestamp,
}

impl Limiter {
    /// Counts a request made now: None when it passes, else the whole seconds until the next one would.
    pub(crate) fn take(&self, now: Timestamp, quirks: &Quirks) -> Option<u64> {
        let mut state = lock(&self.0);
        let most = i64::from(quirks.rate_burst) * 1000;
        let bucket = state.unwrap_or(Bucket {
            left: most,
            at: now,
        });
        let passed = now.as_millisecond() - bucket.at.as_millisecond();
        let filled = passed.max(0).saturating_mul(quirks.rate_per_second.into());
        let left = bucket.left.saturating_add(filled).min(most);
        let passes = left >= 1000;
        *state = Some(Bucket {
            left: if passes { left - 1000 } else { left },
            at: now,
        });
        let missing = (1000 - left).max(0).cast_unsigned();
        let a_second = u64::from(quirks.rate_per_second.max(1)) * 1000;
        (!passes).then(|| missing.div_ceil(a_second).max(1))
    }

    /// Forgets what was counted.
    pub(crate) fn forget(&self) {
        *lock(&self.0) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_so_many_a_second() {
        let (limiter, quirks) = (Limiter::default(), Quirks::default());
        let at = |ms| Timestamp::from_millisecond(ms).unwrap();
        let pass = |ms| {
            (0..100)
                .take_while(|_| limiter.take(at(ms), &quirks).is_none())
                .count()
        };
        assert_eq!(pass(0), 20, "the burst");
        assert_eq!(pass(1_000), 10, "what a second fills");
        assert_eq!(pass(60_000), 20, "never more than the burst");
        assert_eq!(
            limiter.take(at(60_000), &quirks),
            Some(1),
            "told in seconds"
        );
        limiter.forget();
        assert_eq!(pass(60_000), 20, "forgotten");
    }
}
