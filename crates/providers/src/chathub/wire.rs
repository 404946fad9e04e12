//! ChatHub's shapes, read tolerantly: a missing, null, misspelt or unknown field is never an
//! error, ids come as numbers or text, and only what has an id counts as a thing.
//!
//! Nothing outside `chathub` sees these.

use serde_json::{Map, Value};

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
            status: chat.code(&["chatStatus", "status"]),
            unread: chat
                .number(&["countUnread", "unreadCount", "unread"])
                .map(|count| u32::try_from(count.max(0)).unwrap_or(u32::MAX)),
            operator: chat.raw("operator").map(Person::read),
            source: chat.code(&["source", "messSource", "messageSource"]),
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
            author: message.code(&["author"]),
            status: message.code(&["status", "messageStatus"]),
            date: message.text(&["date", "createdAt", "dateCreate", "sentAt", "timestamp"]),
            operator: message.find(&["operator"]).and_then(Person::read),
            kind: message.code(&["messageType", "type"]),
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
            kind: file.code(&["type", "mediaType"]),
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
            status: fields.code(&["status", "operatorStatus"]),
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

/// An object, its fields found whatever their capitals: the hub writes PascalCase where REST
/// writes camelCase (§4.2).
pub(super) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    pub(super) fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(Self)
    }

    /// A field even if it is null.
    fn raw(&self, key: &str) -> Option<&'a Value> {
        self.0.get(key).or_else(|| {
            let (_, value) = self
                .0
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(key))?;
            Some(value)
        })
    }

    /// The first of these fields that is there and not null.
    pub(super) fn find(&self, keys: &[&str]) -> Option<&'a Value> {
        keys.iter()
            .filter_map(|key| self.raw(key))
            .find(|value| !value.is_null())
    }

    /// The first of these fields that is a text or a number, as text; blank ones don't count.
    pub(super) fn text(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| text_of(self.raw(key)?))
    }

    pub(super) fn number(&self, keys: &[&str]) -> Option<i64> {
        keys.iter().find_map(|key| number_of(self.raw(key)?))
    }

    pub(super) fn flag(&self, keys: &[&str]) -> Option<bool> {
        keys.iter().find_map(|key| self.raw(key)?.as_bool())
    }

    pub(super) fn code(&self, keys: &[&str]) -> Option<Code> {
        keys.iter().find_map(|key| Code::read(self.raw(key)?))
    }
}

impl Code {
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

/// A text or a number as text; `None` for blanks and everything else.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn number_of(value: &Value) -> Option<i64> {
    match value {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "a fraction or a number beyond i64 in a count or a code is nonsense anyway"
        )]
        Value::Number(number) => number
            .as_i64()
            .or_else(|| number.as_f64().map(|n| n as i64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// An id as JSON: a number where it is one, as the service writes them.
pub(super) fn id_value(id: &str) -> Value {
    id.parse::<i64>()
        .map_or_else(|_| Value::from(id), Value::from)
}
