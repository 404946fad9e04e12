//! What services said on request, as last read, so that its pages aren't empty offline:
//! organizations, operators, catalogs, customers' cards.

use domain::{AccountId, Operator, Organization, OrganizationId, Result, Timestamp};

use rusqlite::{Connection, OptionalExtension as _, Transaction};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Store;
use crate::fault::Done;

impl Store {
    /// What was kept under a key and when; `None` if nothing was, or an older version wrote it
    /// and this one can't read it.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn kept<T: DeserializeOwned + Send + 'static>(
        &self,
        account: AccountId,
        key: String,
    ) -> Result<Option<(T, Timestamp)>> {
        self.read(move |conn| load(conn, account, &key)).await
    }

    /// Keeps something under a key. True if it changed.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn keep<T: Serialize + Send + 'static>(
        &self,
        account: AccountId,
        key: String,
        value: T,
        now: Timestamp,
    ) -> Result<bool> {
        self.write_cache(move |tx| save(tx, account, &key, &value, now))
            .await
    }

    /// Organizations as last read and when; `None` if never.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn organizations(
        &self,
        account: AccountId,
    ) -> Result<Option<(Vec<Organization>, Timestamp)>> {
        self.read(move |conn| load(conn, account, "organizations"))
            .await
    }

    /// Keeps organizations. True if they changed.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_organizations(
        &self,
        account: AccountId,
        organizations: Vec<Organization>,
        now: Timestamp,
    ) -> Result<bool> {
        self.write_cache(move |tx| save(tx, account, "organizations", &organizations, now))
            .await
    }

    /// Operators of an organization as last read and when; `None` if never.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn operators(
        &self,
        account: AccountId,
        organization: OrganizationId,
    ) -> Result<Option<(Vec<Operator>, Timestamp)>> {
        self.read(move |conn| load(conn, account, &format!("operators:{organization}")))
            .await
    }

    /// Keeps operators. True if they changed.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_operators(
        &self,
        account: AccountId,
        organization: OrganizationId,
        operators: Vec<Operator>,
        now: Timestamp,
    ) -> Result<bool> {
        self.write_cache(move |tx| {
            let key = format!("operators:{organization}");
            save(tx, account, &key, &operators, now)
        })
        .await
    }
}

fn load<T: DeserializeOwned>(
    conn: &Connection,
    account: AccountId,
    key: &str,
) -> Done<Option<(T, Timestamp)>> {
    let found: Option<(String, i64)> = conn
        .prepare_cached("SELECT value, at FROM directory WHERE account = ?1 AND key = ?2")?
        .query_row((account.0, key), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    // What an older version wrote and this one can't read is simply read anew.
    Ok(found.and_then(|(value, at)| Some((serde_json::from_str(&value).ok()?, Timestamp(at)))))
}

fn save<T: Serialize>(
    tx: &Transaction<'_>,
    account: AccountId,
    key: &str,
    value: &T,
    now: Timestamp,
) -> Done<bool> {
    let value = serde_json::to_string(value)?;
    let before: Option<String> = tx
        .prepare_cached("SELECT value FROM directory WHERE account = ?1 AND key = ?2")?
        .query_row((account.0, key), |row| row.get(0))
        .optional()?;
    tx.prepare_cached(
        "INSERT INTO directory (account, key, value, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET value = excluded.value, at = excluded.at",
    )?
    .execute((account.0, key, &value, now.0))?;
    Ok(before.as_deref() != Some(value.as_str()))
}
