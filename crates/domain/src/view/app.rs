//! The program as a whole, and errors.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ChatId, Error, ErrorCode};

/// An error as it crosses the boundary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ErrorView {
    /// What to act on.
    pub code: ErrorCode,
    /// The service's words or ours; details beside the sentence that the front end has for `code`.
    pub message: String,
}

impl From<&Error> for ErrorView {
    fn from(error: &Error) -> Self {
        Self {
            code: error.code,
            message: error.message.clone(),
        }
    }
}

impl From<Error> for ErrorView {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

/// The program as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct AppState {
    /// Whether there is something to work with.
    pub phase: AppPhase,
    /// Version of the program.
    pub version: String,
    /// Whether this run shows the demo.
    pub demo: bool,
    /// The chat that was on screen when the program last closed.
    pub last_chat: Option<ChatId>,
    /// Unread messages over all accounts.
    pub unread: u32,
}

/// Stages of opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "phase", rename_all = "snake_case")]
#[ts(export)]
pub enum AppPhase {
    /// The keyring is being asked and the databases are being opened.
    Starting,
    /// Ready.
    Ready {
        /// Secrets and local data live for this run only, because there is no keyring and the
        /// person said so.
        this_run_only: bool,
    },
    /// The keyring can't be used. The person may try again, or go on for this run only.
    NoKeyring {
        /// Why.
        error: ErrorView,
    },
    /// The keyring works, but the key of the local data isn't in it. The person may try again,
    /// or put the old data aside and sign in again.
    KeyLost,
    /// The local data can't be opened for another reason.
    Failed {
        /// Why.
        error: ErrorView,
    },
}
