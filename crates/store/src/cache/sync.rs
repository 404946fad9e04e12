//! How far the sync of an account has come.

use domain::{AccountId, ChatId, Result, Timestamp};

use crate::Store;
use crate::store::provisional;

/// How far the sync of an account has come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncState {
    /// When the chat list was last read completely.
    pub synced_at: Option<Timestamp>,
    /// Chats read and chats in all, during the first reading.
    pub progress: Option<(u32, u32)>,
    /// Chats stored here.
    pub chats: u32,
}

impl Store {
    /// How far an account's sync has come.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn sync_state(&self, account: AccountId) -> Result<SyncState> {
        let _ = account;
        Err(provisional())
    }

    /// Records progress of a sweep; ignored once the account was read completely.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_progress(&self, account: AccountId, done: u32, total: u32) -> Result<()> {
        let _ = (account, done, total);
        Err(provisional())
    }

    /// Begins a complete reading of the chat list and names it.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn begin_sweep(&self, account: AccountId) -> Result<i64> {
        let _ = account;
        Err(provisional())
    }

    /// Ends a complete reading. Chats that neither it nor the complete one before it saw are
    /// removed and answered. A sweep that was not complete is simply never finished.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn finish_sweep(
        &self,
        account: AccountId,
        generation: i64,
        now: Timestamp,
    ) -> Result<Vec<ChatId>> {
        let _ = (account, generation, now);
        Err(provisional())
    }
}
