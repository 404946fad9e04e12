//! One program at a time works with a data folder. Two would each take the other's messages on their
//! way for ones that a crash left behind, and send them again.
//!
//! A second start is usually handed to the first one and ends. Where that way is missing (no session
//! bus, another session of the same person), this is what keeps them apart.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

/// The file that is locked. It stays when the program ends; the lock does not.
const NAME: &str = "in-use";

/// A data folder that is this program's until this is dropped.
#[derive(Debug)]
pub(crate) struct FolderHold {
    /// Locked by the system for as long as it is open; `None` where the file system has no locks.
    _file: Option<File>,
}

impl FolderHold {
    /// Takes the folder; `None` if another program has it.
    ///
    /// # Errors
    /// If the folder can't be written to.
    pub(crate) fn take(dir: &Path) -> io::Result<Option<Self>> {
        std::fs::create_dir_all(dir)?;
        let file = File::options()
            .create(true)
            .write(true)
            .truncate(false)
            .open(dir.join(NAME))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: Some(file) })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "nothing keeps other programs from the data folder");
                Ok(Some(Self { _file: None }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_one_programs_until_it_lets_go() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("new");
        let first = FolderHold::take(&folder).unwrap();
        assert!(first.is_some(), "nobody has it");
        assert!(FolderHold::take(&folder).unwrap().is_none(), "taken");
        drop(first);
        assert!(FolderHold::take(&folder).unwrap().is_some(), "free again");
    }
}
