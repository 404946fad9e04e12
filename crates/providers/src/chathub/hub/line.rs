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

/// The service ended a call with an error, so it did not do it.
pub(super) fn refused(words: &str) -> Error {
    Error::new(
        ErrorCode::Invalid,
        bounded(words).unwrap_or_else(|| "ChatHub refuses the message.".to_owned()),
    )
}
