//! Messages: send one, read one by its id (section 5).

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use serde_json::{Value, json};

use super::{
    App, chats, events, life,
    quirks::{Pin, Sent},
    refusal::{Answer, Refusal},
    request::{Body, id},
    wire::Wire,
};
use crate::lock;

/// POST /chats/{chatId}/messages
pub(crate) async fn send(State(app): State<App>, Path(chat): Path<String>, body: Body) -> Answer {
    let chat = id(&chat)?;
    let quirks = app.quirks();
    let text = body.text("text")?;
    if text.chars().count() > quirks.max_text {
        let sentence = format!("text: size must be between 1 and {}", quirks.max_text);
        return Err(Refusal::bad(sentence));
    }
    let pin = pin(&body, quirks.pin)?;
    chats::writable(&app, chat)?;
    let message = events::send(&app, chat, text, pin).ok_or_else(|| Refusal::not_found("Chat"))?;
    life::provoked(&app, chat);
    Ok(match quirks.sent {
        Sent::Empty => StatusCode::CREATED.into_response(),
        Sent::Id => (StatusCode::CREATED, Json(json!({ "id": message }))).into_response(),
    })
}

/// A boolean or a text that is one (12.18).
fn pin(body: &Body, form: Pin) -> Result<bool, Refusal> {
    let Some(value) = body.get("pinMessage") else {
        return Ok(false);
    };
    let read = match value {
        Value::Bool(pin) if form != Pin::Text => Some(*pin),
        Value::String(text) if form != Pin::Boolean => text.parse().ok(),
        _ => None,
    };
    read.ok_or_else(|| Refusal::bad("pinMessage: must be true or false"))
}

/// GET /chats/{chatId}/messages/{messageId}
pub(crate) async fn get(
    State(app): State<App>,
    Path((chat, message)): Path<(String, String)>,
) -> Answer {
    let (chat, message) = (id(&chat)?, id(&message)?);
    let quirks = app.quirks();
    let now = app.clock.now();
    let mut world = lock(&app.world);
    chats::readable(&world, chat, now)?;
    let found = world.message(chat, message).cloned();
    let found = found.filter(|it| it.captured_at <= now);
    let found = found.ok_or_else(|| Refusal::not_found("Message"))?;
    let wire = Wire {
        quirks: &quirks,
        world: &world,
        now,
    };
    Ok(Json(wire.message(&found)).into_response())
}
