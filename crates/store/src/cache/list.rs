//! The chat list and its counts.

use std::collections::HashSet;

use domain::view::{ChatCounts, ChatListPage, ChatListQuery, ChatSort, RemoteFilterState};
use domain::{AccountId, ChatId, ChatStatus, Result};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::hold::{held, window_around};
use super::search::candidates;
use super::view::row_of;
use crate::Store;
use crate::fault::Done;

/// Rows of a window at most.
const LONGEST_WINDOW: u32 = 200;

/// Rows of a window if nobody says.
const WINDOW: u32 = 50;

/// Chats up to which a set is looked up one by one and sorted here. A larger set is met sooner
/// by walking an index in the list's order.
const SMALL_SET: usize = 1_500;

impl Store {
    /// A window of the chat list; [`ChatListPage::remote`] is `Local`, the engine knows better.
    ///
    /// `matches` names the services' answer to this filter ([`Store::replace_matches`]): rows are
    /// then those in it, united with local text hits if the filter has text; `status` and
    /// `unread` narrow as known here. With `None` the filter is answered from here as far as it
    /// can be (text, phone, operator, dates); a source, Telegram id or organization then matches
    /// nothing.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn chat_list(
        &self,
        query: ChatListQuery,
        matches: Option<String>,
    ) -> Result<ChatListPage> {
        self.read(move |conn| {
            let wanted = Wanted {
                account: query.filter.account.map(|id| id.0),
                status: query.filter.status.as_ref().map(ToString::to_string),
                unread: query.filter.unread,
                sort: query.sort.unwrap_or_default(),
                hold: query.hold.clone(),
            };
            let offset = query.offset.unwrap_or(0);
            let limit = query.limit.unwrap_or(WINDOW).min(LONGEST_WINDOW);
            let (ids, total) = match candidates(conn, &query.filter, matches.as_deref())? {
                None => (
                    match held(conn, &wanted)? {
                        Some(held) => window_around(conn, &wanted, &held, offset, limit)?,
                        None => window(conn, &wanted, None, offset, limit)?,
                    },
                    tally(conn, &wanted)?,
                ),
                Some(set) if set.len() <= SMALL_SET => sorted(conn, &wanted, &set, offset, limit)?,
                Some(set) => walked(conn, &wanted, &set, offset, limit)?,
            };
            Ok(ChatListPage {
                total,
                offset,
                rows: ids
                    .into_iter()
                    .map(|id| row_of(conn, id))
                    .collect::<Done<_>>()?,
                remote: RemoteFilterState::Local,
            })
        })
        .await
    }

    /// Numbers beside the views, for an account or for all.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn chat_counts(&self, account: Option<AccountId>) -> Result<ChatCounts> {
        self.read(move |conn| {
            let mut counts = ChatCounts {
                by_status: ChatStatus::KNOWN
                    .into_iter()
                    .map(|status| (status, 0))
                    .collect(),
                ..ChatCounts::default()
            };
            let mut statement = conn.prepare_cached(
                "SELECT status, sum(chats), sum(unread_chats), sum(unread) FROM tallies
                 WHERE ?1 IS NULL OR account = ?1 GROUP BY status HAVING sum(chats) > 0",
            )?;
            let mut rows = statement.query([account.map(|id| id.0)])?;
            while let Some(row) = rows.next()? {
                let status = ChatStatus::from(row.get_ref(0)?.as_str()?);
                let chats: u32 = row.get(1)?;
                counts.all += chats;
                counts.unread += row.get::<_, u32>(2)?;
                counts.unread_messages += row.get::<_, u32>(3)?;
                match counts
                    .by_status
                    .iter_mut()
                    .find(|(known, _)| *known == status)
                {
                    Some((_, count)) => *count = chats,
                    None => counts.by_status.push((status, chats)),
                }
            }
            Ok(counts)
        })
        .await
    }
}

/// The part of a query that an index answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) account: Option<i64>,
    pub(super) status: Option<String>,
    pub(super) unread: Option<bool>,
    pub(super) sort: ChatSort,
    pub(super) hold: Option<ChatId>,
}

impl Wanted {
    /// The index in the list's order, and that order. Orders that come to the same share one:
    /// among chats all unread or all read, "unread first" is "newest"; among closed ones, so is
    /// "waiting".
    fn index(&self) -> (&'static str, &'static str) {
        let by_status = self.status.is_some();
        let all_alike = self.unread.is_some();
        let closed = self.status.as_deref() == Some("closed");
        let newest = "sort_at DESC, id";
        let unread_first = "has_unread DESC, sort_at DESC, id";
        match self.sort {
            ChatSort::Waiting if !closed => ("chats_waiting", "wait_key, sort_at DESC, id"),
            ChatSort::Newest | ChatSort::Waiting if !all_alike => {
                if by_status {
                    ("chats_status_newest", newest)
                } else {
                    ("chats_newest", newest)
                }
            }
            _ if by_status => ("chats_status_unread_first", unread_first),
            _ => ("chats_unread_first", unread_first),
        }
    }

    /// The query for ids in the list's order; parameters are account, status and a chat to leave
    /// out.
    fn sql(&self) -> String {
        let (index, order) = self.index();
        let mut sql = format!(
            "SELECT id FROM chats INDEXED BY {index}
             WHERE hidden = 0 AND (?1 IS NULL OR account = ?1)"
        );
        sql.push_str(if self.status.is_some() {
            " AND status = ?2"
        } else {
            " AND ?2 IS NULL"
        });
        sql.push_str(" AND id IS NOT ?3");
        match self.unread {
            Some(true) => sql.push_str(" AND has_unread = 1"),
            Some(false) => sql.push_str(" AND has_unread = 0"),
            None => {}
        }
        sql.push_str(" ORDER BY ");
        sql.push_str(order);
        sql
    }
}

pub(super) fn window(
    conn: &Connection,
    wanted: &Wanted,
    without: Option<i64>,
    offset: u32,
    limit: u32,
) -> Done<Vec<i64>> {
    let mut statement = conn.prepare_cached(&format!("{} LIMIT ?4 OFFSET ?5", wanted.sql()))?;
    let rows = statement.query_map(
        (wanted.account, &wanted.status, without, limit, offset),
        |row| row.get(0),
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many rows an index answers in all.
fn tally(conn: &Connection, wanted: &Wanted) -> Done<u32> {
    let column = match wanted.unread {
        None => "chats",
        Some(true) => "unread_chats",
        Some(false) => "chats - unread_chats",
    };
    Ok(conn
        .prepare_cached(&format!(
            "SELECT coalesce(sum({column}), 0) FROM tallies
             WHERE (?1 IS NULL OR account = ?1) AND (?2 IS NULL OR status = ?2)"
        ))?
        .query_row((wanted.account, &wanted.status), |row| row.get(0))?)
}

/// What orders a chat in the list.
struct Key {
    id: i64,
    has_unread: bool,
    sort_at: i64,
    wait_key: i64,
}

/// Looks a small set up, sorts it, takes a window.
fn sorted(
    conn: &Connection,
    wanted: &Wanted,
    set: &HashSet<i64>,
    offset: u32,
    limit: u32,
) -> Done<(Vec<i64>, u32)> {
    let mut statement = conn.prepare_cached(
        "SELECT id, has_unread, sort_at, wait_key FROM chats
         WHERE id = ?1 AND hidden = 0 AND (?2 IS NULL OR account = ?2)
         AND (?3 IS NULL OR status = ?3) AND (?4 IS NULL OR has_unread = ?4)",
    )?;
    let mut keys = Vec::with_capacity(set.len());
    for id in set {
        let key = statement
            .query_row(
                (id, wanted.account, &wanted.status, wanted.unread),
                |row: &Row<'_>| {
                    Ok(Key {
                        id: row.get(0)?,
                        has_unread: row.get(1)?,
                        sort_at: row.get(2)?,
                        wait_key: row.get(3)?,
                    })
                },
            )
            .optional()?;
        keys.extend(key);
    }
    if let Some(held) = held(conn, wanted)? {
        for key in keys.iter_mut().filter(|key| key.id == held.id) {
            key.has_unread = true;
        }
    }
    keys.sort_unstable_by_key(|key| match wanted.sort {
        ChatSort::UnreadFirst => (i64::from(!key.has_unread), -key.sort_at, key.id),
        ChatSort::Newest => (0, -key.sort_at, key.id),
        ChatSort::Waiting => (key.wait_key, -key.sort_at, key.id),
    });
    let total = u32::try_from(keys.len()).unwrap_or(u32::MAX);
    let ids = keys
        .into_iter()
        .skip(offset as usize)
        .take(limit as usize)
        .map(|key| key.id)
        .collect();
    Ok((ids, total))
}

/// Walks an index in the list's order past a large set.
fn walked(
    conn: &Connection,
    wanted: &Wanted,
    set: &HashSet<i64>,
    offset: u32,
    limit: u32,
) -> Done<(Vec<i64>, u32)> {
    let mut statement = conn.prepare_cached(&wanted.sql())?;
    let mut rows = statement.query((wanted.account, &wanted.status, None::<i64>))?;
    let mut ids = Vec::new();
    let mut total = 0_u32;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if !set.contains(&id) {
            continue;
        }
        if total >= offset && ids.len() < limit as usize {
            ids.push(id);
        }
        total += 1;
    }
    Ok((ids, total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::CACHE;

    fn plan(conn: &Connection, sql: &str) -> Vec<String> {
        let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let parameters = statement.parameter_count();
        let nulls = vec![rusqlite::types::Null; parameters];
        statement
            .query_map(rusqlite::params_from_iter(nulls), |row| row.get(3))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap()
    }

    /// Whether a statement reads columns of its index only. SQLite's own word for that, "covering
    /// index", isn't given to indexes over generated columns, though it reads them alike.
    fn reads_index_only(conn: &Connection, sql: &str) -> bool {
        let mut statement = conn.prepare(&format!("EXPLAIN {sql}")).unwrap();
        let parameters = statement.parameter_count();
        let nulls = vec![rusqlite::types::Null; parameters];
        let steps: Vec<(String, i64)> = statement
            .query_map(rusqlite::params_from_iter(nulls), |row| {
                Ok((row.get(1)?, row.get(2)?))
            })
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();
        let index = steps
            .iter()
            .find(|(step, _)| step == "DeferredSeek")
            .unwrap()
            .1;
        steps
            .iter()
            .filter(|(step, _)| step == "Column" || step == "Rowid")
            .all(|(_, cursor)| *cursor == index)
    }

    fn cache() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        for step in CACHE {
            conn.execute_batch(step).unwrap();
        }
        conn
    }

    #[test]
    fn every_window_comes_from_an_index_in_order() {
        let conn = cache();
        for sort in [ChatSort::UnreadFirst, ChatSort::Newest, ChatSort::Waiting] {
            for status in [None, Some("open"), Some("closed")] {
                for unread in [None, Some(true), Some(false)] {
                    let wanted = Wanted {
                        account: Some(1),
                        status: status.map(str::to_owned),
                        unread,
                        sort,
                        hold: None,
                    };
                    let plan = plan(&conn, &wanted.sql());
                    assert_eq!(plan.len(), 1, "no sorting in {wanted:?}: {plan:?}");
                    assert!(plan[0].contains("USING INDEX"), "{wanted:?}: {plan:?}");
                    assert!(
                        reads_index_only(&conn, &wanted.sql()),
                        "the table isn't read in {wanted:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn text_is_looked_up_with_nothing_beside_it() {
        let conn = cache();
        for sql in super::super::search::MATCHES {
            let plan = plan(&conn, sql);
            assert_eq!(plan.len(), 1, "the index alone: {plan:?}");
            assert!(
                plan[0].contains("VIRTUAL TABLE INDEX 0:M"),
                "by MATCH: {plan:?}"
            );
        }
    }
}
