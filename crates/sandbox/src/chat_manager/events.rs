//! Things that happen: each changes the world and wakes whoever waits for it.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    App,
    seed::{Language, Plan},
    world::{Chat, Member, Message, ReceivedSend, Stay, Title, User},
};
use crate::{clock::plus, lock};

/// The type of formatted text (8.4).
pub(crate) const FORMATTED: &str = "application/x.chat-manager.message-text-formatted+json";

/// `{"text", "entities"}`; addresses in the text are entities, counted in UTF-16 units (8.4).
pub(crate) fn formatted(text: &str) -> Value {
    let mut entities = Vec::new();
    let mut rest = text;
    while let Some(start) = ["https://", "http://"]
        .iter()
        .filter_map(|scheme| rest.find(scheme))
        .min()
    {
        let (before, from) = rest.split_at(start);
        let length = from.find(char::is_whitespace).unwrap_or(from.len());
        let (address, after) = from.split_at(length);
        let gone = text.len() - rest.len() + before.len();
        let offset = units(text.get(..gone).unwrap_or(""));
        entities.push(
            json!({ "offset": offset, "length": units(address), "type": "TextEntityTypeUrl" }),
        );
        rest = after;
    }
    json!({ "text": text, "entities": entities })
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A chat to make.
pub(crate) struct NewChat {
    pub(crate) title: String,
    pub(crate) created_by: Option<String>,
    pub(crate) description: Option<String>,
}

/// Begins to make a chat.
pub(crate) fn create(app: &App, new: NewChat) -> Uuid {
    let quirks = app.quirks();
    let now = app.clock.now();
    let after = |ms: u64| plus(now, Duration::from_millis(ms));
    let registered_at = after(quirks.provisioned_after_ms);
    let settled_at = after(quirks.provisioned_after_ms + quirks.settled_after_ms);
    let id = {
        let mut world = lock(&app.world);
        let id = world.free_id();
        let bot = Member {
            user: world.bot,
            stays: vec![Stay {
                joined_at: settled_at,
                left_at: None,
                invited_by: None,
            }],
        };
        let code = world.free_id().simple().to_string();
        let chat = Chat {
            id,
            active: true,
            readable_at: after(quirks.readable_after_ms),
            registered_at,
            created_by: new.created_by,
            description: new.description,
            titles: vec![Title {
                value: new.title,
                at: settled_at,
            }],
            members: vec![bot],
            invitation: format!("https://t.me/+{}", code.get(..16).unwrap_or(&code)),
            language: Language::English,
            plan: Plan::none(now),
            talk: None,
        };
        world.chats.insert(id, chat);
        id
    };
    app.tell();
    id
}

/// Adds a message by somebody; its id, or None when there is no such chat.
pub(crate) fn write(app: &App, chat: Uuid, by: Uuid, kind: &str, value: Value) -> Option<Uuid> {
    let now = app.clock.now();
    let id = add(app, chat, by, kind, value, now)?;
    app.tell();
    Some(id)
}

fn add(
    app: &App,
    chat: Uuid,
    by: Uuid,
    kind: &str,
    value: Value,
    captured_at: Timestamp,
) -> Option<Uuid> {
    let now = app.clock.now();
    let mut world = lock(&app.world);
    world.talk(chat)?;
    let id = world.free_id();
    let content = world.content(kind, Some(value), now);
    let message = Message {
        id,
        by,
        at: now,
        deleted: false,
        pinned: false,
        contents: vec![content],
        captured_at,
    };
    world.talk(chat)?.push(message);
    Some(id)
}

/// Adds a message that was sent over the API.
pub(crate) fn send(app: &App, chat: Uuid, text: &str, pinned: bool) -> Option<Uuid> {
    let now = app.clock.now();
    let captured_at = plus(now, Duration::from_millis(app.quirks().capture_after_ms));
    let bot = lock(&app.world).bot;
    let id = add(app, chat, bot, FORMATTED, formatted(text), captured_at)?;
    {
        let mut world = lock(&app.world);
        world.message(chat, id)?.pinned = pinned;
        world.sends.push(ReceivedSend {
            message: id,
            chat,
            text: text.to_owned(),
            pinned,
            at: now,
        });
    }
    app.tell();
    Some(id)
}

/// Changes a message's text as its author would; false when there is none.
pub(crate) fn edit(app: &App, chat: Uuid, message: Uuid, text: &str) -> bool {
    let now = app.clock.now();
    let mut world = lock(&app.world);
    let content = world.content(FORMATTED, Some(formatted(text)), now);
    let Some(message) = world.message(chat, message) else {
        return false;
    };
    message.contents.push(content);
    drop(world);
    app.tell();
    true
}

/// Deletes a message as its author would: what was captured stays (12.21).
pub(crate) fn delete(app: &App, chat: Uuid, message: Uuid) -> bool {
    let mut world = lock(&app.world);
    let Some(message) = world.message(chat, message) else {
        return false;
    };
    message.deleted = true;
    drop(world);
    app.tell();
    true
}

/// Gives a chat another title as its members would.
pub(crate) fn rename(app: &App, chat: Uuid, title: &str) -> bool {
    let now = app.clock.now();
    change(app, chat, |chat| {
        chat.titles.push(Title {
            value: title.to_owned(),
            at: now,
        });
    })
}

/// Switches a chat off or on as the provider would.
pub(crate) fn set_active(app: &App, chat: Uuid, active: bool) -> bool {
    change(app, chat, |chat| chat.active = active)
}

/// Somebody comes, or comes back.
pub(crate) fn join(app: &App, chat: Uuid, user: User) -> bool {
    let now = app.clock.now();
    let id = user.id;
    let bot = {
        let mut world = lock(&app.world);
        world.users.entry(id).or_insert(user);
        world.bot
    };
    change(app, chat, |chat| {
        let stay = Stay {
            joined_at: now,
            left_at: None,
            invited_by: Some(bot),
        };
        match chat.member(id) {
            Some(member) if member.is_in(now) => {}
            Some(member) => member.stays.push(stay),
            None => chat.members.push(Member {
                user: id,
                stays: vec![stay],
            }),
        }
    })
}

/// Somebody leaves, or is removed, at a moment; false when there is nobody.
pub(crate) fn leave(app: &App, chat: Uuid, user: Uuid, at: Timestamp) -> bool {
    let now = app.clock.now();
    let mut found = false;
    let known = change(app, chat, |chat| {
        if let Some(member) = chat.member(user) {
            found = true;
            for stay in member.stays.iter_mut().filter(|stay| stay.is_on(now)) {
                stay.left_at = Some(stay.left_at.map_or(at, |left| left.min(at)));
            }
        }
    });
    known && found
}

fn change(app: &App, chat: Uuid, change: impl FnOnce(&mut Chat)) -> bool {
    let known = {
        let mut world = lock(&app.world);
        world.chats.get_mut(&chat).map(change).is_some()
    };
    if known {
        app.tell();
    }
    known
}
