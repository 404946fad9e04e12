//! Settings and what the program remembers of itself.

use domain::{ChatId, Result, Settings};

use crate::Store;
use crate::store::provisional;

impl Store {
    /// The person's settings.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn settings(&self) -> Result<Settings> {
        Err(provisional())
    }

    /// Replaces the settings.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_settings(&self, settings: Settings) -> Result<()> {
        let _ = settings;
        Err(provisional())
    }

    /// The chat that was on screen last, if its account is still there.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn last_chat(&self) -> Result<Option<ChatId>> {
        Err(provisional())
    }

    /// Remembers the chat on screen.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_last_chat(&self, chat: Option<ChatId>) -> Result<()> {
        let _ = chat;
        Err(provisional())
    }
}
