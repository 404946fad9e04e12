//! One chat.

use domain::view::{ChatRow, ChatView, ErrorView, LastLine};
use domain::{
    AccountId, Answering, Channel, ChatId, ChatStatus, MessageExtras, OperatorId, OperatorRef,
    RemoteChatId, RemoteMessageId, Result, Timestamp,
};

use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{chat_row_id, labels};
use crate::Store;
use crate::codes::{attachment_kind, author_kind, error_view, some_text};
use crate::fault::{Done, Fault};

/// What is stored of a chat's history.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryState {
    /// When it was last read and brought something; `None` if it was never read.
    pub read_at: Option<Timestamp>,
    /// Where older messages go on at the service; `None` if the beginning is stored or nothing.
    pub older: Option<String>,
    /// The last trouble with reading it.
    pub error: Option<ErrorView>,
    /// The service spoke of activity since.
    pub stale: bool,
    /// Older messages were let go, because they are kept only for a while.
    pub cut: bool,
}

impl Store {
    /// A chat's row; `None` if the chat isn't known.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn chat_row(&self, chat: ChatId) -> Result<Option<ChatRow>> {
        self.read(move |conn| match chat_row_id(conn, &chat)? {
            Some(id) => row_of(conn, id).map(Some),
            None => Ok(None),
        })
        .await
    }

    /// An open chat's head.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn chat_view(&self, chat: ChatId) -> Result<ChatView> {
        self.read(move |conn| {
            let id = chat_row_id(conn, &chat)?
                .ok_or_else(|| Fault::not_found("There is no such chat."))?;
            let row = row_of(conn, id)?;
            Ok(conn
                .prepare_cached(
                    "SELECT read_at > 0, history_error, messages, first_at, answering,
                        coalesce((SELECT q.error FROM o.outbox AS q
                            WHERE q.account = chats.account AND q.chat = chats.remote
                            AND q.kind <> 'send' AND q.state = 'failed'
                            ORDER BY q.id DESC LIMIT 1), '')
                     FROM chats WHERE id = ?1",
                )?
                .query_row([id], |columns| {
                    Ok(ChatView {
                        row: row.clone(),
                        loaded: columns.get(0)?,
                        error: error_view(columns.get_ref(1)?.as_str()?),
                        messages: columns.get(2)?,
                        first_at: some_time(columns.get(3)?),
                        answering: serde_json::from_str(columns.get_ref(4)?.as_str()?)
                            .unwrap_or(Answering::Open),
                        refused: error_view(columns.get_ref(5)?.as_str()?),
                    })
                })?)
        })
        .await
    }

    /// What is stored of a chat's history; all empty for an unknown chat.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn history_state(&self, chat: ChatId) -> Result<HistoryState> {
        self.read(move |conn| {
            let Some(id) = chat_row_id(conn, &chat)? else {
                return Ok(HistoryState::default());
            };
            Ok(conn
                .prepare_cached(
                    "SELECT read_at, older, history_error, stale, cut > 0 FROM chats WHERE id = ?1",
                )?
                .query_row([id], |row| {
                    Ok(HistoryState {
                        read_at: some_time(row.get(0)?),
                        older: some_text(row.get(1)?),
                        error: error_view(row.get_ref(2)?.as_str()?),
                        stale: row.get(3)?,
                        cut: row.get(4)?,
                    })
                })?)
        })
        .await
    }

    /// What only some services say of a stored message.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn message_extras(
        &self,
        chat: ChatId,
        message: RemoteMessageId,
    ) -> Result<MessageExtras> {
        self.read(move |conn| {
            let found: Option<String> = match chat_row_id(conn, &chat)? {
                None => None,
                Some(id) => conn
                    .prepare_cached("SELECT extras FROM messages WHERE remote = ?1 AND chat = ?2")?
                    .query_row((message.as_str(), id), |row| row.get(0))
                    .optional()?,
            };
            let found = found.ok_or_else(|| Fault::not_found("The message is gone."))?;
            Ok(serde_json::from_str(&found).unwrap_or_default())
        })
        .await
    }

    /// The operator a chat is assigned to, for the notification policy.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn assignee(&self, chat: ChatId) -> Result<Option<OperatorRef>> {
        self.read(move |conn| {
            Ok(conn
                .prepare_cached(
                    "SELECT assignee_id, assignee_name FROM chats
                     WHERE account = ?1 AND remote = ?2 AND assignee_id <> ''",
                )?
                .query_row((chat.account.0, chat.remote.as_str()), |row| {
                    Ok(OperatorRef {
                        id: OperatorId(row.get(0)?),
                        name: row.get(1)?,
                    })
                })
                .optional()?)
        })
        .await
    }
}

/// Rows of the chat list, drafts and the outbox's counts joined in.
pub(super) const ROW: &str = "
    SELECT c.account, c.remote, c.title, c.customer, c.channel, c.status, c.unread_shown,
        c.assignee_id, c.assignee_name, c.phone, c.waiting, c.messages,
        c.last_author, c.last_name, c.last_text, c.last_attachment, c.last_at,
        EXISTS (SELECT 1 FROM o.drafts AS d WHERE d.account = c.account AND d.chat = c.remote)
            OR EXISTS (SELECT 1 FROM o.attachments AS a
                WHERE a.account = c.account AND a.chat = c.remote AND a.outbox = 0),
        (SELECT count(*) FROM o.outbox AS q WHERE q.account = c.account AND q.chat = c.remote
            AND q.kind = 'send' AND q.state IN ('failed', 'unknown')),
        (SELECT count(*) FROM o.outbox AS q WHERE q.account = c.account AND q.chat = c.remote
            AND q.kind = 'send' AND q.state IN ('queued', 'sending', 'checking')),
        c.labels, c.snoozed_until, c.pinned
    FROM chats AS c WHERE c.id = ?1";

/// A row of the chat list.
pub(super) fn row_of(conn: &Connection, id: i64) -> Done<ChatRow> {
    Ok(conn.prepare_cached(ROW)?.query_row([id], read_row)?)
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<ChatRow> {
    let title: String = row.get(2)?;
    let customer: String = row.get(3)?;
    let assignee_id: String = row.get(7)?;
    let assignee_name: String = row.get(8)?;
    let status = ChatStatus::from(row.get_ref(5)?.as_str()?);
    let waiting: i64 = row.get(10)?;
    let messages: i64 = row.get(11)?;
    let last_at: i64 = row.get(16)?;
    // Of messages that were let go it is known when the last one was written, and by whom.
    let last = if messages == 0 && last_at == 0 {
        None
    } else {
        Some(LastLine {
            author: author_kind(row.get(12)?),
            name: some_text(row.get(13)?),
            text: row.get(14)?,
            attachment: some_text(row.get(15)?).map(|kind| attachment_kind(&kind)),
            at: Timestamp(last_at),
        })
    };
    Ok(ChatRow {
        id: ChatId::new(AccountId(row.get(0)?), RemoteChatId(row.get(1)?)),
        title: if title.is_empty() { customer } else { title },
        channel: some_text(row.get(4)?).map(Channel),
        waiting_since: some_time(waiting).filter(|_| status != ChatStatus::Closed),
        status,
        unread: row.get(6)?,
        assignee: some_text(assignee_name).or_else(|| some_text(assignee_id)),
        phone: some_text(row.get(9)?),
        last,
        draft: row.get(17)?,
        failed: row.get(18)?,
        queued: row.get(19)?,
        labels: labels::list(row.get_ref(20)?.as_str()?),
        snoozed_until: some_time(row.get(21)?),
        pinned: row.get(22)?,
    })
}

fn some_time(at: i64) -> Option<Timestamp> {
    (at > 0).then_some(Timestamp(at))
}
