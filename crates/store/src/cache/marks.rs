//! What the person put on chats here (`o.marks`), mirrored into the columns that the list's
//! indexes hold.
//!
//! Invariant: a snoozed chat is back, whatever the outbox says, as soon as a customer's message
//! is stored that is newer than all there was when it was snoozed. So a cache that is rebuilt
//! comes to the same answer once the history was read.

use domain::{AccountId, ChatId, RemoteChatId};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction};

use super::chat_row_id;
use crate::fault::Done;

/// What the person put on a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Marks {
    pub(crate) pinned: bool,
    pub(crate) unread: bool,
    /// 0 for "not snoozed".
    pub(crate) snoozed_until: i64,
    /// The newest message when it was snoozed.
    pub(crate) snoozed_from: (i64, i64),
}

/// A row of pinned, unread, until, at, ord from its first column on.
fn read_marks(row: &Row<'_>) -> rusqlite::Result<Marks> {
    Ok(Marks {
        pinned: row.get(0)?,
        unread: row.get(1)?,
        snoozed_until: row.get(2)?,
        snoozed_from: (row.get(3)?, row.get(4)?),
    })
}

/// What the outbox has of a chat.
pub(super) fn of(conn: &Connection, account: AccountId, chat: &RemoteChatId) -> Done<Marks> {
    Ok(conn
        .prepare_cached(
            "SELECT pinned, unread, snoozed_until, snoozed_at, snoozed_ord FROM o.marks
             WHERE account = ?1 AND chat = ?2",
        )?
        .query_row((account.0, chat.as_str()), read_marks)
        .optional()?
        .unwrap_or_default())
}

/// Shows a chat as the person marked it.
pub(crate) fn mirror(tx: &Transaction<'_>, chat: &ChatId) -> Done<()> {
    let Some(id) = chat_row_id(tx, chat)? else {
        return Ok(());
    };
    let mut marks = of(tx, chat.account, &chat.remote)?;
    if marks.snoozed_until > 0 && customer_wrote(tx, id, marks.snoozed_from)? {
        marks.snoozed_until = 0;
    }
    tx.prepare_cached(
        "UPDATE chats SET pinned = ?2, marked_unread = ?3, snoozed_until = ?4, snoozed_at = ?5,
             snoozed_ord = ?6
         WHERE id = ?1 AND (pinned, marked_unread, snoozed_until, snoozed_at, snoozed_ord)
             <> (?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((
        id,
        marks.pinned,
        marks.unread,
        marks.snoozed_until,
        marks.snoozed_from.0,
        marks.snoozed_from.1,
    ))?;
    Ok(())
}

/// Shows every chat that is marked, there or here, as it is marked.
pub(super) fn mirror_all(tx: &Transaction<'_>) -> Done<()> {
    let chats: Vec<ChatId> = tx
        .prepare(
            "SELECT account, chat FROM o.marks
             UNION SELECT account, remote FROM chats
             WHERE pinned = 1 OR marked_unread > 0 OR snoozed_until > 0",
        )?
        .query_map([], |row| {
            Ok(ChatId::new(
                AccountId(row.get(0)?),
                RemoteChatId(row.get(1)?),
            ))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for chat in chats {
        mirror(tx, &chat)?;
    }
    Ok(())
}

/// Says which chats of an account are its own operator's.
pub(crate) fn mark_mine(tx: &Transaction<'_>, account: AccountId, me: &str) -> Done<()> {
    tx.execute(
        "UPDATE chats SET mine = (?2 <> '' AND assignee_id = ?2)
         WHERE account = ?1 AND mine <> (?2 <> '' AND assignee_id = ?2)",
        (account.0, me),
    )?;
    Ok(())
}

/// Whether a customer's message is stored that is newer than this.
pub(super) fn customer_wrote(conn: &Connection, chat: i64, since: (i64, i64)) -> Done<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM messages WHERE chat = ?1 AND (sent_at, ord) > (?2, ?3) AND author = 0
             LIMIT 1",
        )?
        .exists((chat, since.0, since.1))?)
}
