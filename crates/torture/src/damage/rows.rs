//! Which rows lie on which pages, and which of them a harmed file still has.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use domain::{AccountId, ChatId};
use rusqlite::Connection;
use store::{OutboxOperation, Store};

use super::ROWS;
use crate::Trial;
use crate::stage::sentence;

/// Bytes of a page.
pub(super) const PAGE: usize = 4096;

/// A row, by its table and its content.
pub(super) type Row = (&'static str, String);

/// Texts of the rows; some are long enough to spill over to pages of their own.
pub(super) fn draft(n: i64) -> String {
    text("draft", n)
}

pub(super) fn message(n: i64) -> String {
    text("message", n)
}

fn text(kind: &str, n: i64) -> String {
    let long = match n % 20 {
        0 => 9_000,
        other => usize::try_from(other).unwrap_or_default() * 25,
    };
    format!("{kind} {n} {}", "і".repeat(long))
}

/// The pages that each row needs to be read.
#[derive(Debug)]
pub(super) struct Places(BTreeMap<Row, BTreeSet<usize>>);

/// What a harmed file must still give.
#[derive(Debug)]
pub(super) struct Kept {
    /// Rows on unharmed pages.
    pub(super) rows: BTreeSet<Row>,
    /// There is an unharmed page that proves that the key is right.
    pub(super) proof: bool,
}

impl Places {
    /// Reads them from a sound file.
    pub(super) fn of(dir: &Path, key: &str) -> Trial<Self> {
        let conn = Connection::open(dir.join("outbox.db")).map_err(sentence)?;
        conn.pragma_update(None, "key", format!("x'{key}'"))
            .map_err(sentence)?;
        let mut places = BTreeMap::new();
        for table in ["drafts", "outbox"] {
            let by_cell = cells(&conn, table).map_err(sentence)?;
            let texts: Vec<String> = conn
                .prepare(&format!("SELECT text FROM {table} ORDER BY id"))
                .and_then(|mut rows| rows.query_map([], |row| row.get(0))?.collect())
                .map_err(sentence)?;
            if texts.len() != by_cell.len() {
                return Err(format!(
                    "{} rows of {table} in {} cells",
                    texts.len(),
                    by_cell.len()
                ));
            }
            places.extend(
                texts
                    .into_iter()
                    .zip(by_cell)
                    .map(|(text, pages)| ((table, text), pages)),
            );
        }
        Ok(Self(places))
    }

    /// What `harmed` must still give of what `sound` has.
    pub(super) fn kept(&self, sound: &Path, harmed: &Path) -> Trial<Kept> {
        let harm = |name: &str| -> Trial<BTreeSet<usize>> {
            let before = fs::read(sound.join(name)).unwrap_or_default();
            let after = fs::read(harmed.join(name)).unwrap_or_default();
            let pages = before.len().div_ceil(PAGE);
            Ok((1..=pages)
                .filter(|page| {
                    let range = (page - 1) * PAGE..(page * PAGE).min(before.len());
                    before.get(range.clone()) != after.get(range)
                })
                .collect())
        };
        let outbox = harm("outbox.db")?;
        // A removed outbox is a new one: nothing can be read of what is not there.
        let rows = self
            .0
            .iter()
            .filter(|(_, pages)| pages.is_disjoint(&outbox));
        let unharmed = |name: &str| -> Trial<bool> {
            Ok(sound.join(name).exists() && !harm(name)?.contains(&1))
        };
        Ok(Kept {
            rows: rows.map(|(row, _)| row.clone()).collect(),
            proof: unharmed("outbox.db")? || unharmed("outbox.head")? || unharmed("cache.db")?,
        })
    }
}

/// The pages of each cell of a table, in the order of its rows.
fn cells(conn: &Connection, table: &str) -> rusqlite::Result<Vec<BTreeSet<usize>>> {
    let mut statement = conn.prepare(
        "SELECT path, pageno, pagetype, ncell FROM dbstat WHERE name = ?1 ORDER BY path",
    )?;
    let number = |value: i64| usize::try_from(value).unwrap_or_default();
    let pages: Vec<(String, usize, String, usize)> = statement
        .query_map([table], |row| {
            Ok((
                row.get(0)?,
                number(row.get(1)?),
                row.get(2)?,
                number(row.get(3)?),
            ))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut cells = Vec::new();
    for (path, leaf, _, count) in pages.iter().filter(|page| page.2 == "leaf") {
        for cell in 0..*count {
            let overflow = format!("{path}{cell:03x}+");
            let spilled = pages
                .iter()
                .filter(|page| page.2 == "overflow" && page.0.starts_with(&overflow))
                .map(|page| page.1);
            cells.push(spilled.chain([*leaf]).collect());
        }
    }
    Ok(cells)
}

/// The rows that a store has.
pub(super) async fn present(store: &Store) -> Trial<BTreeSet<Row>> {
    let mut rows = BTreeSet::new();
    for n in 1..=ROWS {
        let chat = ChatId::new(AccountId(1), n.to_string());
        let draft = store.draft(chat.clone()).await.map_err(sentence)?;
        rows.insert(("drafts", draft.text));
        for row in store.outbox_of_chat(chat).await.map_err(sentence)? {
            if let OutboxOperation::Send { text, .. } = row.operation {
                rows.insert(("outbox", text));
            }
        }
    }
    Ok(rows)
}
