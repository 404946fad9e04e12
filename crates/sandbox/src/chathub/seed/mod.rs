//! The data a sandbox begins with: a function of the seed, the size and the starting time, and of nothing else.
//!
//! Only the heads of chats are made at the start. People and messages are computed when somebody asks, so that a
//! hundred thousand chats cost a few megabytes.

mod english;
mod hebrew;
mod people;
mod spanish;
mod staff;
mod talk;
mod ukrainian;

use jiff::Timestamp;

pub(crate) use people::Person;
pub(crate) use talk::{Language, phrases};

use super::world::{Attachment, Head, Message, Operator, Organization};
use crate::{clock::plus_seconds, rng::Rng};

/// The id of the first seeded chat; the others follow without a gap.
pub(crate) const FIRST_CHAT: i64 = 1001;
/// The id of the first seeded message.
const FIRST_MESSAGE: i64 = 50_001;

/// How much there is to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Nothing but organizations and operators.
    Empty,
    /// 12 chats: enough for a test.
    Small,
    /// 60 chats that look alive.
    Demo,
    /// So many chats and so many messages in all, dealt out evenly but for one long chat (the first one).
    Large {
        /// Chats.
        chats: u32,
        /// Messages over all chats.
        messages: u32,
    },
}

impl Size {
    fn chats(self) -> i64 {
        match self {
            Self::Empty => 0,
            Self::Small => 12,
            Self::Demo => 60,
            Self::Large { chats, .. } => i64::from(chats),
        }
    }
}

/// Makes the data.
#[derive(Debug)]
pub(crate) struct Seed {
    seed: u64,
    size: Size,
    now: Timestamp,
}

impl Seed {
    pub(crate) fn new(seed: u64, size: Size, now: Timestamp) -> Self {
        Self { seed, size, now }
    }

    pub(crate) fn organizations(&self) -> Vec<Organization> {
        staff::organizations()
    }

    pub(crate) fn operators(&self) -> Vec<Operator> {
        staff::operators(matches!(self.size, Size::Large { .. }))
    }

    pub(crate) fn person(&self, chat: i64) -> Person {
        people::person(self.seed, chat)
    }

    /// Every chat, and the first message id that is still free.
    pub(crate) fn heads(&self, operators: &[Operator]) -> (Vec<Head>, i64) {
        let mut first = FIRST_MESSAGE;
        let mut heads = Vec::new();
        for index in 0..self.size.chats() {
            let head = self.head(index, first, operators);
            first += i64::from(head.count);
            heads.push(head);
        }
        (heads, first)
    }

    fn head(&self, index: i64, first: i64, operators: &[Operator]) -> Head {
        let id = FIRST_CHAT + index;
        let mut rng = Rng::new(self.seed, 0x4EAD_0000_0000 + index as u64);
        let status = if index < 5 {
            index
        } else {
            weighted(&mut rng, &[(0, 18), (1, 38), (2, 16), (3, 8), (4, 20)])
        };
        let organization = staff::organizations()
            .get(rng.below(3) as usize)
            .map_or(0, |organization| organization.id);
        let team: Vec<i64> = operators
            .iter()
            .filter(|operator| operator.organization == organization && operator.status == 0)
            .map(|operator| operator.id)
            .collect();
        let operator = if status == 0 {
            None
        } else {
            rng.pick(&team).copied()
        };
        let source = weighted(
            &mut rng,
            &[(1, 42), (2, 34), (0, 6), (3, 8), (4, 7), (11, 3)],
        );
        let waiting = match status {
            0 => 100,
            1 => 35,
            _ => 4,
        };
        let unread = if rng.chance(waiting) {
            rng.between(1, 4) as u32
        } else {
            0
        };
        let count = self.count(index, &mut rng).max(unread);
        let unread = unread.min(count);
        Head {
            id,
            status,
            source,
            organization,
            operator,
            unread,
            count,
            first,
            last_at: plus_seconds(self.now, -self.age(index, &mut rng)),
            deleted: false,
        }
    }

    fn count(&self, index: i64, rng: &mut Rng) -> u32 {
        let Size::Large { chats, messages } = self.size else {
            return match index {
                6 => 320,
                9 => 90,
                _ => rng.between(2, 22) as u32,
            };
        };
        let long = 1000.min(messages / 4);
        if index == 0 {
            return if chats == 1 { messages } else { long };
        }
        let (rest, others, place) = (messages - long, chats - 1, index as u32 - 1);
        let even = rest / others + u32::from(place < rest % others);
        // Neighbours give and take, so that the sum stays exact.
        let sway = (Rng::new(self.seed, 0x5A4A_0000_0000 + u64::from(place / 2))
            .below(u64::from(rest / others / 2 + 1))) as u32;
        match (place % 2, place + 1 < others) {
            (0, true) => even + sway,
            (0, false) => even,
            _ => even - sway,
        }
    }

    /// Seconds since the chat's last message.
    fn age(&self, index: i64, rng: &mut Rng) -> i64 {
        match self.size {
            Size::Large { .. } => 60 + index * 30 + rng.between(0, 25),
            _ => 90 + index * index * 170 + rng.between(0, 120),
        }
    }

    /// The whole conversation of a chat as it was at the start, oldest first.
    pub(crate) fn talk(&self, head: &Head) -> Vec<Message> {
        let mut rng = Rng::new(self.seed, 0x7A1C_0000_0000 + head.id as u64);
        let person = self.person(head.id);
        let lines = lines(&mut rng, person.language, head);
        let mut at = head.last_at;
        let count = lines.len();
        let mut messages = Vec::with_capacity(count);
        for (back, line) in lines.into_iter().rev().enumerate() {
            let id = head.first + (count - 1 - back) as i64;
            let unseen = back < head.unread as usize;
            messages.push(message(head, &person, id, at, &line, unseen));
            let pause = if line.begins {
                rng.between(9_000, 420_000)
            } else {
                rng.between(12, 330)
            };
            at = plus_seconds(at, -pause);
        }
        messages.reverse();
        oddities(head, &mut messages);
        messages
    }
}

struct Line {
    text: &'static str,
    /// Whether a conversation begins here: the line before it is hours or days older.
    begins: bool,
    /// Which conversation it belongs to.
    key: u64,
}

/// As many lines as the chat has messages; the last `unread` are the client's.
fn lines(rng: &mut Rng, language: Language, head: &Head) -> Vec<Line> {
    let phrases = phrases(language);
    let waiting = head.unread as usize;
    let answered = head.count as usize - waiting;
    let mut lines = Vec::with_capacity(head.count as usize + 8);
    let key = rng.number();
    for number in (0..waiting).rev() {
        let text = match number {
            0 if rng.chance(12) => phrases.long,
            0 => rng.text(phrases.openers),
            _ => rng.text(phrases.nudges),
        };
        lines.push(Line {
            text,
            begins: number == 0,
            key,
        });
    }
    while lines.len() < waiting + answered {
        let key = rng.number();
        let scene = rng.pick(phrases.scenes).copied().unwrap_or_default();
        for (place, text) in scene.iter().enumerate().rev() {
            lines.push(Line {
                text,
                begins: place == 0,
                key,
            });
        }
        if scene.is_empty() {
            lines.push(Line {
                text: "<…",
                begins: false,
                key,
            });
        }
    }
    lines.truncate(waiting + answered);
    lines.reverse();
    lines
}

fn message(
    head: &Head,
    person: &Person,
    id: i64,
    at: Timestamp,
    line: &Line,
    unseen: bool,
) -> Message {
    let (author, text) = split(line.text);
    let (kind, text) = if let Some(rest) = text.strip_prefix("[photo]") {
        (1, rest)
    } else if let Some(rest) = text.strip_prefix("[file]") {
        (2, rest)
    } else {
        (0, text)
    };
    let media = match kind {
        1 => Some(Attachment {
            name: format!("photo-{id}.png"),
            format: "image/png".to_owned(),
        }),
        2 if id % 3 == 0 => Some(Attachment {
            name: format!("note-{id}.txt"),
            format: "text/plain".to_owned(),
        }),
        2 => Some(Attachment {
            name: format!("document-{id}.pdf"),
            format: "application/pdf".to_owned(),
        }),
        _ => None,
    };
    Message {
        id,
        chat: head.id,
        text: fill(text, line.key),
        phone: person.phone.clone(),
        author,
        status: if author == 1 && unseen { 1 } else { 3 },
        at,
        operator: if author == 0 { head.operator } else { None },
        kind,
        media,
    }
}

/// What every eighth chat or so has to show: failed deliveries and values nobody documented.
fn oddities(head: &Head, messages: &mut [Message]) {
    let middle = messages.len() / 2;
    let own = messages
        .iter_mut()
        .rev()
        .find(|message| message.author == 0);
    match (head.id - FIRST_CHAT) % 40 {
        1 => own.into_iter().for_each(|message| message.status = 1),
        2 => own.into_iter().for_each(|message| message.status = 2),
        5 => own.into_iter().for_each(|message| message.status = 5),
        10 => own.into_iter().for_each(|message| message.status = 0),
        7 => {
            if let Some(message) = messages
                .get_mut(middle)
                .filter(|message| message.status == 3)
            {
                message.author = 7;
            }
        }
        8 => {
            if let Some(message) = messages.get_mut(middle).filter(|message| message.kind == 0) {
                message.kind = 9;
            }
        }
        _ => {}
    }
}

fn split(line: &'static str) -> (i64, &'static str) {
    let author = match line.chars().next() {
        Some('<') => 1,
        Some('>') => 0,
        Some('*') => 2,
        Some('#') => 3,
        _ => return (1, line),
    };
    (author, line.get(1..).unwrap_or(""))
}

/// Puts numbers in the places kept for them; the same key means the same numbers, so that a conversation speaks
/// of one order all the way.
pub(crate) fn fill(text: &str, key: u64) -> String {
    if !text.contains('{') {
        return text.to_owned();
    }
    let mut rng = Rng::new(key, 0xF111);
    text.replace("{n}", &rng.between(10_400, 98_999).to_string())
        .replace("{p}", &(rng.between(12, 180) * 10).to_string())
        .replace(
            "{t}",
            &format!("{}:{}0", rng.between(9, 19), rng.between(0, 5)),
        )
        .replace("{d}", &rng.between(2, 15).to_string())
}

fn weighted(rng: &mut Rng, choices: &[(i64, u64)]) -> i64 {
    let mut ticket = rng.below(choices.iter().map(|(_, weight)| weight).sum());
    for (value, weight) in choices {
        if ticket < *weight {
            return *value;
        }
        ticket -= weight;
    }
    0
}
