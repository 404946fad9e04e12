//! What services say of chats, merged into what is known.

use domain::{AccountId, ChatId, RemoteChat, Result, Timestamp};

use crate::Store;
use crate::store::provisional;

/// What an upsert changed of one chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatChange {
    /// Which.
    pub chat: ChatId,
    /// It wasn't known before.
    pub added: bool,
    /// Unread messages before and now.
    pub unread_before: u32,
    /// Unread messages now.
    pub unread: u32,
    /// The service's words mean that there may be messages that aren't stored here: its history
    /// should be read. Stays set in [`Store::chats_to_read`] until the history was.
    pub activity: bool,
}

impl Store {
    /// Merges what a service says of chats, in one transaction. `generation` is the sweep's
    /// ([`Store::begin_sweep`]) when these come from a complete reading of the chat list, `None`
    /// for filtered pages and pushes. Fields with a pending outbox operation keep their echo.
    /// Chats deleted here within the last two minutes are left out. Only chats that changed are
    /// answered; nothing is written if none did (but for the sweep's mark).
    ///
    /// # Errors
    /// `Storage`.
    pub async fn upsert_chats(
        &self,
        account: AccountId,
        chats: Vec<RemoteChat>,
        generation: Option<i64>,
        now: Timestamp,
    ) -> Result<Vec<ChatChange>> {
        let _ = (account, chats, generation, now);
        Err(provisional())
    }

    /// Forgets a chat that is gone at the service: its messages too. The draft and outbox rows
    /// stay. False if it wasn't known.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn remove_chat(&self, chat: ChatId, now: Timestamp) -> Result<bool> {
        let _ = (chat, now);
        Err(provisional())
    }

    /// Chats of an account whose history should be read, because the service spoke of activity
    /// since it was last read: unread ones first, then the most recent.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn chats_to_read(&self, account: AccountId, limit: u32) -> Result<Vec<ChatId>> {
        let _ = (account, limit);
        Err(provisional())
    }

    /// Chats of an account with unread messages, most recent first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn unread_chats(&self, account: AccountId, limit: u32) -> Result<Vec<ChatId>> {
        let _ = (account, limit);
        Err(provisional())
    }
}
