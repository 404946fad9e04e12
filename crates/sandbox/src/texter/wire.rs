//! Objects as they are on the wire (section 7), with their three units of time.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    files,
    quirks::{Quirks, TmpSendId},
    world::{Chat, Direction, Label, Message},
};

/// `2026-11-03T09:15:00.000Z`
pub(crate) fn iso(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// The fields of an object that is one.
fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn ms(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, |at| json!(at.as_millisecond()))
}

fn agent(chat: &Chat) -> Value {
    match chat.agent {
        Some(agent) => json!({ "uid": agent.uid, "displayName": agent.name }),
        None => json!({ "uid": null, "displayName": "" }),
    }
}

fn channel_info(chat: &Chat) -> Value {
    json!({ "name": chat.channel, "id": chat.contact, "accountId": chat.account })
}

/// The full chat, as the search and changes answer it: without `lastMessage` and `personChats`.
pub(crate) fn chat(quirks: &Quirks, chat: &Chat) -> Value {
    let mut value = fields(json!({
        "_id": chat.id(), "title": chat.title, "agent": agent(chat), "channel": chat.channel,
        "created": iso(chat.created_at), "botState": {},
        "last_message_timestamp": ms(chat.last_message_at),
        "lastIncomingMessageTimestamp": ms(chat.last_incoming_at),
        "status": chat.status.number(), "unreadCount": chat.unread,
        "channelInfo": channel_info(chat), "departmentId": chat.department,
        "crmData": chat.crm, "externalBot": chat.external_bot.unwrap_or(false),
        "updatedAt": iso(chat.updated_at),
    }));
    let mut add = |key: &str, there: Option<Value>| {
        if let Some(there) = there {
            value.insert(key.to_owned(), there);
        }
    };
    add("botState", chat.talk_of_bot());
    add("displayName", chat.display_name.clone().map(Value::from));
    add("personId", chat.person.clone().map(Value::from));
    add("image", chat.image.then(|| json!(files::portrait(chat))));
    add(
        "labels",
        (!chat.labels.is_empty()).then(|| json!(chat.labels)),
    );
    add(
        "pendingUpdateTime",
        chat.pending_at.map(|at| json!(at.as_second())),
    );
    add(
        "resolvedUpdateTime",
        chat.resolved_at.map(|at| json!(at.as_second())),
    );
    add("crmDeepLink", chat.crm_link.clone().map(Value::from));
    add("language", Some(json!(chat.language.code())));
    add(
        "blockedChat",
        chat.blocked.then(|| json!({ "reason": "spam" })),
    );
    add(
        "unsubscribed",
        chat.unsubscribed.map(|at| json!({ "date": iso(at) })),
    );
    if chat.has_phone() {
        let phone = format!("+{}", chat.contact);
        add("entityPhone", Some(json!(chat.account)));
        add("clientPhone", Some(json!(chat.contact)));
        add("clientPhoneE164", Some(json!(phone)));
    }
    if quirks.extra_fields {
        add("slaState", Some(json!({ "due": null, "tier": "gold" })));
        add("pinnedBy", Some(json!([])));
    }
    Value::Object(value)
}

impl Chat {
    fn talk_of_bot(&self) -> Option<Value> {
        (self.plan.count > 0).then(|| {
            json!({
                "id": self.session(), "node": "root",
                "flowVersion": { "identifier": "main", "version": 7 }, "userState": {},
            })
        })
    }
}

/// The trimmed chat of Get Chat: flat, without an id, and with another name for the last message's time (3.2).
pub(crate) fn public_chat(quirks: &Quirks, chat: &Chat, last: Option<&Message>) -> Value {
    let mut value = fields(json!({
        "success": true, "title": chat.title, "channelInfo": channel_info(chat),
        "departmentId": chat.department, "agent": agent(chat), "status": chat.status.number(),
        "created": iso(chat.created_at), "updatedAt": iso(chat.updated_at),
        "lastIncomingMessageTimestamp": ms(chat.last_incoming_at),
        "lastMessageTimestamp": ms(chat.last_message_at), "unreadCount": chat.unread,
        "language": chat.language.code(), "botState": { "id": chat.session() },
    }));
    if let Some(last) = last {
        let preview = ["type", "text", "media", "special"];
        let preview: Map<String, Value> = last
            .content
            .iter()
            .filter(|(key, _)| preview.contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        value.insert("lastMessage".to_owned(), Value::Object(preview));
    }
    if let Some(external) = chat.external_bot {
        value.insert("externalBot".to_owned(), json!(external));
    }
    if chat.blocked {
        value.insert("blockedChat".to_owned(), json!({ "reason": "spam" }));
    }
    if let Some(at) = chat.unsubscribed {
        value.insert("unsubscribed".to_owned(), json!({ "date": iso(at) }));
    }
    if quirks.extra_fields {
        value.insert("slaState".to_owned(), json!({ "due": null }));
    }
    Value::Object(value)
}

/// A message, of the contact, of ours, or of the system.
pub(crate) fn message(quirks: &Quirks, chat: &Chat, message: &Message) -> Value {
    let mut value = fields(json!({
        "_id": message.id(), "parent_chat": chat.id(), "chatChannelInfo": channel_info(chat),
        "channelInfo": { "id": message.provider_id() },
        "timestamp": message.at.as_millisecond(), "updatedAt": iso(message.updated_at),
    }));
    let mut add = |key: &str, there: Option<Value>| {
        if let Some(there) = there {
            value.insert(key.to_owned(), there);
        }
    };
    if let Some(status) = message.new_status {
        add("systemMessage", Some(json!(true)));
        add("newChatStatus", Some(json!(status.number())));
        add("agent", message.agent.clone().map(Value::from));
        add("departmentId", chat.department.clone().map(Value::from));
        return Value::Object(value);
    }
    for (key, part) in &message.content {
        let part = match (key.as_str(), quirks.short_place_keys) {
            ("location", true) => json!({ "lat": part["latitude"], "lng": part["longitude"] }),
            _ => part.clone(),
        };
        add(key, Some(part));
    }
    let direction = match message.direction {
        Some(Direction::Incoming) => "incoming",
        _ => "outgoing",
    };
    let history = message.history.iter();
    let history: Vec<Value> = history
        .map(|(status, at)| json!({ "status": status, "timestamp": at.as_millisecond() }))
        .collect();
    add("direction", Some(json!(direction)));
    add("status", Some(json!(message.status)));
    add("statusHistory", Some(json!(history)));
    add("agent", message.agent.clone().map(Value::from));
    add(
        "botSessionId",
        message.bot_session.then(|| json!(chat.session())),
    );
    let context = message.context.clone().filter(|_| quirks.shows_context);
    add("context", context.map(Value::from));
    let echoed = message.tmp_send_id.clone();
    let echoed = echoed.filter(|_| quirks.tmp_send_id != TmpSendId::Dropped);
    add("tmpSendId", echoed.map(Value::from));
    if quirks.extra_fields {
        add("sentiment", Some(json!({ "score": 0.3 })));
    }
    Value::Object(value)
}

pub(crate) fn label(label: &Label) -> Value {
    let mut value = json!({ "id": label.id, "name": label.name, "color": label.color });
    if let (true, Some(fields)) = (label.system, value.as_object_mut()) {
        fields.insert("system".to_owned(), json!(true));
    }
    value
}
