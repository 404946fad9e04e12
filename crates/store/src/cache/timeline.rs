//! All chats of one customer as one conversation.

use domain::ChatId;
use domain::Result;
use domain::view::{MessageView, TimelineEntry, TimelinePage};
use rusqlite::{Connection, OptionalExtension as _};

use super::chat_row_id;
use super::page::{Place, cursor_text, note_view, parse_cursor, stored_before, waiting};
use super::person::{linked, shown};
use crate::Store;
use crate::fault::{Done, Fault};
use crate::outbox::notes_between;

impl Store {
    /// A stretch of the messages of a chat and of all that the person linked with it, oldest
    /// first: the newest `limit` before the cursor `before` ([`TimelinePage::older`]), with the
    /// chats' outboxes at the end of the newest stretch and notes at their time.
    ///
    /// It never reaches back beyond what is known of every chat: where a chat's history goes on
    /// at its service, older messages of the others wait until it was read, so that nothing
    /// appears later in the midst of what was on screen. A chat whose history can't be read holds
    /// nobody up; it is named in [`TimelinePage::incomplete`].
    ///
    /// # Errors
    /// `Invalid` for a cursor that isn't one, `NotFound`, `Storage`.
    pub async fn timeline(
        &self,
        chat: ChatId,
        before: Option<String>,
        limit: u32,
    ) -> Result<TimelinePage> {
        self.read(move |conn| {
            let end = match &before {
                None => (i64::MAX, i64::MAX, i64::MAX),
                Some(cursor) => {
                    parse_cursor(cursor).ok_or_else(|| Fault::invalid("This is no cursor."))?
                }
            };
            let threads = threads(conn, &chat)?;
            let limit = limit.max(1);
            let mut found = Vec::new();
            for thread in &threads {
                for (message, place) in
                    stored_before(conn, thread.id, end, limit.saturating_add(1))?
                {
                    found.push((place, entry(&thread.chat, message)));
                }
            }
            found.sort_by(|(one, _), (other, _)| other.cmp(one));
            let known_from = threads.iter().filter_map(|thread| thread.known_from).max();
            let here = found.len();
            found.retain(|(place, _)| known_from.is_none_or(|from| *place >= from));
            found.truncate(limit as usize);
            let more = found.len() < here || threads.iter().any(|thread| thread.goes_on);
            let older = more
                .then(|| found.last().map(|(place, _)| cursor_text(*place)))
                .and_then(|last| last.or_else(|| before.clone()));
            let mut entries: Vec<_> = found.into_iter().rev().map(|(_, entry)| entry).collect();
            let from = match (&older, entries.first()) {
                (None, _) => i64::MIN,
                (Some(_), Some(oldest)) => oldest.message.at.0,
                (Some(_), None) => i64::MAX,
            };
            let mut ends = Vec::new();
            for thread in &threads {
                for note in notes_between(conn, &thread.chat, from, end.0)? {
                    place_note(&mut entries, entry(&thread.chat, note_view(note)));
                }
                if before.is_none() {
                    let sends = waiting(conn, &thread.chat, Some(thread.id))?;
                    ends.extend(sends.into_iter().map(|send| entry(&thread.chat, send)));
                }
            }
            ends.sort_by_key(|entry| entry.message.at);
            entries.extend(ends);
            Ok(TimelinePage {
                incomplete: threads
                    .iter()
                    .filter(|thread| thread.unreadable)
                    .map(|thread| thread.chat.clone())
                    .collect(),
                chats: threads
                    .iter()
                    .map(|thread| shown(conn, &thread.chat, None))
                    .filter_map(Done::transpose)
                    .collect::<Done<_>>()?,
                entries,
                older,
            })
        })
        .await
    }
}

/// A chat of the customer.
struct Thread {
    chat: ChatId,
    id: i64,
    /// Its history goes on at the service.
    goes_on: bool,
    /// Its history could not be read lately.
    unreadable: bool,
    /// The oldest message that is stored, if others must wait for what is before it.
    known_from: Option<Place>,
}

/// This chat first, then those linked with it, as far as they are stored.
fn threads(conn: &Connection, chat: &ChatId) -> Done<Vec<Thread>> {
    let own = thread(conn, chat)?.ok_or_else(|| Fault::not_found("The chat is gone."))?;
    let mut all = vec![own];
    for other in linked(conn, chat)? {
        all.extend(thread(conn, &other)?);
    }
    Ok(all)
}

fn thread(conn: &Connection, chat: &ChatId) -> Done<Option<Thread>> {
    let Some(id) = chat_row_id(conn, chat)? else {
        return Ok(None);
    };
    let state: Option<(bool, bool)> = conn
        .prepare_cached(
            "SELECT older <> '', history_error <> '' FROM chats WHERE id = ?1 AND hidden = 0",
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((goes_on, unreadable)) = state else {
        return Ok(None);
    };
    let known_from = if goes_on && !unreadable {
        conn.prepare_cached(
            "SELECT sent_at, ord, id FROM messages WHERE chat = ?1
             ORDER BY sent_at, ord, id LIMIT 1",
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?
    } else {
        None
    };
    Ok(Some(Thread {
        chat: chat.clone(),
        id,
        goes_on,
        unreadable,
        known_from,
    }))
}

fn entry(chat: &ChatId, message: MessageView) -> TimelineEntry {
    TimelineEntry {
        chat: chat.clone(),
        message,
    }
}

/// Puts a note behind what was written before it.
fn place_note(entries: &mut Vec<TimelineEntry>, note: TimelineEntry) {
    let after = entries
        .iter()
        .rposition(|entry| entry.message.at <= note.message.at);
    entries.insert(after.map_or(0, |index| index + 1), note);
}
