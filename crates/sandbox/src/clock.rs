//! The sandbox's clock: it runs with the machine's until a test moves, sets or stops it.
//!
//! Everything the service dates or lets expire asks this clock, and everything that waits (deliveries, life,
//! lagging history) waits on it, so that advancing it makes those things happen at once.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use crate::lock;

/// A clock that can be driven. Clones show the same time.
#[derive(Debug, Clone)]
pub struct Clock(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    hand: Mutex<Hand>,
    moved: watch::Sender<u64>,
}

#[derive(Debug)]
struct Hand {
    at: Timestamp,
    since: Instant,
    running: bool,
}

impl Hand {
    fn now(&self) -> Timestamp {
        if self.running {
            plus(self.at, self.since.elapsed())
        } else {
            self.at
        }
    }
}

impl Clock {
    /// A running clock that shows `now`, or the machine's time.
    pub(crate) fn new(now: Option<Timestamp>) -> Self {
        let at = now.unwrap_or_else(Timestamp::now);
        Self(Arc::new(Shared {
            hand: Mutex::new(Hand {
                at,
                since: Instant::now(),
                running: true,
            }),
            moved: watch::Sender::new(0),
        }))
    }

    /// The time it shows, in whole milliseconds as on the wire.
    pub fn now(&self) -> Timestamp {
        let now = lock(&self.0.hand).now();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// Whether it runs by itself.
    pub fn is_running(&self) -> bool {
        lock(&self.0.hand).running
    }

    /// Moves it forward.
    pub fn advance(&self, by: Duration) {
        self.change(|hand| hand.at = plus(hand.at, by));
    }

    /// Shows another time, also an earlier one.
    pub fn set(&self, at: Timestamp) {
        self.change(|hand| hand.at = at);
    }

    /// Stops it: from now on it moves only when told.
    pub fn freeze(&self) {
        self.change(|hand| hand.running = false);
    }

    /// Lets it run again.
    pub fn run(&self) {
        self.change(|hand| hand.running = true);
    }

    fn change(&self, change: impl FnOnce(&mut Hand)) {
        {
            let mut hand = lock(&self.0.hand);
            hand.at = hand.now();
            hand.since = Instant::now();
            change(&mut hand);
        }
        self.0.moved.send_modify(|count| *count += 1);
    }

    /// Resolves when the clock shows `at` or later.
    pub(crate) async fn sleep_until(&self, at: Timestamp) {
        let mut moved = self.0.moved.subscribe();
        loop {
            let now = self.now();
            if now >= at {
                return;
            }
            if self.is_running() {
                let left = Duration::try_from(at.duration_since(now)).unwrap_or_default();
                tokio::select! {
                    () = tokio::time::sleep(left.min(Duration::from_secs(3600))) => {}
                    _ = moved.changed() => {}
                }
            } else if moved.changed().await.is_err() {
                return;
            }
        }
    }
}

/// `at` plus a span; the last representable moment when there is none later.
pub(crate) fn plus(at: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by)
        .ok()
        .and_then(|by| at.checked_add(by).ok())
        .unwrap_or(Timestamp::MAX)
}

/// `at` plus (or minus) so many seconds, kept within what can be represented.
pub(crate) fn plus_seconds(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or(at)
}
