//! The program as a whole, and errors.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ImportAnswer, JournalPage, LogPage, Statistics, SupportFile, UpdateState};
use crate::{ChatId, Error, ErrorCode, Policy, Timestamp};

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
            message: error.message.clone().into_owned(),
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
    /// Chats that wait for the person: unread, neither closed nor snoozed, theirs or nobody's.
    pub waiting: u32,
    /// What the administrator of this computer decided.
    pub policy: Policy,
    /// Whether the window is locked.
    pub lock: LockState,
    /// Damage that was met as the program opened, and what came of it.
    pub mended: Option<Mended>,
}

/// What came of something that was asked of the program as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
#[ts(export)]
pub enum AppAnswer {
    /// It was done.
    Done,
    /// The person chose to do nothing.
    Cancelled,
    /// A file was written.
    Saved {
        /// Where.
        path: String,
        /// Chats in it, if it is of chats.
        chats: u32,
    },
    /// What was counted.
    Statistics {
        /// It.
        statistics: Box<Statistics>,
    },
    /// A page of the journal.
    Journal {
        /// It.
        page: JournalPage,
    },
    /// Lines of the log.
    Log {
        /// Which.
        page: LogPage,
    },
    /// What a support bundle would hold.
    Support {
        /// All of it.
        files: Vec<SupportFile>,
    },
    /// How it stands with newer versions.
    Update {
        /// Whether there are any.
        state: UpdateState,
    },
    /// A file of settings was read.
    Imported {
        /// What it came to.
        import: ImportAnswer,
    },
}

/// The passphrase that keeps others from the window.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct LockState {
    /// There is one.
    pub set: bool,
    /// The window shows nothing but the lock, and commands answer [`ErrorCode::Locked`].
    pub locked: bool,
    /// No try counts before this time, after wrong ones.
    pub wait_until: Option<Timestamp>,
}

/// The local data was damaged; what could be read of it was carried over into a fresh file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Mended {
    /// All of it could be read.
    pub whole: bool,
    /// Where the damaged file is kept.
    pub kept: String,
}

/// Why the local data can't be opened, as far as the person can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum OpenTrouble {
    /// The data folder can't be read or written.
    Folder,
    /// The disk is full.
    NoSpace,
    /// A newer version of the program made the data.
    Newer,
    /// The data is damaged beyond repair.
    Damaged,
    /// Another running program has the data open.
    InUse,
    /// Something else.
    Other,
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
    /// The local data can't be opened for another reason. The person may try again; with
    /// [`OpenTrouble::Damaged`] put the data aside and begin anew, with [`OpenTrouble::Folder`] go
    /// on for this run only.
    Failed {
        /// Why.
        error: ErrorView,
        /// Why, for the way on.
        why: OpenTrouble,
    },
}
