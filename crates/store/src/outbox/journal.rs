//! What was done to customers' chats from here: when, and by which account. Never the text.

use domain::{AccountId, ChatId, RemoteChatId, Result, Timestamp};
use rusqlite::Transaction;

use crate::Store;
use crate::fault::Done;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JournalKind {
    /// A message was sent.
    Sent,
    /// A status was set; [`JournalEntry::detail`] says which.
    Status,
    /// A chat was deleted.
    Deleted,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// When the service took it.
    pub at: Timestamp,
    /// The chat; its account is the one that did it.
    pub chat: ChatId,
    /// What was done.
    pub kind: JournalKind,
    /// The message's id or the status; may be empty.
    pub detail: String,
}

impl Store {
    /// The newest lines, newest first. Written by the `settle_*` methods.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn journal(
        &self,
        account: Option<AccountId>,
        limit: u32,
    ) -> Result<Vec<JournalEntry>> {
        self.read_outbox(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT account, chat, kind, detail, at FROM journal
                 WHERE ?1 IS NULL OR account = ?1 ORDER BY id DESC LIMIT ?2",
            )?;
            let rows = statement.query_map((account.map(|id| id.0), limit), |row| {
                Ok(JournalEntry {
                    chat: ChatId::new(AccountId(row.get(0)?), RemoteChatId(row.get(1)?)),
                    kind: match row.get_ref(2)?.as_str()? {
                        "sent" => JournalKind::Sent,
                        "status" => JournalKind::Status,
                        _ => JournalKind::Deleted,
                    },
                    detail: row.get(3)?,
                    at: Timestamp(row.get(4)?),
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}

/// Writes a line.
pub(super) fn write_line(
    tx: &Transaction<'_>,
    chat: &ChatId,
    kind: JournalKind,
    detail: &str,
    at: Timestamp,
) -> Done<()> {
    let kind = match kind {
        JournalKind::Sent => "sent",
        JournalKind::Status => "status",
        JournalKind::Deleted => "deleted",
    };
    tx.prepare_cached(
        "INSERT INTO journal (account, chat, kind, detail, at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((chat.account.0, chat.remote.as_str(), kind, detail, at.0))?;
    Ok(())
}
