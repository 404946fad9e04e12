//! What every chat service can do, and what only some can.
//!
//! [`Provider`] is the common part. An optional ability is a facet: a method that answers
//! `Some(&dyn Facet)` where the service has it. Having the facet *is* the capability;
//! [`capabilities`] derives what the front end sees.

use std::sync::Arc;

use async_trait::async_trait;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use ts_rs::TS;

use crate::{
    AttachmentKind, ChatFilter, ChatStatus, FilterField, HistoryPage, IssuedToken, NewOperator,
    Operator, OperatorId, OperatorRef, OperatorStatus, Organization, OrganizationId, Outgoing,
    RemoteChat, RemoteChatId, RemoteMessage, RemoteMessageId, Result, SendReceipt, Timestamp,
    TokenReport,
};

/// One account's connection to its service.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Limits that are data, not behaviour.
    fn limits(&self) -> Limits;

    /// Signs in, or proves that the credentials still work. Sends nothing that changes anything.
    async fn verify(&self) -> Result<Identity>;

    /// One page of the chat list. `page` is what the page before named as `next`; `None` begins.
    async fn chats(&self, filter: &ChatFilter, page: Option<&str>) -> Result<ChatPage>;

    /// A page of a chat's history; `before` is [`HistoryPage::older`] of a newer page, `None` the
    /// newest.
    async fn history(&self, chat: &RemoteChatId, before: Option<&str>) -> Result<HistoryPage>;

    /// Sends one message. Never repeated by the provider itself, but for a 401 answered before
    /// the service did anything. `progress` is told the bytes gone and in all.
    async fn send(
        &self,
        chat: &RemoteChatId,
        message: &Outgoing,
        progress: &(dyn Fn(u64, u64) + Send + Sync),
    ) -> Result<SendReceipt>;

    /// The bytes of an attachment, at most `limit` of them. A token goes only to the account's
    /// own server, redirects included; private addresses are refused unless they are the
    /// account's own server.
    async fn media(&self, url: &str, limit: u64) -> Result<Media>;

    /// State of the connection for the health panel.
    fn health(&self) -> ProviderHealth;

    /// Setting a chat's status.
    fn statuses(&self) -> Option<&dyn Statuses> {
        None
    }
    /// Marking messages as read.
    fn read_marks(&self) -> Option<&dyn ReadMarks> {
        None
    }
    /// Deleting chats.
    fn deletion(&self) -> Option<&dyn Deletion> {
        None
    }
    /// Listing organizations.
    fn organizations(&self) -> Option<&dyn Organizations> {
        None
    }
    /// Listing and administering operators.
    fn operators(&self) -> Option<&dyn Operators> {
        None
    }
    /// Issuing and validating operator tokens, and working as an operator.
    fn tokens(&self) -> Option<&dyn Tokens> {
        None
    }
    /// Live events.
    fn live(&self) -> Option<&dyn Live> {
        None
    }
}

/// A provider as the engine holds it.
pub type SharedProvider = Arc<dyn Provider>;

/// Who the credentials belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// A name for the account's label.
    pub name: String,
    /// The operator the credentials act as, where they act as one.
    pub operator: Option<OperatorRef>,
    /// When the credentials expire, where that is known.
    pub expires_at: Option<Timestamp>,
}

/// A page of the chat list.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatPage {
    /// The chats, in the service's order.
    pub chats: Vec<RemoteChat>,
    /// How many match in all, where the service tells. May change while paging.
    pub total: Option<u64>,
    /// Names the next page, opaque; `None` if the service says that this was the last one.
    pub next: Option<String>,
}

/// An attachment's bytes.
#[derive(Debug, Clone)]
pub struct Media {
    /// MIME type as the server said, `application/octet-stream` if it didn't.
    pub mime: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Connection facts for the health panel.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProviderHealth {
    /// When the current token expires, if known.
    pub token_expires_at: Option<Timestamp>,
    /// No request leaves before this time, because the service said so.
    pub limited_until: Option<Timestamp>,
}

/// Limits that are data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Limits {
    /// Longest text in characters, where known.
    pub max_text: Option<u32>,
    /// Largest file in bytes.
    #[ts(type = "number")]
    pub max_attachment: u64,
    /// Kinds of files that can be sent.
    pub attachments: Vec<AttachmentKind>,
    /// Filters the service applies at its end.
    pub filters: Vec<FilterField>,
    /// Whether the service's own unread counts are to be trusted.
    pub counts_unread: bool,
}

/// What an account can do, as the front end sees it. Derived, never stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one independent ability that the front end asks for by name"
)]
pub struct Capabilities {
    /// Statuses a chat can be given; empty if none.
    pub statuses: Vec<ChatStatus>,
    /// Can mark messages as read at the service.
    pub mark_read: bool,
    /// Can delete chats.
    pub delete_chat: bool,
    /// Can list organizations.
    pub organizations: bool,
    /// Can list and administer operators.
    pub operators: bool,
    /// Can issue and validate operator tokens and work as an operator.
    pub tokens: bool,
    /// Has live events.
    pub live: bool,
    /// Limits.
    pub limits: Limits,
}

/// Derives what the front end sees from the facets that are there.
#[must_use]
pub fn capabilities(provider: &dyn Provider) -> Capabilities {
    Capabilities {
        statuses: provider
            .statuses()
            .map(Statuses::settable)
            .unwrap_or_default(),
        mark_read: provider.read_marks().is_some(),
        delete_chat: provider.deletion().is_some(),
        organizations: provider.organizations().is_some(),
        operators: provider.operators().is_some(),
        tokens: provider.tokens().is_some(),
        live: provider.live().is_some(),
        limits: provider.limits(),
    }
}

/// Setting a chat's status. Idempotent.
#[async_trait]
pub trait Statuses: Send + Sync {
    /// Statuses a chat can be given.
    fn settable(&self) -> Vec<ChatStatus>;
    /// Gives a chat a status.
    async fn set_status(&self, chat: &RemoteChatId, status: &ChatStatus) -> Result<()>;
}

/// Marking messages as read. Idempotent.
#[async_trait]
pub trait ReadMarks: Send + Sync {
    /// Marks these messages of a chat as read.
    async fn mark_read(&self, chat: &RemoteChatId, messages: &[RemoteMessageId]) -> Result<()>;
}

/// Deleting chats.
#[async_trait]
pub trait Deletion: Send + Sync {
    /// Deletes a chat for good. A chat that is already gone is a success.
    async fn delete_chat(&self, chat: &RemoteChatId) -> Result<()>;
}

/// Listing organizations.
#[async_trait]
pub trait Organizations: Send + Sync {
    /// All organizations of the account.
    async fn organizations(&self) -> Result<Vec<Organization>>;
}

/// Listing and administering operators.
#[async_trait]
pub trait Operators: Send + Sync {
    /// All operators of an organization, deleted ones among them.
    async fn operators(&self, organization: &OrganizationId) -> Result<Vec<Operator>>;
    /// Adds operators. Not idempotent; what the service made comes back.
    async fn add_operators(&self, operators: &[NewOperator]) -> Result<Vec<Operator>>;
    /// Activates, deactivates or deletes an operator. Idempotent.
    async fn set_operator_status(
        &self,
        operator: &OperatorId,
        status: &OperatorStatus,
    ) -> Result<()>;
}

/// Issuing and validating operator tokens.
#[async_trait]
pub trait Tokens: Send + Sync {
    /// Issues a token for an operator.
    async fn issue_token(
        &self,
        operator: &OperatorId,
        expires_at: Timestamp,
    ) -> Result<IssuedToken>;
    /// Asks the service about a token.
    async fn validate_token(&self, token: &SecretString) -> Result<TokenReport>;
    /// Works as this operator from now on, or as the company again. The token is issued when
    /// first needed and renewed before it expires.
    async fn work_as(&self, operator: Option<&OperatorId>) -> Result<()>;
}

/// Live events.
#[async_trait]
pub trait Live: Send + Sync {
    /// Connects once and forwards events until the connection ends. `Ok(())` when the service
    /// closed it, an error when it broke or could not be made. The first event is
    /// [`LiveEvent::Connected`]. Reconnecting is the caller's.
    async fn listen(&self, events: mpsc::Sender<LiveEvent>) -> Result<()>;
}

/// Something a service pushed.
#[derive(Debug, Clone, PartialEq)]
pub enum LiveEvent {
    /// The connection stands: whatever was missed before must be read now.
    Connected,
    /// A message arrived or was sent.
    Message {
        /// Its chat.
        chat: RemoteChatId,
        /// The message.
        message: RemoteMessage,
    },
    /// Something happened in a chat, and the push said too little to show it: read its history.
    ChatTouched {
        /// Which chat.
        chat: RemoteChatId,
    },
    /// A chat's status changed.
    ChatStatus {
        /// Which chat.
        chat: RemoteChatId,
        /// Its status now.
        status: ChatStatus,
    },
    /// A message's delivery changed. The push doesn't name the chat (ChatHub §4.2).
    Delivery {
        /// Which message.
        message: RemoteMessageId,
        /// How far it has come.
        delivery: crate::Delivery,
    },
    /// A chat was created.
    ChatCreated {
        /// The chat, as far as the push tells; `None` if it didn't even tell the id.
        chat: Option<RemoteChat>,
    },
}
