//! The control API: what [`Script`] offers, over HTTP, for tests in another process. It answers under `/__sandbox`
//! of the service's own port when the configuration says so. JSON in, JSON out; a wish that can't be granted is a
//! 400 `{"error": "..."}`, an unknown chat a 404.
//!
//! | Call | Body or query | Answer |
//! |---|---|---|
//! | `GET /` | | `{url, credentials, seed}` |
//! | `POST /customer/write`, `/customer/photo`, `/customer/file` | `{chat, text}` | `{message}` |
//! | `POST /colleague/reply` | `{chat, text}` | `{message}` |
//! | `POST /chats` | `{title?, contact?, channel?, text?}` | `{chat}` |
//! | `POST /chats/status` | `{chat, status}` (`PENDING`...) | `{}` |
//! | `POST /chats/delete` | `{chat}` | `{}` |
//! | `POST /messages/status` | `{message, status}` (0 to 6) | `{}` |
//! | `POST /token` | `{scopes?, renew?}` | `{token}` when renewed |
//! | `GET /state/chats`, `/state/chats/{id}`, `/state/chats/{id}/messages`, `/state/sends`, `/state/agents` | | records |
//! | `POST /down`, `/up` | every request but these is reset until `/up` | `{}` |
//!
//! Beside these stand the calls that every service has: [`crate::frame::control`].

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::json;

use super::{App, Quirks, Scope, script::Script, world::Status};
use crate::frame::control::{self, Answer, denied, done, granted, told, unknown, wish};

fn made(message: Option<String>) -> Answer {
    let message = message.ok_or_else(unknown)?;
    Ok(Json(json!({ "message": message })))
}

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/", get(about))
        .route("/customer/{what}", post(customer))
        .route("/colleague/reply", post(colleague_reply))
        .route("/chats", post(new_chat))
        .route("/chats/status", post(chat_status))
        .route("/chats/delete", post(chat_delete))
        .route("/messages/status", post(message_status))
        .route("/token", post(token))
        .route("/state/chats", get(chats))
        .route("/state/chats/{id}", get(chat))
        .route("/state/chats/{id}/messages", get(messages))
        .route("/state/sends", get(sends))
        .route("/state/agents", get(agents))
        .route("/down", post(down))
        .merge(control::router::<App, Quirks>())
}

async fn about(State(app): State<App>) -> Answer {
    Ok(Json(
        json!({ "url": app.base, "credentials": app.credentials, "seed": app.seed }),
    ))
}

#[derive(Deserialize)]
struct Words {
    chat: String,
    #[serde(default)]
    text: String,
}

async fn customer(State(app): State<App>, Path(what): Path<String>, body: String) -> Answer {
    let words: Words = wish(&body)?;
    let script = Script::of(&app);
    match what.as_str() {
        "write" => made(script.customer_writes(&words.chat, &words.text)),
        "photo" => made(script.customer_sends_photo(&words.chat, &words.text)),
        "file" => made(script.customer_sends_file(&words.chat)),
        _ => Err(unknown()),
    }
}

async fn colleague_reply(State(app): State<App>, body: String) -> Answer {
    let words: Words = wish(&body)?;
    made(Script::of(&app).colleague_replies(&words.chat, &words.text))
}

async fn new_chat(State(app): State<App>, body: String) -> Answer {
    let chat = Script::of(&app).new_chat(wish(&body)?);
    Ok(Json(json!({ "chat": chat })))
}

#[derive(Deserialize)]
struct ChatStatus {
    chat: String,
    status: String,
}

async fn chat_status(State(app): State<App>, body: String) -> Answer {
    let wanted: ChatStatus = wish(&body)?;
    let status = Status::named(&wanted.status).ok_or_else(|| denied("no such status"))?;
    granted(Script::of(&app).set_status(&wanted.chat, status))
}

async fn chat_delete(State(app): State<App>, body: String) -> Answer {
    let wanted: Words = wish(&body)?;
    granted(Script::of(&app).delete_chat(&wanted.chat))
}

#[derive(Deserialize)]
struct MessageStatus {
    message: String,
    status: u8,
}

async fn message_status(State(app): State<App>, body: String) -> Answer {
    let wanted: MessageStatus = wish(&body)?;
    granted(Script::of(&app).set_delivery(&wanted.message, wanted.status))
}

#[derive(Deserialize)]
struct Token {
    scopes: Option<Vec<Scope>>,
    #[serde(default)]
    renew: bool,
}

async fn token(State(app): State<App>, body: String) -> Answer {
    let wanted: Token = wish(&body)?;
    let script = Script::of(&app);
    if let Some(scopes) = wanted.scopes {
        script.set_scopes(scopes);
    }
    if wanted.renew {
        return Ok(Json(json!({ "token": script.renew_token() })));
    }
    done()
}

async fn chats(State(app): State<App>) -> Answer {
    told(Script::of(&app).chats())
}

async fn chat(State(app): State<App>, Path(id): Path<String>) -> Answer {
    let chat = Script::of(&app).chat(&id).ok_or_else(unknown)?;
    told(chat)
}

async fn messages(State(app): State<App>, Path(id): Path<String>) -> Answer {
    let script = Script::of(&app);
    script.chat(&id).ok_or_else(unknown)?;
    told(script.messages(&id))
}

async fn sends(State(app): State<App>) -> Answer {
    told(Script::of(&app).sends())
}

async fn agents(State(app): State<App>) -> Answer {
    told(Script::of(&app).agents())
}

async fn down(State(app): State<App>) -> Answer {
    Script::of(&app).set_out(true);
    done()
}
