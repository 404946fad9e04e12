//! Drafts, one per chat: an answer and a note that are being written.

use domain::view::DraftView;
use domain::{ChatId, Result, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Transaction};

use super::attachments::staged;
use crate::Store;
use crate::fault::Done;

impl Store {
    /// A chat's draft: text, files and note. Empty if there is none.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn draft(&self, chat: ChatId) -> Result<DraftView> {
        self.read_outbox(move |conn| {
            let written = written(conn, &chat)?.unwrap_or_default();
            Ok(DraftView {
                text: written.text,
                attachments: staged(conn, &chat)?,
                since: Some(Timestamp(written.since)).filter(|at| at.0 > 0),
                note: written.note,
            })
        })
        .await
    }

    /// Replaces the text of a chat's draft; an empty one goes. `since` is the newest message that
    /// the person had before them as they began; what was known of it stays if absent. True if
    /// [`domain::view::ChatRow::draft`] changed by it.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_draft(
        &self,
        chat: ChatId,
        text: String,
        since: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<bool> {
        self.write_outbox(move |tx| {
            let before = written(tx, &chat)?;
            if before.as_ref().map_or("", |before| &before.text) == text {
                return Ok(false);
            }
            set_draft(tx, &chat, &text, since, now)?;
            shows_otherwise(tx, &chat, before.is_some())
        })
        .await
    }

    /// Replaces the note that is being written to a chat; an empty one goes. True if
    /// [`domain::view::ChatRow::draft`] changed by it.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_note_draft(
        &self,
        chat: ChatId,
        note: String,
        now: Timestamp,
    ) -> Result<bool> {
        self.write_outbox(move |tx| {
            let before = written(tx, &chat)?;
            if before.as_ref().map_or("", |before| &before.note) == note {
                return Ok(false);
            }
            set_note(tx, &chat, &note, now)?;
            shows_otherwise(tx, &chat, before.is_some())
        })
        .await
    }
}

#[derive(Default)]
struct Written {
    text: String,
    since: i64,
    note: String,
}

fn written(conn: &Connection, chat: &ChatId) -> Done<Option<Written>> {
    Ok(conn
        .prepare_cached("SELECT text, since, note FROM drafts WHERE account = ?1 AND chat = ?2")?
        .query_row((chat.account.0, chat.remote.as_str()), |row| {
            Ok(Written {
                text: row.get(0)?,
                since: row.get(1)?,
                note: row.get(2)?,
            })
        })
        .optional()?)
}

/// Whether the row's mark came or went: files alone make a draft too.
fn shows_otherwise(tx: &Transaction<'_>, chat: &ChatId, before: bool) -> Done<bool> {
    Ok(before != written(tx, chat)?.is_some() && staged(tx, chat)?.is_empty())
}

/// The text of a chat's draft.
pub(super) fn draft_text(conn: &Connection, chat: &ChatId) -> Done<String> {
    Ok(written(conn, chat)?.unwrap_or_default().text)
}

/// Replaces the text of a chat's draft.
pub(super) fn set_draft(
    tx: &Transaction<'_>,
    chat: &ChatId,
    text: &str,
    since: Option<Timestamp>,
    now: Timestamp,
) -> Done<()> {
    let since = since.map_or(0, |at| at.0);
    tx.prepare_cached(
        "INSERT INTO drafts (account, chat, text, updated_at, since) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (account, chat) DO UPDATE
         SET since = iif(excluded.since > 0 OR text = '', excluded.since, since),
             text = excluded.text, updated_at = excluded.updated_at",
    )?
    .execute((chat.account.0, chat.remote.as_str(), text, now.0, since))?;
    forget_empty(tx, chat)
}

/// Replaces the note that is being written to a chat.
pub(super) fn set_note(
    tx: &Transaction<'_>,
    chat: &ChatId,
    note: &str,
    now: Timestamp,
) -> Done<()> {
    tx.prepare_cached(
        "INSERT INTO drafts (account, chat, note, updated_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (account, chat) DO UPDATE
         SET note = excluded.note, updated_at = excluded.updated_at",
    )?
    .execute((chat.account.0, chat.remote.as_str(), note, now.0))?;
    forget_empty(tx, chat)
}

fn forget_empty(tx: &Transaction<'_>, chat: &ChatId) -> Done<()> {
    tx.prepare_cached(
        "DELETE FROM drafts WHERE account = ?1 AND chat = ?2 AND text = '' AND note = ''",
    )?
    .execute((chat.account.0, chat.remote.as_str()))?;
    Ok(())
}
