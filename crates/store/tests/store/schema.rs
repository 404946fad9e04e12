use rusqlite::Connection;
use store::{OpenError, Store};

use crate::support::Fixture;

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

#[test]
fn outbox_schema_is_as_it_was() {
    let mut store = Fixture::new();
    store.close();
    insta::assert_snapshot!(schema(&store.raw("outbox.db")));
}

#[test]
fn cache_schema_is_as_it_was() {
    let mut store = Fixture::new();
    store.close();
    insta::assert_snapshot!(schema(&store.raw("cache.db")));
}

#[test]
fn newer_outbox_is_refused_and_left_alone() {
    let mut store = Fixture::new();
    store.close();
    let conn = store.raw("outbox.db");
    conn.pragma_update(None, "user_version", 77).unwrap();
    drop(conn);
    let before = std::fs::read(store.dir.path().join("outbox.db")).unwrap();
    let error = Store::open(store.dir.path(), &store.key).unwrap_err();
    assert!(
        matches!(
            error,
            OpenError::Newer {
                found: 77,
                known: 5
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
    let conn = store.raw("cache.db");
    conn.pragma_update(None, "user_version", 77).unwrap();
    drop(conn);
    assert!(store.reopen().0, "it can be had again from the services");
}

#[test]
fn every_table_is_strict_and_every_column_has_a_default() {
    let mut store = Fixture::new();
    store.close();
    for name in ["outbox.db", "cache.db"] {
        let conn = store.raw(name);
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

const OLD_OUTBOX: &str = include_str!("../../src/sql/outbox/0001.sql");
const OLD_CACHE: &str = include_str!("../../src/sql/cache/0001.sql");

/// Files of the first version with a chat, a message, a draft and a message on its way.
fn old_files(store: &Fixture) {
    for name in ["outbox.db", "cache.db"] {
        std::fs::remove_file(store.dir.path().join(name)).unwrap();
    }
    let outbox = store.raw("outbox.db");
    outbox.execute_batch(OLD_OUTBOX).unwrap();
    outbox
        .execute_batch(
            "INSERT INTO accounts (service, method, server, label, principal)
                 VALUES ('chathub', 'password', 'https://a.example.com', 'main', 'c');
             INSERT INTO drafts (account, chat, text) VALUES (1, '7', 'half a sentence');
             INSERT INTO outbox (account, chat, kind, text, created_at, next_at)
                 VALUES (1, '7', 'send', 'on its way', 5, 5);
             INSERT INTO outbox (account, chat, kind, payload, created_at, next_at)
                 VALUES (1, '7', 'status', 'closed', 6, 6);
             PRAGMA user_version = 1;",
        )
        .unwrap();
    let cache = store.raw("cache.db");
    cache.execute_batch(OLD_CACHE).unwrap();
    cache
        .execute_batch(
            "INSERT INTO chats (id, account, remote, title, channel, assignee_id, assignee_name,
                 status, status_server, unread, last_at, waiting, messages, next_ordinal, read_at)
                 VALUES (1, 1, '7', 'Customer', 'viber', '4', 'Dana', 'open', 'open', 2, 5, 5, 1,
                 1, 9);
             INSERT INTO chats (id, account, remote, status, status_server, hidden)
                 VALUES (2, 1, '8', 'open', 'open', 1);
             INSERT INTO messages (id, chat, remote, author, sent_at, text)
                 VALUES (16777216, 1, '1', 0, 5, 'hi');
             INSERT INTO messages (id, chat, remote, author, sent_at, name, operator)
                 VALUES (16777217, 1, '2', 1, 6, 'Dana', '4'), (16777218, 1, '3', 3, 7, 'Shop', ''),
                 (16777219, 1, '4', 2, 8, 'Bot', '');
             UPDATE chats SET messages = 4, next_ordinal = 4 WHERE id = 1;
             PRAGMA user_version = 1;",
        )
        .unwrap();
}

#[tokio::test]
async fn files_of_the_first_version_are_carried_on() {
    let mut store = Fixture::new();
    store.close();
    old_files(&store);
    let (rebuilt, salvage) = store.reopen();
    assert!(!rebuilt && salvage.is_none(), "carried on, not begun anew");
    let account = store.accounts().await.unwrap()[0].id;
    let chat = domain::ChatId::new(account, "7");
    let row = store.chat_row(chat.clone()).await.unwrap().unwrap();
    assert_eq!(row.unread, 2, "as it was");
    assert_eq!(row.assignee.as_deref(), Some("Dana"), "the service's word");
    assert_eq!(
        row.status,
        domain::ChatStatus::Closed,
        "what is pending is shown"
    );
    assert!(
        row.draft && row.queued == 1,
        "nothing of the person's is lost"
    );
    let counts = store.chat_counts(None).await.unwrap();
    assert_eq!(
        (
            counts.all,
            counts.unread,
            counts.unread_messages,
            counts.waiting
        ),
        (2, 1, 2, 0),
        "counted anew: the hidden chat has nothing pending and shows, the closed one waits no more"
    );
    let sends = store.outbox_of_chat(chat.clone()).await.unwrap();
    assert_eq!(sends.len(), 2, "both rows");
    let page = store.message_page(chat, None, 9).await.unwrap();
    assert_eq!(
        page.messages.len(),
        5,
        "the messages and what is on its way"
    );
    drop(page);
    store.close();
    let whose: Vec<String> = store
        .raw("cache.db")
        .prepare("SELECT who FROM messages ORDER BY id")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(whose, ["", "i4", "nShop", ""], "who wrote for the company");
    let fresh = Fixture::new();
    for name in ["outbox.db", "cache.db"] {
        assert_eq!(
            schema(&store.raw(name)),
            schema(&fresh.raw(name)),
            "{name}: the same whichever way it came about"
        );
    }
}
