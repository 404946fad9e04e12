//! What the person has seen, and what is unread.
//!
//! A chat's unread count is the service's, kept current between polls by the messages that
//! arrive, and capped by what was seen here.

use domain::{AccountId, ChatId, RemoteMessageId, Result};

use crate::Store;
use crate::store::provisional;

/// What seeing messages changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SeenChange {
    /// Unread messages before.
    pub unread_before: u32,
    /// Unread messages now.
    pub unread: u32,
}

impl Store {
    /// The person has seen a chat up to this message (its id at the service), or all that is
    /// stored of it. Never moves back.
    ///
    /// # Errors
    /// `NotFound` for an unknown chat, `Storage`.
    pub async fn mark_seen(
        &self,
        chat: ChatId,
        up_to: Option<RemoteMessageId>,
    ) -> Result<SeenChange> {
        let _ = (chat, up_to);
        Err(provisional())
    }

    /// Customer messages of a chat that the service doesn't call read, oldest first, up to
    /// `up_to` if given (what was seen here counts all the same): what a read operation must name.
    /// At most 500, the newest.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn unread_messages(
        &self,
        chat: ChatId,
        up_to: Option<RemoteMessageId>,
    ) -> Result<Vec<RemoteMessageId>> {
        let _ = (chat, up_to);
        Err(provisional())
    }

    /// Key (`m:..`) of the first message of a chat that nobody has read, if any.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn first_unread(&self, chat: ChatId) -> Result<Option<String>> {
        let _ = chat;
        Err(provisional())
    }

    /// Unread messages over all accounts.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn unread_total(&self) -> Result<u32> {
        Err(provisional())
    }

    /// Unread messages of one account.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn unread_of_account(&self, account: AccountId) -> Result<u32> {
        let _ = account;
        Err(provisional())
    }
}
