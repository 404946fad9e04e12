//! A chat's messages on screen: the cache's, with what waits in the outbox at the end.

use domain::view::{
    AttachmentView, MessagePage, MessageState, MessageView, NoteOrigin, StagedAttachment,
};
use domain::{
    Attachment, AttachmentId, AttachmentKind, AuthorKind, ChatId, Delivery, MessageExtras,
    OutboxId, Result, Rich, Timestamp,
};
use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::de::DeserializeOwned;

use super::chat_row_id;
use super::seen::{first_unread_key, unread_boundary};
use crate::codes::{author_kind, delivery, some_text};
use crate::fault::{Done, Fault};
use crate::outbox::{Note, attachment_content, files_of, notes_between, row_by_id, rows_where};
use crate::{OutboxOperation, OutboxRow, OutboxState, SendExtras, Store};

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
    /// read that page first, then ask with the same cursor. Notes stand between by their time, each
    /// in one stretch. `first_unread` is as of now; whoever
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
                page.messages.extend(waiting(conn, &chat, id)?);
            }
            let from = match (&page.older, page.messages.first()) {
                (None, _) => i64::MIN,
                (Some(_), Some(oldest)) => oldest.at.0,
                (Some(_), None) => i64::MAX,
            };
            for note in notes_between(conn, &chat, from, position.0)? {
                let after = page
                    .messages
                    .iter()
                    .rposition(|message| message.at <= note.created_at);
                page.messages
                    .insert(after.map_or(0, |index| index + 1), note_view(note));
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

pub(super) fn parse_cursor(text: &str) -> Option<Place> {
    let mut parts = text.split(':').map(str::parse);
    let cursor = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    parts.next().is_none().then_some(cursor)
}

/// What [`parse_cursor`] reads.
pub(super) fn cursor_text((at, ord, id): Place) -> String {
    format!("{at}:{ord}:{id}")
}

/// Where a message stands in time: when, the service's number, the row.
pub(super) type Place = (i64, i64, i64);

/// The newest `limit` messages of a chat before a place, newest first.
pub(super) fn stored_before(
    conn: &Connection,
    chat: i64,
    before: Place,
    limit: u32,
) -> Done<Vec<(MessageView, Place)>> {
    let boundary = unread_boundary(conn, chat)?;
    let mut statement = conn.prepare_cached(
        "SELECT remote, author, name, sent_at, text, attachments, delivery, read, ord, id,
             extras
         FROM messages WHERE chat = ?1 AND (sent_at, ord, id) < (?2, ?3, ?4)
         ORDER BY sent_at DESC, ord DESC, id DESC LIMIT ?5",
    )?;
    let rows = statement.query_map((chat, before.0, before.1, before.2, limit), |row| {
        stored_view(row, boundary)
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Sends of a chat that its stored messages don't show.
pub(super) fn waiting(conn: &Connection, chat: &ChatId, id: Option<i64>) -> Done<Vec<MessageView>> {
    let key = (chat.account.0, chat.remote.as_str());
    let mut found = Vec::new();
    for row in rows_where(conn, "account = ?1 AND chat = ?2 AND kind = 'send'", key)? {
        if !is_in_history(conn, id, &row)? {
            found.push(outbox_view(conn, row)?);
        }
    }
    Ok(found)
}

/// A stretch of what the cache holds.
fn stored(
    conn: &Connection,
    chat: i64,
    before: Place,
    cursor: Option<&str>,
    limit: u32,
) -> Done<MessagePage> {
    let limit = limit.max(1);
    let mut rows = stored_before(conn, chat, before, limit.saturating_add(1))?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let older_there: bool = conn
        .prepare_cached("SELECT older <> '' FROM chats WHERE id = ?1")?
        .query_row([chat], |row| row.get(0))?;
    let older = (more || older_there)
        .then(|| rows.last().map(|(_, place)| cursor_text(*place)))
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
) -> rusqlite::Result<(MessageView, Place)> {
    let author = author_kind(row.get(1)?);
    let (at, ord, id): (i64, i64, i64) = (row.get(3)?, row.get(8)?, row.get(9)?);
    let said = delivery(row.get_ref(6)?.as_str()?);
    let marked: bool = row.get(7)?;
    let customer = author == AuthorKind::Customer;
    let unread = customer
        && !marked
        && said != Some(Delivery::Read)
        && boundary.is_some_and(|first| (at, ord) >= first);
    let files: Vec<Attachment> = kept(row.get_ref(5)?.as_str()?);
    let extras: MessageExtras = kept(row.get_ref(10)?.as_str()?);
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
        note: None,
        internal: extras.internal,
        deleted: extras.deleted,
        edited_at: extras.edited_at,
        buttons: extras.buttons,
        quote: extras.quote.map(|quoted| format!("m:{quoted}")),
        editable: extras.handle.is_some() && extras.editable,
        deletable: extras.handle.is_some(),
        leaves_at: None,
    };
    Ok((view, (at, ord, id)))
}

/// What stands in a column of JSON. Most are empty, and making an error of each of them would take
/// longer than reading the rest of the row.
fn kept<T: DeserializeOwned + Default>(json: &str) -> T {
    if json.is_empty() {
        return T::default();
    }
    serde_json::from_str(json).unwrap_or_default()
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
    let leaves_at = row.leaves_at();
    let (text, extras) = match row.operation {
        OutboxOperation::Send { text, extras, .. } => (text, extras),
        _ => (String::new(), SendExtras::default()),
    };
    let buttons = match extras.rich {
        Some(Rich::Buttons { buttons }) => buttons,
        _ => Vec::new(),
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
        note: None,
        internal: false,
        deleted: false,
        edited_at: None,
        buttons,
        quote: extras.quote.map(|quoted| format!("m:{quoted}")),
        editable: false,
        deletable: false,
        leaves_at,
    })
}

pub(super) fn note_view(note: Note) -> MessageView {
    MessageView {
        key: note.key(),
        author: AuthorKind::Operator,
        name: None,
        at: note.created_at,
        text: note.text,
        attachments: Vec::new(),
        state: MessageState::None,
        outbox: None,
        unread: false,
        note: Some(NoteOrigin::Here),
        internal: true,
        deleted: false,
        edited_at: note.edited_at,
        buttons: Vec::new(),
        quote: None,
        editable: false,
        deletable: false,
        leaves_at: None,
    }
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
    let files: Vec<Attachment> = kept(&json.unwrap_or_default());
    Ok(files.into_iter().nth(index).and_then(|file| {
        Some(MediaSource::Remote {
            name: clean_name(file.name.as_deref(), file.kind),
            url: file.url?,
            kind: file.kind,
            mime: file.mime,
        })
    }))
}
