//! What the front end reads. Every type here crosses the boundary and is exported to TypeScript.
//!
//! Text in these types is foreign: it is shown as text, never as markup.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    AccountId, AccountOptions, AttachmentId, AttachmentKind, AuthorKind, Capabilities, Channel,
    ChatFilter, ChatId, ChatStatus, Delivery, Error, ErrorCode, JobId, OperatorRef, OutboxId,
    ServiceKind, SignInMethod, Timestamp,
};

/// An error as it crosses the boundary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ErrorView {
    /// What to act on.
    pub code: ErrorCode,
    /// The service's words or ours; details beside the sentence that the front end has for `code`.
    pub message: String,
}

impl From<&Error> for ErrorView {
    fn from(error: &Error) -> Self {
        Self {
            code: error.code,
            message: error.message.clone(),
        }
    }
}

impl From<Error> for ErrorView {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

/// The program as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct AppState {
    /// Whether there is something to work with.
    pub phase: AppPhase,
    /// Version of the program.
    pub version: String,
    /// Whether this run shows the demo.
    pub demo: bool,
    /// The chat that was on screen when the program last closed.
    pub last_chat: Option<ChatId>,
    /// Unread messages over all accounts.
    pub unread: u32,
}

/// Stages of opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "phase", rename_all = "snake_case")]
#[ts(export)]
pub enum AppPhase {
    /// The keyring is being asked and the databases are being opened.
    Starting,
    /// Ready.
    Ready {
        /// Secrets and local data live for this run only, because there is no keyring and the
        /// person said so.
        this_run_only: bool,
    },
    /// The keyring can't be used. The person may try again, or go on for this run only.
    NoKeyring {
        /// Why.
        error: ErrorView,
    },
    /// The keyring works, but the key of the local data isn't in it. The person may try again,
    /// or put the old data aside and sign in again.
    KeyLost,
    /// The local data can't be opened for another reason.
    Failed {
        /// Why.
        error: ErrorView,
    },
}

/// A signed-in account.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct AccountView {
    /// Local id.
    pub id: AccountId,
    /// Which service, for its icon and name only.
    pub service: ServiceKind,
    /// The service's name.
    pub service_name: String,
    /// How it signs in.
    pub method: SignInMethod,
    /// The person's name for it.
    pub label: String,
    /// Login or the like; may be empty.
    pub principal: String,
    /// Server address.
    pub server: String,
    /// Index into the fixed set of account colours, 0 to 7.
    pub hue: u8,
    /// The operator it works as, if it is an administrator's.
    pub working_as: Option<OperatorRef>,
    /// Overridable readings.
    pub options: AccountOptions,
    /// What it can do.
    pub capabilities: Capabilities,
    /// How it is doing.
    pub health: AccountHealth,
    /// Unread messages.
    pub unread: u32,
    /// Things the service must still hear: unsent messages and the like.
    pub pending: u32,
}

/// How an account is doing.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct AccountHealth {
    /// Whether it works.
    pub state: AccountState,
    /// When the chat list was last read completely.
    pub synced_at: Option<Timestamp>,
    /// Whether live events arrive.
    pub live: bool,
    /// Progress of the first sync: chats read and chats in all. `None` when there is none.
    pub progress: Option<(u32, u32)>,
    /// When the token expires, if known.
    pub token_expires_at: Option<Timestamp>,
    /// No request leaves before this time.
    pub limited_until: Option<Timestamp>,
    /// Abilities that were tried and refused, with the service's words.
    pub refused: Vec<String>,
}

/// Whether an account works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(export)]
pub enum AccountState {
    /// Connecting for the first time since the start.
    Connecting,
    /// In touch with the service.
    Online,
    /// Out of touch; tries again by itself.
    Trouble {
        /// Why.
        error: ErrorView,
        /// When it tries again.
        retry_at: Option<Timestamp>,
    },
    /// The service refuses the credentials: the person must sign in again.
    SignInAgain {
        /// Why.
        error: ErrorView,
    },
}

/// Order of the chat list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ChatSort {
    /// Unread chats first, then by last message, newest first.
    #[default]
    UnreadFirst,
    /// By last message, newest first.
    Newest,
    /// Longest waiting customer first.
    Waiting,
}

/// What part of the chat list to read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export, optional_fields)]
pub struct ChatListQuery {
    /// What to narrow to.
    pub filter: ChatFilter,
    /// In which order.
    pub sort: Option<ChatSort>,
    /// Under [`ChatSort::UnreadFirst`] this chat keeps the place of an unread one. It is the open
    /// one: reading it must not take it away from under the person's eyes.
    pub hold: Option<ChatId>,
    /// First row, from 0.
    pub offset: Option<u32>,
    /// Rows, at most 200; 50 if absent.
    pub limit: Option<u32>,
}

/// A window of the chat list.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ChatListPage {
    /// Rows that match in all.
    pub total: u32,
    /// Index of the first row here.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<ChatRow>,
    /// How the services' part of the filter is doing.
    pub remote: RemoteFilterState,
}

/// How the services' part of a filter is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(export)]
pub enum RemoteFilterState {
    /// The filter needs no service.
    Local,
    /// Being asked; the rows are what is known so far.
    Loading,
    /// Answered.
    Done,
    /// Could not be asked; the rows are what is known here.
    Failed {
        /// Why.
        error: ErrorView,
    },
}

/// A row of the chat list.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ChatRow {
    /// Which chat.
    pub id: ChatId,
    /// The customer's name or the chat's title; empty if the service gave none.
    pub title: String,
    /// The messenger, where known.
    pub channel: Option<Channel>,
    /// Where it stands.
    pub status: ChatStatus,
    /// Unread customer messages.
    pub unread: u32,
    /// Who answers it, where known.
    pub assignee: Option<String>,
    /// The customer's phone, where known.
    pub phone: Option<String>,
    /// The last message.
    pub last: Option<LastLine>,
    /// Since when the customer waits for an answer: the first customer message after our last
    /// one, in a chat that isn't closed.
    pub waiting_since: Option<Timestamp>,
    /// Has an unsent draft.
    pub draft: bool,
    /// Messages that failed or whose fate is unknown.
    pub failed: u32,
    /// Messages on their way.
    pub queued: u32,
}

/// The last message of a chat, for its row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct LastLine {
    /// Which side.
    pub author: AuthorKind,
    /// Who, where known.
    pub name: Option<String>,
    /// Its first line, at most 200 characters.
    pub text: String,
    /// Its first file's kind, if it has one.
    pub attachment: Option<AttachmentKind>,
    /// When.
    pub at: Timestamp,
}

/// Numbers beside the views.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ChatCounts {
    /// Chats in all.
    pub all: u32,
    /// Chats with unread messages.
    pub unread: u32,
    /// Unread messages.
    pub unread_messages: u32,
    /// Chats by status, every known status present.
    pub by_status: Vec<(ChatStatus, u32)>,
}

/// An open chat's head.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ChatView {
    /// What the list shows.
    pub row: ChatRow,
    /// Whether the history has been read from the service at least once.
    pub loaded: bool,
    /// The last trouble with reading its history.
    pub error: Option<ErrorView>,
    /// Messages stored here.
    pub messages: u32,
    /// Time of the first message stored here.
    pub first_at: Option<Timestamp>,
}

/// A stretch of a chat's messages, oldest first, with what waits in the outbox at the end.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct MessagePage {
    /// The messages.
    pub messages: Vec<MessageView>,
    /// Pass as `before` to read older ones; `None` at the beginning of what is known.
    pub older: Option<String>,
    /// Key of the first message nobody had read when the chat was opened.
    pub first_unread: Option<String>,
}

/// A message on screen.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct MessageView {
    /// Unique within the chat: `m:` and the service's id, or `o:` and the outbox row.
    pub key: String,
    /// Which side.
    pub author: AuthorKind,
    /// Who, where known.
    pub name: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Text; may be empty beside a file.
    pub text: String,
    /// Files.
    pub attachments: Vec<AttachmentView>,
    /// How far it has come.
    pub state: MessageState,
    /// The outbox row, while it is one.
    pub outbox: Option<OutboxId>,
    /// A customer's message that isn't marked as read.
    pub unread: bool,
}

/// How far a message has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(export)]
pub enum MessageState {
    /// Written by someone else, or nothing is said.
    None,
    /// In the outbox; leaves when its turn comes.
    Queued,
    /// Leaving now.
    Sending,
    /// As the service says.
    Delivery {
        /// How far.
        delivery: Delivery,
    },
    /// Refused; the text is kept and the person decides.
    Failed {
        /// Why.
        error: ErrorView,
    },
    /// The answer was lost. The history is being read to find out.
    Checking,
    /// The answer was lost and the history can't tell: the person decides.
    Unconfirmed,
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct AttachmentView {
    /// Position within the message, for `media_get`.
    pub index: u32,
    /// How to show it.
    pub kind: AttachmentKind,
    /// File name, cleaned of paths and control characters; never empty.
    pub name: String,
    /// MIME type, where known.
    pub mime: Option<String>,
    /// Size in bytes, where known.
    #[ts(type = "number | null")]
    pub size: Option<u64>,
    /// Whether its bytes can be had.
    pub available: bool,
}

/// A draft of a chat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct DraftView {
    /// Text so far.
    pub text: String,
    /// Files so far.
    pub attachments: Vec<StagedAttachment>,
}

/// A file attached to a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct StagedAttachment {
    /// Which.
    pub id: AttachmentId,
    /// How it will be shown.
    pub kind: AttachmentKind,
    /// File name.
    pub name: String,
    /// MIME type.
    pub mime: String,
    /// Size in bytes.
    #[ts(type = "number")]
    pub size: u64,
}

/// What signing out would lose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct UnsentWork {
    /// Messages that have not left.
    pub messages: u32,
    /// Other changes that have not left.
    pub changes: u32,
    /// Drafts.
    pub drafts: u32,
}

/// The last answer about something, and how old it is: administration pages show it offline too.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Cached<T> {
    /// The answer.
    pub value: T,
    /// When the service gave it.
    pub at: Option<Timestamp>,
    /// Why a fresh one could not be had, if it could not.
    pub error: Option<ErrorView>,
}

/// A line of a list of operators to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OperatorImportRow {
    /// Line in the pasted text or file, from 1.
    pub line: u32,
    /// Name as it would be added.
    pub name: String,
    /// Whether it can be added.
    pub verdict: ImportVerdict,
}

/// Whether a line can be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ImportVerdict {
    /// Can be added.
    New,
    /// An operator of this name is there already.
    Exists,
    /// The same name stands higher up in the list.
    Repeated,
    /// Longer than 100 characters.
    TooLong,
    /// No name in the line.
    Empty,
}

/// What became of one name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OperatorAddResult {
    /// The name.
    pub name: String,
    /// What became of it.
    pub outcome: AddOutcome,
}

/// What became of one name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[ts(export)]
pub enum AddOutcome {
    /// Added.
    Added,
    /// Was there already; nothing was done.
    Exists,
    /// Refused; nothing was done.
    Failed {
        /// Why.
        error: ErrorView,
    },
    /// The answer was lost and the list of operators could not be read to find out.
    Unknown,
}

/// Result of adding operators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OperatorAddReport {
    /// The job whose progress was reported.
    pub job: JobId,
    /// One per name, in order.
    pub results: Vec<OperatorAddResult>,
}

/// A token just issued. The token itself stays in the program: it is copied to the clipboard by
/// a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct IssuedTokenView {
    /// Handle for copying and validating it during this run.
    #[ts(type = "number")]
    pub handle: u64,
    /// First and last characters, to tell it from others.
    pub hint: String,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// What a service says of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct TokenReportView {
    /// Whether it works.
    pub valid: bool,
    /// Whose it is, with the name where the directory knows it.
    pub operator: Option<OperatorRef>,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
    /// The service's reason, if invalid.
    pub error: Option<String>,
}
