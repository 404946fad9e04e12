//! What the front end reads. Every type here crosses the boundary and is exported to TypeScript.
//!
//! Text in these types is foreign: it is shown as text, never as markup.

mod accounts;
mod administration;
mod app;
mod chats;
mod messages;

pub use accounts::{AccountHealth, AccountState, AccountView, UnsentWork};
pub use administration::{
    AddOutcome, Cached, ImportVerdict, IssuedTokenView, OperatorAddReport, OperatorAddResult,
    OperatorImportRow, TokenReportView,
};
pub use app::{AppPhase, AppState, ErrorView};
pub use chats::{
    ChatCounts, ChatListPage, ChatListQuery, ChatRow, ChatSort, ChatView, LastLine,
    RemoteFilterState,
};
pub use messages::{
    AttachmentView, DraftView, MessagePage, MessageState, MessageView, StagedAttachment,
};
