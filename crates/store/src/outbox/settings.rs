//! Settings and what the program remembers of itself.

use domain::{ChatId, Result, Settings};
use rusqlite::{Connection, OptionalExtension as _, Transaction};

use crate::Store;
use crate::fault::Done;

impl Store {
    /// The person's settings.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn settings(&self) -> Result<Settings> {
        self.read_outbox(|conn| {
            // Settings that can't be read are no reason not to start.
            Ok(fact(conn, "settings")?
                .and_then(|text| serde_json::from_str(&text).ok())
                .unwrap_or_default())
        })
        .await
    }

    /// Replaces the settings.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_settings(&self, settings: Settings) -> Result<()> {
        self.write_outbox(move |tx| save_fact(tx, "settings", &serde_json::to_string(&settings)?))
            .await
    }

    /// The chat that was on screen last, if its account is still there.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn last_chat(&self) -> Result<Option<ChatId>> {
        self.read_outbox(|conn| {
            let chat: Option<ChatId> = fact(conn, "last_chat")?.and_then(|text| text.parse().ok());
            let Some(chat) = chat else { return Ok(None) };
            let there = conn
                .prepare_cached("SELECT 1 FROM accounts WHERE id = ?1")?
                .exists([chat.account.0])?;
            Ok(there.then_some(chat))
        })
        .await
    }

    /// Remembers the chat on screen.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_last_chat(&self, chat: Option<ChatId>) -> Result<()> {
        self.write_outbox(move |tx| {
            let text = chat.as_ref().map(ToString::to_string).unwrap_or_default();
            save_fact(tx, "last_chat", &text)
        })
        .await
    }
}

pub(super) fn fact(conn: &Connection, key: &str) -> Done<Option<String>> {
    Ok(conn
        .prepare_cached("SELECT value FROM facts WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

pub(super) fn save_fact(tx: &Transaction<'_>, key: &str, value: &str) -> Done<()> {
    tx.execute(
        "INSERT INTO facts (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
        [key, value],
    )?;
    Ok(())
}

pub(super) fn forget_fact(tx: &Transaction<'_>, key: &str) -> Done<()> {
    tx.execute("DELETE FROM facts WHERE key = ?1", [key])?;
    Ok(())
}
