//! What the service knows, for oracles: plain records that outlive the lock.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::world::{Agent, Chat, Direction, Message, Status};

/// A chat as the service has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatState {
    /// Id on the wire.
    pub id: String,
    /// The contact's own name.
    pub title: String,
    /// What agents call them.
    pub display_name: Option<String>,
    /// The mark of the person behind several chats.
    pub person: Option<String>,
    /// The messenger.
    pub channel: String,
    /// The business account.
    pub account: String,
    /// The contact's id on the channel.
    pub contact: String,
    /// The agent's uid.
    pub agent: Option<String>,
    /// The department's id.
    pub department: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// Unread messages.
    pub unread: u32,
    /// Label ids.
    pub labels: Vec<String>,
    /// The CRM's data.
    pub crm: Map<String, Value>,
    /// The last message of either side.
    pub last_message_at: Option<Timestamp>,
    /// The contact's last message.
    pub last_incoming_at: Option<Timestamp>,
    /// Last change.
    pub updated_at: Timestamp,
}

impl From<&Chat> for ChatState {
    fn from(chat: &Chat) -> Self {
        Self {
            id: chat.id(),
            title: chat.title.clone(),
            display_name: chat.display_name.clone(),
            person: chat.person.clone(),
            channel: chat.channel.to_owned(),
            account: chat.account.to_owned(),
            contact: chat.contact.clone(),
            agent: chat.agent.map(|agent| agent.uid.to_owned()),
            department: chat.department.clone(),
            status: chat.status,
            unread: chat.unread,
            labels: chat.labels.clone(),
            crm: chat.crm.clone(),
            last_message_at: chat.last_message_at,
            last_incoming_at: chat.last_incoming_at,
            updated_at: chat.updated_at,
        }
    }
}

/// A message as the service has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageState {
    /// Id on the wire.
    pub id: String,
    /// The provider's id.
    pub provider_id: String,
    /// Which side; None for a system message.
    pub direction: Option<Direction>,
    /// Its type; empty for a system message.
    pub kind: String,
    /// Text or caption; empty when there is none.
    pub text: String,
    /// Everything it consists of.
    pub content: Map<String, Value>,
    /// `Bot` or an agent's uid.
    pub agent: Option<String>,
    /// 0 to 6.
    pub status: u8,
    /// When.
    pub at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

impl From<&Message> for MessageState {
    fn from(message: &Message) -> Self {
        Self {
            id: message.id(),
            provider_id: message.provider_id(),
            direction: message.direction,
            kind: message.kind().to_owned(),
            text: message.text().to_owned(),
            content: message.content.clone(),
            agent: message.agent.clone(),
            status: message.status,
            at: message.at,
            updated_at: message.updated_at,
        }
    }
}

/// Somebody who answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentState {
    /// Uid.
    pub uid: String,
    /// Display name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// The CRM's id.
    pub crm_id: String,
    /// The department's id.
    pub department: String,
}

impl From<&Agent> for AgentState {
    fn from(agent: &Agent) -> Self {
        Self {
            uid: agent.uid.to_owned(),
            name: agent.name.to_owned(),
            email: agent.email.to_owned(),
            crm_id: agent.crm_id.to_owned(),
            department: agent.department.to_owned(),
        }
    }
}
