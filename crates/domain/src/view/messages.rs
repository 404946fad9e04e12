//! Messages and drafts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ErrorView, LinkedChat, NoteOrigin};
use crate::{
    AttachmentId, AttachmentKind, AuthorKind, ChatId, Delivery, OutboxId, Rich, Timestamp,
};

/// A stretch of a chat's messages, oldest first, with what waits in the outbox at the end.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct MessagePage {
    /// The messages.
    pub messages: Vec<MessageView>,
    /// Pass as `before` to read older ones; `None` at the beginning of what is known.
    pub older: Option<String>,
    /// Key of the first message nobody had read when the chat was opened.
    pub first_unread: Option<String>,
}

/// A message on screen.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct MessageView {
    /// Unique within the chat: `m:` and the service's id, or `o:` and the outbox row.
    pub key: String,
    /// Which side.
    pub author: AuthorKind,
    /// Who, where known.
    pub name: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Text; may be empty beside a file.
    pub text: String,
    /// Files.
    pub attachments: Vec<AttachmentView>,
    /// How far it has come.
    pub state: MessageState,
    /// The outbox row, while it is one.
    pub outbox: Option<OutboxId>,
    /// A customer's message that isn't marked as read.
    pub unread: bool,
    /// It is a private note, and where that is kept.
    pub note: Option<NoteOrigin>,
    /// For the company's eyes only, at the service.
    pub internal: bool,
    /// It was deleted at the messenger.
    pub deleted: bool,
    /// When it was changed.
    pub edited_at: Option<Timestamp>,
    /// Labels of buttons beneath it.
    pub buttons: Vec<String>,
    /// Key of the message it answers.
    pub quote: Option<String>,
    /// Its text can be changed at the customer's.
    pub editable: bool,
    /// It can be deleted at the customer's.
    pub deletable: bool,
    /// While it can still be taken back: when it leaves.
    pub leaves_at: Option<Timestamp>,
}

/// A stretch of one customer's messages over several chats, by time, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct TimelinePage {
    /// The chats it is made of, the one that was asked for first.
    pub chats: Vec<LinkedChat>,
    /// The messages, with what waits in the chats' outboxes at the end.
    pub entries: Vec<TimelineEntry>,
    /// Pass as `before` to read older ones; `None` at the beginning of what is known.
    pub older: Option<String>,
    /// Chats whose history can't be read now: something of theirs may be missing.
    pub incomplete: Vec<ChatId>,
}

/// A message of a timeline.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct TimelineEntry {
    /// Its chat: [`MessageView::key`] is unique only within it, and it is where an answer goes.
    pub chat: ChatId,
    /// The message.
    pub message: MessageView,
}

/// What goes with a message beside text and files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
#[serde(default)]
#[ts(export, optional_fields)]
pub struct SendOptions {
    /// Something other than text, where [`crate::Limits::rich`] has its kind.
    pub rich: Option<Rich>,
    /// Key of the message it answers, where [`crate::Limits::quote`] allows.
    pub quote: Option<String>,
    /// Pinned, where [`crate::Limits::pin`] allows.
    pub pin: Option<bool>,
    /// Close the chat once it left.
    pub close: Option<bool>,
}

/// How far a message has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(export)]
pub enum MessageState {
    /// Written by someone else, or nothing is said.
    None,
    /// In the outbox; leaves when its turn comes.
    Queued,
    /// Leaving now.
    Sending,
    /// As the service says.
    Delivery {
        /// How far.
        delivery: Delivery,
    },
    /// Refused; the text is kept and the person decides.
    Failed {
        /// Why.
        error: ErrorView,
    },
    /// The answer was lost. The history is being read to find out.
    Checking,
    /// The answer was lost and the history can't tell: the person decides.
    Unconfirmed,
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct AttachmentView {
    /// Position within the message, for `media_get`.
    pub index: u32,
    /// How to show it.
    pub kind: AttachmentKind,
    /// File name, cleaned of paths and control characters; never empty.
    pub name: String,
    /// MIME type, where known.
    pub mime: Option<String>,
    /// Size in bytes, where known.
    #[ts(type = "number | null")]
    pub size: Option<u64>,
    /// Whether its bytes can be had.
    pub available: bool,
}

/// A draft of a chat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct DraftView {
    /// Text so far.
    pub text: String,
    /// Files so far.
    pub attachments: Vec<StagedAttachment>,
    /// The newest message that stood in the chat when the text was begun, by the service's clock,
    /// where that is known.
    pub since: Option<Timestamp>,
    /// A private note that is being written.
    pub note: String,
}

/// A file attached to a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct StagedAttachment {
    /// Which.
    pub id: AttachmentId,
    /// How it will be shown.
    pub kind: AttachmentKind,
    /// File name.
    pub name: String,
    /// MIME type.
    pub mime: String,
    /// Size in bytes.
    #[ts(type = "number")]
    pub size: u64,
}
