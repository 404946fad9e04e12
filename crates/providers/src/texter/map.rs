//! Texter's shapes as domain types: what its numbers, units of time and kinds mean (§7, §8).

use domain::{
    Answering, Assignee, Attachment, AttachmentKind, Author, AuthorKind, Channel, ChatStatus,
    Delivery, LabelId, MessageExtras, OperatorId, OperatorRef, RemoteChat, RemoteChatId,
    RemoteMessage, RemoteMessageId, Timestamp,
};
use serde_json::Value;

use super::known::Known;
use super::wire;
use crate::fields::Fields;

/// The bot has the chat: none of our words for where a chat stands says that.
pub(super) const BOT: &str = "bot";
/// Made by a bulk send.
pub(super) const BULK: &str = "bulk";
/// What stands before a file's id in an attachment's address.
pub(super) const FILE: &str = "texter-file:";

/// Longest foreign title or name that is kept.
const LONGEST_NAME: usize = 500;
/// How long WhatsApp lets us answer (§10.3), in milliseconds.
const WINDOW: i64 = 24 * 3600 * 1000;

/// The full chat of a search; labels that aren't said are none (§3.1).
pub(super) fn full_chat(mut chat: wire::Chat) -> Option<RemoteChat> {
    let id = RemoteChatId(chat.id.take()?);
    let labels = chat.labels.take().unwrap_or_default();
    let mut chat = public_chat(id, chat);
    chat.labels = Some(labels.into_iter().map(LabelId).collect());
    Some(chat)
}

/// The trimmed chat of Get Chat, which has neither id nor labels (§3.2).
pub(super) fn public_chat(id: RemoteChatId, chat: wire::Chat) -> RemoteChat {
    let phone = phone(&chat);
    RemoteChat {
        title: chat
            .display_name
            .as_deref()
            .or(chat.title.as_deref())
            .map(clip)
            .filter(|title| !title.is_empty())
            .or_else(|| phone.clone()),
        status: chat.status.map(chat_status),
        unread: chat
            .unread
            .map(|count| u32::try_from(count.max(0)).unwrap_or(u32::MAX)),
        assignee: chat.agent.as_ref().map(|agent| match agent {
            Some((uid, name)) => Assignee::Operator(OperatorRef {
                id: OperatorId(uid.clone()),
                name: clip(name),
            }),
            None => Assignee::Nobody,
        }),
        channel: chat.channel.as_deref().map(|name| Channel(clip(name))),
        updated_at: chat.last_message.or(chat.updated).or(chat.created),
        answering: answering(&chat),
        person: chat.person,
        phone,
        ..RemoteChat::new(id)
    }
}

/// The customer's phone, where the messenger is reached by phone (§8.8).
fn phone(chat: &wire::Chat) -> Option<String> {
    if !matches!(chat.channel.as_deref(), Some("whatsapp" | "sms")) {
        return None;
    }
    let digits: String = chat
        .contact
        .as_deref()?
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    (!digits.is_empty()).then(|| format!("+{digits}"))
}

/// WhatsApp can be answered for a day after the customer's last message; no rule is known of the
/// others (§10.3).
fn answering(chat: &wire::Chat) -> Option<Answering> {
    if chat.channel.as_deref()? != "whatsapp" {
        return Some(Answering::Open);
    }
    let last = chat.last_incoming?.map_or(-WINDOW, |at| at.0);
    Some(Answering::Until {
        at: Timestamp(last.saturating_add(WINDOW)),
    })
}

/// §8.1: pending waits for anybody, and assigned is what Texter's own window calls taken.
pub(super) fn chat_status(number: i64) -> ChatStatus {
    match number {
        0 => ChatStatus::Other(BOT.to_owned()),
        1 => ChatStatus::New,
        2 => ChatStatus::Open,
        3 => ChatStatus::Closed,
        4 => ChatStatus::Other(BULK.to_owned()),
        other => ChatStatus::Other(other.to_string()),
    }
}

/// The name that filters take; `None` for a status that no chat of Texter's has.
pub(super) fn status_name(status: &ChatStatus) -> Option<&'static str> {
    match status {
        ChatStatus::New => Some("PENDING"),
        ChatStatus::Open => Some("ASSIGNED"),
        ChatStatus::Closed => Some("RESOLVED"),
        ChatStatus::Other(value) if value == BOT => Some("BOT"),
        ChatStatus::Other(value) if value == BULK => Some("BULK"),
        ChatStatus::Waiting | ChatStatus::Paused | ChatStatus::Other(_) => None,
    }
}

/// A message; `None` if it says no time, which every message has.
pub(super) fn message(message: wire::Message, known: &Known) -> Option<RemoteMessage> {
    let sent_at = message.at?;
    let gone = message.status == Some(6);
    let system = message.system || (message.incoming.is_none() && message.new_status.is_some());
    let (text, author) = if system {
        (system_line(&message, known), author(AuthorKind::System))
    } else {
        (words(&message), speaker(&message, known))
    };
    let ours = !system && message.incoming != Some(true);
    Some(RemoteMessage {
        id: RemoteMessageId(message.id),
        delivery: message.status.filter(|_| ours).map(delivery),
        author,
        sent_at,
        text,
        attachments: message.media.iter().map(attachment).collect(),
        phone: None,
        extras: MessageExtras {
            deleted: gone,
            buttons: message.choices.iter().map(|title| clip(title)).collect(),
            quote: message.context.and_then(|id| known.message_id(&id)),
            ..MessageExtras::default()
        },
    })
}

fn author(kind: AuthorKind) -> Author {
    Author {
        kind,
        name: None,
        operator: None,
    }
}

/// Who wrote it: what comes over the API bears nobody's name (§4.2, §11 row 11).
fn speaker(message: &wire::Message, known: &Known) -> Author {
    if message.incoming == Some(true) {
        return author(AuthorKind::Customer);
    }
    let echo = message.special.as_ref().and_then(Fields::of);
    if echo.is_some_and(|special| special.flag(&["isEchoMessage"]) == Some(true)) {
        return author(AuthorKind::Business);
    }
    match message.agent.as_deref() {
        Some(uid) if uid.eq_ignore_ascii_case("bot") => author(AuthorKind::Bot),
        Some(uid) => Author {
            kind: AuthorKind::Operator,
            name: known.agent(uid),
            operator: Some(OperatorId(uid.to_owned())),
        },
        None if message.incoming.is_none() => author(AuthorKind::Other),
        None => author(AuthorKind::Operator),
    }
}

/// §8.2: 0 to 3 is a way, 4 and 5 are its failure.
fn delivery(status: i64) -> Delivery {
    match status {
        0 | 1 | 6 => Delivery::Sent,
        2 => Delivery::Delivered,
        3 => Delivery::Read,
        4 | 5 => Delivery::Rejected,
        other => Delivery::Other(other.to_string()),
    }
}

/// What a message says in words, whatever its kind (§8.4).
fn words(message: &wire::Message) -> String {
    if let Some(text) = &message.text {
        return text.clone();
    }
    let captions: Vec<&str> = message
        .media
        .iter()
        .filter_map(|file| file.caption.as_deref())
        .collect();
    if !captions.is_empty() {
        return captions.join("\n");
    }
    let content = message.content.as_ref();
    match message.kind.as_str() {
        "media" => String::new(),
        "postback" => content.and_then(postback).unwrap_or_default(),
        "contacts" => content.map(cards).unwrap_or_default(),
        "location" => content.map(place).unwrap_or_default(),
        "special" => template_name(message).unwrap_or_else(|| "[special]".to_owned()),
        "" => String::new(),
        unknown => format!("[{}]", clip(unknown)),
    }
}

fn postback(value: &Value) -> Option<String> {
    let fields = Fields::of(value)?;
    fields
        .text(&["title"])
        .or_else(|| fields.text(&["payload"]))
}

fn template_name(message: &wire::Message) -> Option<String> {
    let special = message.special.as_ref()?;
    let name = special
        .pointer("/whatsapp/template/name")
        .or_else(|| special.pointer("/whatsappTyntec/template/templateId"))?;
    Some(format!("[{}]", clip(name.as_str()?)))
}

/// Cards, each with its name and what is known beside it.
fn cards(value: &Value) -> String {
    let one = |card: &Value| {
        let card = Fields::of(card)?;
        let name = card.find(&["name"]).and_then(|name| {
            name.as_str()
                .map(str::to_owned)
                .or_else(|| Fields::of(name)?.text(&["formatted_name"]))
        });
        let mut lines: Vec<String> = name.into_iter().collect();
        for (list, key) in [("phones", "phone"), ("emails", "email"), ("urls", "url")] {
            let items = card.find(&[list]).and_then(Value::as_array);
            lines.extend(items.into_iter().flatten().filter_map(|item| {
                item.as_str()
                    .map(str::to_owned)
                    .or_else(|| Fields::of(item)?.text(&[key]))
            }));
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    };
    let cards = value.as_array().into_iter().flatten();
    cards.filter_map(one).collect::<Vec<_>>().join("\n\n")
}

/// A place's name, address and coordinates: its keys are nowhere documented (§11 row 15).
fn place(value: &Value) -> String {
    let Some(place) = Fields::of(value) else {
        return String::new();
    };
    let mut lines: Vec<String> = [place.text(&["name"]), place.text(&["address"])]
        .into_iter()
        .flatten()
        .collect();
    let latitude = place.text(&["latitude", "lat"]);
    let longitude = place.text(&["longitude", "lng", "lon"]);
    if let (Some(latitude), Some(longitude)) = (latitude, longitude) {
        lines.push(format!("{latitude}, {longitude}"));
    }
    lines.join("\n")
}

/// §11 row 17: system messages have no words of their own.
fn system_line(message: &wire::Message, known: &Known) -> String {
    let name = message.agent.as_deref().and_then(|uid| known.agent(uid));
    let with = |line: &str| match &name {
        Some(name) => format!("{line}: {name}"),
        None => line.to_owned(),
    };
    match message.new_status {
        Some(0) => "The bot answers".to_owned(),
        Some(1) => with("Waits for an answer"),
        Some(2) => with("Taken"),
        Some(3) => with("Resolved"),
        Some(4) => "Part of a bulk send".to_owned(),
        _ => message
            .text
            .clone()
            .unwrap_or_else(|| "Chat updated".to_owned()),
    }
}

fn attachment(file: &wire::File) -> Attachment {
    let by_id = || file.id.as_ref().map(|id| format!("{FILE}{id}"));
    Attachment {
        kind: match file.kind.as_deref() {
            Some("image" | "sticker") => AttachmentKind::Photo,
            _ => AttachmentKind::File,
        },
        name: file.name.as_deref().map(clip),
        mime: file.mime.as_deref().map(clip),
        // A file that was deleted is nowhere.
        url: (!file.deleted)
            .then(|| by_id().or_else(|| file.url.clone()))
            .flatten(),
        size: None,
    }
}

/// A foreign name on one line and of bearable length.
pub(super) fn clip(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST_NAME)
        .collect::<String>()
        .trim()
        .to_owned()
}
