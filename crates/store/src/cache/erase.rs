//! Forgetting chats and accounts.

use domain::{AccountId, ChatId, Timestamp};
use rusqlite::Transaction;

use super::{ORDINAL_BITS, chat_row_id, labels};
use crate::connect::fold;
use crate::fault::Done;
use crate::store::{Inner, lock};

/// Forgets a chat and its messages, and for a while that a service may still speak of it. False
/// if it wasn't known.
pub(crate) fn delete_chat(tx: &Transaction<'_>, chat: &ChatId, now: Timestamp) -> Done<bool> {
    tx.prepare_cached(
        "INSERT INTO tombstones (account, remote, at) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET at = excluded.at",
    )?
    .execute((chat.account.0, chat.remote.as_str(), now.0))?;
    match chat_row_id(tx, chat)? {
        None => Ok(false),
        Some(id) => erase_chat(tx, id).map(|()| true),
    }
}

/// Forgets a chat and its messages, and overwrites the space they took. Their words stay in the
/// text indexes until [`crate::Store::scrub`].
pub(super) fn erase_chat(tx: &Transaction<'_>, chat: i64) -> Done<()> {
    securely(tx, |tx| erase_rows(tx, chat))
}

/// Does something whose deletions overwrite the space that they free.
pub(super) fn securely<T>(
    tx: &Transaction<'_>,
    work: impl FnOnce(&Transaction<'_>) -> Done<T>,
) -> Done<T> {
    let before: i64 = tx.pragma_query_value(None, "secure_delete", |row| row.get(0))?;
    tx.pragma_update_and_check(None, "secure_delete", "ON", |_| Ok(()))?;
    let done = work(tx);
    if before != 1 {
        tx.pragma_update_and_check(None, "secure_delete", "FAST", |_| Ok(()))?;
    }
    done
}

fn erase_rows(tx: &Transaction<'_>, chat: i64) -> Done<()> {
    let (first, last) = (chat << ORDINAL_BITS, (chat + 1) << ORDINAL_BITS);
    let ids: Vec<i64> = tx
        .prepare_cached("SELECT id FROM messages WHERE id >= ?1 AND id < ?2")?
        .query_map((first, last), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut unindex = tx.prepare_cached("DELETE FROM message_text WHERE rowid = ?1")?;
    for id in ids {
        unindex.execute([id])?;
    }
    tx.prepare_cached("DELETE FROM messages WHERE id >= ?1 AND id < ?2")?
        .execute((first, last))?;
    labels::unindex(tx, chat)?;
    for sql in [
        "DELETE FROM directory WHERE (account, key) =
             (SELECT account, 'customer:' || remote FROM chats WHERE id = ?1)",
        "DELETE FROM chat_words WHERE rowid = ?1",
        "DELETE FROM chat_parts WHERE rowid = ?1",
        "DELETE FROM matches WHERE chat = ?1",
        "DELETE FROM chats WHERE id = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([chat])?;
    }
    Ok(())
}

/// Forgets all of an account and overwrites the space it took.
pub(crate) fn forget_account(inner: &Inner, account: AccountId) -> Done<()> {
    lock(&inner.sweeps).remove(&account);
    inner.with_cache(|conn| {
        conn.pragma_update_and_check(None, "secure_delete", "ON", |_| Ok(()))?;
        Ok(())
    })?;
    let erased = inner.write_cache(&|tx| {
        let others = tx
            .prepare("SELECT 1 FROM chats WHERE account <> ?1 LIMIT 1")?
            .exists([account.0])?;
        if others {
            erase_one_of_many(tx, account)
        } else {
            erase_everything(tx)
        }
    });
    inner.with_cache(|conn| {
        fold(conn)?;
        conn.pragma_update_and_check(None, "secure_delete", "FAST", |_| Ok(()))?;
        Ok(())
    })?;
    erased
}

/// Whole tables go at once, whatever their size.
fn erase_everything(tx: &Transaction<'_>) -> Done<()> {
    for table in ["message_text", "chat_words", "chat_parts"] {
        tx.execute(
            &format!("INSERT INTO {table} ({table}) VALUES ('delete-all')"),
            [],
        )?;
    }
    for table in [
        "messages",
        "chat_labels",
        "chats",
        "tallies",
        "sync",
        "tombstones",
        "matches",
        "match_sets",
        "directory",
    ] {
        tx.execute(&format!("DELETE FROM {table}"), [])?;
    }
    Ok(())
}

fn erase_one_of_many(tx: &Transaction<'_>, account: AccountId) -> Done<()> {
    let chats: Vec<i64> = tx
        .prepare("SELECT id FROM chats WHERE account = ?1")?
        .query_map([account.0], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for chat in chats {
        erase_chat(tx, chat)?;
    }
    for table in ["tallies", "sync", "tombstones", "directory"] {
        tx.execute(
            &format!("DELETE FROM {table} WHERE account = ?1"),
            [account.0],
        )?;
    }
    // Deleted rows' words stay in the indexes until these are merged.
    for table in ["message_text", "chat_words", "chat_parts"] {
        tx.execute(
            &format!("INSERT INTO {table} ({table}) VALUES ('optimize')"),
            [],
        )?;
    }
    Ok(())
}
