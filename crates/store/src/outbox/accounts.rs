//! Accounts, without their secrets.

use domain::view::UnsentWork;
use domain::{AccountConfig, AccountId, OperatorId, Result, ServiceKind, SignInMethod};
use rusqlite::{OptionalExtension as _, Row, named_params};

use crate::codes::{tag, tag_text};
use crate::connect::shrink;
use crate::fault::{Done, Fault};
use crate::{Store, cache};

const SELECT: &str =
    "SELECT id, service, method, server, label, principal, hue, working_as, options
     FROM accounts";

impl Store {
    /// All accounts, oldest first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn accounts(&self) -> Result<Vec<AccountConfig>> {
        self.read_outbox(|conn| {
            let mut statement = conn.prepare_cached(&format!("{SELECT} ORDER BY id"))?;
            let rows: Vec<Columns> = statement
                .query_map([], columns)?
                .collect::<rusqlite::Result<_>>()?;
            rows.into_iter().map(Columns::config).collect()
        })
        .await
    }

    /// One account.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn account(&self, account: AccountId) -> Result<AccountConfig> {
        self.read_outbox(move |conn| {
            conn.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?
                .query_row([account.0], columns)
                .optional()?
                .ok_or_else(unknown)?
                .config()
        })
        .await
    }

    /// Adds an account; its id is given here (the one in `account` is ignored) and never again.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn add_account(&self, account: AccountConfig) -> Result<AccountConfig> {
        self.write_outbox(move |tx| {
            tx.execute("INSERT INTO accounts (label) VALUES ('')", [])?;
            let added = AccountConfig {
                id: AccountId(tx.last_insert_rowid()),
                ..account.clone()
            };
            write(tx, &added)?;
            Ok(added)
        })
        .await
    }

    /// Replaces everything of an account but its id.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn update_account(&self, account: AccountConfig) -> Result<()> {
        self.write_outbox(move |tx| match write(tx, &account)? {
            0 => Err(unknown()),
            _ => Ok(()),
        })
        .await
    }

    /// Says which operator an account works as, for "mine".
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_me(&self, account: AccountId, me: Option<OperatorId>) -> Result<()> {
        let me = me.map(|operator| operator.0).unwrap_or_default();
        self.blocking(move |inner| {
            inner.write_outbox(&|tx| {
                tx.execute(
                    "UPDATE accounts SET me = ?2 WHERE id = ?1 AND me <> ?2",
                    (account.0, &me),
                )?;
                Ok(())
            })?;
            inner.write_cache(&|tx| cache::mark_mine(tx, account, &me))
        })
        .await
    }

    /// Forgets an account: its rows in both databases, files, drafts, outbox and journal, and
    /// the space they took is overwritten.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn remove_account(&self, account: AccountId) -> Result<()> {
        self.blocking(move |inner| {
            inner.write_outbox(&|tx| {
                for table in [
                    "drafts",
                    "attachments",
                    "outbox",
                    "notified",
                    "journal",
                    "marks",
                    "notes",
                ] {
                    tx.execute(
                        &format!("DELETE FROM {table} WHERE account = ?1"),
                        [account.0],
                    )?;
                }
                tx.execute("DELETE FROM accounts WHERE id = ?1", [account.0])?;
                tx.execute(
                    "DELETE FROM facts WHERE key = 'last_chat' AND value LIKE ?1 || ':%'",
                    [account.0],
                )?;
                Ok(())
            })?;
            inner.with_outbox(|conn| {
                shrink(conn)?;
                crate::open::save_head(conn, inner.dir());
                Ok(())
            })?;
            cache::forget_account(inner, account)
        })
        .await
    }

    /// What removing the account would lose.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn unsent_work(&self, account: AccountId) -> Result<UnsentWork> {
        self.read_outbox(move |conn| {
            let (messages, changes) = conn.query_row(
                "SELECT count(*) FILTER (WHERE kind = 'send'), count(*) FILTER (WHERE kind <> 'send')
                 FROM outbox WHERE account = ?1
                 AND state IN ('queued', 'sending', 'failed', 'checking', 'unknown')",
                [account.0],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            let drafts = conn.query_row(
                "SELECT count(*) FROM (
                     SELECT chat FROM drafts WHERE account = ?1
                     UNION SELECT chat FROM attachments WHERE account = ?1 AND outbox = 0)",
                [account.0],
                |row| row.get(0),
            )?;
            Ok(UnsentWork { messages, changes, drafts })
        })
        .await
    }
}

fn unknown() -> Fault {
    Fault::not_found("There is no such account.")
}

fn write(tx: &rusqlite::Transaction<'_>, account: &AccountConfig) -> Done<usize> {
    let working_as = match &account.working_as {
        Some(operator) => serde_json::to_string(operator)?,
        None => String::new(),
    };
    Ok(tx.execute(
        "UPDATE accounts SET service = :service, method = :method, server = :server,
             label = :label, principal = :principal, hue = :hue, working_as = :working_as,
             options = :options
         WHERE id = :id",
        named_params! {
            ":id": account.id.0,
            ":service": tag_text(&account.service)?,
            ":method": tag_text(&account.method)?,
            ":server": account.server.as_str(),
            ":label": account.label,
            ":principal": account.principal,
            ":hue": account.hue,
            ":working_as": working_as,
            ":options": serde_json::to_string(&account.options)?,
        },
    )?)
}

/// A row as it stands in the table.
struct Columns {
    id: i64,
    service: String,
    method: String,
    server: String,
    label: String,
    principal: String,
    hue: u8,
    working_as: String,
    options: String,
}

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok(Columns {
        id: row.get(0)?,
        service: row.get(1)?,
        method: row.get(2)?,
        server: row.get(3)?,
        label: row.get(4)?,
        principal: row.get(5)?,
        hue: row.get(6)?,
        working_as: row.get(7)?,
        options: row.get(8)?,
    })
}

impl Columns {
    fn config(self) -> Done<AccountConfig> {
        Ok(AccountConfig {
            id: AccountId(self.id),
            service: tag::<ServiceKind>(self.service)?,
            method: tag::<SignInMethod>(self.method)?,
            server: tag(self.server)?,
            label: self.label,
            principal: self.principal,
            hue: self.hue,
            working_as: serde_json::from_str(&self.working_as).ok(),
            options: serde_json::from_str(&self.options).unwrap_or_default(),
        })
    }
}
