//! SQLite itself: the same schema, pragmas and key, and none of our code.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use domain::{AuthorKind, RemoteChat, RemoteMessage};
use rusqlite::{Connection, TransactionBehavior};

use crate::folder::hex;
use crate::made::Maker;
use crate::{Trial, sentence};

/// SQLCipher's salt of `cache.db`, which is no secret.
const SALT: &str = "53776974636862642d63616368653031";

/// Whether a file is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Encrypted,
    Plain,
}

/// A connection with the pragmas that the program's own have.
pub(crate) fn connect(path: &Path, kind: Kind, cache_kib: i64) -> Trial<Connection> {
    let connect = || -> rusqlite::Result<Connection> {
        let conn = Connection::open(path)?;
        if kind == Kind::Encrypted {
            conn.pragma_update(None, "key", format!("x'{}{SALT}'", hex()))?;
        }
        conn.set_prepared_statement_cache_capacity(128);
        conn.pragma_update(None, "temp_store", "MEMORY")?;
        conn.pragma_update(None, "mmap_size", 0)?;
        conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        conn.pragma_update(None, "synchronous", "NORMAL")?;
        conn.pragma_update_and_check(None, "secure_delete", "FAST", |_| Ok(()))?;
        conn.pragma_update(None, "cache_size", -cache_kib)?;
        Ok(conn)
    };
    connect().map_err(sentence)
}

/// A fresh file with the schema.
pub(crate) fn create(dir: &Path, kind: Kind) -> Trial<Connection> {
    let conn = connect(&dir.join("raw.db"), kind, 8_000)?;
    for step in steps()? {
        let sql = fs::read_to_string(step).map_err(sentence)?;
        conn.execute_batch(&sql).map_err(sentence)?;
    }
    Ok(conn)
}

/// Stores chats in one transaction.
pub(crate) fn put_chats(conn: &mut Connection, chats: &[(u32, RemoteChat)]) -> Trial {
    let mut put = || -> rusqlite::Result<()> {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (number, chat) in chats {
            let title = chat.title.as_deref().unwrap_or_default();
            let phone = chat.phone.as_deref().unwrap_or_default();
            tx.prepare_cached(
                "INSERT INTO chats (id, account, remote, title, phone, status, unread, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, 'open', ?6, ?7)",
            )?
            .execute((
                i64::from(*number) + 1,
                Maker::account(*number).0,
                chat.id.as_str(),
                title,
                phone,
                chat.unread,
                chat.updated_at.map_or(0, |at| at.0),
            ))?;
            tx.prepare_cached(
                "INSERT INTO chat_words (rowid, title, customer) VALUES (?1, ?2, '')",
            )?
            .execute((i64::from(*number) + 1, title))?;
            tx.prepare_cached(
                "INSERT INTO chat_parts (rowid, title, customer, digits) VALUES (?1, ?2, '', ?3)",
            )?
            .execute((i64::from(*number) + 1, title, phone))?;
        }
        tx.commit()
    };
    put().map_err(sentence)
}

/// Stores a page of a chat's messages in one transaction and shows the last one in its row.
pub(crate) fn put_messages(conn: &mut Connection, chat: u32, page: &[RemoteMessage]) -> Trial {
    let mut put = || -> rusqlite::Result<()> {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let row = i64::from(chat) + 1;
        for (n, message) in (0_i64..).zip(page) {
            let id = row << 24 | n;
            let ord: i64 = message.id.as_str().parse().unwrap_or(0);
            tx.prepare_cached(
                "INSERT INTO messages (id, chat, remote, author, sent_at, ord, delivery, name,
                     operator, attachments, text)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'read', '', '', '', ?7)",
            )?
            .execute((
                id,
                row,
                message.id.as_str(),
                i64::from(message.author.kind != AuthorKind::Customer),
                message.sent_at.0,
                ord,
                &message.text,
            ))?;
            tx.prepare_cached("INSERT INTO message_text (rowid, text) VALUES (?1, ?2)")?
                .execute((id, &message.text))?;
        }
        if let Some(last) = page.last() {
            tx.prepare_cached(
                "UPDATE chats SET last_at = ?2, last_text = ?3, messages = ?4, unread = 0
                 WHERE id = ?1",
            )?
            .execute((
                row,
                last.sent_at.0,
                &last.text,
                i64::try_from(page.len()).unwrap_or(0),
            ))?;
        }
        tx.commit()
    };
    put().map_err(sentence)
}

/// The first rows of the chat list.
pub(crate) fn first_page(conn: &Connection) -> Trial<usize> {
    let read = || -> rusqlite::Result<usize> {
        let mut statement = conn.prepare_cached(
            "SELECT id, account, remote, title, channel, status, unread, assignee_name, phone,
                 last_author, last_name, last_text, last_at, wait_key
             FROM chats INDEXED BY chats_unread_first WHERE pinned = 0 AND hidden = 0
             ORDER BY has_unread DESC, sort_at DESC, id LIMIT 50",
        )?;
        let rows = statement.query_map([], |row| {
            let title: String = row.get(3)?;
            let last: String = row.get(11)?;
            Ok(title.len() + last.len())
        })?;
        rows.sum()
    };
    read().map_err(sentence)
}

/// The newest messages of a chat.
pub(crate) fn open_chat(conn: &Connection, account: i64, remote: &str) -> Trial<usize> {
    let read = || -> rusqlite::Result<usize> {
        let id: i64 = conn
            .prepare_cached("SELECT id FROM chats WHERE account = ?1 AND remote = ?2")?
            .query_row((account, remote), |row| row.get(0))?;
        let mut statement = conn.prepare_cached(
            "SELECT remote, author, name, sent_at, text, attachments, delivery, read, ord, id
             FROM messages WHERE chat = ?1
             ORDER BY sent_at DESC, ord DESC, id DESC LIMIT 100",
        )?;
        let rows = statement.query_map([id], |row| {
            let remote: String = row.get(0)?;
            let text: String = row.get(4)?;
            Ok(remote.len() + text.len())
        })?;
        rows.sum()
    };
    read().map_err(sentence)
}

/// The steps of the schema, oldest first.
fn steps() -> Trial<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/src/sql/cache");
    let mut steps = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(sentence)? {
        steps.insert(entry.map_err(sentence)?.path());
    }
    Ok(steps.into_iter().collect())
}
