//! How much there is of everything, for a person who asks for help. Numbers only.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::Store;
use crate::connect::File;
use crate::fault::Done;

/// One of the databases, in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Census {
    /// Its file's name.
    pub file: &'static str,
    /// Version of its schema.
    pub schema: i64,
    /// Bytes of the file.
    pub bytes: u64,
    /// Bytes of its write-ahead log.
    pub log_bytes: u64,
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
}

impl Store {
    /// Both databases, in numbers.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn census(&self) -> domain::Result<Vec<Census>> {
        let outbox = self.read_outbox(count).await?;
        let cache = self.read(count).await?;
        let length = |name: &str| {
            let data = std::fs::metadata(self.dir().join(name));
            data.map_or(0, |data| data.len())
        };
        Ok([(File::Outbox, outbox), (File::Cache, cache)]
            .map(|(file, (schema, rows))| Census {
                file: file.name(),
                schema,
                bytes: length(file.name()),
                log_bytes: length(&format!("{}-wal", file.name())),
                rows,
            })
            .into())
    }
}

/// Version of the schema, and rows of each table but those that SQLite keeps for itself.
fn count(conn: &Connection) -> Done<(i64, BTreeMap<String, u64>)> {
    let schema = conn.query_row("PRAGMA main.user_version", [], |row| row.get(0))?;
    let names = conn
        .prepare(
            "SELECT name FROM pragma_table_list
             WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
        )?
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut rows = BTreeMap::new();
    for name in names {
        let sql = format!("SELECT count(*) FROM main.\"{name}\"");
        let count: i64 = conn.query_row(&sql, [], |row| row.get(0))?;
        rows.insert(name, u64::try_from(count).unwrap_or(0));
    }
    Ok((schema, rows))
}
