//! The chat list and its counts.

use std::collections::HashSet;

use domain::view::{ChatCounts, ChatListPage, ChatListQuery, ChatSort, RemoteFilterState};
use domain::{AccountId, Assigned, ChatId, ChatStatus, RemoteChatId, Result};
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
    /// A window of the chat list, pinned chats first; [`ChatListPage::remote`] is `Local`, the
    /// engine knows better.
    ///
    /// `matches` names the services' answer to this filter ([`Store::replace_matches`]): rows are
    /// then those in it, united with local text hits if the filter has text; everything that is
    /// known here (see [`Wanted`]) narrows as known here. With `None` the filter is answered from
    /// here as far as it can be (text, phone, operator, dates); a source, Telegram id or
    /// organization then matches nothing.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn chat_list(
        &self,
        query: ChatListQuery,
        matches: Option<String>,
    ) -> Result<ChatListPage> {
        self.read(move |conn| {
            let wanted = Wanted::of(&query);
            let offset = query.offset.unwrap_or(0);
            let limit = query.limit.unwrap_or(WINDOW).min(LONGEST_WINDOW);
            let (ids, total) = match candidates(conn, &query.filter, matches.as_deref())? {
                None => {
                    let total = tally(conn, &wanted)?;
                    // Where fewer match than fit, the walk ends with the last of them.
                    let limit = limit.min(total.saturating_sub(offset));
                    let ids = match held(conn, &wanted)? {
                        Some(held) => window_around(conn, &wanted, &held, offset, limit)?,
                        None => window(conn, &wanted, None, offset, limit)?,
                    };
                    (ids, total)
                }
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

    /// Ids of all chats that a query matches, in the list's order, at most `limit`. Its window
    /// doesn't count.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn chats_matching(
        &self,
        query: ChatListQuery,
        matches: Option<String>,
        limit: u32,
    ) -> Result<Vec<ChatId>> {
        self.read(move |conn| {
            let wanted = Wanted::of(&query);
            let ids = match candidates(conn, &query.filter, matches.as_deref())? {
                None => window(conn, &wanted, None, 0, limit)?,
                Some(set) if set.len() <= SMALL_SET => sorted(conn, &wanted, &set, 0, limit)?.0,
                Some(set) => walked(conn, &wanted, &set, 0, limit)?.0,
            };
            let mut statement =
                conn.prepare_cached("SELECT account, remote FROM chats WHERE id = ?1")?;
            ids.into_iter()
                .map(|id| {
                    Ok(statement.query_row([id], |row| {
                        Ok(ChatId::new(
                            AccountId(row.get(0)?),
                            RemoteChatId(row.get(1)?),
                        ))
                    })?)
                })
                .collect()
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
                "SELECT status, sum(chats), sum(unread_chats), sum(unread),
                     sum(chats) FILTER (WHERE assigned = 1 AND snoozed = 0),
                     sum(chats) FILTER (WHERE assigned = 0 AND snoozed = 0),
                     sum(chats) FILTER (WHERE waits = 1 AND snoozed = 0),
                     sum(chats) FILTER (WHERE snoozed = 1)
                 FROM tallies
                 WHERE ?1 IS NULL OR account = ?1 GROUP BY status HAVING sum(chats) > 0",
            )?;
            let mut rows = statement.query([account.map(|id| id.0)])?;
            while let Some(row) = rows.next()? {
                let status = ChatStatus::from(row.get_ref(0)?.as_str()?);
                let chats: u32 = row.get(1)?;
                counts.all += chats;
                counts.unread += row.get::<_, u32>(2)?;
                counts.unread_messages += row.get::<_, u32>(3)?;
                let part = |column| {
                    row.get::<_, Option<u32>>(column)
                        .map(Option::unwrap_or_default)
                };
                if status != ChatStatus::Closed {
                    counts.mine += part(4)?;
                    counts.unassigned += part(5)?;
                }
                counts.waiting += part(6)?;
                counts.snoozed += part(7)?;
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
    pub(super) channel: Option<String>,
    pub(super) unread: Option<bool>,
    pub(super) open: Option<bool>,
    pub(super) snoozed: Option<bool>,
    pub(super) waiting: Option<bool>,
    pub(super) assigned: Option<Assigned>,
    pub(super) sort: ChatSort,
    pub(super) hold: Option<ChatId>,
}

impl Wanted {
    /// What of a query is narrowed by columns of the list's indexes.
    pub(super) fn of(query: &ChatListQuery) -> Self {
        let filter = &query.filter;
        Self {
            account: filter.account.map(|id| id.0),
            status: filter.status.as_ref().map(ToString::to_string),
            channel: filter.channel.as_ref().map(|channel| channel.0.clone()),
            unread: filter.unread,
            open: filter.open,
            snoozed: filter.snoozed,
            waiting: filter.waiting,
            assigned: filter.assigned,
            sort: query.sort.unwrap_or_default(),
            hold: query.hold.clone(),
        }
    }

    /// The values that [`Wanted::conditions`] speaks of, as its first three parameters.
    pub(super) fn values(&self) -> (Option<i64>, Option<&str>, Option<&str>) {
        (
            self.account,
            self.status.as_deref(),
            self.channel.as_deref(),
        )
    }

    /// What is asked of a chat but whether it is unread, in columns that the list's indexes and
    /// the tallies both have.
    pub(super) fn conditions(&self) -> String {
        let mut sql = "(?1 IS NULL OR account = ?1)".to_owned();
        sql.push_str(if self.status.is_some() {
            " AND status = ?2"
        } else {
            " AND ?2 IS NULL"
        });
        sql.push_str(" AND (?3 IS NULL OR channel = ?3)");
        sql.push_str(match self.open {
            None => "",
            Some(true) => " AND status <> 'closed'",
            Some(false) => " AND status = 'closed'",
        });
        sql.push_str(match self.snoozed {
            None => "",
            Some(true) => " AND snoozed = 1",
            Some(false) => " AND snoozed = 0",
        });
        sql.push_str(match self.waiting {
            None => "",
            Some(true) => " AND waits = 1",
            Some(false) => " AND waits = 0",
        });
        sql.push_str(match self.assigned {
            None => "",
            Some(Assigned::Me) => " AND assigned = 1",
            Some(Assigned::Nobody) => " AND assigned = 0",
        });
        sql
    }

    /// Whether it is unread, as a condition beside [`Wanted::conditions`].
    pub(super) const fn unread_condition(&self) -> &'static str {
        match self.unread {
            Some(true) => " AND has_unread = 1",
            Some(false) => " AND has_unread = 0",
            None => "",
        }
    }

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

    /// The query for ids in the list's order, of the pinned chats or of the others; parameters
    /// are [`Wanted::values`] and a chat to leave out.
    fn sql(&self, pinned: bool) -> String {
        let (index, order) = self.index();
        format!(
            "SELECT id FROM chats INDEXED BY {index}
             WHERE pinned = {} AND hidden = 0 AND {}{} AND id IS NOT ?4 ORDER BY {order}",
            i64::from(pinned),
            self.conditions(),
            self.unread_condition(),
        )
    }
}

/// A window of the list, one chat left out.
pub(super) fn window(
    conn: &Connection,
    wanted: &Wanted,
    without: Option<i64>,
    offset: u32,
    limit: u32,
) -> Done<Vec<i64>> {
    let (account, status, channel) = wanted.values();
    // A person pins a handful.
    let mut pinned = conn.prepare_cached(&wanted.sql(true))?;
    let pinned: Vec<i64> = pinned
        .query_map((account, status, channel, without), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let passed = u32::try_from(pinned.len()).unwrap_or(u32::MAX);
    let mut ids: Vec<i64> = pinned
        .into_iter()
        .skip(offset as usize)
        .take(limit as usize)
        .collect();
    let left = limit.saturating_sub(u32::try_from(ids.len()).unwrap_or(u32::MAX));
    if left > 0 {
        let sql = format!("{} LIMIT ?5 OFFSET ?6", wanted.sql(false));
        let skip = offset.saturating_sub(passed);
        let values = (account, status, channel, without, left, skip);
        let mut statement = conn.prepare_cached(&sql)?;
        let rows = statement.query_map(values, |row| row.get(0))?;
        for id in rows {
            ids.push(id?);
        }
    }
    Ok(ids)
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
            "SELECT coalesce(sum({column}), 0) FROM tallies WHERE {}",
            wanted.conditions()
        ))?
        .query_row(wanted.values(), |row| row.get(0))?)
}

/// Chats that a query matches, as far as that is known here.
pub(crate) fn count(conn: &Connection, query: &ChatListQuery) -> Done<u32> {
    let wanted = Wanted::of(query);
    match candidates(conn, &query.filter, None)? {
        None => tally(conn, &wanted),
        Some(set) if set.len() <= SMALL_SET => Ok(sorted(conn, &wanted, &set, 0, 0)?.1),
        Some(set) => Ok(walked(conn, &wanted, &set, 0, 0)?.1),
    }
}

/// What orders a chat in the list.
struct Key {
    id: i64,
    pinned: bool,
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
    let mut statement = conn.prepare_cached(&format!(
        "SELECT id, pinned, has_unread, sort_at, wait_key FROM chats
         WHERE id = ?4 AND hidden = 0 AND {}{}",
        wanted.conditions(),
        wanted.unread_condition()
    ))?;
    let (account, status, channel) = wanted.values();
    let mut keys = Vec::with_capacity(set.len());
    for id in set {
        let key = statement
            .query_row((account, status, channel, id), |row: &Row<'_>| {
                Ok(Key {
                    id: row.get(0)?,
                    pinned: row.get(1)?,
                    has_unread: row.get(2)?,
                    sort_at: row.get(3)?,
                    wait_key: row.get(4)?,
                })
            })
            .optional()?;
        keys.extend(key);
    }
    if let Some(held) = held(conn, wanted)? {
        for key in keys.iter_mut().filter(|key| key.id == held.id) {
            key.has_unread = true;
        }
    }
    keys.sort_unstable_by_key(|key| {
        let first = match wanted.sort {
            ChatSort::UnreadFirst => i64::from(!key.has_unread),
            ChatSort::Newest => 0,
            ChatSort::Waiting => key.wait_key,
        };
        (!key.pinned, first, -key.sort_at, key.id)
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
    let (account, status, channel) = wanted.values();
    let mut ids = Vec::new();
    let mut total = 0_u32;
    for pinned in [true, false] {
        let mut statement = conn.prepare_cached(&wanted.sql(pinned))?;
        let mut rows = statement.query((account, status, channel, None::<i64>))?;
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
        let mut checked = 0;
        for sort in [ChatSort::UnreadFirst, ChatSort::Newest, ChatSort::Waiting] {
            for status in [None, Some("open"), Some("closed")] {
                for unread in [None, Some(true), Some(false)] {
                    let bare = Wanted {
                        account: Some(1),
                        status: status.map(str::to_owned),
                        channel: None,
                        unread,
                        open: None,
                        snoozed: None,
                        waiting: None,
                        assigned: None,
                        sort,
                        hold: None,
                    };
                    let narrowed = Wanted {
                        channel: Some("viber".to_owned()),
                        open: Some(true),
                        snoozed: Some(false),
                        waiting: Some(true),
                        assigned: Some(Assigned::Me),
                        ..bare.clone()
                    };
                    for wanted in [bare, narrowed] {
                        for pinned in [true, false] {
                            let sql = wanted.sql(pinned);
                            let plan = plan(&conn, &sql);
                            assert_eq!(plan.len(), 1, "no sorting in {wanted:?}: {plan:?}");
                            assert!(plan[0].contains("USING INDEX"), "{wanted:?}: {plan:?}");
                            assert!(
                                reads_index_only(&conn, &sql),
                                "the table isn't read in {wanted:?}"
                            );
                            checked += 1;
                        }
                    }
                }
            }
        }
        assert_eq!(checked, 108, "every order with every filter");
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
