//! Drafts, one per chat.

use domain::view::DraftView;
use domain::{ChatId, Result, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Transaction};

use super::attachments::staged;
use crate::Store;
use crate::fault::Done;

impl Store {
    /// A chat's draft: text and files. Empty if there is none.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn draft(&self, chat: ChatId) -> Result<DraftView> {
        self.read_outbox(move |conn| {
            Ok(DraftView {
                text: draft_text(conn, &chat)?,
                attachments: staged(conn, &chat)?,
            })
        })
        .await
    }

    /// Replaces the text of a chat's draft; an empty one goes. True if
    /// [`domain::view::ChatRow::draft`] changed by it.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_draft(&self, chat: ChatId, text: String, now: Timestamp) -> Result<bool> {
        self.write_outbox(move |tx| {
            let before = draft_text(tx, &chat)?;
            if before == text {
                return Ok(false);
            }
            set_draft(tx, &chat, &text, now)?;
            Ok(before.is_empty() != text.is_empty() && staged(tx, &chat)?.is_empty())
        })
        .await
    }
}

/// The text of a chat's draft.
pub(super) fn draft_text(conn: &Connection, chat: &ChatId) -> Done<String> {
    Ok(conn
        .prepare_cached("SELECT text FROM drafts WHERE account = ?1 AND chat = ?2")?
        .query_row((chat.account.0, chat.remote.as_str()), |row| row.get(0))
        .optional()?
        .unwrap_or_default())
}

/// Replaces the text of a chat's draft.
pub(super) fn set_draft(
    tx: &Transaction<'_>,
    chat: &ChatId,
    text: &str,
    now: Timestamp,
) -> Done<()> {
    if text.is_empty() {
        tx.prepare_cached("DELETE FROM drafts WHERE account = ?1 AND chat = ?2")?
            .execute((chat.account.0, chat.remote.as_str()))?;
    } else {
        tx.prepare_cached(
            "INSERT INTO drafts (account, chat, text, updated_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (account, chat) DO UPDATE
             SET text = excluded.text, updated_at = excluded.updated_at",
        )?
        .execute((chat.account.0, chat.remote.as_str(), text, now.0))?;
    }
    Ok(())
}
