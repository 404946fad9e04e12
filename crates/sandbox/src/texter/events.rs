//! Things that happen: each changes the world and wakes whoever waits for it.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    App,
    quirks::Delivery,
    seed::{Person, Plan},
    world::{Agent, Chat, Direction, Message, Status, World, take},
};
use crate::{clock::plus, lock};

/// A message to add.
pub(crate) struct NewMessage {
    pub(crate) content: Map<String, Value>,
    pub(crate) direction: Option<Direction>,
    pub(crate) agent: Option<String>,
    pub(crate) new_status: Option<Status>,
    pub(crate) context: Option<String>,
    pub(crate) tmp_send_id: Option<String>,
    pub(crate) by_api: bool,
}

impl NewMessage {
    fn new(direction: Option<Direction>, content: Map<String, Value>) -> Self {
        Self {
            content,
            direction,
            agent: None,
            new_status: None,
            context: None,
            tmp_send_id: None,
            by_api: false,
        }
    }

    pub(crate) fn incoming(content: Map<String, Value>) -> Self {
        Self::new(Some(Direction::Incoming), content)
    }

    /// Ours, of an agent's uid or `Bot`; of nobody over the API (4.2).
    pub(crate) fn outgoing(agent: Option<&str>, content: Map<String, Value>) -> Self {
        Self {
            agent: agent.map(str::to_owned),
            by_api: agent.is_none(),
            ..Self::new(Some(Direction::Outgoing), content)
        }
    }

    fn system(status: Status, agent: Option<&Agent>) -> Self {
        Self {
            new_status: Some(status),
            agent: agent.map(|agent| agent.uid.to_owned()),
            ..Self::new(None, Map::new())
        }
    }
}

/// The content of a type.
pub(crate) fn content(kind: &str, field: &str, value: impl Into<Value>) -> Map<String, Value> {
    let mut content = Map::new();
    content.insert("type".to_owned(), Value::from(kind));
    content.insert(field.to_owned(), value.into());
    content
}

pub(crate) fn text(text: &str) -> Map<String, Value> {
    content("text", "text", text)
}

/// Adds a message; None when there is no such chat.
pub(crate) fn add(app: &App, chat: i64, new: NewMessage) -> Option<Message> {
    let message = insert(app, &mut lock(&app.world), chat, new)?;
    app.tell();
    Some(message)
}

/// Adds a message under a lock that is held already.
pub(crate) fn insert(app: &App, world: &mut World, chat: i64, new: NewMessage) -> Option<Message> {
    let now = app.clock.now();
    let incoming = new.direction == Some(Direction::Incoming);
    // Providers date what contacts write in whole seconds (10.3).
    let at = if incoming && app.quirks().whole_seconds {
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    } else {
        now
    };
    world.talk(chat)?;
    let status = if incoming { 2 } else { 0 };
    let message = Message {
        number: take(&mut world.next.message),
        content: new.content,
        direction: new.direction,
        bot_session: new.agent.as_deref() == Some("Bot"),
        agent: new.agent,
        status,
        history: vec![(status, at)],
        at,
        updated_at: now,
        new_status: new.new_status,
        context: new.context,
        tmp_send_id: new.tmp_send_id,
        by_api: new.by_api,
    };
    world.talk(chat)?.push(message.clone());
    world.place(message.number, chat);
    let chat = world.chats.get_mut(&chat)?;
    chat.updated_at = now;
    if message.direction.is_some() {
        chat.last_message_at = chat.last_message_at.max(Some(at));
    }
    if incoming {
        chat.unread += 1;
        chat.last_incoming_at = Some(at);
        // After a resolution the next message goes to the bot (3.4).
        if matches!(chat.status, Status::Resolved | Status::Bulk) {
            chat.status = Status::Bot;
        }
    }
    Some(message)
}

/// Gives a chat a status, with the line that says so; false when there is no such chat.
pub(crate) fn set_status(app: &App, chat: i64, status: Status) -> bool {
    let done = move_to(app, &mut lock(&app.world), chat, status).is_some();
    app.tell();
    done
}

fn move_to(app: &App, world: &mut World, chat: i64, status: Status) -> Option<()> {
    let now = app.clock.now();
    let found = world.chats.get_mut(&chat)?;
    found.status = status;
    match status {
        Status::Pending => found.pending_at = Some(now),
        Status::Resolved => found.resolved_at = Some(now),
        _ => {}
    }
    let agent = found.agent;
    insert(app, world, chat, NewMessage::system(status, agent))?;
    Some(())
}

/// Gives a chat to an agent, a department, or an agent of a department: it is PENDING then (3.3).
pub(crate) fn assign(
    app: &App,
    chat: i64,
    agent: Option<&'static Agent>,
    department: Option<&str>,
) -> bool {
    let done = {
        let mut world = lock(&app.world);
        if let Some(found) = world.chats.get_mut(&chat) {
            found.agent = agent;
            if let Some(department) = department {
                found.department = Some(department.to_owned());
            }
        }
        move_to(app, &mut world, chat, Status::Pending).is_some()
    };
    app.tell();
    done
}

/// Changes a chat; false when there is none.
pub(crate) fn change_chat(app: &App, chat: i64, change: impl FnOnce(&mut Chat)) -> bool {
    let now = app.clock.now();
    let done = lock(&app.world).chats.get_mut(&chat).map(|chat| {
        change(chat);
        chat.updated_at = now;
    });
    app.tell();
    done.is_some()
}

/// Lets a sent message be accepted, delivered and seen, as the clock goes.
pub(crate) fn deliver(app: &App, message: &Message) {
    let quirks = app.quirks();
    let (id, sent) = (message.id(), app.clock.now());
    let at = move |ms| plus(sent, Duration::from_millis(ms));
    let steps: Vec<(u8, Timestamp)> = match quirks.delivery {
        Delivery::Stuck => Vec::new(),
        Delivery::Failed => vec![(4, at(quirks.delivered_after_ms))],
        Delivery::ChannelFailed => vec![(5, at(quirks.delivered_after_ms))],
        Delivery::Progress => vec![
            (1, at(quirks.delivered_after_ms / 2)),
            (2, at(quirks.delivered_after_ms)),
            (3, at(quirks.seen_after_ms)),
        ],
    };
    let app = app.clone();
    app.clone().spawn(async move {
        for (status, at) in steps {
            app.clock.sleep_until(at).await;
            set_delivery(&app, &id, status);
        }
    });
}

/// Gives a message a status; false when there is none.
pub(crate) fn set_delivery(app: &App, id: &str, status: u8) -> bool {
    let now = app.clock.now();
    let known = lock(&app.world).message(id).map(|message| {
        message.status = status;
        message.history.push((status, now));
        message.updated_at = now;
    });
    app.tell();
    known.is_some()
}

/// Makes a chat with a person who has not written yet; its number.
pub(crate) fn new_chat(app: &App, person: Person) -> i64 {
    let now = app.clock.now();
    let mut world = lock(&app.world);
    let number = take(&mut world.next.chat);
    let mut chat = Chat::of(person, number, now);
    chat.talk = Some(Vec::new());
    world.chats.insert(number, chat);
    drop(world);
    app.tell();
    number
}

impl Chat {
    /// A chat nobody has written in.
    pub(crate) fn of(person: Person, number: i64, now: Timestamp) -> Self {
        Self {
            number,
            title: person.name,
            display_name: None,
            person: None,
            image: false,
            channel: person.channel,
            account: person.account,
            contact: person.contact,
            agent: None,
            department: None,
            status: Status::Bot,
            unread: 0,
            labels: Vec::new(),
            language: person.language,
            crm: Map::new(),
            crm_link: None,
            external_bot: None,
            blocked: false,
            unsubscribed: None,
            created_at: now,
            updated_at: now,
            last_message_at: None,
            last_incoming_at: None,
            pending_at: None,
            resolved_at: None,
            plan: Plan::none(),
            talk: None,
        }
    }
}

/// A file of a kind as messages carry it.
pub(crate) fn media(kind: &str, file: &str, name: &str, mime: &str, caption: &str) -> Value {
    let mut item = json!({
        "mediaType": kind, "fileId": file, "filename": name, "contentType": mime, "scanned": true,
    });
    if let (false, Some(fields)) = (caption.is_empty(), item.as_object_mut()) {
        fields.insert("caption".to_owned(), Value::from(caption));
    }
    item
}
