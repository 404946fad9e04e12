//! What the outbox asks the cache about our own messages.

use domain::{AccountId, ChatId, OutboxId, RemoteMessageId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _};

use crate::fault::Done;

/// Messages in a baseline at most.
const BASELINE: u32 = 500;

/// Ids of a chat's newest messages not written by the customer, and whether the chat's history
/// was ever read.
pub(crate) fn baseline(conn: &Connection, chat: &ChatId) -> Done<(Vec<RemoteMessageId>, bool)> {
    let known: Option<(i64, bool)> = conn
        .prepare_cached("SELECT id, read_at > 0 FROM chats WHERE account = ?1 AND remote = ?2")?
        .query_row((chat.account.0, chat.remote.as_str()), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let Some((id, known)) = known else {
        return Ok((Vec::new(), false));
    };
    let mut statement = conn.prepare_cached(
        "SELECT remote FROM messages WHERE chat = ?1 AND author <> 0
         ORDER BY sent_at DESC, ord DESC, id DESC LIMIT ?2",
    )?;
    let rows = statement.query_map((id, BASELINE), |row| row.get(0).map(RemoteMessageId))?;
    Ok((rows.collect::<rusqlite::Result<_>>()?, known))
}

/// Rows of the outbox that need not be kept: see [`crate::Store::prune_accepted`].
pub(crate) fn prunable(
    conn: &Connection,
    account: AccountId,
    older_than: Timestamp,
) -> Done<Vec<OutboxId>> {
    let mut statement = conn.prepare_cached(
        "SELECT q.id FROM o.outbox AS q
         WHERE q.account = ?1 AND q.state = 'accepted'
         AND (q.accepted_at < ?2 OR (q.remote <> '' AND EXISTS (
             SELECT 1 FROM chats AS c JOIN messages AS m ON m.remote = q.remote AND m.chat = c.id
             WHERE c.account = q.account AND c.remote = q.chat)))
         AND NOT EXISTS (
             SELECT 1 FROM o.outbox AS r
             WHERE r.account = q.account AND r.chat = q.chat AND r.kind = 'send' AND r.id <> q.id
             AND (r.state IN ('sending', 'checking', 'unknown')
                 OR (r.state = 'queued' AND r.attempt > 0)
                 OR (r.state = 'accepted' AND r.remote = '' AND r.accepted_at >= ?2)))
         UNION ALL
         SELECT id FROM o.outbox
         WHERE account = ?1 AND state = 'failed' AND kind <> 'send' AND created_at < ?2",
    )?;
    let rows = statement.query_map((account.0, older_than.0), |row| row.get(0).map(OutboxId))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
