//! What the service knows, for oracles: plain records that outlive the lock.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::world::{Chat, Contact, Message, Sender, World};

/// A chat as the service has it, with all the ids that look alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatState {
    /// Chat id.
    pub id: i64,
    /// Console contact id, the one to send to.
    pub contact: i64,
    /// Messenger contact id, good for nothing.
    pub messenger_contact: i64,
    /// Gate ids.
    pub gates: Vec<i64>,
    /// The contact's full name.
    pub name: String,
    /// With a plus.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// The kind of the channel in use, when the contact can be reached.
    pub channel: Option<String>,
    /// Whether it is open.
    pub open: bool,
    /// Operator id.
    pub operator: Option<i64>,
    /// Unread messages over all gates.
    pub unread: u32,
    /// Ids of the contact's tags.
    pub tags: Vec<i64>,
    /// Last activity.
    pub updated_at: Timestamp,
}

impl ChatState {
    pub(crate) fn of(world: &World, chat: &Chat) -> Option<Self> {
        let contact: &Contact = world.contacts.get(&chat.contact)?;
        let channel = contact
            .gate()
            .and_then(|gate| world.channels.get(&gate.channel));
        Some(Self {
            id: chat.id,
            contact: contact.id,
            messenger_contact: contact.messenger_id,
            gates: contact.gates.iter().map(|gate| gate.id).collect(),
            name: contact.full_name(),
            phone: contact.phone.clone(),
            email: contact.email.clone(),
            channel: channel.map(|channel| channel.kind.to_owned()),
            open: chat.open,
            operator: chat.operator,
            unread: contact.unread(),
            tags: contact.tags.clone(),
            updated_at: chat.updated_at,
        })
    }
}

/// A message as the service has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageState {
    /// Id on the wire.
    pub id: i64,
    /// The content's type.
    pub kind: String,
    /// Text or caption; empty when there is none.
    pub text: String,
    /// The whole content, addresses without their host.
    pub content: Value,
    /// Whether the contact wrote it.
    pub inbound: bool,
    /// The operator who wrote it.
    pub operator: Option<i64>,
    /// Whether operators only see it.
    pub internal: bool,
    /// Gate id.
    pub gate: Option<i64>,
    /// Written.
    pub created_at: Timestamp,
    /// Delivered.
    pub delivered_at: Option<Timestamp>,
    /// Read.
    pub seen_at: Option<Timestamp>,
    /// Edited.
    pub edited_at: Option<Timestamp>,
    /// Why the channel rejected it.
    pub failure: Option<String>,
}

impl From<&Message> for MessageState {
    fn from(message: &Message) -> Self {
        Self {
            id: message.id,
            kind: message.kind().to_owned(),
            text: message.text().to_owned(),
            content: message.content.clone(),
            inbound: message.sender == Sender::Contact,
            operator: match message.sender {
                Sender::Operator(operator) => Some(operator),
                _ => None,
            },
            internal: message.internal,
            gate: message.gate,
            created_at: message.created_at,
            delivered_at: message.delivered_at,
            seen_at: message.seen_at,
            edited_at: message.edited_at,
            failure: message.failure.clone(),
        }
    }
}

/// An operator as the service has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OperatorState {
    /// Id on the wire.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Whether chats are assigned to them by themselves.
    pub involvement: bool,
    /// Whether they have left.
    pub deleted: bool,
}
