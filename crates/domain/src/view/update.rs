//! Newer versions of the program.

use serde::Serialize;
use ts_rs::TS;

/// Whether this program may update itself, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum UpdateWay {
    /// It may, if the person wants that.
    Offered,
    /// The system's package manager installed it, and updates it.
    Package,
    /// The administrator of this computer doesn't want that.
    Policy,
    /// This build names no place where newer versions are, or wasn't installed.
    NotOffered,
}

/// How it stands with newer versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct UpdateState {
    /// Whether there are any for this program.
    pub way: UpdateWay,
    /// The newer version that was found.
    pub version: Option<String>,
    /// What is told of it. Text of nobody we know before its file was verified.
    pub notes: Option<String>,
}
