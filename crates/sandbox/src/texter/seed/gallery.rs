//! One of every kind of content there is (sections 7.2 and 8.4), and some that are in no document.

use serde_json::{Map, Value, json};

use crate::texter::{
    events::media,
    files::{Kind, drawn},
    world::{Direction, Message},
};

/// Puts the contents over the end of a conversation, the oldest first.
pub(super) fn hang(messages: &mut [Message]) {
    let number = messages.first().map_or(0, |message| message.number);
    let mut contents = contents(number);
    let places = messages.iter_mut().rev();
    for message in places.filter(|message| message.direction.is_some()) {
        let Some((direction, content)) = contents.pop() else {
            return;
        };
        message.content = match content {
            Value::Object(content) => content,
            _ => Map::new(),
        };
        message.direction = Some(direction);
        if direction == Direction::Incoming {
            message.agent = None;
            message.bot_session = false;
            message.status = 2;
        }
    }
}

fn contents(number: i64) -> Vec<(Direction, Value)> {
    use Direction::{Incoming, Outgoing};
    let file = |kind: Kind, caption: &str| {
        let (media_type, name, mime) = kind.names();
        media(media_type, &drawn(kind, number), name, mime, caption)
    };
    let list = json!({ "button": "Choose", "sections": [ { "title": "Tables", "rows": [
        { "title": "Oak", "payload": "oak", "description": "180 × 90" },
        { "title": "Walnut", "payload": "walnut" } ] } ] });
    let mut gone = file(Kind::Photo, "");
    let mut sticker = file(Kind::Photo, "");
    if let (Some(gone), Some(sticker)) = (gone.as_object_mut(), sticker.as_object_mut()) {
        gone.insert(
            "deleted".to_owned(),
            json!({ "timestamp": 1_757_056_145_969_i64 }),
        );
        sticker.insert("mediaType".to_owned(), json!("sticker"));
    }
    let album = json!([
        file(Kind::Photo, "Front"),
        file(Kind::Photo, "Back"),
        file(Kind::Film, "")
    ]);
    vec![
        (
            Outgoing,
            json!({ "type": "list", "text": "Which table is it?", "list": list }),
        ),
        (
            Incoming,
            json!({ "type": "postback", "postback": {
            "payload": "oak", "title": "Oak", "description": "180 × 90" } }),
        ),
        (
            Outgoing,
            json!({ "type": "buttons", "text": "Shall we call you?", "buttons": [
            { "title": "Yes", "payload": "yes" }, { "title": "No", "payload": "no" } ] }),
        ),
        (
            Incoming,
            json!({ "type": "postback", "postback": { "payload": "yes" } }),
        ),
        (
            Incoming,
            json!({ "type": "media", "media": [file(Kind::Photo, "The scratch")] }),
        ),
        (Incoming, json!({ "type": "media", "media": album })),
        (
            Incoming,
            json!({ "type": "media", "media": [file(Kind::Sound, "")] }),
        ),
        (
            Incoming,
            json!({ "type": "media", "media": [file(Kind::Pdf, "")] }),
        ),
        (Incoming, json!({ "type": "media", "media": [sticker] })),
        (Incoming, json!({ "type": "media", "media": [gone] })),
        (
            Incoming,
            json!({ "type": "contacts", "contacts": [ {
            "name": { "formatted_name": "Dana Levi" }, "phones": [{ "phone": "+972521112233", "type": "CELL" }],
            "emails": [{ "email": "dana@mail.example" }], "org": { "company": "Levi Design" } } ] }),
        ),
        (
            Incoming,
            json!({ "type": "location", "location": {
            "latitude": 31.2518, "longitude": 34.7913, "name": "Home", "address": "Rager Blvd 5" } }),
        ),
        (
            Outgoing,
            json!({ "type": "special", "text": "Hello Dana, your order 4711 is ready.",
            "special": { "whatsapp": { "template": { "name": "order_ready" } } } }),
        ),
        (
            Outgoing,
            json!({ "type": "text", "text": "Sent from the shop's phone",
            "special": { "isEchoMessage": true } }),
        ),
        (
            Incoming,
            json!({ "type": "special", "special": { "facebook": { "referral": { "ad": 7 } } } }),
        ),
        (Incoming, json!({ "type": "reaction", "emoji": "👍" })),
        (
            Incoming,
            json!({ "type": "text", "text": "Thanks, that was a lot 😄" }),
        ),
    ]
}
