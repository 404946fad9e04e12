//! What the front end reads. Every type here crosses the boundary and is exported to TypeScript.
//!
//! Text in these types is foreign: it is shown as text, never as markup.

mod accounts;
mod acts;
mod administration;
mod app;
mod catalog;
mod chats;
mod export;
mod journal;
mod library;
mod messages;
mod search;
mod statistics;
mod support;
mod transfer;
mod update;

pub use accounts::{AccountHealth, AccountState, AccountView, UnsentWork};
pub use acts::{ActReport, ActTarget, ChatAct, NoteAct, NoteOrigin};
pub use administration::{
    AddOutcome, Cached, ImportVerdict, IssuedTokenView, OperatorAddReport, OperatorAddResult,
    OperatorImportRow, TokenReportView,
};
pub use app::{AppAnswer, AppPhase, AppState, ErrorView, LockState, Mended, OpenTrouble};
pub use catalog::{Catalog, Customer, LinkedChat, ServiceAct, ServiceAnswer};
pub use chats::{
    ChatCounts, ChatListPage, ChatListQuery, ChatRow, ChatSort, ChatView, LastLine,
    RemoteFilterState,
};
pub use export::{ExportFormat, ExportRequest};
pub use journal::{JournalKind, JournalLine, JournalPage, JournalQuery};
pub use library::{CannedReply, Library, LibraryChange, SavedView};
pub use messages::{
    AttachmentView, DraftView, MessagePage, MessageState, MessageView, SendOptions,
    StagedAttachment, TimelineEntry, TimelinePage,
};
pub use search::{HitPiece, MessageHit, MessageHits, MessageQuery};
pub use statistics::{
    AccountNumbers, ChannelNumbers, DayNumbers, Numbers, OperatorNumbers, Period, Statistics,
    StatisticsQuery, Times,
};
pub use support::{LogLevel, LogLine, LogPage, SupportFile};
pub use transfer::{ImportAnswer, ImportChanges, ImportRefusal, SettingChange};
pub use update::{UpdateState, UpdateWay};
