//! What services say of chats, merged into what is known.

use domain::{AccountId, Assignee, ChatId, RemoteChat, RemoteChatId, Result, Timestamp};
use rusqlite::{OptionalExtension as _, Row, Transaction, named_params};

use super::echo::{self, Echo};
use super::messages::{Source, store_messages};
use super::unread::Counts;
use super::{erase, text};
use crate::Store;
use crate::fault::Done;
use crate::store::lock;

/// What an upsert changed of one chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatChange {
    /// Which.
    pub chat: ChatId,
    /// It wasn't known before.
    pub added: bool,
    /// Unread messages before.
    pub unread_before: u32,
    /// Unread messages now.
    pub unread: u32,
    /// The service's words mean that there may be messages that aren't stored here: its history
    /// should be read. Stays set in [`Store::chats_to_read`] until the history was.
    pub activity: bool,
}

/// How long a chat deleted here isn't taken from pages that were under way.
const TOMBSTONE_MS: i64 = 120_000;

impl Store {
    /// Merges what a service says of chats, in one transaction. `generation` is the sweep's
    /// ([`Store::begin_sweep`]) when these come from a complete reading of the chat list, `None`
    /// for filtered pages and pushes. Fields with a pending outbox operation keep their echo.
    /// Chats deleted here within the last two minutes are left out. Only chats that changed are
    /// answered; nothing is written if none did.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn upsert_chats(
        &self,
        account: AccountId,
        chats: Vec<RemoteChat>,
        generation: Option<i64>,
        now: Timestamp,
    ) -> Result<Vec<ChatChange>> {
        self.blocking(move |inner| {
            let (changes, ids) = inner.write_cache(&|tx| {
                let echoes = echo::pending(tx, account)?;
                let mut changes = Vec::new();
                let mut ids = Vec::with_capacity(chats.len());
                for chat in &chats {
                    if is_buried(tx, account, &chat.id, now)? {
                        continue;
                    }
                    let echo = echoes.get(chat.id.as_str());
                    let (id, change) = upsert(tx, account, chat, echo, now)?;
                    ids.push(id);
                    changes.extend(change);
                }
                Ok((changes, ids))
            })?;
            if let Some(generation) = generation
                && let Some(sweep) = lock(&inner.sweeps).get_mut(&account)
                && sweep.generation == generation
            {
                sweep.seen.extend(ids);
            }
            Ok(changes)
        })
        .await
    }

    /// Forgets a chat that is gone at the service: its messages too. The draft and outbox rows
    /// stay. False if it wasn't known.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn remove_chat(&self, chat: ChatId, now: Timestamp) -> Result<bool> {
        self.write_cache(move |tx| erase::delete_chat(tx, &chat, now))
            .await
    }

    /// Chats of an account whose history should be read, because it never was or the service
    /// spoke of activity since: unread ones first, then the most recent.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn chats_to_read(&self, account: AccountId, limit: u32) -> Result<Vec<ChatId>> {
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT remote FROM chats INDEXED BY chats_stale WHERE account = ?1 AND stale = 1
                 ORDER BY has_unread DESC, sort_at DESC LIMIT ?2",
            )?;
            let rows = statement.query_map((account.0, limit), |row| {
                Ok(ChatId::new(account, RemoteChatId(row.get(0)?)))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// Chats of an account with unread messages, most recent first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn unread_chats(&self, account: AccountId, limit: u32) -> Result<Vec<ChatId>> {
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT remote FROM chats INDEXED BY chats_unread_first
                 WHERE hidden = 0 AND has_unread = 1 AND account = ?1
                 ORDER BY has_unread DESC, sort_at DESC LIMIT ?2",
            )?;
            let rows = statement.query_map((account.0, limit), |row| {
                Ok(ChatId::new(account, RemoteChatId(row.get(0)?)))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}

/// Whether a chat was deleted here a moment ago.
fn is_buried(
    tx: &Transaction<'_>,
    account: AccountId,
    chat: &RemoteChatId,
    now: Timestamp,
) -> Done<bool> {
    let at: Option<i64> = tx
        .prepare_cached("SELECT at FROM tombstones WHERE account = ?1 AND remote = ?2")?
        .query_row((account.0, chat.as_str()), |row| row.get(0))
        .optional()?;
    Ok(match at {
        None => false,
        Some(at) if (0..TOMBSTONE_MS).contains(&(now.0 - at)) => true,
        Some(_) => {
            tx.prepare_cached("DELETE FROM tombstones WHERE account = ?1 AND remote = ?2")?
                .execute((account.0, chat.as_str()))?;
            false
        }
    })
}

/// What of a chat the chat list can change.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    title: String,
    phone: String,
    channel: String,
    assignee_id: String,
    assignee_name: String,
    status: String,
    status_server: String,
    counts: Counts,
    hidden: bool,
    updated_at: i64,
    stale: bool,
}

fn read_known(row: &Row<'_>) -> rusqlite::Result<(i64, Known, String)> {
    Ok((
        row.get(0)?,
        Known {
            title: row.get(1)?,
            phone: row.get(2)?,
            channel: row.get(3)?,
            assignee_id: row.get(4)?,
            assignee_name: row.get(5)?,
            status: row.get(6)?,
            status_server: row.get(7)?,
            counts: Counts {
                shown: row.get(8)?,
                server: row.get(9)?,
                owed: row.get(10)?,
                seen: row.get(11)?,
            },
            hidden: row.get(12)?,
            updated_at: row.get(13)?,
            stale: row.get(14)?,
        },
        row.get(15)?,
    ))
}

/// Merges one chat. Its row, and what changed.
fn upsert(
    tx: &Transaction<'_>,
    account: AccountId,
    chat: &RemoteChat,
    echo: Option<&Echo>,
    now: Timestamp,
) -> Done<(i64, Option<ChatChange>)> {
    let found = tx
        .prepare_cached(
            "SELECT id, title, phone, channel, assignee_id, assignee_name, status, status_server,
                 unread, unread_server, owed, seen_at >= 0, hidden, updated_at, stale, customer
             FROM chats WHERE account = ?1 AND remote = ?2",
        )?
        .query_row((account.0, chat.id.as_str()), read_known)
        .optional()?;
    let added = found.is_none();
    let (id, before, customer) = match found {
        Some(found) => found,
        None => (make(tx, account, &chat.id)?, blank(), String::new()),
    };
    let (mut after, news) = merged(&before, chat, echo);
    let mut activity = news || added;
    after.stale |= activity;
    if after != before {
        write(tx, id, &after)?;
        if after.title != before.title || after.phone != before.phone {
            index_chat(tx, id, &after.title, &customer, &after.phone)?;
        }
    }
    let mut row_changed = after != before;
    let mut unread = after.counts.shown;
    if let Some(message) = &chat.last_message {
        let changes = store_messages(tx, id, std::slice::from_ref(message), Source::List, now)?;
        if !changes.new.is_empty() && !after.stale {
            tx.prepare_cached("UPDATE chats SET stale = 1 WHERE id = ?1")?
                .execute([id])?;
        }
        activity |= !changes.new.is_empty();
        row_changed |= !changes.is_empty();
        unread = changes.unread;
    }
    let change = (added || row_changed).then(|| ChatChange {
        chat: ChatId::new(account, chat.id.clone()),
        added,
        unread_before: before.counts.shown,
        unread,
        activity,
    });
    Ok((id, change))
}

/// Makes a chat of which nothing is known.
pub(super) fn make(tx: &Transaction<'_>, account: AccountId, chat: &RemoteChatId) -> Done<i64> {
    tx.prepare_cached("INSERT INTO chats (account, remote) VALUES (?1, ?2)")?
        .execute((account.0, chat.as_str()))?;
    Ok(tx.last_insert_rowid())
}

fn blank() -> Known {
    Known {
        title: String::new(),
        phone: String::new(),
        channel: String::new(),
        assignee_id: String::new(),
        assignee_name: String::new(),
        status: "new".to_owned(),
        status_server: "new".to_owned(),
        counts: Counts::default(),
        hidden: false,
        updated_at: 0,
        stale: false,
    }
}

/// What is known after the service's words, and whether they speak of messages that may not be
/// stored here.
fn merged(before: &Known, chat: &RemoteChat, echo: Option<&Echo>) -> (Known, bool) {
    let mut known = before.clone();
    let said = |field: &mut String, value: Option<&str>| {
        if let Some(value) = value {
            value.clone_into(field);
        }
    };
    said(&mut known.title, chat.title.as_deref());
    said(&mut known.phone, chat.phone.as_deref());
    said(
        &mut known.channel,
        chat.channel.as_ref().map(|channel| channel.0.as_str()),
    );
    match &chat.assignee {
        None => {}
        Some(Assignee::Nobody) => {
            known.assignee_id.clear();
            known.assignee_name.clear();
        }
        Some(Assignee::Operator(operator)) => {
            operator.id.as_str().clone_into(&mut known.assignee_id);
            operator.name.clone_into(&mut known.assignee_name);
        }
    }
    if let Some(status) = &chat.status {
        known.status_server = status.to_string();
    }
    known.status = echo
        .and_then(|echo| echo.status.clone())
        .unwrap_or_else(|| known.status_server.clone());
    known.hidden = echo.is_some_and(|echo| echo.deleted);
    let mut news = chat
        .unread
        .is_some_and(|count| known.counts.server_says(count));
    if let Some(at) = chat.updated_at
        && at.0 > known.updated_at
    {
        known.updated_at = at.0;
        news = true;
    }
    (known, news)
}

fn write(tx: &Transaction<'_>, id: i64, known: &Known) -> Done<()> {
    tx.prepare_cached(
        "UPDATE chats SET title = :title, phone = :phone, channel = :channel,
             assignee_id = :assignee_id, assignee_name = :assignee_name, status = :status,
             status_server = :status_server, unread = :unread, unread_server = :unread_server,
             owed = :owed, hidden = :hidden, updated_at = :updated_at, stale = :stale
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id,
        ":title": known.title,
        ":phone": known.phone,
        ":channel": known.channel,
        ":assignee_id": known.assignee_id,
        ":assignee_name": known.assignee_name,
        ":status": known.status,
        ":status_server": known.status_server,
        ":unread": known.counts.shown,
        ":unread_server": known.counts.server,
        ":owed": known.counts.owed,
        ":hidden": known.hidden,
        ":updated_at": known.updated_at,
        ":stale": known.stale,
    })?;
    Ok(())
}

/// Puts what names a chat into the indexes.
pub(super) fn index_chat(
    tx: &Transaction<'_>,
    id: i64,
    title: &str,
    customer: &str,
    phone: &str,
) -> Done<()> {
    for sql in [
        "DELETE FROM chat_words WHERE rowid = ?1",
        "DELETE FROM chat_parts WHERE rowid = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([id])?;
    }
    let (title, customer) = (text::prepare(title), text::prepare(customer));
    tx.prepare_cached("INSERT INTO chat_words (rowid, title, customer) VALUES (?1, ?2, ?3)")?
        .execute((id, &title, &customer))?;
    tx.prepare_cached(
        "INSERT INTO chat_parts (rowid, title, customer, digits) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((id, &title, &customer, text::digits(phone)))?;
    Ok(())
}
