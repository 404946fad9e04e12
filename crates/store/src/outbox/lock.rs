//! The passphrase that the window is locked with: its hash, and how often it was missed.

use domain::{Result, Timestamp};
use serde::{Deserialize, Serialize};

use super::settings::{fact, forget_fact, save_fact};
use crate::Store;

/// What is kept of a passphrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptLock {
    /// The hash with its salt and parameters, as one text (PHC format).
    pub hash: String,
    /// Wrong tries since the last right one.
    pub wrong: u32,
    /// No try counts before this time.
    pub wait_until: Timestamp,
}

impl Store {
    /// The lock, if there is one. One that can't be read still locks: no passphrase fits it.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn lock(&self) -> Result<Option<KeptLock>> {
        self.read_outbox(|conn| {
            Ok(fact(conn, "lock")?.map(|text| {
                serde_json::from_str(&text).unwrap_or(KeptLock {
                    hash: String::new(),
                    wrong: 0,
                    wait_until: Timestamp(0),
                })
            }))
        })
        .await
    }

    /// Keeps a lock, or takes it away.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_lock(&self, lock: Option<KeptLock>) -> Result<()> {
        self.write_outbox(move |tx| match &lock {
            Some(lock) => save_fact(tx, "lock", &serde_json::to_string(lock)?),
            None => forget_fact(tx, "lock"),
        })
        .await
    }
}
