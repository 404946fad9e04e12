//! What services say of messages.

use domain::view::ErrorView;
use domain::{
    AccountId, AuthorKind, ChatId, Delivery, RemoteMessage, RemoteMessageId, Result, Timestamp,
};

use crate::Store;
use crate::store::provisional;

/// Where messages come from, which decides what else they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryUpdate {
    /// The newest page of the history (or all of it). `older` is the page's cursor; it is kept
    /// only if no older page has been stored yet.
    Newest {
        /// [`domain::HistoryPage::older`].
        older: Option<String>,
    },
    /// An older page.
    Older {
        /// [`domain::HistoryPage::older`].
        older: Option<String>,
    },
    /// A push: the message is new, and nothing is said of the history around it. A chat that
    /// isn't known yet is made.
    Push,
}

/// A message that wasn't stored before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// Its id.
    pub id: RemoteMessageId,
    /// Which side wrote it.
    pub author: AuthorKind,
    /// When.
    pub sent_at: Timestamp,
    /// Newer than everything stored before in a chat whose history was known: worth telling.
    pub fresh: bool,
}

/// What an upsert of messages changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageChanges {
    /// Messages that weren't stored before, oldest first.
    pub new: Vec<NewMessage>,
    /// Stored messages that changed.
    pub changed: Vec<RemoteMessageId>,
    /// The chat's row changed (last line, waiting, phone, unread).
    pub row: bool,
    /// Unread messages of the chat before.
    pub unread_before: u32,
    /// Unread messages of the chat now.
    pub unread: u32,
}

impl MessageChanges {
    /// Nothing was written that anyone could see.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && !self.row
    }
}

impl Store {
    /// Stores messages of a chat in one transaction and derives the chat's last line, waiting
    /// time, phone and unread count. Also records that the history was read ([`HistoryUpdate`])
    /// and clears its trouble. Nothing is written when nothing changed.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn upsert_messages(
        &self,
        chat: ChatId,
        messages: Vec<RemoteMessage>,
        update: HistoryUpdate,
        now: Timestamp,
    ) -> Result<MessageChanges> {
        let _ = (chat, messages, update, now);
        Err(provisional())
    }

    /// Records that a chat's history could not be read. True if that is news.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_history_error(&self, chat: ChatId, error: ErrorView) -> Result<bool> {
        let _ = (chat, error);
        Err(provisional())
    }

    /// Sets how far a message has come, by its id alone: the chats of the account in which it
    /// was found and changed. A step back from read to delivered or sent is ignored.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn set_delivery(
        &self,
        account: AccountId,
        message: RemoteMessageId,
        delivery: Delivery,
    ) -> Result<Vec<ChatId>> {
        let _ = (account, message, delivery);
        Err(provisional())
    }
}
