//! Secrets: in the system's keyring or in memory, never on disk. A keyring that hangs is given
//! up after a while; the thread that asked it may linger, the program goes on.
//!
//! Entries: service `switchboard`, user `<installation>/database-key` or
//! `<installation>/account-<id>`.

mod keyring;
mod memory;

use std::borrow::Cow;
use std::time::Duration;

use domain::{AccountId, Error, ErrorCode, Result};
use secrecy::SecretString;

pub use memory::MemorySecrets;

use crate::config::SecretsBackend;

const DATABASE_KEY: &str = "database-key";

/// Reads and writes one installation's secrets.
#[derive(Debug, Clone)]
pub(crate) struct Secrets {
    installation: String,
    backend: SecretsBackend,
    /// Secrets the person chose to keep for this run only, beside any keyring.
    this_run: MemorySecrets,
    patience: Duration,
}

impl Secrets {
    pub(crate) fn new(installation: String, backend: SecretsBackend, patience: Duration) -> Self {
        Self {
            installation,
            backend,
            this_run: MemorySecrets::default(),
            patience,
        }
    }

    /// The key of the databases; `None` if there is none.
    pub(crate) async fn database_key(&self) -> Result<Option<SecretString>> {
        self.get(DATABASE_KEY.to_owned()).await
    }

    pub(crate) async fn set_database_key(&self, key: SecretString) -> Result<()> {
        self.set(DATABASE_KEY.to_owned(), key).await
    }

    pub(crate) async fn delete_database_key(&self) -> Result<()> {
        self.delete(DATABASE_KEY.to_owned()).await
    }

    /// An account's password, key or token; `None` if the keyring lost it.
    pub(crate) async fn account(&self, account: AccountId) -> Result<Option<SecretString>> {
        let user = self.user(&account_name(account));
        if let Some(secret) = self.this_run.get(&user) {
            return Ok(Some(secret));
        }
        self.get(account_name(account)).await
    }

    pub(crate) async fn set_account(
        &self,
        account: AccountId,
        secret: SecretString,
        this_run_only: bool,
    ) -> Result<()> {
        let name = account_name(account);
        if this_run_only {
            self.this_run.set(&self.user(&name), secret);
            return Ok(());
        }
        self.set(name.clone(), secret).await?;
        self.this_run.delete(&self.user(&name));
        Ok(())
    }

    pub(crate) async fn delete_account(&self, account: AccountId) -> Result<()> {
        let name = account_name(account);
        self.this_run.delete(&self.user(&name));
        self.delete(name).await
    }

    async fn delete(&self, name: String) -> Result<()> {
        let user = self.user(&name);
        self.call(move |backend| match backend {
            SecretsBackend::Memory(memory) => {
                memory.delete(&user);
                Ok(())
            }
            SecretsBackend::Keyring => keyring::delete(&user),
        })
        .await
    }

    async fn get(&self, name: String) -> Result<Option<SecretString>> {
        let user = self.user(&name);
        self.call(move |backend| match backend {
            SecretsBackend::Memory(memory) => Ok(memory.get(&user)),
            SecretsBackend::Keyring => keyring::get(&user),
        })
        .await
    }

    async fn set(&self, name: String, secret: SecretString) -> Result<()> {
        let user = self.user(&name);
        self.call(move |backend| match backend {
            SecretsBackend::Memory(memory) => {
                memory.set(&user, secret);
                Ok(())
            }
            SecretsBackend::Keyring => keyring::set(&user, &secret),
        })
        .await
    }

    fn user(&self, name: &str) -> String {
        format!("{}/{name}", self.installation)
    }

    async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&SecretsBackend) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let backend = self.backend.clone();
        bounded(self.patience, move || work(&backend)).await
    }
}

fn account_name(account: AccountId) -> String {
    format!("account-{account}")
}

/// Runs a call that may hang on a thread of its own, and gives it up after `patience`. It is a
/// plain thread: one that lingers must not hold up the runtime's end.
async fn bounded<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let (answer, heard) = tokio::sync::oneshot::channel();
    std::thread::Builder::new()
        .name("keyring".to_owned())
        .spawn(move || {
            // Nobody listens any more once it was given up.
            let _ = answer.send(work());
        })
        .map_err(|error| trouble("The system's keyring could not be asked.").with_source(error))?;
    match tokio::time::timeout(patience, heard).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(trouble("The system's keyring failed.")),
        Err(_) => Err(trouble(format!(
            "The system's keyring did not answer within {} seconds.",
            patience.as_secs().max(1)
        ))),
    }
}

fn trouble(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorCode::Keyring, message)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn in_memory(memory: &MemorySecrets) -> Secrets {
        Secrets::new(
            "i".to_owned(),
            SecretsBackend::Memory(memory.clone()),
            Duration::from_secs(5),
        )
    }

    #[tokio::test]
    async fn a_hung_keyring_is_given_up() {
        let (_hold, gate) = std::sync::mpsc::channel::<()>();
        let result = bounded(Duration::from_millis(20), move || {
            // Ends when the test does.
            let _ = gate.recv();
            Ok(())
        })
        .await;
        let error = result.unwrap_err();
        assert_eq!(error.code, ErrorCode::Keyring, "the person is told");
        assert!(error.message.contains("did not answer"), "{error}");
    }

    #[tokio::test]
    async fn secrets_of_this_run_leave_the_keyring_alone() {
        let memory = MemorySecrets::default();
        let secrets = in_memory(&memory);
        let account = AccountId(3);
        secrets
            .set_account(account, SecretString::from("s"), true)
            .await
            .unwrap();
        assert!(memory.is_empty(), "nothing was kept beyond the run");
        let kept = secrets.account(account).await.unwrap().unwrap();
        assert_eq!(kept.expose_secret(), "s", "and yet it is at hand");
        assert!(
            in_memory(&memory).account(account).await.unwrap().is_none(),
            "gone at the next start"
        );
    }

    #[tokio::test]
    async fn a_deleted_secret_is_gone() {
        let memory = MemorySecrets::default();
        let secrets = in_memory(&memory);
        let account = AccountId(3);
        secrets
            .set_account(account, SecretString::from("s"), false)
            .await
            .unwrap();
        secrets.delete_account(account).await.unwrap();
        secrets.delete_account(account).await.unwrap();
        assert!(
            secrets.account(account).await.unwrap().is_none(),
            "deleting twice is fine"
        );
    }
}
