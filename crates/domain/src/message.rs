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
    /// What only some services say of messages.
    pub extras: MessageExtras,
}

/// What only some services say of messages. All empty where nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageExtras {
    /// For the company's eyes only.
    pub internal: bool,
    /// It was deleted at the messenger; the text is what it said.
    pub deleted: bool,
    /// When it was changed.
    pub edited_at: Option<Timestamp>,
    /// Labels of buttons beneath it.
    pub buttons: Vec<String>,
    /// The message it answers.
    pub quote: Option<RemoteMessageId>,
    /// What the service needs to change or delete it, opaque; `None` if that can't be.
    pub handle: Option<String>,
    /// Whether its text can be changed, too.
    pub editable: bool,
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

/// A message to send: text, one file, or both; or something that only some services take.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outgoing {
    /// Text; empty beside a file is allowed.
    pub text: String,
    /// One file: services take one per message, so that several become several messages.
    pub attachment: Option<OutgoingAttachment>,
    /// Something other than text and a file. Text beside it is what is shown for it here.
    pub rich: Option<Rich>,
    /// The message it answers, where [`crate::Limits::quote`] allows.
    pub quote: Option<RemoteMessageId>,
    /// To be pinned, where [`crate::Limits::pin`] allows.
    pub pin: bool,
}

/// Kinds of [`Rich`], for [`crate::Limits::rich`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RichKind {
    /// A picture, by address.
    Picture,
    /// A video, by address.
    Video,
    /// A sound file, by address.
    Audio,
    /// A voice message, by address.
    Voice,
    /// An animation, by address.
    Animation,
    /// Any other file, by address.
    Document,
    /// A place.
    Location,
    /// Somebody's card.
    Contact,
    /// Text with buttons.
    Buttons,
    /// Text with a list to choose from.
    List,
    /// A message approved beforehand.
    Template,
}

/// What some services take beside text and files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "rich", rename_all = "snake_case")]
#[ts(export)]
pub enum Rich {
    /// A file that the service fetches itself from a public address.
    Link {
        /// One of the kinds from picture to document.
        kind: RichKind,
        /// `https` address.
        url: String,
        /// File name for documents; may be empty.
        name: String,
    },
    /// A place. Degrees as decimal text, so that nothing is lost on the way.
    Location {
        /// Its name.
        title: String,
        /// -90 to 90.
        latitude: String,
        /// -180 to 180.
        longitude: String,
    },
    /// Somebody's card.
    Contact {
        /// Full name.
        name: String,
        /// Phone.
        phone: String,
    },
    /// Text with up to three buttons; the text stands in [`Outgoing::text`].
    Buttons {
        /// Labels.
        buttons: Vec<String>,
    },
    /// Text with a list to choose from; the text stands in [`Outgoing::text`].
    List {
        /// Label of the button that opens it.
        button: String,
        /// Rows: title and description (may be empty).
        rows: Vec<(String, String)>,
    },
    /// A message approved beforehand.
    Template {
        /// [`crate::Template::name`].
        name: String,
        /// [`crate::Template::language`].
        language: String,
        /// One value a variable.
        variables: Vec<String>,
        /// Address of the file above the text, where the template has one; else empty.
        header_url: String,
        /// What kind the header is; `None` where there is none.
        header: Option<String>,
    },
}

impl Rich {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> RichKind {
        match self {
            Self::Link { kind, .. } => *kind,
            Self::Location { .. } => RichKind::Location,
            Self::Contact { .. } => RichKind::Contact,
            Self::Buttons { .. } => RichKind::Buttons,
            Self::List { .. } => RichKind::List,
            Self::Template { .. } => RichKind::Template,
        }
    }
}

/// What a service answered to a send it accepted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SendReceipt {
    /// The new message's id, where the service tells it.
    pub id: Option<RemoteMessageId>,
}
