//! Everything that ChatHub's bytes go through, for the fuzzers.

use serde_json::Value;

use super::hub::foreign as hub;
use super::{jwt, list, map, wire};

/// Lists, single answers, and the token.
pub(crate) fn answers(bytes: &[u8]) {
    let _ = list::read(bytes, wire::Chat::read)
        .map(|chats| chats.items.into_iter().map(map::chat).collect::<Vec<_>>());
    let _ = list::read(bytes, wire::Message::read).map(|list| map::history(list.items));
    let _ = list::read(bytes, wire::Operator::read).map(|list| {
        list.items
            .into_iter()
            .map(map::operator)
            .collect::<Vec<_>>()
    });
    let _ = list::read(bytes, wire::Person::read).map(|list| {
        list.items
            .into_iter()
            .map(map::organization)
            .collect::<Vec<_>>()
    });
    if let Ok(value) = serde_json::from_slice::<Value>(bytes) {
        let _ = wire::Chat::read(&value).map(map::chat);
        let _ = wire::Message::read(&value).and_then(map::message);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = jwt::claims(text);
    }
}

/// Frames of the live connection.
pub(crate) fn frames(bytes: &[u8]) {
    hub::frames(&String::from_utf8_lossy(bytes));
}
