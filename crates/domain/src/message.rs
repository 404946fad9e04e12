//! Messages, as a service tells of them and as we send them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{OperatorId, RemoteMessageId, Timestamp};

/// Which side a message comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AuthorKind {
    /// The customer.
    Customer,
    /// An operator: we or a colleague.
    Operator,
    /// A bot of the service.
    Bot,
    /// A messenger's business account, speaking for the company.
    Business,
    /// The service itself: assignments, status changes.
    System,
    /// A value this version doesn't know. Shown on the company's side, quietly.
    Other,
}

/// Who wrote a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// Which side.
    pub kind: AuthorKind,
    /// Display name, where the service gave one.
    pub name: Option<String>,
    /// The operator's id, for an operator's message.
    pub operator: Option<OperatorId>,
}

/// What an attachment is, for choosing how to show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AttachmentKind {
    /// A picture.
    Photo,
    /// Any other file.
    File,
}

/// A file that a message carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// How to show it.
    pub kind: AttachmentKind,
    /// File name, where the service gave one. Foreign: never a path.
    pub name: Option<String>,
    /// MIME type, where the service gave one.
    pub mime: Option<String>,
    /// Where its bytes are; relative addresses are resolved against the account's server.
    /// `None` if the service didn't say.
    pub url: Option<String>,
    /// Size in bytes, where the service gave it.
    pub size: Option<u64>,
}

/// How far a message of ours has come, as the service says. Crosses as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Delivery {
    /// The service has it.
    Sent,
    /// It reached the customer.
    Delivered,
    /// The customer (or, for a customer's message, an operator) read it.
    Read,
    /// It did not get through.
    Rejected,
    /// A value this version doesn't know; shown as sent.
    Other(String),
}

/// A message at the service.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteMessage {
    /// Id at the service, unique within the chat.
    pub id: RemoteMessageId,
    /// Who wrote it.
    pub author: Author,
    /// When.
    pub sent_at: Timestamp,
    /// Its text; may be empty beside an attachment.
    pub text: String,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// How far it has come; `None` if the service didn't say.
    pub delivery: Option<Delivery>,
    /// The customer's phone, where messages carry it (ChatHub §3.11).
    pub phone: Option<String>,
}

/// A page of a chat's history, in any order.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryPage {
    /// The messages.
    pub messages: Vec<RemoteMessage>,
    /// Where older messages go on, opaque; `None` if this page reaches the beginning.
    pub older: Option<String>,
}

/// A file to send.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingAttachment {
    /// How the receiver shows it.
    pub kind: AttachmentKind,
    /// File name without folders.
    pub name: String,
    /// MIME type.
    pub mime: String,
    /// Content.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for OutgoingAttachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OutgoingAttachment")
            .field("kind", &self.kind)
            .field("mime", &self.mime)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// A message to send: text, one file, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Text; empty beside a file is allowed.
    pub text: String,
    /// One file: services take one per message, so that several become several messages.
    pub attachment: Option<OutgoingAttachment>,
}

/// What a service answered to a send it accepted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SendReceipt {
    /// The new message's id, where the service tells it.
    pub id: Option<RemoteMessageId>,
}
