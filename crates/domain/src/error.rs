//! The one error type, and the one decision about what to do after it.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What went wrong, as far as someone acts on it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ErrorCode {
    /// The service refuses the login, password, key or token. The person signs in again.
    Unauthorized,
    /// Signed in, but not allowed: another level of token, or a revoked one. Never refreshed.
    Forbidden,
    /// The thing isn't there (any more).
    NotFound,
    /// The request or the input is wrong; repeating it can't help.
    Invalid,
    /// Asked too often. [`Error::retry_after`] says when to come back, if the service did.
    RateLimited,
    /// The service has no such ability.
    Unsupported,
    /// This computer has no network.
    Offline,
    /// Nothing answers at the server's address.
    WrongAddress,
    /// The server's certificate isn't trusted.
    Certificate,
    /// Something answers, but it isn't the service it should be.
    NotThisService,
    /// No answer in time, a broken connection, or a server error. May pass by itself.
    Server,
    /// The answer could not be understood.
    Decode,
    /// The local database failed.
    Storage,
    /// The system's keyring is missing, locked, or does not answer.
    Keyring,
    /// The window is locked: only the passphrase helps.
    Locked,
    /// A fault of our own.
    Internal,
}

/// Whether a request that failed may have taken effect at the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It certainly did not take effect: it never left, or the service refused it.
    NotDone,
    /// It may have taken effect: the answer was lost, broken, or a server error. A send with
    /// this outcome must not be repeated before the history was read.
    Unknown,
}

/// An error with a code to act on and a message for the person. Written out, as in the log, it is
/// the message only where that can't be a service's words: those may repeat what a customer wrote.
#[derive(Debug, thiserror::Error)]
#[error("{}", loggable(*code, message.clone()))]
pub struct Error {
    /// What kind of trouble it is.
    pub code: ErrorCode,
    /// A sentence for the person; the service's own words where it gave any. Never a secret.
    pub message: Cow<'static, str>,
    /// Whether the request may have taken effect all the same.
    pub outcome: Outcome,
    /// When the service said to come back.
    pub retry_after: Option<Duration>,
    /// The underlying fault, for the log.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// A result with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error that certainly had no effect at the service.
    pub fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
            outcome: Outcome::NotDone,
            retry_after: None,
            source: None,
        }
    }

    /// The same error with its cause, for the log.
    #[must_use]
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The same error, whose request may have taken effect.
    #[must_use]
    pub fn with_unknown_outcome(mut self) -> Self {
        self.outcome = Outcome::Unknown;
        self
    }

    /// The same error, with the wait the service asked for.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }
}

/// The message where it stands in the program's own source, or tells of trouble that no service's
/// answer is about; else the code in words.
fn loggable(code: ErrorCode, message: Cow<'static, str>) -> Cow<'static, str> {
    let ours = match message {
        Cow::Borrowed(_) => true,
        Cow::Owned(_) => matches!(
            code,
            ErrorCode::Storage
                | ErrorCode::Keyring
                | ErrorCode::Internal
                | ErrorCode::Offline
                | ErrorCode::WrongAddress
                | ErrorCode::Certificate
        ),
    };
    if ours {
        message
    } else {
        Cow::Owned(format!("{code:?}, said in words that are not logged"))
    }
}

/// What to do after an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Repeating can't help: show it and let the person decide.
    Never,
    /// Try again after this long.
    After(Duration),
    /// Try again when there is a network.
    WhenOnline,
}

/// Longest pause between two tries.
const LONGEST_BACKOFF: Duration = Duration::from_secs(60);

/// Decides what to do after the `attempt`-th failure (1 is the first). `jitter` is in `0.0..1.0`
/// and spreads the tries of many clients; it never shortens a wait the service asked for.
#[must_use]
pub fn retry(error: &Error, attempt: u32, jitter: f64) -> Retry {
    let backoff = || {
        let doubled = Duration::from_secs(1).saturating_mul(1 << attempt.saturating_sub(1).min(6));
        let capped = doubled.min(LONGEST_BACKOFF);
        capped.mul_f64(0.75 + 0.5 * jitter.clamp(0.0, 1.0))
    };
    match error.code {
        ErrorCode::RateLimited => Retry::After(match error.retry_after {
            Some(wait) => wait + Duration::from_millis(250).mul_f64(jitter.clamp(0.0, 1.0)),
            None => backoff(),
        }),
        ErrorCode::Offline => Retry::WhenOnline,
        ErrorCode::Server | ErrorCode::WrongAddress | ErrorCode::Decode => {
            Retry::After(error.retry_after.unwrap_or_default().max(backoff()))
        }
        ErrorCode::Unauthorized
        | ErrorCode::Forbidden
        | ErrorCode::NotFound
        | ErrorCode::Invalid
        | ErrorCode::Unsupported
        | ErrorCode::Certificate
        | ErrorCode::NotThisService
        | ErrorCode::Storage
        | ErrorCode::Keyring
        | ErrorCode::Locked
        | ErrorCode::Internal => Retry::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(seconds: f64) -> Retry {
        Retry::After(Duration::from_secs_f64(seconds))
    }

    #[test]
    fn a_services_words_are_shown_but_not_written_out() {
        let words = format!("{} is no phone", "+380 67 123 45 67");
        let error = Error::new(ErrorCode::Invalid, words.clone());
        assert_eq!(error.message, words, "for the person");
        let logged = format!("{error}");
        assert!(!logged.contains("380"), "not for the log: {logged}");
        assert!(logged.starts_with("Invalid"), "which says: {logged}");
        let ours = Error::new(ErrorCode::Invalid, "The title is missing.");
        assert_eq!(ours.to_string(), "The title is missing.", "our own words");
        let local = Error::new(ErrorCode::Storage, format!("{} is full", "the disk"));
        assert_eq!(local.to_string(), "the disk is full", "of no service");
    }

    #[test]
    fn retry_is_decided_by_code_and_attempt() {
        let e = |code| Error::new(code, "");
        for (error, attempt, expected) in [
            (e(ErrorCode::Unauthorized), 1, Retry::Never),
            (e(ErrorCode::Forbidden), 1, Retry::Never),
            (e(ErrorCode::Invalid), 1, Retry::Never),
            (e(ErrorCode::NotFound), 1, Retry::Never),
            (e(ErrorCode::Offline), 1, Retry::WhenOnline),
            (e(ErrorCode::Server), 1, after(1.0)),
            (e(ErrorCode::Server), 2, after(2.0)),
            (e(ErrorCode::Server), 4, after(8.0)),
            (e(ErrorCode::Server), 40, after(60.0)),
            (e(ErrorCode::RateLimited), 1, after(1.0)),
        ] {
            assert_eq!(
                retry(&error, attempt, 0.5),
                expected,
                "{:?}, attempt {attempt}",
                error.code
            );
        }
    }

    #[test]
    fn a_wait_the_service_asked_for_is_never_shortened() {
        let told =
            Error::new(ErrorCode::RateLimited, "").with_retry_after(Duration::from_secs(120));
        for jitter in [0.0, 0.5, 1.0] {
            let Retry::After(wait) = retry(&told, 1, jitter) else {
                panic!("a rate limit passes");
            };
            assert!(wait >= Duration::from_secs(120), "waited {wait:?}");
        }
    }
}
