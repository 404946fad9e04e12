//! Opening: the installation's name, the keyring, the databases, the accounts. Whatever fails is
//! said, and nothing is destroyed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::view::{AppPhase, ErrorView, Mended, OpenTrouble};
use domain::{AccountConfig, AccountId, AppEvent, Error, ErrorCode, Result};
use secrecy::ExposeSecret as _;
use store::{DatabaseKey, OpenError, Store};
use tokio::task::JoinSet;

use crate::Engine;
use crate::config::SecretsBackend;
use crate::desk::{Desk, DeskParts};
use crate::folder_hold::FolderHold;
use crate::lock::Lock;
use crate::secrets::{MemorySecrets, Secrets};

/// Holds the databases of runs that keep nothing.
const THIS_RUN: &str = "this-run";
/// Account secrets of data put aside that are looked for in the keyring.
const OLD_ACCOUNTS: i64 = 32;

/// What is opened before any account is at work.
struct Prepared {
    store: Store,
    secrets: Secrets,
    mended: Option<Mended>,
}

impl Engine {
    /// Opens what the installation has.
    pub(crate) async fn open(&self) {
        let mut turn = self.opening.lock().await;
        if self.find_desk().is_some() {
            return;
        }
        if self.core.config.demo {
            return self.open_for_this_run().await;
        }
        if turn.is_none() {
            match self.hold_folder().await {
                Ok(hold) => *turn = Some(hold),
                Err(phase) => return self.set_phase(phase),
            }
        }
        match self.prepare().await {
            Ok(prepared) => self.furnish(prepared, false).await,
            Err(phase) => self.set_phase(phase),
        }
    }

    /// Opens empty databases that end with this run.
    pub(crate) async fn open_for_this_run(&self) {
        let parent = self.core.config.data_dir.join(THIS_RUN);
        let store = blocking(move || {
            Store::open_temporary(&parent).or_else(|error| {
                tracing::warn!(%error, "this run's databases go to the system's temporary folder");
                Store::open_temporary(&elsewhere()?)
            })
        })
        .await;
        let backend = match &self.core.config.secrets {
            SecretsBackend::Memory(memory) if self.core.config.demo => {
                SecretsBackend::Memory(memory.clone())
            }
            _ => SecretsBackend::Memory(MemorySecrets::default()),
        };
        let secrets = Secrets::new(
            uuid::Uuid::new_v4().to_string(),
            backend,
            self.core.config.pace.keyring,
        );
        match store {
            Ok(store) => {
                let prepared = Prepared {
                    store,
                    secrets,
                    mended: None,
                };
                self.furnish(prepared, true).await;
            }
            Err(error) => self.set_phase(failed(&error)),
        }
    }

    /// Puts old data aside and opens anew.
    pub(crate) async fn open_anew(&self) -> Result<()> {
        let turn = self.opening.lock().await;
        let dir = self.core.config.data_dir.clone();
        let secrets = self.secrets().await?;
        let aside = dir.join(format!("old-{}", self.core.now().0));
        blocking(move || put_aside(&dir, &aside)).await?;
        for account in 1..=OLD_ACCOUNTS {
            // The keyring may be locked or empty; what can't be deleted is overwritten when an
            // account of that number is added.
            if secrets.delete_account(AccountId(account)).await.is_err() {
                break;
            }
        }
        drop(turn);
        self.set_phase(AppPhase::Starting);
        self.open().await;
        Ok(())
    }

    /// Signs out of every account, deletes everything that is kept here with what was put aside
    /// before, and begins anew.
    pub(crate) async fn open_erased(&self) -> Result<()> {
        let turn = self.opening.lock().await;
        let desk = self.desk()?;
        let accounts = desk.store.accounts().await?;
        self.clear_desk();
        desk.close().await;
        // Without its key nothing of a database can be read, whatever stays of its file.
        let mut kept = desk.secrets.delete_database_key().await.err();
        for account in accounts {
            if let Err(error) = desk.secrets.delete_account(account.id).await {
                tracing::warn!(%error, account = %account.id, "a secret may be left in the keyring");
                kept = Some(error);
            }
        }
        let wiped = desk.store.wipe().await;
        let dir = self.core.config.data_dir.clone();
        blocking(move || forget_old(&dir)).await;
        drop(turn);
        self.open().await;
        self.core.events.emit(AppEvent::AccountsChanged);
        wiped?;
        kept.map_or(Ok(()), Err)
    }

    async fn secrets(&self) -> Result<Secrets> {
        let dir = self.core.config.data_dir.clone();
        let installation = blocking(move || installation(&dir)).await?;
        Ok(Secrets::new(
            installation,
            self.core.config.secrets.clone(),
            self.core.config.pace.keyring,
        ))
    }

    /// Keeps other programs from the data folder.
    async fn hold_folder(&self) -> std::result::Result<FolderHold, AppPhase> {
        let dir = self.core.config.data_dir.clone();
        match blocking(move || FolderHold::take(&dir)).await {
            Ok(Some(hold)) => Ok(hold),
            Ok(None) => Err(failed_view(
                &Error::new(
                    ErrorCode::Storage,
                    "Another running Switchboard has the data folder open.",
                ),
                OpenTrouble::InUse,
            )),
            Err(error) => Err(failed_view(&unusable(&error), OpenTrouble::Folder)),
        }
    }

    async fn prepare(&self) -> std::result::Result<Prepared, AppPhase> {
        let dir = self.core.config.data_dir.clone();
        let secrets = self
            .secrets()
            .await
            .map_err(|error| failed_view(&error, OpenTrouble::Folder))?;
        blocking({
            let dir = dir.clone();
            move || forget_runs(&dir)
        })
        .await;
        // Each call has the keyring's whole time; all together must not take longer.
        let patience = self.core.config.pace.keyring;
        let key = tokio::time::timeout(patience, find_key(&dir, &secrets))
            .await
            .unwrap_or_else(|_| Err(AppPhase::NoKeyring { error: hung() }))?;
        let opened = blocking(move || Store::open(&dir, &key)).await;
        match opened {
            Ok(opened) => {
                if opened.cache_rebuilt {
                    tracing::info!("the cache begins empty and fills by itself");
                }
                let mended = opened.salvage.map(|salvage| {
                    tracing::warn!(rows = salvage.rows, "the outbox was damaged and mended");
                    Mended {
                        whole: salvage.incomplete.is_empty(),
                        kept: salvage.kept.display().to_string(),
                    }
                });
                Ok(Prepared {
                    store: opened.store,
                    secrets,
                    mended,
                })
            }
            Err(OpenError::WrongKey) => Err(AppPhase::KeyLost),
            Err(error) => Err(failed(&error)),
        }
    }

    /// Puts the accounts to work and says that all is ready.
    async fn furnish(&self, prepared: Prepared, this_run_only: bool) {
        let Prepared {
            store,
            secrets,
            mended,
        } = prepared;
        let opened = async {
            let settings = store.settings().await?;
            let lock = Lock::new(store.lock().await?);
            let accounts = store.accounts().await?;
            let http = providers::Http::new(self.core.config.http.clone())?;
            Ok::<_, Error>((settings, lock, accounts, http))
        };
        let (settings, lock, accounts, http) = match opened.await {
            Ok(opened) => opened,
            Err(error) => return self.set_phase(failed_view(&error, OpenTrouble::Other)),
        };
        let desk = Desk::open(DeskParts {
            core: Arc::clone(&self.core),
            store,
            secrets,
            http,
            this_run_only,
            mended,
            settings,
            lock,
        });
        // Held until the accounts are at work, so that no change meets half of them.
        let changing = desk.changing.lock().await;
        for account in &accounts {
            if let Err(error) = desk.list_locked(account.clone()) {
                tracing::warn!(%error, account = %account.id, "not listed");
            }
        }
        if !self.set_desk(&desk) {
            drop(changing);
            return desk.close().await;
        }
        unlock(&desk, accounts).await;
        drop(changing);
        desk.emit(AppEvent::AccountsChanged);
    }
}

/// Asks the keyring for all accounts' secrets at once, so that one that hangs delays no other,
/// and puts each to work as its secret comes.
async fn unlock(desk: &Arc<Desk>, accounts: Vec<AccountConfig>) {
    let mut asking = JoinSet::new();
    for account in accounts {
        let desk = Arc::clone(desk);
        asking.spawn(async move {
            let id = account.id;
            let secret = desk.secrets.account(id).await.unwrap_or_else(|error| {
                tracing::warn!(%error, account = %id, "no secret");
                None
            });
            if let Err(error) = desk.start_session(account, secret).await {
                tracing::warn!(%error, account = %id, "not connected");
            }
        });
    }
    while asking.join_next().await.is_some() {}
}

/// The key of the databases: the keyring's, or a new one where there is nothing to open yet.
async fn find_key(dir: &Path, secrets: &Secrets) -> std::result::Result<DatabaseKey, AppPhase> {
    let no_keyring = |error: Error| AppPhase::NoKeyring {
        error: ErrorView::from(&error),
    };
    let kept = secrets.database_key().await.map_err(no_keyring)?;
    if let Some(key) = kept.and_then(|text| DatabaseKey::from_hex(text.expose_secret())) {
        return Ok(key);
    }
    let outbox = dir.join("outbox.db");
    if blocking(move || outbox.exists()).await {
        return Err(AppPhase::KeyLost);
    }
    let key = DatabaseKey::generate();
    secrets
        .set_database_key(key.to_hex())
        .await
        .map_err(no_keyring)?;
    Ok(key)
}

/// The keyring answers, but not in time.
fn hung() -> ErrorView {
    ErrorView {
        code: ErrorCode::Keyring,
        message: "The system's keyring did not answer in time.".to_owned(),
    }
}

fn unusable(error: &std::io::Error) -> Error {
    Error::new(
        ErrorCode::Storage,
        format!("The data folder can't be used: {error}"),
    )
}

/// The installation's name, made at the first start.
fn installation(dir: &Path) -> Result<String> {
    let io = |error: std::io::Error| unusable(&error);
    std::fs::create_dir_all(dir).map_err(io)?;
    let path = dir.join("installation");
    match std::fs::read_to_string(&path) {
        Ok(name) if uuid::Uuid::parse_str(name.trim()).is_ok() => Ok(name.trim().to_owned()),
        Ok(_) => make_installation(&path).map_err(io),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            make_installation(&path).map_err(io)
        }
        Err(error) => Err(io(error)),
    }
}

/// Written whole or not at all: a half-written name would lose the key.
fn make_installation(path: &Path) -> std::io::Result<String> {
    use std::io::Write as _;

    let name = uuid::Uuid::new_v4().to_string();
    let draft = path.with_extension("new");
    let mut file = std::fs::File::create(&draft)?;
    file.write_all(name.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&draft, path)?;
    Ok(name)
}

/// Removes what earlier runs that kept nothing left behind when they were killed.
fn forget_runs(dir: &Path) {
    let left = dir.join(THIS_RUN);
    if left.exists()
        && let Err(error) = std::fs::remove_dir_all(&left)
    {
        tracing::warn!(%error, "an earlier run's folder stays");
    }
}

/// Removes data that was put aside.
fn forget_old(dir: &Path) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with("old-")
            && let Err(error) = std::fs::remove_dir_all(entry.path())
        {
            tracing::warn!(%error, "data that was put aside stays");
        }
    }
}

/// Moves the databases into a folder of their own.
fn put_aside(dir: &Path, aside: &Path) -> Result<()> {
    let io = |error: std::io::Error| {
        Error::new(
            ErrorCode::Storage,
            format!("The old data can't be put aside: {error}"),
        )
    };
    let names = ["outbox.db", "outbox.db-wal", "outbox.db-shm", "outbox.head"]
        .into_iter()
        .chain(["cache.db", "cache.db-wal", "cache.db-shm"]);
    let there: Vec<(PathBuf, &str)> = names
        .map(|name| (dir.join(name), name))
        .filter(|(path, _)| path.exists())
        .collect();
    if there.is_empty() {
        return Ok(());
    }
    std::fs::create_dir_all(aside).map_err(io)?;
    for (path, name) in there {
        std::fs::rename(path, aside.join(name)).map_err(io)?;
    }
    Ok(())
}

fn failed(error: &OpenError) -> AppPhase {
    AppPhase::Failed {
        error: ErrorView {
            code: ErrorCode::Storage,
            message: error.to_string(),
        },
        why: match error {
            OpenError::NoSpace => OpenTrouble::NoSpace,
            OpenError::Newer { .. } => OpenTrouble::Newer,
            OpenError::Damaged(_) => OpenTrouble::Damaged,
            OpenError::Io(_) => OpenTrouble::Folder,
            OpenError::WrongKey => OpenTrouble::Other,
        },
    }
}

fn failed_view(error: &Error, why: OpenTrouble) -> AppPhase {
    AppPhase::Failed {
        error: ErrorView::from(error),
        why,
    }
}

/// A folder of our own among the system's temporary ones, for where the data folder is of no use.
fn elsewhere() -> std::result::Result<PathBuf, OpenError> {
    let dir = std::env::temp_dir().join(format!("switchboard-{}", uuid::Uuid::new_v4()));
    std::fs::create_dir(&dir)?;
    Ok(dir)
}

/// Runs file work off the async threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime is going down: nothing after this matters.
            Err(_) => std::future::pending().await,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installation_keeps_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let first = installation(dir.path()).unwrap();
        assert_eq!(installation(dir.path()).unwrap(), first, "kept");
        std::fs::write(dir.path().join("installation"), "../../etc").unwrap();
        let mended = installation(dir.path()).unwrap();
        assert!(uuid::Uuid::parse_str(&mended).is_ok(), "damage is mended");
    }

    #[test]
    fn what_is_wrong_is_told_apart_where_the_way_on_differs() {
        for (error, expected) in [
            (OpenError::NoSpace, OpenTrouble::NoSpace),
            (OpenError::Newer { found: 9, known: 3 }, OpenTrouble::Newer),
            (OpenError::Damaged("x".into()), OpenTrouble::Damaged),
            (OpenError::Io("x".into()), OpenTrouble::Folder),
        ] {
            let AppPhase::Failed { why, .. } = failed(&error) else {
                unreachable!("opening failed");
            };
            assert_eq!(why, expected, "{error}");
        }
    }

    #[test]
    fn old_data_is_put_aside_and_never_deleted() {
        let dir = tempfile::tempdir().unwrap();
        let aside = dir.path().join("old-1");
        put_aside(dir.path(), &aside).unwrap();
        assert!(!aside.exists(), "nothing there, nothing made");
        std::fs::write(dir.path().join("outbox.db"), "x").unwrap();
        std::fs::write(dir.path().join("cache.db-wal"), "y").unwrap();
        put_aside(dir.path(), &aside).unwrap();
        assert!(!dir.path().join("outbox.db").exists(), "the place is free");
        assert_eq!(
            std::fs::read(aside.join("outbox.db")).unwrap(),
            b"x",
            "and the data is kept"
        );
        assert!(
            aside.join("cache.db-wal").exists(),
            "with what belongs to it"
        );
    }
}
