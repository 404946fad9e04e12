//! ChatHub's shapes as domain types: what its numbers mean (chathub.md §5).

use domain::{
    Assignee, Attachment, AttachmentKind, Author, AuthorKind, Channel, ChatStatus, Delivery,
    MessageExtras, OperatorId, OperatorRef, OperatorStatus, Organization, OrganizationId,
    RemoteChat, RemoteChatId, RemoteMessage, RemoteMessageId, Timestamp,
};

use super::wire::{self, Code};

/// Longest foreign title or name that is kept.
const LONGEST_NAME: usize = 500;

pub(super) fn chat(chat: wire::Chat) -> RemoteChat {
    let last_message = chat.last.and_then(message);
    RemoteChat {
        id: RemoteChatId(chat.id),
        title: chat.theme.or(chat.client).map(|title| clip(&title)),
        status: chat.status.as_ref().map(chat_status),
        unread: chat.unread,
        assignee: chat.operator.map(|operator| {
            operator.map_or(Assignee::Nobody, |person| {
                Assignee::Operator(operator_ref(person))
            })
        }),
        channel: chat.source.as_ref().map(channel),
        phone: chat.phone,
        updated_at: chat
            .updated
            .as_deref()
            .and_then(Timestamp::from_iso)
            .or_else(|| last_message.as_ref().map(|message| message.sent_at)),
        last_message,
        labels: None,
        answering: None,
        person: None,
    }
}

/// A message that says enough to be shown: an id, a time and a side. Pushes may say less.
pub(super) fn message(wire: wire::Message) -> Option<RemoteMessage> {
    let sent_at = wire.date.as_deref().and_then(Timestamp::from_iso)?;
    if wire.author.is_none() && wire.operator.is_none() {
        return None;
    }
    message_at(wire, sent_at)
}

/// A history's messages. One without a readable date takes its neighbour's, because in a
/// history it certainly exists.
pub(super) fn history(messages: Vec<wire::Message>) -> Vec<RemoteMessage> {
    let mut last = messages
        .iter()
        .find_map(|message| Timestamp::from_iso(message.date.as_deref()?))
        .unwrap_or_default();
    messages
        .into_iter()
        .filter_map(|message| {
            let said = message.date.as_deref().and_then(Timestamp::from_iso);
            last = said.unwrap_or(last);
            message_at(message, last)
        })
        .collect()
}

fn message_at(wire: wire::Message, sent_at: Timestamp) -> Option<RemoteMessage> {
    let kind = author_kind(wire.author.as_ref(), wire.operator.is_some());
    let attachments = attachments(&wire);
    // A picture's text may be nothing but its address.
    let text = match wire.text {
        Some(text)
            if wire.files.is_empty()
                && attachments.iter().any(|a| a.url.as_ref() == Some(&text)) =>
        {
            String::new()
        }
        text => text.unwrap_or_default(),
    };
    // A customer's message may name the operator who answers; that isn't its author.
    let operator = wire.operator.filter(|_| kind == AuthorKind::Operator);
    Some(RemoteMessage {
        id: RemoteMessageId(wire.id?),
        author: Author {
            kind,
            name: operator
                .as_ref()
                .map(|person| clip(&person.name))
                .filter(|name| !name.is_empty()),
            operator: operator.map(|person| OperatorId(person.id)),
        },
        sent_at,
        text,
        attachments,
        delivery: wire.status.as_ref().map(delivery),
        phone: wire.phone,
        extras: MessageExtras::default(),
    })
}

fn attachments(message: &wire::Message) -> Vec<Attachment> {
    let declared = message.kind.as_ref().and_then(file_kind);
    let mut attachments: Vec<Attachment> = message
        .files
        .iter()
        .map(|file| attachment(file, declared))
        .collect();
    if let (true, Some(kind)) = (attachments.is_empty(), declared) {
        // A photo or file whose place is not said, unless the text is its address.
        let url = message
            .text
            .clone()
            .filter(|text| text.starts_with("https://") && !text.contains(char::is_whitespace));
        attachments.push(Attachment {
            kind,
            name: None,
            mime: None,
            url,
            size: None,
        });
    }
    attachments
}

fn attachment(file: &wire::File, declared: Option<AttachmentKind>) -> Attachment {
    let mime = file.format.as_deref().and_then(mime).or_else(|| {
        let named = file.name.as_deref().or(file.url.as_deref())?;
        let path = named.split(['?', '#']).next().unwrap_or(named);
        mime_guess::from_path(path).first_raw().map(str::to_owned)
    });
    let guessed = || match mime.as_deref() {
        Some("image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/bmp") => {
            AttachmentKind::Photo
        }
        _ => AttachmentKind::File,
    };
    let kind = file
        .kind
        .as_ref()
        .and_then(file_kind)
        .or(declared)
        .unwrap_or_else(guessed);
    let inlined = || {
        let data = file.base64.as_deref()?;
        if data.starts_with("data:") {
            return Some(data.to_owned());
        }
        let mime = mime.as_deref().unwrap_or("application/octet-stream");
        Some(format!("data:{mime};base64,{data}"))
    };
    Attachment {
        kind,
        name: file.name.as_deref().map(clip),
        url: file.url.clone().or_else(inlined),
        size: file.size,
        mime,
    }
}

/// `format` is a MIME type in REST and an extension in the hub (§4.2).
fn mime(format: &str) -> Option<String> {
    let format = format.trim().trim_start_matches('.');
    if format.contains('/') {
        return Some(format.to_ascii_lowercase());
    }
    mime_guess::from_ext(format).first_raw().map(str::to_owned)
}

fn file_kind(code: &Code) -> Option<AttachmentKind> {
    match code {
        Code::Number(1) => Some(AttachmentKind::Photo),
        Code::Number(2) => Some(AttachmentKind::File),
        Code::Number(_) => None,
        Code::Word(word) => match word.to_ascii_lowercase().as_str() {
            "photo" | "image" => Some(AttachmentKind::Photo),
            "file" | "document" => Some(AttachmentKind::File),
            _ => None,
        },
    }
}

fn author_kind(code: Option<&Code>, has_operator: bool) -> AuthorKind {
    match code {
        Some(Code::Number(0)) => AuthorKind::Operator,
        Some(Code::Number(1)) => AuthorKind::Customer,
        Some(Code::Number(2)) => AuthorKind::Bot,
        Some(Code::Number(3)) => AuthorKind::Business,
        Some(Code::Word(word)) => match word.to_ascii_lowercase().as_str() {
            "operator" => AuthorKind::Operator,
            "client" | "customer" | "user" => AuthorKind::Customer,
            "bot" | "systembot" | "system bot" => AuthorKind::Bot,
            _ => AuthorKind::Other,
        },
        Some(Code::Number(_)) => AuthorKind::Other,
        None if has_operator => AuthorKind::Operator,
        None => AuthorKind::Other,
    }
}

/// New and Success both mean that the service has it (§10 row 7).
pub(super) fn delivery(code: &Code) -> Delivery {
    match code {
        Code::Number(0 | 1) => Delivery::Sent,
        Code::Number(2) => Delivery::Rejected,
        Code::Number(3) => Delivery::Read,
        Code::Number(_) => Delivery::Other(code.to_string()),
        Code::Word(word) => match word.to_ascii_lowercase().as_str() {
            "new" | "success" | "sent" => Delivery::Sent,
            "delivered" => Delivery::Delivered,
            "rejected" => Delivery::Rejected,
            "read" => Delivery::Read,
            _ => Delivery::Other(word.clone()),
        },
    }
}

/// The help page's five values, not the marketing page's three (§10 row 8).
pub(super) fn chat_status(code: &Code) -> ChatStatus {
    match code {
        Code::Number(0) => ChatStatus::New,
        Code::Number(1) => ChatStatus::Open,
        Code::Number(2) => ChatStatus::Waiting,
        Code::Number(3) => ChatStatus::Paused,
        Code::Number(4) => ChatStatus::Closed,
        Code::Number(_) => ChatStatus::Other(code.to_string()),
        Code::Word(word) => match word.to_ascii_lowercase().as_str() {
            "onpause" | "on pause" => ChatStatus::Paused,
            lower => match ChatStatus::from(lower) {
                ChatStatus::Other(_) => ChatStatus::Other(word.clone()),
                known => known,
            },
        },
    }
}

/// The number ChatHub has for a status; `None` for one it didn't give us.
pub(super) fn status_number(status: &ChatStatus) -> Option<i64> {
    Some(match status {
        ChatStatus::New => 0,
        ChatStatus::Open => 1,
        ChatStatus::Waiting => 2,
        ChatStatus::Paused => 3,
        ChatStatus::Closed => 4,
        ChatStatus::Other(value) => return value.parse().ok(),
    })
}

/// Only 1 and 2 are known; the others keep their number (§10 row 9).
fn channel(code: &Code) -> Channel {
    match code {
        Code::Number(1) => Channel::from("viber"),
        Code::Number(2) => Channel::from("telegram"),
        Code::Number(other) => Channel(format!("source:{other}")),
        Code::Word(word) => Channel(clip(&word.to_lowercase())),
    }
}

pub(super) fn operator(wire: wire::Operator) -> domain::Operator {
    domain::Operator {
        id: OperatorId(wire.person.id),
        name: clip(&wire.person.name),
        status: wire
            .status
            .as_ref()
            .map_or(OperatorStatus::Active, operator_status),
        organization: wire.organization.map(organization),
    }
}

fn operator_status(code: &Code) -> OperatorStatus {
    match code {
        Code::Number(0) => OperatorStatus::Active,
        Code::Number(1) => OperatorStatus::Inactive,
        Code::Number(2) => OperatorStatus::Deleted,
        Code::Number(other) => OperatorStatus::Other(other.to_string()),
        Code::Word(word) => OperatorStatus::from(word.to_ascii_lowercase().as_str()),
    }
}

/// The number ChatHub has for an operator's status.
pub(super) fn operator_status_number(status: &OperatorStatus) -> Option<i64> {
    Some(match status {
        OperatorStatus::Active => 0,
        OperatorStatus::Inactive => 1,
        OperatorStatus::Deleted => 2,
        OperatorStatus::Other(value) => return value.parse().ok(),
    })
}

pub(super) fn organization(person: wire::Person) -> Organization {
    Organization {
        name: clip(&person.name),
        id: OrganizationId(person.id),
    }
}

fn operator_ref(person: wire::Person) -> OperatorRef {
    OperatorRef {
        name: clip(&person.name),
        id: OperatorId(person.id),
    }
}

/// A foreign name on one line and of bearable length.
fn clip(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST_NAME)
        .collect::<String>()
        .trim()
        .to_owned()
}
