use rusqlite::Connection;
use secrecy::ExposeSecret as _;
use store::{OpenError, Store};

use crate::support::Fixture;

/// The salts are constants of the files; see `connect::File::salt`.
fn raw(store: &Fixture, name: &str, salt: &str) -> Connection {
    let conn = Connection::open(store.dir.path().join(name)).unwrap();
    let key = format!("x'{}{salt}'", store.key.to_hex().expose_secret());
    conn.pragma_update(None, "key", key).unwrap();
    conn
}

fn schema(conn: &Connection) -> String {
    let tables: Vec<String> = conn
        .prepare(
            "SELECT sql || ';' FROM sqlite_schema
             WHERE sql IS NOT NULL AND name NOT LIKE '%\\_text\\_%' ESCAPE '\\'
             AND name NOT LIKE 'chat\\_words\\_%' ESCAPE '\\'
             AND name NOT LIKE 'chat\\_parts\\_%' ESCAPE '\\' ORDER BY rowid",
        )
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    tables.join("\n")
}

const OUTBOX_SALT: &str = "53776974636862642d6f7574626f7831";
const CACHE_SALT: &str = "53776974636862642d63616368653031";

#[test]
fn outbox_schema_is_as_it_was() {
    let mut store = Fixture::new();
    store.close();
    insta::assert_snapshot!(schema(&raw(&store, "outbox.db", OUTBOX_SALT)));
}

#[test]
fn cache_schema_is_as_it_was() {
    let mut store = Fixture::new();
    store.close();
    insta::assert_snapshot!(schema(&raw(&store, "cache.db", CACHE_SALT)));
}

#[test]
fn newer_outbox_is_refused_and_left_alone() {
    let mut store = Fixture::new();
    store.close();
    let conn = raw(&store, "outbox.db", OUTBOX_SALT);
    conn.pragma_update(None, "user_version", 77).unwrap();
    drop(conn);
    let before = std::fs::read(store.dir.path().join("outbox.db")).unwrap();
    let error = Store::open(store.dir.path(), &store.key).unwrap_err();
    assert!(
        matches!(
            error,
            OpenError::Newer {
                found: 77,
                known: 1
            }
        ),
        "{error:?}"
    );
    let after = std::fs::read(store.dir.path().join("outbox.db")).unwrap();
    assert!(before == after, "never damaged");
}

#[test]
fn newer_cache_is_rebuilt() {
    let mut store = Fixture::new();
    store.close();
    let conn = raw(&store, "cache.db", CACHE_SALT);
    conn.pragma_update(None, "user_version", 77).unwrap();
    drop(conn);
    assert!(store.reopen().0, "it can be had again from the services");
}

#[test]
fn every_table_is_strict_and_every_column_has_a_default() {
    let mut store = Fixture::new();
    store.close();
    for (name, salt) in [("outbox.db", OUTBOX_SALT), ("cache.db", CACHE_SALT)] {
        let conn = raw(&store, name, salt);
        let loose: Vec<String> = conn
            .prepare(
                "SELECT l.name || '.' || c.name FROM pragma_table_list AS l, pragma_table_xinfo(l.name) AS c
                 WHERE l.schema = 'main' AND l.type = 'table' AND l.name NOT LIKE 'sqlite_%'
                 AND c.pk = 0 AND c.hidden = 0 AND (l.strict = 0 OR c.\"notnull\" = 0 OR c.dflt_value IS NULL)",
            )
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert!(loose.is_empty(), "{name}: {loose:?}");
    }
}
