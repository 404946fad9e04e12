//! Out of the outbox, one attempt at a time.

use domain::{AccountId, ChatId, OutboxId, Outgoing, RemoteMessageId, Result, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, named_params};

use super::attachments::content;
use super::row::{row_by_id, rows_where};
use crate::cache;
use crate::fault::{Done, Fault};
use crate::{OutboxOperation, OutboxRow, OutboxState, PendingCounts, Store};

impl Store {
    /// Claims the oldest row of the account that may leave now (see [`OutboxState`] for the
    /// order) and records the attempt, on disk, before it returns. Call again for more: each
    /// answer is another chat's, or a read. `None` if nothing may leave.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn claim_next(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> Result<Option<OutboxRow>> {
        self.blocking(move |inner| {
            let Some(found) = inner.read_outbox(&|conn| due(conn, account, now))? else {
                return Ok(None);
            };
            let row = inner.read_outbox(&|conn| row_by_id(conn, found))?;
            let fresh_send =
                row.attempt == 0 && matches!(row.operation, OutboxOperation::Send { .. });
            let (baseline, known) = if fresh_send {
                inner.read(&|conn| cache::baseline(conn, &row.chat))?
            } else {
                (row.baseline, row.baseline_known)
            };
            let baseline = serde_json::to_string(&baseline)?;
            inner.write_outbox(&|tx| {
                let claimed = tx
                    .prepare_cached(
                        "UPDATE outbox SET state = 'sending', attempt = attempt + 1,
                             attempt_at = :now, baseline = :baseline, baseline_known = :known
                         WHERE id = :id AND state = 'queued'",
                    )?
                    .execute(named_params! {
                        ":now": now.0, ":baseline": baseline, ":known": known, ":id": found.0,
                    })?;
                if claimed == 0 {
                    return Ok(None);
                }
                row_by_id(tx, found).map(Some)
            })
        })
        .await
    }

    /// Takes down again which messages a chat's history held before a send whose request has not
    /// left yet: it was read since.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn take_baseline(&self, id: OutboxId) -> Result<()> {
        self.blocking(move |inner| {
            let row = inner.read_outbox(&|conn| row_by_id(conn, id))?;
            let (baseline, known) = inner.read(&|conn| cache::baseline(conn, &row.chat))?;
            let baseline = serde_json::to_string(&baseline)?;
            inner.write_outbox(&|tx| {
                tx.prepare_cached(
                    "UPDATE outbox SET baseline = ?1, baseline_known = ?2 WHERE id = ?3",
                )?
                .execute((&baseline, known, id.0))?;
                Ok(())
            })
        })
        .await
    }

    /// The clock was set, by so many milliseconds: queued rows that are not due at `now`, by the
    /// new clock, keep the wait that they had by the old one.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn shift_due(&self, by: i64, now: Timestamp) -> Result<()> {
        self.write_outbox(move |tx| {
            tx.prepare_cached(
                "UPDATE outbox SET next_at = next_at + ?1 WHERE state = 'queued' AND next_at > ?2",
            )?
            .execute((by, now.0))?;
            Ok(())
        })
        .await
    }

    /// When the next queued row of the account is due, as far as time alone decides (it may
    /// still wait behind another); may be in the past. `None` if none is queued.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>> {
        self.read_outbox(move |conn| {
            let at: Option<i64> = conn
                .prepare_cached(
                    "SELECT min(next_at) FROM outbox WHERE account = ?1 AND state = 'queued'",
                )?
                .query_row([account.0], |row| row.get(0))?;
            Ok(at.map(Timestamp))
        })
        .await
    }

    /// What to hand to the provider for a `Send` row, file bytes included.
    ///
    /// # Errors
    /// `NotFound` if there is no such row or it sends nothing, `Storage`.
    pub async fn outgoing(&self, id: OutboxId) -> Result<Outgoing> {
        self.read_outbox(move |conn| {
            let row = row_by_id(conn, id)?;
            let OutboxOperation::Send {
                text,
                attachment,
                extras,
            } = row.operation
            else {
                return Err(Fault::not_found("This is not a message."));
            };
            let attachment = match attachment {
                None => None,
                Some(file) => content(conn, file)?.map(|file| domain::OutgoingAttachment {
                    kind: file.kind,
                    name: file.name,
                    mime: file.mime,
                    bytes: file.bytes,
                }),
            };
            Ok(Outgoing {
                text,
                attachment,
                rich: extras.rich,
                quote: extras.quote,
                pin: extras.pin,
            })
        })
        .await
    }

    /// One row.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn outbox_row(&self, id: OutboxId) -> Result<OutboxRow> {
        self.read_outbox(move |conn| row_by_id(conn, id)).await
    }

    /// A chat's rows of every kind and state, oldest first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn outbox_of_chat(&self, chat: ChatId) -> Result<Vec<OutboxRow>> {
        self.read_outbox(move |conn| {
            rows_where(
                conn,
                "account = ?1 AND chat = ?2",
                (chat.account.0, chat.remote.as_str()),
            )
        })
        .await
    }

    /// An account's rows in a state, oldest first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn outbox_in_state(
        &self,
        account: AccountId,
        state: OutboxState,
    ) -> Result<Vec<OutboxRow>> {
        self.read_outbox(move |conn| {
            rows_where(conn, "account = ?1 AND state = ?2", (account.0, state))
        })
        .await
    }

    /// Ids of messages that rows of this chat have claimed as theirs, accepted ones not yet
    /// pruned among them: no other row may match these.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn claimed_messages(&self, chat: ChatId) -> Result<Vec<RemoteMessageId>> {
        self.read_outbox(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT remote FROM outbox WHERE account = ?1 AND chat = ?2 AND remote <> ''",
            )?;
            let rows = statement.query_map((chat.account.0, chat.remote.as_str()), |row| {
                row.get(0).map(RemoteMessageId)
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// How much waits, for an account or for all.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn pending_counts(&self, account: Option<AccountId>) -> Result<PendingCounts> {
        self.read_outbox(move |conn| {
            Ok(conn
                .prepare_cached(
                    "SELECT count(*) FILTER (WHERE state IN ('queued', 'sending', 'checking')),
                         count(*) FILTER (WHERE state IN ('failed', 'unknown'))
                     FROM outbox WHERE ?1 IS NULL OR account = ?1",
                )?
                .query_row([account.map(|id| id.0)], |row| {
                    Ok(PendingCounts {
                        waiting: row.get(0)?,
                        parked: row.get(1)?,
                    })
                })?)
        })
        .await
    }
}

/// The oldest row that may leave now: see [`OutboxState`]. What was made in the future, before
/// the clock was set back, isn't held for longer than it was meant to be.
fn due(conn: &Connection, account: AccountId, now: Timestamp) -> Done<Option<OutboxId>> {
    Ok(conn
        .prepare_cached(
            "SELECT id FROM outbox AS row
             WHERE account = ?1 AND state = 'queued'
             AND (next_at <= ?2 OR (attempt = 0 AND created_at > ?2))
             AND NOT EXISTS (
                 SELECT 1 FROM outbox AS first
                 WHERE first.id = row.behind AND first.state <> 'accepted')
             AND (kind = 'read' OR NOT EXISTS (
                 SELECT 1 FROM outbox AS earlier
                 WHERE earlier.account = row.account AND earlier.chat = row.chat
                 AND earlier.id < row.id AND earlier.kind <> 'read'
                 AND earlier.state IN ('queued', 'sending', 'checking')))
             ORDER BY id LIMIT 1",
        )?
        .query_row((account.0, now.0), |row| row.get(0).map(OutboxId))
        .optional()?)
}
