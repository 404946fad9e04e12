//! The two databases of Switchboard. SQL lives here and nowhere else; HTTP never does.
//!
//! - `outbox.db` holds what a person made: accounts (without secrets), settings, drafts and
//!   their files, the outbox, what was notified, the journal. `synchronous=FULL`.
//! - `cache.db` holds what the services told: chats, messages, the text index, the directory.
//!   It is rebuilt without asking when it is damaged.
//!
//! Both are encrypted with one raw 256-bit key ([`DatabaseKey`]). [`Store`] is a cheap handle;
//! its methods run on blocking threads, one writer per database and several readers.
//!
//! What is deliberately absent: clocks (every policy takes `now`), retries, and decisions about
//! when to sync or send. Those are the engine's.
//!
//! Start reading at [`Store`], then [`OutboxRow`] for the outbox's states and order.

mod cache;
mod census;
mod codes;
mod connect;
mod fault;
mod key;
mod migrate;
mod open;
mod outbox;
mod salvage;
mod store;
mod wipe;

pub use cache::{
    ChatChange, HistoryState, HistoryUpdate, LetGo, Listener, MediaSource, MessageChanges, Moment,
    NewMessage, SeenChange, SyncState, Told, Written, WrittenChat,
};
pub use census::Census;
pub use key::DatabaseKey;
pub use open::{OpenError, Opened, Salvage};
pub use outbox::{
    AttachmentContent, KeptLock, NewAttachment, NewLine, Notified, OutboxOperation, OutboxRow,
    OutboxState, PendingCounts, SendExtras, is_canned,
};
pub use store::Store;
