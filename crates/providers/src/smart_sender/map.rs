//! Smart Sender's shapes as domain types.

use domain::{
    Answering, Attachment, AttachmentKind, Author, AuthorKind, Channel, ChannelId, ChatStatus,
    Colleague, Contact, ContactId, Delivery, Label, LabelId, LiveChannel, MessageExtras, NoteId,
    OperatorId, RemoteChat, RemoteChatId, RemoteMessage, RemoteMessageId, ServiceNote,
};
use url::Url;

use super::known::Known;
use super::wire::{self, Template};

/// Longest foreign title or name that is kept.
const LONGEST_NAME: usize = 500;
/// The messenger where messages can be changed and deleted (§5.2).
const CHANGEABLE: &str = "telegram";

/// A chat. Whether it is open says only the list that it was found in (§8.8).
pub(super) fn chat(chat: wire::Chat, status: Option<ChatStatus>, known: &Known) -> RemoteChat {
    let id = RemoteChatId(chat.id);
    if let Some(contact) = chat.contact {
        known.pair(id.clone(), ContactId(contact));
    }
    let gates = chat.gates.as_deref();
    let counted = gates.and_then(|gates| {
        let counts: Vec<i64> = gates.iter().filter_map(|gate| gate.unread).collect();
        (!counts.is_empty()).then(|| counts.iter().sum())
    });
    let closed = chat.closed.map(|closed| match closed {
        true => ChatStatus::Closed,
        false => ChatStatus::Open,
    });
    RemoteChat {
        id,
        title: chat.name.map(|name| clip(&name)),
        status: status.or(closed),
        unread: chat.unread.or(counted).map(count),
        assignee: None,
        channel: gates.and_then(channel_in_use),
        phone: chat.phone,
        updated_at: chat
            .updated
            .or(chat.created)
            .and_then(|date| known.time(&date)),
        last_message: None,
        labels: None,
        answering: gates.and_then(answering),
        person: None,
    }
}

/// A channel where the customer can be reached, of those rather one with unread messages.
fn channel_in_use(gates: &[wire::Gate]) -> Option<Channel> {
    let gate = gates.iter().min_by_key(|gate| {
        (
            gate.subscribed == Some(false),
            gate.unread.unwrap_or(0) <= 0,
        )
    })?;
    let kind = gate.kind.as_deref()?;
    Some(Channel(clip(&kind.to_lowercase())))
}

/// The customer can't be answered once every gate is left (§6.3).
fn answering(gates: &[wire::Gate]) -> Option<Answering> {
    let said: Vec<bool> = gates.iter().filter_map(|gate| gate.subscribed).collect();
    match (said.len() == gates.len(), said.contains(&true)) {
        _ if gates.is_empty() => None,
        (_, true) => Some(Answering::Open),
        (true, false) => Some(Answering::Unsubscribed),
        (false, false) => None,
    }
}

/// A page's messages. One without a readable date takes its neighbour's, because in a history it
/// certainly exists.
pub(super) fn history(messages: Vec<wire::Message>, known: &Known) -> Vec<RemoteMessage> {
    let at = |message: &wire::Message| known.time(message.created.as_deref()?);
    let mut last = messages.iter().find_map(at).unwrap_or_default();
    messages
        .into_iter()
        .map(|wire| {
            last = at(&wire).unwrap_or(last);
            let content = wire.content.as_ref();
            let kind = content.map_or("", |content| content.kind.as_str());
            let original = content.and_then(|content| content.original.as_deref());
            let deleted = kind == "transient";
            let shown = original.filter(|_| deleted).or(content);
            let author = author_kind(&wire, kind);
            RemoteMessage {
                author: Author {
                    kind: author,
                    name: wire.sender_name.as_deref().map(clip),
                    operator: None,
                },
                sent_at: last,
                text: shown.map(text).unwrap_or_default(),
                attachments: shown.map(attachments).unwrap_or_default(),
                delivery: delivery(&wire, author),
                phone: None,
                extras: extras(&wire, author, deleted, shown, known),
                id: RemoteMessageId(wire.id),
            }
        })
        .collect()
}

/// Only `contact` is documented; everything else is the company's side (§6.6), and whom a message
/// sent from here is said to come from is documented nowhere (§8.3).
fn author_kind(message: &wire::Message, content: &str) -> AuthorKind {
    if content == "action" {
        return AuthorKind::System;
    }
    let sender = message.sender.as_deref().unwrap_or_default();
    match sender.to_ascii_lowercase().as_str() {
        "contact" => AuthorKind::Customer,
        "bot" | "funnel" | "broadcast" | "automation" => AuthorKind::Bot,
        "system" => AuthorKind::System,
        "" => AuthorKind::Other,
        _ => AuthorKind::Operator,
    }
}

fn delivery(message: &wire::Message, author: AuthorKind) -> Option<Delivery> {
    let failed = message.state.as_deref().is_some_and(|state| {
        matches!(
            state.to_ascii_lowercase().as_str(),
            "failed" | "fail" | "failure" | "error" | "rejected" | "undelivered"
        )
    });
    let seen = message.seen.is_some();
    match author {
        AuthorKind::Customer => seen.then_some(Delivery::Read),
        AuthorKind::System => None,
        _ if failed => Some(Delivery::Rejected),
        _ if seen => Some(Delivery::Read),
        _ if message.delivered.is_some() => Some(Delivery::Delivered),
        _ => message.created.as_ref().map(|_| Delivery::Sent),
    }
}

fn extras(
    message: &wire::Message,
    author: AuthorKind,
    deleted: bool,
    shown: Option<&Template>,
    known: &Known,
) -> MessageExtras {
    let kind = shown.map_or("", |shown| shown.kind.as_str());
    let ours = !matches!(
        author,
        AuthorKind::Customer | AuthorKind::System | AuthorKind::Other
    );
    let gate = message.gate.as_ref().filter(|gate| {
        let kind = gate.kind.as_deref().unwrap_or_default();
        ours && !deleted && !message.internal && kind.eq_ignore_ascii_case(CHANGEABLE)
    });
    MessageExtras {
        internal: message.internal,
        deleted,
        edited_at: message.edited.as_deref().and_then(|at| known.time(at)),
        buttons: shown
            .map(|shown| shown.buttons.iter().map(|text| clip(text)).collect())
            .unwrap_or_default(),
        quote: None,
        editable: gate.is_some() && matches!(kind, "text" | "pendingText" | "input"),
        handle: gate.map(|gate| gate.id.clone()),
    }
}

/// What a content says in words (§6.8).
fn text(content: &Template) -> String {
    let joined = |parts: &[&Option<String>]| {
        let parts: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
        parts.join("\n")
    };
    let or_empty = |part: &Option<String>| part.clone().unwrap_or_default();
    match content.kind.as_str() {
        "text" | "input" | "action" => or_empty(&content.text),
        "pendingText" => replaced(content),
        "link" => or_empty(&content.url),
        "picture"
        | "animation"
        | "telegramCaptionedPicture"
        | "video"
        | "telegramVideoNote"
        | "audio"
        | "voice"
        | "file" => or_empty(&content.caption),
        "mediaGroup" => {
            let own = content.caption.iter();
            let parts = content
                .media
                .iter()
                .filter_map(|part| part.caption.as_ref());
            own.chain(parts).cloned().collect::<Vec<_>>().join("\n")
        }
        "location" => {
            let place = content.latitude.as_ref().zip(content.longitude.as_ref());
            let place = place.map(|(latitude, longitude)| format!("{latitude}, {longitude}"));
            joined(&[&content.title, &place])
        }
        "contact" => joined(&[&content.name, &content.phone]),
        "telegramInvoice" => content.receipt.join("\n"),
        unknown => {
            // Whatever it says in words; else at least that there is something, and of what kind.
            let said = joined(&[&content.text, &content.caption]);
            if said.is_empty() && content.url.is_none() {
                format!("[{}]", clip(unknown))
            } else {
                said
            }
        }
    }
}

fn replaced(content: &Template) -> String {
    let template = content.text.clone().unwrap_or_default();
    let all = content.replacement.iter();
    all.filter(|(token, _)| !token.is_empty())
        .fold(template, |text, (token, value)| text.replace(token, value))
}

fn attachments(content: &Template) -> Vec<Attachment> {
    match content.kind.as_str() {
        "text" | "input" | "action" | "pendingText" | "link" | "location" | "contact"
        | "telegramInvoice" => Vec::new(),
        "mediaGroup" => content.media.iter().filter_map(attachment).collect(),
        _ => attachment(content).into_iter().collect(),
    }
}

/// The service says nothing of a file but its address and the content's kind.
fn attachment(content: &Template) -> Option<Attachment> {
    let url = content.url.clone()?;
    let path = Url::parse(&url).map_or_else(|_| url.clone(), |url| url.path().to_owned());
    let name = path.rsplit('/').find(|part| !part.is_empty()).map(clip);
    let mime = mime_guess::from_path(&path).first();
    // An album's parts may leave their kind to be guessed.
    let pictured = matches!(
        content.kind.as_str(),
        "picture" | "animation" | "telegramCaptionedPicture" | ""
    );
    // An animation may be a short video.
    let picture = match &mime {
        Some(mime) => mime.type_() == "image",
        None => !content.kind.is_empty(),
    };
    Some(Attachment {
        kind: if pictured && picture {
            AttachmentKind::Photo
        } else {
            AttachmentKind::File
        },
        name,
        mime: mime.map(|mime| mime.essence_str().to_owned()),
        url: Some(url),
        size: None,
    })
}

pub(super) fn contact(wire: wire::Contact, known: &Known) -> Contact {
    let id = ContactId(wire.id);
    let mut fields: Vec<(String, String)> = wire
        .variables
        .into_iter()
        .map(|(name, value)| (clip(&name), value))
        .collect();
    if !wire.funnels.is_empty() {
        fields.push(("funnels".to_owned(), wire.funnels.join(", ")));
    }
    if let Some(created) = wire.created.as_deref().and_then(|at| known.time(at)) {
        fields.push(("createdAt".to_owned(), created.to_iso()));
    }
    Contact {
        name: wire.name.as_deref().map(clip).unwrap_or_default(),
        phone: wire.phone,
        email: wire.email,
        chat: known.chat(&id),
        labels: wire.tags.into_iter().map(|tag| LabelId(tag.id)).collect(),
        fields,
        id,
    }
}

pub(super) fn colleague(wire: wire::Operator) -> Colleague {
    let name = wire.name.as_deref().or(wire.email.as_deref()).map(clip);
    Colleague {
        name: name.unwrap_or_else(|| format!("Operator {}", wire.id)),
        id: OperatorId(wire.id),
        email: wire.email,
        status: wire.status.as_deref().map(clip).unwrap_or_default(),
        involved: wire.involved,
        chats: wire.chats.map(count),
    }
}

/// Colours come as six hex digits without a sign (§5.4).
pub(super) fn label(wire: wire::Tag) -> Label {
    let color = wire.color.unwrap_or_default();
    let digits = color.trim().trim_start_matches('#').to_ascii_lowercase();
    let is_color = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    Label {
        id: LabelId(wire.id),
        name: wire.name.as_deref().map(clip).unwrap_or_default(),
        color: if is_color {
            format!("#{digits}")
        } else {
            String::new()
        },
    }
}

pub(super) fn note(wire: wire::Note, known: &Known) -> ServiceNote {
    ServiceNote {
        id: NoteId(wire.id),
        text: wire.text.unwrap_or_default(),
        author: wire.author.as_deref().map(clip),
        at: wire.created.as_deref().and_then(|at| known.time(at)),
    }
}

pub(super) fn channel(wire: wire::Channel) -> LiveChannel {
    LiveChannel {
        id: ChannelId(wire.id),
        channel: Channel(clip(&wire.kind.unwrap_or_default().to_lowercase())),
        name: wire.name.as_deref().map(clip).unwrap_or_default(),
        active: wire.active,
    }
}

fn count(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
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
