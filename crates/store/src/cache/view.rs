//! One chat.

use domain::view::{ChatRow, ChatView, ErrorView};
use domain::{ChatId, Result, Timestamp};

use crate::Store;
use crate::store::provisional;

/// What is stored of a chat's history.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryState {
    /// When it was last read; `None` if never.
    pub read_at: Option<Timestamp>,
    /// Where older messages go on at the service; `None` if the beginning is stored or nothing.
    pub older: Option<String>,
    /// The last trouble with reading it.
    pub error: Option<ErrorView>,
    /// The service spoke of activity since.
    pub stale: bool,
}

impl Store {
    /// A chat's row; `None` if the chat isn't known.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn chat_row(&self, chat: ChatId) -> Result<Option<ChatRow>> {
        let _ = chat;
        Err(provisional())
    }

    /// An open chat's head.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn chat_view(&self, chat: ChatId) -> Result<ChatView> {
        let _ = chat;
        Err(provisional())
    }

    /// What is stored of a chat's history; all empty for an unknown chat.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn history_state(&self, chat: ChatId) -> Result<HistoryState> {
        let _ = chat;
        Err(provisional())
    }

    /// The id of the operator a chat is assigned to, for the notification policy.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn assignee(&self, chat: ChatId) -> Result<Option<domain::OperatorRef>> {
        let _ = chat;
        Err(provisional())
    }
}
