//! Drafts, one per chat.

use domain::view::DraftView;
use domain::{ChatId, Result, Timestamp};

use crate::Store;
use crate::store::provisional;

impl Store {
    /// A chat's draft: text and files. Empty if there is none.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn draft(&self, chat: ChatId) -> Result<DraftView> {
        let _ = chat;
        Err(provisional())
    }

    /// Replaces the text of a chat's draft; an empty one goes. True if [`domain::view::ChatRow::draft`]
    /// changed by it.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_draft(&self, chat: ChatId, text: String, now: Timestamp) -> Result<bool> {
        let _ = (chat, text, now);
        Err(provisional())
    }
}
