//! The open chat's place in the list: reading it takes it out of the unread ones, and it must not
//! leave from under the person's eyes.

use domain::view::ChatSort;
use rusqlite::{Connection, OptionalExtension as _};

use super::list::{Wanted, window};
use crate::fault::Done;

/// A chat that is read and keeps the place of an unread one.
pub(super) struct Held {
    pub(super) id: i64,
    /// Its index in the list.
    place: u32,
}

/// Finds the chat that is to keep its place, unless it has that place anyway.
pub(super) fn held(conn: &Connection, wanted: &Wanted) -> Done<Option<Held>> {
    let Some(chat) = &wanted.hold else {
        return Ok(None);
    };
    if wanted.sort != ChatSort::UnreadFirst || wanted.unread.is_some() {
        return Ok(None);
    }
    let (account, status, channel) = wanted.values();
    let conditions = wanted.conditions();
    let found: Option<(i64, i64, bool)> = conn
        .prepare_cached(&format!(
            "SELECT id, sort_at, pinned FROM chats
             WHERE account = ?4 AND remote = ?5 AND hidden = 0 AND has_unread = 0
             AND {conditions}"
        ))?
        .query_row(
            (
                account,
                status,
                channel,
                chat.account.0,
                chat.remote.as_str(),
            ),
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    let Some((id, sort_at, pinned)) = found else {
        return Ok(None);
    };
    let before: u32 = conn
        .prepare_cached(&format!(
            "SELECT count(*) FROM chats
             WHERE pinned = ?6 AND hidden = 0 AND has_unread = 1 AND sort_at >= ?4
             AND (sort_at, -id) > (?4, -?5) AND {conditions}"
        ))?
        .query_row((account, status, channel, sort_at, id, pinned), |row| {
            row.get(0)
        })?;
    let above: u32 = if pinned {
        0
    } else {
        conn.prepare_cached(&format!(
            "SELECT count(*) FROM chats WHERE pinned = 1 AND hidden = 0 AND {conditions}"
        ))?
        .query_row((account, status, channel), |row| row.get(0))?
    };
    let place = above + before;
    Ok(Some(Held { id, place }))
}

/// A window of the list in which one chat stands at its held place.
pub(super) fn window_around(
    conn: &Connection,
    wanted: &Wanted,
    held: &Held,
    offset: u32,
    limit: u32,
) -> Done<Vec<i64>> {
    let without = Some(held.id);
    if held.place < offset {
        return window(conn, wanted, without, offset - 1, limit);
    }
    let mut ids = window(conn, wanted, without, offset, limit)?;
    let at = (held.place - offset) as usize;
    if at < limit as usize && at <= ids.len() {
        ids.insert(at, held.id);
        ids.truncate(limit as usize);
    }
    Ok(ids)
}
