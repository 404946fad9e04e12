//! How an attempt ended, and what the person decided about a parked row.
//!
//! Every method answers with the row's chat, so that the caller can say what changed, and is
//! `NotFound` for a row that isn't there, `Invalid` for one that isn't in a state it applies to.

use domain::view::{ErrorView, JournalKind};
use domain::{AccountId, AssignTarget, ChatId, OutboxId, RemoteMessageId, Result, Timestamp};

use rusqlite::{Transaction, named_params};

use super::attachments::files_of;
use super::drafts::{draft_text, set_draft};
use super::enqueue::show;
use super::journal::{NewLine, write_line};
use super::row::row_by_id;
use crate::cache::{self, echo};
use crate::codes::error_text;
use crate::fault::{Done, Fault};
use crate::store::lock;
use crate::{OutboxOperation, OutboxRow, OutboxState, Store};

impl Store {
    /// The service took it. A send becomes `Accepted`, with its message's id if that is known,
    /// and is journalled; anything else vanishes, journalled, and the service's word counts
    /// again (a status is taken as the service's word, a deletion removes the chat from the
    /// cache). From any state but `Queued`; a second call for an accepted send sets the id that
    /// was found later.
    ///
    /// # Errors
    /// `NotFound`, `Invalid`, `Storage`.
    pub async fn settle_done(
        &self,
        id: OutboxId,
        message: Option<RemoteMessageId>,
        at: Timestamp,
    ) -> Result<ChatId> {
        self.blocking(move |inner| {
            let row = inner.read_outbox(&|conn| row_by_id(conn, id))?;
            let called = match row.operation {
                // The line matters more than the name in it.
                OutboxOperation::Delete => inner
                    .read(&|conn| cache::title_of(conn, &row.chat))
                    .unwrap_or_default(),
                _ => String::new(),
            };
            if row.state == OutboxState::Queued {
                return Err(Fault::invalid("This was not sent yet."));
            }
            // Told to the cache before the row goes, so that at no moment the chat shows as it was.
            lock(&inner.settled).add(&row.chat, &row.operation, at);
            let cached = match row.operation {
                OutboxOperation::Send { .. } | OutboxOperation::Read { .. } => Ok(()),
                OutboxOperation::Status { .. }
                | OutboxOperation::Assign { .. }
                | OutboxOperation::Label { .. } => inner.write_cache(&|tx| {
                    echo::take(tx, &row.chat, &row.operation)?;
                    echo::refresh(tx, &row.chat)
                }),
                OutboxOperation::Delete => {
                    inner.write_cache(&|tx| cache::delete_chat(tx, &row.chat, at).map(|_| ()))
                }
            };
            if let Err(fault) = cached {
                let error = domain::Error::from(fault);
                tracing::warn!(%error, "the cache was not told of an operation that is done");
            }
            inner.write_outbox(&|tx| {
                accept(tx, &row_by_id(tx, id)?, message.as_ref(), &called, at)
            })?;
            if !matches!(
                row.operation,
                OutboxOperation::Send { .. } | OutboxOperation::Read { .. }
            ) {
                show(inner, &row.chat);
            }
            Ok(row.chat)
        })
        .await
    }

    /// The service refused it for good. A send, status or deletion is parked as `Failed` and the
    /// service's word counts again; a read vanishes, since nobody can do anything about it.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn settle_failed(&self, id: OutboxId, error: ErrorView) -> Result<ChatId> {
        self.blocking(move |inner| {
            let chat = inner.write_outbox(&|tx| {
                let row = row_by_id(tx, id)?;
                if matches!(row.operation, OutboxOperation::Read { .. }) {
                    remove(tx, &row)?;
                } else {
                    set_state(tx, id, OutboxState::Failed, Some(&error))?;
                }
                Ok(row.chat)
            })?;
            show(inner, &chat);
            Ok(chat)
        })
        .await
    }

    /// It certainly had no effect and is tried again, not before `next_at`. Back to `Queued`.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn requeue(
        &self,
        id: OutboxId,
        next_at: Timestamp,
        error: Option<ErrorView>,
    ) -> Result<ChatId> {
        self.write_outbox(move |tx| {
            let row = row_by_id(tx, id)?;
            set_state(tx, id, OutboxState::Queued, error.as_ref())?;
            tx.prepare_cached("UPDATE outbox SET next_at = ?1 WHERE id = ?2")?
                .execute((next_at.0, id.0))?;
            Ok(row.chat)
        })
        .await
    }

    /// Its answer was lost: `Checking`.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn settle_checking(&self, id: OutboxId, error: Option<ErrorView>) -> Result<ChatId> {
        self.write_outbox(move |tx| {
            let row = row_by_id(tx, id)?;
            set_state(tx, id, OutboxState::Checking, error.as_ref())?;
            Ok(row.chat)
        })
        .await
    }

    /// The history can't tell: `Unknown`, the person decides.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn settle_unknown(&self, id: OutboxId, error: Option<ErrorView>) -> Result<ChatId> {
        self.blocking(move |inner| {
            let chat = inner.write_outbox(&|tx| {
                let row = row_by_id(tx, id)?;
                set_state(tx, id, OutboxState::Unknown, error.as_ref())?;
                Ok(row.chat)
            })?;
            show(inner, &chat);
            Ok(chat)
        })
        .await
    }

    /// The person says that an unconfirmed message did arrive (`Unknown`, `Checking`): the row
    /// goes, journalled.
    ///
    /// # Errors
    /// `NotFound`, `Invalid`, `Storage`.
    pub async fn confirm_sent(&self, id: OutboxId, now: Timestamp) -> Result<ChatId> {
        self.blocking(move |inner| {
            let chat = inner.write_outbox(&|tx| {
                let row = row_by_id(tx, id)?;
                expect(&row, &[OutboxState::Unknown, OutboxState::Checking])?;
                let line = NewLine {
                    chat: Some(row.chat.clone()),
                    count: 1,
                    ..NewLine::new(row.chat.account, JournalKind::Sent, now)
                };
                write_line(tx, &line)?;
                remove(tx, &row)?;
                Ok(row.chat)
            })?;
            show(inner, &chat);
            Ok(chat)
        })
        .await
    }

    /// The person gives it up (`Queued`, `Failed`, `Unknown`, `Checking`): the row and its file go.
    ///
    /// # Errors
    /// `NotFound`, `Invalid` (it is leaving right now), `Storage`.
    pub async fn discard(&self, id: OutboxId) -> Result<ChatId> {
        self.blocking(move |inner| {
            let chat = inner.write_outbox(&|tx| {
                let row = row_by_id(tx, id)?;
                expect(
                    &row,
                    &[
                        OutboxState::Queued,
                        OutboxState::Failed,
                        OutboxState::Unknown,
                        OutboxState::Checking,
                    ],
                )?;
                remove(tx, &row)?;
                remove_behind(tx, id)?;
                Ok(row.chat)
            })?;
            show(inner, &chat);
            Ok(chat)
        })
        .await
    }

    /// The person wants it sent again (`Failed`, `Unknown`): `Queued`, due now, at the same place
    /// among its chat's rows.
    ///
    /// # Errors
    /// `NotFound`, `Invalid`, `Storage`.
    pub async fn retry(&self, id: OutboxId, now: Timestamp) -> Result<ChatId> {
        self.blocking(move |inner| {
            let chat = inner.write_outbox(&|tx| {
                let row = row_by_id(tx, id)?;
                expect(&row, &[OutboxState::Failed, OutboxState::Unknown])?;
                tx.prepare_cached(
                    "UPDATE outbox SET state = 'queued', next_at = ?1, error = '' WHERE id = ?2",
                )?
                .execute((now.0, id.0))?;
                Ok(row.chat)
            })?;
            show(inner, &chat);
            Ok(chat)
        })
        .await
    }

    /// The person wants to change it (`Queued`, `Failed`, `Unknown`): text and file go back to
    /// the chat's draft, before what is there, and the row goes.
    ///
    /// # Errors
    /// `NotFound`, `Invalid`, `Storage`.
    pub async fn edit(&self, id: OutboxId, now: Timestamp) -> Result<ChatId> {
        self.blocking(move |inner| {
            let chat = inner.write_outbox(&|tx| take_back(tx, id, now))?;
            show(inner, &chat);
            Ok(chat)
        })
        .await
    }

    /// Removes accepted sends of an account whose messages are in the cache, and those accepted
    /// before `older_than`. Kept while another send of the same chat is unresolved or sent again,
    /// because its match must not take theirs. Failed statuses and deletions made before `older_than` go too.
    /// The chats touched.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn prune_accepted(
        &self,
        account: AccountId,
        older_than: Timestamp,
    ) -> Result<Vec<ChatId>> {
        self.blocking(move |inner| {
            let found = inner.read(&|conn| cache::prunable(conn, account, older_than))?;
            if found.is_empty() {
                return Ok(Vec::new());
            }
            inner.write_outbox(&|tx| {
                let mut chats = Vec::new();
                for id in &found {
                    let Ok(row) = row_by_id(tx, *id) else {
                        continue;
                    };
                    remove(tx, &row)?;
                    if !chats.contains(&row.chat) {
                        chats.push(row.chat);
                    }
                }
                Ok(chats)
            })
        })
        .await
    }
}

/// The service took it. `called` is the name of a chat that is deleted.
fn accept(
    tx: &Transaction<'_>,
    row: &OutboxRow,
    message: Option<&RemoteMessageId>,
    called: &str,
    at: Timestamp,
) -> Done<()> {
    let (kind, detail) = match &row.operation {
        OutboxOperation::Send { .. } => {
            tx.prepare_cached(
                "UPDATE outbox SET state = 'accepted', error = '',
                     remote = iif(:remote = '', remote, :remote),
                     accepted_at = iif(accepted_at = 0, :at, accepted_at)
                 WHERE id = :id",
            )?
            .execute(named_params! {
                ":remote": message.map_or("", RemoteMessageId::as_str),
                ":at": at.0,
                ":id": row.id.0,
            })?;
            if row.state == OutboxState::Accepted {
                return Ok(());
            }
            let id = message.map(RemoteMessageId::as_str).unwrap_or_default();
            (JournalKind::Sent, id.to_owned())
        }
        OutboxOperation::Status { status } => (JournalKind::Status, status.to_string()),
        OutboxOperation::Assign { to, .. } => {
            let whom = match to {
                AssignTarget::Operator { id, name } if name.is_empty() => id.as_str(),
                AssignTarget::Operator { name, .. } => name,
                AssignTarget::Email { email } => email,
                AssignTarget::Department { id } => id,
            };
            (JournalKind::Assigned, whom.to_owned())
        }
        OutboxOperation::Label { label, on: true } => (JournalKind::Labelled, label.to_string()),
        OutboxOperation::Label { label, on: false } => (JournalKind::Unlabelled, label.to_string()),
        OutboxOperation::Delete => (JournalKind::Deleted, called.to_owned()),
        OutboxOperation::Read { .. } => return remove(tx, row),
    };
    let line = NewLine {
        chat: Some(row.chat.clone()),
        detail,
        count: 1,
        ..NewLine::new(row.chat.account, kind, at)
    };
    write_line(tx, &line)?;
    if matches!(row.operation, OutboxOperation::Delete) {
        forget_chat(tx, &row.chat)?;
    }
    if !matches!(row.operation, OutboxOperation::Send { .. }) {
        remove(tx, row)?;
    }
    Ok(())
}

/// Puts a message back into its chat's draft.
fn take_back(tx: &Transaction<'_>, id: OutboxId, now: Timestamp) -> Done<ChatId> {
    let row = row_by_id(tx, id)?;
    expect(
        &row,
        &[
            OutboxState::Queued,
            OutboxState::Failed,
            OutboxState::Unknown,
        ],
    )?;
    let OutboxOperation::Send { text, .. } = &row.operation else {
        return Err(Fault::invalid("Only messages can be edited."));
    };
    let there = draft_text(tx, &row.chat)?;
    let joined = match (text.is_empty(), there.is_empty()) {
        (true, _) => there,
        (_, true) => text.clone(),
        _ => format!("{text}\n{there}"),
    };
    set_draft(tx, &row.chat, &joined, None, now)?;
    tx.prepare_cached("UPDATE attachments SET outbox = 0 WHERE outbox = ?1 AND outbox <> 0")?
        .execute([id.0])?;
    remove(tx, &row)?;
    remove_behind(tx, id)?;
    Ok(row.chat)
}

/// What was kept here of a chat that the person deleted goes with it. A draft stays: it may have
/// been written since.
fn forget_chat(tx: &Transaction<'_>, chat: &ChatId) -> Done<()> {
    for table in ["marks", "notes", "notified"] {
        tx.prepare_cached(&format!(
            "DELETE FROM {table} WHERE account = ?1 AND chat = ?2"
        ))?
        .execute((chat.account.0, chat.remote.as_str()))?;
    }
    Ok(())
}

/// What was to be done once a message left goes with it.
fn remove_behind(tx: &Transaction<'_>, id: OutboxId) -> Done<()> {
    tx.prepare_cached("DELETE FROM outbox WHERE behind = ?1 AND behind <> 0")?
        .execute([id.0])?;
    Ok(())
}

fn set_state(
    tx: &Transaction<'_>,
    id: OutboxId,
    state: OutboxState,
    error: Option<&ErrorView>,
) -> Done<()> {
    tx.prepare_cached("UPDATE outbox SET state = ?1, error = ?2 WHERE id = ?3")?
        .execute((state, error_text(error)?, id.0))?;
    Ok(())
}

/// Removes a row and the files it still owns.
fn remove(tx: &Transaction<'_>, row: &OutboxRow) -> Done<()> {
    if !files_of(tx, row.id)?.is_empty() {
        tx.prepare_cached("DELETE FROM attachments WHERE outbox = ?1 AND outbox <> 0")?
            .execute([row.id.0])?;
    }
    tx.prepare_cached("DELETE FROM outbox WHERE id = ?1")?
        .execute([row.id.0])?;
    Ok(())
}

fn expect(row: &OutboxRow, states: &[OutboxState]) -> Done<()> {
    if states.contains(&row.state) {
        Ok(())
    } else {
        Err(Fault::invalid(
            "It is too late for that: this is on its way.",
        ))
    }
}
