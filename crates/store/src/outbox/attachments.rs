//! Files that wait: staged with a draft, or belonging to an outbox row.

use domain::view::StagedAttachment;
use domain::{AttachmentId, AttachmentKind, ChatId, OutboxId, RemoteChatId, Result, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use crate::Store;
use crate::codes::{attachment_kind, attachment_text};
use crate::fault::{Done, Fault};

/// A file to stage.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAttachment {
    /// How it will be shown.
    pub kind: AttachmentKind,
    /// File name without folders.
    pub name: String,
    /// MIME type.
    pub mime: String,
    /// Content.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for NewAttachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAttachment")
            .field("kind", &self.kind)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// A file with its content.
pub type AttachmentContent = NewAttachment;

impl Store {
    /// Stages a file with a chat's draft, after those already there.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn add_attachment(
        &self,
        chat: ChatId,
        file: NewAttachment,
        now: Timestamp,
    ) -> Result<StagedAttachment> {
        self.write_outbox(move |tx| {
            let size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
            tx.prepare_cached(
                "INSERT INTO attachments
                     (account, chat, outbox, kind, name, mime, size, created_at, bytes)
                 VALUES (:account, :chat, 0, :kind, :name, :mime, :size, :now, :bytes)",
            )?
            .execute(named_params! {
                ":account": chat.account.0,
                ":chat": chat.remote.as_str(),
                ":kind": attachment_text(file.kind),
                ":name": file.name,
                ":mime": file.mime,
                ":size": size,
                ":now": now.0,
                ":bytes": file.bytes,
            })?;
            Ok(StagedAttachment {
                id: AttachmentId(tx.last_insert_rowid()),
                kind: file.kind,
                name: file.name.clone(),
                mime: file.mime.clone(),
                size: file.bytes.len() as u64,
            })
        })
        .await
    }

    /// Removes a staged file. Its chat, or `None` if it wasn't staged (any more): a file that a
    /// queued message owns stays.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn remove_attachment(&self, attachment: AttachmentId) -> Result<Option<ChatId>> {
        self.write_outbox(move |tx| {
            Ok(tx
                .prepare_cached(
                    "DELETE FROM attachments WHERE id = ?1 AND outbox = 0 RETURNING account, chat",
                )?
                .query_row([attachment.0], |row| {
                    Ok(ChatId::new(
                        domain::AccountId(row.get(0)?),
                        RemoteChatId(row.get(1)?),
                    ))
                })
                .optional()?)
        })
        .await
    }

    /// A file's content, staged or queued.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn attachment(&self, attachment: AttachmentId) -> Result<AttachmentContent> {
        self.read_outbox(move |conn| {
            content(conn, attachment)?.ok_or_else(|| Fault::not_found("The file is gone."))
        })
        .await
    }
}

/// A file with its bytes.
pub(crate) fn content(conn: &Connection, id: AttachmentId) -> Done<Option<AttachmentContent>> {
    Ok(conn
        .prepare_cached("SELECT kind, name, mime, bytes FROM attachments WHERE id = ?1")?
        .query_row([id.0], |row| {
            Ok(NewAttachment {
                kind: attachment_kind(row.get_ref(0)?.as_str()?),
                name: row.get(1)?,
                mime: row.get(2)?,
                bytes: row.get(3)?,
            })
        })
        .optional()?)
}

/// Files staged with a chat's draft, in order.
pub(super) fn staged(conn: &Connection, chat: &ChatId) -> Done<Vec<StagedAttachment>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, kind, name, mime, size FROM attachments
         WHERE account = ?1 AND chat = ?2 AND outbox = 0 ORDER BY id",
    )?;
    let rows = statement.query_map((chat.account.0, chat.remote.as_str()), staged_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Files of an outbox row, bytes aside.
pub(crate) fn files_of(conn: &Connection, outbox: OutboxId) -> Done<Vec<StagedAttachment>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, kind, name, mime, size FROM attachments
         WHERE outbox = ?1 AND outbox <> 0 ORDER BY id",
    )?;
    let rows = statement.query_map([outbox.0], staged_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn staged_row(row: &Row<'_>) -> rusqlite::Result<StagedAttachment> {
    Ok(StagedAttachment {
        id: AttachmentId(row.get(0)?),
        kind: attachment_kind(row.get_ref(1)?.as_str()?),
        name: row.get(2)?,
        mime: row.get(3)?,
        size: u64::try_from(row.get::<_, i64>(4)?).unwrap_or(0),
    })
}
