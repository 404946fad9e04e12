//! Noticing that the computer slept or that its clock was set: everything is read at once then.
//! And what comes back by the clock: snoozed chats.

use std::sync::Arc;
use std::time::Duration;

use domain::{AppEvent, Timestamp};

use crate::desk::Desk;

/// Clocks that part by more than this say that the computer slept or that one was set.
const TOLERANCE: Duration = Duration::from_secs(10);

/// Both clocks at one moment.
#[derive(Debug, Clone, Copy)]
struct Reading {
    wall: Timestamp,
    monotonic: Duration,
}

/// How far the wall clock went from where it should be between two readings, in milliseconds:
/// forward if the computer slept or the clock was set, back if it was set. 0 for the little that
/// clocks differ.
fn jump(before: Reading, now: Reading) -> i64 {
    let passed = now.monotonic.saturating_sub(before.monotonic);
    let apart = now.wall.0 - before.wall.after(passed).0;
    if Duration::from_millis(apart.unsigned_abs()) > TOLERANCE {
        apart
    } else {
        0
    }
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
        let jump = jump(before, now);
        if jump != 0 {
            tracing::info!("the computer slept, or its clock was set");
            if jump < 0
                && let Err(error) = desk.store.shift_due(jump, now.wall).await
            {
                tracing::warn!(%error, "messages wait for times of the old clock");
            }
            for session in desk.sessions() {
                session.sync_now.notify_one();
                session.live_now.notify_one();
                session.open_chat_now.notify_one();
                session.outbox_now.notify_one();
            }
        }
        before = now;
        match desk.store.wake_due(now.wall).await {
            Ok(woken) if woken.is_empty() => {}
            Ok(_) => desk.emit(AppEvent::ChatsChanged),
            Err(error) => tracing::warn!(%error, "snoozed chats come back later"),
        }
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
            (at(100, 0), at(105, 5), 0, "time passes"),
            (at(100, 0), at(112, 5), 0, "a little late"),
            (at(100, 0), at(3705, 5), 3_600_000, "slept an hour"),
            (at(100, 0), at(5, 5), -100_000, "set back"),
        ] {
            assert_eq!(jump(before, now), expected, "{what}");
        }
    }
}
