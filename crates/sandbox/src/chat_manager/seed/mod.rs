//! The data a sandbox begins with: a function of the seed, the size and the starting time, and of nothing else.
//! A law firm whose clients, tenants and suppliers talk in certified groups, in Spanish and English.

mod english;
mod hostile;
mod spanish;
mod talk;

use jiff::Timestamp;
use uuid::Uuid;

pub(crate) use talk::{Language, fill, phrases};

use super::world::{Chat, Member, Message, Stay, Title, User};
use crate::{Size, clock::plus_seconds, rng::Rng};

/// How many people there are to meet.
const PEOPLE: u64 = 60;
/// The chat that is switched off, the long one, and the one full of markup.
const OFF: u64 = 3;
const LONG: u64 = 5;
const HOSTILE: u64 = 7;

/// What a seeded conversation will be.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) index: u64,
    pub(crate) count: u32,
    pub(crate) last_at: Timestamp,
}

impl Plan {
    /// A chat without a past.
    pub(crate) fn none(now: Timestamp) -> Self {
        Self {
            index: u64::MAX,
            count: 0,
            last_at: now,
        }
    }
}

/// A UUID of version 4 made from numbers.
pub(crate) fn uuid(rng: &mut Rng) -> Uuid {
    let bytes = (u128::from(rng.number()) << 64 | u128::from(rng.number())).to_be_bytes();
    uuid::Builder::from_random_bytes(bytes).into_uuid()
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

    /// Numbers for a purpose.
    pub(crate) fn stream(&self, purpose: u64) -> Rng {
        Rng::new(self.seed, purpose)
    }

    /// The service's own account at the messenger.
    pub(crate) fn bot(&self) -> User {
        User {
            id: uuid(&mut self.stream(0xB07)),
            firstname: Some("Certified Chat".to_owned()),
            username: Some("certified_chat_bot".to_owned()),
        }
    }

    /// Everybody who is in seeded chats, or may come later.
    pub(crate) fn users(&self) -> Vec<User> {
        (0..PEOPLE).map(|number| self.user(number)).collect()
    }

    /// The `number`-th person: Spaniards are even, English speakers odd, the last one a joker.
    pub(crate) fn user(&self, number: u64) -> User {
        let mut rng = self.stream(0x05E4_0000 + number);
        let id = uuid(&mut rng);
        if number == PEOPLE - 1 {
            return hostile::user(id);
        }
        let language = if number.is_multiple_of(2) {
            Language::Spanish
        } else {
            Language::English
        };
        let firstname = rng.text(phrases(language).names).to_owned();
        let handle = firstname
            .to_lowercase()
            .replace(|c: char| !c.is_ascii(), "");
        let username = rng.chance(70).then(|| format!("{handle}_{number:02}"));
        // Somebody has a user name only, as in the documents' sample.
        let firstname = (username.is_none() || rng.chance(85)).then_some(firstname);
        User {
            id,
            firstname,
            username,
        }
    }

    /// Somebody who speaks a language.
    pub(crate) fn speaker(&self, language: Language, rng: &mut Rng) -> User {
        let half = rng.below((PEOPLE - 2) / 2) * 2;
        self.user(half + u64::from(language == Language::English))
    }

    fn count(&self) -> u64 {
        match self.size {
            Size::Empty => 0,
            Size::Small => 12,
            Size::Demo => 45,
            Size::Large { chats, .. } => u64::from(chats),
        }
    }

    /// Every chat.
    pub(crate) fn chats(&self, bot: Uuid) -> Vec<Chat> {
        (0..self.count())
            .map(|index| self.chat(index, bot))
            .collect()
    }

    fn chat(&self, index: u64, bot: Uuid) -> Chat {
        let mut rng = self.stream(0xC4A7_0000_0000 + index);
        let id = uuid(&mut rng);
        let language = if rng.chance(60) {
            Language::Spanish
        } else {
            Language::English
        };
        let registered_at = plus_seconds(self.now, -self.age(index, &mut rng));
        let lived = self.now.duration_since(registered_at).as_secs();
        let last_at = plus_seconds(self.now, -(lived / 8) - rng.between(20, 90));
        let code = uuid(&mut rng).simple().to_string();
        let mut chat = Chat {
            id,
            active: index != OFF && index % 17 != 16,
            readable_at: registered_at,
            registered_at,
            created_by: rng.chance(80).then(|| uuid(&mut rng).to_string()),
            description: rng
                .chance(40)
                .then(|| rng.text(phrases(language).descriptions).to_owned()),
            titles: titles(&mut rng, language, registered_at, lived),
            members: self.members(&mut rng, language, registered_at, lived, bot),
            invitation: format!("https://t.me/+{}", code.get(..16).unwrap_or(&code)),
            language,
            plan: Plan {
                index,
                count: self.messages(index, &mut rng),
                last_at,
            },
            talk: None,
        };
        if index == HOSTILE {
            hostile::dress(&mut chat, self.user(PEOPLE - 1).id);
        }
        chat
    }

    /// Seconds since a chat was made.
    fn age(&self, index: u64, rng: &mut Rng) -> i64 {
        let index = index as i64;
        match self.size {
            Size::Large { .. } => 3_600 + index * 40 + rng.between(0, 30),
            _ => 5_400 + index * index * 9_000 + rng.between(0, 4_000),
        }
    }

    fn messages(&self, index: u64, rng: &mut Rng) -> u32 {
        match self.size {
            Size::Large { chats, messages } => messages / chats.max(1),
            _ if index == LONG => 130,
            _ => rng.between(4, 24) as u32,
        }
    }

    /// The bot and a few people; one of them left, another came back.
    fn members(
        &self,
        rng: &mut Rng,
        language: Language,
        registered_at: Timestamp,
        lived: i64,
        bot: Uuid,
    ) -> Vec<Member> {
        let at = |share: i64| plus_seconds(registered_at, 9 + lived * share / 100);
        let stay = |joined: i64, left: Option<i64>, by: Option<Uuid>| Stay {
            joined_at: at(joined),
            left_at: left.map(at),
            invited_by: by,
        };
        let mut members = vec![Member {
            user: bot,
            stays: vec![stay(0, None, None)],
        }];
        for number in 0..rng.between(2, 5) {
            let user = self.speaker(language, rng).id;
            if members.iter().any(|member| member.user == user) {
                continue;
            }
            let stays = match number {
                2 => vec![stay(1, Some(40), Some(bot))],
                3 => vec![stay(1, Some(30), Some(bot)), stay(50, None, Some(bot))],
                _ => vec![stay(0, None, (number > 0).then_some(bot))],
            };
            members.push(Member { user, stays });
        }
        members
    }

    /// The whole conversation of a chat as it was at the start, oldest first.
    pub(crate) fn talk(&self, chat: &Chat, bot: Uuid) -> Vec<Message> {
        let mut rng = self.stream(0x7A1C_0000_0000_0000 ^ chat.plan.index);
        let mut messages = talk::conversation(&mut rng, chat, bot);
        if chat.plan.index == HOSTILE {
            messages.extend(hostile::messages(&mut rng, chat, self.user(PEOPLE - 1).id));
        }
        messages
    }
}

/// One title, or a few, each the captured result of a change.
fn titles(rng: &mut Rng, language: Language, registered_at: Timestamp, lived: i64) -> Vec<Title> {
    let phrases = phrases(language);
    let first = fill(rng.text(phrases.titles), rng);
    let mut titles = vec![Title {
        value: first.clone(),
        at: plus_seconds(registered_at, 18),
    }];
    for turn in 1..=rng.below(3) as i64 {
        titles.push(Title {
            value: format!("{first} {}", rng.text(phrases.suffixes)),
            at: plus_seconds(registered_at, 18 + lived * turn / 4),
        });
    }
    titles
}
