//! What people say. Every scene is a list of lines; the first character says who speaks (`<` contact, `>` operator,
//! `*` the funnel, `!` a line about what happened, `#` a word among operators). `[photo]`, `[file]`, `[voice]`,
//! `[video]`, `[gif]`, `[place]`, `[card]` and `[ask]` begin a line that is not a text; `|` parts buttons from it.
//! `{n}` becomes an invoice number, `{p}` a price, `{t}` a time of day, `{d}` a small number.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    clock::plus_seconds,
    rng::Rng,
    smart_sender::{
        events::template,
        world::{Chat, Contact, Message, Sender},
    },
};

/// A language people write in here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Ukrainian,
    Polish,
    English,
    Arabic,
}

/// What a language has to offer.
#[derive(Debug)]
pub(crate) struct Phrases {
    pub(crate) names: &'static [&'static str],
    pub(crate) surnames: &'static [&'static str],
    pub(crate) scenes: &'static [&'static [&'static str]],
    /// How a new conversation begins.
    pub(crate) openers: &'static [&'static str],
    /// What a contact answers to an operator.
    pub(crate) answers: &'static [&'static str],
    /// What a contact adds without being asked.
    pub(crate) nudges: &'static [&'static str],
}

/// The phrases of a language.
pub(crate) fn phrases(language: Language) -> &'static Phrases {
    match language {
        Language::Ukrainian => &super::ukrainian::PHRASES,
        Language::Polish => &super::polish::PHRASES,
        Language::English => &super::english::PHRASES,
        Language::Arabic => &super::arabic::PHRASES,
    }
}

/// Puts numbers in the places kept for them.
pub(crate) fn fill(text: &str, rng: &mut Rng) -> String {
    if !text.contains('{') {
        return text.to_owned();
    }
    let time = format!("{}:{}0", rng.between(9, 20), rng.between(0, 5));
    text.replace("{n}", &rng.between(2_400, 9_899).to_string())
        .replace("{p}", &(rng.between(9, 90) * 10).to_string())
        .replace("{t}", &time)
        .replace("{d}", &rng.between(2, 12).to_string())
}

/// Lines, and whether a conversation begins with them.
type Lines = Vec<(&'static str, bool)>;

/// As many messages as the plan says, oldest first; the last unread ones are the contact's.
pub(super) fn conversation(rng: &mut Rng, chat: &Chat, contact: &Contact) -> Vec<Message> {
    let plan = &chat.plan;
    let lines = lines(
        rng,
        contact.language,
        plan.count as usize,
        plan.unread as usize,
    );
    let mut at = plan.last_at;
    let mut messages = Vec::with_capacity(lines.len());
    for (back, (line, begins)) in lines.into_iter().enumerate() {
        let id = plan.first + i64::from(plan.count) - 1 - back as i64;
        let unseen = back < plan.unread as usize;
        messages.push(message(rng, chat, contact, id, at, line, unseen));
        let pause = if begins {
            rng.between(12_000, 500_000)
        } else {
            rng.between(9, 420)
        };
        at = plus_seconds(at, -pause);
    }
    messages.reverse();
    messages
}

/// Newest first.
fn lines(rng: &mut Rng, language: Language, count: usize, unread: usize) -> Lines {
    let phrases = phrases(language);
    let mut lines = Lines::with_capacity(count + 8);
    for left in (0..unread).rev() {
        let texts = if left == 0 {
            phrases.openers
        } else {
            phrases.nudges
        };
        lines.push((rng.text(texts), left == 0));
    }
    while lines.len() < count {
        let scene = rng.pick(phrases.scenes).copied().unwrap_or(&["<…"]);
        let placed = scene.iter().enumerate().rev();
        lines.extend(placed.map(|(place, line)| (*line, place == 0)));
    }
    lines.truncate(count);
    lines
}

fn message(
    rng: &mut Rng,
    chat: &Chat,
    contact: &Contact,
    id: i64,
    at: Timestamp,
    line: &'static str,
    unseen: bool,
) -> Message {
    let (who, rest) = match line.chars().next() {
        Some(who @ ('<' | '>' | '*' | '!' | '#')) => (who, line.get(1..).unwrap_or("")),
        _ => ('<', line),
    };
    let (sender, internal) = match who {
        '>' => (chat.operator.map_or(Sender::Bot, Sender::Operator), false),
        '#' => (
            chat.operator.map_or(Sender::Project, Sender::Operator),
            true,
        ),
        '*' => (Sender::Bot, false),
        '!' => (Sender::Project, false),
        _ => (Sender::Contact, false),
    };
    let gate = contact.gates.first().map(|gate| gate.id);
    let gate = gate.filter(|_| !internal && who != '!');
    let content = if who == '!' {
        template("action", &json!({ "content": rest }))
    } else {
        content(rng, id, gate.unwrap_or_default(), rest)
    };
    let arrived = gate.is_some();
    Message {
        id,
        content,
        internal,
        sender,
        gate,
        failure: None,
        by_api: false,
        created_at: at,
        delivered_at: arrived.then(|| plus_seconds(at, 1)),
        seen_at: (arrived && !unseen).then(|| plus_seconds(at, 8)),
        edited_at: None,
    }
}

fn content(rng: &mut Rng, id: i64, gate: i64, line: &str) -> Value {
    let (line, buttons) = match line.split_once('|') {
        Some((line, buttons)) => (line, Some(buttons)),
        None => (line, None),
    };
    let (mark, words) = match line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((mark, words)) => (mark, fill(words, rng)),
        None => ("", fill(line, rng)),
    };
    let file = |name: &str| json!(super::gallery::path(gate, id, name));
    let content = match mark {
        "photo" if words.is_empty() => template("picture", &json!({ "url": file("photo.png") })),
        "photo" => template(
            "picture",
            &json!({ "url": file("photo.png"), "caption": words }),
        ),
        "file" => template("file", &json!({ "url": file("document.pdf") })),
        "voice" => template("voice", &json!({ "url": file("voice.wav") })),
        "video" => template("video", &json!({ "url": file("video.mp4") })),
        "gif" => template("animation", &json!({ "url": file("animation.png") })),
        "place" => template(
            "location",
            &json!({ "latitude": 50.4501, "longitude": 30.5234 }),
        ),
        "card" => template(
            "contact",
            &json!({ "name": words, "phoneNumber": "+380501112233" }),
        ),
        "ask" => template("input", &json!({ "content": words })),
        _ => template("text", &json!({ "content": words })),
    };
    match buttons {
        Some(buttons) => super::gallery::with_buttons(content, buttons.split('|')),
        None => content,
    }
}
