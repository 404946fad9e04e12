//! The chat list and its counts.

use domain::view::{ChatCounts, ChatListPage, ChatListQuery};
use domain::{AccountId, Result};

use crate::Store;
use crate::store::provisional;

impl Store {
    /// A window of the chat list; [`ChatListPage::remote`] is `Local`, the engine knows better.
    ///
    /// `matches` names the services' answer to this filter ([`Store::replace_matches`]): rows are
    /// then those in it, united with local text hits if the filter has text; `status` and
    /// `unread` narrow as known here. With `None` the filter is answered from here as far as it
    /// can be (text, phone, operator, dates); a source, Telegram id or organization then matches
    /// nothing.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn chat_list(
        &self,
        query: ChatListQuery,
        matches: Option<String>,
    ) -> Result<ChatListPage> {
        let _ = (query, matches);
        Err(provisional())
    }

    /// Numbers beside the views, for an account or for all.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn chat_counts(&self, account: Option<AccountId>) -> Result<ChatCounts> {
        let _ = account;
        Err(provisional())
    }
}
