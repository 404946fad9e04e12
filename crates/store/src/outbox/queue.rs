//! Into the outbox, and out of it one attempt at a time.

use domain::{
    AccountId, AttachmentId, ChatId, ChatStatus, OutboxId, Outgoing, RemoteMessageId, Result,
    Timestamp,
};

use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};

use super::attachments::content;
use super::drafts::set_draft;
use super::row::{row_by_id, rows_where};
use crate::cache::{self, echo};
use crate::fault::{Done, Fault};
use crate::store::Inner;
use crate::{OutboxOperation, OutboxRow, OutboxState, PendingCounts, Store};

impl Store {
    /// Queues a message: one transaction that makes a row per file (the text goes with the
    /// first; one row if there are none), moves the files, clears the chat's draft. On disk when
    /// it returns. Attachments that aren't staged in this chat are `NotFound`, and nothing is done.
    ///
    /// # Errors
    /// `Invalid` if there is neither text nor file, `NotFound`, `Storage`.
    pub async fn enqueue_send(
        &self,
        chat: ChatId,
        text: String,
        attachments: Vec<AttachmentId>,
        now: Timestamp,
    ) -> Result<Vec<OutboxId>> {
        self.write_outbox(move |tx| {
            if text.trim().is_empty() && attachments.is_empty() {
                return Err(Fault::invalid("There is nothing to send."));
            }
            let mut ids = Vec::new();
            let mut rest = text.as_str();
            if attachments.is_empty() {
                ids.push(insert(tx, &chat, "send", rest, "", now)?);
            }
            for attachment in &attachments {
                let id = insert(tx, &chat, "send", rest, "", now)?;
                rest = "";
                let moved = tx
                    .prepare_cached(
                        "UPDATE attachments SET outbox = ?1
                         WHERE id = ?2 AND account = ?3 AND chat = ?4 AND outbox = 0",
                    )?
                    .execute((id.0, attachment.0, chat.account.0, chat.remote.as_str()))?;
                if moved == 0 {
                    return Err(Fault::not_found("The file is gone."));
                }
                ids.push(id);
            }
            set_draft(tx, &chat, "", now)?;
            Ok(ids)
        })
        .await
    }

    /// Queues a status and shows it at once. Replaces an earlier one of the chat that is still
    /// queued or failed, at the place of the new one.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn enqueue_status(
        &self,
        chat: ChatId,
        status: ChatStatus,
        now: Timestamp,
    ) -> Result<OutboxId> {
        let payload = status.to_string();
        self.blocking(move |inner| {
            let id = inner.write_outbox(&|tx| {
                replace_older(tx, &chat, "status")?;
                insert(tx, &chat, "status", "", &payload, now)
            })?;
            show(inner, &chat);
            Ok(id)
        })
        .await
    }

    /// Queues marking messages as read and shows them so at once. Merged with an earlier one of
    /// the chat that is still queued or failed.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn enqueue_read(
        &self,
        chat: ChatId,
        messages: Vec<RemoteMessageId>,
        now: Timestamp,
    ) -> Result<OutboxId> {
        self.blocking(move |inner| {
            let id = inner.write_outbox(&|tx| {
                let waiting = rows_where(
                    tx,
                    "account = ?1 AND chat = ?2 AND kind = 'read' AND state IN ('queued', 'failed')",
                    (chat.account.0, chat.remote.as_str()),
                )?;
                let mut all = Vec::new();
                for row in &waiting {
                    if let OutboxOperation::Read { messages } = &row.operation {
                        all.extend(messages.iter().cloned());
                    }
                }
                for message in &messages {
                    if !all.contains(message) {
                        all.push(message.clone());
                    }
                }
                replace_older(tx, &chat, "read")?;
                insert(tx, &chat, "read", "", &serde_json::to_string(&all)?, now)
            })?;
            if let Err(fault) = inner.write_cache(&|tx| cache::echo_read(tx, &chat, &messages)) {
                let error = domain::Error::from(fault);
                tracing::warn!(%error, "the echo of a read mark was not stored");
            }
            Ok(id)
        })
        .await
    }

    /// Queues deleting a chat and hides it at once. An earlier one that failed is replaced.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn enqueue_delete(&self, chat: ChatId, now: Timestamp) -> Result<OutboxId> {
        self.blocking(move |inner| {
            let id = inner.write_outbox(&|tx| {
                replace_older(tx, &chat, "delete")?;
                insert(tx, &chat, "delete", "", "", now)
            })?;
            show(inner, &chat);
            Ok(id)
        })
        .await
    }

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
            let OutboxOperation::Send { text, attachment } = row.operation else {
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
            Ok(Outgoing { text, attachment })
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

/// The oldest row that may leave now: see [`OutboxState`].
fn due(conn: &Connection, account: AccountId, now: Timestamp) -> Done<Option<OutboxId>> {
    Ok(conn
        .prepare_cached(
            "SELECT id FROM outbox AS row
             WHERE account = ?1 AND state = 'queued' AND next_at <= ?2
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

fn insert(
    tx: &Transaction<'_>,
    chat: &ChatId,
    kind: &str,
    text: &str,
    payload: &str,
    now: Timestamp,
) -> Done<OutboxId> {
    tx.prepare_cached(
        "INSERT INTO outbox (account, chat, kind, text, payload, created_at, next_at)
         VALUES (:account, :chat, :kind, :text, :payload, :now, :now)",
    )?
    .execute(named_params! {
        ":account": chat.account.0,
        ":chat": chat.remote.as_str(),
        ":kind": kind,
        ":text": text,
        ":payload": payload,
        ":now": now.0,
    })?;
    Ok(OutboxId(tx.last_insert_rowid()))
}

/// Idempotent operations collapse to the newest.
fn replace_older(tx: &Transaction<'_>, chat: &ChatId, kind: &str) -> Done<()> {
    tx.prepare_cached(
        "DELETE FROM outbox WHERE account = ?1 AND chat = ?2 AND kind = ?3
         AND state IN ('queued', 'failed')",
    )?
    .execute((chat.account.0, chat.remote.as_str(), kind))?;
    Ok(())
}

/// Shows what is pending for a chat in the cache. The outbox has it already, durably, and every
/// start shows it anew: a failure here costs only the echo.
pub(super) fn show(inner: &Inner, chat: &ChatId) {
    if let Err(fault) = inner.write_cache(&|tx| echo::refresh(tx, chat)) {
        let error = domain::Error::from(fault);
        tracing::warn!(%error, "the echo of an operation was not stored");
    }
}
