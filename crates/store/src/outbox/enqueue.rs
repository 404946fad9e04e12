//! Into the outbox.

use domain::view::SendOptions;
use domain::{
    AssignTarget, AttachmentId, ChatId, ChatStatus, LabelId, OutboxId, RemoteMessageId, Result,
    Timestamp,
};
use rusqlite::{Transaction, named_params};

use super::drafts::set_draft;
use super::row::{AssignPayload, LabelPayload, rows_where};
use crate::cache::{self, echo};
use crate::fault::{Done, Fault};
use crate::store::Inner;
use crate::{OutboxOperation, SendExtras, Store};

impl Store {
    /// Queues a message: one transaction that makes a row per file (text and options go with the
    /// first; one row if there are none; something rich is a message of its own, before the
    /// files), moves the files, clears the chat's draft. On disk when it returns. Attachments
    /// that aren't staged in this chat are `NotFound`, and nothing is done.
    ///
    /// Nothing leaves before `leaves_at`: until then [`Store::discard`] and [`Store::edit`] take
    /// it back. With [`SendOptions::close`] the chat is closed once the last message was taken.
    ///
    /// # Errors
    /// `Invalid` if there is neither text nor file nor anything rich, or for a quote that isn't a
    /// message's key, `NotFound`, `Storage`.
    pub async fn enqueue_send(
        &self,
        chat: ChatId,
        text: String,
        attachments: Vec<AttachmentId>,
        options: SendOptions,
        leaves_at: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<OutboxId>> {
        self.blocking(move |inner| {
            let ids = inner.write_outbox(&|tx| {
                let extras = extras_of(&options)?;
                let new = NewSend {
                    chat: &chat,
                    text: &text,
                    attachments: &attachments,
                    extras: &extras,
                    leaves_at,
                    now,
                };
                let ids = new.insert(tx)?;
                if options.close == Some(true)
                    && let Some(last) = ids.last()
                {
                    replace_older(tx, &chat, "status")?;
                    let closed = ChatStatus::Closed.to_string();
                    let id = insert(tx, &chat, "status", "", &closed, now)?;
                    tx.prepare_cached(
                        "UPDATE outbox SET behind = ?1, next_at = max(next_at, ?2) WHERE id = ?3",
                    )?
                    .execute((last.0, leaves_at.0, id.0))?;
                }
                set_draft(tx, &chat, "", None, now)?;
                Ok(ids)
            })?;
            if options.close == Some(true) {
                show(inner, &chat);
            }
            Ok(ids)
        })
        .await
    }

    /// Queues a message that was written outside the chat's draft, which stays as it is. It leaves
    /// at once.
    ///
    /// # Errors
    /// `Invalid` for an empty text, `Storage`.
    pub async fn enqueue_reply(
        &self,
        chat: ChatId,
        text: String,
        now: Timestamp,
    ) -> Result<OutboxId> {
        self.blocking(move |inner| {
            inner.write_outbox(&|tx| {
                if text.trim().is_empty() {
                    return Err(Fault::invalid("There is nothing to send."));
                }
                insert(tx, &chat, "send", &text, "", now)
            })
        })
        .await
    }

    /// Queues giving the chat to somebody and shows it at once. Replaces an earlier one of the
    /// chat that is still queued or failed.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn enqueue_assign(
        &self,
        chat: ChatId,
        to: AssignTarget,
        comment: String,
        now: Timestamp,
    ) -> Result<OutboxId> {
        self.blocking(move |inner| {
            let id = inner.write_outbox(&|tx| {
                replace_older(tx, &chat, "assign")?;
                let payload = AssignPayload {
                    to: to.clone(),
                    comment: comment.clone(),
                };
                let payload = serde_json::to_string(&payload)?;
                insert(tx, &chat, "assign", "", &payload, now)
            })?;
            show(inner, &chat);
            Ok(id)
        })
        .await
    }

    /// Queues putting a label on the chat or taking it off, and shows it at once. Replaces an
    /// earlier one of the chat and label that is still queued or failed.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn enqueue_label(
        &self,
        chat: ChatId,
        label: LabelId,
        on: bool,
        now: Timestamp,
    ) -> Result<OutboxId> {
        self.blocking(move |inner| {
            let id = inner.write_outbox(&|tx| {
                let waiting = rows_where(
                    tx,
                    "account = ?1 AND chat = ?2 AND kind = 'label' AND state IN ('queued', 'failed')",
                    (chat.account.0, chat.remote.as_str()),
                )?;
                for row in waiting {
                    if matches!(&row.operation, OutboxOperation::Label { label: of, .. } if *of == label) {
                        tx.prepare_cached("DELETE FROM outbox WHERE id = ?1")?
                            .execute([row.id.0])?;
                    }
                }
                let payload = LabelPayload {
                    label: label.clone(),
                    on,
                };
                let payload = serde_json::to_string(&payload)?;
                insert(tx, &chat, "label", "", &payload, now)
            })?;
            show(inner, &chat);
            Ok(id)
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

    /// Queues marking messages as read and shows them so at once; without messages, all that the
    /// chat has when its turn comes. Merged with an earlier one of the chat that is still queued
    /// or failed.
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
                let mut everything = messages.is_empty();
                for row in &waiting {
                    if let OutboxOperation::Read { messages } = &row.operation {
                        everything |= messages.is_empty();
                        all.extend(messages.iter().cloned());
                    }
                }
                for message in &messages {
                    if !all.contains(message) {
                        all.push(message.clone());
                    }
                }
                if everything {
                    all.clear();
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
}

/// What goes with a message, as its row holds it.
fn extras_of(options: &SendOptions) -> Done<SendExtras> {
    let quote = match &options.quote {
        None => None,
        Some(key) => Some(
            key.strip_prefix("m:")
                .ok_or_else(|| Fault::invalid("Only messages at the service can be answered."))?
                .into(),
        ),
    };
    Ok(SendExtras {
        rich: options.rich.clone(),
        quote,
        pin: options.pin.unwrap_or(false),
    })
}

/// A message to queue.
struct NewSend<'a> {
    chat: &'a ChatId,
    text: &'a str,
    attachments: &'a [AttachmentId],
    extras: &'a SendExtras,
    leaves_at: Timestamp,
    now: Timestamp,
}

impl NewSend<'_> {
    /// Makes its rows, in the order they leave.
    fn insert(&self, tx: &Transaction<'_>) -> Done<Vec<OutboxId>> {
        let rich = self.extras.rich.is_some();
        if self.text.trim().is_empty() && self.attachments.is_empty() && !rich {
            return Err(Fault::invalid("There is nothing to send."));
        }
        let mut ids = Vec::new();
        let mut text = self.text;
        let mut payload = if *self.extras == SendExtras::default() {
            String::new()
        } else {
            serde_json::to_string(self.extras)?
        };
        if self.attachments.is_empty() || rich {
            ids.push(self.row(tx, text, &payload)?);
            text = "";
            payload.clear();
        }
        for attachment in self.attachments {
            let id = self.row(tx, text, &payload)?;
            text = "";
            payload.clear();
            let moved = tx
                .prepare_cached(
                    "UPDATE attachments SET outbox = ?1
                     WHERE id = ?2 AND account = ?3 AND chat = ?4 AND outbox = 0",
                )?
                .execute((
                    id.0,
                    attachment.0,
                    self.chat.account.0,
                    self.chat.remote.as_str(),
                ))?;
            if moved == 0 {
                return Err(Fault::not_found("The file is gone."));
            }
            ids.push(id);
        }
        Ok(ids)
    }

    fn row(&self, tx: &Transaction<'_>, text: &str, payload: &str) -> Done<OutboxId> {
        let id = insert(tx, self.chat, "send", text, payload, self.now)?;
        tx.prepare_cached("UPDATE outbox SET next_at = max(next_at, ?1) WHERE id = ?2")?
            .execute((self.leaves_at.0, id.0))?;
        Ok(id)
    }
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
