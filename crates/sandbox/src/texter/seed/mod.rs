//! The data a sandbox begins with: a function of the seed, the size and the starting time, and of nothing else.
//! A furniture shop with a workshop, and the people who write to it in Hebrew, English and Ukrainian.

mod english;
mod gallery;
mod hebrew;
mod people;
mod shop;
mod talk;
mod ukrainian;

use jiff::Timestamp;
use serde_json::Value;

pub(crate) use people::Person;
pub(crate) use shop::{ACCOUNTS, AGENTS, DEPARTMENTS};
pub(crate) use talk::{Language, fill, phrases};

use super::world::{Chat, Direction, Label, Message, Next, Status};
use crate::{Size, clock::plus_seconds, rng::Rng};

const FIRST_CHAT: i64 = 1_000_001;
const FIRST_MESSAGE: i64 = 40_000_001;
/// Numbers of files made later.
const FIRST_OTHER: i64 = 900_001;

/// What a seeded conversation will be.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) first: i64,
    pub(crate) count: u32,
    pub(crate) unread: u32,
    pub(crate) last_at: Timestamp,
}

impl Plan {
    /// A chat without a past.
    pub(crate) fn none() -> Self {
        Self {
            first: i64::MAX,
            count: 0,
            unread: 0,
            last_at: Timestamp::UNIX_EPOCH,
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

    pub(crate) fn labels(&self) -> Vec<Label> {
        shop::labels()
    }

    pub(crate) fn quick_replies(&self) -> Vec<Value> {
        shop::quick_replies(self.now)
    }

    pub(crate) fn templates(&self) -> Vec<Value> {
        shop::templates(self.now)
    }

    /// Somebody nobody has met.
    pub(crate) fn stranger(&self, occasion: u64) -> Person {
        people::person(&mut Rng::new(self.seed, 0x57A6_7E00_0000 + occasion))
    }

    /// Every chat, and the numbers that are still free.
    pub(crate) fn chats(&self) -> (Vec<Chat>, Next) {
        let mut next = Next {
            chat: FIRST_CHAT,
            message: FIRST_MESSAGE,
            other: FIRST_OTHER,
        };
        let count = match self.size {
            Size::Empty => 0,
            Size::Small => 12,
            Size::Demo => 60,
            Size::Large { chats, .. } => i64::from(chats),
        };
        let mut chats: Vec<Chat> = Vec::new();
        for index in 0..count {
            let mut chat = self.chat(index, &mut next);
            // The same person over a second messenger.
            if index % 6 == 5
                && let Some(other) = chats.last_mut()
            {
                let person = format!("6824{:020x}", other.number);
                other.person = Some(person.clone());
                chat.person = Some(person);
                chat.title.clone_from(&other.title);
                chat.language = other.language;
            }
            chat.last_incoming_at = self.last_incoming(&chat);
            chats.push(chat);
        }
        (chats, next)
    }

    fn chat(&self, index: i64, next: &mut Next) -> Chat {
        let mut rng = Rng::new(self.seed, 0x4EAD_7E00_0000 + index as u64);
        let person = people::nth(&mut rng, index);
        let status = match index % 7 {
            0 | 1 => Status::Pending,
            2 | 4 => Status::Assigned,
            3 => Status::Bot,
            5 => Status::Resolved,
            _ if index % 14 == 13 => Status::Bulk,
            _ => Status::Assigned,
        };
        let waiting = matches!(status, Status::Pending) || rng.chance(25);
        let count = self.count(index, &mut rng);
        let unread = if waiting {
            (rng.between(1, 4) as u32).min(count)
        } else {
            0
        };
        let whole = Timestamp::from_second(self.now.as_second()).unwrap_or(self.now);
        let last_at = plus_seconds(whole, -self.age(index, &mut rng));
        let created_at = plus_seconds(last_at, -rng.between(3, 400) * 86_400);
        let mut chat = Chat::of(person, next.chat, created_at);
        next.chat += 1;
        chat.plan = Plan {
            first: next.message,
            count,
            unread,
            last_at,
        };
        next.message += i64::from(count);
        chat.status = status;
        chat.unread = unread;
        if !matches!(status, Status::Bot | Status::Bulk) && index != 0 {
            chat.agent = rng.pick(&AGENTS);
            chat.department = chat.agent.map(|agent| agent.department.to_owned());
        }
        people::dress(&mut rng, &mut chat, index);
        chat.updated_at = last_at;
        chat.last_message_at = Some(last_at);
        chat.pending_at = (status == Status::Pending).then_some(last_at);
        chat.resolved_at = (status == Status::Resolved).then(|| plus_seconds(last_at, 60));
        chat
    }

    fn count(&self, index: i64, rng: &mut Rng) -> u32 {
        match self.size {
            Size::Large { chats, messages } if index == 0 => {
                messages / chats.max(1) + messages % chats.max(1)
            }
            Size::Large { chats, messages } => messages / chats.max(1),
            _ => match index {
                4 => 40,
                6 => 170,
                _ => rng.between(3, 19) as u32,
            },
        }
    }

    /// Seconds since the chat's last message.
    fn age(&self, index: i64, rng: &mut Rng) -> i64 {
        match self.size {
            Size::Large { .. } => 60 + index * 30 + rng.between(0, 25),
            _ => 75 + index * index * 900 + rng.between(0, 60),
        }
    }

    /// The whole conversation of a chat as it was at the start, oldest first.
    pub(crate) fn talk(&self, chat: &Chat) -> Vec<Message> {
        let mut rng = self.talk_rng(chat);
        let mut messages: Vec<Message> = talk::backwards(&mut rng, chat).collect();
        messages.reverse();
        if has_gallery(chat) {
            let answered = messages.len().saturating_sub(chat.plan.unread as usize);
            gallery::hang(messages.split_at_mut(answered).0);
        }
        messages
    }

    fn talk_rng(&self, chat: &Chat) -> Rng {
        Rng::new(self.seed, 0x7A1C_7E00_0000 + chat.number as u64)
    }

    /// When the contact wrote last. A large world is too large for making its conversations up just for that.
    fn last_incoming(&self, chat: &Chat) -> Option<Timestamp> {
        let theirs = |message: &Message| message.direction == Some(Direction::Incoming);
        let found = if has_gallery(chat) {
            self.talk(chat).into_iter().rev().find(theirs)
        } else {
            talk::backwards(&mut self.talk_rng(chat), chat).find(theirs)
        };
        found.map(|message| message.at)
    }
}

/// Whether a chat shows one of every kind of message.
fn has_gallery(chat: &Chat) -> bool {
    (chat.number - FIRST_CHAT) % 40 == 4
}
