//! Smart Sender's shapes (§6), read tolerantly: everything but an id may be missing, null, or of
//! another type; what is unknown is passed over (§8.1).
//!
//! Nothing outside `smart_sender` sees these.

use serde_json::Value;

use crate::fields::{Fields, items, text_of};

/// The project that a token belongs to (§1).
#[derive(Debug, PartialEq)]
pub(super) struct Project {
    pub(super) name: String,
}

/// A chat (§6.1). `None` is "not said".
#[derive(Debug, Default, PartialEq)]
pub(super) struct Chat {
    pub(super) id: String,
    pub(super) name: Option<String>,
    /// The customer's id in the console, the one that calls take (§7.1).
    pub(super) contact: Option<String>,
    pub(super) gates: Option<Vec<Gate>>,
    pub(super) unread: Option<i64>,
    pub(super) updated: Option<String>,
    pub(super) created: Option<String>,
    /// From the catalogue's fields, which the documents don't have.
    pub(super) closed: Option<bool>,
    pub(super) phone: Option<String>,
}

/// A customer reached through one channel (§6.3).
#[derive(Debug, Default, PartialEq)]
pub(super) struct Gate {
    pub(super) id: String,
    pub(super) subscribed: Option<bool>,
    pub(super) unread: Option<i64>,
    /// The channel's kind.
    pub(super) kind: Option<String>,
}

/// A channel (§6.4).
#[derive(Debug, Default, PartialEq)]
pub(super) struct Channel {
    pub(super) id: String,
    pub(super) kind: Option<String>,
    pub(super) name: Option<String>,
    pub(super) active: Option<bool>,
}

/// A message (§6.5).
#[derive(Debug, Default, PartialEq)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) content: Option<Template>,
    pub(super) internal: bool,
    pub(super) state: Option<String>,
    pub(super) sender: Option<String>,
    pub(super) sender_name: Option<String>,
    pub(super) gate: Option<Gate>,
    pub(super) created: Option<String>,
    pub(super) delivered: Option<String>,
    pub(super) seen: Option<String>,
    pub(super) edited: Option<String>,
}

/// A message's content (§6.8).
#[derive(Debug, Default, PartialEq)]
pub(super) struct Template {
    pub(super) kind: String,
    pub(super) text: Option<String>,
    pub(super) caption: Option<String>,
    pub(super) url: Option<String>,
    /// Placeholder and value.
    pub(super) replacement: Vec<(String, String)>,
    /// An album's parts.
    pub(super) media: Vec<Template>,
    pub(super) title: Option<String>,
    pub(super) latitude: Option<String>,
    pub(super) longitude: Option<String>,
    pub(super) name: Option<String>,
    pub(super) phone: Option<String>,
    /// An invoice's title and description.
    pub(super) receipt: Vec<String>,
    /// What a deleted message was.
    pub(super) original: Option<Box<Template>>,
    pub(super) buttons: Vec<String>,
}

/// A customer's card (§6.9).
#[derive(Debug, Default, PartialEq)]
pub(super) struct Contact {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) tags: Vec<Tag>,
    pub(super) funnels: Vec<String>,
    pub(super) variables: Vec<(String, String)>,
    pub(super) created: Option<String>,
}

/// An operator (§6.10).
#[derive(Debug, Default, PartialEq)]
pub(super) struct Operator {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) status: Option<String>,
    pub(super) involved: Option<bool>,
    pub(super) chats: Option<i64>,
    pub(super) removed: bool,
}

/// A tag (§6.11).
#[derive(Debug, Default, PartialEq)]
pub(super) struct Tag {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) color: Option<String>,
}

/// A note (§6.11).
#[derive(Debug, Default, PartialEq)]
pub(super) struct Note {
    pub(super) id: String,
    pub(super) text: Option<String>,
    pub(super) author: Option<String>,
    pub(super) created: Option<String>,
}

const ID: &[&str] = &["id"];

/// Levels of contents within contents that are read: an album in a deleted message is two.
const DEEPEST: u8 = 4;

impl Project {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let project = Fields::of(value)?;
        Some(Self {
            name: project.text(&["name", "identifier", "id"])?,
        })
    }
}

impl Chat {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let chat = Fields::of(value)?;
        let contact = inner(&chat, "contact");
        let gates = chat
            .find(&["gates", "gate"])
            .map(|gates| match items(gates, &[]) {
                Some(gates) => gates.into_iter().filter_map(Gate::read).collect(),
                None => Gate::read(gates).into_iter().collect(),
            });
        Some(Self {
            id: chat.text(ID)?,
            name: chat.text(&["name", "title"]).or_else(|| {
                let contact = contact.as_ref()?;
                contact.text(&["fullName"])
            }),
            contact: contact.and_then(|contact| contact.text(&["originalId"])),
            gates,
            unread: chat.number(&["unreadMessages"]),
            updated: chat.text(&["updatedAt"]),
            created: chat.text(&["createdAt"]),
            closed: chat.flag(&["isClosed"]),
            phone: chat.text(&["phone"]),
        })
    }
}

impl Gate {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let gate = Fields::of(value)?;
        Some(Self {
            id: gate.text(ID).unwrap_or_default(),
            subscribed: gate.flag(&["subscribed"]),
            unread: gate.number(&["unreadMessages"]),
            kind: inner(&gate, "channel").and_then(|channel| channel.text(&["type"])),
        })
    }
}

impl Channel {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let channel = Fields::of(value)?;
        Some(Self {
            id: channel.text(ID)?,
            kind: channel.text(&["type"]),
            name: channel.text(&["name"]),
            active: channel.flag(&["active"]),
        })
    }
}

impl Message {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let message = Fields::of(value)?;
        let sender = inner(&message, "sender");
        let of_sender = |key| sender.as_ref().and_then(|sender| sender.text(&[key]));
        Some(Self {
            id: message.text(ID)?,
            content: message
                .find(&["content"])
                .and_then(|content| Template::read(content).or_else(|| Template::plain(content))),
            internal: message.flag(&["internal"]).unwrap_or_default(),
            state: inner(&message, "state").and_then(|state| state.text(&["type"])),
            sender: of_sender("type"),
            sender_name: of_sender("fullName"),
            gate: message.find(&["gate"]).and_then(Gate::read),
            created: message.text(&["createdAt"]),
            delivered: message.text(&["deliveredAt"]),
            seen: message.text(&["seenAt"]),
            edited: message.text(&["editedAt"]),
        })
    }
}

impl Template {
    pub(super) fn read(value: &Value) -> Option<Self> {
        Self::read_within(value, DEEPEST)
    }

    /// A text without anything around it.
    fn plain(value: &Value) -> Option<Self> {
        Some(Self {
            kind: "text".to_owned(),
            text: Some(value.as_str()?.to_owned()),
            ..Self::default()
        })
    }

    fn read_within(value: &Value, depth: u8) -> Option<Self> {
        let depth = depth.checked_sub(1)?;
        let template = Fields::of(value)?;
        // What an answer leaves out of the nesting stands one level up.
        let resource = inner(&template, "resource").or_else(|| Fields::of(value));
        let parameters = resource
            .as_ref()
            .map(|resource| inner(resource, "parameters").unwrap_or(*resource));
        let mut read = Self {
            kind: template.text(&["type"]).unwrap_or_default(),
            buttons: resource.as_ref().map(buttons).unwrap_or_default(),
            ..Self::default()
        };
        if let Some(parameters) = parameters {
            let text = |key| parameters.text(&[key]);
            read.text = text("content");
            read.caption = text("caption");
            read.url = text("url");
            read.title = text("title");
            read.latitude = text("latitude");
            read.longitude = text("longitude");
            read.name = text("name").or_else(|| text("fullName"));
            read.phone = text("phoneNumber");
            read.replacement = parameters
                .find(&["replacement"])
                .map(pairs)
                .unwrap_or_default();
            read.media = list(&parameters, "media", |one| Self::read_within(one, depth));
            read.original = [Some(parameters), resource]
                .into_iter()
                .flatten()
                .find_map(|fields| Self::read_within(fields.find(&["original"])?, depth))
                .map(Box::new);
            read.receipt = inner(&parameters, "receipt")
                .map(|receipt| {
                    let part = |key| receipt.text(&[key]);
                    [part("title"), part("description")]
                        .into_iter()
                        .flatten()
                        .collect()
                })
                .unwrap_or_default();
        }
        Some(read)
    }
}

impl Contact {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let contact = Fields::of(value)?;
        let full = contact.text(&["fullName"]).or_else(|| {
            let parts = [contact.text(&["firstName"]), contact.text(&["lastName"])];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            (!parts.is_empty()).then(|| parts.join(" "))
        });
        // Objects in one answer, name and value in the other, or a list of both (§6.9).
        let variables = contact
            .find(&["variables", "values"])
            .map(pairs)
            .unwrap_or_default();
        Some(Self {
            id: contact.text(ID)?,
            name: full,
            email: contact.text(&["email"]),
            phone: contact.text(&["phone"]),
            tags: list(&contact, "tags", Tag::read),
            funnels: list(&contact, "funnels", |funnel| {
                Fields::of(funnel)?.text(&["name"])
            }),
            variables,
            created: contact.text(&["createdAt"]),
        })
    }
}

impl Operator {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let operator = Fields::of(value)?;
        let info = inner(&operator, "info");
        let of_info = |keys: &[&str]| info.as_ref().and_then(|info| info.text(keys));
        Some(Self {
            id: operator.text(ID)?,
            name: of_info(&["fullName", "firstName"]),
            email: of_info(&["email"]),
            status: inner(&operator, "status").and_then(|status| status.text(&["name"])),
            involved: operator.flag(&["involvement"]),
            chats: operator.number(&["chatsTotal"]),
            removed: operator.find(&["deletedAt"]).is_some(),
        })
    }
}

impl Tag {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let tag = Fields::of(value)?;
        Some(Self {
            id: tag.text(ID)?,
            name: tag.text(&["name"]),
            color: tag.text(&["color"]),
        })
    }
}

impl Note {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let note = Fields::of(value)?;
        let user = inner(&note, "user");
        Some(Self {
            id: note.text(ID)?,
            text: note.text(&["content", "text"]),
            author: user.and_then(|user| user.text(&["fullName", "firstName", "email"])),
            created: note.text(&["createdAt"]),
        })
    }
}

fn inner<'a>(fields: &Fields<'a>, key: &str) -> Option<Fields<'a>> {
    fields.inner(&[key])
}

fn list<T>(fields: &Fields<'_>, key: &str, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    let items = fields.find(&[key]).and_then(|value| items(value, &[]));
    items.into_iter().flatten().filter_map(read).collect()
}

fn buttons(resource: &Fields<'_>) -> Vec<String> {
    list(resource, "buttons", |button| {
        inner(&Fields::of(button)?, "parameters")?.text(&["text", "title"])
    })
}

/// Names and values: of an object, or of a list of objects that have both.
fn pairs(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), text_of(value)?)))
            .collect(),
        Value::Array(items) => items
            .iter()
            .filter_map(|item| {
                let item = Fields::of(item)?;
                Some((item.text(&["name"])?, item.text(&["value"])?))
            })
            .collect(),
        _ => Vec::new(),
    }
}
