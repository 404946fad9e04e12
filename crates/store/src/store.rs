//! The handle: one writer per database, several readers, closures on blocking threads.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use domain::{AccountId, Error, ErrorCode};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::cache::{Settled, echo};
use crate::connect::{File, connect, fold, prepare_reader, shrink};
use crate::fault::{Done, Fault};
use crate::open::{open_cache, open_outbox, open_reader, remove_database, save_head};
use crate::{DatabaseKey, OpenError, Opened};

/// Connections that read the cache.
pub(crate) const READERS: usize = 3;

/// The two databases. A cheap handle: clones share the same connections.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("dir", &self.inner.dir)
            .finish_non_exhaustive()
    }
}

/// What the handles share.
pub(crate) struct Inner {
    dir: PathBuf,
    key: DatabaseKey,
    temporary: bool,
    pub(crate) outbox: Mutex<Option<Connection>>,
    pub(crate) outbox_reader: Mutex<Option<Connection>>,
    pub(crate) cache: Mutex<Option<Connection>>,
    pub(crate) readers: Mutex<Vec<Connection>>,
    pub(crate) returned: Condvar,
    /// Whether the cache's connections are there; not so only after a failed rebuild.
    pub(crate) cache_open: AtomicBool,
    /// Counts rebuilds of the cache, so that two who meet the same damage mend it once.
    cache_epoch: AtomicU64,
    /// Chats that the present sweep of each account has seen, by their row ids.
    pub(crate) sweeps: Mutex<HashMap<AccountId, Sweep>>,
    /// What services took lately.
    pub(crate) settled: Mutex<Settled>,
}

/// A complete reading of the chat list under way. In memory only: one that a program's end
/// interrupts is never finished, and the list is not written to only to say "still there".
#[derive(Debug, Default)]
pub(crate) struct Sweep {
    pub(crate) generation: i64,
    pub(crate) seen: HashSet<i64>,
}

impl Store {
    /// Opens `outbox.db` and `cache.db` in `dir`, which is created if it isn't there. Blocking:
    /// call it off the UI's thread. Sends left `Sending` by a program that ended become
    /// [`crate::OutboxState::Checking`]; other operations, which may be repeated, `Queued`.
    ///
    /// # Errors
    /// See [`OpenError`]; the files are then as they were.
    pub fn open(dir: &Path, key: &DatabaseKey) -> Result<Opened, OpenError> {
        fs::create_dir_all(dir)?;
        let existed = dir.join(File::Outbox.name()).exists();
        let (outbox, salvage) = open_outbox(dir, key)?;
        outbox.execute_batch(
            "UPDATE outbox SET state = iif(kind = 'send', 'checking', 'queued')
             WHERE state = 'sending'",
        )?;
        let (cache, fresh) = open_cache(dir, key)?;
        let inner = Inner::assemble(dir, key, outbox, cache, false)?;
        Ok(Opened {
            store: Self {
                inner: Arc::new(inner),
            },
            cache_rebuilt: existed && fresh,
            salvage,
        })
    }

    /// Opens empty databases for this run only, in a folder of their own under `parent`, with a
    /// key that exists in memory alone. The folder goes when the last handle is dropped; one that
    /// a killed program left goes at the next call.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open_temporary(parent: &Path) -> Result<Self, OpenError> {
        fs::create_dir_all(parent)?;
        let prefix = "this-run-";
        let own = format!("{prefix}{}-", std::process::id());
        for entry in fs::read_dir(parent)?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(prefix) && !name.starts_with(&own) {
                // Another run may be using it on some systems; then it stays.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        let dir = parent.join(format!("{own}{:016x}", rand::random::<u64>()));
        fs::create_dir_all(&dir)?;
        let key = DatabaseKey::generate();
        let (outbox, _) = open_outbox(&dir, &key)?;
        let (cache, _) = open_cache(&dir, &key)?;
        let inner = Inner::assemble(&dir, &key, outbox, cache, true)?;
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The folder the databases are in.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.inner.dir
    }

    /// Folds the write-ahead logs into the databases and gives their space back. Worth calling
    /// when the program rests or ends; nothing is lost without it.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn checkpoint(&self) -> domain::Result<()> {
        self.blocking(|inner| {
            inner.with_outbox(|conn| {
                shrink(conn)?;
                save_head(conn, &inner.dir);
                Ok(())
            })?;
            inner.with_cache(|conn| {
                fold(conn)?;
                Ok(())
            })
        })
        .await
    }

    /// Runs a closure on a blocking thread.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Done<T> + Send + 'static,
    ) -> domain::Result<T> {
        let inner = Arc::clone(&self.inner);
        let done = tokio::task::spawn_blocking(move || work(&inner)).await;
        match done {
            Ok(result) => result.map_err(Error::from),
            Err(join) => Err(
                Error::new(ErrorCode::Internal, "A database operation broke off.")
                    .with_source(join),
            ),
        }
    }

    /// Reads the outbox alone.
    pub(crate) async fn read_outbox<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection) -> Done<T> + Send + 'static,
    ) -> domain::Result<T> {
        self.blocking(move |inner| inner.read_outbox(&work)).await
    }

    /// Reads the cache, the outbox attached as `o`, in one consistent view.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection) -> Done<T> + Send + 'static,
    ) -> domain::Result<T> {
        self.blocking(move |inner| inner.read(&work)).await
    }

    /// Writes the outbox in one transaction.
    pub(crate) async fn write_outbox<T: Send + 'static>(
        &self,
        work: impl Fn(&Transaction<'_>) -> Done<T> + Send + 'static,
    ) -> domain::Result<T> {
        self.blocking(move |inner| inner.write_outbox(&work)).await
    }

    /// Writes the cache in one transaction.
    pub(crate) async fn write_cache<T: Send + 'static>(
        &self,
        work: impl Fn(&Transaction<'_>) -> Done<T> + Send + 'static,
    ) -> domain::Result<T> {
        self.blocking(move |inner| inner.write_cache(&work)).await
    }
}

/// A lock that a panic of another closure doesn't spoil: transactions roll back by themselves.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Inner {
    fn assemble(
        dir: &Path,
        key: &DatabaseKey,
        outbox: Connection,
        mut cache: Connection,
        temporary: bool,
    ) -> Result<Self, OpenError> {
        let outbox_reader = connect(&dir.join(File::Outbox.name()), File::Outbox, key)?;
        prepare_reader(&outbox_reader)?;
        let tx = cache.transaction_with_behavior(TransactionBehavior::Immediate)?;
        echo::reapply(&tx).map_err(OpenError::from)?;
        tx.commit()?;
        let readers = (0..READERS)
            .map(|_| open_reader(dir, key))
            .collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(Self {
            dir: dir.to_owned(),
            key: key.clone(),
            temporary,
            outbox: Mutex::new(Some(outbox)),
            outbox_reader: Mutex::new(Some(outbox_reader)),
            cache: Mutex::new(Some(cache)),
            readers: Mutex::new(readers),
            returned: Condvar::new(),
            cache_open: AtomicBool::new(true),
            cache_epoch: AtomicU64::new(0),
            sweeps: Mutex::default(),
            settled: Mutex::default(),
        })
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The outbox's writer, without a transaction.
    pub(crate) fn with_outbox<T>(&self, work: impl Fn(&mut Connection) -> Done<T>) -> Done<T> {
        work(lock(&self.outbox).as_mut().ok_or(Fault::Closed)?)
    }

    /// The cache's writer, without a transaction.
    pub(crate) fn with_cache<T>(&self, work: impl Fn(&mut Connection) -> Done<T>) -> Done<T> {
        work(lock(&self.cache).as_mut().ok_or(Fault::Closed)?)
    }

    pub(crate) fn read_outbox<T>(&self, work: &dyn Fn(&Connection) -> Done<T>) -> Done<T> {
        let guard = lock(&self.outbox_reader);
        let tx = guard
            .as_ref()
            .ok_or(Fault::Closed)?
            .unchecked_transaction()?;
        let done = work(&tx)?;
        unspoilt(&tx)?;
        Ok(done)
    }

    pub(crate) fn write_outbox<T>(&self, work: &dyn Fn(&Transaction<'_>) -> Done<T>) -> Done<T> {
        self.with_outbox(|conn| in_transaction(conn, work))
    }

    pub(crate) fn write_cache<T>(&self, work: &dyn Fn(&Transaction<'_>) -> Done<T>) -> Done<T> {
        let epoch = self.cache_epoch.load(Ordering::SeqCst);
        match self.with_cache(|conn| in_transaction(conn, work)) {
            Err(fault) if fault.is_damage() && self.rebuild_cache(epoch)? => {
                self.with_cache(|conn| in_transaction(conn, work))
            }
            done => done,
        }
    }

    pub(crate) fn read<T>(&self, work: &dyn Fn(&Connection) -> Done<T>) -> Done<T> {
        let epoch = self.cache_epoch.load(Ordering::SeqCst);
        match self.read_once(work) {
            Err(fault) if fault.is_damage() && self.rebuild_cache(epoch)? => self.read_once(work),
            done => done,
        }
    }

    fn read_once<T>(&self, work: &dyn Fn(&Connection) -> Done<T>) -> Done<T> {
        let mut readers = lock(&self.readers);
        let conn = loop {
            if let Some(conn) = readers.pop() {
                break conn;
            }
            if !self.cache_open.load(Ordering::SeqCst) {
                return Err(Fault::Closed);
            }
            readers = self
                .returned
                .wait(readers)
                .unwrap_or_else(PoisonError::into_inner);
        };
        drop(readers);
        let lease = Lease {
            inner: self,
            conn: Some(conn),
        };
        let conn = lease.conn.as_ref().ok_or(Fault::Closed)?;
        let tx = conn.unchecked_transaction()?;
        let done = work(&tx)?;
        unspoilt(&tx)?;
        Ok(done)
    }

    /// Begins a new cache in place of one that turned out damaged. False if the damage is the
    /// outbox's, which is mended at the next start. Does nothing if someone else was quicker.
    fn rebuild_cache(&self, epoch: u64) -> Done<bool> {
        let outbox_is_sound = self.with_outbox(|conn| {
            let verdict: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            Ok(verdict == "ok")
        });
        if !outbox_is_sound.unwrap_or(false) {
            return Ok(false);
        }
        tracing::warn!("cache.db is damaged; it is rebuilt");
        let mut cache = lock(&self.cache);
        if self.cache_epoch.load(Ordering::SeqCst) != epoch {
            return Ok(true);
        }
        let mut readers = lock(&self.readers);
        while self.cache_open.load(Ordering::SeqCst) && readers.len() < READERS {
            readers = self
                .returned
                .wait(readers)
                .unwrap_or_else(PoisonError::into_inner);
        }
        readers.clear();
        *cache = None;
        self.cache_open.store(false, Ordering::SeqCst);
        lock(&self.sweeps).clear();
        let reopened = self.reopen_cache();
        self.returned.notify_all();
        let (fresh, fresh_readers) = reopened.map_err(|error| {
            Fault::Told(Error::new(ErrorCode::Storage, error.to_string()).with_source(error))
        })?;
        *cache = Some(fresh);
        *readers = fresh_readers;
        self.cache_open.store(true, Ordering::SeqCst);
        self.cache_epoch.fetch_add(1, Ordering::SeqCst);
        self.returned.notify_all();
        Ok(true)
    }

    fn reopen_cache(&self) -> Result<(Connection, Vec<Connection>), OpenError> {
        remove_database(&self.dir.join(File::Cache.name()))?;
        let (cache, _) = open_cache(&self.dir, &self.key)?;
        let readers = (0..READERS)
            .map(|_| open_reader(&self.dir, &self.key))
            .collect::<rusqlite::Result<Vec<_>>>()?;
        Ok((cache, readers))
    }
}

/// Whether all that was read is what was written. A damaged page in the middle of a long text
/// reads as zeros, and only the next read says so.
fn unspoilt(conn: &Connection) -> Done<()> {
    conn.prepare_cached("SELECT 1 FROM sqlite_schema LIMIT 1")?
        .exists([])?;
    Ok(())
}

fn in_transaction<T>(conn: &mut Connection, work: &dyn Fn(&Transaction<'_>) -> Done<T>) -> Done<T> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = work(&tx)?;
    tx.commit()?;
    Ok(done)
}

/// A reader out of the pool, back when dropped.
struct Lease<'a> {
    inner: &'a Inner,
    conn: Option<Connection>,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            lock(&self.inner.readers).push(conn);
            self.inner.returned.notify_one();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        lock(&self.readers).clear();
        *lock(&self.outbox_reader) = None;
        *lock(&self.cache) = None;
        if let Some(conn) = lock(&self.outbox).take() {
            save_head(&conn, &self.dir);
        }
        if self.temporary {
            // Nobody can read what would be left: the key was never written.
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{AttachmentKind, ChatId, Timestamp};

    use super::*;
    use crate::NewAttachment;

    #[tokio::test]
    async fn full_disk_is_told_and_leaves_nothing_half_done() {
        let dir = tempfile::TempDir::new().unwrap();
        let opened = Store::open(dir.path(), &DatabaseKey::generate()).unwrap();
        let store = opened.store;
        let chat = ChatId::new(AccountId(1), "7");
        let now = Timestamp(1);
        store
            .save_draft(chat.clone(), "text".into(), None, now)
            .await
            .unwrap();
        let limit = |pages: i64| {
            let limit = move |conn: &mut Connection| {
                conn.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
                Ok(())
            };
            store.inner.with_outbox(limit).unwrap();
        };
        limit(40);
        let file = NewAttachment {
            kind: AttachmentKind::File,
            name: "a".into(),
            mime: "a/b".into(),
            bytes: vec![1; 1_000_000],
        };
        let error = store
            .add_attachment(chat.clone(), file.clone(), now)
            .await
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::Storage, "the database's trouble");
        assert!(
            error.message.contains("no room"),
            "told apart: {}",
            error.message
        );
        let draft = store.draft(chat.clone()).await.unwrap();
        assert_eq!(
            (draft.text.as_str(), draft.attachments.len()),
            ("text", 0),
            "as before"
        );
        limit(1_000_000);
        store.add_attachment(chat, file, now).await.unwrap();
    }

    #[tokio::test]
    async fn write_ahead_logs_stay_small() {
        let dir = tempfile::TempDir::new().unwrap();
        let opened = Store::open(dir.path(), &DatabaseKey::generate()).unwrap();
        let chat = ChatId::new(AccountId(1), "7");
        for n in 0..12 {
            let file = NewAttachment {
                kind: AttachmentKind::File,
                name: n.to_string(),
                mime: "a/b".into(),
                bytes: vec![n; 1_000_000],
            };
            opened
                .store
                .add_attachment(chat.clone(), file, Timestamp(1))
                .await
                .unwrap();
        }
        let log = fs::metadata(dir.path().join("outbox.db-wal"))
            .unwrap()
            .len();
        assert!(log <= 8 << 20, "{log} bytes");
    }
}
