//! `outbox.db`: what a person made.

mod accounts;
mod attachments;
mod drafts;
mod enqueue;
mod journal;
mod library;
mod links;
mod lock;
mod marks;
mod notes;
mod notified;
mod queue;
mod row;
mod settings;
mod settle;

pub(crate) use attachments::{content as attachment_content, files_of};
pub(crate) use links::decided;
pub(crate) use marks::{forget_snoozes, forget_unread};
pub(crate) use notes::{Note, notes_between};
pub(crate) use row::{row_by_id, rows_where, rows_where_in};

pub use attachments::{AttachmentContent, NewAttachment};
pub use journal::NewLine;
pub use library::is_canned;
pub use lock::KeptLock;
pub use notified::Notified;
pub use row::{OutboxOperation, OutboxRow, OutboxState, PendingCounts, SendExtras};
