//! The log, and what a person who needs help hands over.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How much a line of the log matters, the most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LogLevel {
    /// Something is broken.
    Error,
    /// Something went wrong and is being dealt with.
    Warn,
    /// What happens, in large.
    Info,
    /// What happens, in detail.
    Debug,
    /// Everything.
    Trace,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct LogLine {
    /// How much it matters.
    pub level: LogLevel,
    /// As it stands in the file, its time first.
    pub text: String,
}

/// The newest lines of the log that were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct LogPage {
    /// The newest last.
    pub lines: Vec<LogLine>,
    /// Older ones would fit, too.
    pub more: bool,
    /// Where the log is, for a person who looks for the file.
    pub folder: String,
}

/// One file of a support bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct SupportFile {
    /// Its name in the archive.
    pub name: String,
    /// What is in it. All of it.
    pub text: String,
}
