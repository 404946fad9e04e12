//! Things that happen: each changes the world and wakes whoever waits for it.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    App,
    quirks::{Delivery, UpdatedBy},
    seed::Person,
    world::{Chat, Contact, Gate, Message, Sender, World, take},
};
use crate::{clock::plus, lock};

/// A message to add.
pub(crate) struct NewMessage {
    pub(crate) chat: i64,
    pub(crate) content: Value,
    pub(crate) sender: Sender,
    pub(crate) gate: Option<i64>,
    pub(crate) internal: bool,
    pub(crate) by_api: bool,
}

impl NewMessage {
    pub(crate) fn new(chat: i64, sender: Sender, content: Value) -> Self {
        Self {
            chat,
            content,
            sender,
            gate: None,
            internal: false,
            by_api: false,
        }
    }
}

/// `{"type": ..., "resource": {"parameters": ...}}`
pub(crate) fn template(kind: &str, parameters: &Value) -> Value {
    json!({ "type": kind, "resource": { "parameters": parameters } })
}

pub(crate) fn text(text: &str) -> Value {
    template("text", &json!({ "content": text }))
}

/// Adds a message; None when there is no such chat.
pub(crate) fn add(app: &App, new: NewMessage) -> Option<Message> {
    let message = insert(app, &mut lock(&app.world), new)?;
    app.tell();
    Some(message)
}

/// Adds a message under a lock that is held already.
pub(crate) fn insert(app: &App, world: &mut World, new: NewMessage) -> Option<Message> {
    let now = app.clock.now();
    let inbound = new.sender == Sender::Contact;
    let action = new.content.get("type") == Some(&Value::from("action"));
    world.talk(new.chat)?;
    let id = take(&mut world.next.message);
    let contact = world.chats.get(&new.chat)?.contact;
    let contact = world.contacts.get_mut(&contact)?;
    let usual = contact.gate().or_else(|| contact.gates.first());
    let usual = usual.map(|gate| gate.id);
    let gate = new.gate.or(usual).filter(|_| !new.internal && !action);
    if inbound {
        let used = contact.gates.iter_mut().find(|it| Some(it.id) == gate);
        if let Some(used) = used {
            used.unread += 1;
            used.heard_at = now;
            used.subscribed = true;
        }
    }
    let message = Message {
        id,
        content: new.content,
        internal: new.internal,
        sender: new.sender,
        gate,
        failure: None,
        by_api: new.by_api,
        created_at: now,
        delivered_at: inbound.then_some(now),
        seen_at: None,
        edited_at: None,
    };
    world.talk(new.chat)?.push(message.clone());
    world.place(id, new.chat);
    let chat = world.chats.get_mut(&new.chat)?;
    chat.open |= inbound;
    let updates = match app.quirks().updated_by {
        UpdatedBy::Everything => true,
        UpdatedBy::Messages => !action && !new.internal,
        UpdatedBy::Inbound => inbound,
    };
    if updates {
        chat.updated_at = now;
    }
    Some(message)
}

/// Moves a chat's `updatedAt` when it follows everything.
pub(crate) fn touched(app: &App, chat: &mut Chat) {
    if app.quirks().updated_by == UpdatedBy::Everything {
        chat.updated_at = app.clock.now();
    }
}

/// Marks everything of a chat read; false when there is no such chat.
pub(crate) fn read(app: &App, chat: i64) -> bool {
    let now = app.clock.now();
    {
        let mut world = lock(&app.world);
        let Some(talk) = world.talk(chat) else {
            return false;
        };
        for message in talk {
            if message.sender == Sender::Contact && message.seen_at.is_none() {
                message.seen_at = Some(now);
            }
        }
        let World {
            chats, contacts, ..
        } = &mut *world;
        if let Some(chat) = chats.get_mut(&chat) {
            if let Some(contact) = contacts.get_mut(&chat.contact) {
                contact.gates.iter_mut().for_each(|gate| gate.unread = 0);
            }
            touched(app, chat);
        }
    }
    app.tell();
    true
}

/// Closes or opens a chat; false when there is no such chat.
pub(crate) fn set_open(app: &App, chat: i64, open: bool) -> bool {
    {
        let mut world = lock(&app.world);
        let Some(found) = world.chats.get_mut(&chat) else {
            return false;
        };
        let changes = found.open != open;
        found.open = open;
        touched(app, found);
        if changes {
            let line = if open { "Chat opened" } else { "Chat closed" };
            insert(app, &mut world, activity(chat, line));
        }
    }
    app.tell();
    true
}

/// Gives a chat to an operator, with a word the contact does not see.
pub(crate) fn forward(app: &App, chat: i64, operator: i64, word: &str) -> bool {
    {
        let mut world = lock(&app.world);
        let Some(name) = world.operators.get(&operator).map(|it| it.name) else {
            return false;
        };
        let Some(found) = world.chats.get_mut(&chat) else {
            return false;
        };
        found.operator = Some(operator);
        touched(app, found);
        insert(
            app,
            &mut world,
            activity(chat, &format!("Chat assigned to {name}")),
        );
        if !word.is_empty() {
            let mut note = NewMessage::new(chat, Sender::Project, text(word));
            note.internal = true;
            insert(app, &mut world, note);
        }
    }
    app.tell();
    true
}

/// A line about what happened.
pub(crate) fn activity(chat: i64, line: &str) -> NewMessage {
    let content = template("action", &json!({ "content": line }));
    NewMessage::new(chat, Sender::Project, content)
}

/// Lets a sent message be delivered and seen, as the clock goes.
pub(crate) fn deliver(app: &App, message: i64) {
    let quirks = app.quirks();
    let sent = app.clock.now();
    let after = move |ms| plus(sent, Duration::from_millis(ms));
    let app = app.clone();
    app.clone().spawn(async move {
        match quirks.delivery {
            Delivery::Stuck => {}
            Delivery::Failed => {
                app.clock
                    .sleep_until(after(quirks.delivered_after_ms))
                    .await;
                change(&app, message, |message, _| {
                    message.failure = Some("The channel rejected the message".to_owned());
                });
            }
            Delivery::Progress => {
                app.clock
                    .sleep_until(after(quirks.delivered_after_ms))
                    .await;
                change(&app, message, |it, now| it.delivered_at = Some(now));
                app.clock.sleep_until(after(quirks.seen_after_ms)).await;
                change(&app, message, |it, now| it.seen_at = Some(now));
            }
        }
    });
}

/// Changes one message; false when there is none.
pub(crate) fn change(app: &App, id: i64, change: impl FnOnce(&mut Message, Timestamp)) -> bool {
    let now = app.clock.now();
    let known = lock(&app.world)
        .message(id)
        .map(|message| change(message, now))
        .is_some();
    app.tell();
    known
}

/// Makes a contact with its chat and one gate; the chat's id.
pub(crate) fn new_contact(app: &App, person: Person, channel: i64) -> i64 {
    let now = app.clock.now();
    let chat = {
        let mut world = lock(&app.world);
        let next = &mut world.next;
        let (id, gate) = (take(&mut next.contact), take(&mut next.gate));
        let (messenger_id, chat) = (take(&mut next.messenger), take(&mut next.chat));
        let gate = Gate {
            id: gate,
            channel,
            subscribed: true,
            unread: 0,
            heard_at: now,
        };
        world.own(gate.id, id);
        let contact = Contact {
            id,
            messenger_id,
            chat,
            first_name: person.first_name,
            last_name: person.last_name,
            email: person.email,
            phone: person.phone,
            photo: false,
            language: person.language,
            tags: Vec::new(),
            funnels: Vec::new(),
            variables: Vec::new(),
            notes: Vec::new(),
            gates: vec![gate],
            created_at: now,
        };
        world.contacts.insert(id, contact);
        let fresh = Chat {
            id: chat,
            contact: id,
            open: true,
            operator: None,
            created_at: now,
            updated_at: now,
            plan: super::seed::Plan::none(now),
            talk: Some(Vec::new()),
        };
        world.chats.insert(chat, fresh);
        chat
    };
    app.tell();
    chat
}
