//! Services' answers to filters that can't be answered here, kept as sets of chats.

use domain::{ChatId, Result};

use crate::Store;
use crate::store::provisional;

impl Store {
    /// Adds chats to the set of a filter, making it if it isn't there (with none, too).
    ///
    /// # Errors
    /// `Storage`.
    pub async fn add_matches(&self, key: String, chats: Vec<ChatId>) -> Result<()> {
        let _ = (key, chats);
        Err(provisional())
    }

    /// Replaces the set of a filter. True if it changed.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn replace_matches(&self, key: String, chats: Vec<ChatId>) -> Result<bool> {
        let _ = (key, chats);
        Err(provisional())
    }

    /// Forgets the sets of all filters but these.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn keep_matches(&self, keys: Vec<String>) -> Result<()> {
        let _ = keys;
        Err(provisional())
    }
}
