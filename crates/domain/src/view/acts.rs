//! What is done to chats from the list and the conversation, one by one or many at once.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ChatListQuery;
use crate::{AssignTarget, ChatId, ChatStatus, LabelId, NoteId, Timestamp};

/// Which chats an act is for.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(tag = "target", rename_all = "snake_case")]
#[ts(export)]
pub enum ActTarget {
    /// These.
    Chats {
        /// At most 10,000.
        chats: Vec<ChatId>,
    },
    /// All that match, not only those on screen.
    Matching {
        /// As the list was asked; its window doesn't count.
        query: Box<ChatListQuery>,
    },
}

/// Something done to chats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case")]
#[ts(export)]
pub enum ChatAct {
    /// Give a status.
    SetStatus {
        /// Which.
        status: ChatStatus,
    },
    /// Delete for good.
    Delete,
    /// Mark as read: these messages, or all.
    MarkRead {
        /// Keys of messages (`m:..`); all if absent.
        #[ts(optional)]
        keys: Option<Vec<String>>,
    },
    /// Show as unread again, here only.
    MarkUnread,
    /// Give to somebody.
    Assign {
        /// Whom.
        to: AssignTarget,
        /// What the new assignee is told; may be empty.
        comment: String,
    },
    /// Give to me.
    Take,
    /// Put a label on, or take it off.
    Label {
        /// Which.
        label: LabelId,
        /// On or off.
        on: bool,
    },
    /// Hide until a time, here only; at once with `None`. Comes back when the customer writes.
    Snooze {
        /// Until when.
        until: Option<Timestamp>,
    },
    /// Keep at the top of the list, here only.
    Pin {
        /// On or off.
        on: bool,
    },
}

/// What became of an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ActReport {
    /// Chats it was done to.
    pub done: u32,
    /// Chats left as they were, because their service can't do it or they have it already.
    pub skipped: u32,
    /// Handle for taking it back, while that is possible.
    #[ts(type = "number | null")]
    pub undo: Option<u64>,
}

/// Something done to private notes of a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case")]
#[ts(export)]
pub enum NoteAct {
    /// Write one. Kept at the service where it keeps notes and `shared` is set, else here.
    Add {
        /// Its text.
        text: String,
        /// For colleagues to see.
        shared: bool,
    },
    /// Change one.
    Edit {
        /// [`super::MessageView::key`] of the note.
        key: String,
        /// Its text.
        text: String,
    },
    /// Keep one that is still being written; an empty one goes.
    Draft {
        /// Its text so far.
        text: String,
    },
    /// Throw one away.
    Delete {
        /// [`super::MessageView::key`] of the note.
        key: String,
    },
}

/// Where a note is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kept", rename_all = "snake_case")]
#[ts(export)]
pub enum NoteOrigin {
    /// On this computer, for this person only.
    Here,
    /// At the service, for colleagues too.
    Service {
        /// Its id there.
        id: NoteId,
    },
}
