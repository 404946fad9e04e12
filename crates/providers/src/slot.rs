//! A place for one token, fetched once for all who wait for it.

use std::borrow::Cow;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::{Error, ErrorCode, Result, Timestamp};
use secrecy::SecretString;
use tokio::sync::Mutex;

/// After a renewal that failed while the old token still works, pause this long.
const RENEW_PAUSE: Duration = Duration::from_secs(60);

/// A token and how long it lasts.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) secret: SecretString,
    pub(crate) expires_at: Option<Timestamp>,
    /// When to get the next one, though this one still works.
    pub(crate) renew_at: Option<Timestamp>,
}

/// Holds one token.
///
/// Invariant: at most one fetch is under way, because it runs under the lock; those who waited
/// for it take its result, be it a token or an error, and start none of their own.
#[derive(Default)]
pub(crate) struct Slot {
    held: Mutex<Held>,
    /// Fetches ended so far.
    rounds: AtomicU64,
    /// Expiry of the held token in milliseconds, 0 if unknown; readable without the lock.
    expires_at: std::sync::atomic::AtomicI64,
}

#[derive(Default)]
struct Held {
    token: Option<Token>,
    /// Counts the tokens held so far: a 401 names the one it was answered to.
    generation: u64,
    failure: Option<Failure>,
    pause_until: Option<Timestamp>,
}

struct Failure {
    code: ErrorCode,
    message: Cow<'static, str>,
    retry_after: Option<Duration>,
}

impl Slot {
    /// The token and its generation. `refused` is the generation a 401 was answered to: it and
    /// older ones won't do.
    pub(crate) async fn get<F>(
        &self,
        refused: Option<u64>,
        now: Timestamp,
        fetch: impl FnOnce() -> F,
    ) -> Result<(Token, u64)>
    where
        F: Future<Output = Result<Token>>,
    {
        let round = self.rounds.load(Ordering::Acquire);
        let mut held = self.held.lock().await;
        let usable = held
            .token
            .clone()
            .filter(|_| refused.is_none_or(|refused| held.generation > refused))
            .filter(|token| token.expires_at.is_none_or(|at| now < at));
        if let Some(token) = &usable {
            let due = token.renew_at.is_some_and(|at| now >= at);
            let paused = held.pause_until.is_some_and(|until| now < until);
            if !due || paused {
                return Ok((token.clone(), held.generation));
            }
        }
        if usable.is_none()
            && self.rounds.load(Ordering::Acquire) != round
            && let Some(failure) = &held.failure
        {
            return Err(failure.to_error());
        }
        let fetched = fetch().await;
        self.rounds.fetch_add(1, Ordering::AcqRel);
        match fetched {
            Ok(token) => {
                self.expires_at
                    .store(token.expires_at.map_or(0, |at| at.0), Ordering::Relaxed);
                held.generation += 1;
                held.token = Some(token.clone());
                held.failure = None;
                held.pause_until = None;
                Ok((token, held.generation))
            }
            Err(error) => {
                if let Some(token) = usable {
                    held.pause_until = Some(now.after(RENEW_PAUSE));
                    return Ok((token, held.generation));
                }
                held.token = None;
                held.failure = Some(Failure::of(&error));
                Err(error)
            }
        }
    }

    /// When the held token expires.
    pub(crate) fn expires_at(&self) -> Option<Timestamp> {
        match self.expires_at.load(Ordering::Relaxed) {
            0 => None,
            at => Some(Timestamp(at)),
        }
    }
}

impl Failure {
    fn of(error: &Error) -> Self {
        Self {
            code: error.code,
            message: error.message.clone(),
            retry_after: error.retry_after,
        }
    }

    fn to_error(&self) -> Error {
        let mut error = Error::new(self.code, self.message.clone());
        error.retry_after = self.retry_after;
        error
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn token(expires_in: u64) -> Token {
        Token {
            secret: SecretString::from("t"),
            expires_at: Some(NOW.after(Duration::from_secs(expires_in))),
            renew_at: Some(NOW.after(Duration::from_secs(expires_in - 600))),
        }
    }

    #[tokio::test]
    async fn a_token_is_renewed_before_it_expires() {
        let slot = Slot::default();
        let fetches = AtomicU32::new(0);
        let get = |at: Timestamp| {
            slot.get(None, at, || async {
                fetches.fetch_add(1, Ordering::Relaxed);
                Ok(token(3600))
            })
        };
        get(NOW).await.unwrap();
        get(NOW.after(Duration::from_secs(2999))).await.unwrap();
        assert_eq!(fetches.load(Ordering::Relaxed), 1, "not before its time");
        get(NOW.after(Duration::from_secs(3000))).await.unwrap();
        assert_eq!(fetches.load(Ordering::Relaxed), 2, "renewed in time");
    }

    #[tokio::test]
    async fn a_failed_renewal_leaves_the_old_token_until_it_ends() {
        let slot = Slot::default();
        slot.get(None, NOW, || async { Ok(token(3600)) })
            .await
            .unwrap();
        let fails = || async { Err(Error::new(ErrorCode::Server, "down")) };
        let late = NOW.after(Duration::from_secs(3100));
        let (_, generation) = slot.get(None, late, fails).await.unwrap();
        assert_eq!(generation, 1, "the old one still works");
        let over = NOW.after(Duration::from_secs(3601));
        let error = slot.get(None, over, fails).await.err().unwrap();
        assert_eq!(error.code, ErrorCode::Server, "then the fault shows");
    }

    #[tokio::test]
    async fn a_refused_generation_is_replaced_once_and_its_failure_shared() {
        let slot = Slot::default();
        let (_, first) = slot
            .get(None, NOW, || async { Ok(token(3600)) })
            .await
            .unwrap();
        let fetches = AtomicU32::new(0);
        let refused = || {
            slot.get(Some(first), NOW, || async {
                fetches.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                Err(Error::new(ErrorCode::Unauthorized, "no"))
            })
        };
        let all = futures_util::future::join_all((0..100).map(|_| refused())).await;
        assert!(all.iter().all(Result::is_err), "all are told");
        assert_eq!(fetches.load(Ordering::Relaxed), 1, "one asked for all");
    }
}
