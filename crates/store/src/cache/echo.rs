//! What is shown while an operation is pending: the service's word with the outbox's on top.

use std::collections::HashMap;

use domain::{AccountId, AssignTarget, ChatId, ChatStatus, LabelId, OperatorRef, RemoteChatId};
use rusqlite::{Connection, OptionalExtension as _, Transaction};

use super::{chat_row_id, labels, marks};
use crate::OutboxOperation;
use crate::fault::Done;
use crate::outbox::rows_where_in;

/// Somebody a chat is assigned to; both empty for nobody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Who {
    pub(super) id: String,
    pub(super) name: String,
}

impl From<&OperatorRef> for Who {
    fn from(operator: &OperatorRef) -> Self {
        Self {
            id: operator.id.as_str().to_owned(),
            name: operator.name.clone(),
        }
    }
}

impl From<&AssignTarget> for Who {
    fn from(target: &AssignTarget) -> Self {
        match target {
            AssignTarget::Operator { id, name } => Self {
                id: id.as_str().to_owned(),
                name: name.clone(),
            },
            // The service will say who that is.
            AssignTarget::Email { email: name } | AssignTarget::Department { id: name } => Self {
                id: String::new(),
                name: name.clone(),
            },
        }
    }
}

/// What is pending for a chat.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Echo {
    pub(super) status: Option<String>,
    pub(super) assignee: Option<Who>,
    pub(super) labels: Vec<(LabelId, bool)>,
    pub(super) deleted: bool,
}

impl Echo {
    fn add(&mut self, operation: OutboxOperation) {
        match operation {
            OutboxOperation::Status { status } => self.status = Some(status.to_string()),
            OutboxOperation::Assign { to, .. } => self.assignee = Some(Who::from(&to)),
            OutboxOperation::Label { label, on } => self.labels.push((label, on)),
            OutboxOperation::Delete => self.deleted = true,
            OutboxOperation::Send { .. } | OutboxOperation::Read { .. } => {}
        }
    }
}

/// Rows that are shown before the service has heard of them. What waits behind a message that
/// did not get through isn't.
const SHOWN: &str = "state IN ('queued', 'sending', 'checking')
    AND kind IN ('status', 'assign', 'label', 'delete')
    AND NOT EXISTS (SELECT 1 FROM o.outbox AS first
        WHERE first.id = outbox.behind AND first.state IN ('failed', 'unknown'))";

/// What is pending for an account's chats, by their ids. Usually next to nothing.
pub(super) fn pending(conn: &Connection, account: AccountId) -> Done<HashMap<String, Echo>> {
    let mut echoes: HashMap<String, Echo> = HashMap::new();
    let condition = format!("account = ?1 AND {SHOWN}");
    for row in rows_where_in(conn, "o.", &condition, [account.0])? {
        echoes
            .entry(row.chat.remote.0)
            .or_default()
            .add(row.operation);
    }
    Ok(echoes)
}

/// Whether a message of the person's is on its way to a chat, or arrived just now.
pub(super) fn is_answering(conn: &Connection, chat: &ChatId) -> Done<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM o.outbox WHERE account = ?1 AND chat = ?2 AND kind = 'send'
             AND state IN ('sending', 'checking', 'accepted') LIMIT 1",
        )?
        .exists((chat.account.0, chat.remote.as_str()))?)
}

/// The operator an account works as; empty for none.
pub(super) fn me(conn: &Connection, account: AccountId) -> Done<String> {
    Ok(conn
        .prepare_cached("SELECT me FROM o.accounts WHERE id = ?1")?
        .query_row([account.0], |row| row.get(0))
        .optional()?
        .unwrap_or_default())
}

/// Shows a chat as the service's word and what is pending say.
pub(crate) fn refresh(tx: &Transaction<'_>, chat: &ChatId) -> Done<()> {
    let Some(id) = chat_row_id(tx, chat)? else {
        return Ok(());
    };
    let echo = of_chat(tx, chat)?;
    let (labels_before, labels_server, assignee): (String, String, Who) = tx
        .prepare_cached(
            "SELECT labels, labels_server, assignee_server, assignee_server_name FROM chats
             WHERE id = ?1",
        )?
        .query_row([id], |row| {
            let who = Who {
                id: row.get(2)?,
                name: row.get(3)?,
            };
            Ok((row.get(0)?, row.get(1)?, who))
        })?;
    let shown_labels = labels::with(&labels_server, &echo.labels)?;
    let assignee = echo.assignee.unwrap_or(assignee);
    let me = me(tx, chat.account)?;
    let mine = !me.is_empty() && assignee.id == me;
    tx.prepare_cached(
        "UPDATE chats SET status = coalesce(?2, status_server), hidden = ?3, labels = ?4,
             assignee_id = ?5, assignee_name = ?6, mine = ?7
         WHERE id = ?1 AND (status, hidden, labels, assignee_id, assignee_name, mine)
             <> (coalesce(?2, status_server), ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((
        id,
        echo.status,
        echo.deleted,
        &shown_labels,
        assignee.id,
        assignee.name,
        mine,
    ))?;
    if shown_labels != labels_before {
        labels::index(tx, id, &shown_labels)?;
    }
    Ok(())
}

/// Shows every chat so that may be shown otherwise: the two databases commit one after the
/// other, and a program may end between.
pub(crate) fn reapply(tx: &Transaction<'_>) -> Done<()> {
    let chats: Vec<ChatId> = tx
        .prepare(
            "SELECT account, chat FROM o.outbox
             WHERE kind IN ('status', 'assign', 'label', 'delete')
             UNION SELECT account, remote FROM chats WHERE hidden = 1 OR status <> status_server
                 OR labels <> labels_server OR assignee_id <> assignee_server
                 OR assignee_name <> assignee_server_name",
        )?
        .query_map([], |row| {
            Ok(ChatId::new(
                AccountId(row.get(0)?),
                RemoteChatId(row.get(1)?),
            ))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for chat in chats {
        refresh(tx, &chat)?;
    }
    marks::mirror_all(tx)
}

/// Takes what the service accepted as the service's word.
pub(crate) fn take(tx: &Transaction<'_>, chat: &ChatId, done: &OutboxOperation) -> Done<()> {
    match done {
        OutboxOperation::Status { status } => take_status(tx, chat, status),
        OutboxOperation::Assign { to, .. } => {
            let who = Who::from(to);
            tx.prepare_cached(
                "UPDATE chats SET assignee_server = ?3, assignee_server_name = ?4
                 WHERE account = ?1 AND remote = ?2",
            )?
            .execute((chat.account.0, chat.remote.as_str(), who.id, who.name))?;
            Ok(())
        }
        OutboxOperation::Label { label, on } => {
            let before: Option<String> = tx
                .prepare_cached(
                    "SELECT labels_server FROM chats WHERE account = ?1 AND remote = ?2",
                )?
                .query_row((chat.account.0, chat.remote.as_str()), |row| row.get(0))
                .optional()?;
            let after = labels::with(&before.unwrap_or_default(), &[(label.clone(), *on)])?;
            tx.prepare_cached(
                "UPDATE chats SET labels_server = ?3 WHERE account = ?1 AND remote = ?2",
            )?
            .execute((chat.account.0, chat.remote.as_str(), after))?;
            Ok(())
        }
        OutboxOperation::Send { .. } | OutboxOperation::Read { .. } | OutboxOperation::Delete => {
            Ok(())
        }
    }
}

fn take_status(tx: &Transaction<'_>, chat: &ChatId, status: &ChatStatus) -> Done<()> {
    tx.prepare_cached("UPDATE chats SET status_server = ?3 WHERE account = ?1 AND remote = ?2")?
        .execute((chat.account.0, chat.remote.as_str(), status.to_string()))?;
    Ok(())
}

fn of_chat(conn: &Connection, chat: &ChatId) -> Done<Echo> {
    let condition = format!("account = ?1 AND chat = ?2 AND {SHOWN}");
    let key = (chat.account.0, chat.remote.as_str());
    let mut echo = Echo::default();
    for row in rows_where_in(conn, "o.", &condition, key)? {
        echo.add(row.operation);
    }
    Ok(echo)
}
