//! Everything that Texter's bytes go through, for the fuzzers.

use domain::RemoteChatId;
use serde_json::Value;

use super::known::Known;
use super::{labels, map, templates, wire};

/// Lists and single answers.
pub(crate) fn answers(bytes: &[u8]) {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    let known = Known::default();
    let mut items = vec![&value];
    let mut names = ["chats", "messages", "labels", "templates"].iter();
    items.extend(
        names
            .find_map(|name| wire::list(&value, name))
            .unwrap_or_default(),
    );
    for item in items {
        let _ = wire::Chat::read(item).and_then(map::full_chat);
        let _ = wire::Chat::read(item).map(|chat| map::public_chat(RemoteChatId::from("c"), chat));
        let _ = wire::Message::read(item).and_then(|message| map::message(message, &known));
        let _ = labels::label(item);
        let _ = labels::quick_reply(item);
    }
    let _ = templates::templates(&value);
}
