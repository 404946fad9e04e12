//! What waits how long. Pure.

use std::time::Duration;

use domain::{Error, ErrorCode, Retry};

use crate::config::Pace;

/// Between tries after trouble that only a change elsewhere can end.
const STUBBORN: Duration = Duration::from_secs(60);

/// Longest wait for a service that breaks off or has trouble of its own: it comes back unannounced.
const LONGEST: Duration = Duration::from_secs(20);

/// Which chats a reading of the list covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sweep {
    /// All of them.
    Full,
    /// Those that aren't closed, as far as they are on the first pages.
    Hot,
}

/// Which reading is next, `since_full` after the last complete one.
pub(crate) fn next_sweep(pace: &Pace, chats: u32, since_full: Option<Duration>) -> Sweep {
    match since_full {
        Some(since) if chats > pace.small_account && since < pace.full_sweep => Sweep::Hot,
        _ => Sweep::Full,
    }
}

/// The least time between two readings, of the seconds that a service's documents ask for.
pub(crate) fn least_wait(pace: &Pace, seconds: u32) -> Duration {
    Duration::from_secs(seconds.into()).mul_f64(pace.spacing)
}

/// How long to wait between readings of the chat list; `least` is what the service asks for.
pub(crate) fn poll_wait(pace: &Pace, live: bool, visible: bool, least: Duration) -> Duration {
    let wait = if live { pace.poll_live } else { pace.poll };
    let wait = if visible { wait } else { wait * pace.hidden };
    wait.max(least)
}

/// How long to wait between readings of the chat on screen; `least` is what the service asks for.
pub(crate) fn open_chat_wait(pace: &Pace, live: bool, least: Duration) -> Duration {
    let wait = if live {
        pace.open_chat_live
    } else {
        pace.open_chat
    };
    wait.max(least)
}

/// What to do after trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failed {
    /// The person must sign in again.
    SignInAgain,
    /// Try again after this long; being asked to try now may shorten it.
    Wait(Duration),
    /// The service said when to come back: not earlier, whoever asks.
    WaitAsTold(Duration),
}

/// Decides what an account does after its `failures`-th failure in a row.
pub(crate) fn after_failure(pace: &Pace, error: &Error, failures: u32, jitter: f64) -> Failed {
    if error.code == ErrorCode::Unauthorized {
        return Failed::SignInAgain;
    }
    match domain::retry(error, failures, jitter) {
        Retry::After(wait) if error.retry_after.is_some() => Failed::WaitAsTold(wait),
        // The account signed in at this address, so its server is away for now.
        Retry::After(wait) if error.code == ErrorCode::WrongAddress => {
            Failed::Wait(wait.mul_f64(pace.backoff).min(pace.offline))
        }
        Retry::After(wait) => Failed::Wait(wait.min(LONGEST).mul_f64(pace.backoff)),
        Retry::WhenOnline => Failed::Wait(pace.offline),
        Retry::Never => Failed::Wait(STUBBORN.mul_f64(pace.backoff)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn small_accounts_are_read_whole_and_large_ones_now_and_then() {
        let pace = Pace::default();
        for (chats, since, expected) in [
            (0, None, Sweep::Full),
            (500, Some(5), Sweep::Full),
            (501, None, Sweep::Full),
            (501, Some(5), Sweep::Hot),
            (501, Some(179), Sweep::Hot),
            (501, Some(180), Sweep::Full),
        ] {
            let since = since.map(Duration::from_secs);
            assert_eq!(
                next_sweep(&pace, chats, since),
                expected,
                "{chats} {since:?}"
            );
        }
    }

    #[test]
    fn polling_slows_down_where_nobody_looks_or_events_arrive() {
        let pace = Pace::default();
        for (live, visible, least, seconds) in [
            (false, true, 0, 5),
            (false, false, 0, 15),
            (true, true, 0, 30),
            (true, false, 0, 90),
            (false, true, 20, 20),
            (true, true, 20, 30),
        ] {
            assert_eq!(
                poll_wait(&pace, live, visible, SECOND * least),
                SECOND * seconds,
                "live {live}, visible {visible}, at least {least}"
            );
        }
        assert_eq!(
            open_chat_wait(&pace, false, SECOND * 40),
            SECOND * 40,
            "a service that names a rate is asked no more often"
        );
    }

    #[test]
    fn trouble_ends_by_itself_but_for_refused_credentials() {
        let pace = Pace::default();
        let e = |code| Error::new(code, "");
        for (error, failures, expected) in [
            (e(ErrorCode::Unauthorized), 1, Failed::SignInAgain),
            (e(ErrorCode::Server), 1, Failed::Wait(SECOND)),
            (e(ErrorCode::Server), 3, Failed::Wait(SECOND * 4)),
            (e(ErrorCode::Server), 99, Failed::Wait(SECOND * 20)),
            (e(ErrorCode::WrongAddress), 1, Failed::Wait(SECOND)),
            (e(ErrorCode::WrongAddress), 99, Failed::Wait(SECOND * 10)),
            (e(ErrorCode::Offline), 5, Failed::Wait(SECOND * 10)),
            (e(ErrorCode::Certificate), 1, Failed::Wait(SECOND * 60)),
            (e(ErrorCode::Forbidden), 1, Failed::Wait(SECOND * 60)),
            (e(ErrorCode::RateLimited), 1, Failed::Wait(SECOND)),
        ] {
            assert_eq!(
                after_failure(&pace, &error, failures, 0.5),
                expected,
                "{:?}, failure {failures}",
                error.code
            );
        }
    }

    #[test]
    fn a_told_time_is_never_shortened() {
        let pace = Pace {
            backoff: 0.001,
            ..Pace::default()
        };
        let error = Error::new(ErrorCode::RateLimited, "").with_retry_after(SECOND * 120);
        let Failed::WaitAsTold(wait) = after_failure(&pace, &error, 1, 0.0) else {
            panic!("the service said when");
        };
        assert!(wait >= SECOND * 120, "waits {wait:?}");
    }
}
