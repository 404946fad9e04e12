//! Chats written into a file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ActTarget;
use crate::JobId;

/// What a file of chats is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ExportFormat {
    /// Plain text.
    Text,
    /// One page for a browser or a printer.
    Html,
    /// For programs.
    Json,
    /// A table, one row a message.
    Csv,
}

impl ExportFormat {
    /// What such files' names end with.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Html => "html",
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }
}

/// Which chats to write, and how.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[ts(export)]
pub struct ExportRequest {
    /// Which chats.
    pub target: ActTarget,
    /// How.
    pub format: ExportFormat,
    /// Chosen by who asks: progress is told by it, and by it the job can be ended.
    pub job: JobId,
}
