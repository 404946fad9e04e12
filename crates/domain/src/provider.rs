//! What every chat service can do, and what only some can.
//!
//! [`Provider`] is the common part. An optional ability is a facet: a method that answers
//! `Some(&dyn Facet)` where the service has it. Having the facet *is* the capability;
//! [`crate::capabilities`] derives what the front end sees.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::io::AsyncWrite;

use crate::facets::{
    Assignment, Channels, ChatLookup, Colleagues, Contacts, Deletion, Edits, Groups, History,
    Labels, Live, MessageLookup, Operators, Organizations, QuickReplies, ReadMarks, Reports,
    ServiceNotes, Statuses, Templates, Tokens,
};
use crate::{
    ChatFilter, Check, Limits, OperatorRef, Outgoing, RemoteChat, RemoteChatId, Result,
    SendReceipt, Timestamp,
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

    /// Sends one message. Never repeated by the provider itself, but for a 401 answered before
    /// the service did anything. `progress` is told the bytes gone and in all.
    async fn send(
        &self,
        chat: &RemoteChatId,
        message: &Outgoing,
        progress: &(dyn Fn(u64, u64) + Send + Sync),
    ) -> Result<SendReceipt>;

    /// Hands over the bytes of an attachment as they arrive, at most `limit` of them, and answers
    /// their MIME type. After an error, what was handed over is of no use. A token goes only to the
    /// account's own server, redirects included; private addresses are refused unless they are the
    /// account's own server.
    async fn media_into(&self, url: &str, limit: u64, into: Sink<'_>) -> Result<String>;

    /// The bytes of an attachment, whole in memory.
    async fn media(&self, url: &str, limit: u64) -> Result<Media> {
        let mut bytes = Vec::new();
        let mime = self.media_into(url, limit, &mut bytes).await?;
        Ok(Media { mime, bytes })
    }

    /// State of the connection for the health panel.
    fn health(&self) -> ProviderHealth;

    /// Tries every ability that can be tried without changing anything at the service, in the
    /// order of [`crate::Ability::ALL`], and answers one line per ability that the service has.
    /// Never writes. Trouble is a line's verdict, not an error.
    async fn check(&self) -> Vec<Check>;

    /// Reading chats' histories.
    fn history(&self) -> Option<&dyn History> {
        None
    }
    /// Reading one chat by its id.
    fn chat_lookup(&self) -> Option<&dyn ChatLookup> {
        None
    }
    /// Reading one message by its id.
    fn message_lookup(&self) -> Option<&dyn MessageLookup> {
        None
    }
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
    /// Giving chats to somebody.
    fn assignment(&self) -> Option<&dyn Assignment> {
        None
    }
    /// Listing the people who answer, where they are not administered ([`Self::operators`]).
    fn colleagues(&self) -> Option<&dyn Colleagues> {
        None
    }
    /// Labels on chats or their customers.
    fn labels(&self) -> Option<&dyn Labels> {
        None
    }
    /// Ready answers kept at the service.
    fn quick_replies(&self) -> Option<&dyn QuickReplies> {
        None
    }
    /// Messages approved beforehand by the messenger.
    fn templates(&self) -> Option<&dyn Templates> {
        None
    }
    /// The customers' cards.
    fn contacts(&self) -> Option<&dyn Contacts> {
        None
    }
    /// The messengers connected to the service.
    fn channels(&self) -> Option<&dyn Channels> {
        None
    }
    /// Notes about customers, kept at the service.
    fn service_notes(&self) -> Option<&dyn ServiceNotes> {
        None
    }
    /// Changing and deleting messages that were sent.
    fn edits(&self) -> Option<&dyn Edits> {
        None
    }
    /// Group chats: making them, their participants, their invitation.
    fn groups(&self) -> Option<&dyn Groups> {
        None
    }
    /// Signed reports about chats.
    fn reports(&self) -> Option<&dyn Reports> {
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

/// Where an attachment's bytes go as they arrive.
pub type Sink<'a> = &'a mut (dyn AsyncWrite + Send + Unpin);

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
