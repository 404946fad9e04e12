//! The optional abilities of a chat service, one trait each. [`crate::Provider`] answers those
//! that a service has.

use async_trait::async_trait;
use secrecy::SecretString;
use tokio::sync::mpsc;

use crate::{
    AssignTarget, ChannelId, ChatStatus, Colleague, Contact, ContactId, Group, HistoryPage,
    Invitation, IssuedToken, Label, LabelId, LiveChannel, NewGroup, NewOperator, NoteId, Operator,
    OperatorId, OperatorStatus, Organization, OrganizationId, ParticipantId, QuickReply,
    RemoteChat, RemoteChatId, RemoteMessage, RemoteMessageId, ReportFile, ReportForm, ReportId,
    ReportRequest, Result, ServiceNote, Template, Timestamp, TokenReport,
};

/// Reading chats' histories. A service without it shows only what was sent from here.
#[async_trait]
pub trait History: Send + Sync {
    /// A page of a chat's history; `before` is [`HistoryPage::older`] of a newer page, `None` the
    /// newest.
    async fn history(&self, chat: &RemoteChatId, before: Option<&str>) -> Result<HistoryPage>;
}

/// Reading one chat by its id.
#[async_trait]
pub trait ChatLookup: Send + Sync {
    /// What the service says of the chat now; `NotFound` if it is gone.
    async fn chat(&self, chat: &RemoteChatId) -> Result<RemoteChat>;
}

/// Reading one message by its id.
#[async_trait]
pub trait MessageLookup: Send + Sync {
    /// The message; `NotFound` if there is none of this id.
    async fn message(&self, chat: &RemoteChatId, id: &RemoteMessageId) -> Result<RemoteMessage>;
}

/// Giving chats to somebody. Idempotent.
#[async_trait]
pub trait Assignment: Send + Sync {
    /// Whether a chat can be given to somebody named by e-mail address.
    fn by_email(&self) -> bool;
    /// Whether a chat can be given to a department.
    fn by_department(&self) -> bool;
    /// Ids of departments that were met so far, where the service lists none.
    fn departments(&self) -> Vec<String> {
        Vec::new()
    }
    /// Whether the new assignee is told a comment along with the chat.
    fn takes_comment(&self) -> bool;
    /// Gives the chat to somebody. `comment` is empty where none was written.
    async fn assign(&self, chat: &RemoteChatId, to: &AssignTarget, comment: &str) -> Result<()>;
}

/// Listing the people who answer.
#[async_trait]
pub trait Colleagues: Send + Sync {
    /// Everybody, those who were removed left out.
    async fn colleagues(&self) -> Result<Vec<Colleague>>;
    /// Whether new chats may be given to this colleague by the service itself. Idempotent.
    async fn involve(&self, colleague: &OperatorId, involved: bool) -> Result<()>;
}

/// Labels on chats or their customers. Setting and removing are idempotent.
#[async_trait]
pub trait Labels: Send + Sync {
    /// Every label there is.
    async fn labels(&self) -> Result<Vec<Label>>;
    /// The labels of one chat, for services whose chats don't carry them.
    async fn labels_of(&self, chat: &RemoteChatId) -> Result<Vec<LabelId>>;
    /// Puts a label on a chat, or takes it off.
    async fn set_label(&self, chat: &RemoteChatId, label: &LabelId, on: bool) -> Result<()>;
    /// Makes a label; `color` is `#rrggbb`.
    async fn create_label(&self, name: &str, color: &str) -> Result<Label>;
}

/// Ready answers kept at the service.
#[async_trait]
pub trait QuickReplies: Send + Sync {
    /// Every one of them.
    async fn quick_replies(&self) -> Result<Vec<QuickReply>>;
}

/// Messages approved beforehand by the messenger; sent as [`crate::Rich::Template`].
#[async_trait]
pub trait Templates: Send + Sync {
    /// Every template that may be sent, one entry a language.
    async fn templates(&self) -> Result<Vec<Template>>;
}

/// The customers' cards.
#[async_trait]
pub trait Contacts: Send + Sync {
    /// The customer of a chat.
    async fn contact_of(&self, chat: &RemoteChatId) -> Result<Contact>;
    /// Customers that match a word, a phone or an address: the first page.
    async fn find_contacts(&self, term: &str) -> Result<Vec<Contact>>;
    /// Merges `other` into `kept`; can't be undone.
    async fn unite(&self, kept: &ContactId, other: &ContactId) -> Result<()>;
}

/// The messengers connected to the service.
#[async_trait]
pub trait Channels: Send + Sync {
    /// Every one of them.
    async fn channels(&self) -> Result<Vec<LiveChannel>>;
    /// Switches one on or off. Idempotent.
    async fn set_channel(&self, channel: &ChannelId, active: bool) -> Result<()>;
}

/// Notes about customers, kept at the service and seen by colleagues.
#[async_trait]
pub trait ServiceNotes: Send + Sync {
    /// The notes about a chat's customer, in any order.
    async fn notes(&self, chat: &RemoteChatId) -> Result<Vec<ServiceNote>>;
    /// Adds a note. Not idempotent.
    async fn add_note(&self, chat: &RemoteChatId, text: &str) -> Result<ServiceNote>;
    /// Changes a note. Idempotent.
    async fn edit_note(&self, chat: &RemoteChatId, note: &NoteId, text: &str) -> Result<()>;
    /// Deletes a note. One that is already gone is a success.
    async fn delete_note(&self, chat: &RemoteChatId, note: &NoteId) -> Result<()>;
}

/// Changing and deleting messages that were sent. `handle` is
/// [`crate::MessageExtras::handle`] of the message; a message without one can't be changed.
/// Idempotent.
#[async_trait]
pub trait Edits: Send + Sync {
    /// Gives a message another text.
    async fn edit(&self, message: &RemoteMessageId, handle: &str, text: &str) -> Result<()>;
    /// Deletes a message at the customer's too.
    async fn delete(&self, message: &RemoteMessageId, handle: &str) -> Result<()>;
}

/// Group chats: making them, their participants, their invitation.
#[async_trait]
pub trait Groups: Send + Sync {
    /// Asks for a new group. Not idempotent, and not ready when it returns: [`Self::group`] says
    /// when it is.
    async fn create_group(&self, form: &NewGroup) -> Result<RemoteChatId>;
    /// A group with its titles and participants; `NotFound` also while it is still being made.
    async fn group(&self, chat: &RemoteChatId) -> Result<Group>;
    /// Takes somebody out of a group. Idempotent.
    async fn remove_participant(
        &self,
        chat: &RemoteChatId,
        participant: &ParticipantId,
    ) -> Result<()>;
    /// The link by which people join; `NotFound` while there is none yet.
    async fn invitation(&self, chat: &RemoteChatId) -> Result<Invitation>;
}

/// Signed reports about chats.
#[async_trait]
pub trait Reports: Send + Sync {
    /// What can be asked for.
    fn form(&self) -> ReportForm;
    /// The report as it would read: foreign HTML, never to be shown unprotected.
    async fn preview(&self, chat: &RemoteChatId, request: &ReportRequest) -> Result<String>;
    /// Asks for a signed report under an id of ours. The same id and request again do no harm.
    async fn create_report(
        &self,
        chat: &RemoteChatId,
        id: &ReportId,
        request: &ReportRequest,
    ) -> Result<()>;
    /// Where a report's file is; `None` while it is not ready.
    async fn report_file(&self, id: &ReportId, package: bool) -> Result<Option<ReportFile>>;
    /// Deletes a report at the service. One that is already gone is a success.
    async fn delete_report(&self, id: &ReportId) -> Result<()>;
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
#[allow(
    clippy::large_enum_variant,
    reason = "events pass through a short channel one at a time; most are messages"
)]
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
