//! What a person keeps for writing and looking: canned replies and saved views.

use domain::view::{CannedReply, ChatListQuery, Library, LibraryChange, SavedView};
use domain::{CannedId, Result, Settings, ViewId};
use rusqlite::{Connection, OptionalExtension as _, Transaction};

use super::settings::save_fact;
use crate::fault::{Done, Fault};
use crate::{Store, cache};

/// Characters of a shortcut at most.
const LONGEST_SHORTCUT: usize = 60;

impl Store {
    /// Everything the person keeps, views with the number of chats that match as far as known
    /// here.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn library(&self) -> Result<Library> {
        self.read(|conn| {
            Ok(Library {
                canned: canned(conn)?,
                views: views(conn)?,
            })
        })
        .await
    }

    /// Changes what the person keeps.
    ///
    /// # Errors
    /// `Invalid` for a shortcut that is taken, too long or not one word, or for a view without a
    /// name; `NotFound`, `Storage`.
    pub async fn change_library(&self, change: LibraryChange) -> Result<()> {
        self.write_outbox(move |tx| change_one(tx, &change)).await
    }

    /// Replaces the settings and changes what the person keeps: all of it, or nothing.
    ///
    /// # Errors
    /// As with [`Store::change_library`].
    pub async fn import(&self, settings: Settings, changes: Vec<LibraryChange>) -> Result<()> {
        self.write_outbox(move |tx| {
            save_fact(tx, "settings", &serde_json::to_string(&settings)?)?;
            changes.iter().try_for_each(|change| change_one(tx, change))
        })
        .await
    }
}

/// Whether a canned reply can be kept.
#[must_use]
pub fn is_canned(shortcut: &str, text: &str) -> bool {
    is_shortcut(shortcut) && !text.trim().is_empty()
}

fn is_shortcut(shortcut: &str) -> bool {
    let length = shortcut.chars().count();
    length > 0 && length <= LONGEST_SHORTCUT && !shortcut.contains(char::is_whitespace)
}

fn change_one(tx: &Transaction<'_>, change: &LibraryChange) -> Done<()> {
    match change {
        LibraryChange::SaveCanned {
            id,
            shortcut,
            title,
            text,
        } => save_canned(tx, *id, shortcut.trim(), title.trim(), text),
        LibraryChange::DeleteCanned { id } => {
            there(tx.execute("DELETE FROM canned WHERE id = ?1", [id.0])?)
        }
        LibraryChange::SaveView { id, name, query } => {
            save_view(tx, *id, name.trim(), (**query).clone())
        }
        LibraryChange::DeleteView { id } => {
            there(tx.execute("DELETE FROM views WHERE id = ?1", [id.0])?)
        }
        LibraryChange::OrderViews { ids } => order_views(tx, ids),
    }
}

fn canned(conn: &Connection) -> Done<Vec<CannedReply>> {
    let mut statement =
        conn.prepare_cached("SELECT id, shortcut, title, text FROM o.canned ORDER BY shortcut")?;
    let rows = statement.query_map([], |row| {
        Ok(CannedReply {
            id: Some(CannedId(row.get(0)?)),
            shortcut: row.get(1)?,
            title: row.get(2)?,
            text: row.get(3)?,
            account: None,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn views(conn: &Connection) -> Done<Vec<SavedView>> {
    let mut statement =
        conn.prepare_cached("SELECT id, name, query FROM o.views ORDER BY place, id")?;
    let rows: Vec<(i64, String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    rows.into_iter()
        .map(|(id, name, query)| {
            let query: ChatListQuery = serde_json::from_str(&query)?;
            Ok(SavedView {
                id: ViewId(id),
                name,
                count: cache::count(conn, &query)?,
                sort: query.sort.unwrap_or_default(),
                filter: query.filter,
            })
        })
        .collect()
}

fn save_canned(
    tx: &Transaction<'_>,
    id: Option<CannedId>,
    shortcut: &str,
    title: &str,
    text: &str,
) -> Done<()> {
    if !is_shortcut(shortcut) {
        return Err(Fault::invalid(
            "A shortcut is one word of at most 60 characters.",
        ));
    }
    if text.trim().is_empty() {
        return Err(Fault::invalid("The reply is empty."));
    }
    // Typed, /HI and /hi are the same.
    let mut others = tx.prepare_cached("SELECT id, shortcut FROM canned")?;
    let mut rows = others.query([])?;
    while let Some(row) = rows.next()? {
        let other = CannedId(row.get(0)?);
        let same = row.get_ref(1)?.as_str()?.to_lowercase() == shortcut.to_lowercase();
        if same && Some(other) != id {
            return Err(Fault::invalid("This shortcut is taken."));
        }
    }
    match id {
        None => {
            tx.execute(
                "INSERT INTO canned (shortcut, title, text) VALUES (?1, ?2, ?3)",
                (shortcut, title, text),
            )?;
            Ok(())
        }
        Some(id) => there(tx.execute(
            "UPDATE canned SET shortcut = ?2, title = ?3, text = ?4 WHERE id = ?1",
            (id.0, shortcut, title, text),
        )?),
    }
}

fn save_view(
    tx: &Transaction<'_>,
    id: Option<ViewId>,
    name: &str,
    query: ChatListQuery,
) -> Done<()> {
    if name.is_empty() {
        return Err(Fault::invalid("A view needs a name."));
    }
    let query = ChatListQuery {
        hold: None,
        offset: None,
        limit: None,
        ..query
    };
    let query = serde_json::to_string(&query)?;
    match id {
        None => {
            let last: Option<i64> = tx
                .query_row("SELECT max(place) FROM views", [], |row| row.get(0))
                .optional()?
                .flatten();
            tx.execute(
                "INSERT INTO views (name, query, place) VALUES (?1, ?2, ?3)",
                (name, query, last.unwrap_or(0) + 1),
            )?;
            Ok(())
        }
        Some(id) => there(tx.execute(
            "UPDATE views SET name = ?2, query = ?3 WHERE id = ?1",
            (id.0, name, query),
        )?),
    }
}

/// Those that aren't named come after those that are, as they were.
fn order_views(tx: &Transaction<'_>, ids: &[ViewId]) -> Done<()> {
    let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    tx.execute("UPDATE views SET place = place + ?1", [count])?;
    for (place, id) in (0_i64..).zip(ids) {
        tx.execute("UPDATE views SET place = ?2 WHERE id = ?1", (id.0, place))?;
    }
    Ok(())
}

fn there(rows: usize) -> Done<()> {
    if rows == 0 {
        return Err(Fault::not_found("It is gone."));
    }
    Ok(())
}
