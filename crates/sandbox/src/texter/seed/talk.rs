//! What people say. Every scene is a list of lines; the first character says who speaks (`<` contact, `>` agent,
//! `*` the bot, `!` and a digit the system: the chat's new status). `[photo]`, `[file]`, `[voice]`, `[video]`,
//! `[place]` and `[card]` begin a line that is not a text; `|` parts buttons from it. `{n}` becomes an order number,
//! `{p}` a price, `{t}` a time of day.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::{
    clock::plus_seconds,
    rng::Rng,
    texter::{
        events::{content, media, text},
        files::{Kind, drawn},
        world::{Chat, Direction, Message, Status},
    },
};

/// A language people write in here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Hebrew,
    English,
    Ukrainian,
}

impl Language {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Hebrew => "he",
            Self::English => "en",
            Self::Ukrainian => "uk",
        }
    }
}

/// What a language has to offer.
#[derive(Debug)]
pub(crate) struct Phrases {
    pub(crate) names: &'static [&'static str],
    pub(crate) surnames: &'static [&'static str],
    pub(crate) scenes: &'static [&'static [&'static str]],
    /// How a new conversation begins.
    pub(crate) openers: &'static [&'static str],
    /// What a contact answers to an agent.
    pub(crate) answers: &'static [&'static str],
    /// What a contact adds without being asked.
    pub(crate) nudges: &'static [&'static str],
}

/// The phrases of a language.
pub(crate) fn phrases(language: Language) -> &'static Phrases {
    match language {
        Language::Hebrew => &super::hebrew::PHRASES,
        Language::English => &super::english::PHRASES,
        Language::Ukrainian => &super::ukrainian::PHRASES,
    }
}

/// Puts numbers in the places kept for them.
pub(crate) fn fill(text: &str, rng: &mut Rng) -> String {
    if !text.contains('{') {
        return text.to_owned();
    }
    let time = format!("{}:{}0", rng.between(9, 19), rng.between(0, 5));
    text.replace("{n}", &rng.between(24_000, 98_990).to_string())
        .replace("{p}", &(rng.between(9, 190) * 10).to_string())
        .replace("{t}", &time)
}

/// As many messages as the plan says, newest first; the first unread ones are the contact's.
pub(super) fn backwards<'a>(
    rng: &'a mut Rng,
    chat: &'a Chat,
) -> impl Iterator<Item = Message> + use<'a> {
    let plan = &chat.plan;
    let (count, unread) = (plan.count as usize, plan.unread as usize);
    let mut at = plan.last_at;
    let lines = lines(rng, chat.language, count, unread).into_iter();
    lines.enumerate().map(move |(back, (line, begins))| {
        let number = plan.first + i64::from(plan.count) - 1 - back as i64;
        let message = message(rng, chat, number, at, line);
        let pause = if begins {
            rng.between(12_000, 300_000)
        } else {
            // Now and then two messages share a second (10.3).
            rng.between(0, 240)
        };
        at = plus_seconds(at, -pause);
        message
    })
}

/// Lines, newest first, and whether a conversation begins with them. The newest is never the system's.
fn lines(
    rng: &mut Rng,
    language: Language,
    count: usize,
    unread: usize,
) -> Vec<(&'static str, bool)> {
    let phrases = phrases(language);
    let mut lines = Vec::with_capacity(count + 8);
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
        let newest = lines.is_empty();
        let placed = scene.iter().enumerate().rev();
        let placed = placed.skip_while(|(_, line)| newest && line.starts_with('!'));
        lines.extend(placed.map(|(place, line)| (*line, place == 0)));
    }
    lines.truncate(count);
    lines
}

fn message(rng: &mut Rng, chat: &Chat, number: i64, at: Timestamp, line: &'static str) -> Message {
    let (who, rest) = match line.chars().next() {
        Some(who @ ('<' | '>' | '*' | '!')) => (who, line.get(1..).unwrap_or("")),
        _ => ('<', line),
    };
    let agent = match who {
        '>' | '!' => chat.agent.map(|agent| agent.uid),
        '*' => Some("Bot"),
        _ => None,
    };
    let direction = match who {
        '<' => Some(Direction::Incoming),
        '!' => None,
        _ => Some(Direction::Outgoing),
    };
    let status = if who == '<' { 2 } else { 3 };
    let history = if who == '<' {
        vec![(2, at)]
    } else {
        (0..=3)
            .map(|status| (status, plus_seconds(at, status.into())))
            .collect()
    };
    Message {
        number,
        content: if who == '!' {
            Map::new()
        } else {
            contents(rng, number, rest)
        },
        direction,
        agent: agent.map(str::to_owned),
        status,
        history,
        at,
        updated_at: plus_seconds(at, 3),
        new_status: (who == '!')
            .then(|| Status::numbered(rest.parse().unwrap_or(1)))
            .flatten(),
        bot_session: who == '*',
        context: None,
        tmp_send_id: None,
        by_api: false,
    }
}

fn contents(rng: &mut Rng, number: i64, line: &str) -> Map<String, Value> {
    let (line, buttons) = match line.split_once('|') {
        Some((line, buttons)) => (line, Some(buttons)),
        None => (line, None),
    };
    let (mark, words) = match line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((mark, words)) => (mark, fill(words, rng)),
        None => ("", fill(line, rng)),
    };
    let file = |kind: Kind| {
        let (media_type, name, mime) = kind.names();
        let item = media(media_type, &drawn(kind, number), name, mime, &words);
        content("media", "media", json!([item]))
    };
    if let Some(buttons) = buttons {
        let buttons = buttons
            .split('|')
            .map(|title| json!({ "title": title, "payload": title }));
        let mut menu = content("buttons", "text", words);
        menu.insert("buttons".to_owned(), buttons.collect());
        return menu;
    }
    match mark {
        "photo" => file(Kind::Photo),
        "file" => file(Kind::Pdf),
        "voice" => file(Kind::Sound),
        "video" => file(Kind::Film),
        "place" => content(
            "location",
            "location",
            json!({ "latitude": 31.2518, "longitude": 34.7913, "name": words }),
        ),
        "card" => content(
            "contacts",
            "contacts",
            json!([{ "name": { "formatted_name": words }, "phones": [{ "phone": "+972521112233" }] }]),
        ),
        _ => text(&words),
    }
}
