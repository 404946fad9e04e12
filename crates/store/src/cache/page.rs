//! A chat's messages on screen: the cache's, with what waits in the outbox at the end.

use domain::view::{AttachmentView, MessagePage, MessageState, MessageView, StagedAttachment};
use domain::{
    Attachment, AttachmentId, AttachmentKind, AuthorKind, ChatId, Delivery, OutboxId, Result,
    Timestamp,
};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::chat_row_id;
use super::seen::{first_unread_key, unread_boundary};
use crate::codes::{author_kind, delivery, some_text};
use crate::fault::{Done, Fault};
use crate::outbox::{attachment_content, files_of, row_by_id, rows_where};
use crate::{OutboxOperation, OutboxRow, OutboxState, Store};

/// Where the bytes of a shown file are.
#[derive(Clone, PartialEq, Eq)]
pub enum MediaSource {
    /// At the service.
    Remote {
        /// As the service wrote it; resolve against the account's server.
        url: String,
        /// How to show it.
        kind: AttachmentKind,
        /// File name, cleaned.
        name: String,
        /// MIME type, where the service gave one.
        mime: Option<String>,
    },
    /// Here, since it is staged or queued.
    Local(crate::AttachmentContent),
}

impl std::fmt::Debug for MediaSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Remote { .. } => "Remote",
            Self::Local(_) => "Local",
        })
    }
}

impl Store {
    /// A stretch of a chat's messages, oldest first: the newest `limit` before the cursor
    /// `before` ([`MessagePage::older`]), all of the outbox's sends at the end of the newest
    /// stretch. Accepted sends whose message is in the cache are left out. `older` is there, too,
    /// when nothing older is stored but the service has more ([`crate::HistoryState::older`]):
    /// read that page first, then ask with the same cursor. `first_unread` is as of now; whoever
    /// keeps a chat open keeps the first answer.
    ///
    /// # Errors
    /// `Invalid` for a cursor that isn't one, `Storage`.
    pub async fn message_page(
        &self,
        chat: ChatId,
        before: Option<String>,
        limit: u32,
    ) -> Result<MessagePage> {
        self.read(move |conn| {
            let position = match &before {
                None => (i64::MAX, i64::MAX, i64::MAX),
                Some(cursor) => {
                    parse_cursor(cursor).ok_or_else(|| Fault::invalid("This is no cursor."))?
                }
            };
            let id = chat_row_id(conn, &chat)?;
            let mut page = match id {
                Some(id) => stored(conn, id, position, before.as_deref(), limit)?,
                None => MessagePage {
                    messages: Vec::new(),
                    older: None,
                    first_unread: None,
                },
            };
            if before.is_none() {
                let key = (chat.account.0, chat.remote.as_str());
                for row in rows_where(conn, "account = ?1 AND chat = ?2 AND kind = 'send'", key)? {
                    if !is_in_history(conn, id, &row)? {
                        page.messages.push(outbox_view(conn, row)?);
                    }
                }
            }
            Ok(page)
        })
        .await
    }

    /// Where a shown file's bytes are. `key` is a message's (`m:..`, `o:..`) or `a:` and a staged
    /// file's id.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn media_source(&self, chat: ChatId, key: String, index: u32) -> Result<MediaSource> {
        self.read(move |conn| {
            let gone = || Fault::not_found("The file is gone.");
            let position = usize::try_from(index).unwrap_or(usize::MAX);
            let (kind, id) = key.split_once(':').ok_or_else(gone)?;
            let file = match kind {
                "m" => return remote_source(conn, &chat, id, position)?.ok_or_else(gone),
                "a" => AttachmentId(id.parse().map_err(|_| gone())?),
                "o" => {
                    let row = row_by_id(conn, OutboxId(id.parse().map_err(|_| gone())?))?;
                    let files = files_of(conn, row.id)?;
                    files
                        .get(position)
                        .filter(|_| row.chat == chat)
                        .ok_or_else(gone)?
                        .id
                }
                _ => return Err(gone()),
            };
            let local = attachment_content(conn, file)?.ok_or_else(gone)?;
            Ok(MediaSource::Local(local))
        })
        .await
    }
}

/// A file name without folders, control characters and marks that turn text around; never empty.
#[must_use]
fn clean_name(name: Option<&str>, kind: AttachmentKind) -> String {
    let name = name.unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = name
        .chars()
        .filter(|c| {
            !c.is_control()
                && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .take(120)
        .collect();
    let clean = clean.trim().trim_start_matches('.');
    match (clean.is_empty(), kind) {
        (false, _) => clean.to_owned(),
        (true, AttachmentKind::Photo) => "photo".to_owned(),
        (true, AttachmentKind::File) => "file".to_owned(),
    }
}

fn parse_cursor(text: &str) -> Option<(i64, i64, i64)> {
    let mut parts = text.split(':').map(str::parse);
    let cursor = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    parts.next().is_none().then_some(cursor)
}

/// A stretch of what the cache holds.
fn stored(
    conn: &Connection,
    chat: i64,
    before: (i64, i64, i64),
    cursor: Option<&str>,
    limit: u32,
) -> Done<MessagePage> {
    let boundary = unread_boundary(conn, chat)?;
    let mut statement = conn.prepare_cached(
        "SELECT remote, author, name, sent_at, text, attachments, delivery, read, ord, id
         FROM messages WHERE chat = ?1 AND (sent_at, ord, id) < (?2, ?3, ?4)
         ORDER BY sent_at DESC, ord DESC, id DESC LIMIT ?5",
    )?;
    let limit = limit.max(1);
    let rows = statement.query_map(
        (chat, before.0, before.1, before.2, limit.saturating_add(1)),
        |row| stored_view(row, boundary),
    )?;
    let mut rows: Vec<(MessageView, String)> = rows.collect::<rusqlite::Result<_>>()?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let older_there: bool = conn
        .prepare_cached("SELECT older <> '' FROM chats WHERE id = ?1")?
        .query_row([chat], |row| row.get(0))?;
    let older = (more || older_there)
        .then(|| rows.last().map(|(_, cursor)| cursor.clone()))
        .and_then(|last| last.or_else(|| cursor.map(str::to_owned)));
    Ok(MessagePage {
        messages: rows.into_iter().rev().map(|(view, _)| view).collect(),
        older,
        first_unread: first_unread_key(conn, chat)?,
    })
}

fn stored_view(
    row: &Row<'_>,
    boundary: Option<(i64, i64)>,
) -> rusqlite::Result<(MessageView, String)> {
    let author = author_kind(row.get(1)?);
    let (at, ord, id): (i64, i64, i64) = (row.get(3)?, row.get(8)?, row.get(9)?);
    let said = delivery(row.get_ref(6)?.as_str()?);
    let marked: bool = row.get(7)?;
    let customer = author == AuthorKind::Customer;
    let unread = customer
        && !marked
        && said != Some(Delivery::Read)
        && boundary.is_some_and(|first| (at, ord) >= first);
    let files: Vec<Attachment> =
        serde_json::from_str(row.get_ref(5)?.as_str()?).unwrap_or_default();
    let view = MessageView {
        key: format!("m:{}", row.get_ref(0)?.as_str()?),
        author,
        name: some_text(row.get(2)?),
        at: Timestamp(at),
        text: row.get(4)?,
        attachments: (0_u32..)
            .zip(&files)
            .map(|(index, file)| AttachmentView {
                index,
                kind: file.kind,
                name: clean_name(file.name.as_deref(), file.kind),
                mime: file.mime.clone(),
                size: file.size,
                available: file.url.is_some(),
            })
            .collect(),
        state: match said {
            Some(delivery) if !customer => MessageState::Delivery { delivery },
            _ => MessageState::None,
        },
        outbox: None,
        unread,
    };
    Ok((view, format!("{at}:{ord}:{id}")))
}

/// Whether an accepted send's message is stored.
fn is_in_history(conn: &Connection, chat: Option<i64>, row: &OutboxRow) -> Done<bool> {
    let (Some(chat), Some(remote), OutboxState::Accepted) = (chat, &row.remote_id, row.state)
    else {
        return Ok(false);
    };
    Ok(conn
        .prepare_cached("SELECT 1 FROM messages WHERE remote = ?1 AND chat = ?2")?
        .exists((remote.as_str(), chat))?)
}

fn outbox_view(conn: &Connection, row: OutboxRow) -> Done<MessageView> {
    let text = match row.operation {
        OutboxOperation::Send { text, .. } => text,
        _ => String::new(),
    };
    let files = files_of(conn, row.id)?;
    Ok(MessageView {
        key: format!("o:{}", row.id),
        author: AuthorKind::Operator,
        name: None,
        at: row.accepted_at.unwrap_or(row.created_at),
        text,
        attachments: (0_u32..).zip(files).map(local_view).collect(),
        state: match (row.state, row.error) {
            (OutboxState::Queued, _) => MessageState::Queued,
            (OutboxState::Sending, _) => MessageState::Sending,
            (OutboxState::Accepted, _) => MessageState::Delivery {
                delivery: Delivery::Sent,
            },
            (OutboxState::Failed, Some(error)) => MessageState::Failed { error },
            (OutboxState::Checking, _) => MessageState::Checking,
            (OutboxState::Failed, None) | (OutboxState::Unknown, _) => MessageState::Unconfirmed,
        },
        outbox: Some(row.id),
        unread: false,
    })
}

fn local_view((index, file): (u32, StagedAttachment)) -> AttachmentView {
    AttachmentView {
        index,
        kind: file.kind,
        name: clean_name(Some(&file.name), file.kind),
        mime: some_text(file.mime),
        size: Some(file.size),
        available: true,
    }
}

fn remote_source(
    conn: &Connection,
    chat: &ChatId,
    message: &str,
    index: usize,
) -> Done<Option<MediaSource>> {
    let Some(id) = chat_row_id(conn, chat)? else {
        return Ok(None);
    };
    let json: Option<String> = conn
        .prepare_cached("SELECT attachments FROM messages WHERE remote = ?1 AND chat = ?2")?
        .query_row((message, id), |row| row.get(0))
        .optional()?;
    let files: Vec<Attachment> =
        serde_json::from_str(&json.unwrap_or_default()).unwrap_or_default();
    Ok(files.into_iter().nth(index).and_then(|file| {
        Some(MediaSource::Remote {
            name: clean_name(file.name.as_deref(), file.kind),
            url: file.url?,
            kind: file.kind,
            mime: file.mime,
        })
    }))
}
