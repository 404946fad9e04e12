//! Which chats are to be read or told of.

use domain::{AccountId, ChatId, RemoteChatId, Result};
use rusqlite::{Connection, OptionalExtension as _};

use crate::Store;
use crate::fault::Done;

impl Store {
    /// Chats of an account whose history should be read, because it never was or the service
    /// spoke of activity since: unread ones first, then the most recent.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn chats_to_read(&self, account: AccountId, limit: u32) -> Result<Vec<ChatId>> {
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT remote FROM chats INDEXED BY chats_stale WHERE account = ?1 AND stale = 1
                 ORDER BY has_unread DESC, sort_at DESC LIMIT ?2",
            )?;
            let rows = statement.query_map((account.0, limit), |row| {
                Ok(ChatId::new(account, RemoteChatId(row.get(0)?)))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// The most recent chats of an account of whose activity the service's chat list says nothing:
    /// only their histories can tell of an answer that was given elsewhere.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn silent_chats(&self, account: AccountId, limit: u32) -> Result<Vec<ChatId>> {
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT remote FROM chats INDEXED BY chats_newest
                 WHERE pinned = ?3 AND hidden = 0 AND account = ?1 AND updated_at = 0
                 AND read_at > 0 AND stale = 0
                 ORDER BY sort_at DESC, id LIMIT ?2",
            )?;
            let mut chats = Vec::new();
            for pinned in [true, false] {
                let rows = statement.query_map((account.0, limit, pinned), |row| {
                    Ok(ChatId::new(account, RemoteChatId(row.get(0)?)))
                })?;
                for chat in rows {
                    chats.push(chat?);
                }
            }
            chats.truncate(limit as usize);
            Ok(chats)
        })
        .await
    }

    /// How many of a chat's unread messages the service only counted so far: they aren't stored.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn unread_unstored(&self, chat: ChatId) -> Result<u32> {
        self.read(move |conn| {
            let owed = conn
                .prepare_cached(
                    "SELECT min(owed, unread) FROM chats WHERE account = ?1 AND remote = ?2",
                )?
                .query_row((chat.account.0, chat.remote.as_str()), |row| row.get(0))
                .optional()?;
            Ok(owed.unwrap_or_default())
        })
        .await
    }

    /// Unread chats of an account whose history lagged behind the service's count when it was last
    /// read, most recent first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn lagging_chats(&self, account: AccountId, limit: u32) -> Result<Vec<ChatId>> {
        self.read(move |conn| unread_where(conn, account, "owed > 0", limit))
            .await
    }

    /// Chats of an account with unread messages, most recent first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn unread_chats(&self, account: AccountId, limit: u32) -> Result<Vec<ChatId>> {
        self.read(move |conn| unread_where(conn, account, "TRUE", limit))
            .await
    }
}

fn unread_where(
    conn: &Connection,
    account: AccountId,
    condition: &str,
    limit: u32,
) -> Done<Vec<ChatId>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT remote FROM chats INDEXED BY chats_unread_first
         WHERE pinned IN (0, 1) AND has_unread = 1 AND hidden = 0 AND account = ?1
         AND {condition} ORDER BY sort_at DESC LIMIT ?2"
    ))?;
    let rows = statement.query_map((account.0, limit), |row| {
        Ok(ChatId::new(account, RemoteChatId(row.get(0)?)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
