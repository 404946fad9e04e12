//! Which chats a filter's text, phone, operator and dates pick, and what the services picked.
//!
//! The set is made first, from the text indexes alone, and only then narrowed and ordered: a
//! condition beside `MATCH` would make SQLite look at every hit's row.

use std::collections::HashSet;

use domain::ChatFilter;
use rusqlite::{Connection, Params};

use super::matches::{members, set_id};
use super::{ORDINAL_BITS, text};
use crate::fault::Done;

pub(super) const IN_MESSAGES: &str = "SELECT rowid FROM message_text WHERE message_text MATCH ?1";
const IN_NAMES: &str = "SELECT rowid FROM chat_words WHERE chat_words MATCH ?1";
const IN_PARTS: &str = "SELECT rowid FROM chat_parts WHERE chat_parts MATCH ?1";

/// Every look-up in a text index there is.
#[cfg(test)]
pub(super) const MATCHES: [&str; 3] = [IN_MESSAGES, IN_NAMES, IN_PARTS];

/// The chats that a filter picks, as far as more than account, status and unread is asked for.
/// `None` if it isn't. `key` names the services' answer.
pub(super) fn candidates(
    conn: &Connection,
    filter: &ChatFilter,
    key: Option<&str>,
) -> Done<Option<HashSet<i64>>> {
    let asked = filter
        .text
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let answered = match key {
        None => None,
        Some(key) => match set_id(conn, key)? {
            None => None,
            Some(set) => Some(members(conn, set)?),
        },
    };
    let picked = match (answered, asked) {
        (Some(set), None) => Some(set.into_iter().collect()),
        (Some(set), Some(_)) => {
            let mut all = known_here(conn, filter, asked)?.unwrap_or_default();
            all.extend(set);
            Some(all)
        }
        (None, _) => known_here(conn, filter, asked)?,
    };
    let Some(label) = &filter.label else {
        return Ok(picked);
    };
    let sql = "SELECT chat FROM chat_labels WHERE label = ?1";
    let labelled = ids(conn, sql, [label.as_str()])?;
    Ok(Some(match picked {
        None => labelled,
        Some(picked) => picked.intersection(&labelled).copied().collect(),
    }))
}

/// What can be answered from here. `None` if nothing is asked.
fn known_here(
    conn: &Connection,
    filter: &ChatFilter,
    asked: Option<&str>,
) -> Done<Option<HashSet<i64>>> {
    if filter.source.is_some() || filter.telegram.is_some() || filter.organization.is_some() {
        return Ok(Some(HashSet::new()));
    }
    let mut picked: Option<HashSet<i64>> = None;
    let mut narrow = |set: HashSet<i64>| {
        picked = Some(match picked.take() {
            None => set,
            Some(before) => before.intersection(&set).copied().collect(),
        });
    };
    if let Some(asked) = asked {
        narrow(by_text(conn, asked)?);
    }
    if let Some(phone) = &filter.phone {
        narrow(by_phone(conn, &text::digits(phone))?);
    }
    if let Some(operator) = &filter.operator {
        let sql = "SELECT id FROM chats INDEXED BY chats_assignee
                   WHERE assignee_id = ?1 AND assignee_id <> ''";
        narrow(ids(conn, sql, [operator.as_str()])?);
    }
    if filter.from.is_some() || filter.to.is_some() {
        let from = filter.from.map_or(1, |at| at.0);
        let to = filter.to.map_or(i64::MAX, |at| at.0);
        let sql = "SELECT id FROM chats INDEXED BY chats_newest
                   WHERE pinned IN (0, 1) AND hidden = 0 AND sort_at BETWEEN ?1 AND ?2";
        narrow(ids(conn, sql, [from, to])?);
    }
    Ok(picked)
}

/// Chats whose names, phone or messages have what a person typed.
fn by_text(conn: &Connection, asked: &str) -> Done<HashSet<i64>> {
    let Some(query) = text::query(asked) else {
        return Ok(HashSet::new());
    };
    let mut found = HashSet::new();
    let mut statement = conn.prepare_cached(IN_MESSAGES)?;
    let mut rows = statement.query([&query.words])?;
    let mut last = 0;
    while let Some(row) = rows.next()? {
        let chat = row.get::<_, i64>(0)? >> ORDINAL_BITS;
        if chat != last {
            found.insert(chat);
            last = chat;
        }
    }
    found.extend(ids(conn, IN_NAMES, [&query.words])?);
    if let Some(parts) = &query.parts {
        found.extend(ids(conn, IN_PARTS, [parts])?);
    }
    if let Some(digits) = &query.digits {
        found.extend(by_phone(conn, digits)?);
    }
    Ok(found)
}

/// Chats whose phone has these digits in a row; at least three, which is as much as says
/// anything.
fn by_phone(conn: &Connection, digits: &str) -> Done<HashSet<i64>> {
    if digits.len() < 3 {
        return Ok(HashSet::new());
    }
    ids(conn, IN_PARTS, [format!("digits : \"{digits}\"")])
}

fn ids(conn: &Connection, sql: &str, params: impl Params) -> Done<HashSet<i64>> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params, |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
