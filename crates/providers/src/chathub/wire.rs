//! ChatHub's shapes, read tolerantly: a missing, null, misspelt or unknown field is never an
//! error, ids come as numbers or text, and only what has an id counts as a thing.
//!
//! Nothing outside `chathub` sees these.

use serde_json::Value;

use crate::fields::{Fields, number_of, text_of};

/// A chat as lists and pushes tell of it (chathub.md §3.8, §4.2). `None` is "not said".
#[derive(Debug, Default, PartialEq)]
pub(super) struct Chat {
    pub(super) id: String,
    pub(super) theme: Option<String>,
    pub(super) status: Option<Code>,
    pub(super) unread: Option<u32>,
    /// `Some(None)` is "nobody", said outright.
    pub(super) operator: Option<Option<Person>>,
    pub(super) source: Option<Code>,
    pub(super) client: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) updated: Option<String>,
    pub(super) last: Option<Message>,
}

/// A message as histories and pushes tell of it (§3.11, §4.2).
#[derive(Debug, Default, PartialEq)]
pub(super) struct Message {
    pub(super) id: Option<String>,
    pub(super) chat: Option<String>,
    pub(super) text: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) author: Option<Code>,
    pub(super) status: Option<Code>,
    pub(super) date: Option<String>,
    pub(super) operator: Option<Person>,
    pub(super) kind: Option<Code>,
    pub(super) files: Vec<File>,
}

/// A file of a message; no page shows its field, so every plausible one is looked at (§10 row 16).
#[derive(Debug, Default, PartialEq)]
pub(super) struct File {
    pub(super) url: Option<String>,
    pub(super) name: Option<String>,
    pub(super) format: Option<String>,
    pub(super) size: Option<u64>,
    pub(super) kind: Option<Code>,
    pub(super) base64: Option<String>,
}

/// An operator, a customer, or an organization: an id and a name.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) name: String,
}

/// An operator as the directory lists one (§3.3).
#[derive(Debug, PartialEq)]
pub(super) struct Operator {
    pub(super) person: Person,
    pub(super) status: Option<Code>,
    pub(super) organization: Option<Person>,
}

/// A value of an enumeration: a number, or a word where the service writes words.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Code {
    Number(i64),
    Word(String),
}

impl Chat {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let chat = Fields::of(value)?;
        let client = chat
            .find(&["client", "customer", "user"])
            .and_then(Fields::of);
        let named = |key| client.as_ref().and_then(|client| client.text(&[key]));
        Some(Self {
            id: chat.text(&["id", "chatId"])?,
            theme: chat.text(&["theme", "title", "name"]),
            status: Code::find(&chat, &["chatStatus", "status"]),
            unread: chat
                .number(&["countUnread", "unreadCount", "unread"])
                .map(|count| u32::try_from(count.max(0)).unwrap_or(u32::MAX)),
            operator: chat.raw("operator").map(Person::read),
            source: Code::find(&chat, &["source", "messSource", "messageSource"]),
            client: named("name")
                .or_else(|| named("fullName"))
                .or_else(|| chat.text(&["clientName", "userName"])),
            phone: chat
                .text(&["phone", "phoneNumber", "clientPhone"])
                .or_else(|| named("phone"))
                .or_else(|| named("phoneNumber")),
            updated: chat.text(&[
                "updatedAt",
                "dateUpdate",
                "lastMessageDate",
                "updated",
                "date",
            ]),
            last: chat.find(&["lastMessage"]).and_then(Message::read),
        })
    }
}

impl Message {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let message = Fields::of(value)?;
        Some(Self {
            id: message.text(&["id", "messageId"]),
            chat: message.text(&["chatId"]).or_else(|| {
                let chat = message.find(&["chat"])?;
                Fields::of(chat).map_or_else(|| text_of(chat), |chat| chat.text(&["id"]))
            }),
            text: message.text(&["message", "textMessage", "text", "body"]),
            phone: message.text(&["phone", "phoneNumber"]),
            author: Code::find(&message, &["author"]),
            status: Code::find(&message, &["status", "messageStatus"]),
            date: message.text(&["date", "createdAt", "dateCreate", "sentAt", "timestamp"]),
            operator: message.find(&["operator"]).and_then(Person::read),
            kind: Code::find(&message, &["messageType", "type"]),
            files: files_of(&message),
        })
    }
}

/// Names under which a message may carry files.
const FILE_FIELDS: [&str; 11] = [
    "media",
    "medias",
    "attachment",
    "attachments",
    "file",
    "files",
    "photo",
    "photos",
    "image",
    "document",
    "mediaFile",
];
/// Names under which a message may carry a file's bare address.
const ADDRESS_FIELDS: [&str; 7] = [
    "mediaUrl", "mediaUri", "fileUrl", "photoUrl", "imageUrl", "uri", "url",
];

fn files_of(message: &Fields<'_>) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    for field in FILE_FIELDS {
        match message.find(&[field]) {
            Some(Value::Array(items)) => files.extend(items.iter().filter_map(File::read)),
            Some(value) => files.extend(File::read(value)),
            None => {}
        }
    }
    if files.is_empty() {
        files.extend(message.text(&ADDRESS_FIELDS).map(|url| File {
            url: Some(url),
            name: message.text(&["mediaName", "fileName", "filename"]),
            format: message.text(&["format", "mimeType", "mime", "contentType"]),
            ..File::default()
        }));
    }
    // The same file under two names is one file.
    let mut unique: Vec<File> = Vec::new();
    for file in files {
        if !unique.contains(&file) {
            unique.push(file);
        }
    }
    unique
}

impl File {
    fn read(value: &Value) -> Option<Self> {
        if let Value::String(url) = value {
            return (!url.trim().is_empty()).then(|| Self {
                url: Some(url.trim().to_owned()),
                ..Self::default()
            });
        }
        let file = Fields::of(value)?;
        let file = Self {
            url: file.text(&["uri", "url", "link", "href", "path", "src", "fileUrl"]),
            name: file.text(&["name", "fileName", "filename", "title"]),
            format: file.text(&["format", "mimeType", "mime", "contentType"]),
            size: file
                .number(&["size", "fileSize", "length"])
                .and_then(|size| u64::try_from(size).ok()),
            kind: Code::find(&file, &["type", "mediaType"]),
            base64: file.text(&["dataBase64", "base64", "data"]),
        };
        (file.url.is_some() || file.name.is_some() || file.base64.is_some()).then_some(file)
    }
}

impl Person {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let Some(person) = Fields::of(value) else {
            return text_of(value).map(|id| Self {
                id,
                name: String::new(),
            });
        };
        Some(Self {
            id: person.text(&["id", "operatorId"])?,
            name: person.text(&["name", "fullName"]).unwrap_or_default(),
        })
    }
}

impl Operator {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let fields = Fields::of(value)?;
        Some(Self {
            person: Person::read(value)?,
            status: Code::find(&fields, &["status", "operatorStatus"]),
            organization: fields
                .find(&["organization"])
                .and_then(Person::read)
                .or_else(|| {
                    Some(Person {
                        id: fields.text(&["organizationId"])?,
                        name: fields.text(&["organizationName"]).unwrap_or_default(),
                    })
                }),
        })
    }
}

impl Code {
    /// The first of these fields that is one.
    pub(super) fn find(fields: &Fields<'_>, keys: &[&str]) -> Option<Self> {
        keys.iter().find_map(|key| Self::read(fields.raw(key)?))
    }

    pub(super) fn read(value: &Value) -> Option<Self> {
        number_of(value)
            .map(Self::Number)
            .or_else(|| text_of(value).map(Self::Word))
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Word(word) => f.write_str(word),
        }
    }
}
