//! The rate limit of section 3: so many requests in a minute, then a block that grows with every breach.

use std::{sync::Mutex, time::Duration};

use jiff::Timestamp;

use super::quirks::Quirks;
use crate::{clock::plus, lock};

const MINUTE: Duration = Duration::from_secs(60);
/// The longest block is twelve minutes.
const MOST_MINUTES: u32 = 12;

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It goes on; so many are left in this minute.
    Pass { left: u32 },
    /// It is refused; the block ends in so many seconds.
    Blocked { seconds: u64 },
}

/// Counts one project's requests.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    window: Option<Timestamp>,
    used: u32,
    block: Option<Timestamp>,
    breaches: u32,
    last_breach: Option<Timestamp>,
}

impl Limiter {
    /// Counts a request made now.
    pub(crate) fn take(&self, now: Timestamp, quirks: &Quirks) -> Verdict {
        let mut state = lock(&self.0);
        if let Some(until) = state.block {
            if now < until {
                if quirks.hammering_prolongs {
                    return state.breach(now, quirks);
                }
                return blocked(now, until);
            }
            let breaches = state.breaches;
            let last_breach = state.last_breach;
            *state = State {
                breaches,
                last_breach,
                ..State::default()
            };
        }
        let begun = state.window.unwrap_or(now);
        if now < begun || now >= plus(begun, MINUTE) || state.window.is_none() {
            state.window = Some(now);
            state.used = 0;
        }
        if state.used >= quirks.rate_per_minute {
            return state.breach(now, quirks);
        }
        state.used += 1;
        Verdict::Pass {
            left: quirks.rate_per_minute - state.used,
        }
    }

    /// Forgets what was counted and every breach.
    pub(crate) fn forget(&self) {
        *lock(&self.0) = State::default();
    }
}

impl State {
    fn breach(&mut self, now: Timestamp, quirks: &Quirks) -> Verdict {
        let forgiving = Duration::from_secs(quirks.breaches_forgotten_seconds);
        if self
            .last_breach
            .is_some_and(|last| now >= plus(last, forgiving))
        {
            self.breaches = 0;
        }
        self.breaches = (self.breaches + 1).min(MOST_MINUTES);
        self.last_breach = Some(now);
        let until = plus(now, MINUTE * self.breaches);
        self.block = Some(until);
        blocked(now, until)
    }
}

fn blocked(now: Timestamp, until: Timestamp) -> Verdict {
    let left = until.as_millisecond() - now.as_millisecond();
    Verdict::Blocked {
        seconds: left.max(1).cast_unsigned().div_ceil(1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(seconds: u64) -> Timestamp {
        plus(Timestamp::UNIX_EPOCH, Duration::from_secs(seconds))
    }

    /// Asks until it is refused; the seconds of the block.
    fn exceed(limiter: &Limiter, at: u64, quirks: &Quirks) -> u64 {
        loop {
            if let Verdict::Blocked { seconds } = limiter.take(after(at), quirks) {
                return seconds;
            }
        }
    }

    #[test]
    fn blocks_grow_by_a_minute_up_to_twelve() {
        let (limiter, quirks) = (Limiter::default(), Quirks::default());
        let mut at = 0;
        let mut blocks = Vec::new();
        for _ in 0..14 {
            let seconds = exceed(&limiter, at, &quirks);
            blocks.push(seconds);
            at += seconds;
        }
        let expected: Vec<u64> = (1..=14).map(|breach| (60 * breach).min(720)).collect();
        assert_eq!(blocks, expected, "60, 120, 180 ... and no more than 720");
    }

    #[test]
    fn a_new_minute_begins_afresh() {
        let (limiter, quirks) = (Limiter::default(), Quirks::default());
        for _ in 0..180 {
            assert!(
                matches!(limiter.take(after(0), &quirks), Verdict::Pass { .. }),
                "180 are allowed"
            );
        }
        assert_eq!(
            limiter.take(after(60), &quirks),
            Verdict::Pass { left: 179 },
            "the first of the next minute"
        );
    }

    #[test]
    fn asking_during_the_block_changes_nothing_unless_switched() {
        let (limiter, mut quirks) = (Limiter::default(), Quirks::default());
        exceed(&limiter, 0, &quirks);
        assert_eq!(
            limiter.take(after(20), &quirks),
            Verdict::Blocked { seconds: 40 },
            "what is left of the minute"
        );
        quirks.hammering_prolongs = true;
        assert_eq!(
            limiter.take(after(30), &quirks),
            Verdict::Blocked { seconds: 120 },
            "the second breach"
        );
    }

    #[test]
    fn old_breaches_are_forgotten() {
        let (limiter, quirks) = (Limiter::default(), Quirks::default());
        exceed(&limiter, 0, &quirks);
        assert_eq!(exceed(&limiter, 100, &quirks), 120, "the second");
        assert_eq!(exceed(&limiter, 4000, &quirks), 60, "an hour later");
    }
}
