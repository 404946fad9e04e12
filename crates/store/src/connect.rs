//! One connection to one encrypted file.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use secrecy::zeroize::Zeroize;

use crate::DatabaseKey;

/// SQLite's number for "auto_vacuum = incremental".
const INCREMENTAL: i64 = 2;

/// Which of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum File {
    Outbox,
    Cache,
}

impl File {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Outbox => "outbox.db",
            Self::Cache => "cache.db",
        }
    }

    /// SQLCipher's salt, as hexadecimal digits. It only tells the two files' page signatures
    /// apart: the key is random already, so that the salt needn't be. Being known, it can't be
    /// lost with a damaged header.
    const fn salt(self) -> &'static str {
        match self {
            Self::Outbox => "53776974636862642d6f7574626f7831",
            Self::Cache => "53776974636862642d63616368653031",
        }
    }

    /// The salt itself.
    pub(crate) fn salt_bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(self.salt().as_bytes().chunks_exact(2)) {
            let digits = std::str::from_utf8(pair).unwrap_or_default();
            *byte = u8::from_str_radix(digits, 16).unwrap_or_default();
        }
        bytes
    }

    /// The key and the salt as SQLCipher takes them.
    fn key_text(self, key: &DatabaseKey) -> String {
        let mut value = key.pragma_value();
        let text = format!("{}{}'", value.trim_end_matches('\''), self.salt());
        value.zeroize();
        text
    }
}

/// How long a connection waits for others.
const BUSY: Duration = Duration::from_secs(10);
/// How long folding a log waits for readers: writers wait behind it.
const BUSY_FOLDING: Duration = Duration::from_millis(300);

/// Folds the write-ahead log into the database and gives its space back. False if a reader kept
/// some of the log in use.
pub(crate) fn fold(conn: &Connection) -> rusqlite::Result<bool> {
    conn.busy_timeout(BUSY_FOLDING)?;
    let busy = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
    conn.busy_timeout(BUSY)?;
    busy.map(|busy: bool| !busy)
}

/// Opens a file with its key, makes it if it isn't there, and proves that the key fits by
/// reading the first page.
pub(crate) fn connect(path: &Path, file: File, key: &DatabaseKey) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    // What is wrong is told by the callers; SQLCipher would write it to the standard error too.
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    let mut text = file.key_text(key);
    let keyed = conn.pragma_update(None, "key", &text);
    text.zeroize();
    keyed?;
    conn.busy_timeout(BUSY)?;
    conn.set_prepared_statement_cache_capacity(128);
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "mmap_size", 0)?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(conn)
}

/// What a connection that writes needs on top.
pub(crate) fn prepare_writer(conn: &Connection, file: File) -> rusqlite::Result<()> {
    if file == File::Outbox {
        // Space that files of sent messages took is given back. Only takes effect in a new file,
        // and would write to an old one.
        let mode: i64 = conn.pragma_query_value(None, "auto_vacuum", |row| row.get(0))?;
        if mode != INCREMENTAL {
            conn.pragma_update(None, "auto_vacuum", INCREMENTAL)?;
        }
    }
    conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    let (synchronous, secure_delete, cache_kib) = match file {
        File::Outbox => ("FULL", "ON", -2_000),
        File::Cache => ("NORMAL", "FAST", -8_000),
    };
    conn.pragma_update(None, "synchronous", synchronous)?;
    conn.pragma_update_and_check(None, "secure_delete", secure_delete, |_| Ok(()))?;
    conn.pragma_update(None, "cache_size", cache_kib)?;
    conn.pragma_update_and_check(None, "journal_size_limit", 4_000_000, |_| Ok(()))?;
    conn.pragma_update_and_check(None, "wal_autocheckpoint", 1_000, |_| Ok(()))?;
    Ok(())
}

/// Makes `outbox.db` readable beside the cache, as `o`.
pub(crate) fn attach_outbox(
    conn: &Connection,
    path: &Path,
    key: &DatabaseKey,
) -> rusqlite::Result<()> {
    let mut text = File::Outbox.key_text(key);
    let path = path.to_string_lossy();
    let attached = conn.execute("ATTACH DATABASE ?1 AS o KEY ?2", (path.as_ref(), &text));
    text.zeroize();
    attached.map(|_| ())
}

/// What a connection that only reads needs on top.
pub(crate) fn prepare_reader(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update(None, "cache_size", -4_000)?;
    conn.pragma_update(None, "query_only", true)?;
    Ok(())
}

/// Gives the space of deleted files back. The statement frees a page a step.
pub(crate) fn shrink(conn: &Connection) -> rusqlite::Result<()> {
    let mut statement = conn.prepare("PRAGMA incremental_vacuum")?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {}
    Ok(())
}
