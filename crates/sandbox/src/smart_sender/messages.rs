//! Histories, and editing and deleting through a gate (5.1, 5.2).

use std::time::Duration;

use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::{
    App, events,
    quirks::Deleted,
    refusal::{Answer, Refusal, Reply},
    request::{self, Body, Query, id},
    world::{Message, Sender},
};
use crate::{clock::plus, lock};

/// GET /chats/{chatId}/messages
pub(crate) async fn of_chat(
    State(app): State<App>,
    Path(chat): Path<String>,
    query: Query,
) -> Answer {
    history(&app, id(&chat, "Chat")?, &query)
}

/// GET /contacts/{contactId}/messages
pub(crate) async fn of_contact(
    State(app): State<App>,
    Path(contact): Path<String>,
    query: Query,
) -> Answer {
    let chat = {
        let world = lock(&app.world);
        let contact = id(&contact, "Contact")?;
        world.chat_of_contact(contact).map(|chat| chat.id)
    };
    let chat = chat.ok_or_else(|| Refusal::no_contact(&app.quirks()))?;
    history(&app, chat, &query)
}

/// A page of a chat, newest first.
fn history(app: &App, chat: i64, query: &Query) -> Answer {
    let quirks = app.quirks();
    let page = query.page(&quirks)?;
    let activities = query.flag("activities")?;
    let now = app.clock.now();
    let lag = Duration::from_millis(quirks.history_lag_ms);
    let mut world = lock(&app.world);
    world.talk(chat);
    let found = world.chats.get(&chat);
    let found = found.ok_or_else(|| Refusal::not_found("Chat"))?;
    let talk = found.talk.as_deref().unwrap_or_default();
    let shows = |message: &&Message| {
        let system =
            message.kind() == "action" || (message.internal && quirks.internal_needs_activities);
        (activities || !system) && (!message.by_api || plus(message.created_at, lag) <= now)
    };
    let shown: Vec<&Message> = talk.iter().rev().filter(shows).collect();
    let wire = app.wire(&quirks, &world);
    let answer = page.of(&quirks, &shown, |message| wire.message(found, message));
    drop(world);
    if quirks.fetching_marks_read {
        events::read(app, chat);
    }
    answer
}

/// PUT /gates/{gateId}/messages
pub(crate) async fn edit(State(app): State<App>, Path(gate): Path<String>, body: Body) -> Answer {
    let gate = id(&gate, "Gate")?;
    let text = body.text("text")?;
    let id = body.integer("messageId")?;
    let limit = app.quirks().max_text;
    if text.chars().count() > limit {
        return Err(too_long("text", limit));
    }
    changeable(&app, gate, id)?;
    {
        let mut world = lock(&app.world);
        let message = world.message(id);
        let message = message.ok_or_else(|| Refusal::not_found("Message"))?;
        if !matches!(message.kind(), "text" | "pendingText" | "input") {
            return Err(Refusal::impossible("Only texts can be edited"));
        }
        // A text that was to be filled in is a plain one once somebody has written it out.
        if message.kind() == "pendingText" {
            message.content = events::text(text);
        } else if let Some(content) = message.content.pointer_mut("/resource/parameters/content") {
            *content = Value::from(text);
        }
        message.edited_at = Some(app.clock.now());
    }
    app.tell();
    Ok(Reply::done())
}

/// DELETE /gates/{gateId}/messages
pub(crate) async fn delete(State(app): State<App>, Path(gate): Path<String>, body: Body) -> Answer {
    const FIELD: &str = "messageIds";
    let gate = id(&gate, "Gate")?;
    let ids = body.get(FIELD).ok_or_else(|| Refusal::missing(FIELD))?;
    let ids = ids.as_array().filter(|ids| !ids.is_empty());
    let ids: Option<Vec<i64>> = ids.and_then(|ids| ids.iter().map(request::integer).collect());
    let ids =
        ids.ok_or_else(|| Refusal::invalid(FIELD, "The messageIds must be a list of integers"))?;
    for id in &ids {
        changeable(&app, gate, *id)?;
    }
    let now = app.clock.now();
    {
        let mut world = lock(&app.world);
        for id in ids {
            match app.quirks().deleted {
                Deleted::Gone => {
                    let chat = world.chat_of(id);
                    if let Some(talk) = chat.and_then(|chat| world.talk(chat)) {
                        talk.retain(|message| message.id != id);
                    }
                }
                Deleted::Transient => {
                    if let Some(message) = world.message(id) {
                        let original = message.content.take();
                        message.content = events::template(
                            "transient",
                            &json!({
                                "context": { "timestamp": now.as_second() }, "original": original,
                            }),
                        );
                    }
                }
            }
        }
    }
    app.tell();
    Ok(Reply::done())
}

/// Whether a message went out through this gate and its channel lets it be changed.
fn changeable(app: &App, gate: i64, id: i64) -> Result<(), Refusal> {
    let mut world = lock(&app.world);
    let channel = world.channel_of(gate).map(|channel| channel.kind);
    let channel = channel.ok_or_else(|| Refusal::not_found("Gate"))?;
    let message = world.message(id).filter(|it| it.gate == Some(gate));
    let message = message.ok_or_else(|| Refusal::not_found("Message"))?;
    if message.sender == Sender::Contact {
        return Err(Refusal::impossible(
            "Messages of the contact can not be changed",
        ));
    }
    if message.kind() == "transient" {
        return Err(Refusal::impossible("The message is deleted already"));
    }
    if app.quirks().edit_telegram_only && channel != "telegram" {
        return Err(Refusal::impossible("The channel does not support this"));
    }
    Ok(())
}

/// The refusal of a text with more characters than that.
pub(crate) fn too_long(field: &str, limit: usize) -> Refusal {
    Refusal::invalid(
        field,
        format!("The {field} may not be greater than {limit} characters"),
    )
}
