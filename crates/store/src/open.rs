//! Opening the databases: what may be wrong with them, and what is done about it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode};

use crate::connect::{File, attach_outbox, connect, fold, prepare_reader, prepare_writer};
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
            other => Self::Io(domain::Error::from(other).message.into_owned()),
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
    if !salvage::key_fits(dir, key) {
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

/// Where a copy of the schema's pages of `outbox.db` is kept, the file's first page before the
/// others. Damage there would make the whole file unreadable; and a first page that the key opens
/// proves that the key is right when the file itself can't. The pages are followed by the numbers
/// of those after the first, four bytes each, and how many they are.
pub(crate) fn head_path(dir: &Path) -> PathBuf {
    dir.join("outbox.head")
}

/// Bytes of a page.
pub(crate) const PAGE: usize = 4096;

/// Keeps a copy of the schema's pages as they now are. A failure costs only the copy.
pub(crate) fn save_head(conn: &Connection, dir: &Path) {
    let save = || -> Result<(), OpenError> {
        fold(conn)?;
        let numbers: Vec<u32> = conn
            .prepare("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema' AND pageno > 1")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut file = fs::File::open(dir.join(File::Outbox.name()))?;
        let mut head = Vec::new();
        for number in [1].iter().chain(&numbers) {
            let mut page = vec![0; PAGE];
            io::Seek::seek(&mut file, io::SeekFrom::Start(page_start(*number)))?;
            io::Read::read_exact(&mut file, &mut page)?;
            head.append(&mut page);
        }
        for number in &numbers {
            head.extend(number.to_be_bytes());
        }
        head.extend(u32::try_from(numbers.len()).unwrap_or(0).to_be_bytes());
        let path = head_path(dir);
        if fs::read(&path).is_ok_and(|known| known == head) {
            return Ok(());
        }
        let fresh = beside(&path, ".new");
        fs::write(&fresh, &head)?;
        Ok(fs::rename(&fresh, &path)?)
    };
    if let Err(error) = save() {
        tracing::debug!(%error, "the schema of outbox.db was not copied");
    }
}

/// The copied pages, each with its number. One page alone is what the first version kept.
pub(crate) fn read_head(path: &Path) -> io::Result<Vec<(u32, Vec<u8>)>> {
    let head = fs::read(path)?;
    let mut pages = head.chunks_exact(PAGE);
    let first = pages.next().map(|page| (1, page.to_vec()));
    let mut numbers: Vec<u32> = pages
        .remainder()
        .chunks_exact(4)
        .filter_map(|bytes| Some(u32::from_be_bytes(bytes.try_into().ok()?)))
        .collect();
    numbers.pop();
    let others = pages.map(<[u8]>::to_vec);
    Ok(first
        .into_iter()
        .chain(numbers.into_iter().zip(others))
        .collect())
}

/// Where a page begins in its file.
fn page_start(number: u32) -> u64 {
    u64::from(number.saturating_sub(1)) * PAGE as u64
}
