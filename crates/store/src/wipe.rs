//! The end of both databases.

use std::path::Path;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::{fs, io};

use domain::{Error, ErrorCode, Result};

use crate::Store;
use crate::fault::Fault;
use crate::store::{Inner, READERS, lock};

impl Store {
    /// Closes both databases and deletes their files, with the damaged ones that were kept beside
    /// them. Every later call fails.
    ///
    /// # Errors
    /// `Storage` if a file can't be deleted.
    pub async fn wipe(&self) -> Result<()> {
        self.blocking(|inner| {
            inner.close();
            remove_files(inner.dir()).map_err(|error| {
                Fault::Told(
                    Error::new(
                        ErrorCode::Storage,
                        format!("The local data can't be deleted: {error}"),
                    )
                    .with_source(error),
                )
            })
        })
        .await
    }
}

impl Inner {
    /// Lets go of every file, once those who read have ended.
    fn close(&self) {
        // The writers first: whoever holds one is done soon.
        *lock(&self.outbox) = None;
        let mut cache = lock(&self.cache);
        let mut readers = lock(&self.readers);
        while self.cache_open.load(Ordering::SeqCst) && readers.len() < READERS {
            readers = self
                .returned
                .wait(readers)
                .unwrap_or_else(PoisonError::into_inner);
        }
        self.cache_open.store(false, Ordering::SeqCst);
        readers.clear();
        *cache = None;
        *lock(&self.outbox_reader) = None;
        self.returned.notify_all();
    }
}

/// Deletes what is ours by its name.
fn remove_files(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let ours = name.starts_with("outbox") || name.starts_with("cache");
        if ours && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
