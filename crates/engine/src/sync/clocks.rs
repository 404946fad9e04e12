//! Noticing that the computer slept or that its clock was set: everything is read at once then.

use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;

use crate::desk::Desk;

/// Clocks that part by more than this say that the computer slept or that one was set.
const TOLERANCE: Duration = Duration::from_secs(10);

/// Both clocks at one moment.
#[derive(Debug, Clone, Copy)]
struct Reading {
    wall: Timestamp,
    monotonic: Duration,
}

/// Whether the clocks went apart between two readings.
fn jumped(before: Reading, now: Reading) -> bool {
    let passed = now.monotonic.saturating_sub(before.monotonic);
    let expected = before.wall.after(passed);
    let apart = Duration::from_millis(now.wall.0.abs_diff(expected.0));
    apart > TOLERANCE
}

/// Looks at the clocks now and then, for as long as the program runs.
pub(crate) async fn watch_clocks(desk: Arc<Desk>) {
    let read = || Reading {
        wall: desk.now(),
        monotonic: desk.core.config.clock.monotonic(),
    };
    let mut before = read();
    loop {
        tokio::time::sleep(desk.core.config.pace.clock_check).await;
        let now = read();
        if jumped(before, now) {
            tracing::info!("the computer slept, or its clock was set");
            for session in desk.sessions() {
                session.sync_now.notify_one();
                session.live_now.notify_one();
                session.open_chat_now.notify_one();
                session.outbox_now.notify_one();
            }
        }
        before = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleep_and_set_clocks_are_noticed() {
        let at = |wall: i64, monotonic: u64| Reading {
            wall: Timestamp(wall * 1000),
            monotonic: Duration::from_secs(monotonic),
        };
        for (before, now, expected, what) in [
            (at(100, 0), at(105, 5), false, "time passes"),
            (at(100, 0), at(112, 5), false, "a little late"),
            (at(100, 0), at(3705, 5), true, "slept an hour"),
            (at(100, 0), at(5, 5), true, "set back"),
        ] {
            assert_eq!(jumped(before, now), expected, "{what}");
        }
    }
}
