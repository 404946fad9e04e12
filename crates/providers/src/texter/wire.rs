//! Texter's shapes, read tolerantly: a missing, null or unknown field is never an error, and only
//! what has an id counts as a thing (§11 rows 27 and 28).
//!
//! Nothing outside `texter` sees these.

use domain::Timestamp;
use serde_json::Value;

use crate::fields::{Fields, items, moment_of, number_of, text_of, unwrapped};

/// The items of a list under this name, or under the search's `data`, or of a bare one.
pub(super) fn list<'a>(json: &'a Value, name: &str) -> Option<Vec<&'a Value>> {
    items(json, &[name, "data"])
}

/// One thing, where some answers have it inside `data` or under its own name.
pub(super) fn one<'a>(json: &'a Value, own: &[&str], name: &str) -> &'a Value {
    unwrapped(json, own, &[name, "data"])
}

/// A chat as the search has it, or as Get Chat has it (§3.1, §3.2). `None` is "not said".
#[derive(Debug, Default, PartialEq)]
pub(super) struct Chat {
    /// Get Chat doesn't say it.
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) display_name: Option<String>,
    pub(super) channel: Option<String>,
    pub(super) contact: Option<String>,
    pub(super) account: Option<String>,
    /// `Some(None)` is "nobody", said outright.
    pub(super) agent: Option<Option<(String, String)>>,
    pub(super) department: Option<String>,
    pub(super) status: Option<i64>,
    pub(super) unread: Option<i64>,
    pub(super) labels: Option<Vec<String>>,
    pub(super) last_message: Option<Timestamp>,
    /// `Some(None)` is "never", said outright.
    pub(super) last_incoming: Option<Option<Timestamp>>,
    pub(super) updated: Option<Timestamp>,
    pub(super) created: Option<Timestamp>,
    pub(super) person: Option<String>,
    pub(super) bot_session: Option<String>,
}

impl Chat {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let chat = Fields::of(value)?;
        let info = chat.find(&["channelInfo"]).and_then(Fields::of);
        let info = |key: &str| info.as_ref().and_then(|info| info.text(&[key]));
        let labels = chat.find(&["labels"]).and_then(Value::as_array);
        Some(Self {
            id: chat.text(&["_id"]),
            title: chat.text(&["title"]),
            display_name: chat.text(&["displayName"]),
            channel: info("name")
                .or_else(|| chat.text(&["channel"]))
                .map(|name| name.to_lowercase()),
            contact: info("id").or_else(|| chat.text(&["clientPhone", "clientPhoneE164"])),
            account: info("accountId"),
            agent: chat.raw("agent").map(agent),
            department: chat.text(&["departmentId"]),
            status: chat.raw("status").and_then(status),
            unread: chat.number(&["unreadCount"]),
            labels: labels.map(|labels| labels.iter().filter_map(label).collect()),
            last_message: chat.moment(&["last_message_timestamp", "lastMessageTimestamp"]),
            last_incoming: chat.raw("lastIncomingMessageTimestamp").map(moment_of),
            updated: chat.moment(&["updatedAt"]),
            created: chat.moment(&["created"]),
            person: chat.text(&["personId"]),
            bot_session: ["botState", "previousBotSession"]
                .iter()
                .find_map(|state| chat.inner(&[state])?.text(&["id"])),
        })
    }
}

/// Who has a chat: id and name. A message names the id alone (§11 row 14).
fn agent(value: &Value) -> Option<(String, String)> {
    match Fields::of(value) {
        Some(agent) => {
            let name = agent.text(&["displayName"]).unwrap_or_default();
            Some((agent.text(&["uid", "id"])?, name))
        }
        None => Some((text_of(value)?, String::new())),
    }
}

/// A status by its number, or by the name that filters have for it (§8.1).
fn status(value: &Value) -> Option<i64> {
    let named = |name: &str| {
        let names = ["BOT", "PENDING", "ASSIGNED", "RESOLVED", "BULK"];
        let place = names.iter().position(|it| it.eq_ignore_ascii_case(name))?;
        i64::try_from(place).ok()
    };
    number_of(value).or_else(|| named(value.as_str()?.trim()))
}

/// A label's id, bare or in the label.
fn label(value: &Value) -> Option<String> {
    text_of(value).or_else(|| Fields::of(value)?.text(&["id", "_id"]))
}

/// A message, of a person, the bot, or the system (§7.2).
#[derive(Debug, Default, PartialEq)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) provider_id: Option<String>,
    pub(super) at: Option<Timestamp>,
    pub(super) kind: String,
    pub(super) text: Option<String>,
    pub(super) media: Vec<File>,
    /// Titles of buttons, or of a list's rows.
    pub(super) choices: Vec<String>,
    /// What else a message may consist of, as it came.
    pub(super) content: Option<Value>,
    pub(super) special: Option<Value>,
    pub(super) incoming: Option<bool>,
    pub(super) agent: Option<String>,
    pub(super) status: Option<i64>,
    pub(super) context: Option<String>,
    /// A system message, and the status it tells of.
    pub(super) system: bool,
    pub(super) new_status: Option<i64>,
}

/// A file of a message.
#[derive(Debug, Default, PartialEq)]
pub(super) struct File {
    pub(super) kind: Option<String>,
    pub(super) id: Option<String>,
    pub(super) url: Option<String>,
    pub(super) name: Option<String>,
    pub(super) mime: Option<String>,
    pub(super) caption: Option<String>,
    pub(super) deleted: bool,
}

impl Message {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let message = Fields::of(value)?;
        let direction = message.text(&["direction"]);
        let kind = message.text(&["type"]).unwrap_or_default();
        let files = message.find(&["media"]).and_then(Value::as_array);
        let content = match kind.as_str() {
            "contacts" | "location" | "postback" => message.find(&[&kind]).cloned(),
            _ => None,
        };
        Some(Self {
            id: message.text(&["_id"])?,
            provider_id: message
                .find(&["channelInfo"])
                .and_then(|info| Fields::of(info)?.text(&["id"])),
            at: message.moment(&["timestamp", "created", "updatedAt"]),
            text: message.text(&["text"]),
            media: files.into_iter().flatten().filter_map(File::read).collect(),
            choices: choices(&message),
            special: message.find(&["special"]).cloned(),
            content,
            // A direction nobody knows is ours rather than the customer's: it notifies nobody.
            incoming: direction.map(|direction| direction.eq_ignore_ascii_case("incoming")),
            agent: message.raw("agent").and_then(agent).map(|(uid, _)| uid),
            status: message.number(&["status"]),
            context: message
                .text(&["context"])
                .or_else(|| message.inner(&["context"])?.text(&["id"])),
            system: message.flag(&["systemMessage"]).unwrap_or_default(),
            new_status: message.raw("newChatStatus").and_then(status),
            kind,
        })
    }
}

fn choices(message: &Fields<'_>) -> Vec<String> {
    let title = |item: &Value| Fields::of(item)?.text(&["title"]);
    let items = |value: Option<&Value>| -> Vec<Value> {
        let items = value.and_then(Value::as_array);
        items.cloned().unwrap_or_default()
    };
    let mut found: Vec<String> = items(message.find(&["buttons"]))
        .iter()
        .filter_map(title)
        .collect();
    let list = message.find(&["list"]).and_then(Fields::of);
    let sections = items(list.as_ref().and_then(|list| list.find(&["sections"])));
    for section in &sections {
        let rows = Fields::of(section).and_then(|section| section.find(&["rows"]));
        found.extend(items(rows).iter().filter_map(title));
    }
    found
}

impl File {
    fn read(value: &Value) -> Option<Self> {
        let file = Fields::of(value)?;
        Some(Self {
            kind: file.text(&["mediaType"]).map(|kind| kind.to_lowercase()),
            id: file.text(&["fileId"]),
            url: file.text(&["url"]),
            name: file.text(&["filename"]),
            mime: file.text(&["contentType"]),
            caption: file.text(&["caption"]),
            deleted: file
                .find(&["deleted"])
                .is_some_and(|it| *it != Value::Bool(false)),
        })
    }
}
