//! Histories, marking read, and the media of messages (3.11, 3.12).

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde_json::Value;

use super::{
    App,
    auth::{self, Caller},
    body::{self, Body},
    chats, events,
    quirks::{HistoryOrder, MarkReadBody, MessagesPath},
    refusal::Refusal,
    wire,
};
use crate::{clock::plus, lock, media};

/// GET /api/chat/chats/{chatId}/messages
pub(crate) async fn list_documented(
    State(app): State<App>,
    caller: Caller,
    Path(chat): Path<String>,
) -> Result<Json<Value>, Refusal> {
    if app.quirks().messages_path == MessagesPath::Site {
        return Err(Refusal::not_found("Page"));
    }
    list(&app, caller, &chat)
}

/// GET /api/chat/{chatId}/messages
pub(crate) async fn list_site(
    State(app): State<App>,
    caller: Caller,
    Path(chat): Path<String>,
) -> Result<Json<Value>, Refusal> {
    if app.quirks().messages_path == MessagesPath::Documented {
        return Err(Refusal::not_found("Page"));
    }
    list(&app, caller, &chat)
}

fn list(app: &App, caller: Caller, chat: &str) -> Result<Json<Value>, Refusal> {
    caller.chat_work(app)?;
    let chat = body::id(chat)?;
    chats::visible(app, caller, chat)?;
    let quirks = app.quirks();
    let now = app.clock.now();
    let lag = std::time::Duration::from_millis(quirks.history_lag_ms);
    let world = lock(&app.world);
    let mut messages = world.messages(chat);
    messages.retain(|message| {
        message.author == 1 && !quirks.customers_lag
            || !world.is_live(message.id)
            || plus(message.at, lag) <= now
    });
    match quirks.history_order {
        HistoryOrder::Ascending => {}
        HistoryOrder::Descending => messages.reverse(),
        HistoryOrder::Mixed => {
            messages.sort_by_key(|message| (message.id.wrapping_mul(0x9E37_79B9)) & 0xFFFF)
        }
    }
    let all: Vec<Value> = messages
        .iter()
        .map(|message| wire::message(app, &quirks, &world, message))
        .collect();
    Ok(Json(Value::from(all)))
}

/// PUT /api/chat/messages/status
pub(crate) async fn set_status(
    State(app): State<App>,
    caller: Caller,
    Body(value): Body<Value>,
) -> Result<Response, Refusal> {
    caller.chat_work(&app)?;
    let wanted = app.quirks().mark_read;
    let changes = read_changes(&value, wanted)
        .ok_or_else(|| Refusal::bad("The body does not say which messages get which status"))?;
    let confined = caller.confined_to(&app);
    {
        let world = lock(&app.world);
        for (id, status) in &changes {
            if !(0..=9).contains(status) {
                return Err(Refusal::semantic(format!(
                    "There is no message status {status}"
                )));
            }
            let chat = world.chat_of(*id).and_then(|chat| world.head(chat));
            chat.filter(|head| Caller::sees(confined, head))
                .ok_or_else(|| Refusal::not_found("Message"))?;
        }
    }
    for (id, status) in changes {
        events::message_status(&app, id, status);
    }
    Ok(chats::written(app.quirks().put_answer))
}

/// Message ids with their status; None when the body has not the wanted shape.
fn read_changes(value: &Value, wanted: MarkReadBody) -> Option<Vec<(i64, i64)>> {
    let takes = |shape| wanted == MarkReadBody::Any || wanted == shape;
    if let Value::Array(items) = value {
        return takes(MarkReadBody::Items).then(|| items.iter().map(one).collect())?;
    }
    let status = value.get("status")?.as_i64()?;
    for (key, shape) in [
        ("ids", MarkReadBody::Ids),
        ("messageIds", MarkReadBody::MessageIds),
    ] {
        if let Some(ids) = value.get(key) {
            let ids = ids.as_array().filter(|_| takes(shape))?;
            return ids.iter().map(|id| Some((id.as_i64()?, status))).collect();
        }
    }
    takes(MarkReadBody::Single).then(|| one(value).map(|change| vec![change]))?
}

fn one(value: &Value) -> Option<(i64, i64)> {
    let id = value
        .get("id")
        .or_else(|| value.get("messageId"))?
        .as_i64()?;
    Some((id, value.get("status")?.as_i64()?))
}

/// GET /media/{message}/{name}
pub(crate) async fn media(
    State(app): State<App>,
    headers: HeaderMap,
    Path((message, _)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    if app.quirks().media_needs_token {
        Caller::from_claim(&app, auth::claim(&app, &headers, None).1)?;
    }
    let id = body::id(&message)?;
    let world = lock(&app.world);
    let message = world
        .message(id)
        .ok_or_else(|| Refusal::not_found("File"))?;
    let bytes = world
        .file(&message)
        .ok_or_else(|| Refusal::not_found("File"))?;
    let kind = message.media.map(|media| media.format).unwrap_or_default();
    Ok(file(&kind, bytes))
}

/// GET /media/operators/{name}: an operator's portrait.
pub(crate) async fn portrait(Path(name): Path<String>) -> Result<Response, Refusal> {
    let id = name.strip_suffix(".png").and_then(|id| id.parse().ok());
    let id: u64 = id.ok_or_else(|| Refusal::not_found("File"))?;
    Ok(file("image/png", media::photo(id, 96, 96)))
}

fn file(kind: &str, bytes: Bytes) -> Response {
    let mut response = bytes.into_response();
    let octets = HeaderValue::from_static("application/octet-stream");
    let kind = HeaderValue::from_str(kind).unwrap_or(octets);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
