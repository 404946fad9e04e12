//! What the service knows. Conversations of the seed are computed when somebody first asks for them; from then on
//! they are kept, because messages change.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::seed::{Language, Plan, Seed};
use crate::media::Media;

/// Somebody who answers. No call lists them (section 6).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Agent {
    pub(crate) uid: &'static str,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) crm_id: &'static str,
    pub(crate) department: &'static str,
}

/// A chat's status (section 8.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    /// The bot has it.
    Bot,
    /// It waits for a person.
    Pending,
    /// An agent has taken it.
    Assigned,
    /// Finished.
    Resolved,
    /// Made by a bulk send.
    Bulk,
}

impl Status {
    pub(crate) const ALL: [(Self, &'static str); 5] = [
        (Self::Bot, "BOT"),
        (Self::Pending, "PENDING"),
        (Self::Assigned, "ASSIGNED"),
        (Self::Resolved, "RESOLVED"),
        (Self::Bulk, "BULK"),
    ];

    /// Its number in objects.
    pub(crate) fn number(self) -> usize {
        Self::ALL
            .iter()
            .position(|(status, _)| *status == self)
            .unwrap_or(0)
    }

    /// By the name that filters take.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        all.find(|(_, other)| *other == name).map(|(it, _)| *it)
    }

    pub(crate) fn numbered(number: usize) -> Option<Self> {
        Self::ALL.get(number).map(|(status, _)| *status)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Chat {
    pub(crate) number: i64,
    /// The contact's own name.
    pub(crate) title: String,
    /// What agents call them.
    pub(crate) display_name: Option<String>,
    pub(crate) person: Option<String>,
    pub(crate) image: bool,
    pub(crate) channel: &'static str,
    pub(crate) account: &'static str,
    /// The contact's id on the channel: digits of a phone, or something else.
    pub(crate) contact: String,
    pub(crate) agent: Option<&'static Agent>,
    pub(crate) department: Option<String>,
    pub(crate) status: Status,
    pub(crate) unread: u32,
    pub(crate) labels: Vec<String>,
    pub(crate) language: Language,
    pub(crate) crm: Map<String, Value>,
    pub(crate) crm_link: Option<String>,
    pub(crate) external_bot: Option<bool>,
    pub(crate) blocked: bool,
    pub(crate) unsubscribed: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) last_message_at: Option<Timestamp>,
    pub(crate) last_incoming_at: Option<Timestamp>,
    pub(crate) pending_at: Option<Timestamp>,
    pub(crate) resolved_at: Option<Timestamp>,
    pub(crate) plan: Plan,
    pub(crate) talk: Option<Vec<Message>>,
}

impl Chat {
    pub(crate) fn id(&self) -> String {
        chat_id(self.number)
    }

    /// The bot's present session.
    pub(crate) fn session(&self) -> String {
        format!("6823{:020x}", self.number)
    }

    /// Whether it is over a messenger that is reached by phone.
    pub(crate) fn has_phone(&self) -> bool {
        matches!(self.channel, "whatsapp" | "sms")
    }

    /// Whether an ordinary message may be sent now.
    pub(crate) fn window_open(&self, now: Timestamp, everywhere: bool) -> bool {
        const DAY: i64 = 24 * 3600 * 1000;
        let age = self
            .last_incoming_at
            .map(|at| now.as_millisecond() - at.as_millisecond());
        (self.channel != "whatsapp" && !everywhere) || age.is_some_and(|age| age < DAY)
    }
}

/// Which side a message comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The contact's.
    Incoming,
    /// Ours, the bot's, or another program's.
    Outgoing,
}

#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) number: i64,
    /// `type` and what belongs to it.
    pub(crate) content: Map<String, Value>,
    /// None for a system message.
    pub(crate) direction: Option<Direction>,
    /// `Bot` or an agent's uid.
    pub(crate) agent: Option<String>,
    pub(crate) status: u8,
    pub(crate) history: Vec<(u8, Timestamp)>,
    pub(crate) at: Timestamp,
    pub(crate) updated_at: Timestamp,
    /// What a system message says.
    pub(crate) new_status: Option<Status>,
    pub(crate) bot_session: bool,
    /// The provider's id of the message it answers.
    pub(crate) context: Option<String>,
    pub(crate) tmp_send_id: Option<String>,
    /// Whether it came over the API, where history may lag.
    pub(crate) by_api: bool,
}

impl Message {
    pub(crate) fn id(&self) -> String {
        message_id(self.number)
    }

    /// The provider's id.
    pub(crate) fn provider_id(&self) -> String {
        if self.direction.is_none() {
            return format!("system_{}", self.number);
        }
        format!("wamid.HB{:016X}", self.number)
    }

    pub(crate) fn kind(&self) -> &str {
        self.content
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or("")
    }

    pub(crate) fn text(&self) -> &str {
        let caption = || {
            let media = self.content.get("media")?;
            media.pointer("/0/caption")
        };
        let text = self.content.get("text").or_else(caption);
        text.and_then(Value::as_str).unwrap_or("")
    }
}

pub(crate) fn chat_id(number: i64) -> String {
    format!("6820{number:020x}")
}

pub(crate) fn message_id(number: i64) -> String {
    format!("6821{number:020x}")
}

fn number(id: &str, prefix: &str) -> Option<i64> {
    let digits = id.strip_prefix(prefix)?;
    (digits.len() == 20)
        .then(|| i64::from_str_radix(digits, 16).ok())
        .flatten()
}

/// A label of the environment.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) color: String,
    pub(crate) system: bool,
}

/// A message accepted over the API.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedSend {
    /// The message's id.
    pub message: String,
    /// Its chat.
    pub chat: String,
    /// The type asked for; `template` for a template.
    pub kind: String,
    /// Its text.
    pub text: String,
    /// The whole body.
    pub body: Value,
    /// When it was accepted.
    pub at: Timestamp,
}

/// A way to a file that needs no token but its own.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) file: String,
    pub(crate) ends: Option<Timestamp>,
}

/// Numbers that are still free.
#[derive(Debug, Clone)]
pub(crate) struct Next {
    pub(crate) chat: i64,
    pub(crate) message: i64,
    pub(crate) other: i64,
}

/// A number that was free.
pub(crate) fn take(number: &mut i64) -> i64 {
    let taken = *number;
    *number += 1;
    taken
}

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) seed: Seed,
    pub(crate) chats: BTreeMap<i64, Chat>,
    pub(crate) labels: Vec<Label>,
    /// As they are on the wire.
    pub(crate) quick_replies: Vec<Value>,
    /// As they are on the wire.
    pub(crate) templates: Vec<Value>,
    pub(crate) sends: Vec<ReceivedSend>,
    /// Files that were handed in, by id.
    pub(crate) files: HashMap<String, Media>,
    /// By token.
    pub(crate) links: HashMap<String, Link>,
    pub(crate) next: Next,
    /// The first message number of each seeded conversation and its chat, ascending.
    seeded: Vec<(i64, i64)>,
    /// The chats of messages that are younger than the seed.
    placed: HashMap<i64, i64>,
}

impl World {
    pub(crate) fn new(seed: Seed) -> Self {
        let (chats, next) = seed.chats();
        Self {
            seeded: chats
                .iter()
                .map(|chat| (chat.plan.first, chat.number))
                .collect(),
            chats: chats.into_iter().map(|chat| (chat.number, chat)).collect(),
            labels: seed.labels(),
            quick_replies: seed.quick_replies(),
            templates: seed.templates(),
            sends: Vec::new(),
            files: HashMap::new(),
            links: HashMap::new(),
            next,
            placed: HashMap::new(),
            seed,
        }
    }

    /// The chat of an id as the wire has it.
    pub(crate) fn find(&self, id: &str) -> Option<i64> {
        let number = number(id, "6820")?;
        self.chats.contains_key(&number).then_some(number)
    }

    /// A chat's messages, oldest first.
    pub(crate) fn talk(&mut self, chat: i64) -> Option<&mut Vec<Message>> {
        let Self { seed, chats, .. } = self;
        let chat = chats.get_mut(&chat)?;
        if chat.talk.is_none() {
            chat.talk = Some(seed.talk(chat));
        }
        chat.talk.as_mut()
    }

    /// Which chat a message is in.
    fn chat_of(&self, message: i64) -> Option<i64> {
        if let Some(chat) = self.placed.get(&message) {
            return Some(*chat);
        }
        let after = self.seeded.partition_point(|(first, _)| *first <= message);
        let (first, chat) = self.seeded.get(after.checked_sub(1)?)?;
        let count = self.chats.get(chat)?.plan.count;
        (message - first < i64::from(count)).then_some(*chat)
    }

    /// A message by the id the wire has.
    pub(crate) fn message(&mut self, id: &str) -> Option<&mut Message> {
        let number = number(id, "6821")?;
        let chat = self.chat_of(number)?;
        let mut talk = self.talk(chat)?.iter_mut();
        talk.find(|message| message.number == number)
    }

    /// Notes where a message is.
    pub(crate) fn place(&mut self, message: i64, chat: i64) {
        self.placed.insert(message, chat);
    }

    pub(crate) fn free_number(&mut self) -> i64 {
        take(&mut self.next.other)
    }
}
