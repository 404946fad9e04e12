//! What an engine is started with: places, clock, pace. Everything that a test drives is here.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::{Policy, Timestamp};
use providers::HttpOptions;

use crate::notify::{Notifier, Silent};
use crate::secrets::MemorySecrets;

/// Tells time.
pub trait Clock: Send + Sync {
    /// The wall clock.
    fn now(&self) -> Timestamp;
    /// Time since some fixed moment, that nobody sets and that stands still while the computer
    /// sleeps.
    fn monotonic(&self) -> Duration;
    /// Minutes since local midnight, for quiet hours.
    fn minute_of_day(&self) -> u16;
    /// By whose clock days begin, and times in files are written.
    fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::system()
    }
}

/// The computer's clocks.
#[derive(Debug)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// The computer's clocks.
    #[must_use]
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }

    fn minute_of_day(&self) -> u16 {
        minute_of(&jiff::Zoned::now())
    }
}

/// Minutes since midnight, by the clock on the wall.
pub(crate) fn minute_of(now: &jiff::Zoned) -> u16 {
    let time = now.time();
    u16::try_from(time.hour()).unwrap_or(0) * 60 + u16::try_from(time.minute()).unwrap_or(0)
}

/// Where secrets are kept.
#[derive(Debug, Clone)]
pub enum SecretsBackend {
    /// The system's keyring.
    Keyring,
    /// This process's memory, for the demo and for tests. Clones share what they hold.
    Memory(MemorySecrets),
}

/// How often, and how long. Tests shorten these; nothing else changes them.
#[derive(Debug, Clone)]
pub struct Pace {
    /// Between readings of the chat list while polling.
    pub poll: Duration,
    /// The same while live events arrive.
    pub poll_live: Duration,
    /// How much slower while the window is hidden.
    pub hidden: u32,
    /// Up to so many chats each reading is complete.
    pub small_account: u32,
    /// Between complete readings of larger accounts.
    pub full_sweep: Duration,
    /// Pages of one status that a reading of a larger account's busy chats looks at.
    pub hot_pages: u32,
    /// Between readings of the chat on screen while polling.
    pub open_chat: Duration,
    /// The same while live events arrive.
    pub open_chat_live: Duration,
    /// Factor on the least time between readings that a service's documents ask for.
    pub spacing: f64,
    /// Between readings of histories that nobody waits for.
    pub backfill: Duration,
    /// Between readings of recent histories of which neither events nor the chat list tell.
    pub doubt: Duration,
    /// First pause before a live connection is made again; it doubles up to a minute.
    pub reconnect: Duration,
    /// Between tries while the computer has no network.
    pub offline: Duration,
    /// Factor on the pauses after other failures.
    pub backoff: f64,
    /// How long a service may take to show a sent message in its history.
    pub settle: Duration,
    /// Pauses between readings of the history that look for a sent message; the last repeats.
    pub checks: Vec<Duration>,
    /// How long a history may be unreadable before the person is asked.
    pub unreadable: Duration,
    /// How long the row of an accepted message that never showed up is kept.
    pub keep_accepted: Duration,
    /// How long a filter must stand before services are asked.
    pub filter: Duration,
    /// How long news are gathered before anyone is told.
    pub notify: Duration,
    /// Between looks at what nobody answered, and at what waits for the end of a quiet time.
    pub look_again: Duration,
    /// How long events are gathered.
    pub events: Duration,
    /// How long the keyring may take.
    pub keyring: Duration,
    /// Between looks at the clocks for a sleep or a jump.
    pub clock_check: Duration,
    /// Between looks whether something that a service makes in its own time is ready.
    pub follow: Duration,
    /// How often it is looked before that is given up.
    pub follow_times: u32,
}

impl Default for Pace {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            poll: seconds(5),
            poll_live: seconds(30),
            hidden: 3,
            small_account: 500,
            full_sweep: seconds(180),
            hot_pages: 10,
            open_chat: seconds(3),
            open_chat_live: seconds(30),
            spacing: 1.0,
            backfill: Duration::from_millis(250),
            doubt: seconds(600),
            reconnect: seconds(1),
            offline: seconds(10),
            backoff: 1.0,
            settle: seconds(75),
            checks: [0, 2, 4, 8, 15].map(seconds).to_vec(),
            unreadable: seconds(600),
            keep_accepted: seconds(3600),
            filter: Duration::from_millis(250),
            notify: Duration::from_millis(400),
            look_again: seconds(20),
            events: Duration::from_millis(30),
            keyring: seconds(30),
            clock_check: seconds(5),
            follow: seconds(5),
            follow_times: 24,
        }
    }
}

/// What an engine is started with.
#[derive(Clone)]
pub struct EngineConfig {
    /// Where `installation`, `outbox.db` and `cache.db` are.
    pub data_dir: PathBuf,
    /// The program's version, for the front end.
    pub version: String,
    /// Where secrets are kept.
    pub secrets: SecretsBackend,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Seed of the jitter.
    pub seed: u64,
    /// Shows notifications.
    pub notifier: Arc<dyn Notifier>,
    /// This is the demo: databases live in a temporary folder under `data_dir`.
    pub demo: bool,
    /// What the administrator of this computer decided.
    pub policy: Policy,
    /// How often, and how long.
    pub pace: Pace,
    /// The way to the network.
    pub http: HttpOptions,
}

impl EngineConfig {
    /// The configuration of the installed program; fields may be replaced.
    #[must_use]
    pub fn new(data_dir: PathBuf, version: impl Into<String>) -> Self {
        Self {
            data_dir,
            version: version.into(),
            secrets: SecretsBackend::Keyring,
            clock: Arc::new(SystemClock::new()),
            seed: uuid::Uuid::new_v4().as_u64_pair().0,
            notifier: Arc::new(Silent),
            demo: false,
            policy: Policy::default(),
            pace: Pace::default(),
            http: HttpOptions::default(),
        }
    }
}

impl std::fmt::Debug for EngineConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EngineConfig")
            .field("data_dir", &self.data_dir)
            .field("demo", &self.demo)
            .finish_non_exhaustive()
    }
}

/// Random numbers that spread requests in time (SplitMix64).
#[derive(Debug)]
pub(crate) struct Jitter(AtomicU64);

impl Jitter {
    pub(crate) fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// A number in `0.0..1.0`.
    pub(crate) fn unit(&self) -> f64 {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut z = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        // 32 bits are plenty, and exact in a float.
        f64::from(u32::try_from(z >> 32).unwrap_or(0)) / 4_294_967_296.0
    }

    /// The duration, up to a tenth longer or shorter.
    pub(crate) fn around(&self, duration: Duration) -> Duration {
        duration.mul_f64(0.9 + 0.2 * self.unit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_stays_in_bounds_and_follows_its_seed() {
        let (one, same) = (Jitter::new(7), Jitter::new(7));
        for _ in 0..1000 {
            let unit = one.unit();
            assert!((0.0..1.0).contains(&unit), "{unit}");
            assert!(
                (unit - same.unit()).abs() < f64::EPSILON,
                "the seed decides"
            );
        }
        let around = one.around(Duration::from_secs(10));
        assert!(
            around >= Duration::from_secs(9) && around <= Duration::from_secs(11),
            "{around:?}"
        );
    }
}
