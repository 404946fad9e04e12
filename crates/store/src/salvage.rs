//! Carrying the rows of a damaged `outbox.db` over into a fresh file, one by one.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::connect::{File, connect, prepare_writer};
use crate::migrate::{OUTBOX, migrate};
use crate::open::{beside, head_path, remove_database};
use crate::{DatabaseKey, OpenError, Salvage};

/// Ids tried one by one where a damaged page breaks a table in two: more than fit a page.
const LONGEST_GAP: i64 = 1_000;

/// Makes a fresh `outbox.db` of what can be read of the damaged one, which is kept beside it.
/// A crash at any point leaves either the damaged file or the finished fresh one in its place.
pub(crate) fn carry_over(dir: &Path, key: &DatabaseKey) -> Result<Salvage, OpenError> {
    let path = dir.join(File::Outbox.name());
    let kept = keep(&path)?;
    let source = Source::open(&kept, dir, key);
    let fresh = beside(&path, ".new");
    remove_database(&fresh)?;
    let mut target = connect(&fresh, File::Outbox, key)?;
    prepare_writer(&target, File::Outbox)?;
    migrate(&mut target, OUTBOX)?;
    let mut salvage = Salvage {
        rows: 0,
        incomplete: Vec::new(),
        kept,
    };
    let tables: Vec<String> = target
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for table in tables {
        let whole = match &source {
            Some(source) => copy_table(source, &target, &table, &mut salvage.rows)?,
            None => false,
        };
        if !whole {
            salvage.incomplete.push(table);
        }
    }
    target.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    drop(target);
    if let Some(source) = source {
        source.close();
    }
    remove_database(&path)?;
    fs::rename(&fresh, &path)?;
    for suffix in ["-wal", "-shm"] {
        // Empty after the checkpoint.
        let _ = fs::remove_file(beside(&fresh, suffix));
    }
    Ok(salvage)
}

/// Copies the damaged file and its write-ahead log aside.
fn keep(path: &Path) -> Result<PathBuf, OpenError> {
    let kept = (1..)
        .map(|number| path.with_file_name(format!("outbox-damaged-{number}.db")))
        .find(|path| !path.exists())
        .ok_or_else(|| OpenError::Io("no name is left for the damaged file".to_owned()))?;
    fs::copy(path, &kept)?;
    let log = beside(path, "-wal");
    if log.exists() {
        fs::copy(log, beside(&kept, "-wal"))?;
    }
    Ok(kept)
}

/// The damaged database. A page that can't be read may spoil its connection, so that every
/// failure is followed by a new one.
struct Source {
    path: PathBuf,
    key: DatabaseKey,
}

impl Source {
    /// A working copy of the kept file, with the first page mended if need be. `None` if nothing
    /// can be read of it.
    fn open(kept: &Path, dir: &Path, key: &DatabaseKey) -> Option<Self> {
        let path = beside(kept, ".work");
        let source = Self {
            path: path.clone(),
            key: key.clone(),
        };
        for mend in [false, true] {
            remove_database(&path).ok()?;
            fs::copy(kept, &path).ok()?;
            let log = beside(kept, "-wal");
            if log.exists() {
                fs::copy(log, beside(&path, "-wal")).ok()?;
            }
            if mend {
                let head = fs::read(head_path(dir)).ok()?;
                let mut file = fs::OpenOptions::new().write(true).open(&path).ok()?;
                file.seek(SeekFrom::Start(0)).ok()?;
                file.write_all(&head).ok()?;
            }
            if source.connect().is_some() {
                return Some(source);
            }
        }
        source.close();
        None
    }

    fn connect(&self) -> Option<Connection> {
        connect(&self.path, File::Outbox, &self.key).ok()
    }

    fn close(self) {
        // A working copy; what is kept is elsewhere.
        let _ = remove_database(&self.path);
    }
}

/// Copies a table's rows. True if all of them could be read.
fn copy_table(
    source: &Source,
    target: &Connection,
    table: &str,
    copied: &mut u64,
) -> rusqlite::Result<bool> {
    let Some(mut conn) = source.connect() else {
        return Ok(false);
    };
    let columns = shared_columns(&conn, target, table)?;
    if columns.is_empty() {
        return Ok(false);
    }
    let (ids, mut whole) = ids_of(source, table);
    let select = format!("SELECT {} FROM {table} WHERE id = ?1", columns.join(", "));
    let insert = format!(
        "INSERT OR IGNORE INTO {table} ({}) VALUES ({})",
        columns.join(", "),
        vec!["?"; columns.len()].join(", ")
    );
    let tx = target.unchecked_transaction()?;
    for id in ids {
        let row = conn.query_row(&select, [id], |row| {
            (0..columns.len())
                .map(|column| row.get::<_, Value>(column))
                .collect::<rusqlite::Result<Vec<Value>>>()
        });
        match row {
            Ok(values) => {
                *copied += tx.execute(&insert, params_from_iter(values))? as u64;
            }
            Err(rusqlite::Error::QueryReturnedNoRows) => {}
            Err(_) => {
                whole = false;
                match source.connect() {
                    Some(again) => conn = again,
                    None => break,
                }
            }
        }
    }
    tx.commit()?;
    Ok(whole)
}

/// Columns of a table that both files have; the fresh file's if the damaged one can't say.
fn shared_columns(
    source: &Connection,
    target: &Connection,
    table: &str,
) -> rusqlite::Result<Vec<String>> {
    let columns = |conn: &Connection| -> rusqlite::Result<Vec<String>> {
        conn.prepare("SELECT name FROM pragma_table_info(?1)")?
            .query_map([table], |row| row.get(0))?
            .collect()
    };
    let ours = columns(target)?;
    let theirs = columns(source).unwrap_or_default();
    Ok(ours
        .into_iter()
        .filter(|column| theirs.is_empty() || theirs.contains(column))
        .collect())
}

/// The ids of a table from both ends up to the damage, and every number between. True if there
/// was no damage on the way.
fn ids_of(source: &Source, table: &str) -> (Vec<i64>, bool) {
    let walk = |order: &str| -> (Vec<i64>, bool) {
        let mut ids = Vec::new();
        let Some(conn) = source.connect() else {
            return (ids, false);
        };
        let sql = format!("SELECT id FROM {table} NOT INDEXED ORDER BY id {order}");
        let Ok(mut statement) = conn.prepare(&sql) else {
            return (ids, false);
        };
        let Ok(mut rows) = statement.query([]) else {
            return (ids, false);
        };
        loop {
            match rows.next().map(|row| row.map(|row| row.get::<_, i64>(0))) {
                Ok(Some(Ok(id))) => ids.push(id),
                Ok(None) => return (ids, true),
                Ok(Some(Err(_))) | Err(_) => return (ids, false),
            }
        }
    };
    let (mut ids, whole) = walk("ASC");
    if whole {
        return (ids, true);
    }
    let (above, _) = walk("DESC");
    let low = ids.last().copied().unwrap_or(0);
    let end = above
        .last()
        .map(|id| id - 1)
        .or_else(|| sequence_of(source, table))
        .unwrap_or(i64::MAX);
    ids.extend(low.saturating_add(1)..=end.min(low.saturating_add(LONGEST_GAP)));
    ids.extend(above.into_iter().rev());
    (ids, false)
}

/// The highest id a table ever gave.
fn sequence_of(source: &Source, table: &str) -> Option<i64> {
    source
        .connect()?
        .query_row(
            "SELECT seq FROM sqlite_sequence WHERE name = ?1",
            [table],
            |row| row.get(0),
        )
        .ok()
}
