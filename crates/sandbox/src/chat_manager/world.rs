//! What the service knows. Conversations of the seed are computed when somebody first asks for them; from then on
//! they are kept, because messages can be edited and deleted.
//!
//! Invariant: moments may lie ahead of the clock. Whoever answers shows only what has come to pass.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::seed::{Language, Plan, Seed, uuid};
use crate::rng::Rng;

/// Somebody at the messenger; the same person in every chat (8.2).
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: Uuid,
    pub(crate) firstname: Option<String>,
    pub(crate) username: Option<String>,
}

/// Once in a chat, from joining to leaving.
#[derive(Debug, Clone)]
pub(crate) struct Stay {
    pub(crate) joined_at: Timestamp,
    pub(crate) left_at: Option<Timestamp>,
    pub(crate) invited_by: Option<Uuid>,
}

impl Stay {
    pub(crate) fn is_on(&self, now: Timestamp) -> bool {
        self.joined_at <= now && self.left_at.is_none_or(|left| left > now)
    }
}

/// Somebody who takes or took part in a chat.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) user: Uuid,
    pub(crate) stays: Vec<Stay>,
}

impl Member {
    pub(crate) fn is_in(&self, now: Timestamp) -> bool {
        self.stays.iter().any(|stay| stay.is_on(now))
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Title {
    pub(crate) value: String,
    pub(crate) at: Timestamp,
}

/// A captured version of a message.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub(crate) content_type: String,
    pub(crate) value: Option<Value>,
    pub(crate) at: Timestamp,
    pub(crate) evidence: Uuid,
    pub(crate) hash: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: Uuid,
    pub(crate) by: Uuid,
    pub(crate) at: Timestamp,
    pub(crate) deleted: bool,
    pub(crate) pinned: bool,
    /// Oldest first, never empty.
    pub(crate) contents: Vec<Content>,
    /// From when on it can be read by its id.
    pub(crate) captured_at: Timestamp,
}

impl Message {
    /// What it says now; empty when that is no text.
    pub(crate) fn text(&self) -> &str {
        let value = self.contents.last().and_then(|last| last.value.as_ref());
        let text = value.map(|value| value.get("text").unwrap_or(value));
        text.and_then(Value::as_str).unwrap_or("")
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Chat {
    pub(crate) id: Uuid,
    pub(crate) active: bool,
    /// Before this it is answered with 404.
    pub(crate) readable_at: Timestamp,
    /// Before this it does not exist at the messenger.
    pub(crate) registered_at: Timestamp,
    pub(crate) created_by: Option<String>,
    pub(crate) description: Option<String>,
    /// Oldest first.
    pub(crate) titles: Vec<Title>,
    pub(crate) members: Vec<Member>,
    pub(crate) invitation: String,
    pub(crate) language: Language,
    pub(crate) plan: Plan,
    pub(crate) talk: Option<Vec<Message>>,
}

impl Chat {
    /// What it is called now.
    pub(crate) fn title(&self, now: Timestamp) -> Option<&str> {
        let past = self.titles.iter().rev().find(|title| title.at <= now);
        past.map(|title| title.value.as_str())
    }

    pub(crate) fn member(&mut self, user: Uuid) -> Option<&mut Member> {
        self.members.iter_mut().find(|member| member.user == user)
    }
}

/// A report that was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    /// None for one of another kind, which has neither PDF nor ZIP.
    pub(crate) chat: Option<Uuid>,
    /// What was asked for, to tell a repetition from another wish.
    pub(crate) wish: Value,
    pub(crate) asked_at: Timestamp,
    pub(crate) document_at: Timestamp,
    pub(crate) package_at: Timestamp,
}

/// A message accepted over the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedSend {
    /// The message's id.
    pub message: Uuid,
    /// Its chat.
    pub chat: Uuid,
    /// The text.
    pub text: String,
    /// Whether it was to be pinned.
    pub pinned: bool,
    /// When it was accepted.
    pub at: Timestamp,
}

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) seed: Seed,
    /// The service's own account at the messenger: who makes the groups and posts what the API sends.
    pub(crate) bot: Uuid,
    pub(crate) users: HashMap<Uuid, User>,
    pub(crate) chats: BTreeMap<Uuid, Chat>,
    pub(crate) reports: BTreeMap<Uuid, Report>,
    pub(crate) sends: Vec<ReceivedSend>,
    /// Numbers for ids made later.
    ids: Rng,
}

impl World {
    pub(crate) fn new(seed: Seed) -> Self {
        let users = seed.users();
        let bot = seed.bot();
        let chats = seed.chats(bot.id);
        let ids = seed.stream(0x1D5);
        let everybody = users.into_iter().chain([bot.clone()]);
        Self {
            seed,
            bot: bot.id,
            users: everybody.map(|user| (user.id, user)).collect(),
            chats: chats.into_iter().map(|chat| (chat.id, chat)).collect(),
            reports: BTreeMap::new(),
            sends: Vec::new(),
            ids,
        }
    }

    /// An id nobody has.
    pub(crate) fn free_id(&mut self) -> Uuid {
        uuid(&mut self.ids)
    }

    /// A content around a value, with an evidence and a hash of its own.
    pub(crate) fn content(&mut self, kind: &str, value: Option<Value>, at: Timestamp) -> Content {
        content(&mut self.ids, kind, value, at)
    }

    /// A chat's messages, oldest first.
    pub(crate) fn talk(&mut self, chat: Uuid) -> Option<&mut Vec<Message>> {
        let Self {
            seed, chats, bot, ..
        } = self;
        let chat = chats.get_mut(&chat)?;
        if chat.talk.is_none() {
            chat.talk = Some(seed.talk(chat, *bot));
        }
        chat.talk.as_mut()
    }

    pub(crate) fn message(&mut self, chat: Uuid, id: Uuid) -> Option<&mut Message> {
        self.talk(chat)?.iter_mut().find(|message| message.id == id)
    }
}

/// A captured version. What is hashed is documented nowhere (8.4), so the hash is a number in that form.
pub(crate) fn content(rng: &mut Rng, kind: &str, value: Option<Value>, at: Timestamp) -> Content {
    let hash = (0..4).map(|_| format!("{:016x}", rng.number())).collect();
    Content {
        content_type: kind.to_owned(),
        value,
        at,
        evidence: uuid(rng),
        hash,
    }
}
