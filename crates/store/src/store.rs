//! The handle.

use std::path::{Path, PathBuf};

use crate::{DatabaseKey, OpenError, Opened};

/// The two databases. A cheap handle: clones share the same connections.
#[derive(Debug, Clone)]
pub struct Store {
    dir: PathBuf,
}

impl Store {
    /// Opens `outbox.db` and `cache.db` in `dir`, which is created if it isn't there. Blocking:
    /// call it off the UI's thread. Rows left `sending` by a program that ended become
    /// [`crate::OutboxState::Checking`].
    ///
    /// # Errors
    /// See [`OpenError`]; the files are then as they were.
    pub fn open(dir: &Path, key: &DatabaseKey) -> Result<Opened, OpenError> {
        let _ = key;
        Err(OpenError::Io(dir.display().to_string()))
    }

    /// Opens empty databases for this run only, in a folder of their own under `parent`, with a
    /// key that exists in memory alone. The folder goes when the last handle is dropped.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open_temporary(parent: &Path) -> Result<Self, OpenError> {
        Err(OpenError::Io(parent.display().to_string()))
    }

    /// The folder the databases are in.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Folds the write-ahead logs into the databases and gives their space back. Worth calling
    /// when the program rests or ends; nothing is lost without it.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn checkpoint(&self) -> domain::Result<()> {
        Err(provisional())
    }
}

pub(crate) fn provisional() -> domain::Error {
    domain::Error::new(domain::ErrorCode::Storage, "The database is not open.")
}
