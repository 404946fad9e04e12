//! Private notes, kept here only, between a chat's messages by their time.

use domain::{ChatId, Result, Timestamp};
use rusqlite::Connection;

use super::drafts::set_note;
use crate::Store;
use crate::fault::{Done, Fault};

/// A note as it stands in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) id: i64,
    pub(crate) text: String,
    pub(crate) created_at: Timestamp,
    pub(crate) edited_at: Option<Timestamp>,
}

impl Note {
    /// Its key among the chat's messages.
    pub(crate) fn key(&self) -> String {
        format!("n:{}", self.id)
    }
}

impl Store {
    /// Writes a note, and what was being written is no draft any more. Its key
    /// ([`domain::view::MessageView::key`], `n:` and a number).
    ///
    /// # Errors
    /// `Invalid` for an empty text, `Storage`.
    pub async fn add_note(&self, chat: ChatId, text: String, now: Timestamp) -> Result<String> {
        self.write_outbox(move |tx| {
            let text = said(&text)?;
            tx.prepare_cached(
                "INSERT INTO notes (account, chat, text, created_at) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((chat.account.0, chat.remote.as_str(), text, now.0))?;
            let key = format!("n:{}", tx.last_insert_rowid());
            set_note(tx, &chat, "", now)?;
            Ok(key)
        })
        .await
    }

    /// Changes a note.
    ///
    /// # Errors
    /// `Invalid` for an empty text, `NotFound`, `Storage`.
    pub async fn edit_note(
        &self,
        chat: ChatId,
        key: String,
        text: String,
        now: Timestamp,
    ) -> Result<()> {
        self.write_outbox(move |tx| {
            let text = said(&text)?;
            let changed = tx
                .prepare_cached(
                    "UPDATE notes SET text = ?4, edited_at = ?5
                     WHERE id = ?3 AND account = ?1 AND chat = ?2",
                )?
                .execute((
                    chat.account.0,
                    chat.remote.as_str(),
                    number(&key)?,
                    text,
                    now.0,
                ))?;
            there(changed)
        })
        .await
    }

    /// Throws a note away.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn delete_note(&self, chat: ChatId, key: String) -> Result<()> {
        self.write_outbox(move |tx| {
            let deleted = tx
                .prepare_cached("DELETE FROM notes WHERE id = ?3 AND account = ?1 AND chat = ?2")?
                .execute((chat.account.0, chat.remote.as_str(), number(&key)?))?;
            there(deleted)
        })
        .await
    }
}

/// A chat's notes written from one time on and before another, oldest first. The outbox is
/// attached as `o`.
pub(crate) fn notes_between(
    conn: &Connection,
    chat: &ChatId,
    from: i64,
    before: i64,
) -> Done<Vec<Note>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, text, created_at, edited_at FROM o.notes
         WHERE account = ?1 AND chat = ?2 AND created_at >= ?3 AND created_at < ?4
         ORDER BY created_at, id",
    )?;
    let key = (chat.account.0, chat.remote.as_str(), from, before);
    let rows = statement.query_map(key, |row| {
        let edited_at: i64 = row.get(3)?;
        Ok(Note {
            id: row.get(0)?,
            text: row.get(1)?,
            created_at: Timestamp(row.get(2)?),
            edited_at: Some(Timestamp(edited_at)).filter(|at| at.0 > 0),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn said(text: &str) -> Done<&str> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::invalid("The note is empty."));
    }
    Ok(text)
}

fn number(key: &str) -> Done<i64> {
    key.strip_prefix("n:")
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| Fault::not_found("There is no such note."))
}

fn there(rows: usize) -> Done<()> {
    if rows == 0 {
        return Err(Fault::not_found("There is no such note."));
    }
    Ok(())
}
