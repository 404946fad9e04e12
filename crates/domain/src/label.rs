//! What services keep beside chats: labels, ready answers, templates, channels, people.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Channel, ChannelId, LabelId, NoteId, OperatorId, Timestamp};

/// A label of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Label {
    /// Id at the service.
    pub id: LabelId,
    /// Display name.
    pub name: String,
    /// `#rrggbb`; empty if the service gave none.
    pub color: String,
}

/// A ready answer kept at a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct QuickReply {
    /// Id at the service.
    pub id: String,
    /// What it is found by.
    pub title: String,
    /// Its texts, in the order they are sent; parts that are no text are left out.
    pub texts: Vec<String>,
    /// Whether parts that are no text were left out.
    pub partial: bool,
}

/// A message approved beforehand, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Template {
    /// The name it is sent by.
    pub name: String,
    /// Display name.
    pub title: String,
    /// Language code as the service writes it.
    pub language: String,
    /// Its text, with `{{1}}`, `{{2}}`, ... where variables stand.
    pub body: String,
    /// Distinct variables in the text.
    pub variables: u32,
    /// Values to begin with, one a variable; may be shorter.
    pub defaults: Vec<String>,
    /// What stands above the text, if it needs a file: `image`, `video` or `document`.
    pub header: Option<String>,
    /// The business account it belongs to; empty if the service didn't say.
    pub account: String,
}

/// A messenger connected to a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LiveChannel {
    /// Id at the service.
    pub id: ChannelId,
    /// The messenger.
    pub channel: Channel,
    /// Name of the bot or page.
    pub name: String,
    /// Whether it is switched on; `None` if the service didn't say.
    pub active: Option<bool>,
}

/// Somebody who answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Colleague {
    /// Id at the service.
    pub id: OperatorId,
    /// Display name.
    pub name: String,
    /// E-mail address, where known.
    pub email: Option<String>,
    /// The service's word for whether they are there; empty if it gave none.
    pub status: String,
    /// Whether the service gives them new chats by itself, where it says.
    pub involved: Option<bool>,
    /// Chats they have, where the service counts.
    pub chats: Option<u32>,
}

/// Whom a chat is given to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "to", rename_all = "snake_case")]
#[ts(export)]
pub enum AssignTarget {
    /// A colleague by their id.
    Operator {
        /// Who.
        id: OperatorId,
        /// Display name, for the list until the service says it.
        name: String,
    },
    /// Somebody by their e-mail address.
    Email {
        /// The address.
        email: String,
    },
    /// A department by the service's id.
    Department {
        /// Which.
        id: String,
    },
}

/// A note kept at a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ServiceNote {
    /// Id at the service.
    pub id: NoteId,
    /// Its text.
    pub text: String,
    /// Who wrote it, where known.
    pub author: Option<String>,
    /// When; `None` if the service didn't say.
    pub at: Option<Timestamp>,
}
