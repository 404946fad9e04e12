//! One of every kind of content there is (section 6.8), and two that are in no document.

use serde_json::{Value, json};

use crate::smart_sender::{
    events::template,
    world::{Message, Sender},
};

/// Where a file of a message is kept.
pub(super) fn path(gate: i64, message: i64, name: &str) -> String {
    format!("/storage/projects/2719/gates/{gate}/{message}-{name}")
}

/// The template with buttons under it.
pub(super) fn with_buttons<'a>(mut template: Value, texts: impl Iterator<Item = &'a str>) -> Value {
    let buttons = texts.map(|text| json!({ "parameters": { "text": text } }));
    if let Some(resource) = template.get_mut("resource").and_then(Value::as_object_mut) {
        resource.insert("buttons".into(), buttons.collect());
    }
    template
}

/// Puts the contents over the end of a conversation, the oldest first.
pub(super) fn hang(messages: &mut [Message]) {
    let gate = messages.iter().find_map(|message| message.gate);
    let Some(gate) = gate else {
        return;
    };
    let places = messages.iter_mut().rev();
    let places = places.filter(|message| message.gate.is_some());
    let count = contents(gate, 0).len();
    for (place, message) in places.take(count).enumerate() {
        let contents = contents(gate, message.id);
        let Some((outgoing, content)) = contents.into_iter().rev().nth(place) else {
            continue;
        };
        message.content = content;
        message.sender = match (outgoing, message.sender) {
            (true, Sender::Contact) => Sender::Bot,
            (true, sender) => sender,
            (false, _) => Sender::Contact,
        };
    }
}

/// Whether it is outgoing, and the content.
fn contents(gate: i64, id: i64) -> Vec<(bool, Value)> {
    let url = |name: &str| json!(path(gate, id, name));
    let one = |kind: &str, name: &str| template(kind, &json!({ "url": url(name) }));
    let captioned = |kind: &str, caption: &str| {
        template(
            kind,
            &json!({ "url": url("photo.png"), "caption": caption }),
        )
    };
    let menu = with_buttons(
        template("text", &json!({ "content": "Choose a language" })),
        ["English", "Polski", "Українська"].into_iter(),
    );
    let album = json!({ "media": [one("picture", "a.png"), one("picture", "b.png"), one("video", "c.mp4")] });
    let gone = template("text", &json!({ "content": "Sorry, wrong chat" }));
    vec![
        (true, menu),
        (
            true,
            template("input", &json!({ "content": "What is your name?" })),
        ),
        (
            true,
            template(
                "pendingText",
                &json!({ "content": "Hello, %name%!", "replacement": { "%name%": "Sofia" } }),
            ),
        ),
        (
            true,
            template("link", &json!({ "url": "https://atlas.example/schedule" })),
        ),
        (false, captioned("picture", "My certificate")),
        (true, captioned("animation", "Well done")),
        (
            true,
            captioned("telegramCaptionedPicture", "New group on Monday"),
        ),
        (false, one("video", "video.mp4")),
        (false, one("telegramVideoNote", "round.mp4")),
        (false, one("audio", "audio.wav")),
        (false, one("voice", "voice.wav")),
        (false, one("file", "document.pdf")),
        (false, template("mediaGroup", &album)),
        (
            false,
            template(
                "location",
                &json!({ "latitude": 52.2297, "longitude": 21.0122 }),
            ),
        ),
        (
            false,
            template(
                "contact",
                &json!({ "name": "Dad", "phoneNumber": "+48601222333" }),
            ),
        ),
        (
            true,
            template(
                "telegramInvoice",
                &json!({ "receipt": { "title": "Course B1", "description": "Twelve lessons" } }),
            ),
        ),
        (
            false,
            json!({ "type": "transient", "resource": { "parameters": {
                "context": { "timestamp": 1_730_000_000 }, "original": gone } } }),
        ),
        (false, template("sticker", &json!({ "emoji": "🎓" }))),
        (
            true,
            json!({ "type": "telegramPoll", "resource": { "question": "Which day suits you?" } }),
        ),
        (
            false,
            template("text", &json!({ "content": "Thanks, that was a lot 😄" })),
        ),
    ]
}
