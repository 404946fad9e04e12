//! Who wrote when, over all chats in the order of time: what statistics are made of.

use std::collections::{HashMap, HashSet};

use domain::{AccountId, Result, Timestamp};
use rusqlite::Connection;

use super::ORDINAL_BITS;
use crate::Store;
use crate::fault::Done;

/// Messages that are looked back at, at most, for how long a customer has been waiting.
const LOOKED_BACK: u32 = 1_000;

/// All that was written between two times. From the index alone, which a test holds it to.
const WRITTEN: &str = "SELECT id, sent_at, author, who FROM messages INDEXED BY messages_by_age
     WHERE sent_at >= ?1 AND sent_at < ?2 AND author IN (0, 1, 3) ORDER BY sent_at, ord, id";

/// A chat in which something may have been written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenChat {
    /// Its row, which [`Written::chat`] names.
    pub row: i64,
    /// Its account.
    pub account: AccountId,
    /// The messenger; empty if nobody said.
    pub channel: String,
    /// Whether it is closed now.
    pub closed: bool,
    /// When the first stored message was written.
    pub first_at: Option<Timestamp>,
    /// Whether the history is stored back to its very beginning.
    pub whole: bool,
}

/// A message of a customer or of the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written<'a> {
    /// The chat's row.
    pub chat: i64,
    /// The message's row.
    pub row: i64,
    /// When it was written, in milliseconds.
    pub at: i64,
    /// By the customer, or else by the company.
    pub by_customer: bool,
    /// What tells the company's writers apart; see the schema.
    pub who: &'a str,
}

/// Who hears of it.
pub trait Listener: Send + 'static {
    /// The next message. What a customer had written before the first one that is told, and
    /// nobody had answered, comes first.
    fn hear(&mut self, written: &Written<'_>);

    /// Whether nothing from this time on matters any more.
    fn has_heard_enough(&self, at: i64) -> bool;
}

impl Store {
    /// Tells who wrote between two times, in the order of time; of one account's chats or of all.
    /// `make` makes the listener from the chats, more than once if the cache turns out damaged on
    /// the way.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn tell<L: Listener>(
        &self,
        from: Timestamp,
        to: Timestamp,
        account: Option<AccountId>,
        make: impl Fn(Vec<WrittenChat>) -> L + Send + 'static,
    ) -> Result<L> {
        self.read(move |conn| {
            let chats = chats(conn, account)?;
            let known: HashSet<i64> = chats.iter().map(|chat| chat.row).collect();
            let mut listener = make(chats);
            tell(conn, (from.0, to.0), &known, &mut listener)?;
            Ok(listener)
        })
        .await
    }

    /// The names that messages were written under, by their rows.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn author_names(&self, rows: Vec<i64>) -> Result<HashMap<i64, String>> {
        self.read(move |conn| {
            let mut statement = conn.prepare_cached("SELECT name FROM messages WHERE id = ?1")?;
            let mut names = HashMap::new();
            for row in &rows {
                let mut found = statement.query([row])?;
                if let Some(found) = found.next()? {
                    names.insert(*row, found.get(0)?);
                }
            }
            Ok(names)
        })
        .await
    }
}

fn chats(conn: &Connection, account: Option<AccountId>) -> Done<Vec<WrittenChat>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, account, channel, status = 'closed', first_at,
             read_at > 0 AND older = '' AND cut = 0
         FROM chats WHERE hidden = 0 AND (?1 IS NULL OR account = ?1)",
    )?;
    let rows = statement.query_map([account.map(|id| id.0)], |row| {
        Ok(WrittenChat {
            row: row.get(0)?,
            account: AccountId(row.get(1)?),
            channel: row.get(2)?,
            closed: row.get(3)?,
            first_at: Some(row.get(4)?).filter(|at| *at > 0).map(Timestamp),
            whole: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn tell(
    conn: &Connection,
    (from, to): (i64, i64),
    known: &HashSet<i64>,
    listener: &mut impl Listener,
) -> Done<()> {
    let mut met: HashSet<i64> = HashSet::new();
    let mut statement = conn.prepare_cached(WRITTEN)?;
    let mut rows = statement.query((from, to))?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let written = Written {
            chat: id >> ORDINAL_BITS,
            row: id,
            at: row.get(1)?,
            by_customer: row.get_ref(2)?.as_i64()? == 0,
            who: row.get_ref(3)?.as_str()?,
        };
        if listener.has_heard_enough(written.at) {
            break;
        }
        if !known.contains(&written.chat) {
            continue;
        }
        if met.insert(written.chat) && written.by_customer {
            recall(conn, written.chat, from, listener)?;
        }
        listener.hear(&written);
    }
    Ok(())
}

/// Tells what the customer had written before a time and nobody had answered, and of what is older
/// the last message.
fn recall(conn: &Connection, chat: i64, before: i64, listener: &mut impl Listener) -> Done<()> {
    let mut statement = conn.prepare_cached(
        "SELECT id, sent_at, author, who FROM messages
         WHERE chat = ?1 AND sent_at < ?2 AND author IN (0, 1, 3)
         ORDER BY sent_at DESC, ord DESC, id DESC LIMIT ?3",
    )?;
    let mut rows = statement.query((chat, before, LOOKED_BACK))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let author: i64 = row.get(2)?;
        let who: String = row.get(3)?;
        let (id, at): (i64, i64) = (row.get(0)?, row.get(1)?);
        found.push((id, at, author, who));
        if author != 0 {
            break;
        }
    }
    for (row, at, author, who) in found.iter().rev() {
        listener.hear(&Written {
            chat,
            row: *row,
            at: *at,
            by_customer: *author == 0,
            who,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::DatabaseKey;

    use super::*;

    #[tokio::test]
    async fn statistics_touch_the_index_alone() {
        let dir = tempfile::TempDir::new().unwrap();
        let store = Store::open(dir.path(), &DatabaseKey::generate())
            .unwrap()
            .store;
        let plan: Vec<String> = store
            .read(|conn| {
                let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {WRITTEN}"))?;
                let rows = statement.query_map((0, 1), |row| row.get(3))?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            })
            .await
            .unwrap();
        assert_eq!(plan.len(), 1, "nothing is sorted: {plan:?}");
        assert!(
            plan[0].contains("USING COVERING INDEX messages_by_age"),
            "{plan:?}"
        );
    }
}
