//! What the person puts on chats, here only: pins, snoozes, "unread again".

use domain::{AccountId, ChatId, RemoteChatId, Result, Timestamp};
use rusqlite::Transaction;

use crate::Store;
use crate::cache;
use crate::fault::Done;
use crate::store::Inner;

impl Store {
    /// Keeps a chat at the top of the list, or no longer.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn pin_chat(&self, chat: ChatId, on: bool) -> Result<()> {
        self.mark(chat, move |tx, chat| {
            tx.prepare_cached("UPDATE marks SET pinned = ?3 WHERE account = ?1 AND chat = ?2")?
                .execute((chat.account.0, chat.remote.as_str(), on))?;
            Ok(())
        })
        .await
    }

    /// Shows a chat as unread again, until it is seen ([`Store::mark_seen`]).
    ///
    /// # Errors
    /// `Storage`.
    pub async fn mark_unread(&self, chat: ChatId) -> Result<()> {
        self.mark(chat, |tx, chat| {
            tx.prepare_cached("UPDATE marks SET unread = 1 WHERE account = ?1 AND chat = ?2")?
                .execute((chat.account.0, chat.remote.as_str()))?;
            Ok(())
        })
        .await
    }

    /// Hides a chat until a time or until the customer writes; `None` brings it back.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn snooze_chat(&self, chat: ChatId, until: Option<Timestamp>) -> Result<()> {
        let newest = self.newest_message(chat.clone()).await?;
        let until = until.map_or(0, |until| until.0);
        self.mark(chat, move |tx, chat| {
            tx.prepare_cached(
                "UPDATE marks SET snoozed_until = ?3, snoozed_at = ?4, snoozed_ord = ?5
                 WHERE account = ?1 AND chat = ?2",
            )?
            .execute((
                chat.account.0,
                chat.remote.as_str(),
                until,
                newest.0,
                newest.1,
            ))?;
            Ok(())
        })
        .await
    }

    /// Brings chats back whose time has come: these.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn wake_due(&self, now: Timestamp) -> Result<Vec<ChatId>> {
        self.blocking(move |inner| {
            let due = inner.read_outbox(&|conn| {
                let mut statement = conn.prepare_cached(
                    "SELECT account, chat FROM marks
                     WHERE snoozed_until > 0 AND snoozed_until <= ?1",
                )?;
                let rows = statement.query_map([now.0], |row| {
                    Ok(ChatId::new(
                        AccountId(row.get(0)?),
                        RemoteChatId(row.get(1)?),
                    ))
                })?;
                Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
            })?;
            if !due.is_empty() {
                inner.write_outbox(&|tx| due.iter().try_for_each(|chat| unsnooze(tx, chat)))?;
                inner.write_cache(&|tx| due.iter().try_for_each(|chat| cache::mirror(tx, chat)))?;
            }
            Ok(due)
        })
        .await
    }

    /// When the next snoozed chat comes back.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn next_wake(&self) -> Result<Option<Timestamp>> {
        self.read_outbox(|conn| {
            let at: Option<i64> = conn
                .prepare_cached("SELECT min(snoozed_until) FROM marks WHERE snoozed_until > 0")?
                .query_row([], |row| row.get(0))?;
            Ok(at.map(Timestamp))
        })
        .await
    }

    /// Changes what is on a chat, there and in the list.
    async fn mark(
        &self,
        chat: ChatId,
        change: impl Fn(&Transaction<'_>, &ChatId) -> Done<()> + Send + 'static,
    ) -> Result<()> {
        self.blocking(move |inner| {
            inner.write_outbox(&|tx| {
                tx.prepare_cached("INSERT OR IGNORE INTO marks (account, chat) VALUES (?1, ?2)")?
                    .execute((chat.account.0, chat.remote.as_str()))?;
                change(tx, &chat)?;
                drop_empty(tx, &chat)
            })?;
            inner.write_cache(&|tx| cache::mirror(tx, &chat))
        })
        .await
    }
}

/// The customer wrote: the chats are back. The cache shows it already; a failure here is made
/// good at the next start.
pub(crate) fn forget_snoozes(inner: &Inner, chats: &[ChatId]) {
    if chats.is_empty() {
        return;
    }
    let forgotten = inner.write_outbox(&|tx| chats.iter().try_for_each(|chat| unsnooze(tx, chat)));
    if let Err(fault) = forgotten {
        let error = domain::Error::from(fault);
        tracing::warn!(%error, "a snooze that is over was not forgotten");
    }
}

/// The chat was seen: it isn't "unread again" any more. True if it was.
pub(crate) fn forget_unread(inner: &Inner, chat: &ChatId) -> Done<()> {
    inner.write_outbox(&|tx| {
        tx.prepare_cached("UPDATE marks SET unread = 0 WHERE account = ?1 AND chat = ?2")?
            .execute((chat.account.0, chat.remote.as_str()))?;
        drop_empty(tx, chat)
    })
}

fn unsnooze(tx: &Transaction<'_>, chat: &ChatId) -> Done<()> {
    tx.prepare_cached(
        "UPDATE marks SET snoozed_until = 0, snoozed_at = 0, snoozed_ord = 0
         WHERE account = ?1 AND chat = ?2",
    )?
    .execute((chat.account.0, chat.remote.as_str()))?;
    drop_empty(tx, chat)
}

/// A row that says nothing goes.
fn drop_empty(tx: &Transaction<'_>, chat: &ChatId) -> Done<()> {
    tx.prepare_cached(
        "DELETE FROM marks WHERE account = ?1 AND chat = ?2
         AND pinned = 0 AND unread = 0 AND snoozed_until = 0",
    )?
    .execute((chat.account.0, chat.remote.as_str()))?;
    Ok(())
}
