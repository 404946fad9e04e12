//! Bringing a database to this program's version.

use rusqlite::{Connection, TransactionBehavior};

/// Steps of `outbox.db`; its version is how many were taken.
pub(crate) const OUTBOX: &[&str] = &[
    include_str!("sql/outbox/0001.sql"),
    include_str!("sql/outbox/0002.sql"),
    include_str!("sql/outbox/0003.sql"),
    include_str!("sql/outbox/0004.sql"),
    include_str!("sql/outbox/0005.sql"),
];

/// Steps of `cache.db`; its version is how many were taken.
pub(crate) const CACHE: &[&str] = &[
    include_str!("sql/cache/0001.sql"),
    include_str!("sql/cache/0002.sql"),
    include_str!("sql/cache/0003.sql"),
    include_str!("sql/cache/0004.sql"),
];

/// Why a database isn't at this program's version.
#[derive(Debug)]
pub(crate) enum MigrateError {
    /// A newer program made it.
    Newer { found: u32, known: u32 },
    /// A step failed and left nothing behind.
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for MigrateError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

/// Takes the steps that are missing, each in one transaction with its version.
pub(crate) fn migrate(conn: &mut Connection, steps: &[&str]) -> Result<(), MigrateError> {
    let known = u32::try_from(steps.len()).unwrap_or(u32::MAX);
    let found: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(MigrateError::Newer { found, known });
    }
    for (version, step) in (1_u32..).zip(steps.iter()).skip(found as usize) {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(step)?;
        tx.pragma_update(None, "user_version", version)?;
        tx.commit()?;
    }
    Ok(())
}
