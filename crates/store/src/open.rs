//! Opening the databases: what may be wrong with them, and what is done about it.

use std::path::PathBuf;

use crate::Store;

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
    /// `outbox.db` is damaged and nothing of it could be carried over.
    #[error("The local data is damaged: {0}")]
    Damaged(String),
    /// There is no room on the disk.
    #[error("There is no room left on the disk.")]
    NoSpace,
    /// The files can't be read or written.
    #[error("The local data can't be read or written: {0}")]
    Io(String),
}
