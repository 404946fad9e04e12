//! The pace of one account's requests: a token bucket below the service's documented rate, and
//! a closed gate while the service has told us to stay away.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{Error, ErrorCode, Result, Timestamp};
use tokio::time::Instant;

use super::{Answer, retry_after};

/// Waits up to this long are usually waited out here; longer ones are the caller's, as
/// `RateLimited`.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);
/// Longest pause after refusals that didn't say how long.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Lets requests pass one by one.
pub(crate) struct Gate {
    per_second: f64,
    burst: f64,
    patience: Duration,
    state: Mutex<State>,
}

struct State {
    /// Requests that may leave at once; negative when some wait already.
    tokens: f64,
    filled_at: Instant,
    closed_until: Option<Instant>,
    /// Refusals in a row.
    refusals: u32,
}

impl Gate {
    /// A gate that lets `burst` requests pass at once and `per_second` after that.
    /// `patience` is how long a wait may be to be waited out here.
    pub(crate) fn new(per_second: f64, burst: f64, patience: Duration) -> Self {
        Self {
            per_second,
            burst,
            patience,
            state: Mutex::new(State {
                tokens: burst,
                filled_at: Instant::now(),
                closed_until: None,
                refusals: 0,
            }),
        }
    }

    /// Waits for this request's turn, or says how long the service wants to be left alone.
    pub(crate) async fn pass(&self) -> Result<()> {
        let mut wait = self.reserve();
        loop {
            wait = wait.max(self.still_closed()?.unwrap_or_default());
            if wait.is_zero() {
                return Ok(());
            }
            tokio::time::sleep(wait).await;
            // The gate may have been closed by another request's answer meanwhile.
            wait = Duration::ZERO;
        }
    }

    /// Whether a request that was just refused for pace is made again from here once the service
    /// lets it: by those that have more patience than usual, such as a check.
    pub(crate) fn will_wait(&self) -> bool {
        self.patience > PATIENCE && self.closed_for().is_some_and(|left| left <= self.patience)
    }

    /// How long the gate stays closed.
    pub(crate) fn closed_for(&self) -> Option<Duration> {
        let until = self.state().closed_until?;
        let left = until.saturating_duration_since(Instant::now());
        (!left.is_zero()).then_some(left)
    }

    /// Keeps away if the service wants that. True if the request was refused for pace, so that it
    /// may be made again: a service that is out for a while (503) may have done what it was asked.
    pub(crate) fn heed(&self, answer: &Answer, now: Timestamp) -> bool {
        // Nothing and "at once" after a refusal for pace are the same.
        let told = retry_after(&answer.headers, now).filter(|wait| !wait.is_zero());
        match answer.status.as_u16() {
            423 | 429 => {
                self.close(told);
                true
            }
            503 if told.is_some() => {
                self.close(told);
                false
            }
            _ => {
                self.answered();
                false
            }
        }
    }

    /// The same for a request that was not made here and failed so.
    pub(crate) fn heed_error(&self, error: &Error) {
        if error.code == ErrorCode::RateLimited || error.retry_after.is_some() {
            self.close(error.retry_after);
        }
    }

    /// The service refused for pace. Without a told wait it doubles from one second.
    pub(crate) fn close(&self, told: Option<Duration>) {
        let mut state = self.state();
        let wait = told.unwrap_or_else(|| {
            let doubled = Duration::from_secs(1 << state.refusals.min(6));
            doubled.min(LONGEST_PAUSE).mul_f64(jitter())
        });
        state.refusals = state.refusals.saturating_add(1);
        let until = Instant::now() + wait;
        state.closed_until = Some(state.closed_until.map_or(until, |old| old.max(until)));
    }

    /// The service answered normally.
    pub(crate) fn answered(&self) {
        self.state().refusals = 0;
    }

    fn reserve(&self) -> Duration {
        let mut state = self.state();
        let now = Instant::now();
        let passed = now.saturating_duration_since(state.filled_at).as_secs_f64();
        state.filled_at = now;
        state.tokens = (state.tokens + passed * self.per_second).min(self.burst) - 1.0;
        if state.tokens >= 0.0 {
            return Duration::ZERO;
        }
        Duration::from_secs_f64(-state.tokens / self.per_second).mul_f64(jitter())
    }

    fn still_closed(&self) -> Result<Option<Duration>> {
        match self.closed_for() {
            Some(left) if left > self.patience => Err(Error::new(
                ErrorCode::RateLimited,
                "The service asked to wait before the next request.",
            )
            .with_retry_after(left)),
            left => Ok(left),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here panics halfway through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A factor of 1 to 1.1: it spreads requests and never shortens a wait.
fn jitter() -> f64 {
    1.0 + 0.1 * rand::random::<f64>()
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::{HeaderMap, RETRY_AFTER};

    use super::*;
    use crate::http::Effect;

    #[tokio::test]
    async fn a_closed_gate_tells_how_long_and_lets_nothing_pass() {
        let gate = Gate::new(1000.0, 10.0, PATIENCE);
        gate.close(Some(Duration::from_secs(120)));
        let error = gate.pass().await.unwrap_err();
        assert_eq!(error.code, ErrorCode::RateLimited, "not sent at all");
        let wait = error.retry_after.unwrap();
        assert!(wait > Duration::from_secs(119), "the told time: {wait:?}");
        gate.close(Some(Duration::from_secs(1)));
        assert!(
            gate.closed_for().unwrap() > Duration::from_secs(119),
            "a later, shorter wait doesn't open it early"
        );
    }

    #[test]
    fn only_refusals_for_pace_may_be_asked_again_but_all_that_name_a_time_are_heeded() {
        let now = Timestamp(1_800_000_000_000);
        for (status, told, closed, again) in [
            (200, None, false, false),
            (200, Some("30"), false, false),
            (429, Some("30"), true, true),
            (423, None, true, true),
            (429, Some("0"), true, true),
            (503, Some("30"), true, false),
            (503, Some("0"), false, false),
            (503, Some("soon"), false, false),
            (503, None, false, false),
        ] {
            let gate = Gate::new(1000.0, 10.0, PATIENCE);
            let mut headers = HeaderMap::new();
            if let Some(told) = told {
                headers.insert(RETRY_AFTER, told.parse().unwrap());
            }
            let answer = Answer {
                status: StatusCode::from_u16(status).unwrap(),
                headers,
                body: bytes::Bytes::new(),
                url: "https://chat.example.com".parse().unwrap(),
                effect: Effect::Once,
            };
            assert_eq!(gate.heed(&answer, now), again, "{status} {told:?}");
            assert_eq!(gate.closed_for().is_some(), closed, "{status} {told:?}");
        }
    }

    #[tokio::test]
    async fn a_short_closure_is_waited_out() {
        let gate = Gate::new(1000.0, 10.0, PATIENCE);
        gate.close(Some(Duration::from_millis(60)));
        let before = Instant::now();
        gate.pass().await.unwrap();
        assert!(
            before.elapsed() >= Duration::from_millis(60),
            "never before the time told"
        );
    }

    #[test]
    fn refusals_without_a_time_double_the_pause() {
        let gate = Gate::new(1000.0, 10.0, PATIENCE);
        let mut least = Duration::ZERO;
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            gate.close(None);
            let left = gate.closed_for().unwrap();
            least = least.max(Duration::from_secs(seconds));
            assert!(
                left > least.mul_f64(0.99) && left < least.mul_f64(1.11),
                "after {seconds} s: {left:?}"
            );
        }
        gate.answered();
        gate.state().closed_until = None;
        gate.close(None);
        assert!(
            gate.closed_for().unwrap() < Duration::from_secs(2),
            "an answer resets it"
        );
    }

    #[tokio::test]
    async fn pace_stays_below_the_rate_after_a_burst() {
        let gate = Gate::new(100.0, 5.0, PATIENCE);
        let before = Instant::now();
        for _ in 0..15 {
            gate.pass().await.unwrap();
        }
        assert!(
            before.elapsed() >= Duration::from_millis(95),
            "five at once, ten more at 100 a second"
        );
    }
}
