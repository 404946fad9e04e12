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
    let found: Option<(i64, i64)> = conn
        .prepare_cached(
            "SELECT id, sort_at FROM chats
             WHERE account = ?1 AND remote = ?2 AND hidden = 0 AND has_unread = 0
             AND (?3 IS NULL OR account = ?3) AND (?4 IS NULL OR status = ?4)",
        )?
        .query_row(
            (
                chat.account.0,
                chat.remote.as_str(),
                wanted.account,
                &wanted.status,
            ),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((id, sort_at)) = found else {
        return Ok(None);
    };
    let place = conn
        .prepare_cached(
            "SELECT count(*) FROM chats
             WHERE hidden = 0 AND has_unread = 1 AND sort_at >= ?1
             AND (sort_at, -id) > (?1, -?2)
             AND (?3 IS NULL OR account = ?3) AND (?4 IS NULL OR status = ?4)",
        )?
        .query_row((sort_at, id, wanted.account, &wanted.status), |row| {
            row.get(0)
        })?;
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
