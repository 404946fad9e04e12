//! Chats, as a service tells of them.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{LabelId, OperatorRef, RemoteChatId, RemoteMessage, Timestamp};

/// Where a chat stands. Crosses as text: `new`, `open`, `waiting`, `paused`, `closed`, or
/// `other:` and the service's own value, kept as it came.
#[derive(Debug, Clone, PartialEq, Eq, Hash, TS)]
#[ts(export, type = "string")]
pub enum ChatStatus {
    /// Nobody has taken it yet.
    New,
    /// Being answered.
    Open,
    /// Waiting for the customer.
    Waiting,
    /// Put aside.
    Paused,
    /// Finished.
    Closed,
    /// A value this version doesn't know.
    Other(String),
}

impl ChatStatus {
    /// The known ones, in the order a person meets them.
    pub const KNOWN: [Self; 5] = [
        Self::New,
        Self::Open,
        Self::Waiting,
        Self::Paused,
        Self::Closed,
    ];
}

impl fmt::Display for ChatStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("new"),
            Self::Open => f.write_str("open"),
            Self::Waiting => f.write_str("waiting"),
            Self::Paused => f.write_str("paused"),
            Self::Closed => f.write_str("closed"),
            Self::Other(value) => write!(f, "other:{value}"),
        }
    }
}

impl From<&str> for ChatStatus {
    fn from(text: &str) -> Self {
        match text {
            "new" => Self::New,
            "open" => Self::Open,
            "waiting" => Self::Waiting,
            "paused" => Self::Paused,
            "closed" => Self::Closed,
            other => Self::Other(other.strip_prefix("other:").unwrap_or(other).to_owned()),
        }
    }
}

impl Serialize for ChatStatus {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ChatStatus {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(String::deserialize(deserializer)?.as_str()))
    }
}

/// The messenger a customer writes from: `viber`, `telegram`, `whatsapp`, `widget`, ... or
/// `source:` and the service's number where it has no name. Open-ended: unknown ones pass through.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Channel(pub String);

impl From<&str> for Channel {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Who answers a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Assignee {
    /// Nobody yet.
    Nobody,
    /// This operator.
    Operator(OperatorRef),
}

/// Whether a chat can be answered with an ordinary message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answering", rename_all = "snake_case")]
#[ts(export)]
pub enum Answering {
    /// It can.
    Open,
    /// It can until this time; after it only templates can be sent.
    Until {
        /// When the messenger closes the window.
        at: Timestamp,
    },
    /// The customer left or blocked the company's channel.
    Unsubscribed,
    /// The chat is switched off at the service.
    Inactive,
}

/// What a service says of one chat in one answer. `None` means that this answer didn't say:
/// upserts merge and never replace a known value by an unsaid one.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteChat {
    /// Id at the service.
    pub id: RemoteChatId,
    /// The customer's name or the chat's title.
    pub title: Option<String>,
    /// Where it stands.
    pub status: Option<ChatStatus>,
    /// Customer messages that nobody has read, as the service counts.
    pub unread: Option<u32>,
    /// Who answers it.
    pub assignee: Option<Assignee>,
    /// The messenger the customer writes from.
    pub channel: Option<Channel>,
    /// The customer's phone, as the service writes it.
    pub phone: Option<String>,
    /// When anything last happened in it.
    pub updated_at: Option<Timestamp>,
    /// The last message, where the chat list carries it.
    pub last_message: Option<RemoteMessage>,
    /// Ids of its labels.
    pub labels: Option<Vec<LabelId>>,
    /// Whether it can be answered.
    pub answering: Option<Answering>,
    /// The service's own mark of the person behind several chats.
    pub person: Option<String>,
}

impl RemoteChat {
    /// A chat of which nothing is known but its id.
    pub fn new(id: impl Into<RemoteChatId>) -> Self {
        Self {
            id: id.into(),
            title: None,
            status: None,
            unread: None,
            assignee: None,
            channel: None,
            phone: None,
            updated_at: None,
            last_message: None,
            labels: None,
            answering: None,
            person: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_status_is_kept_as_it_came() {
        let status = ChatStatus::Other("7".into());
        assert_eq!(status.to_string(), "other:7", "shows what it is");
        assert_eq!(ChatStatus::from("other:7"), status, "lossless");
    }
}
