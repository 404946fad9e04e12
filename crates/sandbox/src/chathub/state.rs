//! What the service knows, for oracles: plain records that outlive the lock.

use jiff::Timestamp;
use serde::Serialize;

use super::world::{Head, Message, Operator, World};

/// A chat as the service has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatState {
    /// Id on the wire.
    pub id: i64,
    /// Title ("theme").
    pub title: String,
    /// The client's phone, digits only.
    pub phone: String,
    /// The client's Telegram id, when the source is Telegram.
    pub telegram: Option<i64>,
    /// Chat status 0..4.
    pub status: i64,
    /// Source number.
    pub source: i64,
    /// Organization id.
    pub organization: i64,
    /// Operator id.
    pub operator: Option<i64>,
    /// Unread client messages.
    pub unread: u32,
    /// Messages in all.
    pub messages: u32,
    /// The last message's date.
    pub last_at: Timestamp,
}

impl ChatState {
    pub(crate) fn of(world: &World, head: &Head) -> Self {
        let person = world.person(head.id);
        Self {
            id: head.id,
            title: person.title,
            phone: person.phone,
            telegram: (head.source == 2).then_some(person.telegram),
            status: head.status,
            source: head.source,
            organization: head.organization,
            operator: head.operator,
            unread: head.unread,
            messages: head.count,
            last_at: head.last_at,
        }
    }
}

/// A message as the service has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageState {
    /// Id on the wire.
    pub id: i64,
    /// Its chat.
    pub chat: i64,
    /// Its text.
    pub text: String,
    /// Author number.
    pub author: i64,
    /// Message status number.
    pub status: i64,
    /// When it was written.
    pub at: Timestamp,
    /// Operator id.
    pub operator: Option<i64>,
    /// Message type number.
    pub kind: i64,
    /// The attachment's name.
    pub attachment: Option<String>,
}

impl From<Message> for MessageState {
    fn from(message: Message) -> Self {
        Self {
            id: message.id,
            chat: message.chat,
            text: message.text,
            author: message.author,
            status: message.status,
            at: message.at,
            operator: message.operator,
            kind: message.kind,
            attachment: message.media.map(|media| media.name),
        }
    }
}

/// An operator as the service has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OperatorState {
    /// Id on the wire.
    pub id: i64,
    /// Name.
    pub name: String,
    /// 0 active, 1 inactive, 2 deleted.
    pub status: i64,
    /// Organization id.
    pub organization: i64,
}

impl From<&Operator> for OperatorState {
    fn from(operator: &Operator) -> Self {
        Self {
            id: operator.id,
            name: operator.name.clone(),
            status: operator.status,
            organization: operator.organization,
        }
    }
}
