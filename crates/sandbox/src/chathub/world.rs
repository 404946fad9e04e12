//! What the service knows: organizations, operators, chats and messages, and how they change. No HTTP here.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;

use super::seed::{FIRST_CHAT, Person, Seed};
use crate::media::Media;

/// An organization of the company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Organization {
    pub(crate) id: i64,
    pub(crate) name: String,
}

/// An operator. Status: 0 active, 1 inactive, 2 deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Operator {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) status: i64,
    pub(crate) organization: i64,
}

/// A chat without its messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) id: i64,
    pub(crate) status: i64,
    pub(crate) source: i64,
    pub(crate) organization: i64,
    pub(crate) operator: Option<i64>,
    pub(crate) unread: u32,
    /// How many messages there are.
    pub(crate) count: u32,
    /// The first seeded message's id.
    pub(crate) first: i64,
    pub(crate) last_at: Timestamp,
    pub(crate) deleted: bool,
}

/// A file that belongs to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attachment {
    pub(crate) name: String,
    pub(crate) format: String,
}

/// A message with its wire numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) id: i64,
    pub(crate) chat: i64,
    pub(crate) text: String,
    pub(crate) phone: String,
    pub(crate) author: i64,
    pub(crate) status: i64,
    pub(crate) at: Timestamp,
    pub(crate) operator: Option<i64>,
    pub(crate) kind: i64,
    pub(crate) media: Option<Attachment>,
}

/// A message the service accepted from a client of its API, for oracles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedSend {
    /// The id the message got.
    pub message: i64,
    /// Its chat.
    pub chat: i64,
    /// Its text.
    pub text: String,
    /// The attachment's name.
    pub attachment: Option<String>,
    /// Whose token it came with; None for the company's.
    pub operator: Option<i64>,
    /// `rest` or `hub`.
    pub via: &'static str,
    /// When, by the sandbox's clock.
    pub at: Timestamp,
}

/// A message about to be added.
pub(crate) struct NewMessage {
    pub(crate) chat: i64,
    pub(crate) text: String,
    pub(crate) author: i64,
    pub(crate) operator: Option<i64>,
    /// Message type (1 photo, 2 file) and the file.
    pub(crate) file: Option<(i64, Media)>,
}

/// Everything the service knows.
#[derive(Debug)]
pub(crate) struct World {
    seed: Seed,
    pub(crate) organizations: Vec<Organization>,
    pub(crate) operators: BTreeMap<i64, Operator>,
    /// By id: the chat `FIRST_CHAT + n` is the n-th.
    heads: Vec<Head>,
    /// Indices into `heads`, newest activity first, deleted ones left out; None when it has to be made anew.
    order: Option<Arc<Vec<u32>>>,
    /// Clients of chats that were begun here.
    people: HashMap<i64, Person>,
    /// Histories that differ from the seed's.
    talks: HashMap<i64, Vec<Message>>,
    /// Which chat a new message is in.
    places: HashMap<i64, i64>,
    uploads: HashMap<i64, Bytes>,
    pub(crate) sends: Vec<ReceivedSend>,
    next_message: i64,
    /// Ids from here on did not exist at the start.
    first_live: i64,
}

impl World {
    pub(crate) fn new(seed: Seed) -> Self {
        let operators = seed.operators();
        let (heads, next_message) = seed.heads(&operators);
        Self {
            organizations: seed.organizations(),
            operators: operators
                .into_iter()
                .map(|operator| (operator.id, operator))
                .collect(),
            heads,
            order: None,
            people: HashMap::new(),
            talks: HashMap::new(),
            places: HashMap::new(),
            uploads: HashMap::new(),
            sends: Vec::new(),
            next_message,
            first_live: next_message,
            seed,
        }
    }

    /// A chat that exists.
    pub(crate) fn head(&self, chat: i64) -> Option<&Head> {
        let index = usize::try_from(chat - FIRST_CHAT).ok()?;
        self.heads.get(index).filter(|head| !head.deleted)
    }

    fn head_mut(&mut self, chat: i64) -> Option<&mut Head> {
        let index = usize::try_from(chat - FIRST_CHAT).ok()?;
        self.heads.get_mut(index).filter(|head| !head.deleted)
    }

    pub(crate) fn person(&self, chat: i64) -> Person {
        self.people
            .get(&chat)
            .cloned()
            .unwrap_or_else(|| self.seed.person(chat))
    }

    /// Chats by activity, newest first.
    pub(crate) fn by_activity(&mut self) -> Arc<Vec<u32>> {
        self.order
            .get_or_insert_with(|| {
                let mut order: Vec<u32> = (0..self.heads.len() as u32)
                    .filter(|index| {
                        self.heads
                            .get(*index as usize)
                            .is_some_and(|head| !head.deleted)
                    })
                    .collect();
                order.sort_by_key(|index| {
                    let head = self.heads.get(*index as usize);
                    std::cmp::Reverse(head.map(|head| (head.last_at, head.id)))
                });
                Arc::new(order)
            })
            .clone()
    }

    /// Puts a chat that was busy just now first, without sorting everything again.
    fn bring_up(&mut self, chat: i64) {
        let Some(order) = &mut self.order else { return };
        let at = |index: u32| {
            self.heads
                .get(index as usize)
                .map(|head| (head.last_at, head.id))
        };
        let index = (chat - FIRST_CHAT) as u32;
        let place = order.iter().position(|other| *other == index);
        let is_newest = order.first().is_none_or(|first| at(index) >= at(*first));
        match place.and_then(|place| Arc::make_mut(order).get_mut(..=place)) {
            Some(front) if is_newest => front.rotate_right(1),
            _ => self.order = None,
        }
    }

    /// Every chat that exists, by id.
    pub(crate) fn chats(&self) -> impl DoubleEndedIterator<Item = &Head> {
        self.heads.iter().filter(|head| !head.deleted)
    }

    pub(crate) fn at_index(&self, index: u32) -> Option<&Head> {
        self.heads.get(index as usize)
    }

    /// The whole history, oldest first.
    pub(crate) fn messages(&self, chat: i64) -> Vec<Message> {
        match (self.talks.get(&chat), self.head(chat)) {
            (Some(talk), Some(_)) => talk.clone(),
            (None, Some(head)) => self.seed.talk(head),
            _ => Vec::new(),
        }
    }

    /// Whether the message came after the start.
    pub(crate) fn is_live(&self, message: i64) -> bool {
        message >= self.first_live
    }

    /// The chat a message is in.
    pub(crate) fn chat_of(&self, message: i64) -> Option<i64> {
        if self.is_live(message) {
            return self.places.get(&message).copied();
        }
        let after = self.heads.partition_point(|head| head.first <= message);
        let head = self.heads.get(after.checked_sub(1)?)?;
        (message >= head.first && !head.deleted).then_some(head.id)
    }

    pub(crate) fn message(&self, id: i64) -> Option<Message> {
        let chat = self.chat_of(id)?;
        self.messages(chat)
            .into_iter()
            .find(|message| message.id == id)
    }

    fn talk_mut(&mut self, chat: i64) -> Option<&mut Vec<Message>> {
        if !self.talks.contains_key(&chat) {
            let talk = self.seed.talk(self.head(chat)?);
            self.talks.insert(chat, talk);
        }
        self.talks.get_mut(&chat)
    }

    /// Adds a message; None when the chat does not exist.
    pub(crate) fn add(&mut self, new: NewMessage, at: Timestamp) -> Option<Message> {
        // Made before anything changes: the seed deals out exactly what the head says.
        self.talk_mut(new.chat)?;
        let phone = self.person(new.chat).phone;
        let id = self.next_message;
        let head = self.head_mut(new.chat)?;
        let fresh_from_client = new.author == 1;
        if fresh_from_client {
            head.unread += 1;
            if head.status == 4 || head.status == 2 {
                head.status = 1;
            }
        } else if new.author == 0 {
            if head.status == 0 {
                head.status = 1;
            }
            head.operator = head.operator.or(new.operator);
        }
        let operator = if new.author == 0 {
            new.operator.or(head.operator)
        } else {
            None
        };
        head.last_at = head.last_at.max(at);
        head.count += 1;
        let (kind, media) = match &new.file {
            None => (0, None),
            Some((kind, file)) => (
                *kind,
                Some(Attachment {
                    name: file.name.clone(),
                    format: file.mime.clone(),
                }),
            ),
        };
        let message = Message {
            id,
            chat: new.chat,
            text: new.text,
            phone,
            author: new.author,
            status: if fresh_from_client { 1 } else { 0 },
            at,
            operator,
            kind,
            media,
        };
        self.next_message += 1;
        self.bring_up(new.chat);
        self.places.insert(id, new.chat);
        if let Some((_, file)) = new.file {
            self.uploads.insert(id, file.bytes);
        }
        self.talk_mut(new.chat)?.push(message.clone());
        Some(message)
    }

    /// Begins a chat without messages.
    pub(crate) fn begin(
        &mut self,
        person: Person,
        source: i64,
        organization: i64,
        at: Timestamp,
    ) -> Head {
        let head = Head {
            id: FIRST_CHAT + self.heads.len() as i64,
            status: 0,
            source,
            organization,
            operator: None,
            unread: 0,
            count: 0,
            first: self.next_message,
            last_at: at,
            deleted: false,
        };
        self.people.insert(head.id, person);
        self.talks.insert(head.id, Vec::new());
        self.heads.push(head.clone());
        self.order = None;
        head
    }

    /// Sets a chat's status; false when there is no such chat.
    pub(crate) fn set_chat_status(&mut self, chat: i64, status: i64) -> bool {
        self.head_mut(chat)
            .map(|head| head.status = status)
            .is_some()
    }

    /// Deletes a chat with its messages; false when there is no such chat.
    pub(crate) fn delete(&mut self, chat: i64) -> bool {
        let Some(head) = self.head_mut(chat) else {
            return false;
        };
        head.deleted = true;
        self.talks.remove(&chat);
        self.order = None;
        true
    }

    /// Sets a message's status; false when there is no such message.
    pub(crate) fn set_message_status(&mut self, id: i64, status: i64) -> bool {
        let Some(chat) = self.chat_of(id) else {
            return false;
        };
        let Some(talk) = self.talk_mut(chat) else {
            return false;
        };
        let Some(message) = talk.iter_mut().find(|message| message.id == id) else {
            return false;
        };
        message.status = status;
        let unread = talk
            .iter()
            .filter(|message| message.author == 1 && message.status != 3)
            .count();
        if let Some(head) = self.head_mut(chat) {
            head.unread = unread as u32;
        }
        true
    }

    /// The bytes of an attachment: those uploaded, or made from the message's id.
    pub(crate) fn file(&self, message: &Message) -> Option<Bytes> {
        let media = message.media.as_ref()?;
        Some(match self.uploads.get(&message.id) {
            Some(bytes) => bytes.clone(),
            None if message.kind == 1 => crate::media::photo(message.id as u64, 360, 240),
            None if media.format == "text/plain" => {
                Bytes::from(format!("Note {}\n{}\n", message.id, message.text))
            }
            None => crate::media::pdf(&format!("Document {} of chat {}", message.id, message.chat)),
        })
    }

    /// An operator's name; empty when unknown.
    pub(crate) fn operator_name(&self, id: i64) -> &str {
        self.operators
            .get(&id)
            .map_or("", |operator| operator.name.as_str())
    }

    /// Adds an operator, also when there is one of the same name: the call is not idempotent.
    pub(crate) fn add_operator(&mut self, organization: i64, name: String) -> Operator {
        let id = self.operators.last_key_value().map_or(0, |(id, _)| *id) + 1;
        let operator = Operator {
            id,
            name,
            status: 0,
            organization,
        };
        self.operators.insert(id, operator.clone());
        operator
    }
}
