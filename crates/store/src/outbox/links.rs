//! Which chats the person said are the same customer's, and which aren't. Never guessed.

use domain::{AccountId, ChatId, RemoteChatId, Result};
use rusqlite::{Connection, Transaction};

use crate::Store;
use crate::fault::Done;

impl Store {
    /// Keeps whether two chats are the same customer's. The newest word counts.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn link_chats(&self, one: ChatId, other: ChatId, same: bool) -> Result<()> {
        self.write_outbox(move |tx| link(tx, &one, &other, same))
            .await
    }
}

/// A pair is kept once, the lower chat first.
fn link(tx: &Transaction<'_>, one: &ChatId, other: &ChatId, same: bool) -> Done<()> {
    let (low, high) = if one <= other {
        (one, other)
    } else {
        (other, one)
    };
    tx.prepare_cached(
        "INSERT INTO links (account, chat, other_account, other_chat, same)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (account, chat, other_account, other_chat)
         DO UPDATE SET same = excluded.same",
    )?
    .execute((
        low.account.0,
        low.remote.as_str(),
        high.account.0,
        high.remote.as_str(),
        same,
    ))?;
    Ok(())
}

/// Chats that somebody decided about beside this one: the same customer's or not. For readers of
/// the cache, which have the outbox attached as `o`.
pub(crate) fn decided(conn: &Connection, chat: &ChatId, same: bool) -> Done<Vec<ChatId>> {
    let mut statement = conn.prepare_cached(
        "SELECT other_account, other_chat FROM o.links
         WHERE account = ?1 AND chat = ?2 AND same = ?3
         UNION SELECT account, chat FROM o.links
         WHERE other_account = ?1 AND other_chat = ?2 AND same = ?3",
    )?;
    let rows = statement.query_map((chat.account.0, chat.remote.as_str(), same), |row| {
        Ok(ChatId::new(
            AccountId(row.get(0)?),
            RemoteChatId(row.get(1)?),
        ))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
