//! Organizations, operators and tokens.

use serde::Serialize;
use ts_rs::TS;

use super::ErrorView;
use crate::{JobId, OperatorRef, Timestamp};

/// The last answer about something, and how old it is: administration pages show it offline too.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Cached<T> {
    /// The answer.
    pub value: T,
    /// When the service gave it.
    pub at: Option<Timestamp>,
    /// Why a fresh one could not be had, if it could not.
    pub error: Option<ErrorView>,
}

/// A line of a list of operators to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OperatorImportRow {
    /// Line in the pasted text or file, from 1.
    pub line: u32,
    /// Name as it would be added.
    pub name: String,
    /// Whether it can be added.
    pub verdict: ImportVerdict,
}

/// Whether a line can be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ImportVerdict {
    /// Can be added.
    New,
    /// An operator of this name is there already.
    Exists,
    /// The same name stands higher up in the list.
    Repeated,
    /// Longer than 100 characters.
    TooLong,
    /// No name in the line.
    Empty,
}

/// What became of one name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OperatorAddResult {
    /// The name.
    pub name: String,
    /// What became of it.
    pub outcome: AddOutcome,
}

/// What became of one name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[ts(export)]
pub enum AddOutcome {
    /// Added.
    Added,
    /// Was there already; nothing was done.
    Exists,
    /// Refused; nothing was done.
    Failed {
        /// Why.
        error: ErrorView,
    },
    /// The answer was lost and the list of operators could not be read to find out.
    Unknown,
}

/// Result of adding operators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OperatorAddReport {
    /// The job whose progress was reported.
    pub job: JobId,
    /// One per name, in order.
    pub results: Vec<OperatorAddResult>,
}

/// A token just issued. The token itself stays in the program: it is copied to the clipboard by
/// a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct IssuedTokenView {
    /// Handle for copying and validating it during this run.
    #[ts(type = "number")]
    pub handle: u64,
    /// First and last characters, to tell it from others.
    pub hint: String,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// What a service says of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct TokenReportView {
    /// Whether it works.
    pub valid: bool,
    /// Whose it is, with the name where the directory knows it.
    pub operator: Option<OperatorRef>,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
    /// The service's reason, if invalid.
    pub error: Option<String>,
}
