//! What the engine tells the front end: that something changed, never what. Whoever shows it
//! reads it again.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AccountId, ChatId, JobId, OutboxId};

/// Something changed. Carries ids and counts only, but for what a link from outside brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum AppEvent {
    /// The program's own state changed: read `app_state` again.
    AppChanged,
    /// Accounts were added, removed or edited, or an account's health or sync state changed.
    AccountsChanged,
    /// Chats changed: their order, counts, or more than a few rows.
    ChatsChanged,
    /// One chat's row changed, its place in the list perhaps too.
    ChatChanged {
        /// Which.
        chat: ChatId,
    },
    /// A chat is gone.
    ChatRemoved {
        /// Which.
        chat: ChatId,
    },
    /// The service refused for good what was to be done to a chat: a status, an assignee, a label,
    /// its end. Why is [`crate::view::ChatView::refused`].
    ActRefused {
        /// Which chat.
        chat: ChatId,
    },
    /// Messages of a chat changed, the outbox's among them.
    MessagesChanged {
        /// Which chat.
        chat: ChatId,
    },
    /// A file of a queued message is on its way.
    UploadProgress {
        /// Which outbox row.
        outbox: OutboxId,
        /// Bytes gone.
        #[ts(type = "number")]
        done: u64,
        /// Bytes in all.
        #[ts(type = "number")]
        total: u64,
    },
    /// An administrative job went on.
    JobProgress {
        /// Which job.
        job: JobId,
        /// Items done.
        done: u32,
        /// Items in all.
        total: u32,
    },
    /// Organizations or operators of an account were read anew.
    DirectoryChanged {
        /// Which account.
        account: AccountId,
    },
    /// A server's answer to the list's filter arrived, or failed.
    FilterChanged,
    /// Settings changed.
    SettingsChanged,
    /// The person closed the window for the first time: ask whether to go on in the tray, and
    /// keep the answer in the settings.
    CloseAsked,
    /// A link from outside leads to a chat. Whoever sent it need not be the person: a text goes
    /// nowhere before the person agreed.
    LinkOpened {
        /// Which; it may not exist.
        chat: ChatId,
        /// What the link wants to put into the chat's draft.
        text: Option<String>,
    },
    /// The person asked, from outside the window, to see a chat.
    OpenChat {
        /// Which.
        chat: ChatId,
    },
}
