//! The chat list and a chat's head.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ErrorView;
use crate::{
    Answering, AttachmentKind, AuthorKind, Channel, ChatFilter, ChatId, ChatStatus, LabelId,
    Timestamp,
};

/// Order of the chat list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ChatSort {
    /// Unread chats first, then by last message, newest first.
    #[default]
    UnreadFirst,
    /// By last message, newest first.
    Newest,
    /// Longest waiting customer first.
    Waiting,
}

/// What part of the chat list to read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export, optional_fields)]
pub struct ChatListQuery {
    /// What to narrow to.
    pub filter: ChatFilter,
    /// In which order.
    pub sort: Option<ChatSort>,
    /// Under [`ChatSort::UnreadFirst`] this chat keeps the place of an unread one. It is the open
    /// one: reading it must not take it away from under the person's eyes.
    pub hold: Option<ChatId>,
    /// First row, from 0.
    pub offset: Option<u32>,
    /// Rows, at most 200; 50 if absent.
    pub limit: Option<u32>,
}

/// A window of the chat list.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ChatListPage {
    /// Rows that match in all.
    pub total: u32,
    /// Index of the first row here.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<ChatRow>,
    /// How the services' part of the filter is doing.
    pub remote: RemoteFilterState,
}

/// How the services' part of a filter is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(export)]
pub enum RemoteFilterState {
    /// The filter needs no service.
    Local,
    /// Being asked; the rows are what is known so far.
    Loading,
    /// Answered.
    Done,
    /// Could not be asked; the rows are what is known here.
    Failed {
        /// Why.
        error: ErrorView,
    },
}

/// A row of the chat list.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ChatRow {
    /// Which chat.
    pub id: ChatId,
    /// The customer's name or the chat's title; empty if the service gave none.
    pub title: String,
    /// The messenger, where known.
    pub channel: Option<Channel>,
    /// Where it stands.
    pub status: ChatStatus,
    /// Unread customer messages.
    pub unread: u32,
    /// Who answers it, where known.
    pub assignee: Option<String>,
    /// The customer's phone, where known.
    pub phone: Option<String>,
    /// The last message.
    pub last: Option<LastLine>,
    /// Since when the customer waits for an answer: the first customer message after our last
    /// one, in a chat that isn't closed.
    pub waiting_since: Option<Timestamp>,
    /// Has an unsent draft.
    pub draft: bool,
    /// Messages that failed or whose fate is unknown.
    pub failed: u32,
    /// Messages on their way.
    pub queued: u32,
    /// Ids of its labels; [`super::Catalog::labels`] has their names.
    pub labels: Vec<LabelId>,
    /// Hidden until then.
    pub snoozed_until: Option<Timestamp>,
    /// Kept at the top.
    pub pinned: bool,
}

/// The last message of a chat, for its row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct LastLine {
    /// Which side.
    pub author: AuthorKind,
    /// Who, where known.
    pub name: Option<String>,
    /// Its first line, at most 200 characters.
    pub text: String,
    /// Its first file's kind, if it has one.
    pub attachment: Option<AttachmentKind>,
    /// When.
    pub at: Timestamp,
}

/// Numbers beside the views.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ChatCounts {
    /// Chats in all.
    pub all: u32,
    /// Chats with unread messages.
    pub unread: u32,
    /// Unread messages.
    pub unread_messages: u32,
    /// Chats by status, every known status present.
    pub by_status: Vec<(ChatStatus, u32)>,
    /// Open chats of mine.
    pub mine: u32,
    /// Open chats of nobody's.
    pub unassigned: u32,
    /// Open chats whose customer waits.
    pub waiting: u32,
    /// Snoozed chats.
    pub snoozed: u32,
}

/// An open chat's head.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ChatView {
    /// What the list shows.
    pub row: ChatRow,
    /// Whether the history has been read from the service at least once.
    pub loaded: bool,
    /// The last trouble with reading its history.
    pub error: Option<ErrorView>,
    /// Messages stored here.
    pub messages: u32,
    /// Time of the first message stored here.
    pub first_at: Option<Timestamp>,
    /// Whether it can be answered.
    pub answering: Answering,
    /// Why the service refused what was last to be done to it, for as long as nothing else of
    /// that kind is.
    pub refused: Option<ErrorView>,
}
