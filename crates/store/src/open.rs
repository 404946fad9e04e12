//! Opening the databases: what may be wrong with them, and what is done about it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode};

use crate::connect::{File, attach_outbox, connect, prepare_reader, prepare_writer};
use crate::fault::Fault;
use crate::migrate::{CACHE, MigrateError, OUTBOX, migrate};
use crate::{DatabaseKey, Store, salvage};

/// Databases that were opened, and what had to be mended.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// The cache was damaged, of another key or absent beside an existing outbox, and begins
    /// empty: the next sync fills it.
    pub cache_rebuilt: bool,
    /// The outbox was damaged; what could be read of it was carried over.
    pub salvage: Option<Salvage>,
}

/// What was carried over from a damaged `outbox.db`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvage {
    /// Rows carried over.
    pub rows: u64,
    /// Tables that could not be read to their end.
    pub incomplete: Vec<String>,
    /// Where the damaged file is kept.
    pub kept: PathBuf,
}

/// Why the databases could not be opened. The files are untouched.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// `outbox.db` was made with another key: the keyring lost or changed it.
    #[error("The local data was made with another key.")]
    WrongKey,
    /// A newer version of the program made it.
    #[error(
        "The local data was made by a newer version of Switchboard \
         (its version is {found}, this program knows {known})."
    )]
    Newer {
        /// Version of the file.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// `outbox.db` is damaged and could not be mended.
    #[error("The local data is damaged: {0}")]
    Damaged(String),
    /// There is no room on the disk.
    #[error("There is no room left on the disk.")]
    NoSpace,
    /// The files can't be read or written.
    #[error("The local data can't be read or written: {0}")]
    Io(String),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::NoSpace,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                Self::Damaged(error.to_string())
            }
            _ => Self::Io(error.to_string()),
        }
    }
}

impl From<Fault> for OpenError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Sql(error) => error.into(),
            other => Self::Io(domain::Error::from(other).message),
        }
    }
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::StorageFull {
            Self::NoSpace
        } else {
            Self::Io(error.to_string())
        }
    }
}

impl From<MigrateError> for OpenError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Newer { found, known } => Self::Newer { found, known },
            MigrateError::Sql(error) => error.into(),
        }
    }
}

/// A whole outbox up to this size is checked at each start; a larger one is full of files, and
/// damage in those shows when they are read.
const CHECKED_OUTBOX: u64 = 64 << 20;

/// A whole cache up to this size is checked at each start. A larger one is found damaged when
/// the damaged page is read, and rebuilt then.
const CHECKED_CACHE: u64 = 8 << 20;

/// Opens `outbox.db`, carrying its rows over into a fresh file if it is damaged.
pub(crate) fn open_outbox(
    dir: &Path,
    key: &DatabaseKey,
) -> Result<(Connection, Option<Salvage>), OpenError> {
    let path = dir.join(File::Outbox.name());
    let damage = match open_checked(&path, File::Outbox, key, CHECKED_OUTBOX) {
        Ok(conn) => {
            save_head(&conn, dir);
            return Ok((conn, None));
        }
        Err(OpenError::Damaged(why)) => why,
        Err(other) => return Err(other),
    };
    if !key_fits(dir, key) {
        return Err(OpenError::WrongKey);
    }
    tracing::warn!(%damage, "outbox.db is damaged; carrying its rows over into a fresh file");
    let salvage = salvage::carry_over(dir, key)?;
    let conn = open_checked(&path, File::Outbox, key, CHECKED_OUTBOX)?;
    save_head(&conn, dir);
    Ok((conn, Some(salvage)))
}

/// Opens `cache.db` for writing, beginning a new one if it can't be read. True if so.
pub(crate) fn open_cache(dir: &Path, key: &DatabaseKey) -> Result<(Connection, bool), OpenError> {
    let path = dir.join(File::Cache.name());
    let absent = !path.exists();
    let (conn, rebuilt) = match open_checked(&path, File::Cache, key, CHECKED_CACHE) {
        Ok(conn) => (conn, false),
        Err(OpenError::Damaged(why)) => {
            tracing::warn!(%why, "cache.db can't be read; it is rebuilt");
            remove_database(&path)?;
            (open_checked(&path, File::Cache, key, CHECKED_CACHE)?, true)
        }
        Err(OpenError::Newer { .. }) => {
            remove_database(&path)?;
            (open_checked(&path, File::Cache, key, CHECKED_CACHE)?, true)
        }
        Err(other) => return Err(other),
    };
    attach_outbox(&conn, &dir.join(File::Outbox.name()), key)?;
    Ok((conn, rebuilt || absent))
}

/// Opens a connection that reads the cache, the outbox beside it.
pub(crate) fn open_reader(dir: &Path, key: &DatabaseKey) -> rusqlite::Result<Connection> {
    let conn = connect(&dir.join(File::Cache.name()), File::Cache, key)?;
    attach_outbox(&conn, &dir.join(File::Outbox.name()), key)?;
    prepare_reader(&conn)?;
    Ok(conn)
}

/// Removes a database and what SQLite keeps beside it.
pub(crate) fn remove_database(path: &Path) -> io::Result<()> {
    for suffix in ["-wal", "-shm", "-journal", ""] {
        match fs::remove_file(beside(path, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// A file's path with something after its name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn open_checked(
    path: &Path,
    file: File,
    key: &DatabaseKey,
    checked: u64,
) -> Result<Connection, OpenError> {
    let size = fs::metadata(path).map_or(0, |meta| meta.len());
    let mut conn = connect(path, file, key)?;
    prepare_writer(&conn, file)?;
    migrate(&mut conn, if file == File::Outbox { OUTBOX } else { CACHE })?;
    if (1..=checked).contains(&size) {
        let verdict: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Err(OpenError::Damaged(verdict));
        }
    }
    Ok(conn)
}

/// Where a copy of the first page of `outbox.db` is kept. A damaged first page would make the
/// whole file unreadable; and a page that the key opens proves that the key is right when the
/// file itself can't.
pub(crate) fn head_path(dir: &Path) -> PathBuf {
    dir.join("outbox.head")
}

/// Bytes of a page.
pub(crate) const PAGE: usize = 4096;

/// Keeps a copy of the first page as it now is. A failure costs only the copy.
pub(crate) fn save_head(conn: &Connection, dir: &Path) {
    let save = || -> Result<(), OpenError> {
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        let mut page = vec![0; PAGE];
        let mut file = fs::File::open(dir.join(File::Outbox.name()))?;
        io::Read::read_exact(&mut file, &mut page)?;
        let path = head_path(dir);
        if fs::read(&path).is_ok_and(|known| known == page) {
            return Ok(());
        }
        let fresh = beside(&path, ".new");
        fs::write(&fresh, &page)?;
        Ok(fs::rename(&fresh, &path)?)
    };
    if let Err(error) = save() {
        tracing::debug!(%error, "the first page of outbox.db was not copied");
    }
}

/// Whether the key is right, as the copied first page or the cache tells.
fn key_fits(dir: &Path, key: &DatabaseKey) -> bool {
    let head = head_path(dir);
    let by_head = head.exists() && {
        let opened = connect(&head, File::Outbox, key);
        // The page names more pages than there are: "corrupt", but readable.
        let fits = match &opened {
            Ok(_) => true,
            Err(error) => error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt),
        };
        drop(opened);
        for suffix in ["-wal", "-shm"] {
            // Leftovers of the trial; nothing depends on them.
            let _ = fs::remove_file(beside(&head, suffix));
        }
        fits
    };
    let cache = dir.join(File::Cache.name());
    by_head || (cache.exists() && connect(&cache, File::Cache, key).is_ok())
}
