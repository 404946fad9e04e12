//! The way from a send to the connection that happens to stand.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::{Error, ErrorCode, Result};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::http::bounded;

/// Time for a call, a file included.
const CALL_TIME: Duration = Duration::from_secs(120);

/// A call of the service's, and who waits for its end.
pub(super) struct Invocation {
    pub(super) target: &'static str,
    pub(super) arguments: Vec<Value>,
    pub(super) reply: oneshot::Sender<Result<Value>>,
}

/// Leads to the live connection while it stands.
#[derive(Default)]
pub(in crate::chathub) struct Line {
    calls: Mutex<Option<mpsc::Sender<Invocation>>>,
}

impl Line {
    /// Whether a connection stands.
    pub(in crate::chathub) fn is_up(&self) -> bool {
        self.sender().is_some()
    }

    /// Calls a method and waits for its end.
    pub(in crate::chathub) async fn invoke(
        &self,
        target: &'static str,
        arguments: Vec<Value>,
    ) -> Result<Value> {
        let (reply, answer) = oneshot::channel();
        let call = Invocation {
            target,
            arguments,
            reply,
        };
        let down = || Error::new(ErrorCode::Server, "The live connection is down.");
        let sender = self.sender().ok_or_else(down)?;
        // Not handed over means not sent.
        sender.send(call).await.map_err(|_| down())?;
        match timeout(CALL_TIME, answer).await {
            Ok(Ok(result)) => result,
            // The connection ended, or nothing came: it may have been done all the same.
            _ => Err(Error::new(
                ErrorCode::Server,
                "The live connection gave no answer to the message.",
            )
            .with_unknown_outcome()),
        }
    }

    /// A new connection takes the calls from now on.
    pub(super) fn open(&self) -> mpsc::Receiver<Invocation> {
        let (sender, receiver) = mpsc::channel(8);
        *self.calls.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
        receiver
    }

    fn sender(&self) -> Option<mpsc::Sender<Invocation>> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.clone().filter(|sender| !sender.is_closed())
    }
}

/// What an error that ended a call means. A `HubException` is the service's deliberate no, and an
/// unknown method did nothing; anything else may have happened halfway through, like a status
/// of 500.
pub(super) fn refused(words: &str) -> Error {
    if let Some((_, reason)) = words.split_once("HubException:") {
        let reason = bounded(reason).unwrap_or_else(|| "ChatHub refuses the message.".to_owned());
        return Error::new(ErrorCode::Invalid, reason);
    }
    let lower = words.to_ascii_lowercase();
    if lower.contains("unknown hub method") || lower.contains("method does not exist") {
        return Error::new(ErrorCode::Unsupported, "ChatHub has no way to send this.");
    }
    let words = bounded(words).unwrap_or_else(|| "ChatHub has trouble of its own.".to_owned());
    Error::new(ErrorCode::Server, words).with_unknown_outcome()
}

#[cfg(test)]
mod tests {
    use domain::Outcome;

    use super::*;

    #[test]
    fn only_a_deliberate_no_means_not_done() {
        let generic = "An unexpected error occurred invoking 'SendMessage' on the server.";
        for (words, code, outcome) in [
            (
                format!("{generic} HubException: Chat not found"),
                ErrorCode::Invalid,
                Outcome::NotDone,
            ),
            (
                "Unknown hub method 'SendMessage'".to_owned(),
                ErrorCode::Unsupported,
                Outcome::NotDone,
            ),
            (generic.to_owned(), ErrorCode::Server, Outcome::Unknown),
            (String::new(), ErrorCode::Server, Outcome::Unknown),
        ] {
            let error = refused(&words);
            assert_eq!((error.code, error.outcome), (code, outcome), "{words}");
        }
        assert_eq!(
            refused("x HubException: Chat not found").message,
            "Chat not found",
            "its own words"
        );
    }
}
