//! What the person has been notified of, so that a restart doesn't repeat it.

use domain::{ChatId, RemoteMessageId, Result, Timestamp};

use crate::Store;
use crate::store::provisional;

/// How far a chat was notified.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notified {
    /// The newest message a notification was raised for.
    pub message: Option<RemoteMessageId>,
    /// Its time.
    pub at: Timestamp,
    /// Unread messages at that moment.
    pub unread: u32,
}

impl Store {
    /// How far a chat was notified; `None` if never.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn notified(&self, chat: ChatId) -> Result<Option<Notified>> {
        let _ = chat;
        Err(provisional())
    }

    /// Records how far chats were notified, in one transaction.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_notified(&self, marks: Vec<(ChatId, Notified)>) -> Result<()> {
        let _ = marks;
        Err(provisional())
    }
}
