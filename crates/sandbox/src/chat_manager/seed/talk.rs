//! What people say. Every scene is a list of lines; the first character says who speaks (`>` the firm over the bot,
//! `1` to `3` people of the chat). `[photo]`, `[voice]`, `[place]` and `[poll]` begin a line that is not a text, `[gone]`
//! one that was deleted, `[mend]` one that was changed. `{n}` becomes a file number, `{p}` a price, `{t}` a time of
//! day, `{d}` a small number.

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::uuid;
use crate::{
    chat_manager::{
        events::{FORMATTED, formatted},
        world::{Chat, Message, content},
    },
    clock::plus_seconds,
    rng::Rng,
};

/// A language people write in here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Spanish,
    English,
}

/// What a language has to offer.
#[derive(Debug)]
pub(crate) struct Phrases {
    pub(crate) names: &'static [&'static str],
    pub(crate) titles: &'static [&'static str],
    /// What a title gets when it is changed.
    pub(crate) suffixes: &'static [&'static str],
    pub(crate) descriptions: &'static [&'static str],
    pub(crate) scenes: &'static [&'static [&'static str]],
    /// What somebody answers to the firm.
    pub(crate) answers: &'static [&'static str],
    /// What somebody writes without being asked.
    pub(crate) nudges: &'static [&'static str],
}

/// The phrases of a language.
pub(crate) fn phrases(language: Language) -> &'static Phrases {
    match language {
        Language::Spanish => &super::spanish::PHRASES,
        Language::English => &super::english::PHRASES,
    }
}

/// Puts numbers in the places kept for them.
pub(crate) fn fill(text: &str, rng: &mut Rng) -> String {
    if !text.contains('{') {
        return text.to_owned();
    }
    let time = format!("{}:{}0", rng.between(9, 19), rng.between(0, 5));
    text.replace("{n}", &rng.between(1_200, 9_899).to_string())
        .replace("{p}", &(rng.between(12, 190) * 10).to_string())
        .replace("{t}", &time)
        .replace("{d}", &rng.between(2, 12).to_string())
}

/// As many messages as the plan says, oldest first.
pub(super) fn conversation(rng: &mut Rng, chat: &Chat, bot: Uuid) -> Vec<Message> {
    let scenes = phrases(chat.language).scenes;
    let mut lines = Vec::new();
    while lines.len() < chat.plan.count as usize {
        let scene = rng.pick(scenes).copied().unwrap_or(&["1…"]);
        lines.extend(scene.iter().copied());
    }
    lines.truncate(chat.plan.count as usize);
    let people: Vec<Uuid> = chat.members.iter().map(|member| member.user).collect();
    let lived = chat
        .plan
        .last_at
        .duration_since(chat.registered_at)
        .as_secs();
    let step = (lived / (lines.len() as i64 + 1)).max(1);
    let mut at = plus_seconds(chat.registered_at, 30);
    let mut messages = Vec::with_capacity(lines.len());
    for line in lines {
        let (who, words) = line.split_at(1);
        let place = who.parse::<usize>().unwrap_or(0);
        let by = people.iter().cycle().nth(place).copied().unwrap_or(bot);
        messages.push(message(rng, by, at, words));
        at = plus_seconds(at, rng.between(step / 2, step));
    }
    messages
}

fn message(rng: &mut Rng, by: Uuid, at: Timestamp, line: &str) -> Message {
    let (mark, words) = match line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((mark, words)) => (mark, words),
        None => ("", line),
    };
    let words = fill(words, rng);
    let (kind, value): (&str, Option<Value>) = match mark {
        "photo" => ("image/jpeg", None),
        "voice" => ("audio/ogg", None),
        "place" => (
            "application/x.chat-manager.message-location+json",
            Some(json!({ "latitude": 40.4168, "longitude": -3.7038 })),
        ),
        "poll" => (
            "application/x.chat-manager.message-poll+json",
            Some(json!({ "question": words, "options": [{ "text": "1" }, { "text": "2" }] })),
        ),
        _ => (FORMATTED, Some(formatted(&words))),
    };
    let mut contents = vec![content(rng, kind, value, at)];
    if mark == "mend" {
        let mended = formatted(&format!("{words} (v2)"));
        contents.push(content(rng, FORMATTED, Some(mended), plus_seconds(at, 40)));
    }
    Message {
        id: uuid(rng),
        by,
        at,
        deleted: mark == "gone",
        pinned: false,
        contents,
        captured_at: at,
    }
}
