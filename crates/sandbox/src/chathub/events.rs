//! Things that happen: each changes the world and tells the hub's clients.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    App,
    hub::Push,
    quirks::Delivery,
    seed::Person,
    wire,
    world::{Head, Message, NewMessage},
};
use crate::{clock::plus, lock};

/// Adds a message and pushes it. `from` is the hub connection that sent it.
pub(crate) fn add(app: &App, new: NewMessage, from: Option<u64>) -> Option<Message> {
    let quirks = app.quirks();
    let (message, before, after, value) = {
        let mut world = lock(&app.world);
        let before = world.head(new.chat)?.status;
        let message = world.add(new, app.clock.now())?;
        let after = world.head(message.chat)?.status;
        let value = if message.media.is_some() {
            wire::media_push(app, &quirks, &world, &message)
        } else {
            wire::message(app, &quirks, &world, &message)
        };
        (message, before, after, value)
    };
    let target = if message.media.is_some() {
        "ReceiveMediaMessage"
    } else {
        "ReceiveMessage"
    };
    let silent_for = from.filter(|_| !quirks.hub_echo);
    push(app, message.chat, target, vec![value], silent_for);
    if before != after {
        push(
            app,
            message.chat,
            "ChatStatusChanged",
            vec![json!(message.chat), json!(after)],
            None,
        );
    }
    Some(message)
}

/// Sets a chat's status and pushes it; false when there is no such chat.
pub(crate) fn chat_status(app: &App, chat: i64, status: i64) -> bool {
    let known = lock(&app.world).set_chat_status(chat, status);
    if known {
        push(
            app,
            chat,
            "ChatStatusChanged",
            vec![json!(chat), json!(status)],
            None,
        );
    }
    known
}

/// Sets a message's status and pushes it; false when there is no such message.
pub(crate) fn message_status(app: &App, id: i64, status: i64) -> bool {
    let chat = {
        let mut world = lock(&app.world);
        let chat = world.chat_of(id);
        chat.filter(|_| world.set_message_status(id, status))
    };
    if let Some(chat) = chat {
        push(
            app,
            chat,
            "MessageStatusChanged",
            vec![json!(id), json!(status)],
            None,
        );
    }
    chat.is_some()
}

/// Begins a chat, pushes it, and lets its client write.
pub(crate) fn new_chat(
    app: &App,
    person: Person,
    source: i64,
    organization: i64,
    text: &str,
) -> Head {
    let quirks = app.quirks();
    let (head, value) = {
        let mut world = lock(&app.world);
        let head = world.begin(person, source, organization, app.clock.now());
        let value = wire::new_chat(app, &quirks, &world, &head);
        (head, value)
    };
    push(app, head.id, "ChatCreated", vec![value], None);
    let new = NewMessage {
        chat: head.id,
        text: text.to_owned(),
        author: 1,
        operator: None,
        file: None,
    };
    add(app, new, None);
    head
}

/// Lets a sent message be delivered and read, as the clock goes.
pub(crate) fn deliver(app: &App, message: i64) {
    let quirks = app.quirks();
    let sent = app.clock.now();
    let steps: &[(u64, i64)] = match quirks.delivery {
        Delivery::Stuck => &[],
        Delivery::Rejected => &[(quirks.delivered_after_ms, 2)],
        Delivery::Progress => &[(quirks.delivered_after_ms, 1), (quirks.read_after_ms, 3)],
    };
    let steps = steps.to_vec();
    let app = app.clone();
    app.clone().spawn(async move {
        for (after, status) in steps {
            app.clock
                .sleep_until(plus(sent, Duration::from_millis(after)))
                .await;
            message_status(&app, message, status);
        }
    });
}

fn push(
    app: &App,
    chat: i64,
    target: &'static str,
    arguments: Vec<Value>,
    silent_for: Option<u64>,
) {
    let organization = lock(&app.world).head(chat).map(|head| head.organization);
    let push = Push {
        target,
        arguments,
        organization,
        silent_for,
    };
    // Nobody listens when no hub client is connected.
    let _ = app.pushes.send(push);
}
