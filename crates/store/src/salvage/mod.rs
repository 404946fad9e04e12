//! Carrying the rows of a damaged `outbox.db` over into a fresh file: every row whose own page
//! can be read, whatever became of the pages that lead to it.
//!
//! `pages` reads pages without SQLite, `rows` what is on them. A row belongs to the table whose
//! tree reaches its page; where no tree does, to the table whose columns its values fit.

mod pages;
mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use self::pages::{Cipher, Pages, any_fits};
use self::rows::{Reached, Record, is_leaf, records, walk};
use crate::connect::{File, connect, fold, prepare_writer};
use crate::migrate::{OUTBOX, migrate};
use crate::open::{beside, head_path, remove_database};
use crate::{DatabaseKey, OpenError, Salvage};

/// Makes a fresh `outbox.db` of what can be read of the damaged one, which is kept beside it.
/// A crash at any point leaves either the damaged file or the finished fresh one in its place.
pub(crate) fn carry_over(dir: &Path, key: &DatabaseKey) -> Result<Salvage, OpenError> {
    let path = dir.join(File::Outbox.name());
    let kept = keep(&path)?;
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
    if let Some(cipher) = Cipher::new(key, File::Outbox) {
        let pages = Pages::open(&salvage.kept, cipher, &head_path(dir))?;
        copy(&pages, &target, &mut salvage)?;
    }
    fold(&target)?;
    drop(target);
    remove_database(&path)?;
    fs::rename(&fresh, &path)?;
    for suffix in ["-wal", "-shm"] {
        // Empty after the checkpoint.
        let _ = fs::remove_file(beside(&fresh, suffix));
    }
    Ok(salvage)
}

/// Whether the key is right, as any page of these files tells that can be read.
pub(crate) fn key_fits(dir: &Path, key: &DatabaseKey) -> bool {
    let of = |file: File, path: &Path| {
        Cipher::new(key, file).is_some_and(|cipher| any_fits(path, &cipher))
    };
    of(File::Outbox, &dir.join(File::Outbox.name()))
        || of(File::Outbox, &head_path(dir))
        || of(File::Cache, &dir.join(File::Cache.name()))
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

/// A table of the fresh file.
struct Table {
    name: String,
    columns: Vec<Column>,
    /// Not every row that it had can be read.
    incomplete: bool,
}

struct Column {
    name: String,
    kind: String,
    /// Stands for the row's number.
    is_id: bool,
}

impl Column {
    fn takes(&self, value: &Value) -> bool {
        match value {
            Value::Null => self.is_id,
            Value::Integer(_) => self.kind == "INTEGER",
            Value::Real(_) => self.kind == "REAL",
            Value::Text(_) => self.kind == "TEXT",
            Value::Blob(_) => self.kind == "BLOB",
        }
    }
}

impl Table {
    /// Whether values may be a row of it; columns may have been added since.
    fn fits(&self, values: &[Value]) -> bool {
        values.len() <= self.columns.len()
            && self
                .columns
                .iter()
                .zip(values)
                .all(|(column, value)| column.takes(value))
    }

    /// Writes a row whose values are these columns'. False if it is there or can't be.
    fn insert(&self, target: &Connection, columns: &[&str], row: &Record) -> bool {
        let mut names = Vec::new();
        let mut values = Vec::new();
        for (name, value) in columns.iter().zip(&row.values) {
            if let Some(column) = self.columns.iter().find(|column| column.name == *name) {
                names.push(*name);
                values.push(if column.is_id {
                    Value::Integer(row.id)
                } else {
                    value.clone()
                });
            }
        }
        let sql = format!(
            "INSERT OR IGNORE INTO {} ({}) VALUES ({})",
            self.name,
            names.join(", "),
            vec!["?"; names.len()].join(", ")
        );
        let inserted = target
            .prepare_cached(&sql)
            .and_then(|mut insert| insert.execute(params_from_iter(values)));
        inserted.is_ok_and(|count| count > 0)
    }
}

fn copy(pages: &Pages, target: &Connection, salvage: &mut Salvage) -> rusqlite::Result<()> {
    let mut tables = tables(target)?;
    let roots = roots(pages);
    let mut met = walk(pages, 1).leaves.into_iter().collect::<BTreeSet<_>>();
    let tx = target.unchecked_transaction()?;
    for table in &mut tables {
        let Some((root, names)) = roots.get(&table.name) else {
            table.incomplete = true;
            continue;
        };
        let Reached { leaves, broken } = walk(pages, *root);
        table.incomplete = broken;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for leaf in leaves {
            met.insert(leaf);
            let Some(page) = pages.get(leaf) else {
                continue;
            };
            let (rows, whole) = records(pages, leaf, &page);
            table.incomplete |= !whole;
            let done = rows.iter().filter(|row| table.insert(&tx, &names, row));
            salvage.rows += done.count() as u64;
        }
    }
    for (_, (root, _)) in roots
        .iter()
        .filter(|(name, _)| !tables.iter().any(|table| table.name == **name))
    {
        met.extend(walk(pages, *root).leaves);
    }
    if tables.iter().any(|table| table.incomplete) {
        salvage.rows += copy_strays(pages, &tx, &tables, &met);
    }
    if pages.log_is_broken {
        distrust(&tx)?;
    }
    tx.commit()?;
    let incomplete = tables.into_iter().filter(|table| table.incomplete);
    salvage.incomplete = incomplete.map(|table| table.name).collect();
    Ok(())
}

/// Rows of pages that no tree reaches any more. How many were written.
fn copy_strays(pages: &Pages, target: &Connection, tables: &[Table], met: &BTreeSet<u32>) -> u64 {
    let mut written = 0;
    for number in (1..=pages.last()).filter(|number| !met.contains(number)) {
        let Some(page) = pages.get(number).filter(|page| is_leaf(number, page)) else {
            continue;
        };
        for row in records(pages, number, &page).0 {
            let Some(table) = table_of(&row, tables) else {
                continue;
            };
            let names: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
            written += u64::from(table.insert(target, &names, &row));
        }
    }
    written
}

/// The incomplete table that a row fits, if it is but one; those with as many columns first.
fn table_of<'a>(row: &Record, tables: &'a [Table]) -> Option<&'a Table> {
    let fitting = || tables.iter().filter(|table| table.fits(&row.values));
    let exact: Vec<&Table> = fitting()
        .filter(|table| table.columns.len() == row.values.len())
        .collect();
    let all: Vec<&Table> = fitting().collect();
    match (exact.as_slice(), all.as_slice()) {
        ([only], _) | ([], [only]) => Some(*only).filter(|table| table.incomplete),
        _ => None,
    }
}

/// The newest changes are lost: a message that looks unsent may have been sent. Its chat's history
/// is read first.
fn distrust(target: &Connection) -> rusqlite::Result<()> {
    target.execute_batch(
        "UPDATE outbox SET state = 'checking', attempt = max(attempt, 1),
             attempt_at = iif(attempt_at = 0, created_at, attempt_at)
         WHERE kind = 'send' AND state IN ('queued', 'sending')",
    )
}

fn tables(target: &Connection) -> rusqlite::Result<Vec<Table>> {
    let names: Vec<String> = target
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    names
        .into_iter()
        .map(|name| {
            Ok(Table {
                columns: columns(target, &name)?,
                name,
                incomplete: false,
            })
        })
        .collect()
}

fn columns(conn: &Connection, table: &str) -> rusqlite::Result<Vec<Column>> {
    conn.prepare("SELECT name, type, pk > 0 AND type = 'INTEGER' FROM pragma_table_info(?1)")?
        .query_map([table], |row| {
            Ok(Column {
                name: row.get(0)?,
                kind: row.get(1)?,
                is_id: row.get(2)?,
            })
        })?
        .collect()
}

/// The damaged file's tables, as far as its schema can be read: root pages and columns.
fn roots(pages: &Pages) -> BTreeMap<String, (u32, Vec<String>)> {
    let mut roots = BTreeMap::new();
    for leaf in walk(pages, 1).leaves {
        let Some(page) = pages.get(leaf) else {
            continue;
        };
        for row in records(pages, leaf, &page).0 {
            let [
                Value::Text(kind),
                Value::Text(name),
                _,
                Value::Integer(root),
                Value::Text(sql),
            ] = row.values.as_slice()
            else {
                continue;
            };
            if kind == "table"
                && let Ok(root) = u32::try_from(*root)
                && let Ok(columns) = columns_of(name, sql)
            {
                roots.insert(name.clone(), (root, columns));
            }
        }
    }
    roots
}

/// The columns that a table's own words give it.
fn columns_of(name: &str, sql: &str) -> rusqlite::Result<Vec<String>> {
    let scratch = Connection::open_in_memory()?;
    scratch.execute_batch(sql)?;
    let columns = columns(&scratch, name)?;
    Ok(columns.into_iter().map(|column| column.name).collect())
}
