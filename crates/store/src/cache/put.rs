//! One message into its table and its index.

use domain::{Delivery, MessageExtras, RemoteMessage};
use rusqlite::{OptionalExtension as _, Transaction, named_params};

use super::ORDINAL_BITS;
use super::derive::Head;
use super::text;
use crate::codes::{author_code, delivery_text};
use crate::fault::{Done, Fault};

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    New,
    Changed,
    Same,
}

/// Where a message stands in its chat: by time, then by the service's number.
pub(super) fn order_of(message: &RemoteMessage) -> (i64, i64) {
    let number = message.id.as_str().parse().unwrap_or(0);
    (message.sent_at.0, number)
}

/// What is stored of a message.
#[derive(Debug, PartialEq, Eq)]
struct Stored {
    author: i64,
    sent_at: i64,
    ord: i64,
    delivery: String,
    name: String,
    operator: String,
    attachments: String,
    text: String,
    extras: String,
}

/// Stores a message, or what is new of it.
pub(super) fn put(
    tx: &Transaction<'_>,
    chat: i64,
    head: &mut Head,
    message: &RemoteMessage,
) -> Done<Put> {
    let found: Option<(i64, Stored)> = tx
        .prepare_cached(
            "SELECT id, author, sent_at, ord, delivery, name, operator, attachments, text,
                 extras
             FROM messages WHERE remote = ?1 AND chat = ?2",
        )?
        .query_row((message.id.as_str(), chat), |row| {
            let stored = Stored {
                author: row.get(1)?,
                sent_at: row.get(2)?,
                ord: row.get(3)?,
                delivery: row.get(4)?,
                name: row.get(5)?,
                operator: row.get(6)?,
                attachments: row.get(7)?,
                text: row.get(8)?,
                extras: row.get(9)?,
            };
            Ok((row.get(0)?, stored))
        })
        .optional()?;
    let Some((id, before)) = found else {
        insert(tx, chat, head, message)?;
        return Ok(Put::New);
    };
    let after = merged(&before, message)?;
    if after == before {
        return Ok(Put::Same);
    }
    write(tx, id, &after)?;
    if after.text != before.text {
        tx.prepare_cached("DELETE FROM message_text WHERE rowid = ?1")?
            .execute([id])?;
        index(tx, id, &after.text)?;
    }
    Ok(Put::Changed)
}

fn insert(tx: &Transaction<'_>, chat: i64, head: &mut Head, message: &RemoteMessage) -> Done<()> {
    if head.next_ordinal >> ORDINAL_BITS != 0 {
        return Err(Fault::invalid(
            "The chat has more messages than can be kept.",
        ));
    }
    let id = chat << ORDINAL_BITS | head.next_ordinal;
    let (sent_at, ord) = order_of(message);
    tx.prepare_cached(
        "INSERT INTO messages (id, chat, remote, author, sent_at, ord, delivery, name, operator,
             attachments, text, extras, who)
         VALUES (:id, :chat, :remote, :author, :sent_at, :ord, :delivery, :name, :operator,
             :attachments, :text, :extras, :who)",
    )?
    .execute(named_params! {
        ":id": id,
        ":chat": chat,
        ":remote": message.id.as_str(),
        ":author": author_code(message.author.kind),
        ":sent_at": sent_at,
        ":ord": ord,
        ":delivery": delivery_text(message.delivery.as_ref()),
        ":name": message.author.name.as_deref().unwrap_or_default(),
        ":operator": message.author.operator.as_ref().map_or("", |id| id.as_str()),
        ":attachments": attachments_text(message)?,
        ":text": message.text,
        ":extras": extras_text(message)?,
        ":who": who(
            author_code(message.author.kind),
            message.author.operator.as_ref().map_or("", |id| id.as_str()),
            message.author.name.as_deref().unwrap_or_default(),
        ),
    })?;
    index(tx, id, &message.text)?;
    head.next_ordinal += 1;
    head.messages += 1;
    Ok(())
}

/// What tells those who write for the company apart: see the schema.
fn who(author: i64, operator: &str, name: &str) -> String {
    match (author, operator, name) {
        (1 | 3, "", "") => String::new(),
        (1 | 3, "", name) => format!("n{name}"),
        (1 | 3, operator, _) => format!("i{operator}"),
        _ => String::new(),
    }
}

fn index(tx: &Transaction<'_>, id: i64, text: &str) -> Done<()> {
    if !text.is_empty() {
        tx.prepare_cached("INSERT INTO message_text (rowid, text) VALUES (?1, ?2)")?
            .execute((id, text::prepare(text)))?;
    }
    Ok(())
}

fn write(tx: &Transaction<'_>, id: i64, stored: &Stored) -> Done<()> {
    tx.prepare_cached(
        "UPDATE messages SET author = :author, sent_at = :sent_at, ord = :ord,
             delivery = :delivery, name = :name, operator = :operator,
             attachments = :attachments, text = :text, extras = :extras, who = :who
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id,
        ":author": stored.author,
        ":sent_at": stored.sent_at,
        ":ord": stored.ord,
        ":delivery": stored.delivery,
        ":name": stored.name,
        ":operator": stored.operator,
        ":attachments": stored.attachments,
        ":text": stored.text,
        ":extras": stored.extras,
        ":who": who(stored.author, &stored.operator, &stored.name),
    })?;
    Ok(())
}

/// A known value is never replaced by an unsaid one.
fn merged(before: &Stored, message: &RemoteMessage) -> Done<Stored> {
    let (sent_at, ord) = order_of(message);
    let said = |value: Option<&str>, known: &str| match value {
        Some(value) if !value.is_empty() => value.to_owned(),
        _ => known.to_owned(),
    };
    let attachments = attachments_text(message)?;
    Ok(Stored {
        author: author_code(message.author.kind),
        sent_at,
        ord,
        delivery: later_delivery(&before.delivery, message.delivery.as_ref()),
        name: said(message.author.name.as_deref(), &before.name),
        operator: said(
            message.author.operator.as_ref().map(|id| id.as_str()),
            &before.operator,
        ),
        attachments: said(Some(&attachments), &before.attachments),
        text: message.text.clone(),
        extras: extras_text(message)?,
    })
}

/// Never back from "read", which answers that were under way might say.
pub(super) fn later_delivery(before: &str, said: Option<&Delivery>) -> String {
    match said {
        None => before.to_owned(),
        Some(Delivery::Sent | Delivery::Delivered) if before == "read" => before.to_owned(),
        Some(Delivery::Sent) if before == "delivered" => before.to_owned(),
        Some(delivery) => delivery_text(Some(delivery)),
    }
}

fn extras_text(message: &RemoteMessage) -> Done<String> {
    Ok(if message.extras == MessageExtras::default() {
        String::new()
    } else {
        serde_json::to_string(&message.extras)?
    })
}

fn attachments_text(message: &RemoteMessage) -> Done<String> {
    Ok(if message.attachments.is_empty() {
        String::new()
    } else {
        serde_json::to_string(&message.attachments)?
    })
}
