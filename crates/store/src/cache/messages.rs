//! What services say of messages.

use std::collections::HashSet;

use domain::view::ErrorView;
use domain::{
    AccountId, AuthorKind, ChatId, Delivery, RemoteChatId, RemoteMessage, RemoteMessageId, Result,
    Timestamp,
};
use rusqlite::Transaction;

use super::chat_row_id;
use super::chats::{index_chat, make};
use super::derive::{Head, derive, head, unread_after, write_head};
use super::marks::customer_wrote;
use super::put::{Put, later_delivery, order_of, put};
use super::seen::unread_boundary;
use crate::Store;
use crate::codes::error_text;
use crate::fault::Done;
use crate::outbox::forget_snoozes;

/// Where messages come from, which decides what else they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryUpdate {
    /// The newest page of the history (or all of it). `older` is the page's cursor; it is kept
    /// only if no older page has been stored yet.
    Newest {
        /// [`domain::HistoryPage::older`].
        older: Option<String>,
    },
    /// An older page.
    Older {
        /// [`domain::HistoryPage::older`].
        older: Option<String>,
    },
    /// A push: the message is new, and nothing is said of the history around it. A chat that
    /// isn't known yet is made.
    Push,
}

/// A message that wasn't stored before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// Its id.
    pub id: RemoteMessageId,
    /// Which side wrote it.
    pub author: AuthorKind,
    /// When.
    pub sent_at: Timestamp,
    /// Newer than everything stored before in a chat whose history was known: worth telling.
    pub fresh: bool,
}

/// What an upsert of messages changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageChanges {
    /// Messages that weren't stored before, oldest first.
    pub new: Vec<NewMessage>,
    /// Stored messages that changed.
    pub changed: Vec<RemoteMessageId>,
    /// Stored messages that the service no longer has.
    pub removed: u32,
    /// The chat's row changed (last line, waiting, phone, unread).
    pub row: bool,
    /// Unread messages of the chat before.
    pub unread_before: u32,
    /// Unread messages of the chat now.
    pub unread: u32,
    /// The chat was snoozed, and the customer wrote: it is back.
    pub woken: bool,
    /// The newest page doesn't show all yet that the service counts as unread.
    pub lags: bool,
}

impl MessageChanges {
    /// Nothing was written that anyone could see.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.new.is_empty()
            && self.changed.is_empty()
            && self.removed == 0
            && !self.row
            && !self.woken
    }
}

impl Store {
    /// Stores messages of a chat in one transaction and derives the chat's last line, waiting
    /// time, phone and unread count. Also records that the history was read ([`HistoryUpdate`])
    /// and clears its trouble. Nothing is written when nothing changed. A chat that isn't known
    /// is made for a push only; otherwise it is gone and nothing happens.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn upsert_messages(
        &self,
        chat: ChatId,
        messages: Vec<RemoteMessage>,
        update: HistoryUpdate,
        now: Timestamp,
    ) -> Result<MessageChanges> {
        self.blocking(move |inner| {
            let changes = inner.write_cache(&|tx| {
                let id = match chat_row_id(tx, &chat)? {
                    Some(id) => id,
                    None if update == HistoryUpdate::Push => make(tx, chat.account, &chat.remote)?,
                    None => return Ok(MessageChanges::default()),
                };
                store_messages(tx, id, &messages, Source::Update(&update), now)
            })?;
            if changes.woken {
                forget_snoozes(inner, std::slice::from_ref(&chat));
            }
            Ok(changes)
        })
        .await
    }

    /// Records that a chat's history could not be read. True if that is news.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_history_error(&self, chat: ChatId, error: ErrorView) -> Result<bool> {
        self.write_cache(move |tx| {
            let changed = tx
                .prepare_cached(
                    "UPDATE chats SET history_error = ?3
                     WHERE account = ?1 AND remote = ?2 AND history_error <> ?3",
                )?
                .execute((
                    chat.account.0,
                    chat.remote.as_str(),
                    error_text(Some(&error))?,
                ))?;
            Ok(changed > 0)
        })
        .await
    }

    /// Sets how far a message has come, by its id alone: the chats of the account in which it
    /// was found and changed. A step back from read to delivered or sent is ignored.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn set_delivery(
        &self,
        account: AccountId,
        message: RemoteMessageId,
        delivery: Delivery,
    ) -> Result<Vec<ChatId>> {
        self.write_cache(move |tx| {
            type Found = (i64, i64, i64, String, String);
            let found: Vec<Found> = tx
                .prepare_cached(
                    "SELECT m.id, m.chat, m.author, m.delivery, c.remote
                     FROM messages AS m JOIN chats AS c ON c.id = m.chat
                     WHERE m.remote = ?1 AND c.account = ?2",
                )?
                .query_map((message.as_str(), account.0), |row| {
                    Ok((
                        row.get(0)?,
                        row.get(1)?,
                        row.get(2)?,
                        row.get(3)?,
                        row.get(4)?,
                    ))
                })?
                .collect::<rusqlite::Result<_>>()?;
            let mut chats = Vec::new();
            for (id, chat, author, before, remote) in found {
                let after = later_delivery(&before, Some(&delivery));
                if after == before {
                    continue;
                }
                let counted = author == 0 && after == "read" && is_counted(tx, chat, id)?;
                tx.prepare_cached("UPDATE messages SET delivery = ?1 WHERE id = ?2")?
                    .execute((&after, id))?;
                if counted {
                    let mut head = head(tx, chat)?;
                    head.counts.read(1);
                    head.counts.server = head.counts.server.saturating_sub(1);
                    write_head(tx, chat, &head)?;
                }
                chats.push(ChatId::new(account, RemoteChatId(remote)));
            }
            Ok(chats)
        })
        .await
    }
}

/// Whether a message is among those that the chat's unread count stands for.
fn is_counted(tx: &Transaction<'_>, chat: i64, message: i64) -> Done<bool> {
    Ok(match unread_boundary(tx, chat)? {
        None => false,
        Some(boundary) => tx
            .prepare_cached(
                "SELECT (sent_at, ord) >= (?2, ?3) AND read = 0 FROM messages WHERE id = ?1",
            )?
            .query_row((message, boundary.0, boundary.1), |row| row.get(0))?,
    })
}

/// Where messages come from, the chat list included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source<'a> {
    /// The chat list's last message: it is counted there already.
    List,
    /// See [`HistoryUpdate`].
    Update(&'a HistoryUpdate),
}

/// Stores messages of a chat and derives its row.
pub(super) fn store_messages(
    tx: &Transaction<'_>,
    chat: i64,
    messages: &[RemoteMessage],
    source: Source<'_>,
    now: Timestamp,
) -> Done<MessageChanges> {
    let before = head(tx, chat)?;
    let mut after = before.clone();
    let mut changes = MessageChanges {
        unread_before: before.counts.shown,
        ..MessageChanges::default()
    };
    let mut sorted: Vec<&RemoteMessage> = messages.iter().collect();
    sorted.sort_by_key(|message| order_of(message));
    let pushed = source == Source::Update(&HistoryUpdate::Push);
    let known = before.read_at > 0 || pushed;
    let mut unread = Unread::default();
    let mut overlap = false;
    let mut passed = false;
    for message in &sorted {
        if after.is_past(message.sent_at.0) {
            after.pass(message);
            passed = true;
            continue;
        }
        match put(tx, chat, &mut after, message)? {
            Put::Same => overlap = true,
            Put::Changed => {
                overlap = true;
                changes.changed.push(message.id.clone());
            }
            Put::New => {
                let fresh = known && order_of(message) > before.last;
                unread.take(message, fresh, known && order_of(message) > before.seen);
                changes.new.push(NewMessage {
                    id: message.id.clone(),
                    author: message.author.kind,
                    sent_at: message.sent_at,
                    fresh,
                });
            }
        }
    }
    if let Source::Update(update) = source {
        let page = Page {
            messages: &sorted,
            // What is too old may have been stored once.
            overlaps: overlap || passed,
            passed,
        };
        changes.removed = settle_history(tx, chat, &mut after, &page, update, now)?;
    }
    take_person(&mut after, &sorted);
    changes.lags = count(tx, chat, &mut after, source, known, &unread)?;
    if !changes.new.is_empty() || !changes.changed.is_empty() || changes.removed > 0 {
        derive(tx, chat, &mut after)?;
    }
    if !changes.new.is_empty()
        && after.snoozed_until > 0
        && customer_wrote(tx, chat, after.snoozed_from)?
    {
        after.snoozed_until = 0;
        changes.woken = true;
    }
    if after.counts.seen && after != before {
        after.counts.cap(unread_after(tx, chat, after.seen)?);
    }
    changes.row = after.shown() != before.shown();
    changes.unread = after.counts.shown;
    if changes.is_empty() {
        // What is read again and again says nothing new, and that is not worth a write.
        after.read_at = if before.read_at > 0 {
            before.read_at
        } else {
            after.read_at
        };
    }
    if after != before {
        write_head(tx, chat, &after)?;
    }
    if after.customer != before.customer || after.phone != before.phone {
        index_chat(tx, chat, &after.title, &after.customer, &after.phone)?;
    }
    Ok(changes)
}

/// Customer messages that were stored and that nobody has read.
#[derive(Default)]
struct Unread {
    /// Newer than all that was stored.
    arrived: u32,
    /// Older than some of it, so no news, but maybe what the service counted.
    belated: u32,
}

impl Unread {
    fn take(&mut self, message: &RemoteMessage, fresh: bool, unseen: bool) {
        if message.author.kind != AuthorKind::Customer || message.delivery == Some(Delivery::Read) {
            return;
        }
        if fresh {
            self.arrived += 1;
        } else if unseen {
            self.belated += 1;
        }
    }
}

/// Counts what was stored of a chat. True if its newest page, `known` before, lags behind the
/// service's count.
fn count(
    tx: &Transaction<'_>,
    chat: i64,
    head: &mut Head,
    source: Source<'_>,
    known: bool,
    stored: &Unread,
) -> Done<bool> {
    let counts = &mut head.counts;
    match source {
        Source::List => counts.counted_arrived(stored.arrived),
        Source::Update(_) => counts.arrived(stored.arrived),
    }
    counts.counted_arrived(stored.belated);
    if !matches!(source, Source::Update(HistoryUpdate::Newest { .. })) {
        return Ok(false);
    }
    if !known {
        counts.all_stored();
    } else if counts.owed > 0 {
        counts.newest_read(unread_after(tx, chat, head.seen)?);
    }
    Ok(counts.owed > 0)
}

/// A page of a history, oldest first.
struct Page<'a> {
    messages: &'a [&'a RemoteMessage],
    /// It touches what was stored.
    overlaps: bool,
    /// Some of it is too old to be kept.
    passed: bool,
}

/// Records what a page says of the history around it, and removes what contradicts it. How many
/// messages went.
fn settle_history(
    tx: &Transaction<'_>,
    chat: i64,
    head: &mut Head,
    page: &Page<'_>,
    update: &HistoryUpdate,
    now: Timestamp,
) -> Done<u32> {
    let (older, newest) = match update {
        HistoryUpdate::Push => return Ok(0),
        HistoryUpdate::Newest { older } => (older, true),
        HistoryUpdate::Older { older } => (older, false),
    };
    let first_read = head.read_at == 0;
    head.read_at = now.0;
    head.history_error.clear();
    if !newest {
        older.clone_into_or_clear(&mut head.older);
        if page.passed {
            head.cut_here();
        }
        return Ok(0);
    }
    head.stale = false;
    let whole = older.is_none();
    let distinct: HashSet<&str> = page.messages.iter().map(|one| one.id.as_str()).collect();
    // Messages older than a page that touches nothing stored would hide a gap.
    let gap = !whole && !page.overlaps && !page.messages.is_empty() && !first_read;
    let wanted_again = head.cut > head.since;
    if first_read || whole || gap || wanted_again {
        older.clone_into_or_clear(&mut head.older);
    }
    if page.passed {
        head.cut_here();
    } else if wanted_again {
        head.cut = 0;
    }
    let more_stored = usize::try_from(head.messages).is_ok_and(|stored| stored > distinct.len());
    if page.messages.is_empty() || !(whole || gap) || !more_stored {
        return Ok(0);
    }
    let newest_of_page = page.messages.last().map_or((0, 0), |one| order_of(one));
    remove_unlisted(tx, chat, head, &distinct, newest_of_page)
}

/// Removes stored messages that a page leaves out, but for those newer than all of it: they
/// may have been pushed while it was under way.
fn remove_unlisted(
    tx: &Transaction<'_>,
    chat: i64,
    head: &mut Head,
    listed: &HashSet<&str>,
    newest: (i64, i64),
) -> Done<u32> {
    let stored: Vec<(i64, String)> = tx
        .prepare_cached(
            "SELECT id, remote FROM messages WHERE chat = ?1 AND (sent_at, ord) <= (?2, ?3)",
        )?
        .query_map((chat, newest.0, newest.1), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut removed = 0;
    for (id, _) in stored
        .iter()
        .filter(|(_, remote)| !listed.contains(remote.as_str()))
    {
        tx.prepare_cached("DELETE FROM message_text WHERE rowid = ?1")?
            .execute([id])?;
        tx.prepare_cached("DELETE FROM messages WHERE id = ?1")?
            .execute([id])?;
        removed += 1;
    }
    head.messages -= i64::from(removed);
    Ok(removed)
}

trait CloneOrClear {
    fn clone_into_or_clear(&self, target: &mut String);
}

impl CloneOrClear for Option<String> {
    fn clone_into_or_clear(&self, target: &mut String) {
        target.clear();
        target.push_str(self.as_deref().unwrap_or_default());
    }
}

/// Takes the customer's name and phone from the newest messages that tell them.
fn take_person(head: &mut Head, sorted: &[&RemoteMessage]) {
    let newest_name = sorted
        .iter()
        .rev()
        .filter(|message| message.author.kind == AuthorKind::Customer)
        .find_map(|message| {
            message
                .author
                .name
                .as_deref()
                .filter(|name| !name.is_empty())
        });
    if let Some(name) = newest_name {
        name.clone_into(&mut head.customer);
    }
    let newest_phone = sorted
        .iter()
        .rev()
        .find_map(|message| message.phone.as_deref().filter(|phone| !phone.is_empty()));
    if let Some(phone) = newest_phone {
        phone.clone_into(&mut head.phone);
    }
}
