//! What is shown while an operation is pending: the service's word with the outbox's on top.

use std::collections::HashMap;

use domain::{AccountId, ChatId, ChatStatus, RemoteChatId};
use rusqlite::{Connection, OptionalExtension as _, Transaction};

use crate::fault::Done;

/// What is pending for a chat.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Echo {
    pub(super) status: Option<String>,
    pub(super) deleted: bool,
}

/// What is pending for an account's chats, by their ids. Usually next to nothing.
pub(super) fn pending(conn: &Connection, account: AccountId) -> Done<HashMap<String, Echo>> {
    let mut echoes: HashMap<String, Echo> = HashMap::new();
    let mut statement = conn.prepare_cached(
        "SELECT chat, kind, payload FROM o.outbox
         WHERE account = ?1 AND state IN ('queued', 'sending', 'checking')
         AND kind IN ('status', 'delete') ORDER BY id",
    )?;
    let mut rows = statement.query([account.0])?;
    while let Some(row) = rows.next()? {
        let echo = echoes.entry(row.get(0)?).or_default();
        if row.get_ref(1)?.as_str()? == "delete" {
            echo.deleted = true;
        } else {
            echo.status = Some(row.get(2)?);
        }
    }
    Ok(echoes)
}

/// Shows a chat as the service's word and what is pending say.
pub(crate) fn refresh(tx: &Transaction<'_>, chat: &ChatId) -> Done<()> {
    let echo = of_chat(tx, chat)?;
    tx.prepare_cached(
        "UPDATE chats SET status = coalesce(?3, status_server), hidden = ?4
         WHERE account = ?1 AND remote = ?2
         AND (status <> coalesce(?3, status_server) OR hidden <> ?4)",
    )?
    .execute((
        chat.account.0,
        chat.remote.as_str(),
        echo.status,
        echo.deleted,
    ))?;
    Ok(())
}

/// Shows every chat so that may be shown otherwise: the two databases commit one after the
/// other, and a program may end between.
pub(crate) fn reapply(tx: &Transaction<'_>) -> Done<()> {
    let chats: Vec<ChatId> = tx
        .prepare(
            "SELECT account, chat FROM o.outbox WHERE kind IN ('status', 'delete')
             UNION SELECT account, remote FROM chats WHERE hidden = 1 OR status <> status_server",
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
    Ok(())
}

/// Takes a status that the service accepted as the service's word.
pub(crate) fn take_status(tx: &Transaction<'_>, chat: &ChatId, status: &ChatStatus) -> Done<()> {
    tx.prepare_cached("UPDATE chats SET status_server = ?3 WHERE account = ?1 AND remote = ?2")?
        .execute((chat.account.0, chat.remote.as_str(), status.to_string()))?;
    Ok(())
}

fn of_chat(conn: &Connection, chat: &ChatId) -> Done<Echo> {
    let of_kind = |kind: &str| {
        conn.prepare_cached(
            "SELECT payload FROM o.outbox
             WHERE account = ?1 AND chat = ?2 AND kind = ?3
             AND state IN ('queued', 'sending', 'checking') ORDER BY id DESC LIMIT 1",
        )?
        .query_row((chat.account.0, chat.remote.as_str(), kind), |row| {
            row.get::<_, String>(0)
        })
        .optional()
    };
    Ok(Echo {
        status: of_kind("status")?,
        deleted: of_kind("delete")?.is_some(),
    })
}
