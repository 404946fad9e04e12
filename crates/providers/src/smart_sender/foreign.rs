//! Everything that Smart Sender's bytes go through, for the fuzzers.

use serde_json::Value;

use super::known::Known;
use super::{map, pages, wire};

/// Pages and single answers.
pub(crate) fn answers(bytes: &[u8]) {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    let known = Known::default();
    let chat = |read: wire::Chat| map::chat(read, None, &known);
    let _ = pages::read(&value, 1, wire::Chat::read)
        .map(|page| page.items.into_iter().map(chat).collect::<Vec<_>>());
    let _ = pages::read(&value, u32::MAX, wire::Message::read)
        .map(|page| map::history(page.items, &known));
    let _ = wire::Chat::read(&value).map(chat);
    let _ = wire::Message::read(&value).map(|read| map::history(vec![read], &known));
    let _ = wire::Contact::read(&value).map(|read| map::contact(read, &known));
    let _ = wire::Operator::read(&value).map(map::colleague);
    let _ = wire::Tag::read(&value).map(map::label);
    let _ = wire::Note::read(&value).map(|read| map::note(read, &known));
    let _ = wire::Channel::read(&value).map(map::channel);
    let _ = wire::Project::read(&value);
}
