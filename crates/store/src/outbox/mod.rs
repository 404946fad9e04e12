//! `outbox.db`: what a person made.

mod accounts;
mod attachments;
mod drafts;
mod journal;
mod notified;
mod queue;
mod row;
mod settings;
mod settle;

pub(crate) use attachments::{content as attachment_content, files_of};
pub(crate) use row::{row_by_id, rows_where};

pub use attachments::{AttachmentContent, NewAttachment};
pub use journal::{JournalEntry, JournalKind};
pub use notified::Notified;
pub use row::{OutboxOperation, OutboxRow, OutboxState, PendingCounts};
