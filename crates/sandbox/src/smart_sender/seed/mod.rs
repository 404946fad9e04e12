//! The data a sandbox begins with: a function of the seed, the size and the starting time, and of nothing else.
//! A language school that sells courses through messengers, and the people who write to it.
//!
//! The four ids of a person that look alike (section 7.1) lie in ranges that do not meet and grow at different
//! steps, so that taking one for another never happens to work.

mod arabic;
mod english;
mod gallery;
mod people;
mod polish;
mod school;
mod talk;
mod ukrainian;

use jiff::Timestamp;

pub(crate) use people::Person;
pub(crate) use talk::{Language, fill, phrases};

use super::world::{Channel, Chat, Contact, Funnel, Message, Next, Operator, Project, Tag};
use crate::{Size, clock::plus_seconds, rng::Rng};

/// The id of the first seeded chat; the others follow without a gap.
const FIRST_CHAT: i64 = 1_000_001;
/// Console contact ids grow by three.
const FIRST_CONTACT: i64 = 3_000_017;
/// Messenger contact ids grow by seven.
const FIRST_MESSENGER: i64 = 5_000_029;
const FIRST_GATE: i64 = 7_000_003;
const FIRST_MESSAGE: i64 = 20_000_001;
/// Ids of tags, notes and variables made later.
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
    pub(crate) fn none(now: Timestamp) -> Self {
        Self {
            first: i64::MAX,
            count: 0,
            unread: 0,
            last_at: now,
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

    pub(crate) fn project(&self) -> Project {
        school::project()
    }

    pub(crate) fn channels(&self) -> Vec<Channel> {
        school::channels(self.now)
    }

    pub(crate) fn operators(&self) -> Vec<Operator> {
        school::operators(self.now)
    }

    pub(crate) fn tags(&self) -> Vec<Tag> {
        school::tags(self.now)
    }

    pub(crate) fn funnels(&self) -> Vec<Funnel> {
        school::funnels()
    }

    /// Who writes for the first time on some occasion.
    pub(crate) fn stranger(&self, occasion: u64) -> Person {
        people::person(&mut Rng::new(self.seed, 0x57A6_0000_0000 + occasion))
    }

    fn chats(&self) -> i64 {
        match self.size {
            Size::Empty => 0,
            Size::Small => 12,
            Size::Demo => 60,
            Size::Large { chats, .. } => i64::from(chats),
        }
    }

    /// Every chat, every contact, and the ids that are still free.
    pub(crate) fn people(&self) -> (Vec<Chat>, Vec<Contact>, Next) {
        let mut next = Next {
            message: FIRST_MESSAGE,
            gate: FIRST_GATE,
            contact: FIRST_CONTACT,
            messenger: FIRST_MESSENGER,
            chat: FIRST_CHAT,
            other: FIRST_OTHER,
        };
        let (mut chats, mut contacts) = (Vec::new(), Vec::new());
        for index in 0..self.chats() {
            let (chat, contact) = self.pair(index, &mut next);
            chats.push(chat);
            contacts.push(contact);
        }
        (chats, contacts, next)
    }

    fn pair(&self, index: i64, next: &mut Next) -> (Chat, Contact) {
        let mut rng = Rng::new(self.seed, 0x4EAD_5500_0000 + index as u64);
        let person = people::person(&mut rng);
        let open = index % 5 != 3;
        let count = self.count(index, &mut rng);
        let waiting = open && (index < 2 || rng.chance(35));
        let unread = if waiting {
            (rng.between(1, 4) as u32).min(count)
        } else {
            0
        };
        let last_at = plus_seconds(self.now, -self.age(index, &mut rng));
        let team = [
            school::OPERATORS[0],
            school::OPERATORS[1],
            school::OPERATORS[2],
        ];
        let operator = if index < 2 {
            None
        } else {
            rng.pick(&team).map(|operator| operator.0)
        };
        let created_at = plus_seconds(last_at, -rng.between(3, 400) * 86_400);
        let plan = Plan {
            first: next.message,
            count,
            unread,
            last_at,
        };
        next.message += i64::from(count);
        let ids = (next.contact, next.messenger, next.chat);
        next.contact += 3;
        next.messenger += 7;
        next.chat += 1;
        let contact = people::contact(&mut rng, person, ids, index, &plan, created_at, next);
        let chat = Chat {
            id: ids.2,
            contact: ids.0,
            open,
            operator,
            created_at,
            updated_at: last_at,
            plan,
            talk: None,
        };
        (chat, contact)
    }

    fn count(&self, index: i64, rng: &mut Rng) -> u32 {
        match self.size {
            Size::Large { chats, messages } if index == 0 => {
                messages / chats.max(1) + messages % chats.max(1)
            }
            Size::Large { chats, messages } => messages / chats.max(1),
            _ => match index {
                4 => 32,
                6 => 130,
                _ => rng.between(2, 19) as u32,
            },
        }
    }

    /// Seconds since the chat's last message.
    fn age(&self, index: i64, rng: &mut Rng) -> i64 {
        match self.size {
            Size::Large { .. } => 60 + index * 30 + rng.between(0, 25),
            _ => 75 + index * index * 190 + rng.between(0, 60),
        }
    }

    /// The whole conversation of a chat as it was at the start, oldest first.
    pub(crate) fn talk(&self, chat: &Chat, contact: &Contact) -> Vec<Message> {
        let mut rng = Rng::new(self.seed, 0x7A1C_5500_0000 + chat.id as u64);
        let mut messages = talk::conversation(&mut rng, chat, contact);
        if (chat.id - FIRST_CHAT) % 40 == 4 {
            let waiting = chat.plan.unread as usize;
            let answered = messages.len().saturating_sub(waiting);
            gallery::hang(messages.split_at_mut(answered).0);
        }
        messages
    }
}
