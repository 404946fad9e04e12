//! From Chat Manager's shapes to the domain's.

use domain::{
    Answering, Attachment, AttachmentKind, Author, AuthorKind, Channel, ChatStatus, Group,
    Invitation, MessageExtras, Participant, ParticipantId, RemoteChat, RemoteChatId, RemoteMessage,
    ReportFile, Timestamp, TitleVersion,
};
use serde_json::Value;

use super::wire;

/// Telegram gives user names with this end to bots only.
const BOT_END: &str = "bot";

/// Titles, oldest first: their order on the wire is not documented (§12.12).
fn titles(chat: &wire::Chat) -> Vec<TitleVersion> {
    let titles = chat.title.iter().filter_map(|version| {
        Some(TitleVersion {
            title: text(&version.value)?,
            at: version.captured_at,
        })
    });
    let mut titles: Vec<TitleVersion> = titles.collect();
    titles.sort_by_key(|version| version.at);
    titles
}

/// Always written in one way: its case is not documented (§12.14).
fn service(name: Option<&String>) -> String {
    name.map(|it| it.trim().to_lowercase()).unwrap_or_default()
}

pub(super) fn chat(chat: &wire::Chat) -> RemoteChat {
    let titles = titles(chat);
    let registered_at = chat.registered_at;
    let joined = chat.participants.iter().flat_map(|it| &it.participations);
    let joined = joined.filter_map(|it| it.joined_at);
    let happened = titles.iter().filter_map(|title| title.at);
    let messenger = service(chat.service.as_ref());
    RemoteChat {
        title: titles.last().map(|title| title.title.clone()),
        status: chat.is_active.map(|active| {
            if active {
                ChatStatus::Open
            } else {
                ChatStatus::Closed
            }
        }),
        channel: (!messenger.is_empty()).then_some(Channel(messenger)),
        // The list tells of no messages: what happened to the group itself is all there is.
        updated_at: happened.chain(joined).chain(registered_at).max(),
        answering: chat.is_active.map(|active| {
            // A group that is still being made takes no messages either (§4.1).
            if active && registered_at.is_some() {
                Answering::Open
            } else {
                Answering::Inactive
            }
        }),
        ..RemoteChat::new(chat.id.as_str())
    }
}

pub(super) fn group(chat: wire::Chat) -> Group {
    let registered_at = chat.registered_at;
    let titles = titles(&chat);
    Group {
        // Registered at once, it exists at the messenger once its title was seen there (§4.1).
        ready: registered_at.is_some() && !(titles.is_empty() && chat.participants.is_empty()),
        titles,
        active: chat.is_active.unwrap_or(true),
        service: service(chat.service.as_ref()),
        registered_at,
        created_by: chat.created_by.unwrap_or_default(),
        participants: chat.participants.into_iter().map(participant).collect(),
        chat: RemoteChatId(chat.id),
    }
}

/// First and last name, else the user name; empty if the messenger told neither.
pub(super) fn name(participant: &wire::Participant) -> String {
    let parts = ["firstname", "lastname"];
    let parts: Vec<&str> = parts
        .iter()
        .filter_map(|key| participant.property(key))
        .collect();
    if parts.is_empty() {
        participant.property("username").unwrap_or("").to_owned()
    } else {
        parts.join(" ")
    }
}

fn participant(participant: wire::Participant) -> Participant {
    let stays = &participant.participations;
    let mut joined: Vec<Timestamp> = stays.iter().filter_map(|stay| stay.joined_at).collect();
    joined.sort();
    let invited_by = stays.iter().rev().find_map(|stay| stay.invited_by.clone());
    Participant {
        name: name(&participant),
        username: participant.property("username").map(str::to_owned),
        active: stays.iter().any(|stay| stay.is_active == Some(true)),
        joined,
        invited_by: invited_by.map(ParticipantId),
        id: ParticipantId(participant.id),
    }
}

/// A message; `None` if it has no date. `writer` is who wrote it, as far as the chat tells.
pub(super) fn message(
    message: wire::Message,
    writer: Option<&wire::Participant>,
) -> Option<RemoteMessage> {
    let mut versions = message.content;
    // Their order is not documented (§12.21).
    versions.sort_by_key(|version| version.captured_at);
    let edited_at = (versions.len() > 1)
        .then(|| versions.last()?.captured_at)
        .flatten();
    let captured_at = versions.iter().find_map(|version| version.captured_at);
    let last = versions.pop();
    let text = last.as_ref().and_then(|content| text(&content.value));
    let mime = last.and_then(|content| content.content_type);
    // What is no text is kept as evidence elsewhere and only named here.
    let attachments = match (&text, mime) {
        (None, Some(mime)) => vec![Attachment {
            kind: if mime.starts_with("image/") {
                AttachmentKind::Photo
            } else {
                AttachmentKind::File
            },
            name: None,
            mime: Some(mime),
            url: None,
            size: None,
        }],
        _ => Vec::new(),
    };
    Some(RemoteMessage {
        // It was seen as soon as it was written, if only that is said.
        sent_at: message.written_at.or(captured_at)?,
        id: message.id.as_str().into(),
        author: author(writer),
        text: text.unwrap_or_default(),
        attachments,
        delivery: None,
        phone: None,
        extras: MessageExtras {
            deleted: message.deleted.unwrap_or(false),
            edited_at,
            ..MessageExtras::default()
        },
    })
}

/// Formatted text, plain text, or nothing that can be read.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::Object(fields) => fields.get("text").or_else(|| fields.get("value"))?,
        other => other,
    };
    text.as_str().map(str::to_owned)
}

/// What the service posts for the company, its bot writes.
fn author(writer: Option<&wire::Participant>) -> Author {
    let username = writer.and_then(|it| it.property("username"));
    let bot = username.is_some_and(|it| it.to_ascii_lowercase().ends_with(BOT_END));
    Author {
        kind: if bot {
            AuthorKind::Bot
        } else {
            AuthorKind::Customer
        },
        name: writer.map(name).filter(|name| !name.is_empty()),
        operator: None,
    }
}

pub(super) fn invitation(invitation: wire::Invitation) -> Invitation {
    Invitation {
        service: service(invitation.service.as_ref()),
        url: invitation.invitation,
    }
}

/// `None` while there is no file yet.
pub(super) fn report_file(file: wire::DownloadUrl) -> Option<ReportFile> {
    Some(ReportFile {
        expires_at: file.expiration,
        url: file.url.filter(|url| !url.trim().is_empty())?,
    })
}
