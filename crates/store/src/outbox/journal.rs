//! What was done to customers' chats from here: when, and by which account. Never the text.

use domain::{AccountId, ChatId, Result, Timestamp};

use crate::Store;
use crate::store::provisional;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JournalKind {
    /// A message was sent.
    Sent,
    /// A status was set; [`JournalEntry::detail`] says which.
    Status,
    /// A chat was deleted.
    Deleted,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// When the service took it.
    pub at: Timestamp,
    /// The chat; its account is the one that did it.
    pub chat: ChatId,
    /// What was done.
    pub kind: JournalKind,
    /// The message's id or the status; may be empty.
    pub detail: String,
}

impl Store {
    /// The newest lines, newest first. Written by the `settle_*` methods.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn journal(
        &self,
        account: Option<AccountId>,
        limit: u32,
    ) -> Result<Vec<JournalEntry>> {
        let _ = (account, limit);
        Err(provisional())
    }
}
