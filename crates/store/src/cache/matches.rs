//! Services' answers to filters that can't be answered here, kept as sets of chats.

use domain::{ChatId, Result};

use rusqlite::{Connection, OptionalExtension as _, Transaction};

use super::chat_row_id;
use crate::Store;
use crate::fault::Done;

impl Store {
    /// Adds chats to the set of a filter, making it if it isn't there (with none, too).
    ///
    /// # Errors
    /// `Storage`.
    pub async fn add_matches(&self, key: String, chats: Vec<ChatId>) -> Result<()> {
        self.write_cache(move |tx| {
            let set = make_set(tx, &key)?;
            add(tx, set, &chats)?;
            Ok(())
        })
        .await
    }

    /// Replaces the set of a filter. True if it changed.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn replace_matches(&self, key: String, chats: Vec<ChatId>) -> Result<bool> {
        self.write_cache(move |tx| {
            let before = set_id(tx, &key)?;
            let set = make_set(tx, &key)?;
            let mut wanted: Vec<i64> = Vec::with_capacity(chats.len());
            for chat in &chats {
                wanted.extend(chat_row_id(tx, chat)?);
            }
            wanted.sort_unstable();
            wanted.dedup();
            let stored = members(tx, set)?;
            if before.is_some() && stored == wanted {
                return Ok(false);
            }
            tx.prepare_cached("DELETE FROM matches WHERE match_set = ?1")?
                .execute([set])?;
            add(tx, set, &chats)?;
            Ok(true)
        })
        .await
    }

    /// Forgets the sets of all filters but these.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn keep_matches(&self, keys: Vec<String>) -> Result<()> {
        self.write_cache(move |tx| {
            let keys = serde_json::to_string(&keys)?;
            tx.execute(
                "DELETE FROM matches WHERE match_set IN (
                     SELECT id FROM match_sets
                     WHERE key NOT IN (SELECT value FROM json_each(?1)))",
                [&keys],
            )?;
            tx.execute(
                "DELETE FROM match_sets WHERE key NOT IN (SELECT value FROM json_each(?1))",
                [&keys],
            )?;
            Ok(())
        })
        .await
    }
}

/// The set of a filter.
pub(super) fn set_id(conn: &Connection, key: &str) -> Done<Option<i64>> {
    Ok(conn
        .prepare_cached("SELECT id FROM match_sets WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

/// The chats of a set, in the order of their ids.
pub(super) fn members(conn: &Connection, set: i64) -> Done<Vec<i64>> {
    let mut statement =
        conn.prepare_cached("SELECT chat FROM matches WHERE match_set = ?1 ORDER BY chat")?;
    let rows = statement.query_map([set], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn make_set(tx: &Transaction<'_>, key: &str) -> Done<i64> {
    if let Some(id) = set_id(tx, key)? {
        return Ok(id);
    }
    tx.prepare_cached("INSERT INTO match_sets (key) VALUES (?1)")?
        .execute([key])?;
    Ok(tx.last_insert_rowid())
}

fn add(tx: &Transaction<'_>, set: i64, chats: &[ChatId]) -> Done<()> {
    let mut insert =
        tx.prepare_cached("INSERT OR IGNORE INTO matches (match_set, chat) VALUES (?1, ?2)")?;
    for chat in chats {
        if let Some(id) = chat_row_id(tx, chat)? {
            insert.execute((set, id))?;
        }
    }
    Ok(())
}
