//! Accounts, without their secrets.

use domain::view::UnsentWork;
use domain::{AccountConfig, AccountId, Result};

use crate::Store;
use crate::store::provisional;

impl Store {
    /// All accounts, oldest first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn accounts(&self) -> Result<Vec<AccountConfig>> {
        Err(provisional())
    }

    /// One account.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn account(&self, account: AccountId) -> Result<AccountConfig> {
        let _ = account;
        Err(provisional())
    }

    /// Adds an account; its id is given here (the one in `account` is ignored) and never again.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn add_account(&self, account: AccountConfig) -> Result<AccountConfig> {
        let _ = account;
        Err(provisional())
    }

    /// Replaces everything of an account but its id.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn update_account(&self, account: AccountConfig) -> Result<()> {
        let _ = account;
        Err(provisional())
    }

    /// Forgets an account: its rows in both databases, files, drafts, outbox and journal, and
    /// the space they took is overwritten.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn remove_account(&self, account: AccountId) -> Result<()> {
        let _ = account;
        Err(provisional())
    }

    /// What removing the account would lose.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn unsent_work(&self, account: AccountId) -> Result<UnsentWork> {
        let _ = account;
        Err(provisional())
    }
}
