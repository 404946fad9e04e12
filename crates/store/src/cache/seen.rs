//! What the person has seen, and what is unread.
//!
//! A chat's unread count is the service's, kept current between polls by the messages that
//! arrive, and capped by what was seen here.

use domain::{AccountId, ChatId, RemoteMessageId, Result};

use rusqlite::{Connection, OptionalExtension as _, Transaction};

use super::chat_row_id;
use super::derive::{head, unread_after, write_head};
use crate::Store;
use crate::fault::{Done, Fault};
use crate::outbox::forget_unread;

/// What seeing messages changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SeenChange {
    /// Unread messages before.
    pub unread_before: u32,
    /// Unread messages now.
    pub unread: u32,
}

impl Store {
    /// The person has seen a chat up to this message (its id at the service), or all that is
    /// stored of it. Never moves back.
    ///
    /// # Errors
    /// `NotFound` for an unknown chat, `Storage`.
    pub async fn mark_seen(
        &self,
        chat: ChatId,
        up_to: Option<RemoteMessageId>,
    ) -> Result<SeenChange> {
        self.blocking(move |inner| {
            let (change, marked) = inner.write_cache(&|tx| see(tx, &chat, up_to.as_ref()))?;
            if marked {
                forget_unread(inner, &chat)?;
            }
            Ok(change)
        })
        .await
    }

    /// Customer messages of a chat that the service doesn't call read, oldest first, up to
    /// `up_to` if given (what was seen here counts all the same): what a read operation must name.
    /// At most 500, the newest.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn unread_messages(
        &self,
        chat: ChatId,
        up_to: Option<RemoteMessageId>,
    ) -> Result<Vec<RemoteMessageId>> {
        self.read(move |conn| {
            let Some(id) = chat_row_id(conn, &chat)? else {
                return Ok(Vec::new());
            };
            let (at, ord) = match &up_to {
                Some(message) => position(conn, id, message)?.unwrap_or((-1, -1)),
                None => (i64::MAX, i64::MAX),
            };
            let mut statement = conn.prepare_cached(
                "SELECT remote FROM messages
                 WHERE chat = ?1 AND (sent_at, ord) <= (?2, ?3)
                 AND author = 0 AND delivery <> 'read' AND read = 0
                 ORDER BY sent_at DESC, ord DESC, id DESC LIMIT 500",
            )?;
            let rows = statement.query_map((id, at, ord), |row| row.get(0).map(RemoteMessageId))?;
            let mut ids: Vec<RemoteMessageId> = rows.collect::<rusqlite::Result<_>>()?;
            ids.reverse();
            Ok(ids)
        })
        .await
    }

    /// Key (`m:..`) of the first message of a chat that nobody has read, if any.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn first_unread(&self, chat: ChatId) -> Result<Option<String>> {
        self.read(move |conn| {
            let Some(id) = chat_row_id(conn, &chat)? else {
                return Ok(None);
            };
            first_unread_key(conn, id)
        })
        .await
    }

    /// Where the newest stored message of a chat stands; zeros if there is none.
    pub(crate) async fn newest_message(&self, chat: ChatId) -> Result<(i64, i64)> {
        self.read(move |conn| {
            Ok(conn
                .prepare_cached(
                    "SELECT last_at, last_ord FROM chats WHERE account = ?1 AND remote = ?2",
                )?
                .query_row((chat.account.0, chat.remote.as_str()), |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .optional()?
                .unwrap_or_default())
        })
        .await
    }

    /// Chats that wait for the person, over all accounts: unread or marked so, neither closed nor
    /// snoozed, and theirs or nobody's. Where nobody knows who the person is, every chat may be
    /// theirs.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn waiting_for_me(&self) -> Result<u32> {
        self.read(|conn| {
            Ok(conn
                .prepare_cached(
                    "SELECT coalesce(sum(t.unread_chats), 0)
                     FROM tallies AS t LEFT JOIN o.accounts AS a ON a.id = t.account
                     WHERE t.status <> 'closed' AND t.snoozed = 0
                     AND (t.assigned <> 2 OR coalesce(a.me, '') = '')",
                )?
                .query_row([], |row| row.get(0))?)
        })
        .await
    }

    /// Unread messages of one account.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn unread_of_account(&self, account: AccountId) -> Result<u32> {
        self.read(move |conn| {
            Ok(conn
                .prepare_cached("SELECT coalesce(sum(unread), 0) FROM tallies WHERE account = ?1")?
                .query_row([account.0], |row| row.get(0))?)
        })
        .await
    }
}

/// Moves what was seen, and says whether the chat had been marked as unread.
fn see(
    tx: &Transaction<'_>,
    chat: &ChatId,
    up_to: Option<&RemoteMessageId>,
) -> Done<(SeenChange, bool)> {
    let id = chat_row_id(tx, chat)?.ok_or_else(|| Fault::not_found("There is no such chat."))?;
    let before = head(tx, id)?;
    let mut after = before.clone();
    let up_to = match up_to {
        Some(message) => position(tx, id, message)?.unwrap_or(before.seen),
        None => before.last,
    };
    after.seen = before.seen.max(up_to);
    after.counts.seen = after.seen.0 >= 0;
    if after.seen >= before.last {
        after.counts.all_stored();
    }
    after.counts.cap(unread_after(tx, id, after.seen)?);
    if after != before {
        write_head(tx, id, &after)?;
    }
    let marked = tx
        .prepare_cached("UPDATE chats SET marked_unread = 0 WHERE id = ?1 AND marked_unread > 0")?
        .execute([id])?
        > 0;
    let change = SeenChange {
        unread_before: before.counts.shown.max(u32::from(marked)),
        unread: after.counts.shown,
    };
    Ok((change, marked))
}

/// Where a stored message stands in its chat.
fn position(conn: &Connection, chat: i64, message: &RemoteMessageId) -> Done<Option<(i64, i64)>> {
    Ok(conn
        .prepare_cached("SELECT sent_at, ord FROM messages WHERE remote = ?1 AND chat = ?2")?
        .query_row((message.as_str(), chat), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?)
}

/// The position of the first unread message: as many unread customer messages as the chat
/// counts, from the newest back. `None` if nothing is unread or nothing of it stored.
pub(super) fn unread_boundary(conn: &Connection, chat: i64) -> Done<Option<(i64, i64)>> {
    Ok(conn
        .prepare_cached(
            "SELECT sent_at, ord FROM (
                 SELECT m.sent_at, m.ord, m.id FROM messages AS m, chats AS c
                 WHERE c.id = ?1 AND m.chat = ?1 AND m.author = 0 AND m.delivery <> 'read'
                 AND m.read = 0 AND (m.sent_at, m.ord) > (c.seen_at, c.seen_ord)
                 ORDER BY m.sent_at DESC, m.ord DESC, m.id DESC
                 LIMIT (SELECT unread FROM chats WHERE id = ?1))
             ORDER BY sent_at, ord, id LIMIT 1",
        )?
        .query_row([chat], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// The key of the first unread message.
pub(super) fn first_unread_key(conn: &Connection, chat: i64) -> Done<Option<String>> {
    let Some((at, ord)) = unread_boundary(conn, chat)? else {
        return Ok(None);
    };
    Ok(conn
        .prepare_cached(
            "SELECT 'm:' || remote FROM messages
             WHERE chat = ?1 AND sent_at = ?2 AND ord = ?3 AND author = 0 ORDER BY id LIMIT 1",
        )?
        .query_row((chat, at, ord), |row| row.get(0))
        .optional()?)
}

/// Shows messages as read while the service still has to hear of it.
pub(crate) fn echo_read(
    tx: &Transaction<'_>,
    chat: &ChatId,
    messages: &[RemoteMessageId],
) -> Done<()> {
    let Some(id) = chat_row_id(tx, chat)? else {
        return Ok(());
    };
    let boundary = unread_boundary(tx, id)?;
    let mut counted = 0;
    for message in messages {
        let marked: Option<(i64, i64)> = tx
            .prepare_cached(
                "UPDATE messages SET read = 1 WHERE remote = ?1 AND chat = ?2 AND read = 0
                 AND author = 0 AND delivery <> 'read' RETURNING sent_at, ord",
            )?
            .query_row((message.as_str(), id), |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if marked.is_some_and(|at| boundary.is_some_and(|first| at >= first)) {
            counted += 1;
        }
    }
    let before = head(tx, id)?;
    let mut after = before.clone();
    // From here on the count is kept by differences: see `unread`.
    after.seen = before.seen.max((0, -1));
    after.counts.seen = true;
    after.counts.read(counted);
    after.counts.cap(unread_after(tx, id, after.seen)?);
    if after != before {
        write_head(tx, id, &after)?;
    }
    Ok(())
}
