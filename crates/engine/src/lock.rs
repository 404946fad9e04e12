//! The lock: a passphrase that keeps others from the window while the person is away.
//!
//! It guards the window, not the data: the databases are encrypted with the keyring's key, with a
//! passphrase or without. Work goes on behind it; only what reaches a person is held back.

mod passphrase;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::view::LockState;
use domain::{AppEvent, Error, ErrorCode, Result, Timestamp};
use secrecy::SecretString;
use store::KeptLock;

use crate::Engine;
use crate::desk::Desk;
use crate::notify::Note;

/// Wrong tries that cost no wait.
const FREE_TRIES: u32 = 3;
/// The first wait; it doubles with each further wrong try.
const FIRST_WAIT: Duration = Duration::from_secs(5);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// Whether the window is locked, and since when the person has been away.
#[derive(Debug)]
pub(crate) struct Lock {
    kept: Mutex<Option<KeptLock>>,
    locked: AtomicBool,
    active: Mutex<Moment>,
    /// Held while a passphrase is tried, so that tries never run side by side.
    trying: tokio::sync::Mutex<()>,
}

/// Both clocks at one moment.
#[derive(Debug, Clone, Copy)]
struct Moment {
    wall: Timestamp,
    monotonic: Duration,
}

impl Lock {
    /// Locked from the start if there is a passphrase.
    pub(crate) fn new(kept: Option<KeptLock>) -> Self {
        Self {
            locked: AtomicBool::new(kept.is_some()),
            kept: Mutex::new(kept),
            active: Mutex::new(Moment {
                wall: Timestamp(0),
                monotonic: Duration::ZERO,
            }),
            trying: tokio::sync::Mutex::default(),
        }
    }

    pub(crate) fn is_on(&self) -> bool {
        self.locked.load(Ordering::SeqCst)
    }

    fn kept(&self) -> MutexGuard<'_, Option<KeptLock>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn active(&self) -> MutexGuard<'_, Moment> {
        self.active.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long no try counts after so many wrong ones.
fn wait_after(wrong: u32) -> Duration {
    match wrong.checked_sub(FREE_TRIES) {
        None => Duration::ZERO,
        Some(more) => FIRST_WAIT
            .saturating_mul(1 << more.min(16))
            .min(LONGEST_WAIT),
    }
}

impl Desk {
    fn moment(&self) -> Moment {
        Moment {
            wall: self.now(),
            monotonic: self.core.config.clock.monotonic(),
        }
    }

    pub(crate) fn lock_state(&self) -> LockState {
        let kept = self.lock.kept();
        LockState {
            set: kept.is_some(),
            locked: self.lock.is_on(),
            wait_until: kept
                .as_ref()
                .map(|kept| kept.wait_until)
                .filter(|until| *until > self.now()),
        }
    }

    /// Whether the person has been away for as long as they chose. The greater of both clocks
    /// counts: one stands still while the computer sleeps, the other can be set back.
    fn is_idle(&self) -> bool {
        let Some(minutes) = self.settings().lock_minutes else {
            return false;
        };
        let active = *self.lock.active();
        let now = self.moment();
        let away = now
            .wall
            .since(active.wall)
            .max(now.monotonic.saturating_sub(active.monotonic));
        away >= Duration::from_secs(60 * u64::from(minutes))
    }

    pub(crate) fn be_active(&self) {
        *self.lock.active() = self.moment();
    }

    fn lock_now(&self) {
        if self.lock.kept().is_none() || self.lock.locked.swap(true, Ordering::SeqCst) {
            return;
        }
        // Nobody looks at it any more.
        self.core.screen.set_chat(None);
        self.notes.add(Note::Locked);
        self.emit(AppEvent::AppChanged);
    }

    /// Tries a passphrase. A try is written down as wrong before it is looked at, so that ending
    /// the program in between wins nothing.
    async fn try_passphrase(&self, passphrase: SecretString) -> Result<()> {
        let _turn = self.lock.trying.lock().await;
        let kept = self.lock.kept().clone();
        let Some(kept) = kept else {
            return Ok(());
        };
        let now = self.now();
        // A clock that was set back must not make the wait longer than it ever was.
        let left = kept.wait_until.since(now).min(wait_after(kept.wrong));
        if !left.is_zero() {
            return Err(
                Error::new(ErrorCode::RateLimited, "Too many wrong passphrases.")
                    .with_retry_after(left),
            );
        }
        let wrong = kept.wrong.saturating_add(1);
        let missed = KeptLock {
            wrong,
            wait_until: now.after(wait_after(wrong)),
            ..kept.clone()
        };
        self.keep_lock(Some(missed)).await?;
        if !passphrase::fits(passphrase, kept.hash.clone()).await? {
            // Whoever looks on learns of the wait from the state.
            self.emit(AppEvent::AppChanged);
            return Err(Error::new(
                ErrorCode::Unauthorized,
                "This is not the passphrase.",
            ));
        }
        let right = KeptLock {
            wrong: 0,
            wait_until: Timestamp(0),
            ..kept
        };
        self.keep_lock(Some(right)).await
    }

    async fn keep_lock(&self, kept: Option<KeptLock>) -> Result<()> {
        self.store.save_lock(kept.clone()).await?;
        *self.lock.kept() = kept;
        Ok(())
    }
}

/// Locks once the person has been away for long enough, for as long as the program runs.
pub(crate) async fn watch_idle(desk: Arc<Desk>) {
    desk.be_active();
    loop {
        tokio::time::sleep(desk.core.config.pace.clock_check).await;
        if !desk.lock.is_on() && desk.is_idle() {
            desk.lock_now();
        }
    }
}

impl Engine {
    /// Whether the window must show nothing but the lock.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.find_desk().is_some_and(|desk| desk.lock.is_on())
    }

    /// Whether there is a passphrase, and what it does now.
    #[must_use]
    pub fn lock_state(&self) -> LockState {
        self.find_desk()
            .map(|desk| desk.lock_state())
            .unwrap_or_default()
    }

    /// Locks the window at once. Nothing happens without a passphrase.
    ///
    /// # Errors
    /// `Storage` while nothing is open.
    pub fn lock_now(&self) -> Result<()> {
        self.desk()?.lock_now();
        Ok(())
    }

    /// The person did something in the window: the time after which it locks begins anew.
    ///
    /// # Errors
    /// `Storage` while nothing is open.
    pub fn lock_defer(&self) -> Result<()> {
        self.desk()?.be_active();
        Ok(())
    }

    /// Opens the lock with its passphrase.
    ///
    /// # Errors
    /// `Unauthorized` for another passphrase, `RateLimited` while no try counts, `Storage`.
    pub async fn unlock(&self, passphrase: SecretString) -> Result<()> {
        let desk = self.desk()?;
        desk.try_passphrase(passphrase).await?;
        desk.be_active();
        desk.lock.locked.store(false, Ordering::SeqCst);
        desk.emit(AppEvent::AppChanged);
        Ok(())
    }

    /// Sets the passphrase, changes it, or takes it away with `None`. Where there is one, it must
    /// be said.
    ///
    /// # Errors
    /// `Unauthorized` or `RateLimited` as with [`Engine::unlock`], `Invalid` for one that is too
    /// short, `Storage`.
    pub async fn lock_set(
        &self,
        current: SecretString,
        passphrase: Option<SecretString>,
    ) -> Result<()> {
        let desk = self.desk()?;
        if let Some(passphrase) = &passphrase {
            passphrase::check(passphrase)?;
        }
        desk.try_passphrase(current).await?;
        let kept = match passphrase {
            Some(passphrase) => Some(KeptLock {
                hash: passphrase::hashed(passphrase).await?,
                wrong: 0,
                wait_until: Timestamp(0),
            }),
            None => None,
        };
        desk.keep_lock(kept).await?;
        desk.be_active();
        desk.emit(AppEvent::AppChanged);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_with_wrong_tries_and_has_an_end() {
        for (wrong, seconds) in [(0, 0), (2, 0), (3, 5), (4, 10), (5, 20), (9, 320)] {
            assert_eq!(
                wait_after(wrong),
                Duration::from_secs(seconds),
                "after {wrong} wrong tries"
            );
        }
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT, "never longer");
    }
}
