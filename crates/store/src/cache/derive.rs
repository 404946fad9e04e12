//! What a chat's row shows of its messages: the last line, since when the customer waits, how
//! many there are.

use rusqlite::{OptionalExtension as _, Row, Transaction, named_params};

use super::unread::Counts;
use crate::codes::attachment_text;
use crate::fault::Done;

/// Characters of a last line.
const LINE: usize = 200;

/// What of a chat's row its messages decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) title: String,
    pub(super) customer: String,
    pub(super) phone: String,
    pub(super) counts: Counts,
    pub(super) seen: (i64, i64),
    pub(super) last: (i64, i64),
    pub(super) last_author: i64,
    pub(super) last_name: String,
    pub(super) last_text: String,
    pub(super) last_attachment: String,
    pub(super) waiting: i64,
    pub(super) messages: i64,
    pub(super) next_ordinal: i64,
    pub(super) first_at: i64,
    pub(super) read_at: i64,
    pub(super) older: String,
    pub(super) history_error: String,
    pub(super) stale: bool,
    pub(super) snoozed_until: i64,
    pub(super) snoozed_from: (i64, i64),
    /// See `retain`.
    pub(super) cut: i64,
    pub(super) since: i64,
}

impl Head {
    /// What of it a person can see in the list or at the head of the chat.
    pub(super) fn shown(&self) -> impl PartialEq + '_ {
        (
            (&self.customer, &self.phone, self.counts.shown, self.last),
            (
                self.last_author,
                &self.last_name,
                &self.last_text,
                &self.last_attachment,
            ),
            (self.waiting, self.messages, self.first_at, self.read_at > 0),
            &self.history_error,
        )
    }
}

/// Reads a chat's head.
pub(super) fn head(tx: &Transaction<'_>, chat: i64) -> Done<Head> {
    Ok(tx
        .prepare_cached(
            "SELECT title, customer, phone, unread, unread_server, owed, seen_at, seen_ord,
                 last_at, last_ord, last_author, last_name, last_text, last_attachment, waiting,
                 messages, next_ordinal, first_at, read_at, older, history_error, stale,
                 snoozed_until, snoozed_at, snoozed_ord, cut,
                 coalesce((SELECT since FROM retention WHERE id = 1), 0)
             FROM chats WHERE id = ?1",
        )?
        .query_row([chat], read_head)?)
}

fn read_head(row: &Row<'_>) -> rusqlite::Result<Head> {
    let seen = (row.get(6)?, row.get(7)?);
    Ok(Head {
        title: row.get(0)?,
        customer: row.get(1)?,
        phone: row.get(2)?,
        counts: Counts {
            shown: row.get(3)?,
            server: row.get(4)?,
            owed: row.get(5)?,
            seen: seen.0 >= 0,
        },
        seen,
        last: (row.get(8)?, row.get(9)?),
        last_author: row.get(10)?,
        last_name: row.get(11)?,
        last_text: row.get(12)?,
        last_attachment: row.get(13)?,
        waiting: row.get(14)?,
        messages: row.get(15)?,
        next_ordinal: row.get(16)?,
        first_at: row.get(17)?,
        read_at: row.get(18)?,
        older: row.get(19)?,
        history_error: row.get(20)?,
        stale: row.get(21)?,
        snoozed_until: row.get(22)?,
        snoozed_from: (row.get(23)?, row.get(24)?),
        cut: row.get(25)?,
        since: row.get(26)?,
    })
}

/// Writes a chat's head.
pub(super) fn write_head(tx: &Transaction<'_>, chat: i64, head: &Head) -> Done<()> {
    tx.prepare_cached(
        "UPDATE chats SET customer = :customer, phone = :phone, unread = :unread,
             unread_server = :unread_server, owed = :owed, seen_at = :seen_at,
             seen_ord = :seen_ord, last_at = :last_at, last_ord = :last_ord,
             last_author = :last_author, last_name = :last_name, last_text = :last_text,
             last_attachment = :last_attachment, waiting = :waiting, messages = :messages,
             next_ordinal = :next_ordinal, first_at = :first_at, read_at = :read_at,
             older = :older, history_error = :history_error, stale = :stale,
             snoozed_until = :snoozed_until, cut = :cut
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": chat,
        ":customer": head.customer,
        ":phone": head.phone,
        ":unread": head.counts.shown,
        ":unread_server": head.counts.server,
        ":owed": head.counts.owed,
        ":seen_at": head.seen.0,
        ":seen_ord": head.seen.1,
        ":last_at": head.last.0,
        ":last_ord": head.last.1,
        ":last_author": head.last_author,
        ":last_name": head.last_name,
        ":last_text": head.last_text,
        ":last_attachment": head.last_attachment,
        ":waiting": head.waiting,
        ":messages": head.messages,
        ":next_ordinal": head.next_ordinal,
        ":first_at": head.first_at,
        ":read_at": head.read_at,
        ":older": head.older,
        ":history_error": head.history_error,
        ":stale": head.stale,
        ":snoozed_until": head.snoozed_until,
        ":cut": head.cut,
    })?;
    Ok(())
}

/// Derives the last line, the waiting time and the beginning from the stored messages. What too old
/// ones said stays, but for their words.
pub(super) fn derive(tx: &Transaction<'_>, chat: i64, head: &mut Head) -> Done<()> {
    type Last = (i64, i64, i64, String, String, String);
    let last: Option<Last> = tx
        .prepare_cached(
            "SELECT sent_at, ord, author, name, text, attachments FROM messages WHERE chat = ?1
             ORDER BY sent_at DESC, ord DESC, id DESC LIMIT 1",
        )?
        .query_row([chat], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
            ))
        })
        .optional()?;
    if last.is_none() && head.is_past(head.last.0) {
        head.last_text.clear();
        head.last_attachment.clear();
    } else {
        let (sent_at, ord, author, name, text, attachments) = last.unwrap_or_default();
        head.last = (sent_at, ord);
        head.last_author = author;
        head.last_name = name;
        head.last_text = first_line(&text);
        head.last_attachment = first_attachment(&attachments).to_owned();
    }
    let waits = waiting(tx, chat)?;
    if waits.answered || !head.is_past(head.waiting) {
        head.waiting = waits.since;
    }
    head.first_at = tx
        .prepare_cached(
            "SELECT sent_at FROM messages WHERE chat = ?1 ORDER BY sent_at, ord LIMIT 1",
        )?
        .query_row([chat], |row| row.get(0))
        .optional()?
        .unwrap_or(0);
    Ok(())
}

/// What the stored messages say of a customer's waiting.
struct Waits {
    /// The first customer message after the last one of an operator or a business; 0 if none.
    since: i64,
    /// There is one of an operator or a business.
    answered: bool,
}

fn waiting(tx: &Transaction<'_>, chat: i64) -> Done<Waits> {
    let mut statement = tx.prepare_cached(
        "SELECT author, sent_at FROM messages WHERE chat = ?1
         ORDER BY sent_at DESC, ord DESC, id DESC",
    )?;
    let mut rows = statement.query([chat])?;
    let mut waits = Waits {
        since: 0,
        answered: false,
    };
    while let Some(row) = rows.next()? {
        match row.get(0)? {
            0_i64 => waits.since = row.get(1)?,
            1 | 3 => {
                waits.answered = true;
                break;
            }
            _ => {}
        }
    }
    Ok(waits)
}

/// Customer messages after the last seen one that nobody has read.
pub(super) fn unread_after(tx: &Transaction<'_>, chat: i64, seen: (i64, i64)) -> Done<u32> {
    Ok(tx
        .prepare_cached(
            "SELECT count(*) FROM messages WHERE chat = ?1 AND (sent_at, ord) > (?2, ?3)
             AND author = 0 AND delivery <> 'read' AND read = 0",
        )?
        .query_row((chat, seen.0, seen.1), |row| row.get(0))?)
}

fn first_line(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default()
        .chars()
        .take(LINE)
        .collect()
}

fn first_attachment(json: &str) -> &'static str {
    let files: Vec<domain::Attachment> = serde_json::from_str(json).unwrap_or_default();
    files.first().map_or("", |file| attachment_text(file.kind))
}
