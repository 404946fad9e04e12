//! What services say of chats, merged into what is known.

use domain::{
    AccountId, Assignee, ChatId, ChatStatus, RemoteChat, RemoteChatId, Result, Timestamp,
};
use rusqlite::{OptionalExtension as _, Row, Transaction, named_params};

use super::echo::{self, Echo, Who};
use super::marks::{self, Marks};
use super::messages::{Source, store_messages};
use super::told::Told;
use super::unread::Counts;
use super::{erase, labels, text};
use crate::Store;
use crate::fault::{Done, Fault};
use crate::outbox::forget_snoozes;
use crate::store::lock;

/// What an upsert changed of one chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatChange {
    /// Which.
    pub chat: ChatId,
    /// It wasn't known before.
    pub added: bool,
    /// It is assigned to the person from now on, by somebody else. Of one that wasn't known before
    /// only where nothing in it is unread: what is says so itself.
    pub assigned: bool,
    /// It was known and somebody's, and is nobody's from now on, by somebody else; people are to
    /// answer it.
    pub queued: bool,
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
    /// Merges what a service says of chats, in one transaction. Fields with a pending outbox operation
    /// keep their echo, and what the service took after it was asked counts more than its answer.
    /// Chats deleted here within the last two minutes are left out. Only chats that changed are
    /// answered; nothing is written if none did.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn upsert_chats(
        &self,
        account: AccountId,
        chats: Vec<RemoteChat>,
        told: Told,
        now: Timestamp,
    ) -> Result<Vec<ChatChange>> {
        self.blocking(move |inner| {
            let (changes, ids, woken) = inner.write_cache(&|tx| {
                let me = echo::me(tx, account)?;
                let echoes = echo::pending(tx, account)?;
                let (since, handled) = {
                    let settled = lock(&inner.settled);
                    (settled.since(told, account), settled.handled(account, now))
                };
                let mut changes = Vec::new();
                let mut ids = Vec::with_capacity(chats.len());
                let mut woken = Vec::new();
                for chat in &chats {
                    if is_buried(tx, account, &chat.id, now)? {
                        continue;
                    }
                    let echo = echoes.get(chat.id.as_str());
                    let mut merged = upsert(tx, account, &since.amend(chat), echo, &me, now)?;
                    ids.push(merged.id);
                    if let Some(change) = &mut merged.change
                        && (change.assigned || change.queued)
                        && (handled.contains(&chat.id) || echo::is_answering(tx, &change.chat)?)
                    {
                        (change.assigned, change.queued) = (false, false);
                    }
                    changes.extend(merged.change);
                    if merged.woken {
                        woken.push(ChatId::new(account, chat.id.clone()));
                    }
                }
                Ok((changes, ids, woken))
            })?;
            forget_snoozes(inner, &woken);
            if let Told::Swept(_, generation) = told
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
    assignee: Who,
    assignee_server: Who,
    status: String,
    status_server: String,
    labels: String,
    labels_server: String,
    answering: String,
    person: String,
    mine: bool,
    counts: Counts,
    hidden: bool,
    updated_at: i64,
    stale: bool,
    marks: Marks,
}

fn read_known(row: &Row<'_>) -> rusqlite::Result<(i64, Known, String)> {
    Ok((
        row.get(0)?,
        Known {
            title: row.get(1)?,
            phone: row.get(2)?,
            channel: row.get(3)?,
            assignee: Who {
                id: row.get(4)?,
                name: row.get(5)?,
            },
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
            assignee_server: Who {
                id: row.get(16)?,
                name: row.get(17)?,
            },
            labels: row.get(18)?,
            labels_server: row.get(19)?,
            answering: row.get(20)?,
            person: row.get(21)?,
            mine: row.get(22)?,
            marks: Marks {
                pinned: row.get(23)?,
                unread: row.get(24)?,
                snoozed_until: row.get(25)?,
                snoozed_from: (row.get(26)?, row.get(27)?),
            },
        },
        row.get(15)?,
    ))
}

/// What merging a chat came to.
struct Merged {
    id: i64,
    change: Option<ChatChange>,
    /// It was snoozed, and the customer wrote.
    woken: bool,
}

/// Merges one chat.
fn upsert(
    tx: &Transaction<'_>,
    account: AccountId,
    chat: &RemoteChat,
    echo: Option<&Echo>,
    me: &str,
    now: Timestamp,
) -> Done<Merged> {
    let (id, before, customer, added) = match find(tx, account, &chat.id)? {
        Some((id, known, customer)) => (id, known, customer, false),
        None => {
            make(tx, account, &chat.id)?;
            let (id, known, customer) = find(tx, account, &chat.id)?
                .ok_or_else(|| Fault::not_found("There is no such chat."))?;
            (id, known, customer, true)
        }
    };
    let (mut after, news) = merged(&before, chat, echo, me)?;
    if !added && after.counts.shown > before.counts.shown {
        // Only a customer's message can have made it more.
        after.marks.snoozed_until = 0;
    }
    let mut woken = after.marks.snoozed_until < before.marks.snoozed_until;
    let mut activity = news || added;
    after.stale |= activity;
    if after != before {
        write(tx, id, &after)?;
        if after.labels != before.labels {
            labels::index(tx, id, &after.labels)?;
        }
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
        woken |= changes.woken;
        row_changed |= !changes.is_empty();
        unread = changes.unread;
    }
    let change = (added || row_changed).then(|| ChatChange {
        chat: ChatId::new(account, chat.id.clone()),
        added,
        // What the person took is theirs already, by its echo.
        assigned: after.mine && after.assignee.id != before.assignee.id && (!added || unread == 0),
        queued: !added
            && before.assignee != Who::default()
            && after.assignee == Who::default()
            && is_for_people(&after.status),
        unread_before: before.counts.shown,
        unread,
        activity,
    });
    Ok(Merged { id, change, woken })
}

/// Makes a chat of which nothing is known but what the person put on it.
pub(super) fn make(tx: &Transaction<'_>, account: AccountId, chat: &RemoteChatId) -> Done<i64> {
    let marks = marks::of(tx, account, chat)?;
    tx.prepare_cached(
        "INSERT INTO chats (account, remote, pinned, marked_unread, snoozed_until, snoozed_at,
             snoozed_ord)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((
        account.0,
        chat.as_str(),
        marks.pinned,
        marks.unread,
        marks.snoozed_until,
        marks.snoozed_from.0,
        marks.snoozed_from.1,
    ))?;
    Ok(tx.last_insert_rowid())
}

/// Whether somebody is to answer a chat of this status: not a bot, nor nobody.
fn is_for_people(status: &str) -> bool {
    !matches!(
        ChatStatus::from(status),
        ChatStatus::Closed | ChatStatus::Other(_)
    )
}

/// What is known of a chat: its row, what the list can change, the customer's name.
fn find(
    tx: &Transaction<'_>,
    account: AccountId,
    chat: &RemoteChatId,
) -> Done<Option<(i64, Known, String)>> {
    Ok(tx
        .prepare_cached(
            "SELECT id, title, phone, channel, assignee_id, assignee_name, status, status_server,
                 unread, unread_server, owed, seen_at >= 0, hidden, updated_at, stale, customer,
                 assignee_server, assignee_server_name, labels, labels_server, answering, person,
                 mine, pinned, marked_unread, snoozed_until, snoozed_at, snoozed_ord
             FROM chats WHERE account = ?1 AND remote = ?2",
        )?
        .query_row((account.0, chat.as_str()), read_known)
        .optional()?)
}

/// What is known after the service's words, and whether they speak of messages that may not be
/// stored here.
fn merged(before: &Known, chat: &RemoteChat, echo: Option<&Echo>, me: &str) -> Done<(Known, bool)> {
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
            known.assignee_server = Who::default();
        }
        Some(Assignee::Operator(operator)) => {
            known.assignee_server = Who::from(operator);
        }
    }
    known.assignee = echo
        .and_then(|echo| echo.assignee.clone())
        .unwrap_or_else(|| known.assignee_server.clone());
    known.mine = !me.is_empty() && known.assignee.id == me;
    if let Some(labels) = &chat.labels {
        known.labels_server = labels::text(labels)?;
    }
    known.labels = match echo {
        Some(echo) => labels::with(&known.labels_server, &echo.labels)?,
        None => known.labels_server.clone(),
    };
    if let Some(answering) = &chat.answering {
        known.answering = serde_json::to_string(answering)?;
    }
    said(&mut known.person, chat.person.as_deref());
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
    Ok((known, news))
}

fn write(tx: &Transaction<'_>, id: i64, known: &Known) -> Done<()> {
    tx.prepare_cached(
        "UPDATE chats SET title = :title, phone = :phone, channel = :channel,
             assignee_id = :assignee_id, assignee_name = :assignee_name,
             assignee_server = :assignee_server, assignee_server_name = :assignee_server_name,
             labels = :labels, labels_server = :labels_server, answering = :answering,
             person = :person, mine = :mine, pinned = :pinned, marked_unread = :marked_unread,
             snoozed_until = :snoozed_until, snoozed_at = :snoozed_at,
             snoozed_ord = :snoozed_ord, status = :status,
             status_server = :status_server, unread = :unread, unread_server = :unread_server,
             owed = :owed, hidden = :hidden, updated_at = :updated_at, stale = :stale
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id,
        ":title": known.title,
        ":phone": known.phone,
        ":channel": known.channel,
        ":assignee_id": known.assignee.id,
        ":assignee_name": known.assignee.name,
        ":assignee_server": known.assignee_server.id,
        ":assignee_server_name": known.assignee_server.name,
        ":labels": known.labels,
        ":labels_server": known.labels_server,
        ":answering": known.answering,
        ":person": known.person,
        ":mine": known.mine,
        ":pinned": known.marks.pinned,
        ":marked_unread": known.marks.unread,
        ":snoozed_until": known.marks.snoozed_until,
        ":snoozed_at": known.marks.snoozed_from.0,
        ":snoozed_ord": known.marks.snoozed_from.1,
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
