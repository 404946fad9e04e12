//! Letting go of messages that are older than they are to be kept.
//!
//! What a chat's row says of them stays, but for their words: when the last one was written, by
//! whom, since when the customer waits. Otherwise old chats would change their places, and one
//! that waits for an answer would wait no more.

use std::collections::BTreeMap;

use domain::{AccountId, AuthorKind, ChatId, RemoteChatId, RemoteMessage, Result, Timestamp};
use rusqlite::{OptionalExtension as _, Transaction};

use super::ORDINAL_BITS;
use super::derive::{Head, derive, head, write_head};
use super::erase::securely;
use super::put::order_of;
use crate::Store;
use crate::fault::Done;

/// Messages that one transaction lets go: others write in between.
const BATCH: u32 = 500;

/// What one step of [`Store::let_go`] erased.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LetGo {
    /// How many messages; 0 if none is left that is too old.
    pub messages: u32,
    /// Their chats.
    pub chats: Vec<ChatId>,
}

impl Store {
    /// Sets since when messages are kept; `None` keeps all. Older ones aren't stored from now on,
    /// whoever tells them; those that are stored go with [`Store::let_go`]. Where more is kept than
    /// before, histories that were cut are read again.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn keep_since(&self, since: Option<Timestamp>) -> Result<()> {
        let since = since.map_or(0, |at| at.0.max(0));
        self.write_cache(move |tx| {
            let before: Option<i64> = tx
                .prepare_cached("SELECT since FROM retention WHERE id = 1")?
                .query_row([], |row| row.get(0))
                .optional()?;
            if before.unwrap_or(0) == since {
                return Ok(());
            }
            tx.prepare_cached(
                "INSERT INTO retention (id, since) VALUES (1, ?1)
                 ON CONFLICT DO UPDATE SET since = excluded.since",
            )?
            .execute([since])?;
            tx.prepare_cached("UPDATE chats SET stale = 1 WHERE cut > ?1 AND stale = 0")?
                .execute([since])?;
            Ok(())
        })
        .await
    }

    /// Erases some of the messages that are too old ([`Store::keep_since`]), oldest first: call it
    /// until none is left, then [`Store::scrub`]. Drafts, notes and the outbox stay.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn let_go(&self) -> Result<LetGo> {
        self.write_cache(|tx| securely(tx, let_go)).await
    }
}

fn let_go(tx: &Transaction<'_>) -> Done<LetGo> {
    let old: Vec<i64> = tx
        .prepare_cached(
            "SELECT id FROM messages INDEXED BY messages_by_age
             WHERE sent_at > 0 AND sent_at < (SELECT since FROM retention WHERE id = 1)
             ORDER BY sent_at, ord LIMIT ?1",
        )?
        .query_map([BATCH], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut of_chats: BTreeMap<i64, i64> = BTreeMap::new();
    for id in &old {
        tx.prepare_cached("DELETE FROM message_text WHERE rowid = ?1")?
            .execute([id])?;
        tx.prepare_cached("DELETE FROM messages WHERE id = ?1")?
            .execute([id])?;
        *of_chats.entry(id >> ORDINAL_BITS).or_default() += 1;
    }
    let mut gone = LetGo {
        messages: u32::try_from(old.len()).unwrap_or(u32::MAX),
        chats: Vec::new(),
    };
    for (chat, messages) in of_chats {
        let mut head = head(tx, chat)?;
        head.messages -= messages;
        head.cut_here();
        derive(tx, chat, &mut head)?;
        write_head(tx, chat, &head)?;
        let of = tx
            .prepare_cached("SELECT account, remote FROM chats WHERE id = ?1")?
            .query_row([chat], |row| {
                Ok(ChatId::new(
                    AccountId(row.get(0)?),
                    RemoteChatId(row.get(1)?),
                ))
            })?;
        gone.chats.push(of);
    }
    Ok(gone)
}

impl Head {
    /// Whether what was sent then is too old to be kept. What has no time is kept.
    pub(super) fn is_past(&self, at: i64) -> bool {
        at > 0 && at < self.since
    }

    /// The history isn't wanted any further back.
    pub(super) fn cut_here(&mut self) {
        self.older.clear();
        self.cut = self.since;
    }

    /// Takes of a message that isn't stored what the row says all the same.
    pub(super) fn pass(&mut self, message: &RemoteMessage) {
        let place = order_of(message);
        if place <= self.last {
            return;
        }
        self.last = place;
        self.last_author = crate::codes::author_code(message.author.kind);
        self.last_name.clear();
        self.last_text.clear();
        self.last_attachment.clear();
        match message.author.kind {
            AuthorKind::Customer if self.waiting == 0 => self.waiting = message.sent_at.0,
            AuthorKind::Operator | AuthorKind::Business => self.waiting = 0,
            _ => {}
        }
    }
}
