//! Chats of the same customer, over all accounts.

use std::collections::BTreeSet;

use domain::view::LinkedChat;
use domain::{AccountId, Channel, ChatId, RemoteChatId, Result};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{chat_row_id, text};
use crate::Store;
use crate::codes::some_text;
use crate::fault::Done;
use crate::outbox::decided;

/// Digits from the end that make two phones the same: country codes and trunk zeros differ in how
/// services write them.
const SAME_DIGITS: usize = 9;
/// Chats proposed at most.
const MOST: usize = 20;

impl Store {
    /// Chats that are the same customer's as this one because the person said so, directly or
    /// through others; and those that may be, by phone or by the service's own mark, that nobody
    /// decided about.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn same_person(&self, chat: ChatId) -> Result<(Vec<LinkedChat>, Vec<LinkedChat>)> {
        self.read(move |conn| {
            let linked = linked(conn, &chat)?;
            let mut proposed = Vec::new();
            for (other, phone) in alike(conn, &chat)? {
                let known = other == chat
                    || linked.contains(&other)
                    || decided(conn, &chat, false)?.contains(&other);
                if !known {
                    proposed.extend(shown(conn, &other, phone)?);
                }
            }
            let mut shown_linked = Vec::new();
            for other in &linked {
                shown_linked.extend(shown(conn, other, None)?);
            }
            Ok((shown_linked, proposed))
        })
        .await
    }
}

/// Everything that is linked with a chat, through others too.
pub(super) fn linked(conn: &Connection, chat: &ChatId) -> Done<BTreeSet<ChatId>> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![chat.clone()];
    while let Some(next) = waiting.pop() {
        for other in decided(conn, &next, true)? {
            if other != *chat && found.insert(other.clone()) {
                waiting.push(other);
            }
        }
    }
    Ok(found)
}

/// Chats whose phone ends in the same digits, with that phone, or that carry the same mark.
fn alike(conn: &Connection, chat: &ChatId) -> Done<Vec<(ChatId, Option<String>)>> {
    let Some(id) = chat_row_id(conn, chat)? else {
        return Ok(Vec::new());
    };
    let (phone, person): (String, String) = conn
        .prepare_cached("SELECT phone, person FROM chats WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut found = Vec::new();
    if let Some(end) = end_of(&phone) {
        let mut statement = conn.prepare_cached(
            "SELECT account, remote, phone FROM chats WHERE id IN
                 (SELECT rowid FROM chat_parts WHERE chat_parts MATCH ?1) AND hidden = 0",
        )?;
        let rows = statement.query_map([format!("digits : \"{end}\"")], |row| {
            Ok((id_of(row)?, row.get::<_, String>(2)?))
        })?;
        for row in rows {
            let (other, phone) = row?;
            if end_of(&phone).is_some_and(|other| other == end) {
                found.push((other, Some(phone)));
            }
        }
    }
    if !person.is_empty() {
        let mut statement = conn.prepare_cached(
            "SELECT account, remote FROM chats WHERE account = ?1 AND person = ?2 AND hidden = 0",
        )?;
        let rows = statement.query_map((chat.account.0, person), id_of)?;
        for row in rows {
            let other = row?;
            if !found.iter().any(|(known, _)| *known == other) {
                found.push((other, None));
            }
        }
    }
    found.truncate(MOST);
    Ok(found)
}

/// The last digits of a phone; `None` if there are too few to tell people apart.
fn end_of(phone: &str) -> Option<String> {
    let digits = text::digits(phone);
    let start = digits.len().checked_sub(SAME_DIGITS)?;
    digits.get(start..).map(str::to_owned)
}

fn id_of(row: &Row<'_>) -> rusqlite::Result<ChatId> {
    Ok(ChatId::new(
        AccountId(row.get(0)?),
        RemoteChatId(row.get(1)?),
    ))
}

/// How another chat is shown; `None` if it isn't stored here.
pub(super) fn shown(
    conn: &Connection,
    chat: &ChatId,
    phone: Option<String>,
) -> Done<Option<LinkedChat>> {
    Ok(conn
        .prepare_cached(
            "SELECT iif(title = '', customer, title), channel FROM chats
             WHERE account = ?1 AND remote = ?2 AND hidden = 0",
        )?
        .query_row((chat.account.0, chat.remote.as_str()), |row| {
            Ok(LinkedChat {
                chat: chat.clone(),
                title: row.get(0)?,
                account: chat.account,
                channel: some_text(row.get(1)?).map(Channel),
                phone,
            })
        })
        .optional()?)
}
