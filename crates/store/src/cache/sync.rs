//! How far the sync of an account has come.

use domain::{AccountId, ChatId, RemoteChatId, Result, Timestamp};
use rusqlite::{OptionalExtension as _, Transaction};

use super::erase::erase_chat;
use crate::Store;
use crate::codes::some_text;
use crate::fault::{Done, Fault};
use crate::store::lock;

/// How far the sync of an account has come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncState {
    /// When the chat list was last read completely.
    pub synced_at: Option<Timestamp>,
    /// Chats read and chats in all, during the first reading.
    pub progress: Option<(u32, u32)>,
    /// The page at which the first reading goes on; `None` at its beginning.
    pub page: Option<String>,
    /// Chats stored here.
    pub chats: u32,
}

impl Store {
    /// How far an account's sync has come.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn sync_state(&self, account: AccountId) -> Result<SyncState> {
        self.read(move |conn| {
            let chats = conn
                .prepare_cached("SELECT coalesce(sum(chats), 0) FROM tallies WHERE account = ?1")?
                .query_row([account.0], |row| row.get(0))?;
            let state: Option<(i64, u32, u32, String)> = conn
                .prepare_cached("SELECT synced_at, done, total, page FROM sync WHERE account = ?1")?
                .query_row([account.0], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                })
                .optional()?;
            let (synced_at, done, total, page) = state.unwrap_or_default();
            Ok(SyncState {
                synced_at: Some(Timestamp(synced_at)).filter(|at| at.0 > 0),
                progress: Some((done, total)).filter(|_| synced_at == 0 && total > 0),
                page: some_text(page),
                chats,
            })
        })
        .await
    }

    /// Records how far the first reading has come, and the page at which it would go on if it
    /// were broken off here; ignored once the account was read completely.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_progress(
        &self,
        account: AccountId,
        done: u32,
        total: u32,
        page: Option<String>,
    ) -> Result<()> {
        let page = page.unwrap_or_default();
        self.write_cache(move |tx| {
            tx.prepare_cached(
                "INSERT INTO sync (account, done, total, page) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (account) DO UPDATE SET done = excluded.done, total = excluded.total,
                     page = excluded.page
                 WHERE synced_at = 0",
            )?
            .execute((account.0, done, total, &page))?;
            Ok(())
        })
        .await
    }

    /// Ends a first reading that went on where it had been broken off. Nothing is removed: this
    /// part of it has not seen every chat.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn finish_resumed_sweep(&self, account: AccountId, now: Timestamp) -> Result<()> {
        self.write_cache(move |tx| read_completely(tx, account, now))
            .await
    }

    /// Begins a complete reading of the chat list and names it. What it sees is remembered in
    /// memory only, so that a reading that finds nothing new writes nothing.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn begin_sweep(&self, account: AccountId) -> Result<i64> {
        self.blocking(move |inner| {
            let mut sweeps = lock(&inner.sweeps);
            let sweep = sweeps.entry(account).or_default();
            sweep.generation += 1;
            sweep.seen.clear();
            Ok(sweep.generation)
        })
        .await
    }

    /// Ends a complete reading. Chats that neither it nor the complete one before it saw are
    /// removed and answered. A sweep that was not complete is simply never finished. Does nothing
    /// for a generation that isn't the last one begun.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn finish_sweep(
        &self,
        account: AccountId,
        generation: i64,
        now: Timestamp,
    ) -> Result<Vec<ChatId>> {
        self.blocking(move |inner| {
            let seen = match lock(&inner.sweeps).get_mut(&account) {
                Some(sweep) if sweep.generation == generation => std::mem::take(&mut sweep.seen),
                _ => return Ok(Vec::new()),
            };
            inner.write_cache(&|tx| {
                read_completely(tx, account, now)?;
                let missing: Vec<i64> = tx
                    .prepare_cached("SELECT id FROM chats WHERE account = ?1")?
                    .query_map([account.0], |row| row.get::<_, i64>(0))?
                    .filter(|id| !id.as_ref().is_ok_and(|id| seen.contains(id)))
                    .collect::<rusqlite::Result<_>>()?;
                let back: Vec<i64> = tx
                    .prepare_cached("SELECT id FROM chats WHERE account = ?1 AND missed > 0")?
                    .query_map([account.0], |row| row.get::<_, i64>(0))?
                    .filter(|id| id.as_ref().is_ok_and(|id| seen.contains(id)))
                    .collect::<rusqlite::Result<_>>()?;
                for id in back {
                    tx.prepare_cached("UPDATE chats SET missed = 0 WHERE id = ?1")?
                        .execute([id])?;
                }
                let mut gone = Vec::new();
                for id in missing {
                    let (remote, missed): (String, u32) = tx
                        .prepare_cached("SELECT remote, missed FROM chats WHERE id = ?1")?
                        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
                    if missed == 0 {
                        tx.prepare_cached("UPDATE chats SET missed = 1 WHERE id = ?1")?
                            .execute([id])?;
                    } else {
                        erase_chat(tx, id)?;
                        gone.push(ChatId::new(account, RemoteChatId(remote)));
                    }
                }
                Ok::<_, Fault>(gone)
            })
        })
        .await
    }
}

fn read_completely(tx: &Transaction<'_>, account: AccountId, now: Timestamp) -> Done<()> {
    tx.prepare_cached(
        "INSERT INTO sync (account, synced_at) VALUES (?1, ?2)
         ON CONFLICT (account) DO UPDATE SET synced_at = excluded.synced_at,
             done = 0, total = 0, page = ''",
    )?
    .execute((account.0, now.0))?;
    Ok(())
}
