//! Secrets in this process's memory.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;

/// Secrets that end with the process. Clones share what they hold.
#[derive(Clone, Default)]
pub struct MemorySecrets(Arc<Mutex<HashMap<String, SecretString>>>);

impl MemorySecrets {
    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.held().is_empty()
    }

    /// Forgets everything, as an emptied keyring does.
    pub fn clear(&self) {
        self.held().clear();
    }

    /// Forgets every account's secret and keeps the databases' key, as a keyring does from which
    /// someone deleted entries.
    pub fn forget_accounts(&self) {
        self.held().retain(|user, _| !user.contains("/account-"));
    }

    pub(crate) fn get(&self, user: &str) -> Option<SecretString> {
        self.held().get(user).cloned()
    }

    /// Keeps a secret under the name that the keyring would have it under:
    /// `<installation>/database-key` or `<installation>/account-<id>`.
    pub fn set(&self, user: &str, secret: SecretString) {
        self.held().insert(user.to_owned(), secret);
    }

    pub(crate) fn delete(&self, user: &str) {
        self.held().remove(user);
    }

    fn held(&self) -> MutexGuard<'_, HashMap<String, SecretString>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for MemorySecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemorySecrets")
            .field("held", &self.held().len())
            .finish()
    }
}
