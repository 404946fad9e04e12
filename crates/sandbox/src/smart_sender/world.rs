//! What the service knows. Conversations of the seed are computed when somebody first asks for them; from then on
//! they are kept, because messages can be read, edited, deleted and moved.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::seed::{Language, Plan, Seed};
use crate::media::Media;

/// The project the token belongs to.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    pub(crate) id: i64,
    pub(crate) name: &'static str,
    pub(crate) timezone: &'static str,
    pub(crate) identifier: &'static str,
}

#[derive(Debug, Clone)]
pub(crate) struct Channel {
    pub(crate) id: i64,
    pub(crate) kind: &'static str,
    pub(crate) name: &'static str,
    pub(crate) active: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

/// A contact as reached through a channel.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    pub(crate) id: i64,
    pub(crate) channel: i64,
    pub(crate) subscribed: bool,
    pub(crate) unread: u32,
    /// When the contact wrote last through it.
    pub(crate) heard_at: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct Note {
    pub(crate) id: i64,
    pub(crate) content: String,
    pub(crate) operator: i64,
    pub(crate) created_at: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct Variable {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) value: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct Contact {
    /// In the console.
    pub(crate) id: i64,
    /// In Messenger.
    pub(crate) messenger_id: i64,
    pub(crate) chat: i64,
    pub(crate) first_name: String,
    pub(crate) last_name: Option<String>,
    pub(crate) email: Option<String>,
    /// With a plus.
    pub(crate) phone: Option<String>,
    pub(crate) photo: bool,
    pub(crate) language: Language,
    pub(crate) tags: Vec<i64>,
    pub(crate) funnels: Vec<i64>,
    pub(crate) variables: Vec<Variable>,
    pub(crate) notes: Vec<Note>,
    pub(crate) gates: Vec<Gate>,
    pub(crate) created_at: Timestamp,
}

impl Contact {
    pub(crate) fn full_name(&self) -> String {
        match &self.last_name {
            Some(last) => format!("{} {last}", self.first_name),
            None => self.first_name.clone(),
        }
    }

    /// The subscribed gate the contact used last.
    pub(crate) fn gate(&self) -> Option<&Gate> {
        let reachable = self.gates.iter().filter(|gate| gate.subscribed);
        reachable.max_by_key(|gate| (gate.heard_at, -gate.id))
    }

    pub(crate) fn unread(&self) -> u32 {
        self.gates.iter().map(|gate| gate.unread).sum()
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Operator {
    pub(crate) id: i64,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    /// Place in [`STATUSES`](super::wire::STATUSES).
    pub(crate) status: usize,
    pub(crate) involvement: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) deleted_at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub(crate) struct Tag {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) color: String,
    pub(crate) created_at: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct Funnel {
    pub(crate) id: i64,
    pub(crate) name: &'static str,
    pub(crate) service_key: &'static str,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sender {
    Contact,
    Operator(i64),
    Bot,
    Project,
}

#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: i64,
    /// The template; addresses that begin with `/storage` are ours.
    pub(crate) content: Value,
    pub(crate) internal: bool,
    pub(crate) sender: Sender,
    pub(crate) gate: Option<i64>,
    /// Why the channel rejected it.
    pub(crate) failure: Option<String>,
    /// Whether it came over the API, where history may lag.
    pub(crate) by_api: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) delivered_at: Option<Timestamp>,
    pub(crate) seen_at: Option<Timestamp>,
    pub(crate) edited_at: Option<Timestamp>,
}

impl Message {
    pub(crate) fn kind(&self) -> &str {
        self.content
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or("")
    }

    pub(crate) fn text(&self) -> &str {
        let parameters = self.content.pointer("/resource/parameters");
        let text = parameters.and_then(|it| it.get("content").or_else(|| it.get("caption")));
        text.and_then(Value::as_str).unwrap_or("")
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Chat {
    pub(crate) id: i64,
    pub(crate) contact: i64,
    pub(crate) open: bool,
    pub(crate) operator: Option<i64>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) plan: Plan,
    pub(crate) talk: Option<Vec<Message>>,
}

/// A message accepted over the API.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedSend {
    /// The message's id.
    pub message: i64,
    /// Its chat.
    pub chat: i64,
    /// The console contact id it was sent to.
    pub contact: i64,
    /// The kind asked for.
    pub kind: String,
    /// The text, of a text.
    pub text: Option<String>,
    /// The address, of a file.
    pub media: Option<String>,
    /// The ordering priority given.
    pub watermark: Option<i64>,
    /// When it was accepted.
    pub at: Timestamp,
}

/// Ids that are still free.
#[derive(Debug, Clone)]
pub(crate) struct Next {
    pub(crate) message: i64,
    pub(crate) gate: i64,
    pub(crate) contact: i64,
    pub(crate) messenger: i64,
    pub(crate) chat: i64,
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
    pub(crate) project: Project,
    pub(crate) channels: BTreeMap<i64, Channel>,
    pub(crate) operators: BTreeMap<i64, Operator>,
    pub(crate) tags: BTreeMap<i64, Tag>,
    pub(crate) funnels: BTreeMap<i64, Funnel>,
    pub(crate) chats: BTreeMap<i64, Chat>,
    pub(crate) contacts: BTreeMap<i64, Contact>,
    pub(crate) sends: Vec<ReceivedSend>,
    /// Files that were fetched, by path.
    pub(crate) files: HashMap<String, Media>,
    pub(crate) next: Next,
    /// Which contact has a gate.
    owners: HashMap<i64, i64>,
    /// The first message id of each seeded conversation and its chat, ascending.
    seeded: Vec<(i64, i64)>,
    /// The chats of messages that are younger than the seed or have moved.
    placed: HashMap<i64, i64>,
    /// The greatest watermark sent to a contact.
    watermarks: HashMap<i64, i64>,
}

impl World {
    pub(crate) fn new(seed: Seed) -> Self {
        let (chats, contacts, next) = seed.people();
        let owners = contacts
            .iter()
            .flat_map(|contact| contact.gates.iter().map(|gate| (gate.id, contact.id)))
            .collect();
        let seeded = chats
            .iter()
            .map(|chat| (chat.plan.first, chat.id))
            .collect();
        Self {
            project: seed.project(),
            channels: by_id(seed.channels(), |channel| channel.id),
            operators: by_id(seed.operators(), |operator| operator.id),
            tags: by_id(seed.tags(), |tag| tag.id),
            funnels: by_id(seed.funnels(), |funnel| funnel.id),
            chats: by_id(chats, |chat| chat.id),
            contacts: by_id(contacts, |contact| contact.id),
            sends: Vec::new(),
            files: HashMap::new(),
            next,
            owners,
            seeded,
            placed: HashMap::new(),
            watermarks: HashMap::new(),
            seed,
        }
    }

    /// A chat's messages, oldest first.
    pub(crate) fn talk(&mut self, chat: i64) -> Option<&mut Vec<Message>> {
        let Self {
            seed,
            chats,
            contacts,
            ..
        } = self;
        let chat = chats.get_mut(&chat)?;
        if chat.talk.is_none() {
            chat.talk = Some(seed.talk(chat, contacts.get(&chat.contact)?));
        }
        chat.talk.as_mut()
    }

    /// Which chat a message is in.
    pub(crate) fn chat_of(&self, message: i64) -> Option<i64> {
        if let Some(chat) = self.placed.get(&message) {
            return Some(*chat);
        }
        let after = self.seeded.partition_point(|(first, _)| *first <= message);
        let (first, chat) = self.seeded.get(after.checked_sub(1)?)?;
        let count = self.chats.get(chat)?.plan.count;
        (message - first < i64::from(count)).then_some(*chat)
    }

    pub(crate) fn message(&mut self, id: i64) -> Option<&mut Message> {
        let chat = self.chat_of(id)?;
        self.talk(chat)?.iter_mut().find(|message| message.id == id)
    }

    /// Notes where a message is.
    pub(crate) fn place(&mut self, message: i64, chat: i64) {
        self.placed.insert(message, chat);
    }

    pub(crate) fn contact_of_gate(&self, gate: i64) -> Option<&Contact> {
        self.contacts.get(self.owners.get(&gate)?)
    }

    pub(crate) fn gate(&self, gate: i64) -> Option<&Gate> {
        self.contact_of_gate(gate)?
            .gates
            .iter()
            .find(|it| it.id == gate)
    }

    /// Notes whose a gate is.
    pub(crate) fn own(&mut self, gate: i64, contact: i64) {
        self.owners.insert(gate, contact);
    }

    /// The kind of the channel behind a gate.
    pub(crate) fn channel_of(&self, gate: i64) -> Option<&Channel> {
        self.channels.get(&self.gate(gate)?.channel)
    }

    pub(crate) fn chat_of_contact(&self, contact: i64) -> Option<&Chat> {
        self.chats.get(&self.contacts.get(&contact)?.chat)
    }

    /// The greatest watermark sent to a contact, and notes this one.
    pub(crate) fn watermark(&mut self, contact: i64, watermark: i64) -> Option<i64> {
        let last = self.watermarks.get(&contact).copied();
        let greatest = last.map_or(watermark, |last| last.max(watermark));
        self.watermarks.insert(contact, greatest);
        last
    }

    pub(crate) fn free_id(&mut self) -> i64 {
        take(&mut self.next.other)
    }
}

fn by_id<T>(items: Vec<T>, id: impl Fn(&T) -> i64) -> BTreeMap<i64, T> {
    items.into_iter().map(|item| (id(&item), item)).collect()
}
