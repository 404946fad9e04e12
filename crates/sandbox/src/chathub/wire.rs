//! The JSON the service sends (sections 3 and 4), in the shapes the quirks ask for.

use jiff::{Timestamp, Unit};
use serde_json::{Value, json};

use super::{
    App,
    quirks::{ChatFields, MediaField, Quirks},
    world::{Head, Message, Operator, World},
};

/// `2025-04-01T09:46:24.687Z`
pub(crate) fn moment(at: Timestamp) -> String {
    let at = at.round(Unit::Millisecond).unwrap_or(at);
    format!("{at:.3}")
}

pub(crate) fn organization(world: &World, id: i64) -> Value {
    let name = world
        .organizations
        .iter()
        .find(|organization| organization.id == id);
    json!({ "id": id, "name": name.map_or("", |organization| organization.name.as_str()) })
}

pub(crate) fn operator(world: &World, operator: &Operator) -> Value {
    json!({
        "id": operator.id, "name": operator.name, "status": operator.status,
        "organization": organization(world, operator.organization),
    })
}

fn brief_operator(world: &World, id: Option<i64>) -> Value {
    id.map_or(
        Value::Null,
        |id| json!({ "id": id, "name": world.operator_name(id) }),
    )
}

/// A line of the chat list (3.8).
pub(crate) fn chat(app: &App, quirks: &Quirks, world: &World, head: &Head) -> Value {
    let person = world.person(head.id);
    let operator = head.operator.map_or(Value::Null, |id| {
        // Every third operator never uploaded a photo.
        let photo = (id % 3 != 0).then(|| format!("{}/media/operators/{id}.png", app.base));
        json!({ "id": id, "name": world.operator_name(id), "photo": photo })
    });
    let mut chat = json!({
        "id": head.id, "theme": person.title, "operator": operator,
        "chatStatus": head.status, "countUnread": head.unread,
    });
    if quirks.chat_fields == ChatFields::Rich
        && let Some(fields) = chat.as_object_mut()
    {
        fields.insert("phone".into(), json!(person.phone));
        fields.insert("source".into(), json!(head.source));
        fields.insert("messSource".into(), json!(head.source));
        fields.insert("client".into(), client(world, head));
        fields.insert(
            "organization".into(),
            organization(world, head.organization),
        );
        fields.insert("date".into(), json!(moment(head.last_at)));
        let last = world.messages(head.id).pop();
        let last = last.map(|last| message(app, quirks, world, &last));
        fields.insert("lastMessage".into(), json!(last));
    }
    chat
}

fn client(world: &World, head: &Head) -> Value {
    let person = world.person(head.id);
    let telegram = (head.source == 2).then_some(person.telegram);
    json!({ "id": head.id + 70_000, "name": person.name, "phone": person.phone, "tgUserId": telegram })
}

/// `ChatCreated`'s argument (4.2): a line of the list with source and client.
pub(crate) fn new_chat(app: &App, quirks: &Quirks, world: &World, head: &Head) -> Value {
    let mut chat = chat(app, quirks, world, head);
    if let Some(fields) = chat.as_object_mut() {
        fields.insert("messSource".into(), json!(head.source));
        fields.insert("client".into(), client(world, head));
    }
    chat
}

/// A message of a history (3.11).
pub(crate) fn message(app: &App, quirks: &Quirks, world: &World, message: &Message) -> Value {
    let mut value = json!({
        "id": message.id, "chatId": message.chat, "message": message.text, "phone": message.phone,
        "author": message.author, "status": message.status, "date": moment(message.at),
        "operator": brief_operator(world, message.operator), "messageType": message.kind,
    });
    if let (Some(media), Some(fields)) = (&message.media, value.as_object_mut()) {
        let uri = media_uri(&app.base, message);
        let named = json!({ "url": uri, "fileName": media.name });
        let (key, value) = match quirks.media_field {
            MediaField::Media => (
                "media",
                json!({ "uri": uri, "name": media.name, "format": media.format }),
            ),
            MediaField::MediaUrl => ("mediaUrl", json!(uri)),
            MediaField::Attachment => ("attachment", named),
            MediaField::Attachments => ("attachments", json!([named])),
            MediaField::Absent => return value,
        };
        fields.insert(key.into(), value);
    }
    value
}

/// `ReceiveMediaMessage`'s argument (4.2), which always has `media.uri` and `media.name`.
pub(crate) fn media_push(app: &App, quirks: &Quirks, world: &World, sent: &Message) -> Value {
    let mut value = message(app, quirks, world, sent);
    if let (Some(media), Some(fields)) = (&sent.media, value.as_object_mut()) {
        let uri = media_uri(&app.base, sent);
        fields.insert(
            "media".into(),
            json!({ "uri": uri, "name": media.name, "format": media.format }),
        );
    }
    value
}

fn media_uri(base: &str, message: &Message) -> String {
    let name = message
        .media
        .as_ref()
        .map_or("", |media| media.name.as_str());
    let mut uri = format!("{base}/media/{}/", message.id);
    uri.extend(
        url::form_urlencoded::byte_serialize(name.as_bytes()).map(|part| part.replace('+', "%20")),
    );
    uri
}
